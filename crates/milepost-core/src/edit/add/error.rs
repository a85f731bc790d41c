//! Why nothing can be added.

use crate::{
    id::ItemId,
    plan::ItemKind,
    text::{LineIndex, RepoPath, Span},
};

/// Why nothing can be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// A title is no line of text.
    #[error("a title is one line of text, and not empty")]
    NotATitle,
    /// There is such an item.
    #[error("there is a `{id}` already")]
    Taken {
        /// The id.
        id: ItemId,
        /// One that is free.
        free: ItemId,
    },
    /// There is such a decision, and where titles are names no other may have it.
    #[error("there is something called \u{201c}{title}\u{201d} already")]
    TitleTaken {
        /// The title.
        title: Box<str>,
    },
    /// Nothing shows where it belongs.
    #[error("no place shows where a {} belongs", kind.as_str())]
    NoPlace {
        /// What was to be added.
        kind: ItemKind,
        /// The name of the item it was to be part of.
        parent: Option<ItemId>,
    },
    /// It may belong to several places.
    #[error("a {} may belong to several places", kind.as_str())]
    SeveralPlaces {
        /// What was to be added.
        kind: ItemKind,
        /// The places, as document and line.
        places: Vec<(RepoPath, u32)>,
    },
    /// The document is none that is read.
    #[error("{path} is not read as a tracker")]
    NotRead {
        /// The document.
        path: RepoPath,
    },
    /// The neighbours are written in a way that is not followed.
    #[error("{path}:{line}: what stands here is written in a way that cannot be followed")]
    Unlike {
        /// The document.
        path: RepoPath,
        /// The line of the neighbour.
        line: u32,
    },
    /// Reading the result again, it does not say what was meant.
    #[error("{path} would not be understood to have the new item and all that it has now")]
    NotUnderstood {
        /// The document.
        path: RepoPath,
    },
}

impl super::Place<'_> {
    /// The neighbours cannot be followed.
    pub(super) fn unlike(&self, text: &str) -> AddError {
        AddError::Unlike { path: self.document.path.clone(), line: line(text, self.beside()) }
    }
}

/// The line that a span begins in.
pub(super) fn line(text: &str, span: Span) -> u32 {
    LineIndex::new(text).line(span.start)
}
