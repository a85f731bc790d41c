//! `[[deprecations]]`: what will be taken away.

use std::time::Duration;

use toml::de::DeTable;

use super::{
    quantity,
    reader::{Reader, Value},
};
use crate::config::Deprecation;

/// The keys of `[[deprecations]]`.
pub(super) const DEPRECATION: &[&str] = &["what", "announced", "notice", "removal"];

impl Reader<'_> {
    pub(super) fn deprecations(&mut self, root: &DeTable<'_>) -> Vec<Deprecation> {
        let tables = self.tables(root, "deprecations", "`[[deprecations]]`");
        tables.into_iter().filter_map(|(entry, table)| self.deprecation(entry, table)).collect()
    }

    fn deprecation(&mut self, entry: &Value<'_>, table: &DeTable<'_>) -> Option<Deprecation> {
        self.only_known_keys(table, DEPRECATION);
        let what = self.required_text(entry, table, "what");
        self.required(entry.span(), table, "announced");
        self.required(entry.span(), table, "notice");
        let announced = self.day(table, "announced");
        let days = ("a number of whole days", "14 d");
        let notice = self.amount(table, "notice", days, quantity::days);
        let removal = self.day(table, "removal");
        let (span, what) = what?;
        Some(Deprecation {
            span: self.span(span),
            what: what.trim().into(),
            announced: announced?,
            notice: Duration::from_hours(u64::from(notice?) * 24),
            removal,
        })
    }
}
