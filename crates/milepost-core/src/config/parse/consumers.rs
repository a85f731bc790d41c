//! `[consumers.NAME]`: the projects that depend on this one.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{
    gates::Names,
    reader::{Range, Reader},
};
use crate::{
    config::{Consumer, Mistake, Tier},
    id::{CommitId, ItemId},
};

/// The keys of `[consumers.NAME]`.
pub(super) const CONSUMER: &[&str] = &["repo", "tier", "current", "rollback", "gates"];
/// How far a consumer may be looked after.
pub(super) const TIERS: &[(&str, Tier)] = &[
    ("supported", Tier::Supported),
    ("best-effort", Tier::BestEffort),
    ("experimental", Tier::Experimental),
    ("unsupported", Tier::Unsupported),
];

impl Reader<'_> {
    pub(super) fn consumers(
        &mut self,
        root: &DeTable<'_>,
        gates: &Names,
    ) -> BTreeMap<ItemId, Consumer> {
        let Some(table) = self.table(root, "consumers") else { return BTreeMap::new() };
        let named = self.named(table, "consumers");
        let consumers = named
            .into_iter()
            .filter_map(|(span, name, table)| Some((name, self.consumer(span, table, gates)?)));
        consumers.collect()
    }

    fn consumer(&mut self, span: Range, table: &DeTable<'_>, names: &Names) -> Option<Consumer> {
        self.only_known_keys(table, CONSUMER);
        let repo = if table.contains_key("repo") {
            let repo = self.text(table, "repo");
            repo.and_then(|(at, text)| self.filled(at, text, "repo"))
        } else {
            self.mistake(span.clone(), Mistake::MissingKey { key: "repo" });
            None
        };
        let tier = self.word(table, "tier", "how far it is looked after", TIERS);
        let current = self.commit(table, "current");
        let rollback = self.commit(table, "rollback");
        let gates = self.gate_names(table, "gates", names);
        Some(Consumer {
            span: self.span(span),
            repo: repo?.1.trim().into(),
            tier: tier.unwrap_or_default(),
            current,
            rollback,
            gates,
        })
    }

    /// A whole commit id: the beginning of one may come to mean another, and `-dirty` names none.
    fn commit(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<CommitId> {
        let (span, text) = self.text(table, key)?;
        let commit = CommitId::new(text);
        if commit.is_none() {
            self.mistake(span, Mistake::NotACommit { text: text.into() });
            self.suggest("all 40 digits of a commit, as `git rev-parse HEAD` prints them there");
        }
        commit
    }
}
