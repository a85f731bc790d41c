//! `[policy.commits]`: what every commit must bring along.

use toml::de::DeTable;

use super::reader::{Reader, Value, is_empty_list};
use crate::{
    config::{CommitPolicy, DecisionsWhen, Merges, Mistake},
    globs::Globs,
};

/// The keys of `[policy.commits]`.
pub(super) const COMMITS: &[&str] = &["tracking", "types", "decisions", "except-authors", "merges"];
/// The keys of `decisions`.
pub(super) const DECISIONS: &[&str] = &["when", "in"];

impl Reader<'_> {
    pub(super) fn commits(&mut self, policy: &DeTable<'_>) -> Option<CommitPolicy> {
        let (name, _) = policy.get_key_value("commits")?;
        let span = self.span(name.span());
        let table = self.table(policy, "commits")?;
        self.only_known_keys(table, COMMITS);
        Some(CommitPolicy {
            span,
            tracking: self.filled_globs(table, "tracking"),
            types: self.types(table),
            decisions: table.get("decisions").and_then(|value| self.decisions(value)),
            except_authors: self.said_all(table, "except-authors", "a list of names"),
            merges: match self.truth(table, "merges") {
                Some(true) => Merges::Judged,
                Some(false) | None => Merges::Exempt,
            },
        })
    }

    /// A type is a word: `feat` of `feat(api)!: …`.
    fn types(&mut self, table: &DeTable<'_>) -> Vec<Box<str>> {
        self.not_empty(table, "types");
        let texts = self.texts(table, "types", "a list of types");
        let mut types = Vec::new();
        for (span, text) in texts {
            let is_type_char = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
            if !text.is_empty() && text.chars().all(is_type_char) {
                types.push(text.into());
            } else {
                self.mistake(span, Mistake::NotAType { text: text.into() });
                self.suggest("a word as `\"feat\"`, without scope and colon");
            }
        }
        types
    }

    fn decisions(&mut self, value: &Value<'_>) -> Option<DecisionsWhen> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type("decisions", value, "a table");
            self.suggest("`decisions = { when = [\"src/api/**\"], in = [\"docs/DECISIONS.md\"] }`");
            return None;
        };
        self.only_known_keys(table, DECISIONS);
        self.required(value.span(), table, "when")?;
        self.required(value.span(), table, "in")?;
        let when = self.filled_globs(table, "when");
        Some(DecisionsWhen { when, within: self.filled_globs(table, "in") })
    }

    /// Globs that ask for nothing where there is none: then the key must be left out.
    fn filled_globs(&mut self, table: &DeTable<'_>, key: &'static str) -> Globs {
        self.not_empty(table, key);
        self.globs(table, key)
    }

    fn not_empty(&mut self, table: &DeTable<'_>, key: &'static str) {
        if let Some(value) = table.get(key).filter(|_| is_empty_list(table, key)) {
            self.mistake(value.span(), Mistake::EmptyValue { key });
        }
    }
}
