//! Whether a release may go, in templates.

use serde::Serialize;

use super::{Ground, gate, register};
use crate::{
    evidence::Outcome,
    gate::{Enforcement, GateName},
    lint::{no_go, registers::Entry},
    plan::{Item, ItemKind},
    verdict::{GateVerdict, Verdict},
};

/// What forbids a release, or nothing; as far as a page can tell. Whether evidence is fresh and tags are there,
/// `why` tells: both change without the plan and the ledger.
#[derive(Serialize)]
pub(super) struct Go {
    class: String,
    is_go: bool,
    reasons: Vec<String>,
}

impl Go {
    pub(super) fn is_go(&self) -> bool {
        self.is_go
    }
}

/// The same of an item; nothing where it is no open release that names its class.
pub(super) fn of(ground: Ground<'_>, item: &Item) -> Option<Go> {
    if item.key.kind != ItemKind::Release {
        return None;
    }
    let entries = &ground.account.report.registers;
    let entries: Vec<Entry> = entries.iter().map(|it| register::settled(ground, it)).collect();
    let release = no_go::on_paper(ground.scene, &entries, item)?;
    let gates = gate::all(ground);
    let mut reasons: Vec<String> = Vec::new();
    for gate in &gates {
        let is_of_class = release.gates.iter().any(|name| name.as_str() == gate.name());
        let is_red = release.is_held_by_red && is_red(ground, gate.name());
        if !gate.is_met() && (is_of_class || is_red) {
            reasons.push(format!("gate `{}`: {}", gate.name(), gate.shows()));
        }
    }
    reasons.extend(release.reasons.into_iter().map(|reason| reason.what));
    Some(Go { class: release.class.as_str().to_owned(), is_go: reasons.is_empty(), reasons })
}

/// Whether a gate that blocks said no when it was run last, on whatever content.
fn is_red(ground: Ground<'_>, name: &str) -> bool {
    let Some(name) = GateName::new(name) else { return false };
    let verdicts = &ground.account.report.verdicts;
    verdicts.gates.get(&name).is_some_and(|gate| {
        gate.enforcement == Enforcement::Blocking && (gate.verdict.is_red() || was_red(gate))
    })
}

fn was_red(gate: &GateVerdict) -> bool {
    let failed = gate.basis.as_ref().is_some_and(|basis| basis.run.outcome != Outcome::Passed);
    gate.verdict == Verdict::Stale && failed
}
