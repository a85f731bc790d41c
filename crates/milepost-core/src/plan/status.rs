//! Status words, as one enum; the source's own words are kept beside it.

use crate::text::Span;

/// What a document's status word means.
///
/// A status is a claim. It never is a standing: only the judge gives those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Suggested, not agreed (`Proposed`, `Draft`).
    Proposed,
    /// Agreed, not begun (`Planned`, `Not started`, `[ ]`).
    Planned,
    /// To be begun next (`NEXT`, `Ready`).
    Next,
    /// Begun (`In progress`, `WIP`).
    InProgress,
    /// Looked at by someone else (`In review`).
    InReview,
    /// Held up (`Blocked`).
    Blocked,
    /// Waits for an answer or a value (`Pending`, `TBD`).
    Pending,
    /// Finished (`Complete`, `[x]`, `SHIPPED`).
    Done,
    /// Goes on without an end (`steady_state`, `Ongoing`).
    Ongoing,
    /// Set aside for now (`Suspended`, `Deferred`, `On hold`).
    Suspended,
    /// Given up (`Cancelled`, `Won't do`).
    Cancelled,
    /// No longer part of the plan (`Out of scope`).
    OutOfScope,
    /// Replaced by another (`Superseded`).
    Superseded,
    /// Still there, no longer wanted (`Deprecated`).
    Deprecated,
    /// Agreed to (`Accepted`, `Approved`).
    Accepted,
    /// Refused (`Rejected`).
    Rejected,
    /// Known and not settled (`Open`).
    Open,
    /// Settled (`Resolved`).
    Resolved,
    /// Made bearable (`Mitigated`).
    Mitigated,
    /// Measured and good (`PASS`, `green`).
    Passed,
    /// Measured and bad (`FAIL`, `red`).
    Failed,
    /// Does not apply (`N/A`, `Skipped`).
    NotApplicable,
    /// Informs, does not block (`ADVISORY`).
    Advisory,
    /// In danger (`At risk`).
    AtRisk,
}

impl Status {
    /// Every status, in the order of their declaration.
    pub const ALL: [Self; 24] = [
        Self::Proposed,
        Self::Planned,
        Self::Next,
        Self::InProgress,
        Self::InReview,
        Self::Blocked,
        Self::Pending,
        Self::Done,
        Self::Ongoing,
        Self::Suspended,
        Self::Cancelled,
        Self::OutOfScope,
        Self::Superseded,
        Self::Deprecated,
        Self::Accepted,
        Self::Rejected,
        Self::Open,
        Self::Resolved,
        Self::Mitigated,
        Self::Passed,
        Self::Failed,
        Self::NotApplicable,
        Self::Advisory,
        Self::AtRisk,
    ];

    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Planned => "planned",
            Self::Next => "next",
            Self::InProgress => "in-progress",
            Self::InReview => "in-review",
            Self::Blocked => "blocked",
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Ongoing => "ongoing",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
            Self::OutOfScope => "out-of-scope",
            Self::Superseded => "superseded",
            Self::Deprecated => "deprecated",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Mitigated => "mitigated",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotApplicable => "not-applicable",
            Self::Advisory => "advisory",
            Self::AtRisk => "at-risk",
        }
    }

    /// Whether the words say that nothing is left to do and the thing holds.
    pub fn is_finished(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Resolved | Self::Mitigated | Self::Passed | Self::Accepted
        )
    }

    /// Whether the words say that something is left to do here: neither finished nor dropped nor
    /// set aside nor waiting for somebody else.
    pub fn is_unfinished(self) -> bool {
        matches!(
            self,
            Self::Planned
                | Self::Next
                | Self::InProgress
                | Self::Blocked
                | Self::Open
                | Self::AtRisk
                | Self::Failed
        )
    }

    /// Whether the thing has left the plan: neither open nor finished.
    pub fn is_dropped(self) -> bool {
        matches!(
            self,
            Self::Cancelled
                | Self::OutOfScope
                | Self::Superseded
                | Self::Deprecated
                | Self::Rejected
                | Self::NotApplicable
        )
    }
}

/// A status as a document states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusClaim {
    /// What the words mean.
    pub status: Status,
    /// The document's own words, markup removed.
    pub raw: Box<str>,
    /// Where they stand.
    pub span: Span,
}
