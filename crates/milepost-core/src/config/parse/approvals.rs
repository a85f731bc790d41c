//! `[roles]` and `[approvals]`: who decides, and about what.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::reader::Reader;
use crate::{
    authority::{Approvals, Exemption, Occasion, PresencePolicy, Producer, Roles},
    config::Mistake,
};

/// The keys of `[approvals]`.
pub(super) const APPROVALS: &[&str] =
    &["by", "waive", "on", "require", "exempt", "single-operator", "presence"];

impl Reader<'_> {
    pub(super) fn roles(&mut self, root: &DeTable<'_>) -> Roles {
        let Some(table) = self.table(root, "roles") else { return Roles::new() };
        let mut roles = Roles::new();
        for name in table.keys() {
            let members = self.people(table, name.get_ref());
            roles.insert((*name.get_ref()).as_ref().into(), members);
        }
        roles
    }

    pub(super) fn approvals(&mut self, root: &DeTable<'_>, roles: &Roles) -> Approvals {
        let usual = Approvals::default();
        let Some(table) = self.table(root, "approvals") else { return usual };
        self.only_known_keys(table, APPROVALS);
        let require = self.words(table, "require", "an occasion for approval", &Occasion::ALL);
        let exempt = self.words(table, "exempt", "work without approval", &Exemption::ALL);
        let on = self.approvals_on(table, roles);
        Approvals {
            by: self.known_people(table, "by", roles),
            waive: self.known_people(table, "waive", roles),
            on,
            require: require.unwrap_or(usual.require),
            exempt: exempt.unwrap_or(usual.exempt),
            producer: match self.truth(table, "single-operator") {
                Some(true) => Producer::May,
                Some(false) | None => Producer::MayNot,
            },
            presence: match self.truth(table, "presence") {
                Some(true) => PresencePolicy::Required,
                Some(false) | None => PresencePolicy::Shown,
            },
        }
    }

    fn approvals_on(
        &mut self,
        approvals: &DeTable<'_>,
        roles: &Roles,
    ) -> BTreeMap<Occasion, Vec<Box<str>>> {
        let Some(table) = self.table(approvals, "on") else { return BTreeMap::new() };
        let known: Vec<&str> = Occasion::ALL.iter().map(|(word, _)| *word).collect();
        self.only_known_keys(table, &known);
        let mut on = BTreeMap::new();
        for (word, occasion) in Occasion::ALL {
            if table.contains_key(word) {
                on.insert(occasion, self.known_people(table, word, roles));
            }
        }
        on
    }

    /// Roles and people, where every role must have members: one that is misspelt would let nobody
    /// or, read carelessly, everybody.
    pub(super) fn known_people(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        roles: &Roles,
    ) -> Vec<Box<str>> {
        let people = self.people(table, key);
        let spans: Vec<_> = self.texts(table, key, "a list of roles and people");
        for (span, text) in spans {
            let Some(role) = text.trim().strip_prefix("role:") else { continue };
            if !roles.contains_key(role) {
                self.mistake(span, Mistake::UnknownRole { role: role.into() });
                self.suggest(&format!("`[roles]` with `{role} = [\"someone@example.org\"]`"));
                let names: Vec<&str> = roles.keys().map(|name| &**name).collect();
                self.suggest_nearest(role, &names);
            }
        }
        people
    }

    fn people(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Box<str>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let texts = self.texts(table, key, "a list of roles and people");
        let is_list = value.get_ref().as_array().is_some();
        if is_list && texts.iter().all(|(_, text)| text.trim().is_empty()) {
            // An empty list would mean everyone.
            self.mistake(value.span(), Mistake::NobodyNamed { key: key.into() });
            self.suggest(&format!("`{key} = [\"someone@example.org\"]`"));
        }
        let said = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
        said.map(|(_, text)| text.trim().into()).collect()
    }

    fn words<T: Copy + Ord>(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        what: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<BTreeSet<T>> {
        table.get(key)?;
        let mut found = BTreeSet::new();
        for (span, text) in self.texts(table, key, "a list of words") {
            match words.iter().find(|(word, _)| *word == text) {
                Some((_, value)) => {
                    found.insert(*value);
                }
                None => self.unknown_word(span, key, (what, text), words),
            }
        }
        Some(found)
    }
}
