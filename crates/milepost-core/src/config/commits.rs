//! What the project asks of its commits.

use crate::{globs::Globs, text::Span};

/// What every commit must bring along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitPolicy {
    /// Where the table stands in `milepost.toml`.
    pub span: Span,
    /// Files of which every commit must touch one, and in which no placeholder may be left behind;
    /// nothing is asked where there is none.
    pub tracking: Globs,
    /// The types that a commit may be of, as `feat`; any, where there is none.
    pub types: Vec<Box<str>>,
    /// What needs an entry in a decision log.
    pub decisions: Option<DecisionsWhen>,
    /// Authors of whom nothing is asked, by name or e-mail address.
    pub except_authors: Vec<Box<str>>,
    /// Whether merges must do the same.
    pub merges: Merges,
}

/// Changes that need an entry in a decision log, in the same commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionsWhen {
    /// The paths that must not change without one.
    pub when: Globs,
    /// Where decisions are written down.
    pub within: Globs,
}

/// Whether merges are asked for what other commits must bring along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Merges {
    /// They are not: what they bring together was asked for before.
    #[default]
    Exempt,
    /// They are.
    Judged,
}
