//! List items of a flattened page that run on in one line: `… gate - M150 — first measured …`.

use std::ops::Range;

use crate::{
    markdown::{Inline, ListItem},
    text::Span,
};

/// What stands between two items that were glued together.
const GLUE: &str = " - ";

/// Takes an item apart where the next one begins in the middle of a line.
pub(super) fn split(text: &str, item: ListItem) -> Vec<ListItem> {
    if !item.lines.iter().any(|line| line.text.contains(GLUE)) {
        return vec![item];
    }
    let end = item.span.end;
    let mut current = ListItem { lines: Vec::new(), children: Vec::new(), ..item };
    let mut items = Vec::new();
    for line in item.lines {
        let mut start = 0;
        for glue in glue(&line) {
            current.lines.push(line.slice(text, start..glue.start));
            let marker = line.source(glue.start + 1..glue.start + 2);
            let next = begin_item(marker);
            items.push(finish_item(std::mem::replace(&mut current, next)));
            start = glue.end;
        }
        current.lines.push(if start == 0 {
            line
        } else {
            line.slice(text, start..line.text.len())
        });
    }
    current.span.end = end;
    current.children = item.children;
    items.push(current);
    items
}

/// A new item whose marker stands at a place.
fn begin_item(marker: Span) -> ListItem {
    ListItem { span: marker, number: None, checkbox: None, lines: Vec::new(), children: Vec::new() }
}

/// Ends an item with the last of its lines.
fn finish_item(mut item: ListItem) -> ListItem {
    if let Some(last) = item.lines.last() {
        item.span.end = last.span.end;
    }
    item
}

/// Where items are glued together in a line.
fn glue(line: &Inline) -> impl Iterator<Item = Range<usize>> {
    line.text.match_indices(GLUE).map(|(at, glue)| at..at + glue.len()).filter(|glue| {
        let code = line.codes.partition_point(|code| (code.range.end as usize) < glue.end);
        let is_in_code =
            (line.codes.get(code)).is_some_and(|code| (code.range.start as usize) <= glue.start);
        glue.start > 0 && !is_in_code && line.text.get(glue.end..).is_some_and(begins_item)
    })
}

/// Whether a text begins like an item: an id or a capitalised word, and a dash or colon.
fn begins_item(text: &str) -> bool {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if let Some(word) = word.strip_suffix(':') {
        return is_name(word);
    }
    let dash = rest.split_once(' ').map_or(rest, |(dash, _)| dash);
    match dash {
        "—" | "–" | ":" => is_name(word),
        "-" => is_name(word) && word.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

fn is_name(word: &str) -> bool {
    word.chars().count() > 1
        && word.starts_with(char::is_uppercase)
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '–'))
}
