//! Why an entry is not settled.

use crate::{id::ItemId, text::RepoPath};

/// Why an entry is not settled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// A reason is no line of text.
    #[error("a reason is one line of text, and not empty")]
    NotAReason,
    /// It is settled already, or has left the register.
    #[error("`{name}` is settled already")]
    Settled {
        /// The entry.
        name: ItemId,
    },
    /// What it waits for does not hold.
    #[error("what `{name}` waits for does not hold: {why}")]
    Unmet {
        /// The entry.
        name: ItemId,
        /// Why not.
        why: String,
        /// What would supply it.
        next: String,
    },
    /// Nothing shows that it is settled, and nobody says why.
    #[error("nothing that `{name}` waits for could be measured")]
    NoReason {
        /// The entry.
        name: ItemId,
    },
    /// It is only spoken of.
    #[error("`{name}` stands in no table, list or section")]
    NoPlace {
        /// The entry.
        name: ItemId,
    },
    /// The document is none that is read.
    #[error("{path} is not read as a tracker")]
    NotRead {
        /// The document.
        path: RepoPath,
    },
    /// Reading the result again, it does not say what was meant.
    #[error("{path} would not be understood to say that it is settled, and all that it says now")]
    NotUnderstood {
        /// The document.
        path: RepoPath,
    },
}
