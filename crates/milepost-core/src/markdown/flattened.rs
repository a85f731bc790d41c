//! Pages that lost their markup when they were copied: headings are plain lines, and list items
//! run into each other and into the text below.
//!
//! Only a document without a single heading is taken for one.

use std::iter;

use crate::{
    markdown::{Block, BlockKind, Inline, List, ListItem, glued, prose},
    text::Span,
};

/// Gives a flattened page its headings and list items back; other documents stay as they are.
pub(super) fn restore(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    if has_heading(text, &blocks) {
        return blocks;
    }
    let mut torn = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        match block.kind {
            BlockKind::List(list) => {
                tear(text, block.span, list, blocks.peek().is_some(), &mut torn);
            }
            kind @ (BlockKind::Heading { .. }
            | BlockKind::Paragraph { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule) => torn.push(Block { kind, ..block }),
        }
    }
    raise_headings(torn)
}

fn has_heading(text: &str, blocks: &[Block]) -> bool {
    let mut open: Vec<&Block> = blocks.iter().collect();
    while let Some(block) = open.pop() {
        match &block.kind {
            BlockKind::Heading { .. } => return true,
            BlockKind::Html if is_html_heading(block.span.of(text)) => return true,
            BlockKind::Quote { blocks } => open.extend(blocks),
            BlockKind::List(list) => open.extend(list.items.iter().flat_map(|item| &item.children)),
            BlockKind::Html
            | BlockKind::Paragraph { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Rule => {}
        }
    }
    false
}

fn is_html_heading(html: &str) -> bool {
    html.match_indices("<h").any(|(at, _)| {
        matches!(html.as_bytes().get(at + 2..at + 4), Some([b'1'..=b'6', b'>' | b' ']))
    })
}

/// Takes a list apart where text below an item was lost in it, and where items are glued.
fn tear(text: &str, span: Span, list: List, goes_on: bool, out: &mut Vec<Block>) {
    let ordered = list.ordered;
    let mut items: Vec<ListItem> = Vec::new();
    let mut start = span;
    let mut rest = list.items.into_iter().peekable();
    while let Some(mut item) = rest.next() {
        let below = take_text_below(text, &mut item, goes_on || rest.peek().is_some());
        items.extend(glued::split(text, item));
        if let (Some(first), Some(last)) = (below.first(), below.last()) {
            let span = first.span.cover(last.span);
            push_list(start, ordered, std::mem::take(&mut items), out);
            out.push(Block { span, kind: BlockKind::Paragraph { lines: below } });
            start = rest.peek().map_or(span, |next| next.span);
        }
    }
    push_list(start, ordered, items, out);
}

/// Adds the items of a list that begins at the start of a span.
fn push_list(start: Span, ordered: bool, items: Vec<ListItem>, out: &mut Vec<Block>) {
    if let Some(last) = items.last() {
        let span = Span { start: start.start, end: last.span.end };
        out.push(Block { span, kind: BlockKind::List(List { ordered, items }) });
    }
}

/// Takes away the lines of an item that are no part of it: an unindented heading, or a sentence.
fn take_text_below(text: &str, item: &mut ListItem, goes_on: bool) -> Vec<Inline> {
    if !item.children.is_empty() {
        return Vec::new();
    }
    let lines = &item.lines;
    let is_below = |at: &usize| {
        let (Some(above), Some(line)) = (lines.get(at - 1), lines.get(*at)) else { return false };
        let heads = match lines.get(at + 1) {
            Some(next) => prose::is_sentence(next),
            None => goes_on,
        };
        is_unindented(text, line)
            && !prose::is_dangling(above)
            && (prose::is_sentence(line) || (heads && prose::is_title(line)))
    };
    let Some(at) = (1..lines.len()).find(is_below) else { return Vec::new() };
    let below = item.lines.split_off(at);
    if let Some(last) = item.lines.last() {
        item.span.end = last.span.end;
    }
    below
}

fn is_unindented(text: &str, line: &Inline) -> bool {
    let before = text.get(..line.span.start as usize).unwrap_or_default();
    before.ends_with(['\n', '\r'])
}

/// Makes headings of the lines that stand above what they name.
fn raise_headings(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let BlockKind::Paragraph { lines } = block.kind else {
            out.push(block);
            continue;
        };
        let is_named = blocks.peek().is_some_and(|next| is_named(next, out.is_empty()));
        raise_in_paragraph(lines, is_named, &mut out);
    }
    out
}

/// Whether a block can have the line above it as its heading.
fn is_named(block: &Block, is_first: bool) -> bool {
    match &block.kind {
        BlockKind::Table(_) | BlockKind::List(_) | BlockKind::Code { .. } => true,
        BlockKind::Paragraph { lines } => lines
            .first()
            .is_some_and(|line| prose::is_sentence(line) || (is_first && prose::is_title(line))),
        BlockKind::Heading { .. } | BlockKind::Quote { .. } | BlockKind::Html | BlockKind::Rule => {
            false
        }
    }
}

/// Splits a paragraph into headings and what is left between them.
fn raise_in_paragraph(lines: Vec<Inline>, is_named: bool, out: &mut Vec<Block>) {
    let names: Vec<bool> =
        (lines.iter().skip(1).map(prose::is_sentence)).chain(iter::once(is_named)).collect();
    let mut plain: Vec<Inline> = Vec::new();
    for (line, names) in lines.into_iter().zip(names) {
        let stands_alone = plain.last().is_none_or(prose::is_sentence);
        if names && stands_alone && prose::is_title(&line) {
            push_paragraph(std::mem::take(&mut plain), out);
            let level = if out.is_empty() { 1 } else { 2 };
            out.push(Block { span: line.span, kind: BlockKind::Heading { level, text: line } });
        } else {
            plain.push(line);
        }
    }
    push_paragraph(plain, out);
}

fn push_paragraph(lines: Vec<Inline>, out: &mut Vec<Block>) {
    if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
        let span = first.span.cover(last.span);
        out.push(Block { span, kind: BlockKind::Paragraph { lines } });
    }
}
