//! Tables of every dialect, found in lines of source.
//!
//! GitHub's tables, Org mode's with rules drawn as `|---+---|`, tables without a delimiter row,
//! and tables that stand directly below or above a line of text. Cells are split here and nowhere
//! else, so that rows with more or fewer cells than the header keep what they have.

use std::{collections::BTreeMap, ops::Range};

use pulldown_cmark::RefDefs;

use crate::{
    markdown::{Block, BlockKind, Row, Table, fragment, inline::trim, source::Source},
    text::Span,
};

/// Tables and what stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'l> {
    /// Lines of running text.
    Text(&'l [Span]),
    /// The rows of a table, with the rules between them.
    Table(&'l [Span]),
}

/// Finds the tables among the lines of one block.
///
/// `is_table` says that the Markdown parser saw one that begins at the first line.
pub(super) fn split<'l>(text: &str, lines: &'l [Span], is_table: bool) -> Vec<Piece<'l>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let run = run(text, rest, is_table && at == 0);
        if run.is_table {
            pieces.extend(lines.get(start..at).filter(|plain| !plain.is_empty()).map(Piece::Text));
            pieces.extend(rest.get(..run.length).map(Piece::Table));
            start = at + run.length;
        }
        at += run.length;
    }
    pieces.extend(lines.get(start..).filter(|plain| !plain.is_empty()).map(Piece::Text));
    pieces
}

/// Lines that are a table together, or none of which begins one.
struct Run {
    /// How many, at least one.
    length: usize,
    is_table: bool,
}

fn run(text: &str, lines: &[Span], is_table: bool) -> Run {
    let begins_with_pipe = |line: &&Span| line.of(text).starts_with('|');
    let length = lines.iter().take_while(begins_with_pipe).count();
    if length == 0 {
        if !is_table {
            return Run { length: 1, is_table };
        }
        let rows = lines.iter().skip(2).take_while(|line| has_separator(line.of(text))).count();
        return Run { length: lines.len().min(2 + rows), is_table };
    }
    let rows = lines.get(..length).unwrap_or_default();
    let rules = rows.iter().filter(|row| is_rule(row.of(text), 1)).count();
    let is_ruled = 0 < rules && rules < length;
    let is_closed = length > 1 && rows.iter().all(|row| is_closed(row.of(text)));
    Run { length, is_table: is_table || is_ruled || is_closed }
}

/// Reads the rows of a table.
pub(super) fn read(source: &Source<'_>, rows: &[Span], refs: &RefDefs<'_>) -> Option<Block> {
    let text = source.text;
    let (first, last) = (rows.first()?, rows.last()?);
    let header = rows.iter().position(|row| !is_rule(row.of(text), 2)).unwrap_or(0);
    let expected = rows
        .iter()
        .find(|row| is_rule(row.of(text), 1))
        .map(|rule| rule.of(text).replace('+', "|"))
        .map(|rule| cells(&rule, Pipes::All).len());
    let rows: Vec<(Span, Vec<Span>)> = rows
        .iter()
        .enumerate()
        .skip(header)
        .filter(|(at, row)| {
            let dashes = if *at == header + 1 { 1 } else { 2 };
            *at == header || !is_rule(row.of(text), dashes)
        })
        .map(|(_, row)| (*row, row_cells(text, *row, expected)))
        .collect();
    let spans: Vec<Span> = rows.iter().flat_map(|(_, cells)| cells).copied().collect();
    let mut parsed = fragment::parse(source, &spans, refs).into_iter();
    let mut rows = rows
        .into_iter()
        .map(|(span, cells)| Row { span, cells: parsed.by_ref().take(cells.len()).collect() });
    let header = rows.next()?;
    let rows = rows.collect();
    Some(Block { span: first.cover(*last), kind: BlockKind::Table(Table { header, rows }) })
}

/// The cells of a row: split at every pipe as GitHub does, unless only sparing those in code
/// spans gives as many cells as the table has columns.
fn row_cells(text: &str, row: Span, expected: Option<usize>) -> Vec<Span> {
    let line = row.of(text);
    let mut found = cells(line, Pipes::All);
    if expected.is_some_and(|expected| expected != found.len()) && line.contains('`') {
        let sparing = cells(line, Pipes::OutsideCode);
        if Some(sparing.len()) == expected {
            found = sparing;
        }
    }
    let start = row.start as usize;
    found
        .into_iter()
        .map(|cell| trim(text, Span::new(start + cell.start, start + cell.end)))
        .collect()
}

/// Which pipes separate cells; escaped ones never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pipes {
    All,
    OutsideCode,
}

/// The ranges of a line between its separating pipes.
fn cells(line: &str, pipes: Pipes) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let code = if pipes == Pipes::OutsideCode { code_spans(line) } else { Vec::new() };
    let mut code = code.into_iter().peekable();
    let mut cells = Vec::new();
    let mut at = usize::from(line.starts_with('|'));
    let mut start = at;
    while let Some(byte) = bytes.get(at) {
        while code.next_if(|span| span.end <= at).is_some() {}
        match byte {
            b'\\' => at += 1,
            b'|' if code.peek().is_none_or(|span| at < span.start) => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let rest = line.get(start..).unwrap_or_default();
    if !rest.trim().is_empty() || cells.is_empty() {
        cells.push(start..line.len());
    }
    cells
}

/// The code spans of a line, backticks included.
fn code_spans(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            Some(_) | None => runs.push(at..at + 1),
        }
    }
    let last: BTreeMap<usize, usize> =
        runs.iter().enumerate().map(|(index, run)| (run.len(), index)).collect();
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(open) = runs.get(at) {
        at += 1;
        if last.get(&open.len()).is_none_or(|last| *last < at) {
            continue;
        }
        let closing = runs.iter().enumerate().skip(at).find(|(_, run)| run.len() == open.len());
        if let Some((index, close)) = closing {
            spans.push(open.start..close.end);
            at = index + 1;
        }
    }
    spans
}

/// Whether a line only rules off: `|---|:--:|`, `|---+---|`, with so many dashes a cell.
fn is_rule(line: &str, dashes: usize) -> bool {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    line.contains('|')
        && inner.split(['|', '+']).all(|cell| {
            let cell = cell.trim();
            let cell = cell.strip_prefix(':').unwrap_or(cell);
            let cell = cell.strip_suffix(':').unwrap_or(cell);
            cell.len() >= dashes && cell.bytes().all(|byte| byte == b'-')
        })
}

/// Whether a row has a pipe at both ends.
fn is_closed(line: &str) -> bool {
    line.len() > 1 && line.starts_with('|') && line.ends_with('|') && !line.ends_with("\\|")
}

fn has_separator(line: &str) -> bool {
    cells(line, Pipes::All).len() > 1 || is_closed(line)
}
