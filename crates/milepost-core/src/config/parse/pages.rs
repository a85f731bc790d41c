//! `[[render]]`: the files that are derived.

use toml::de::DeTable;

use super::reader::{Reader, Value};
use crate::{
    config::{Derived, Mistake, Page},
    text::RepoPath,
};

/// The keys of `[[render]]`.
pub(super) const PAGE: &[&str] = &["page", "template", "with", "blocks", "stamp"];

impl Reader<'_> {
    pub(super) fn pages(&mut self, root: &DeTable<'_>) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        for (entry, table) in self.tables(root, "render", "`[[render]]`") {
            let Some(page) = self.page(entry, table) else { continue };
            if pages.iter().any(|other| other.path == page.path) {
                let page = page.path.as_str().into();
                self.mistake(entry.span(), Mistake::PageTwice { page });
                self.suggest("one `[[render]]` for each file; blocks take any number of templates");
                continue;
            }
            pages.push(page);
        }
        pages
    }

    fn page(&mut self, entry: &Value<'_>, table: &DeTable<'_>) -> Option<Page> {
        self.only_known_keys(table, PAGE);
        let path = self.required_text(entry, table, "page");
        let path = path.and_then(|part| {
            let path = self.path(part.clone())?;
            self.is_writable(part.0, path)
        });
        let derived = self.derived(entry, table);
        Some(Page { span: self.span(entry.span()), path: path?, derived: derived? })
    }

    /// A file that a program may be told to write: a document, and none that milepost keeps for itself.
    fn is_writable(&mut self, at: std::ops::Range<usize>, path: RepoPath) -> Option<RepoPath> {
        let extension = path.file_name().rsplit_once('.').map(|(_, extension)| extension);
        let is_markdown = extension.is_some_and(|it| matches!(it, "md" | "markdown"));
        let is_kept = path.as_str().starts_with(".milepost/");
        let is_git = path.as_str().split('/').any(|part| part.eq_ignore_ascii_case(".git"));
        if is_markdown && !is_kept && !is_git {
            return Some(path);
        }
        self.mistake(at, Mistake::NotAPage { page: path.as_str().into() });
        self.suggest("a Markdown file outside of `.milepost`, as `docs/STATUS.md`");
        None
    }

    fn derived(&mut self, entry: &Value<'_>, table: &DeTable<'_>) -> Option<Derived> {
        let template = self.text(table, "template");
        let template = template.and_then(|(at, text)| self.filled(at, text, "template"));
        let argument = self.text(table, "with");
        let argument = argument.and_then(|(at, text)| self.filled(at, text, "with"));
        let parts = [("blocks", Derived::Blocks), ("stamp", Derived::Boxes)];
        let parts = parts.map(|(key, derived)| {
            let is_set = self.truth(table, key)?;
            if !is_set {
                let at = table.get(key).map_or(entry.span(), Value::span);
                self.mistake(at, Mistake::OnlyTrue { key });
            }
            is_set.then_some(derived)
        });
        if table.contains_key("template") {
            let other = ["blocks", "stamp"].into_iter().find(|key| table.contains_key(*key));
            if let Some(other) = other {
                let key = "template".into();
                self.mistake(entry.span(), Mistake::Contradiction { key, other });
                return None;
            }
            return Some(Derived::Whole {
                template: template?.1.into(),
                argument: argument.map(|(_, text)| text.trim().into()),
            });
        }
        if table.contains_key("with") {
            self.mistake(entry.span(), Mistake::MissingKey { key: "template" });
            return None;
        }
        let [blocks, boxes] = parts;
        if !table.contains_key("blocks") && !table.contains_key("stamp") {
            let (one, other) = ("template", "blocks");
            self.mistake(entry.span(), Mistake::MissingEither { one, other });
        }
        boxes.or(blocks)
    }
}
