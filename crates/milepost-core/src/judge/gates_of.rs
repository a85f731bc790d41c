//! The gates that an item rests on, itself and by its parts.

use std::collections::BTreeSet;

use crate::{
    gate::GateName,
    judge::Report,
    plan::{ItemKey, Plan},
};

/// The gates of an item's criteria and of everything that belongs to it.
pub fn gates_of(report: &Report, plan: &Plan, key: &ItemKey) -> BTreeSet<GateName> {
    let mut gates = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![key.clone()];
    while let Some(key) = open.pop() {
        if !seen.insert(key.clone()) {
            continue;
        }
        if let Some(judged) = report.judged(&key) {
            gates.extend(judged.criteria.iter().filter_map(|criterion| criterion.gate.clone()));
        }
        open.extend(plan.children(&key).map(|part| part.key.clone()));
    }
    gates
}
