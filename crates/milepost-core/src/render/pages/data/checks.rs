//! The entries of checklists, in templates.

use serde::Serialize;

use super::{
    Ground,
    gate::{self, Gate},
};
use crate::{
    lint::registers,
    plan::{Item, ItemKind},
    render::words,
};

/// A line of a checklist: what its document says, and what its gate shows, where it names one.
#[derive(Serialize)]
pub(super) struct Check<'a> {
    text: &'a str,
    document: Option<&'a str>,
    says: Option<&'a str>,
    is_finished: bool,
    gate: Option<String>,
    is_met: bool,
    mark: &'static str,
    shows: Option<String>,
}

/// The entries of all checklists, in the order of their documents.
pub(super) fn all(ground: Ground<'_>) -> Vec<Check<'_>> {
    let gates = gate::all(ground);
    let mut items: Vec<&Item> = super::of_kind(ground.account.plan, ItemKind::Check).collect();
    items.sort_by_key(|item| item.claims.first().copied());
    items.into_iter().map(|item| Check::new(ground, item, &gates)).collect()
}

impl<'a> Check<'a> {
    fn new(ground: Ground<'a>, item: &'a Item, gates: &[Gate<'_>]) -> Self {
        let title = ground.account.plan.title(item);
        let says = ground.account.says(item);
        let is_finished = says.is_some_and(|says| says.status.is_finished());
        let named = registers::gate_at_end(title);
        let text = match (&named, title.rfind('(')) {
            (Some(_), Some(at)) => title.get(..at).unwrap_or(title).trim_end(),
            (_, _) => title,
        };
        let gate =
            named.as_ref().and_then(|name| gates.iter().find(|it| it.name() == name.as_str()));
        let shows = match (&named, gate) {
            (Some(_), Some(gate)) => Some(gate.shows().to_owned()),
            (Some(_), None) => Some("its gate is not defined".to_owned()),
            (None, _) => None,
        };
        // A word meets no check that names a gate.
        let is_met = if named.is_some() { gate.is_some_and(Gate::is_met) } else { is_finished };
        Self {
            text,
            document: ground.account.main_claim(item).map(|(document, _)| document.path.as_str()),
            says: says.map(|says| &*says.raw),
            is_finished,
            gate: named.map(|name| name.as_str().to_owned()),
            is_met,
            mark: match (shows.is_some(), is_met) {
                (true, true) => "✔",
                (true, false) => "✗",
                (false, _) => words::status_mark(says.map(|says| says.status)).0,
            },
            shows,
        }
    }
}
