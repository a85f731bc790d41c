//! `[cadence.NAME]`: what is due in every period.

use std::collections::BTreeMap;

use jiff::civil::Weekday;
use toml::de::DeTable;

use super::{
    gates::Names,
    quantity,
    reader::{Range, Reader, Value},
};
use crate::config::{Cadence, CadenceName, Mistake, Rhythm};

/// The keys of `[cadence.NAME]`.
pub(super) const CADENCE: &[&str] =
    &["every", "on", "starts", "owner", "gates", "reviews", "audits"];
/// The days that periods may begin with.
pub(super) const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

impl Reader<'_> {
    pub(super) fn cadences(
        &mut self,
        root: &DeTable<'_>,
        gates: &Names,
    ) -> BTreeMap<CadenceName, Cadence> {
        let Some(table) = self.table(root, "cadence") else { return BTreeMap::new() };
        let named = self.named(table, "cadence");
        let cadences = named
            .into_iter()
            .filter_map(|(span, name, table)| Some((name, self.cadence(span, table, gates)?)));
        cadences.collect()
    }

    fn cadence(&mut self, span: Range, table: &DeTable<'_>, names: &Names) -> Option<Cadence> {
        self.only_known_keys(table, CADENCE);
        let rhythm = self.rhythm(span.clone(), table);
        let owner = self.text(table, "owner");
        let owner = owner.and_then(|(at, text)| self.filled(at, text, "owner"));
        let gates = self.gate_names(table, "gates", names);
        let reviews = self.gate_names(table, "reviews", names);
        let audits = self.gate_names(table, "audits", names);
        let is_said = ["gates", "reviews", "audits"].iter().any(|key| table.contains_key(*key));
        if !is_said || is_empty(table) {
            let at = table.get("gates").map_or(span.clone(), Value::span);
            self.mistake(at, Mistake::NothingDue);
            self.suggest("`gates`, `reviews` or `audits` with the names of gates");
        }
        let owner = owner.map(|(_, text)| text.trim().into());
        Some(Cadence { span: self.span(span), rhythm: rhythm?, owner, gates, reviews, audits })
    }

    fn rhythm(&mut self, span: Range, table: &DeTable<'_>) -> Option<Rhythm> {
        let starts = self.day(table, "starts");
        if !table.contains_key("starts") {
            self.mistake(span.clone(), Mistake::MissingKey { key: "starts" });
            self.suggest("the first day of the first period, as `starts = 2026-11-02`");
        }
        match (table.get("every"), table.get("on")) {
            (Some(_), Some(on)) => {
                let mistake = Mistake::Contradiction { key: "on".into(), other: "every" };
                self.mistake(on.span(), mistake);
                None
            }
            (Some(_), None) => {
                let days = ("a number of whole days", "7 d");
                let days = self.amount(table, "every", days, quantity::days)?;
                Some(Rhythm::Every { days, starts: starts? })
            }
            (None, Some(_)) => {
                let day = self.word(table, "on", "a day of the week", WEEKDAYS)?;
                Some(Rhythm::On { day, starts: starts? })
            }
            (None, None) => {
                self.mistake(span, Mistake::MissingEither { one: "every", other: "on" });
                self.suggest("`every = \"7 d\"` or `on = \"monday\"`");
                None
            }
        }
    }
}

/// Whether everything that is listed as due is nothing.
fn is_empty(table: &DeTable<'_>) -> bool {
    let lists = ["gates", "reviews", "audits"].into_iter().filter_map(|key| table.get(key));
    let mut lists = lists.filter_map(|value| value.get_ref().as_array()).peekable();
    lists.peek().is_some() && lists.all(|list| list.is_empty())
}
