//! Which item a heading names, if it names one.

use super::{
    keyword::by_keyword,
    shows::{logs_decision, says_status, shows_item, shows_work, team_ask},
};
use crate::{
    id::ItemId,
    markdown::{Block, BlockKind, Inline},
    plan::{ItemKind, Status, StatusClaim},
    read::{
        atoms::{date, id, status},
        columns, kinds,
        topic::{self, Topic},
        walk::{Walk, status_claim},
    },
    text::Span,
};

/// A heading that names an item.
pub(super) struct Named {
    pub(super) kind: ItemKind,
    pub(super) id: Option<ItemId>,
    /// Where the name begins in the heading's text.
    pub(super) name: usize,
    pub(super) status: Option<StatusClaim>,
    pub(super) date: Option<(Box<str>, Span)>,
    pub(super) topic: Option<Topic>,
}

/// Which item a heading names, if it names one.
pub(super) fn name(walk: &Walk<'_>, level: u8, line: &Inline, rest: &[Block]) -> Option<Named> {
    let text = &*line.text;
    if walk.is_decision_record && level == 1 && walk.open.is_empty() {
        return Some(decision(text));
    }
    let mark = leading_mark(line);
    let bare = text.get(mark.at..).unwrap_or_default();
    let mut named = by_keyword(bare)
        .map(|named| Named { name: named.name + mark.at, ..named })
        .or_else(|| by_date(walk, line, rest))
        .or_else(|| by_id(walk, line, mark.at, rest))
        .or_else(|| by_number(text, rest))
        .or_else(|| by_place(walk, level, text, rest))
        .or_else(|| by_state(walk, level, line, mark.at, rest))?;
    named.status = named.status.or(mark.status);
    Some(named)
}

/// Emoji and other marks at the beginning of a heading.
struct Mark {
    /// Where the words begin.
    at: usize,
    status: Option<StatusClaim>,
}

fn leading_mark(line: &Inline) -> Mark {
    let text = &*line.text;
    let at = leading_words(text);
    let found = status::leading(text).filter(|found| found.range.end <= at);
    let status = found.map(|found| {
        let raw = text.get(found.range.clone()).unwrap_or_default();
        status_claim(found.status, raw, line.source(found.range))
    });
    Mark { at, status }
}

/// Where the words of a heading begin behind emoji.
fn leading_words(text: &str) -> usize {
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation();
    text.len() - text.trim_start_matches(is_mark).len()
}

pub(super) fn plain(kind: ItemKind, id: Option<ItemId>, name: usize) -> Named {
    Named { kind, id, name, status: None, date: None, topic: None }
}

/// The title of a decision record, `ADR-0001: Use …` or `1. Use …` among them.
fn decision(text: &str) -> Named {
    let lower = text.to_lowercase();
    let prefixes = ["architecture decision record:", "architectural decision record:", "adr:"];
    if let Some(prefix) = prefixes.iter().find(|prefix| lower.starts_with(**prefix)) {
        return plain(ItemKind::Decision, None, prefix.len());
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len()
        && let Some(rest) = digits.strip_prefix(['.', ':'])
    {
        let number = text.get(..text.len() - digits.len()).unwrap_or_default();
        return plain(ItemKind::Decision, ItemId::new(number), text.len() - rest.len());
    }
    let skipped = if lower.starts_with("decision:") { "decision:".len() } else { 0 };
    plain(ItemKind::Decision, None, skipped)
}

/// `2026-02-16: Milestone "MVP" approved`, where a context or a decision stands below or decisions
/// were announced.
fn by_date(walk: &Walk<'_>, line: &Inline, rest: &[Block]) -> Option<Named> {
    let text = &*line.text;
    let found = date::first(text).filter(|found| found.range.start <= 1)?;
    let name = text.get(found.range.end..)?.trim_start_matches([']', ':', ' ', '-', '–', '—']);
    let is_logged = logs_decision(rest) || parent_kind(walk) == Some(ItemKind::Decision);
    if name.is_empty() || !is_logged {
        return None;
    }
    let lower = name.to_lowercase();
    let (kind, word, status) = if lower.ends_with("approved") {
        (ItemKind::Approval, "approved", Some(Status::Accepted))
    } else if lower.starts_with("approval") {
        (ItemKind::Approval, "", None)
    } else if lower.ends_with("rejected") {
        (ItemKind::Decision, "rejected", Some(Status::Rejected))
    } else if lower.ends_with("complete") {
        (ItemKind::Decision, "complete", Some(Status::Done))
    } else {
        (ItemKind::Decision, "", None)
    };
    let at = text.len() - name.len();
    let mut named = plain(kind, None, at);
    named.status = status.map(|status| {
        let range = text.len() - word.len()..text.len();
        let raw = text.get(range.clone()).unwrap_or_default();
        status_claim(status, raw, line.source(range))
    });
    let day = text.get(found.range.clone()).unwrap_or_default();
    named.date = Some((day.into(), line.source(found.range)));
    Some(named)
}

/// `M2 MVP functional`, `EP-201 — Engine`, `M2-D1 Core API`.
fn by_id(walk: &Walk<'_>, line: &Inline, from: usize, rest: &[Block]) -> Option<Named> {
    let found = id::leading(line.text.get(from..)?)?;
    let announced = parent_kind(walk);
    let kind = match (announced, kinds::of_id(&found.id)) {
        (Some(ItemKind::Risk), None) => ItemKind::Risk,
        (_, Some(kind)) | (Some(kind), None) => kind,
        (None, None) => shows_work(rest).then_some(ItemKind::Task)?,
    };
    Some(plain(kind, None, from))
}

/// `1. Metadata model` over tasks `1.1`, `1.2`.
fn by_number(text: &str, rest: &[Block]) -> Option<Named> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = text.get(..digits).filter(|number| !number.is_empty())?;
    let behind = text.get(digits..)?;
    let name = behind.strip_prefix(['.', ')', ':']).unwrap_or(behind);
    if !name.starts_with(' ') {
        return None;
    }
    let prefix = format!("{number}.");
    let numbered = rest
        .iter()
        .take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }))
        .any(|block| match &block.kind {
            BlockKind::List(list) => list.items.iter().any(|item| {
                item.checkbox.is_some()
                    && item.lines.first().is_some_and(|line| line.text.starts_with(&prefix))
            }),
            BlockKind::Heading { .. }
            | BlockKind::Paragraph { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => false,
        });
    numbered.then(|| plain(ItemKind::Deliverable, ItemId::new(number), text.len() - name.len()))
}

/// A heading right under `## Milestones` and its like, over something that says it is one.
fn by_place(walk: &Walk<'_>, level: u8, text: &str, rest: &[Block]) -> Option<Named> {
    let outer = walk.open.last().filter(|outer| outer.level < level)?;
    let kind = match outer.topic? {
        Topic::Items(
            kind @ (ItemKind::Milestone
            | ItemKind::Deliverable
            | ItemKind::Task
            | ItemKind::Phase
            | ItemKind::Decision
            | ItemKind::Risk
            | ItemKind::Blocker
            | ItemKind::Finding),
        ) => kind,
        Topic::Items(_)
        | Topic::Criteria(_)
        | Topic::RisksAndBlockers
        | Topic::State
        | Topic::Pointers
        | Topic::Field(_)
        | Topic::Examples => return None,
    };
    let group = team_ask(outer.topic, text, rest);
    if topic::of(text).is_some() && !group {
        return None;
    }
    if group {
        return Some(plain(ItemKind::Deliverable, None, 0));
    }
    // Under the title of a document stand chapters too: there an item must say what it is.
    let shows = if outer.level == 1 { shows_item(text, rest) } else { shows_work(rest) };
    shows.then(|| plain(kind, None, leading_words(text)))
}

/// A part of an item, or a chapter of its own, that states how far it is: `1A. Callbacks
/// (IMPLEMENTED)`, `Search` over `**Status:** in progress`.
fn by_state(
    walk: &Walk<'_>,
    level: u8,
    line: &Inline,
    from: usize,
    rest: &[Block],
) -> Option<Named> {
    let text = line.text.get(from..)?;
    let is_chapter = topic::of(text).is_some() || columns::of(text).is_some();
    if level == 1 || is_chapter || walk.is_decision_record {
        return None;
    }
    let outer = walk.owner().and_then(|at| walk.document.claim(at)).map(|claim| claim.kind);
    let kind = match (outer, walk.topic()) {
        (Some(ItemKind::Phase | ItemKind::Milestone), _) | (None, None) => ItemKind::Deliverable,
        (Some(ItemKind::Deliverable), _) => ItemKind::Task,
        (None, Some(Topic::Items(kind))) if walk.column().is_some() => kind,
        (Some(_), _) | (None, Some(_)) => return None,
    };
    let stands_in_work = outer.is_some() || walk.column().is_some();
    let states = says_status(rest) || stands_in_work && status::trailing(text).is_some();
    states.then(|| plain(kind, None, from))
}

/// The kind that the heading around announces for its parts.
fn parent_kind(walk: &Walk<'_>) -> Option<ItemKind> {
    match walk.open.last()?.topic? {
        Topic::Items(kind) => Some(kind),
        Topic::Criteria(_)
        | Topic::RisksAndBlockers
        | Topic::State
        | Topic::Pointers
        | Topic::Field(_)
        | Topic::Examples => None,
    }
}
