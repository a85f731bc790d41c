//! Entries of registers and decisions, in templates.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Ground, fields::Fields, gate, item};
use crate::{
    id::ItemId,
    lint::registers::{self as entries, Bound, Holds},
    plan::{self, ItemKey},
    render::{registers, summary, words},
};

/// A risk, blocker, finding or resolution.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    name: &'a str,
    id: Option<&'a str>,
    title: &'a str,
    kind: &'static str,
    scope: &'a str,
    says: Option<&'a str>,
    state: &'static str,
    mark: &'static str,
    is_open: bool,
    waits_for: Vec<Exit<'a>>,
    resolutions: Vec<&'a str>,
    evidence: Vec<&'a str>,
    fields: Fields<'a>,
}

/// What an entry waits for.
#[derive(Serialize)]
struct Exit<'a> {
    text: &'a str,
    on: String,
    holds: &'static str,
    /// The run that shows it, in words.
    shows: Option<String>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(ground: Ground<'a>, item: &'a plan::Item) -> Self {
        let account = ground.account;
        let says = account.says(item);
        let status = says.map(|says| says.status);
        let entry = account.report.entry(&item.key);
        let is_over = status.is_some_and(|it| it.is_finished() || it.is_dropped());
        let exits = entry.iter().flat_map(|entry| &entry.exits).map(|exit| Exit {
            text: &exit.text,
            on: exit.on.called(),
            holds: exit.holds.as_str(),
            shows: shows(ground, exit),
        });
        let resolutions = entry.iter().flat_map(|entry| &entry.resolutions);
        Self {
            name: summary::name(account, item),
            id: item.has_id.then(|| item.key.name.as_str()),
            title: account.plan.title(item),
            kind: item.key.kind.as_str(),
            scope: item.key.scope.as_str(),
            says: says.map(|says| &*says.raw),
            state: entry.map_or(if is_over { "claimed" } else { "open" }, |it| it.state.as_str()),
            mark: entry.map_or(words::status_mark(status).0, |it| registers::mark(it.state).0),
            is_open: entry.map_or(!is_over, |entry| entry.state.is_open()),
            waits_for: exits.collect(),
            resolutions: resolutions.map(ItemId::as_str).collect(),
            evidence: item::evidence(ground, item),
            fields: Fields::new(item::fields(ground, item)),
        }
    }
}

/// The run that shows what an entry waits for.
fn shows(ground: Ground<'_>, exit: &entries::Exit) -> Option<String> {
    let evidence = match &exit.on {
        Bound::Gate(name) if exit.holds == Holds::Yes => gate::shown(ground, name),
        Bound::Gate(_) | Bound::Item(_) | Bound::Nothing(_) => None,
    };
    evidence.map(|evidence| evidence.text())
}

/// Every decision.
pub(super) fn decisions(ground: Ground<'_>) -> Vec<Decision<'_>> {
    let lines = ground.account.report.decisions.iter();
    let lines: BTreeMap<&ItemKey, &str> = lines.map(|(key, line)| (key, &*line.state)).collect();
    let decisions = super::of_kind(ground.account.plan, plan::ItemKind::Decision);
    decisions.map(|item| Decision::new(ground, item, lines.get(&item.key).copied())).collect()
}

/// A decision.
#[derive(Serialize)]
pub(super) struct Decision<'a> {
    name: &'a str,
    title: &'a str,
    scope: &'a str,
    says: Option<&'a str>,
    is_finished: bool,
    state: Option<&'a str>,
    document: Option<&'a str>,
    fields: Fields<'a>,
}

impl<'a> Decision<'a> {
    fn new(ground: Ground<'a>, item: &'a plan::Item, state: Option<&'a str>) -> Self {
        let account = ground.account;
        let says = account.says(item);
        Self {
            name: summary::name(account, item),
            title: account.plan.title(item),
            scope: item.key.scope.as_str(),
            says: says.map(|says| &*says.raw),
            is_finished: says.is_some_and(|says| says.status.is_finished()),
            state,
            document: account.main_claim(item).map(|(document, _)| document.path.as_str()),
            fields: Fields::new(item::fields(ground, item)),
        }
    }
}
