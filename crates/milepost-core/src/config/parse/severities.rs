//! `[rules]` and `[[suppress]]`: how much a problem weighs, and which ones are expected.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::reader::{Range, Reader, Value};
use crate::{
    config::{Mistake, Suppression},
    diag::Severity,
    id::ItemId,
};

/// The keys of `[[suppress]]`.
pub(super) const SUPPRESS: &[&str] = &["rule", "path", "item", "reason"];
/// What a rule can be set to.
pub(super) const SEVERITIES: &[(&str, Option<Severity>)] = &[
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

impl Reader<'_> {
    pub(super) fn severities(
        &mut self,
        root: &DeTable<'_>,
    ) -> BTreeMap<&'static str, Option<Severity>> {
        let Some(table) = self.table(root, "rules") else { return BTreeMap::new() };
        let mut severities = BTreeMap::new();
        for (key, value) in table {
            let rule = self.rule(key.get_ref(), key.span());
            let severity = self.severity(key.get_ref(), value);
            if let (Some(rule), Some((_, severity))) = (rule, severity) {
                severities.insert(rule, *severity);
            }
        }
        severities
    }

    fn rule(&mut self, name: &str, span: Range) -> Option<&'static str> {
        let rule = self.rules.iter().find(|rule| **rule == name).copied();
        if rule.is_none() {
            self.mistake(span, Mistake::UnknownRule { name: name.into() });
            self.suggest_nearest(name, self.rules);
        }
        rule
    }

    fn severity(
        &mut self,
        key: &str,
        value: &Value<'_>,
    ) -> Option<&'static (&'static str, Option<Severity>)> {
        let Some(word) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a severity");
            self.suggest("`\"error\"`, `\"warning\"`, `\"note\"` or `\"off\"`");
            return None;
        };
        let severity = SEVERITIES.iter().find(|(name, _)| *name == word);
        if severity.is_none() {
            self.mistake(value.span(), Mistake::UnknownSeverity { word: word.into() });
            let names: Vec<&str> = SEVERITIES.iter().map(|(name, _)| *name).collect();
            self.suggest_nearest(word, &names);
        }
        severity
    }

    pub(super) fn suppressions(&mut self, root: &DeTable<'_>) -> Vec<Suppression> {
        let Some(value) = root.get("suppress") else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type("suppress", value, "a list of tables");
            self.suggest("`[[suppress]]`");
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.suppression(entry)).collect()
    }

    fn suppression(&mut self, entry: &Value<'_>) -> Option<Suppression> {
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_type("suppress", entry, "a list of tables");
            return None;
        };
        self.only_known_keys(table, SUPPRESS);
        let rule = self.required_text(entry, table, "rule");
        let reason = self.required_text(entry, table, "reason");
        let path = self.text(table, "path");
        let item = self.text(table, "item");
        let path = path.map(|path| self.compile(&[path]));
        let item = item.and_then(|(span, text)| self.item(span, text));
        let (span, name) = rule?;
        let rule = self.rule(name, span)?;
        Some(Suppression { rule, path, item, reason: reason?.1.trim().into() })
    }

    fn item(&mut self, span: Range, text: &str) -> Option<ItemId> {
        let id = ItemId::new(text);
        if id.is_none() {
            self.mistake(span, Mistake::NotAnId { text: text.into() });
        }
        id
    }
}
