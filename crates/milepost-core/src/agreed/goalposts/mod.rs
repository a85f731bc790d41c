//! How two definitions of an item differ: what was agreed, and what is there now.

mod direction;
mod display;
mod rules;
mod words;

pub use self::{direction::Direction, words::word_diff};
use crate::{
    agreed::definition::defined_gate,
    config::Config,
    evidence::{DefinedCriterion, DefinedGate, DefinedPart, Definition, ItemName, ShownGate},
    gate::{Enforcement, GateName},
};

/// One thing that is not as it was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A criterion is gone.
    CriterionRemoved {
        /// The item that had it.
        of: ItemName,
        /// What had to hold.
        text: Box<str>,
    },
    /// There is a new criterion.
    CriterionAdded {
        /// The item that has it.
        of: ItemName,
        /// What must hold.
        text: Box<str>,
    },
    /// A criterion says something else.
    CriterionReworded {
        /// The item that has it.
        of: ItemName,
        /// What it said.
        before: Box<str>,
        /// What it says.
        after: Box<str>,
    },
    /// A criterion rests on another gate, or on none.
    CriterionRebound {
        /// The item that has it.
        of: ItemName,
        /// What must hold.
        text: Box<str>,
        /// The gate that it rested on.
        before: Option<GateName>,
        /// The gate that it rests on.
        after: Option<GateName>,
    },
    /// A part is gone.
    PartRemoved(ItemName),
    /// There is a new part.
    PartAdded(ItemName),
    /// A part delivers other paths.
    ScopeChanged {
        /// The part.
        of: ItemName,
        /// Paths that it delivers no more.
        removed: Vec<Box<str>>,
        /// Paths that it delivers besides.
        added: Vec<Box<str>>,
    },
    /// It waits for something no more.
    DependencyRemoved(ItemName),
    /// It waits for something else, too.
    DependencyAdded(ItemName),
    /// A gate that it rests on is defined no more.
    GateUndefined(GateName),
    /// A gate that was not defined is now.
    GateDefined(GateName),
    /// A gate demands or does something else.
    GateChanged {
        /// The gate.
        gate: GateName,
        /// What of it, as `require`.
        aspect: Box<str>,
        /// What it said.
        before: Vec<Box<str>>,
        /// What it says.
        after: Vec<Box<str>>,
    },
    /// A pass rule of a gate is another one, is gone or is new.
    RuleChanged {
        /// The gate.
        gate: GateName,
        /// What it said; nothing for a new one.
        before: Option<Box<str>>,
        /// What it says; nothing for one that is gone.
        after: Option<Box<str>>,
    },
    /// The reports of a gate count fewer tests.
    TestsDropped {
        /// The gate.
        gate: GateName,
        /// How many there were.
        before: u64,
        /// How many there are.
        after: u64,
    },
    /// A gate has another weight.
    Enforcement {
        /// The gate.
        gate: GateName,
        /// What it was.
        before: Enforcement,
        /// What it is.
        after: Enforcement,
    },
    /// It is in no document any more.
    ItemGone(ItemName),
    /// It should be reached at another time.
    TargetMoved {
        /// When it should have been.
        before: Option<Box<str>>,
        /// When it should be.
        after: Option<Box<str>>,
    },
}

impl Change {
    /// Whether an approval of the old definition says nothing of the new one.
    pub fn is_binding(&self) -> bool {
        match self {
            Self::TargetMoved { .. } | Self::TestsDropped { .. } => false,
            // What is not part of a gate's digest is told, and voids nothing.
            Self::GateChanged { aspect, .. } => {
                !matches!(&**aspect, "timeout" | "max-age" | "greens" | "controls" | "inputs")
            }
            Self::CriterionRemoved { .. }
            | Self::CriterionAdded { .. }
            | Self::CriterionReworded { .. }
            | Self::CriterionRebound { .. }
            | Self::PartRemoved(_)
            | Self::PartAdded(_)
            | Self::ScopeChanged { .. }
            | Self::DependencyRemoved(_)
            | Self::DependencyAdded(_)
            | Self::GateUndefined(_)
            | Self::GateDefined(_)
            | Self::RuleChanged { .. }
            | Self::ItemGone(_)
            | Self::Enforcement { .. } => true,
        }
    }

    /// The gate that it is about, if it is about one.
    pub fn gate(&self) -> Option<&GateName> {
        match self {
            Self::GateUndefined(gate)
            | Self::GateDefined(gate)
            | Self::GateChanged { gate, .. }
            | Self::RuleChanged { gate, .. }
            | Self::TestsDropped { gate, .. }
            | Self::Enforcement { gate, .. } => Some(gate),
            Self::CriterionRemoved { .. }
            | Self::CriterionAdded { .. }
            | Self::CriterionReworded { .. }
            | Self::CriterionRebound { .. }
            | Self::PartRemoved(_)
            | Self::PartAdded(_)
            | Self::ScopeChanged { .. }
            | Self::DependencyRemoved(_)
            | Self::DependencyAdded(_)
            | Self::ItemGone(_)
            | Self::TargetMoved { .. } => None,
        }
    }

    /// The item that it is about, where that is another one than the item which was agreed.
    pub fn item(&self) -> Option<&ItemName> {
        match self {
            Self::CriterionRemoved { of, .. }
            | Self::CriterionAdded { of, .. }
            | Self::CriterionReworded { of, .. }
            | Self::CriterionRebound { of, .. }
            | Self::ScopeChanged { of, .. }
            | Self::PartRemoved(of)
            | Self::PartAdded(of)
            | Self::DependencyRemoved(of)
            | Self::DependencyAdded(of)
            | Self::ItemGone(of) => Some(of),
            Self::GateUndefined(_)
            | Self::GateDefined(_)
            | Self::GateChanged { .. }
            | Self::RuleChanged { .. }
            | Self::TestsDropped { .. }
            | Self::Enforcement { .. }
            | Self::TargetMoved { .. } => None,
        }
    }
}

/// The gates of which fewer tests are counted than were shown when something was agreed. `counted`
/// tells how many there are now, where that is known.
pub fn dropped_tests(
    shown: &[ShownGate],
    counted: impl Fn(&GateName) -> Option<u64>,
) -> Vec<Change> {
    let dropped = shown.iter().filter_map(|shown| {
        let (before, after) = (shown.tests?, counted(&shown.gate)?);
        let gate = shown.gate.clone();
        (after < before).then_some(Change::TestsDropped { gate, before, after })
    });
    dropped.collect()
}

/// How a definition differs from one that was agreed, in the order in which people read one.
pub fn changes(agreed: &Definition, now: &Definition) -> Vec<Change> {
    let mut changes = Vec::new();
    if agreed.target != now.target {
        let (before, after) = (agreed.target.clone(), now.target.clone());
        changes.push(Change::TargetMoved { before, after });
    }
    criteria(&agreed.item, &agreed.criteria, &now.criteria, &mut changes);
    parts(&agreed.parts, &now.parts, &mut changes);
    let (removed, added) = apart(&agreed.depends_on, &now.depends_on);
    changes.extend(removed.into_iter().map(Change::DependencyRemoved));
    changes.extend(added.into_iter().map(Change::DependencyAdded));
    for gate in &agreed.gates {
        if let Some(other) = now.gates.iter().find(|other| other.name == gate.name) {
            gates(gate, other, &mut changes);
        }
    }
    changes
}

/// Criteria that are gone are paired with new ones in their place: those were reworded.
fn criteria(
    of: &ItemName,
    before: &[DefinedCriterion],
    after: &[DefinedCriterion],
    changes: &mut Vec<Change>,
) {
    let text = |criterion: &DefinedCriterion| criterion.text.clone();
    let find = |all: &[DefinedCriterion], text: &str| {
        all.iter().find(|criterion| &*criterion.text == text).cloned()
    };
    let (removed, mut added) = apart(
        &before.iter().map(text).collect::<Vec<_>>(),
        &after.iter().map(text).collect::<Vec<_>>(),
    );
    for old in removed {
        let gate = find(before, &old).and_then(|criterion| criterion.gate);
        let likeness = |new: &str| strsim::normalized_levenshtein(&old, new);
        let is_like = |new: &str| {
            let same_gate = gate.is_some() && find(after, new).and_then(|it| it.gate) == gate;
            same_gate || likeness(new) > 0.5
        };
        let best = added
            .iter()
            .filter(|new| is_like(new))
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        match best.cloned() {
            Some(new) => {
                added.retain(|other| *other != new);
                let (of, before, after) = (of.clone(), old, new);
                changes.push(Change::CriterionReworded { of, before, after });
            }
            None => changes.push(Change::CriterionRemoved { of: of.clone(), text: old }),
        }
    }
    changes.extend(added.into_iter().map(|text| Change::CriterionAdded { of: of.clone(), text }));
    for old in before {
        if let Some(new) = find(after, &old.text).filter(|new| new.gate != old.gate) {
            changes.push(Change::CriterionRebound {
                of: of.clone(),
                text: old.text.clone(),
                before: old.gate.clone(),
                after: new.gate,
            });
        }
    }
}

fn parts(before: &[DefinedPart], after: &[DefinedPart], changes: &mut Vec<Change>) {
    for old in before {
        let Some(new) = after.iter().find(|new| new.item == old.item) else {
            changes.push(Change::PartRemoved(old.item.clone()));
            continue;
        };
        let (removed, added) = apart(&old.scope, &new.scope);
        if !removed.is_empty() || !added.is_empty() {
            changes.push(Change::ScopeChanged { of: old.item.clone(), removed, added });
        }
        criteria(&old.item, &old.criteria, &new.criteria, changes);
    }
    let is_new = |part: &&DefinedPart| !before.iter().any(|old| old.item == part.item);
    let new = after.iter().filter(is_new);
    changes.extend(new.map(|part| Change::PartAdded(part.item.clone())));
}

/// How the gates of two configurations differ, sorted by name.
pub fn gate_changes(before: &Config, after: &Config) -> Vec<Change> {
    let mut names: Vec<&GateName> = before.gates.keys().chain(after.gates.keys()).collect();
    names.sort();
    names.dedup();
    let mut changes = Vec::new();
    for name in names {
        let [old, new] = [before, after].map(|config| defined_gate(config, name.clone()));
        gates(&old, &new, &mut changes);
    }
    changes
}

fn gates(before: &DefinedGate, after: &DefinedGate, changes: &mut Vec<Change>) {
    let gate = || before.name.clone();
    match (before.definition, after.definition) {
        (Some(_), None) => return changes.push(Change::GateUndefined(gate())),
        (None, Some(_)) => return changes.push(Change::GateDefined(gate())),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let mut names: Vec<&Box<str>> = before.aspects.keys().chain(after.aspects.keys()).collect();
    names.sort();
    names.dedup();
    for aspect in names {
        let of = |gate: &DefinedGate| gate.aspects.get(aspect).cloned().unwrap_or_default();
        let (old, new) = (of(before), of(after));
        if &**aspect == "require" {
            rules::changes(&before.name, &old, &new, changes);
        } else if old != new {
            let (gate, aspect) = (gate(), aspect.clone());
            changes.push(Change::GateChanged { gate, aspect, before: old, after: new });
        }
    }
    if before.enforcement != after.enforcement {
        let (before, after) = (before.enforcement, after.enforcement);
        changes.push(Change::Enforcement { gate: gate(), before, after });
    }
}

/// What only the first has, and what only the second has.
fn apart<T: Clone + PartialEq>(before: &[T], after: &[T]) -> (Vec<T>, Vec<T>) {
    let only = |of: &[T], not: &[T]| of.iter().filter(|it| !not.contains(it)).cloned().collect();
    (only(before, after), only(after, before))
}
