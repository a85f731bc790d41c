//! TOML front matter, between lines of `+++`, read by the `toml` crate.
//!
//! What stands before and behind a mistake is still read.

use std::borrow::Cow;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Entry;
use crate::text::Span;

/// The entries of flat TOML in the order of the document, and what is not flat or no TOML.
pub(super) fn entries(text: &str, span: Span) -> (Vec<Entry<'_>>, Vec<Span>) {
    let source = span.of(text);
    let (root, mistakes) = DeTable::parse_recoverable(source);
    let mut flat =
        Flat { text, start: span.start as usize, entries: Vec::new(), unread: Vec::new() };
    for (key, value) in root.get_ref() {
        match value.get_ref() {
            DeValue::Table(table) => {
                for (inner, value) in table {
                    flat.value(&format!("{} {}", key.get_ref(), inner.get_ref()), value);
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => flat.value(key.get_ref(), value),
        }
    }
    let wrong = mistakes.iter().filter_map(toml::de::Error::span);
    let wrong: Vec<Span> = wrong.map(|range| flat.line(range.start)).collect();
    // The parser guesses what a mistake was meant to be; a guess is no claim.
    flat.entries.retain(|entry| !wrong.iter().any(|line| line.contains(entry.span)));
    flat.unread.extend(wrong);
    flat.entries.sort_by_key(|entry| entry.span.start);
    flat.unread.sort_unstable();
    flat.unread.dedup();
    (flat.entries, flat.unread)
}

/// What was found so far.
struct Flat<'t> {
    text: &'t str,
    /// Where the block begins in the document.
    start: usize,
    entries: Vec<Entry<'t>>,
    unread: Vec<Span>,
}

impl Flat<'_> {
    /// One value, or each of a list of them.
    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Array(values) => {
                for value in values {
                    match value.get_ref() {
                        DeValue::Array(_) => self.deeper(value),
                        DeValue::String(_)
                        | DeValue::Integer(_)
                        | DeValue::Float(_)
                        | DeValue::Boolean(_)
                        | DeValue::Datetime(_)
                        | DeValue::Table(_) => self.scalar(key, value),
                    }
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => self.scalar(key, value),
        }
    }

    fn scalar(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let span = self.span(value);
        let said = match value.get_ref() {
            DeValue::String(words) => words.trim().to_owned(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => span.of(self.text).trim().to_owned(),
            DeValue::Array(_) | DeValue::Table(_) => return self.deeper(value),
        };
        if !said.is_empty() {
            self.entries.push(Entry { key: Cow::Owned(key.to_owned()), value: said, span });
        }
    }

    fn deeper(&mut self, value: &Spanned<DeValue<'_>>) {
        self.unread.push(self.line(value.span().start));
    }

    fn span(&self, value: &Spanned<DeValue<'_>>) -> Span {
        let range = value.span();
        Span::new(self.start + range.start, self.start + range.end)
    }

    /// The line on which an offset of the block stands, without white space around it.
    fn line(&self, at: usize) -> Span {
        let at = self.start + at;
        let head = self.text.get(..at).unwrap_or_default();
        let begin = head.rfind('\n').map_or(0, |end| end + 1).max(self.start);
        let rest = self.text.get(begin..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let lead = line.len() - line.trim_start().len();
        Span::new(begin + lead, begin + lead + line.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn flat_toml_is_read() {
        let text = r#"+++
title = "Lamp"   # the shop window
tags = ["a", 'b']
draft = false
date = 2026-03-04

[extra]
x = 1
"odd key" = "C:\\lamp"
+++
"#;
        assert_snapshot!(shown(text), @r"
        field item: Lamp
        field labels: a
        field labels: b
        field draft: false
        field date: 2026-03-04
        field extra-x: 1
        field extra-odd-key: C:\lamp
        ");
    }

    #[test]
    fn a_toml_file_can_be_one_item() {
        let text = r#"+++
id = "task-7"
title = """
Hang the lamp"""
status = "In progress"
+++
"#;
        assert_snapshot!(shown(text), @"task task-7 · Hang the lamp · in-progress (In progress)");
    }

    #[test]
    fn what_is_deep_or_wrong_is_not_dropped_silently() {
        let text = "+++
title = Lamp
status = 'done'

[extra.deeper]
x = 1
[[list]]
y = 2
+++
";
        assert_snapshot!(shown(text), @"
        field status: done
        unread `title = Lamp`: this part of the front matter is not flat and was not read
        unread `[extra.deeper]`: this part of the front matter is not flat and was not read
        unread `[[list]]`: this part of the front matter is not flat and was not read
        ");
    }
}
