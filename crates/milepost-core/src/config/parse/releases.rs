//! `[releases.classes.NAME]`: what releases of a class need.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::{
    gates::Names,
    reader::{Range, Reader},
};
use crate::{
    config::{Mistake, NoGo, ReleaseClass, Rollback},
    id::ItemId,
};

/// The keys of `[releases]`.
pub(super) const RELEASES: &[&str] = &["classes"];
/// The keys of `[releases.classes.NAME]`.
pub(super) const CLASS: &[&str] = &["gates", "rollback", "no-go"];

impl Reader<'_> {
    pub(super) fn release_classes(
        &mut self,
        root: &DeTable<'_>,
        gates: &Names,
    ) -> BTreeMap<ItemId, ReleaseClass> {
        let Some(releases) = self.table(root, "releases") else { return BTreeMap::new() };
        self.only_known_keys(releases, RELEASES);
        let Some(table) = self.table(releases, "classes") else { return BTreeMap::new() };
        let named = self.named(table, "releases.classes");
        let classes = named.into_iter().map(|(span, name, table)| {
            let class = self.class(span, table, gates);
            (name, class)
        });
        classes.collect()
    }

    fn class(&mut self, span: Range, table: &DeTable<'_>, names: &Names) -> ReleaseClass {
        self.only_known_keys(table, CLASS);
        let gates = self.gate_names(table, "gates", names);
        let rollback = match self.truth(table, "rollback") {
            Some(true) => Rollback::Required,
            Some(false) | None => Rollback::Optional,
        };
        let mut no_go = BTreeSet::new();
        for (at, text) in self.texts(table, "no-go", "a list of what forbids a release") {
            if let Some((_, found)) = NoGo::WORDS.iter().find(|(word, _)| *word == text) {
                no_go.insert(*found);
            } else {
                self.mistake(at, Mistake::UnknownWord { key: "no-go", word: text.into() });
                let words = NoGo::WORDS.map(|(word, _)| word);
                self.suggest(&format!("`\"{}\"`", words.join("\"`, `\"")));
                self.suggest_nearest(text, &words);
            }
        }
        ReleaseClass { span: self.span(span), gates, rollback, no_go }
    }
}
