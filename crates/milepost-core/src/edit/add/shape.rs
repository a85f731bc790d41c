//! A new item in the shape of its neighbours.

use super::{
    New,
    place::{Place, Spot, announcing},
};
use crate::{
    id::ItemId,
    markdown::{self, BlockKind, Row},
    plan::{Claim, Heading, ItemKind, Origin},
    text::Span,
};

/// Where to put what; nothing where the neighbours are written in a way that is not followed.
pub(super) fn insertion(
    text: &str,
    place: &Place<'_>,
    new: &New<'_>,
    id: Option<&ItemId>,
) -> Option<(usize, String)> {
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let name = id.map_or("", ItemId::as_str);
    let (at, lines) = match &place.spot {
        // A row and an item of a list have no room for more than a title.
        Spot::Beside { last, .. } if !new.details.is_empty() && last.origin != Origin::Section => {
            return None;
        }
        Spot::Beside { before, last } => match last.origin {
            Origin::Row => (end(text, last.span), vec![row(text, last, new, name)?]),
            Origin::ListItem => {
                let line = entry(text, last, new, name)?;
                (end(text, last.span), spaced(text, before.map(|it| it.span), last.span, line))
            }
            Origin::Section => {
                let heading = place.document.headings.iter().find(|heading| {
                    heading.claim.and_then(|at| place.document.claim(at)) == Some(*last)
                })?;
                let lines = section(text, heading, last, new, name)?;
                (end(text, heading.section), lines)
            }
            Origin::Line | Origin::Prose | Origin::FrontMatter | Origin::Tree => return None,
        },
        Spot::BesideCriterion { before, last } => {
            let (prefix, _) = prefix(line_of(text, last.start as usize))?;
            let line = format!("{prefix}{}", criterion(new));
            (end(text, *last), spaced(text, *before, *last, line))
        }
        Spot::Under(heading) => {
            (end(text, heading.section), first(new, name, heading.level.saturating_add(1)))
        }
        Spot::AtEnd(heading) => {
            (end(text, heading.section), headed(new, name, heading.level.saturating_add(1)))
        }
        Spot::AtEndOfFile => {
            let whole = Span::new(0, text.len());
            (end(text, whole), headed(new, name, 2))
        }
    };
    Some((at, lines.iter().flat_map(|line| [eol, line]).collect()))
}

/// The end of the last line of a span that is not blank, before its line break.
fn end(text: &str, span: Span) -> usize {
    let said = span.of(text).trim_end().len();
    let from = span.start as usize + said;
    let rest = text.get(from..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    from + line.strip_suffix('\r').unwrap_or(line).len()
}

/// The line around a place, without its line break.
fn line_of(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default().trim_end_matches('\r')
}

/// An item of a list, behind a blank line where there is one between the others.
fn spaced(text: &str, before: Option<Span>, last: Span, line: String) -> Vec<String> {
    let between = before.and_then(|before| {
        text.get(end(text, before).min(last.start as usize)..last.start as usize)
    });
    let is_loose = between.is_some_and(|between| between.matches('\n').count() > 1);
    if is_loose { vec![String::new(), line] } else { vec![line] }
}

/// What stands before the words of an item of a list: its sign, its number, its box, empty. Also
/// how long it is in the neighbour.
fn prefix(line: &str) -> Option<(String, usize)> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = line.get(indent..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (sign, sign_len) = if digits > 0 {
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let dot = rest.get(digits..)?.chars().next().filter(|c| matches!(c, '.' | ')'))?;
        (format!("{}{dot}", number.checked_add(1)?), digits + 1)
    } else {
        let bullet = rest.chars().next().filter(|c| matches!(c, '-' | '*' | '+'))?;
        (bullet.to_string(), 1)
    };
    let behind = rest.get(sign_len..)?;
    let blank = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    if blank == 0 {
        return None;
    }
    let words = behind.get(blank..)?;
    let has_box = words.starts_with('[') && words.chars().nth(2) == Some(']');
    let box_len = if has_box { words.find(']')? + 1 } else { 0 };
    let after = words.get(box_len..)?;
    let gap = if has_box { after.len() - after.trim_start_matches([' ', '\t']).len() } else { 0 };
    let the_box = if has_box { format!("[ ]{}", after.get(..gap)?) } else { String::new() };
    let (indent_text, blank_text) = (line.get(..indent)?, behind.get(..blank)?);
    let length = indent + sign_len + blank + box_len + gap;
    Some((format!("{indent_text}{sign}{blank_text}{the_box}"), length))
}

/// An item of a list like another one.
fn entry(text: &str, model: &Claim, new: &New<'_>, name: &str) -> Option<String> {
    let line = line_of(text, model.span.start as usize);
    let (prefix, length) = prefix(line)?;
    Some(format!("{prefix}{}", named(line.get(length..)?, model, new, name)))
}

/// Id and title as in another place: the same signs before, between and around them.
fn named(words: &str, model: &Claim, new: &New<'_>, name: &str) -> String {
    let title = new.title.trim();
    let id = model.id.as_ref().map_or("", ItemId::as_str);
    let Some(at) = words.find(id).filter(|_| !id.is_empty()) else {
        return format!("{name} {title}");
    };
    let lead = words.get(..at).unwrap_or_default();
    let behind = words.get(at + id.len()..).unwrap_or_default();
    let is_sign = |c: char| c.is_whitespace() || "*_:.-–—|`~".contains(c);
    let between: String = behind.chars().take_while(|c| is_sign(*c)).collect();
    let between =
        if between.trim_matches('*').is_empty() { format!("{between} ") } else { between };
    let between =
        if between.contains("  ") && !behind.contains("  ") { " ".into() } else { between };
    let is_open = (lead.matches("**").count() + between.matches("**").count()) % 2 == 1;
    let close = if is_open { "**" } else { "" };
    format!("{lead}{name}{between}{title}{close}")
}

/// A section like another one.
fn section(
    text: &str,
    heading: &Heading,
    model: &Claim,
    new: &New<'_>,
    name: &str,
) -> Option<Vec<String>> {
    let mut lines = vec![String::new(), headline(text, heading, model, new, name)?];
    lines.extend(body(new));
    Some(lines)
}

/// A heading like another one.
pub(super) fn headline(
    text: &str,
    heading: &Heading,
    model: &Claim,
    new: &New<'_>,
    name: &str,
) -> Option<String> {
    let line = line_of(text, heading.span.start as usize);
    let signs = line.bytes().take_while(|byte| *byte == b'#').count();
    let words = line.get(signs..).filter(|_| signs > 0)?.trim_start();
    let words = words.trim_end_matches(['#', ' ']);
    let named = named(words, model, new, name);
    Some(format!("{} {}", "#".repeat(signs), named.trim_start()))
}

/// What stands under the heading of a new item.
fn body(new: &New<'_>) -> Vec<String> {
    if new.kind != ItemKind::Decision {
        return Vec::new();
    }
    let details = new.details.iter().map(|(label, text)| format!("**{label}:** {text}"));
    let status = format!("**Status:** {}", fresh(new.kind));
    [String::new(), status].into_iter().chain(details).collect()
}

/// The first item under a heading, in the native template.
pub(super) fn first(new: &New<'_>, name: &str, level: u8) -> Vec<String> {
    let title = new.title.trim();
    let has_section =
        matches!(new.kind, ItemKind::Deliverable | ItemKind::Milestone | ItemKind::Decision);
    let line = if new.kind == ItemKind::Criterion {
        format!("- [ ] {}", criterion(new))
    } else if has_section {
        format!("{} {name} {title}", "#".repeat(usize::from(level.min(6))))
    } else if new.kind == ItemKind::Task {
        format!("- [ ] {name} {title}")
    } else {
        format!("- {name} {title}")
    };
    let mut lines = vec![String::new(), line];
    lines.extend(body(new));
    lines
}

/// The same with a heading of its own.
fn headed(new: &New<'_>, name: &str, level: u8) -> Vec<String> {
    let is_small = new.parent.is_some_and(|item| item.key.kind != ItemKind::Milestone);
    let words = match announcing(new.kind) {
        [_, small, ..] if is_small && new.kind == ItemKind::Criterion => small,
        [first, ..] => first,
        [] => "",
    };
    let (head, tail) = words.split_at_checked(1).unwrap_or_default();
    let signs = "#".repeat(usize::from(level.min(6)));
    let mut lines = vec![String::new(), format!("{signs} {}{tail}", head.to_uppercase())];
    lines.extend(first(new, name, level.saturating_add(1)));
    lines
}

/// The text of a criterion, with the gate that it rests on.
fn criterion(new: &New<'_>) -> String {
    let text = new.title.trim();
    new.gate.map_or(text.to_owned(), |gate| format!("{text} (gate `{gate}`)"))
}

/// A row of a table like another one.
fn row(text: &str, model: &Claim, new: &New<'_>, name: &str) -> Option<String> {
    let blocks = markdown::parse(text).blocks;
    let rows = blocks.iter().filter_map(|block| {
        if let BlockKind::Table(table) = &block.kind { Some(&table.rows) } else { None }
    });
    let row: &Row = rows.flatten().find(|row| row.span == model.span)?;
    let line = line_of(text, model.span.start as usize);
    let inner = line.trim();
    if !inner.starts_with('|') || !inner.ends_with('|') || row.cells.len() < 2 {
        return None;
    }
    let indent = line.get(..line.len() - line.trim_start().len())?;
    let title = new.title.trim().replace('|', "\\|");
    let (id, said) = (model.id.as_ref().map_or("", ItemId::as_str), &*model.title);
    let parent = new.parent.map(|item| item.key.name.as_str());
    let (mut has_id, mut has_title) = (false, false);
    let mut cells = Vec::new();
    for cell in &row.cells {
        let (raw, plain) = (cell.span.of(text), cell.text.trim());
        let is_id = !has_id && !id.is_empty() && raw.contains(id);
        let is_title = !has_title && !said.is_empty() && plain.contains(said);
        let status = model.status.as_ref().filter(|it| cell.span.contains(it.span));
        cells.push(if is_id && is_title {
            (has_id, has_title) = (true, true);
            let escaped = New { title: &title, ..*new };
            named(raw, model, &escaped, name)
        } else if is_id {
            has_id = true;
            raw.replacen(id, name, 1)
        } else if is_title {
            has_title = true;
            title.clone()
        } else if status.is_some() {
            fresh(new.kind).to_owned()
        } else if parent.is_some_and(|parent| plain == parent) {
            plain.to_owned()
        } else {
            String::new()
        });
    }
    if !has_title || !has_id {
        return None;
    }
    let cells: String = cells.iter().flat_map(|cell| [" ", cell, " |"]).collect();
    Some(format!("{indent}|{cells}"))
}

/// What a new item says of its state.
fn fresh(kind: ItemKind) -> &'static str {
    if kind == ItemKind::Decision {
        "Proposed"
    } else if kind.is_register() {
        "Open"
    } else {
        "Planned"
    }
}
