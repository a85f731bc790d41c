//! A difference in words, for people.

use std::fmt;

use super::{Change, Direction, apart, word_diff};
use crate::gate::GateName;

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
                let word = match self.direction() {
                    Direction::Weaker => "loosened",
                    Direction::Stronger => "tightened",
                    Direction::Different => "reworded",
                };
                write!(f, "criterion of `{}` {word}: “{}”", of.id, word_diff(before, after))
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
            Self::RuleChanged { gate, before, after } => match (before, after) {
                (Some(before), Some(after)) => {
                    write!(f, "rule of gate `{gate}` changed: `{}`", word_diff(before, after))
                }
                (Some(before), None) => write!(f, "rule of gate `{gate}` removed: `{before}`"),
                (None, Some(after)) => write!(f, "rule of gate `{gate}` added: `{after}`"),
                (None, None) => write!(f, "rule of gate `{gate}` unchanged"),
            },
            Self::TestsDropped { gate, before, after } => {
                write!(f, "gate `{gate}` counted {before} tests and counts {after}")
            }
            Self::Enforcement { gate, before, after } => {
                write!(f, "gate `{gate}` was {} and is {}", before.as_str(), after.as_str())
            }
            Self::ItemGone(item) => {
                write!(f, "{} `{}` is in no document any more", item.kind, item.id)
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
