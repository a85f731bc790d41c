//! One thing that judges and that a change altered.

use std::cmp::Ordering;

use crate::{
    base::{CONFIG, at},
    diag::Place,
    gate::GateName,
    plan::ItemKey,
    text::Span,
};

/// Something that judges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Altered {
    /// All of `milepost.toml`.
    File,
    /// The severity of a rule.
    Severity(&'static str),
    /// A problem of a rule that is expected.
    Suppression(&'static str),
    /// Which documents are trackers.
    Documents,
    /// When the project started.
    Start,
    /// What counts as proven.
    Policy,
    /// What commits must bring along.
    Commits,
    /// A table of `milepost.toml` that is compared as a whole.
    Table(Table),
    /// The definition of a gate.
    Gate(GateName),
    /// Who may sign.
    Signers,
    /// What an item must meet.
    Item(ItemKey),
}

/// A table of `milepost.toml` that is compared as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What must be approved, and by whom.
    Approvals,
    /// What is looked at in every period.
    Cadence,
    /// The projects that depend on this one.
    Consumers,
    /// What will be taken away.
    Deprecations,
    /// Values that are computed.
    Facts,
    /// The classes of releases.
    Releases,
    /// The files that are derived.
    Render,
    /// Who holds which role.
    Roles,
    /// Places that must state facts.
    Surfaces,
    /// How work is shared out.
    Work,
}

impl Table {
    /// Its key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approvals => "approvals",
            Self::Cadence => "cadence",
            Self::Consumers => "consumers",
            Self::Deprecations => "deprecations",
            Self::Facts => "facts",
            Self::Releases => "releases",
            Self::Render => "render",
            Self::Roles => "roles",
            Self::Surfaces => "surfaces",
            Self::Work => "work",
        }
    }
}

/// What an alteration may let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing that would not pass before.
    Harmless,
    /// That cannot be told, so perhaps everything.
    Unclear,
    /// More than before.
    Loosens,
}

impl Effect {
    /// What follows where less of something lets more pass: how the new value compares with the old.
    pub(super) fn of(now: Ordering) -> Self {
        match now {
            Ordering::Less => Self::Loosens,
            Ordering::Equal | Ordering::Greater => Self::Harmless,
        }
    }
}

/// What a change did to something that judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alteration {
    /// What was altered.
    pub altered: Altered,
    /// How, as a lower-case fragment that stands alone.
    pub what: String,
    /// What it may let pass.
    pub effect: Effect,
    /// Where it can be seen, after the change where it is still there.
    pub place: Place,
}

impl Alteration {
    /// An alteration that is seen at some place.
    pub(super) fn new(
        altered: Altered,
        what: impl Into<String>,
        effect: Effect,
        place: Place,
    ) -> Self {
        Self { altered, what: what.into(), effect, place }
    }

    /// One that is seen in `milepost.toml`, nowhere in particular.
    pub(super) fn in_config(altered: Altered, what: impl Into<String>, effect: Effect) -> Self {
        Self::new(altered, what, effect, at(CONFIG, Span::default()))
    }
}

/// From one value to another, in words.
pub(super) fn from_to(before: &str, now: &str) -> String {
    match (before, now) {
        ("", now) => format!("was set to {}", quoted(now)),
        (before, "") => format!("is gone, and was {}", quoted(before)),
        (before, now) => format!("changed from {} to {}", quoted(before), quoted(now)),
    }
}

/// The longest value that is shown whole, in bytes.
const LONGEST: usize = 120;

fn quoted(value: &str) -> String {
    let cut = value.floor_char_boundary(LONGEST);
    let more = if cut < value.len() { "…" } else { "" };
    format!("`{}{more}`", &value[..cut])
}
