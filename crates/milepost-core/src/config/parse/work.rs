//! `[work]`: how work is shared out.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::{
    quantity,
    reader::{Part, Reader},
};
use crate::config::{Autonomy, Mistake, Mode, Owner, Role, Work};

/// The keys of `[work]`.
pub(super) const WORK: &[&str] =
    &["per-actor", "lease", "mode", "heavy-by", "tracker-files-owned-by", "roles"];
/// The keys of a role.
pub(super) const ROLE: &[&str] = &["actors", "may-write", "autonomous"];
/// The modes.
pub(super) const MODES: &[(&str, Mode)] = &[("normal", Mode::Normal), ("safe", Mode::Safe)];

impl Reader<'_> {
    pub(super) fn work(&mut self, root: &DeTable<'_>) -> Work {
        let usual = Work::default();
        let Some(table) = self.table(root, "work") else { return usual };
        self.only_known_keys(table, WORK);
        let roles = self.work_roles(table);
        let mode = self.word(table, "mode", "a mode", MODES).unwrap_or_default();
        if mode == Mode::Safe {
            self.one_slot(root);
        }
        let time = ("a duration", "4 h");
        Work {
            per_actor: self.count(table, "per-actor", 1).unwrap_or(usual.per_actor),
            lease: self.amount(table, "lease", time, quantity::duration).unwrap_or(usual.lease),
            mode,
            heavy_by: self.heavy_by(table, &roles),
            tracker_owner: self.tracker_owner(table, &roles),
            roles,
        }
    }

    /// In safe mode there is one heavy slot: more of them cannot be asked for.
    fn one_slot(&mut self, root: &DeTable<'_>) {
        let resources = root.get("resources").and_then(|it| it.get_ref().as_table());
        let Some(value) = resources.and_then(|table| table.get("heavy-slots")) else { return };
        if value.get_ref().as_integer().is_none_or(|number| number.as_str() != "1") {
            let (key, other) = ("heavy-slots".into(), "mode = \"safe\"");
            self.mistake(value.span(), Mistake::Contradiction { key, other });
            self.suggest("`heavy-slots = 1`: in safe mode one heavy thing runs at a time");
        }
    }

    fn work_roles(&mut self, table: &DeTable<'_>) -> BTreeMap<Box<str>, Role> {
        let mut roles = BTreeMap::new();
        let Some(tables) = self.table(table, "roles") else { return roles };
        for name in tables.keys() {
            let (text, span): (&str, _) = (name.get_ref(), self.span(name.span()));
            self.filled(name.span(), text, "roles");
            let Some(role) = self.table(tables, text) else { continue };
            self.only_known_keys(role, ROLE);
            let actors = self.filled_texts(role, "actors", "a list of names of actors");
            let may_write = role.get("may-write").map(|_| self.globs(role, "may-write"));
            let autonomy = match self.truth(role, "autonomous") {
                Some(true) => Autonomy::Autonomous,
                Some(false) | None => Autonomy::Coordinated,
            };
            let actors = actors.into_iter().map(|(_, text)| text.into()).collect();
            roles.insert(text.into(), Role { actors, may_write, autonomy, span });
        }
        roles
    }

    fn heavy_by(&mut self, table: &DeTable<'_>, roles: &BTreeMap<Box<str>, Role>) -> Vec<Box<str>> {
        let texts = self.filled_texts(table, "heavy-by", "a list of roles");
        if table.contains_key("heavy-by") && texts.is_empty() {
            // A list of nobody would be read as everybody.
            let span = table.get("heavy-by").map_or(0..0, toml::Spanned::span);
            self.mistake(span, Mistake::EmptyValue { key: "heavy-by" });
        }
        texts.into_iter().filter_map(|part| self.role(part, "heavy-by", roles)).collect()
    }

    fn tracker_owner(
        &mut self,
        table: &DeTable<'_>,
        roles: &BTreeMap<Box<str>, Role>,
    ) -> Option<Owner> {
        const KEY: &str = "tracker-files-owned-by";
        let (span, text) = self.text(table, KEY)?;
        let at = self.span(span.clone());
        let role = self.role((span, text), KEY, roles)?;
        Some(Owner { role, span: at })
    }

    /// A role that must be one of `[work.roles]`.
    fn role(
        &mut self,
        (span, text): Part<'_>,
        key: &'static str,
        roles: &BTreeMap<Box<str>, Role>,
    ) -> Option<Box<str>> {
        if roles.contains_key(text) {
            return Some(text.into());
        }
        self.mistake(span, Mistake::UnknownWord { key, word: text.into() });
        let known: Vec<&str> = roles.keys().map(|role| &**role).collect();
        self.suggest(&format!("a role that is described under `[work.roles.{text}]`"));
        self.suggest_nearest(text, &known);
        None
    }

    fn filled_texts<'v>(
        &mut self,
        table: &'v DeTable<'_>,
        key: &'static str,
        wanted: &'static str,
    ) -> Vec<Part<'v>> {
        let texts = self.texts(table, key, wanted);
        texts.into_iter().filter_map(|(span, text)| self.filled(span, text, key)).collect()
    }
}
