//! How two definitions of an item differ: what was agreed, and what is there now.

use std::fmt;

use crate::{
    evidence::{DefinedCriterion, DefinedGate, DefinedPart, Definition, ItemName},
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
    /// A gate has another weight.
    Enforcement {
        /// The gate.
        gate: GateName,
        /// What it was.
        before: Enforcement,
        /// What it is.
        after: Enforcement,
    },
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
            Self::TargetMoved { .. } => false,
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
            | Self::Enforcement { .. } => true,
        }
    }
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
        let likeness = |new: &Box<str>| strsim::normalized_levenshtein(&old, new);
        let is_like = |new: &&Box<str>| {
            let same_gate = gate.is_some() && find(after, new).and_then(|it| it.gate) == gate;
            same_gate || likeness(new) > 0.5
        };
        let best = added.iter().filter(is_like).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
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
        if old != new {
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

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CriterionRemoved { of, text } => {
                write!(f, "criterion of `{}` removed: “{text}”", of.id)
            }
            Self::CriterionAdded { of, text } => {
                write!(f, "criterion of `{}` added: “{text}”", of.id)
            }
            Self::CriterionReworded { of, before, after } => {
                write!(f, "criterion of `{}` reworded: “{before}” is now “{after}”", of.id)
            }
            Self::CriterionRebound { of, text, before, after } => {
                let name = |gate: &Option<GateName>| match gate {
                    Some(gate) => format!("gate `{gate}`"),
                    None => "no gate".to_owned(),
                };
                let (before, after) = (name(before), name(after));
                write!(f, "criterion of `{}` moved from {before} to {after}: “{text}”", of.id)
            }
            Self::PartRemoved(part) => write!(f, "{} `{}` removed", part.kind, part.id),
            Self::PartAdded(part) => write!(f, "{} `{}` added", part.kind, part.id),
            Self::ScopeChanged { of, removed, added } => {
                write!(f, "scope of `{}` changed:{}", of.id, signed_list(removed, added))
            }
            Self::DependencyRemoved(on) => write!(f, "dependency on `{}` removed", on.id),
            Self::DependencyAdded(on) => write!(f, "dependency on `{}` added", on.id),
            Self::GateUndefined(gate) => write!(f, "gate `{gate}` is not defined any more"),
            Self::GateDefined(gate) => write!(f, "gate `{gate}` is defined now"),
            Self::GateChanged { gate, aspect, before, after } => {
                let (removed, added) = apart(before, after);
                write!(f, "`{aspect}` of gate `{gate}` changed:{}", signed_list(&removed, &added))
            }
            Self::Enforcement { gate, before, after } => {
                write!(f, "gate `{gate}` was {} and is {}", before.as_str(), after.as_str())
            }
            Self::TargetMoved { before, after } => {
                let name = |target: &Option<Box<str>>| match target {
                    Some(target) => format!("“{target}”"),
                    None => "none".to_owned(),
                };
                write!(f, "target moved from {} to {}", name(before), name(after))
            }
        }
    }
}

/// ` −a −b +c`.
fn signed_list(removed: &[Box<str>], added: &[Box<str>]) -> String {
    let removed = removed.iter().map(|it| format!(" −`{it}`"));
    removed.chain(added.iter().map(|it| format!(" +`{it}`"))).collect()
}
