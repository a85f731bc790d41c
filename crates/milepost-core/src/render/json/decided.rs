//! Decisions on the wire, and from the other side what was decided of an item or a gate.

use serde::Serialize;

use crate::{
    evidence::Affected,
    id::ItemId,
    judge::{DecisionLine, Report},
    plan::{ItemKey, ItemKind},
    render::json::item::Key,
};

/// What became of a decision, and what it bears on.
#[derive(Serialize)]
pub(super) struct Decided<'a> {
    ruling: &'static str,
    state: &'a str,
    affects: Vec<Names<'a>>,
    confirmation: Option<Confirmation<'a>>,
}

/// One thing that a decision names: a gate or an item.
#[derive(Serialize)]
struct Names<'a> {
    gate: Option<&'a str>,
    item: Option<&'a str>,
}

/// The gate that shows whether it is kept.
#[derive(Serialize)]
struct Confirmation<'a> {
    gate: &'a str,
    verdict: &'static str,
    reasons: &'a [String],
}

impl<'a> Decided<'a> {
    /// Of a decision; nothing of what is none.
    pub(super) fn of(report: &'a Report, key: &ItemKey) -> Option<Self> {
        let (_, line) = report.decisions.iter().find(|(decision, _)| decision == key)?;
        let DecisionLine { word, state, affects, confirmation } = line;
        let confirmation = confirmation.as_ref().map(|(gate, verdict, reasons)| Confirmation {
            gate: gate.as_str(),
            verdict: verdict.as_str(),
            reasons,
        });
        let affects = affects.iter().map(|affected| match affected {
            Affected::Gate(gate) => Names { gate: Some(gate.as_str()), item: None },
            Affected::Item(item) => Names { gate: None, item: Some(item.as_str()) },
        });
        Some(Self { ruling: word, state, affects: affects.collect(), confirmation })
    }
}

/// The decisions that name an item, or the gate that it is.
pub(super) fn of_item<'a>(report: &'a Report, key: &ItemKey) -> Vec<Key<'a>> {
    naming(report, |affected| match affected {
        Affected::Item(id) => *id == key.name,
        Affected::Gate(gate) => key.kind == ItemKind::Gate && *gate == key.name,
    })
}

/// The decisions that name a gate.
pub(super) fn of_gate<'a>(report: &'a Report, name: &ItemId) -> Vec<Key<'a>> {
    naming(report, |affected| match affected {
        Affected::Gate(gate) => gate == name,
        Affected::Item(_) => false,
    })
}

fn naming(report: &Report, is_it: impl Fn(&Affected) -> bool) -> Vec<Key<'_>> {
    let decisions = report.decisions.iter().filter(|(_, line)| line.affects.iter().any(&is_it));
    decisions.map(|(key, _)| Key::from(key)).collect()
}
