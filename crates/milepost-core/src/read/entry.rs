//! One line of a list or one heading, taken apart: id, title, state, remarks in brackets.

use std::ops::Range;

use crate::{
    id::ItemId,
    markdown::{Checkbox, Inline},
    plan::{Measure, StatusClaim},
    read::{
        atoms::{self, id, status},
        walk::status_claim,
    },
    text::Span,
};

/// A title line, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: Option<ItemId>,
    pub(crate) through: Option<ItemId>,
    /// What is left when id and state are taken off.
    pub(crate) title: Box<str>,
    pub(crate) status: Option<StatusClaim>,
    /// The words in round brackets at the end of the title, `Phase 0` of `Foundation (Phase 0)`.
    pub(crate) remarks: Vec<(Box<str>, Span)>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) name_span: Span,
}

/// Takes a line apart. The box decides the state unless words beside it say more.
pub(crate) fn read(line: &Inline, checkbox: Option<Checkbox>) -> Entry {
    let text = &*line.text;
    let mut rest = 0..text.len();
    let mut state = leading_state(line, &mut rest);
    let (id, through, name) = leading_id(line, &mut rest);
    if id.is_some() && state.is_none() {
        state = leading_state(line, &mut rest);
    }
    let measures = atoms::measure::all(line);
    let mut remarks = Vec::new();
    trim_tail(line, &mut rest, &mut state, &mut remarks);
    if state.is_none() {
        state = inner_state(line, &mut rest);
    }
    let boxed = checkbox
        .map(|it| status_claim(status::of_checkbox(it.mark), &format!("[{}]", it.mark), it.span));
    let state = merge(boxed, state);
    let title = slice(text, &rest)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '—' | '–'));
    let name_span = name.unwrap_or_else(|| line.source(rest.clone()));
    Entry { id, through, title: title.into(), status: state, remarks, measures, name_span }
}

/// Box and words together: the words win, being the finer ones. A ticked box beside words that say
/// that work is left is kept in the document's words (`[x] IN PROGRESS`), so that both are seen.
fn merge(boxed: Option<StatusClaim>, words: Option<StatusClaim>) -> Option<StatusClaim> {
    match (boxed, words) {
        (Some(boxed), Some(words)) if words.raw.chars().any(char::is_alphanumeric) => {
            if boxed.status.is_finished() && words.status.is_unfinished() {
                let raw = format!("{} {}", boxed.raw, words.raw).into();
                return Some(StatusClaim { raw, ..words });
            }
            Some(words)
        }
        (Some(boxed), _) => Some(boxed),
        (None, words) => words,
    }
}

fn leading_state(line: &Inline, rest: &mut Range<usize>) -> Option<StatusClaim> {
    let text = slice(&line.text, rest);
    let found = status::leading(text)?;
    let at = rest.start + found.range.start..rest.start + found.range.end;
    let raw = slice(&line.text, &at).to_owned();
    rest.start = at.end;
    skip(&line.text, rest);
    Some(status_claim(found.status, &raw, line.source(at)))
}

/// A marked state between dashes, with a remark behind it: `Metrics - ✅ Complete - in use`. The
/// title ends before it.
fn inner_state(line: &Inline, rest: &mut Range<usize>) -> Option<StatusClaim> {
    let text = slice(&line.text, rest);
    for dash in [" - ", " — ", " – ", " | "] {
        let Some((before, behind)) = text.split_once(dash) else { continue };
        let Some((middle, _)) = behind.split_once(dash) else { continue };
        let is_marked = middle.trim_start().starts_with(|c: char| !c.is_ascii());
        let Some(found) = status::whole(middle).filter(|_| is_marked) else { continue };
        let start = rest.start + before.len() + dash.len();
        let at = start + found.range.start..start + found.range.end;
        let raw = slice(&line.text, &at).to_owned();
        rest.end = rest.start + before.len();
        return Some(status_claim(found.status, &raw, line.source(at)));
    }
    None
}

fn leading_id(
    line: &Inline,
    rest: &mut Range<usize>,
) -> (Option<ItemId>, Option<ItemId>, Option<Span>) {
    let text = slice(&line.text, rest);
    let Some(found) = id::leading(text) else { return (None, None, None) };
    let begin = rest.start;
    rest.start += found.range.end;
    // What sets the id off from the title is part of neither.
    let name = slice(&line.text, &(begin..rest.start));
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || ":—–-|.".contains(c));
    let span = line.source(begin..begin + name.len());
    skip(&line.text, rest);
    (Some(found.id), found.through, Some(span))
}

/// Takes states, ticks and remarks in brackets off the end.
fn trim_tail(
    line: &Inline,
    rest: &mut Range<usize>,
    state: &mut Option<StatusClaim>,
    remarks: &mut Vec<(Box<str>, Span)>,
) {
    for _ in 0..4 {
        let text = slice(&line.text, rest).trim_end();
        rest.end = rest.start + text.len();
        if let Some(found) = status::trailing(text) {
            let at = rest.start + found.range.start..rest.start + found.range.end;
            let raw = slice(&line.text, &at);
            let claim = status_claim(found.status, raw, line.source(at.clone()));
            let is_finer = claim.raw.chars().any(char::is_alphanumeric);
            let has_words =
                state.as_ref().is_some_and(|it| it.raw.chars().any(char::is_alphanumeric));
            if state.is_none() || is_finer && !has_words {
                *state = Some(claim);
            }
            let end = slice(&line.text, &(rest.start..at.start)).trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | '—' | ':' | '·' | '|')
            });
            rest.end = rest.start + end.len();
            continue;
        }
        if let Some((at, remark)) = bracketed_tail(text) {
            let range = rest.start + at + 1..rest.start + at + 1 + remark.len();
            remarks.push((remark.into(), line.source(range)));
            let before = text.get(..at).unwrap_or_default().trim_end();
            // A remark stays part of the title; states before it are still looked for.
            if status::trailing(before).is_none() {
                return;
            }
            rest.end = rest.start + before.len();
            continue;
        }
        return;
    }
}

/// The words in round brackets that end a text, with the offset of the bracket.
pub(crate) fn bracketed_tail(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_suffix(')')?;
    let at = inner.rfind('(')?;
    let words = inner.get(at + 1..)?;
    (!words.contains(')')).then_some((at, words))
}

fn skip(text: &str, rest: &mut Range<usize>) {
    let tail = slice(text, rest);
    let trimmed = tail.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '—' | '–' | '|' | '.') || c == '-'
    });
    rest.start += tail.len() - trimmed.len();
}

fn slice<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}
