//! Decisions and registers in the report.

use serde::Serialize;

use super::{
    Ground,
    anchors::Anchor,
    wire::{Mark, Named},
};
use crate::{
    evidence::Affected,
    judge::DecisionLine,
    plan::{Item, ItemKey, ItemKind},
    render::{registers, screen::Ink, words},
};

/// A decision.
#[derive(Serialize)]
pub(super) struct Decision<'a> {
    item: Named<'a>,
    says: Option<Mark>,
    shows: Mark,
    affects: Vec<(Option<Anchor>, &'a str)>,
    confirmation: Option<(Anchor, &'a str, Mark)>,
    at: Option<String>,
}

/// Every decision, in plan order.
pub(super) fn decisions(ground: Ground<'_>) -> Vec<Decision<'_>> {
    ground.account.report.decisions.iter().filter_map(|it| decision(ground, it)).collect()
}

fn decision<'a>(
    ground: Ground<'a>,
    (key, line): &'a (ItemKey, DecisionLine),
) -> Option<Decision<'a>> {
    let account = ground.account;
    let item = account.plan.items.get(key)?;
    let mark = match line.word {
        "accepted" => ("✔", Ink::Good),
        "rejected" | "superseded" => ("–", Ink::Faint),
        _ => ("○", Ink::Plain),
    };
    let affects = line.affects.iter().map(|affected| match affected {
        Affected::Gate(gate) => (Some(Anchor::of_gate(gate)), gate.as_str()),
        Affected::Item(id) => {
            let one = account.plan.find(id.as_str());
            let one = if let [one] = one.as_slice() { Some(*one) } else { None };
            (one.and_then(|one| ground.anchors.of(&one.key)).cloned(), id.as_str())
        }
    });
    let confirmation = line.confirmation.as_ref().map(|(gate, verdict, _)| {
        let mark = Mark::new(words::verdict_mark(*verdict), verdict.as_str());
        (Anchor::of_gate(gate), gate.as_str(), mark)
    });
    let claim = account.main_claim(item);
    Some(Decision {
        item: Named::new(ground, item),
        says: account.says(item).map(|_| Mark::said(ground, item)),
        shows: Mark::new(mark, &*line.state),
        affects: affects.collect(),
        confirmation,
        at: claim.map(|(document, claim)| account.spot(&document.path, claim.name_span)),
    })
}

/// One register.
#[derive(Serialize)]
pub(super) struct Register<'a> {
    title: String,
    entries: Vec<Entry<'a>>,
}

/// An entry of it.
#[derive(Serialize)]
struct Entry<'a> {
    item: Named<'a>,
    says: Mark,
    shows: Option<Mark>,
    exits: Vec<(String, &'a str)>,
    at: Option<String>,
}

/// The registers that people keep of what may go wrong, holds up, or was found.
pub(super) fn registers(ground: Ground<'_>) -> Vec<Register<'_>> {
    let kinds = [ItemKind::Blocker, ItemKind::Risk, ItemKind::Finding, ItemKind::Bucket];
    let registers = kinds.map(|kind| {
        let items = ground.account.plan.items.values().filter(|item| item.key.kind == kind);
        Register {
            title: words::plural(&words::kind(kind)),
            entries: items.map(|item| entry(ground, item)).collect(),
        }
    });
    registers.into_iter().filter(|register| !register.entries.is_empty()).collect()
}

fn entry<'a>(ground: Ground<'a>, item: &'a Item) -> Entry<'a> {
    let account = ground.account;
    let entry = account.report.entry(&item.key);
    let exits = entry.into_iter().flat_map(|entry| &entry.exits);
    let claim = account.main_claim(item);
    Entry {
        item: Named::new(ground, item),
        says: Mark::said(ground, item),
        shows: entry.map(|entry| Mark::new(registers::mark(entry.state), registers::shows(entry))),
        exits: exits.map(|exit| (exit.on.called(), &*exit.text)).collect(),
        at: claim.map(|(document, claim)| account.spot(&document.path, claim.name_span)),
    }
}
