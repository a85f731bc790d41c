//! Tables written in HTML: rows and cells, with closing tags or without. A table with another one
//! in it stays HTML.

use pulldown_cmark::RefDefs;

use crate::{
    markdown::{Block, BlockKind, Row, Table, fragment, inline::trim, source::Source},
    text::Span,
};

/// Splits a block of HTML into the tables in it and the HTML around them.
pub(super) fn split(source: &Source<'_>, span: Span, refs: &RefDefs<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = span.start;
    for found in find(source.text, span) {
        push_html(source, Span { start, end: found.span.start }, &mut blocks);
        start = found.span.end;
        blocks.push(read(source, found, refs));
    }
    push_html(source, Span { start, end: span.end }, &mut blocks);
    blocks
}

fn push_html(source: &Source<'_>, span: Span, blocks: &mut Vec<Block>) {
    let span = source.trim(span);
    if !span.is_empty() {
        blocks.push(Block { span, kind: BlockKind::Html });
    }
}

/// A table as it was found: at least one row.
struct Found {
    span: Span,
    rows: Vec<FoundRow>,
}

/// A row and the content of its cells.
struct FoundRow {
    span: Span,
    cells: Vec<Span>,
}

fn read(source: &Source<'_>, found: Found, refs: &RefDefs<'_>) -> Block {
    let cells: Vec<Span> = found.rows.iter().flat_map(|row| &row.cells).copied().collect();
    let mut parsed = fragment::parse(source, &cells, refs).into_iter();
    let mut rows = found
        .rows
        .into_iter()
        .map(|row| Row { span: row.span, cells: parsed.by_ref().take(row.cells.len()).collect() });
    let kind = match rows.next() {
        Some(header) => BlockKind::Table(Table { header, rows: rows.collect() }),
        None => BlockKind::Html,
    };
    Block { span: found.span, kind }
}

/// Finds the tables that are closed, have rows and hold no other table.
fn find(text: &str, block: Span) -> Vec<Found> {
    let tags = Tags { text, at: block.start as usize, end: block.end as usize };
    let mut scan = Scan { text, table: None, cell: None, depth: 0, is_nested: false };
    tags.filter_map(|tag| scan.tag(&tag)).collect()
}

/// The table that is being scanned.
struct Scan<'t> {
    text: &'t str,
    table: Option<Found>,
    /// Where the content of the open cell begins.
    cell: Option<u32>,
    /// How many tables are open.
    depth: usize,
    is_nested: bool,
}

impl Scan<'_> {
    /// Takes the next tag, and gives the table that it closes.
    fn tag(&mut self, tag: &Tag<'_>) -> Option<Found> {
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        if is("table") {
            return if tag.is_closing {
                self.close_table(tag.span)
            } else {
                self.open_table(tag.span)
            };
        }
        let is_cell = is("td") || is("th");
        if is_cell || is("tr") {
            self.close_cell(tag.span.start);
            let table = self.table.as_mut()?;
            if is("tr") && !tag.is_closing {
                table.rows.push(FoundRow { span: tag.span, cells: Vec::new() });
            }
            let row = table.rows.last_mut()?;
            row.span = row.span.cover(tag.span);
            if is_cell && !tag.is_closing {
                self.cell = Some(tag.span.end);
            }
        }
        None
    }

    fn open_table(&mut self, span: Span) -> Option<Found> {
        self.depth += 1;
        self.is_nested |= self.depth > 1;
        if self.depth == 1 {
            self.table = Some(Found { span, rows: Vec::new() });
        }
        None
    }

    fn close_table(&mut self, span: Span) -> Option<Found> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth > 0 {
            return None;
        }
        self.close_cell(span.start);
        let is_simple = !std::mem::take(&mut self.is_nested);
        let mut table = self.table.take()?;
        table.span = table.span.cover(span);
        table.rows.retain(|row| !row.cells.is_empty());
        (is_simple && !table.rows.is_empty()).then_some(table)
    }

    fn close_cell(&mut self, end: u32) {
        let Some(start) = self.cell.take() else { return };
        let cell = trim(self.text, Span { start, end });
        if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
            row.span = row.span.cover(cell);
            row.cells.push(cell);
        }
    }
}

/// An opening or closing tag.
struct Tag<'t> {
    name: &'t str,
    is_closing: bool,
    span: Span,
}

/// The tags of a part of a text, comments left out.
struct Tags<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        loop {
            let rest = self.text.get(self.at..self.end)?;
            let start = self.at + rest.find('<')?;
            let inner = self.text.get(start + 1..self.end)?;
            if inner.starts_with("!--") {
                self.at = start + inner.find("-->")?;
                continue;
            }
            let length = inner.find(['<', '>'])?;
            self.at = start + 1 + length;
            let inner = inner.get(..length)?;
            if self.text.as_bytes().get(self.at) == Some(&b'>') {
                let name = inner.strip_prefix('/').unwrap_or(inner);
                let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
                let is_closing = inner.starts_with('/');
                return Some(Tag { name, is_closing, span: Span::new(start, self.at + 1) });
            }
        }
    }
}
