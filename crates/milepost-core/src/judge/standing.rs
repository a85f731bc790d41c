//! Standings: what follows from claims, dependencies and checks, never from status words alone.

use crate::{
    judge::Judged,
    lint::Scene,
    plan::{Fraction, Item, ItemKey},
};

/// Where a work item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Something it depends on is not finished, and it has not begun.
    Planned,
    /// Nothing it depends on is open.
    Ready,
    /// The documents say that someone is at it.
    InProgress,
    /// Something holds it up.
    Blocked {
        /// What.
        by: Vec<ItemKey>,
    },
    /// The documents say that it is finished, and nothing has shown it.
    Claimed,
    /// The documents say that it is finished, and git or another claim says that it is not.
    Contradicted,
    /// Set aside.
    Suspended,
    /// No longer part of the plan.
    OutOfScope,
    /// Replaced.
    Superseded,
    /// Refused.
    Rejected,
}

impl Standing {
    /// The word for it, as every output format writes it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ready => "ready",
            Self::InProgress => "in progress",
            Self::Blocked { .. } => "blocked",
            Self::Claimed => "claimed",
            Self::Contradicted => "contradicted",
            Self::Suspended => "suspended",
            Self::OutOfScope => "out of scope",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
        }
    }
}

/// One thing that is missing until an item would be proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is missing, as a lower-case fragment.
    pub what: String,
    /// What would supply it.
    pub next: String,
}

/// How far an item is, by its parts, as the documents say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fractions {
    /// Criteria claimed met, of all.
    pub criteria: Option<Fraction>,
    /// Parts (deliverables, milestones, tasks) claimed finished, of all.
    pub parts: Option<Fraction>,
}

/// Judges one item.
pub(super) fn of(scene: &Scene<'_>, item: &Item) -> Judged {
    let _ = scene;
    Judged {
        key: item.key.clone(),
        standing: Standing::Planned,
        missing: Vec::new(),
        fractions: Fractions::default(),
    }
}
