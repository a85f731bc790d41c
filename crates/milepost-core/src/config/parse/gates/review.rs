//! A gate that a person answers.

use toml::de::DeTable;

use crate::{
    config::{
        Mistake,
        parse::reader::{Range, Reader, Value, is_empty_list},
    },
    gate::ReviewCheck,
};

/// The keys of a gate that a person answers.
pub(in crate::config::parse) const REVIEW: &[&str] = &["by", "checklist", "inputs", "max-age"];

impl Reader<'_> {
    pub(super) fn review_check(&mut self, name: Range, table: &DeTable<'_>) -> Option<ReviewCheck> {
        let by = self.required(name, table, "by").map(Value::span);
        let by_whom = self.said_all(table, "by", "a list of roles and people");
        if let Some(at) = by.filter(|_| is_empty_list(table, "by")) {
            self.mistake(at, Mistake::EmptyValue { key: "by" });
            self.suggest("`by = [\"role:NAME\"]`");
        }
        let checklist = self.said_all(table, "checklist", "a list of statements");
        let (inputs, max_age) = (self.inputs(table), self.max_age(table));
        (!by_whom.is_empty()).then_some(ReviewCheck { by: by_whom, checklist, inputs, max_age })
    }

    pub(in crate::config::parse) fn said_all(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        wanted: &'static str,
    ) -> Vec<Box<str>> {
        let texts = self.texts(table, key, wanted);
        let said = texts.into_iter().filter_map(|(span, text)| self.filled(span, text, key));
        said.map(|(_, text)| text.trim().into()).collect()
    }
}
