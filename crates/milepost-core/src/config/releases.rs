//! `[releases.classes.NAME]`: the least that a release must have shown, by how much it changes.

use std::collections::BTreeSet;

use crate::{gate::GateName, text::Span};

/// What every release of a class needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseClass {
    /// Where its name stands in `milepost.toml`.
    pub span: Span,
    /// The gates that must pass.
    pub gates: Vec<GateName>,
    /// Whether there must be a way back.
    pub rollback: Rollback,
    /// What forbids a release, whatever its gates say.
    pub no_go: BTreeSet<NoGo>,
}

/// Whether a release must name what to go back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rollback {
    /// It need not.
    #[default]
    Optional,
    /// It must, and every supported consumer must have one.
    Required,
}

/// What forbids a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoGo {
    /// A blocker is open.
    OpenBlocker,
    /// A gate that blocks is red, whether the class names it or not.
    RedGate,
    /// The evidence of a gate that blocks is about other content.
    StaleEvidence,
    /// A supported consumer has no committed tuple, or a document rests on one that is not.
    DirtyTuple,
}

impl NoGo {
    /// Every one, with the word for it.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("open-blocker", Self::OpenBlocker),
        ("red-gate", Self::RedGate),
        ("stale-evidence", Self::StaleEvidence),
        ("dirty-tuple", Self::DirtyTuple),
    ];
}
