//! `[facts]`: values that are computed.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::{
    gates::Names as GateNames,
    reader::{Part, Range, Reader, Value},
};
use crate::{
    config::Mistake,
    fact::{Expr, Fact, FactName, Green},
    suggest::nearest,
    text::Span,
};

/// The keys of a fact that is written as a table.
pub(super) const FACT: &[&str] = &["value", "label", "suffix", "green"];

/// The names of all facts of the file.
pub(super) type Names = BTreeSet<FactName>;

/// The names of all facts of the file, whatever is wrong with them.
pub(super) fn names(root: &DeTable<'_>) -> Names {
    let table = root.get("facts").and_then(|value| value.get_ref().as_table());
    let keys = table.into_iter().flat_map(|table| table.keys());
    keys.filter_map(|key| FactName::new(key.get_ref())).collect()
}

/// A fact with the place of its expression in the file.
type Placed = (Fact, Range);

impl Reader<'_> {
    pub(super) fn facts(&mut self, root: &DeTable<'_>, gates: &GateNames) -> Vec<Fact> {
        let Some(table) = self.table(root, "facts") else { return Vec::new() };
        let names = names(root);
        let mut entries: Vec<(Range, &str, &Value<'_>)> =
            table.iter().map(|(key, value)| (key.span(), key.get_ref().as_ref(), value)).collect();
        entries.sort_by_key(|(span, ..)| span.start);
        let mut facts: Vec<Placed> = Vec::new();
        for (span, name, value) in entries {
            facts.extend(self.fact(span, name, value));
        }
        for (fact, at) in &facts {
            self.only_known_names(fact, at, &names, gates);
        }
        self.in_order(facts)
    }

    fn fact(&mut self, span: Range, name: &str, value: &Value<'_>) -> Option<Placed> {
        let fact_name = FactName::new(name);
        if fact_name.is_none() {
            self.mistake(span.clone(), Mistake::NotAFactName { text: name.into() });
            self.suggest("letters, digits, `-` and `_`, beginning with a letter");
        }
        let (at, text, table) = match (value.get_ref().as_str(), value.get_ref().as_table()) {
            (Some(text), _) => (value.span(), text, None),
            (None, Some(table)) => {
                self.only_known_keys(table, FACT);
                let (at, text) = self.required_text(value, table, "value")?;
                (at, text, Some(table))
            }
            (None, None) => {
                self.wrong_type(name, value, "an expression");
                self.suggest(&format!(
                    "an expression in quotes, as `{name} = 'files(\"src/**\")'`"
                ));
                return None;
            }
        };
        let label = table.and_then(|table| self.filled_text(table, "label"));
        let suffix = table.and_then(|table| self.text(table, "suffix")).map(|(_, text)| text);
        let green = table.and_then(|table| self.green(table));
        let expr = self.expression((at.clone(), text))?;
        let (span, text, suffix) = (self.span(span), text.into(), suffix.unwrap_or("").into());
        Some((Fact { name: fact_name?, span, text, expr, label, suffix, green }, at))
    }

    fn green(&mut self, table: &DeTable<'_>) -> Option<Green> {
        let (span, text) = self.text(table, "green")?;
        let green = Green::parse(text);
        if green.is_none() {
            self.mistake(span, Mistake::NotAnAmount { text: text.into(), wanted: "a bound" });
            self.suggest("a comparison with a number, as `green = \">= 90\"`");
        }
        green
    }

    fn filled_text(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<Box<str>> {
        let (span, text) = self.text(table, key)?;
        self.filled(span, text, key).map(|(_, text)| text.into())
    }

    fn expression(&mut self, (at, text): Part<'_>) -> Option<Expr> {
        match Expr::parse(text) {
            Ok(expr) => Some(expr),
            Err(error) => {
                let span = self.inside(at, error.span);
                self.mistake(span, Mistake::NotAnExpression { source: error.mistake });
                if let Some(suggestion) = &error.suggestion {
                    self.suggest(suggestion);
                }
                None
            }
        }
    }

    /// Every fact and every gate that is named must be there.
    fn only_known_names(&mut self, fact: &Fact, at: &Range, names: &Names, gates: &GateNames) {
        for (name, span) in fact.expr.facts() {
            if !names.contains(name) {
                self.unknown_fact(self.inside(at.clone(), span), name.as_str(), names);
            }
        }
        for (gate, span) in fact.gates() {
            if !gates.contains(gate) {
                let span = self.inside(at.clone(), span);
                self.mistake(span, Mistake::UnknownGate { name: gate.as_str().into() });
                let known = gates.iter().map(crate::gate::GateName::as_str);
                if let Some(nearest) = nearest(gate.as_str(), known) {
                    self.suggest(&format!("`{nearest}`"));
                }
            }
        }
    }

    pub(super) fn unknown_fact(&mut self, span: Range, name: &str, names: &Names) {
        self.mistake(span, Mistake::UnknownFact { name: name.into() });
        if let Some(nearest) = nearest(name, names.iter().map(FactName::as_str)) {
            self.suggest(&format!("`{nearest}`"));
        }
    }

    /// The facts, each behind those that it rests on. Those that rest on each other are a mistake.
    fn in_order(&mut self, facts: Vec<Placed>) -> Vec<Fact> {
        let mut waiting: BTreeMap<FactName, Vec<FactName>> = BTreeMap::new();
        let mut open: BTreeMap<FactName, (usize, Fact)> = BTreeMap::new();
        let all: Names = facts.iter().map(|(fact, _)| fact.name.clone()).collect();
        let mut free: Vec<Fact> = Vec::new();
        for (fact, _) in facts {
            let needs: Names =
                fact.expr.facts().into_iter().map(|(name, _)| name.clone()).collect();
            let needs: Vec<&FactName> = needs.iter().filter(|name| all.contains(*name)).collect();
            for need in &needs {
                waiting.entry((*need).clone()).or_default().push(fact.name.clone());
            }
            if needs.is_empty() {
                free.push(fact);
            } else {
                open.insert(fact.name.clone(), (needs.len(), fact));
            }
        }
        let mut ordered = Vec::new();
        while !free.is_empty() {
            // In the order of the file, as far as that can be.
            let ready = std::mem::take(&mut free);
            for fact in ready {
                for next in waiting.remove(&fact.name).unwrap_or_default() {
                    let Some((left, _)) = open.get_mut(&next) else { continue };
                    *left -= 1;
                    if *left == 0 {
                        free.extend(open.remove(&next).map(|(_, fact)| fact));
                    }
                }
                ordered.push(fact);
            }
        }
        self.report_round(&open);
        ordered
    }

    /// Facts that wait for each other, reported at the first of them.
    fn report_round(&mut self, open: &BTreeMap<FactName, (usize, Fact)>) {
        let Some(span) = open.values().map(|(_, fact)| fact.span).min() else { return };
        let names: Vec<Box<str>> = open.keys().map(|name| name.as_str().into()).collect();
        let Span { start, end } = span;
        self.mistake(start as usize..end as usize, Mistake::FactCycle { facts: names });
        self.suggest("one direction: a fact cannot rest on itself");
    }
}
