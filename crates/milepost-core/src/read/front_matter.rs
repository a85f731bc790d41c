//! The metadata block of a document, as fields or as the one item that the document is.
//!
//! Only what is flat in it is read, in YAML as in TOML: scalars, lists of scalars, and maps one level
//! deep, whose keys are joined (`progress` and `percent` give `progress percent`).

mod toml;
mod yaml;

use std::borrow::Cow;

use crate::{
    id::ItemId,
    markdown::{FrontMatter, FrontMatterStyle},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::{id, status},
        kinds, labels,
        walk::{Walk, field, status_claim},
    },
    text::Span,
};

/// One key with one of its values.
struct Entry<'t> {
    key: Cow<'t, str>,
    value: String,
    span: Span,
}

/// Reads the metadata block.
pub(super) fn read(walk: &mut Walk<'_>, matter: &FrontMatter) {
    let text = walk.text;
    let (entries, unread) = match matter.style {
        FrontMatterStyle::Yaml => yaml::entries(text, matter.span),
        FrontMatterStyle::Toml => toml::entries(text, matter.span),
    };
    for span in unread {
        walk.unread(span, "this part of the front matter is not flat and was not read");
    }
    let names_item = entries.iter().any(|it| labels::known(&it.key) == Some("id"))
        && entries.iter().any(|it| labels::known(&it.key) == Some("status"));
    if names_item {
        item(walk, matter.span, &entries);
    } else {
        for entry in &entries {
            walk.document.fields.push(field(&entry.key, &entry.value, entry.span));
        }
    }
}

/// A document that is one item: `id`, `title` and `status` make a task file.
fn item(walk: &mut Walk<'_>, span: Span, entries: &[Entry<'_>]) {
    let mut claim = Claim::bare(ItemKind::Task, Origin::FrontMatter, span);
    for entry in entries {
        match labels::known(&entry.key) {
            Some("id") => {
                claim.id =
                    id::whole(&entry.value).map(|it| it.id).or_else(|| ItemId::new(&entry.value));
                claim.name_span = entry.span;
            }
            Some("item") => claim.title = entry.value.as_str().into(),
            Some("status") => match status::whole(&entry.value) {
                Some(found) => {
                    claim.status = Some(status_claim(found.status, &entry.value, entry.span));
                }
                None => walk.unread(entry.span, "this status is not a known word"),
            },
            _ => claim.fields.push(field(&entry.key, &entry.value, entry.span)),
        }
    }
    if let Some(kind) = claim.id.as_ref().and_then(kinds::of_id) {
        claim.kind = kind;
    }
    let kind = entries.iter().find(|it| matches!(labels::known(&it.key), Some("type")));
    if let Some(kind) = kind.and_then(|it| kind_word(&it.value)) {
        claim.kind = kind;
    }
    let at = walk.claim(claim);
    walk.open_item(at);
}

fn kind_word(word: &str) -> Option<ItemKind> {
    ItemKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word.trim()))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_file_can_be_one_item() {
        let text = r#"---
id: task-12
title: "Mask names on tapes"
status: In Progress
assignee: [ada, bo]
labels:
  - tapes
priority: high
---

## Acceptance Criteria

- [ ] No name is left
"#;
        assert_snapshot!(shown(text), @"
        task task-12 · Mask names on tapes · in-progress (In Progress) · owner=ada · owner=bo · labels=tapes · priority=high
          + No name is left · planned ([ ])
        ");
    }
}
