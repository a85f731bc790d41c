//! What may be wrong with the files of a ledger.

use crate::{diag::Severity, digest::Digest, evidence::ledger::SegmentName, id::CommitId};

/// Something that is wrong with a file of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum LedgerProblem {
    /// A file is there and is not counted.
    #[error("`{path}` is not counted: {why}")]
    Bad {
        /// Its path, seen from the folder of the ledger; in a pack with `#` before the segment.
        path: Box<str>,
        /// What is wrong with it.
        why: WhyBad,
    },
    /// A file is there and could not be read.
    #[error("`{path}` could not be read: {said}")]
    Unreadable {
        /// Its path, seen from the folder of the ledger.
        path: Box<str>,
        /// What the system said.
        said: Box<str>,
    },
    /// History holds a segment that is not here any more, nor its bytes in a pack.
    #[error("`{path}` {how} commit {}, and no pack holds what it held", commit.short())]
    Lost {
        /// Its path, seen from the folder of the ledger.
        path: Box<str>,
        /// What became of it.
        how: Loss,
        /// Where.
        commit: CommitId,
    },
    /// A segment names one before it that is not here.
    #[error("`{segment}` follows a segment that is not here: {}", parent.short())]
    MissingParent {
        /// The segment.
        segment: SegmentName,
        /// The digest of the one that it names.
        parent: Digest,
    },
}

/// What became of a segment in history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Loss {
    /// It was removed.
    #[error("was deleted in")]
    Deleted,
    /// It was changed.
    #[error("was altered in")]
    Altered,
    /// The commit has it, and what is looked at has not.
    #[error("was removed or altered after")]
    Since,
}

/// Why a file of the ledger is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum WhyBad {
    /// Its content is not what its name says.
    #[error("its content is not what its name says, so it was altered or renamed")]
    Altered,
    /// The same, and all that changed is its line breaks.
    #[error("its line breaks were changed to CRLF, so its name does not fit it any more")]
    LineBreaks,
    /// It ends in the middle of a line.
    #[error("it ends in the middle of a line, so a part of it is missing")]
    Truncated,
    /// It is something else.
    #[error("it is neither a segment nor a pack")]
    NotASegment,
    /// It was written by a later milepost.
    #[error("it was written by a later milepost, which this one is too old to read")]
    Newer,
}

impl LedgerProblem {
    /// A file that is not counted.
    pub(super) fn bad(path: &str, why: WhyBad) -> Self {
        Self::Bad { path: path.into(), why }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Bad { why: WhyBad::Newer, .. } => Severity::Warning,
            Self::Bad {
                why: WhyBad::Altered | WhyBad::LineBreaks | WhyBad::Truncated | WhyBad::NotASegment,
                ..
            }
            | Self::Unreadable { .. }
            | Self::Lost { .. } => Severity::Error,
            Self::MissingParent { .. } => Severity::Note,
        }
    }
}
