//! What people agree on beside approvals: baselines, and decisions with what they bear on.

use std::fmt;

use crate::{
    digest::Digest,
    evidence::{Definition, ItemName, ShownGate},
    gate::GateName,
    id::ItemId,
};

/// What an item is held against from now on. Nobody accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// What the item means.
    pub definition: Definition,
    /// What its gates said, sorted by name.
    pub shown: Vec<ShownGate>,
    /// Why it is recorded; may be empty.
    pub reason: Box<str>,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub decision: ItemName,
    /// Its title.
    pub title: Box<str>,
    /// What became of it.
    pub ruling: DecisionRuling,
    /// The digest of its words, white space and markup aside.
    pub text: Digest,
    /// What it names, sorted.
    pub affects: Vec<Affected>,
    /// The alterations of what judges that it lets pass, sorted by what is altered.
    pub allows: Vec<Allowed>,
}

/// An alteration that a decision lets pass: from one definition to one other, and no further.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allowed {
    /// What is altered.
    pub of: Judging,
    /// The digest of what it says before; nothing where it is not there.
    pub before: Option<Digest>,
    /// The digest of what it says afterwards; nothing where it is gone.
    pub after: Option<Digest>,
}

/// Something that judges, by the name that it has in records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judging {
    /// The definition of a gate.
    Gate(GateName),
    /// What an item must meet.
    Item(ItemName),
    /// A part of `milepost.toml` by its key, as `rules.unread`, or a whole file by its name.
    Part(Box<str>),
}

impl fmt::Display for Judging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gate(gate) => write!(f, "gate:{gate}"),
            Self::Item(item) => write!(f, "{}:{}", item.kind, item.id),
            Self::Part(part) => f.write_str(part),
        }
    }
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionRuling {
    /// It holds.
    Accepted,
    /// It was not taken.
    Rejected,
    /// Another one holds in its place.
    Superseded {
        /// That one.
        by: ItemName,
    },
}

impl DecisionRuling {
    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Superseded { .. } => "superseded",
        }
    }
}

/// Something that a decision names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affected {
    /// A gate, written `gate:unit`.
    Gate(GateName),
    /// An item.
    Item(ItemId),
}

impl Affected {
    /// Reads `M2` or `gate:unit`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("gate:") {
            Some(name) => GateName::new(name.trim()).map(Self::Gate),
            None => ItemId::new(text).map(Self::Item),
        }
    }
}

impl fmt::Display for Affected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gate(gate) => write!(f, "gate:{gate}"),
            Self::Item(item) => item.fmt(f),
        }
    }
}
