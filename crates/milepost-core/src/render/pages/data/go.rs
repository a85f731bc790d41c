//! Whether a release may go, in templates.

use serde::Serialize;

use super::{Ground, gate};
use crate::{
    gate::{Enforcement, GateName},
    lint::no_go,
    plan::{Item, ItemKind},
};

/// What forbids a release, or nothing; as far as a page can tell. Whether evidence is fresh and tags are there,
/// `why` tells: both change without the plan and the ledger.
#[derive(Serialize)]
pub(super) struct Go {
    class: String,
    is_allowed: bool,
    reasons: Vec<String>,
}

impl Go {
    pub(super) fn is_allowed(&self) -> bool {
        self.is_allowed
    }
}

/// The same of an item; nothing where it is no open release that names its class.
pub(super) fn of(ground: Ground<'_>, item: &Item) -> Option<Go> {
    if item.key.kind != ItemKind::Release {
        return None;
    }
    let entries = &ground.account.report.registers;
    let release = no_go::on_paper(ground.scene, entries, item)?;
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
    Some(Go { class: release.class.as_str().to_owned(), is_allowed: reasons.is_empty(), reasons })
}

/// Whether a gate that blocks said no when it was measured last.
fn is_red(ground: Ground<'_>, name: &str) -> bool {
    let Some(name) = GateName::new(name) else { return false };
    let gate = ground.account.report.verdicts.gates.get(&name);
    gate.is_some_and(|it| it.enforcement == Enforcement::Blocking && it.verdict.is_red())
}
