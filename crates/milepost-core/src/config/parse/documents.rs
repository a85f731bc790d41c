//! `[documents]`: which files are trackers.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::reader::{Part, Reader};
use crate::{
    config::{Documents, Mistake},
    globs::Globs,
};

/// The keys of `[documents]`.
pub(super) const DOCUMENTS: &[&str] = &["include", "exclude", "fenced", "groups"];

impl Reader<'_> {
    pub(super) fn documents(&mut self, root: &DeTable<'_>) -> Documents {
        let Some(documents) = self.table(root, "documents") else { return Documents::default() };
        self.only_known_keys(documents, DOCUMENTS);
        Documents {
            include: self.globs(documents, "include"),
            exclude: self.globs(documents, "exclude"),
            fenced: self.globs(documents, "fenced"),
            groups: self.groups(documents),
        }
    }

    fn groups(&mut self, documents: &DeTable<'_>) -> BTreeMap<Box<str>, Globs> {
        let Some(groups) = self.table(documents, "groups") else { return BTreeMap::new() };
        let names = groups.keys().map(|name| name.get_ref().as_ref());
        names.map(|name| (name.into(), self.globs(groups, name))).collect()
    }

    pub(super) fn globs(&mut self, table: &DeTable<'_>, key: &str) -> Globs {
        let texts = self.texts(table, key, "a list of globs");
        self.compile(&texts)
    }

    pub(super) fn compile(&mut self, texts: &[Part<'_>]) -> Globs {
        Globs::new(texts.iter().map(|(_, text)| *text)).unwrap_or_else(|errors| {
            for (at, source) in errors {
                let Some((span, text)) = texts.get(at) else { continue };
                self.mistake(span.clone(), Mistake::NotAGlob { glob: (*text).into(), source });
            }
            Globs::default()
        })
    }
}
