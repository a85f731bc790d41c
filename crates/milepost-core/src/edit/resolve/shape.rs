//! How a settled entry is written: in the register of resolutions, in its own place, or under a new
//! heading, the first that will be understood.

use super::{Order, Words};
use crate::{
    id::ItemId,
    markdown::{self, BlockKind, Row, Table},
    plan::{Claim, Document, ItemKind, Origin},
    text::Span,
};

/// What an entry is settled from.
pub(super) struct Made<'a> {
    pub(super) text: &'a str,
    pub(super) document: &'a Document,
    pub(super) claim: &'a Claim,
    pub(super) words: &'a Words,
    pub(super) order: &'a Order<'a>,
    /// The id of a new resolution.
    pub(super) id: &'a ItemId,
}

/// Bytes that are replaced.
type Edit = (std::ops::Range<usize>, String);

/// The word for what is settled, where what settled it stands elsewhere.
const RESOLVED: &str = "Resolved";

impl Made<'_> {
    /// The texts that may do, the best first.
    pub(super) fn candidates(&self) -> Vec<String> {
        let blocks = markdown::parse(self.text).blocks;
        let tables = blocks.iter().filter_map(|block| {
            if let BlockKind::Table(table) = &block.kind { Some(table) } else { None }
        });
        let tables: Vec<&Table> = tables.collect();
        let mut candidates = Vec::new();
        if let Some(answer) = self.answer(&tables) {
            let marks = self.marks(&tables, &[RESOLVED.to_owned()]);
            let with = marks.into_iter().map(|mark| vec![mark, answer.clone()]);
            candidates.extend(with.chain([vec![answer.clone()]]));
        }
        let in_place = self.marks(&tables, &self.remarks());
        candidates.extend(in_place.into_iter().map(|mark| vec![mark]));
        candidates.push(vec![self.headed()]);
        candidates.into_iter().map(|edits| apply(self.text, edits)).collect()
    }

    /// The word for it with what settled it, in the ways that documents write both.
    fn remarks(&self) -> Vec<String> {
        let Words { how, record, .. } = self.words;
        let all = if record.is_empty() { how.clone() } else { format!("{how}, {record}") };
        vec![format!("Resolved: {all}"), format!("Resolved — {all}"), format!("Resolved ({all})")]
    }

    /// A row in the register of resolutions of the document.
    fn answer(&self, tables: &[&Table]) -> Option<Edit> {
        let mut resolutions = self.document.claims.iter().rev();
        let last = resolutions.find(|claim| {
            claim.kind == ItemKind::Resolution && claim.origin == Origin::Row && claim.fence == 0
        })?;
        let table =
            tables.iter().find(|table| table.rows.iter().any(|row| row.span == last.span))?;
        let line = line_of(self.text, last.span.start as usize);
        let indent = line.get(..line.len() - line.trim_start().len())?;
        let cells = table.header.cells.iter().map(|header| {
            let cell = self.cell(&header.text.to_lowercase());
            format!(" {} |", escaped(&cell)).replace("  |", " |")
        });
        let row = format!("{indent}|{}", cells.collect::<String>());
        Some(self.behind(last.span, &[row]))
    }

    fn cell(&self, header: &str) -> String {
        let Words { how, evidence, .. } = self.words;
        match header.trim() {
            "id" | "#" | "no" | "no." => self.id.to_string(),
            "resolution" | "title" | "item" | "description" | "summary" => {
                format!("{} resolved: {how}", self.order.item.key.name)
            }
            "evidence" | "proof" | "artifact" | "artifacts" => evidence.clone(),
            "date" | "day" | "resolved" => self.order.today.to_string(),
            _ => String::new(),
        }
    }

    /// Marks at the entry itself.
    fn marks(&self, tables: &[&Table], remarks: &[String]) -> Vec<Edit> {
        match self.claim.origin {
            Origin::Row => self.in_row(tables, remarks),
            Origin::ListItem => self.in_list(remarks),
            Origin::Section | Origin::Line | Origin::Prose | Origin::FrontMatter | Origin::Tree => {
                let status = self.claim.status.as_ref();
                let edits = status.map(|status| {
                    remarks.iter().map(|remark| (status.span.range(), remark.clone()))
                });
                edits.into_iter().flatten().collect()
            }
        }
    }

    /// The cell of the state; without one, what shows a finding begins with the word.
    fn in_row(&self, tables: &[&Table], remarks: &[String]) -> Vec<Edit> {
        let rows = |table: &&&Table| table.rows.iter().any(|row| row.span == self.claim.span);
        let Some(table) = tables.iter().find(rows) else { return Vec::new() };
        let row: Option<&Row> = table.rows.iter().find(|row| row.span == self.claim.span);
        let Some(row) = row else { return Vec::new() };
        let headed = |words: &[&str]| {
            let at = table
                .header
                .cells
                .iter()
                .position(|cell| words.contains(&cell.text.trim().to_lowercase().as_str()));
            at.and_then(|at| row.cells.get(at))
        };
        let said = self
            .claim
            .status
            .as_ref()
            .and_then(|status| row.cells.iter().find(|cell| cell.span.contains(status.span)));
        if let Some(cell) = said.or_else(|| headed(&["status", "state"])) {
            let edit = |remark: &String| (cell.span.range(), padded(cell.span, &escaped(remark)));
            return remarks.iter().map(edit).collect();
        }
        let Some(cell) = headed(&["evidence summary", "evidence", "outcome"]) else {
            return Vec::new();
        };
        let old = cell.span.of(self.text).trim();
        let edit = |remark: &String| {
            let new = escaped(remark);
            let new = if old.is_empty() { new } else { format!("{new}; before: {old}") };
            (cell.span.range(), padded(cell.span, &new))
        };
        remarks.iter().map(edit).collect()
    }

    /// The box with what settled it behind the words, or that alone.
    fn in_list(&self, remarks: &[String]) -> Vec<Edit> {
        let status = self.claim.status.as_ref().map(|status| status.span);
        let first = line_of(self.text, self.claim.span.start as usize);
        let start = self.text.get(..self.claim.span.start as usize).unwrap_or_default();
        let start = start.rfind('\n').map_or(0, |at| at + 1);
        let end = start + first.trim_end().len();
        let short = RESOLVED.to_owned();
        match status.map(|span| (span, span.of(self.text))) {
            Some((span, said)) if said.starts_with('[') && said.ends_with(']') => {
                let words = self.text.get(span.end as usize..end).unwrap_or_default();
                let told = remarks.iter().filter(|remark| **remark != short);
                let told =
                    told.map(|remark| (span.start as usize..end, format!("[x]{words} — {remark}")));
                told.chain([(span.range(), "[x]".to_owned())]).collect()
            }
            Some((span, _)) => remarks.iter().map(|it| (span.range(), it.clone())).collect(),
            None => {
                let words = remarks.iter().chain([&short]);
                words.map(|remark| (end..end, format!(" — {remark}"))).collect()
            }
        }
    }

    /// A register of resolutions under a heading of its own, behind the section of the entry.
    fn headed(&self) -> Edit {
        let around =
            self.document.headings.iter().rev().find(|heading| {
                heading.section.contains(self.claim.span) && heading.claim.is_none()
            });
        let (level, section) = around.map_or((2, Span::new(0, self.text.len())), |heading| {
            (heading.level.max(2), heading.section)
        });
        let Words { how, evidence, .. } = self.words;
        let (id, name) = (self.id, &self.order.item.key.name);
        let (how, evidence) = (escaped(how), escaped(evidence));
        let row = format!("| {id} | {name} resolved: {how} | {evidence} |").replace("  |", " |");
        let lines = [
            String::new(),
            format!("{} Resolved", "#".repeat(usize::from(level.min(6)))),
            String::new(),
            "| ID | Resolution | Evidence |".to_owned(),
            "|---|---|---|".to_owned(),
            row,
        ];
        self.behind(section, &lines)
    }

    /// New lines behind the last one of a span that is not blank.
    fn behind(&self, span: Span, lines: &[String]) -> Edit {
        let eol = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let from = span.start as usize + span.of(self.text).trim_end().len();
        let rest = self.text.get(from..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let end = from + line.strip_suffix('\r').unwrap_or(line).len();
        (end..end, lines.iter().flat_map(|line| [eol, line]).collect())
    }
}

/// The text of a cell as a table takes it.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What stands in an empty cell has blanks around it; `||` has none of its own.
fn padded(cell: Span, text: &str) -> String {
    if cell.is_empty() { format!(" {text} ") } else { text.to_owned() }
}

/// The line around a place, without its line break.
fn line_of(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default().trim_end_matches('\r')
}

/// A text with some of its bytes replaced.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        if text.get(range.clone()).is_some() {
            text.replace_range(range, &new);
        }
    }
    text
}
