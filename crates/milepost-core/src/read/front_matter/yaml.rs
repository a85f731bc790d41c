//! The plain part of YAML that front matter is written in.
//!
//! Anchors, aliases, tags and anything deeper than a map in a map are left unread, so nothing in them
//! can grow.

use std::borrow::Cow;

use super::Entry;
use crate::text::Span;

/// The entries of flat YAML, and what is not flat.
pub(super) fn entries(text: &str, span: Span) -> (Vec<Entry<'_>>, Vec<Span>) {
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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

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
}
