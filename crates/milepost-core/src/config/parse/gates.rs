//! `[gates.NAME]`: what is run or asked.
//!
//! The parts of a gate are in files of their own; here is how gates hang together.

pub(super) mod compare;
pub(super) mod controls;
pub(super) mod reports;
pub(super) mod review;
pub(super) mod run;

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::reader::{Range, Reader, Value};
use crate::{
    config::Mistake,
    gate::{Check, Enforcement, Gate, GateName, Tuple},
    id::{CommitId, ItemId},
    suggest::nearest,
};

/// The keys that every gate may have.
pub(super) const GATE: &[&str] = &["kind", "enforcement"];
/// The kinds of gates.
pub(super) const KINDS: &[(&str, Kind)] = &[("run", Kind::Run), ("review", Kind::Review)];
/// What a gate is good for.
pub(super) const ENFORCEMENTS: &[(&str, Enforcement)] =
    &[("blocking", Enforcement::Blocking), ("advisory", Enforcement::Advisory)];

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Run,
    Review,
}

/// The names of all gates of the file.
pub(super) type Names = BTreeSet<GateName>;

/// The commits that consumers name, whatever else is wrong with them; nothing for what is no commit, which is
/// told where it stands.
pub(super) type Consumers = BTreeMap<ItemId, BTreeMap<Tuple, Option<CommitId>>>;

/// The consumers of the file, with their commits.
fn consumers(root: &DeTable<'_>) -> Consumers {
    let table = root.get("consumers").and_then(|value| value.get_ref().as_table());
    let entries = table.into_iter().flat_map(|table| table.iter());
    let consumers = entries.filter_map(|(name, value)| {
        let table = value.get_ref().as_table()?;
        let commit = |tuple: Tuple| {
            let value = table.get(tuple.as_str())?.get_ref();
            Some((tuple, value.as_str().and_then(CommitId::new)))
        };
        let commits = [Tuple::Current, Tuple::Rollback].into_iter().filter_map(commit);
        Some((ItemId::new(name.get_ref())?, commits.collect()))
    });
    consumers.collect()
}

/// The names of all gates of the file, whatever is wrong with them.
pub(super) fn names(root: &DeTable<'_>) -> Names {
    let table = root.get("gates").and_then(|value| value.get_ref().as_table());
    let keys = table.into_iter().flat_map(|table| table.keys());
    keys.filter_map(|key| GateName::new(key.get_ref())).collect()
}

impl Reader<'_> {
    pub(super) fn gates(&mut self, root: &DeTable<'_>) -> BTreeMap<GateName, Gate> {
        let Some(table) = self.table(root, "gates") else { return BTreeMap::new() };
        let mut entries: Vec<(Range, &str, &Value<'_>)> =
            table.iter().map(|(key, value)| (key.span(), key.get_ref().as_ref(), value)).collect();
        entries.sort_by_key(|(span, ..)| span.start);
        let names: Names = entries.iter().filter_map(|(_, name, _)| GateName::new(name)).collect();
        self.only_different_names(entries.iter().map(|(span, name, _)| (span.clone(), *name)));
        let consumers = consumers(root);
        let mut gates = BTreeMap::new();
        for (span, name, value) in entries {
            if let Some(gate) = self.gate(span, name, value, (&names, &consumers)) {
                gates.insert(gate.name.clone(), gate);
            }
        }
        self.only_needs_without_rounds(&gates);
        gates
    }

    fn gate(
        &mut self,
        span: Range,
        name: &str,
        value: &Value<'_>,
        known: (&Names, &Consumers),
    ) -> Option<Gate> {
        let id = GateName::new(name);
        if id.is_none() {
            self.mistake(span.clone(), Mistake::NotAnId { text: name.into() });
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(name, value, "a table");
            self.suggest(&format!("a table `[gates.{name}]`"));
            return None;
        };
        let enforcement = self.word(table, "enforcement", "what it is good for", ENFORCEMENTS);
        let kind = if table.contains_key("kind") {
            self.word(table, "kind", "the kind of a gate", KINDS)?
        } else {
            Kind::Run
        };
        let check = match kind {
            Kind::Run => {
                self.only_keys_of(table, run::RUN, (review::REVIEW, "kind = \"run\""));
                Check::Run(Box::new(self.run_check(span.clone(), table, known)?))
            }
            Kind::Review => {
                self.only_keys_of(table, review::REVIEW, (run::RUN, "kind = \"review\""));
                Check::Review(self.review_check(span.clone(), table)?)
            }
        };
        let enforcement = enforcement.unwrap_or_default();
        let promote_after = self.count(table, "promote-after", 1);
        Some(Gate { name: id?, span: self.span(span), check, enforcement, promote_after })
    }

    /// Keys of another kind of gate are no unknown keys, and still have no place here.
    fn only_keys_of(
        &mut self,
        table: &DeTable<'_>,
        own: &[&str],
        (foreign, kind): (&[&str], &'static str),
    ) {
        let known: Vec<&str> = GATE.iter().chain(own).copied().collect();
        for key in table.keys() {
            let name: &str = key.get_ref();
            if foreign.contains(&name) && !own.contains(&name) {
                let mistake = Mistake::Contradiction { key: name.into(), other: kind };
                self.mistake(key.span(), mistake);
            } else if !known.contains(&name) {
                self.mistake(key.span(), Mistake::UnknownKey { key: name.into() });
                self.suggest_nearest(name, &known);
            }
        }
    }

    /// Names of gates, each of which must exist.
    pub(super) fn gate_names(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        names: &Names,
    ) -> Vec<GateName> {
        let mut found = Vec::new();
        for (span, text) in self.texts(table, key, "a list of gates") {
            match GateName::new(text).filter(|name| names.contains(name)) {
                Some(name) if found.contains(&name) => {
                    let (name, other) = (text.into(), text.into());
                    self.mistake(span, Mistake::SameName { name, other });
                }
                Some(name) => found.push(name),
                None => {
                    self.mistake(span, Mistake::UnknownGate { name: text.into() });
                    if let Some(nearest) = nearest(text, names.iter().map(GateName::as_str)) {
                        self.suggest(&format!("`{nearest}`"));
                    }
                }
            }
        }
        found
    }

    /// People and file systems do not tell names apart by case.
    pub(super) fn only_different_names<'n>(
        &mut self,
        names: impl Iterator<Item = (Range, &'n str)>,
    ) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (span, name) in names {
            if let Some(other) = seen.get(&name.trim().to_lowercase()) {
                let (name, other) = (name.into(), (*other).into());
                self.mistake(span, Mistake::SameName { name, other });
            } else {
                seen.insert(name.trim().to_lowercase(), name);
            }
        }
    }

    /// Reports every round of gates that wait for each other, each once.
    fn only_needs_without_rounds(&mut self, gates: &BTreeMap<GateName, Gate>) {
        let mut open: BTreeMap<&GateName, &[GateName]> = gates
            .iter()
            .map(|(name, gate)| match &gate.check {
                Check::Run(run) => (name, &*run.needs),
                Check::Review(_) => (name, &[][..]),
            })
            .collect();
        loop {
            settle(&mut open);
            let Some(start) = open.keys().next().copied() else { return };
            let round = round_from(start, &open);
            let Some(gate) = round.first().and_then(|name| gates.get(name)) else { return };
            for name in &round {
                open.remove(name);
            }
            let gates = round.into_iter().cloned().collect();
            self.mistake(gate.span.range(), Mistake::GateCycle { gates });
            self.suggest("one direction: leave one of these `needs` out");
        }
    }
}

/// Removes all gates that wait for nothing that is left, until none is.
fn settle(open: &mut BTreeMap<&GateName, &[GateName]>) {
    let mut waiting: BTreeMap<&GateName, Vec<&GateName>> = BTreeMap::new();
    let mut left: BTreeMap<&GateName, usize> = BTreeMap::new();
    for (name, needs) in &*open {
        let needs = needs.iter().filter(|need| open.contains_key(need));
        let needs: Vec<&GateName> = needs.collect();
        left.insert(name, needs.len());
        for need in needs {
            waiting.entry(need).or_default().push(name);
        }
    }
    let mut free: Vec<&GateName> =
        left.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(name) = free.pop() {
        open.remove(name);
        for next in waiting.remove(name).unwrap_or_default() {
            let count = left.entry(next).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                free.push(next);
            }
        }
    }
}

/// Follows needs from a gate until one comes again; every gate of `open` needs one of `open`.
fn round_from<'g>(
    start: &'g GateName,
    open: &BTreeMap<&'g GateName, &'g [GateName]>,
) -> Vec<&'g GateName> {
    let mut path: Vec<&GateName> = Vec::new();
    let mut seen = BTreeMap::new();
    let mut next = Some(start);
    while let Some(name) = next {
        if let Some(at) = seen.insert(name, path.len()) {
            return path.split_off(at);
        }
        path.push(name);
        next = open.get(name).and_then(|needs| needs.iter().find(|need| open.contains_key(need)));
    }
    path
}
