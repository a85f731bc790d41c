//! The metadata block of a document, as fields or as the one item that the document is.
//!
//! Only the plain part of YAML that front matter is written in is read: scalars, quoted scalars,
//! lists of scalars, and maps one level deep, whose keys are joined (`progress` and `percent` give
//! `progress percent`). Anchors, aliases, tags and anything deeper are left unread, so nothing in
//! them can grow.

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
        FrontMatterStyle::Yaml => yaml(text, matter.span),
        FrontMatterStyle::Toml => toml(text, matter.span),
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

/// The entries of flat YAML, and what is not flat.
fn yaml(text: &str, span: Span) -> (Vec<Entry<'_>>, Vec<Span>) {
    let (mut entries, mut unread) = (Vec::new(), Vec::new());
    let mut key = "";
    let mut is_text = false;
    let mut offset = span.start as usize;
    for line in span.of(text).split_inclusive('\n') {
        let begin = offset;
        offset += line.len();
        let bare = line.trim_end();
        let indented = bare.starts_with([' ', '\t']);
        let bare_line = bare.trim_start();
        if bare_line.is_empty() || bare_line.starts_with('#') {
            continue;
        }
        let here = begin + (bare.len() - bare_line.len());
        let listed = bare_line.strip_prefix("- ").filter(|_| !key.is_empty() && !is_text);
        if let Some(value) = listed {
            push(&mut entries, key.into(), value, here + 2);
        } else if indented && is_text {
            if let Some(entry) = entries.last_mut() {
                entry.value.push_str(bare_line);
                entry.value.push(' ');
            }
        } else if indented {
            match nested(key, bare_line) {
                Some((key, at)) => {
                    let value = bare_line.get(at..).unwrap_or_default();
                    values(&mut entries, &mut unread, key.into(), value, here + at);
                }
                None => unread.push(Span::new(here, here + bare_line.len())),
            }
        } else if let Some((name, value)) = bare_line.split_once(':') {
            key = name.trim().trim_matches(['"', '\'']);
            let at = here + name.len() + 1;
            let lead = value.len() - value.trim_start().len();
            is_text = matches!(value.trim(), ">" | "|" | ">-" | "|-" | ">+" | "|+");
            if is_text {
                let span = Span::new(here, here + bare_line.len());
                entries.push(Entry { key: key.into(), value: String::new(), span });
            } else {
                values(&mut entries, &mut unread, key.into(), value.trim(), at + lead);
            }
        } else {
            unread.push(Span::new(here, here + bare_line.len()));
        }
    }
    (entries, unread)
}

/// The key of an indented `name: value` under another key, and where its value begins.
fn nested(outer: &str, line: &str) -> Option<(String, usize)> {
    let (name, value) = line.split_once(": ").filter(|_| !outer.is_empty())?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let at = line.len() - value.trim_start().len();
    is_name.then(|| (format!("{outer} {name}"), at))
}

fn values<'t>(
    entries: &mut Vec<Entry<'t>>,
    unread: &mut Vec<Span>,
    key: Cow<'t, str>,
    value: &str,
    at: usize,
) {
    let span = Span::new(at, at + value.len());
    match value.as_bytes().first() {
        None => {}
        Some(b'&' | b'*' | b'!') => unread.push(span),
        Some(b'[') if value.ends_with(']') => {
            let mut offset = at + 1;
            for part in value.get(1..value.len() - 1).unwrap_or_default().split(',') {
                let lead = part.len() - part.trim_start().len();
                push(entries, key.clone(), part.trim(), offset + lead);
                offset += part.len() + 1;
            }
        }
        Some(_) => push(entries, key, value, at),
    }
}

fn push<'t>(entries: &mut Vec<Entry<'t>>, key: Cow<'t, str>, value: &str, at: usize) {
    let plain = value.trim();
    let plain = ['"', '\'']
        .into_iter()
        .find_map(|quote| plain.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(plain);
    if !plain.is_empty() {
        entries.push(Entry { key, value: plain.to_owned(), span: Span::new(at, at + value.len()) });
    }
}

/// The entries of flat TOML, and what is not flat.
fn toml(text: &str, span: Span) -> (Vec<Entry<'_>>, Vec<Span>) {
    let (mut entries, mut unread) = (Vec::new(), Vec::new());
    let mut table = "";
    let mut offset = span.start as usize;
    for line in span.of(text).split_inclusive('\n') {
        let begin = offset;
        offset += line.len();
        let bare = line.trim();
        if let Some(name) = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name.trim_matches(['[', ']']);
            continue;
        }
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let here = begin + (line.len() - line.trim_start().len());
        match bare.split_once('=') {
            Some((key, value)) if !bare.starts_with('[') => {
                let lead = value.len() - value.trim_start().len();
                let at = here + key.len() + 1 + lead;
                let key = match table {
                    "" => key.trim().into(),
                    _ => format!("{table} {}", key.trim()).into(),
                };
                values(&mut entries, &mut unread, key, value.trim(), at);
            }
            _ => unread.push(Span::new(here, here + bare.len())),
        }
    }
    (entries, unread)
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

    #[test]
    fn maps_one_level_deep_are_joined() {
        let text = "---
status: executing
description: >
  What is done
  and what is not
progress:
  total_phases: 6
  percent: 33
deep:
  deeper:
    deepest: 1
anchor: &a x
---
";
        assert_snapshot!(shown(text), @"
        field status: executing
        field description: What is done and what is not
        field progress-total-phases: 6
        field progress-percent: 33
        field deep-deepest: 1
        unread `deeper:`: this part of the front matter is not flat and was not read
        unread `&a x`: this part of the front matter is not flat and was not read
        ");
    }

    #[test]
    fn toml_is_read_too() {
        let text = r#"+++
title = "Lamp"
tags = ["a", "b"]

[extra]
x = 1
+++
"#;
        assert_snapshot!(shown(text), @"
        field item: Lamp
        field labels: a
        field labels: b
        field extra-x: 1
        ");
    }
}
