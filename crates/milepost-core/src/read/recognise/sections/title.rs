//! What the title of a heading says beside the name: remarks, shares, states.

use crate::{
    markdown::Inline,
    plan::{Claim, ItemKind, Status, StatusClaim},
    read::{
        atoms::status,
        labels,
        walk::{known_field, status_claim},
    },
    text::Span,
};

/// `Complete ✅ (Site survey)`: where nothing but the state stands before brackets, they hold the name.
pub(super) fn named_in_brackets<'l>(
    rest: &'l Inline,
    state: Option<&StatusClaim>,
) -> Option<(StatusClaim, &'l str)> {
    let (words, behind) = rest.text.split_once('(')?;
    let found = status::whole(words).filter(|it| state.is_some_and(|is| is.status == it.status))?;
    let name = behind.trim_end().strip_suffix(')')?;
    let is_name = name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && !name.contains(|c: char| c.is_ascii_digit() || c == ')')
        && status::whole(name).is_none();
    let raw = rest.text.get(found.range.clone()).unwrap_or_default();
    let said = || status_claim(found.status, raw, rest.source(found.range.clone()));
    is_name.then(|| (said(), name))
}

/// `MVP — 60 %`: a progress behind the name says nothing of what it is.
pub(super) fn strip_percent(title: &str) -> &str {
    let head = title.strip_suffix('%').map(|head| head.trim_end_matches([' ', '\u{a0}']));
    let name = head.map(|head| head.trim_end_matches(|c: char| c.is_ascii_digit()));
    let name = name.filter(|name| name.len() < title.len() - 1);
    let name = name.map(|name| name.trim_end().trim_end_matches(['-', '–', '—', ':']));
    name.map(str::trim_end)
        .filter(|name| !name.is_empty() && title.get(name.len()..).is_some_and(is_set_off))
        .unwrap_or(title)
}

fn is_set_off(tail: &str) -> bool {
    tail.trim_start().starts_with(['-', '–', '—', ':'])
}

/// `Phase 2: Peer review`: what looks like a state is what the phase is for.
pub(super) fn is_name_of_work(status: Option<&StatusClaim>) -> bool {
    status.is_some_and(|it| it.status == Status::InReview && it.raw.contains(char::is_lowercase))
}

/// The name without remarks that say something else: `(25% complete)`, `(Priority: P0) 🎯 MVP`.
pub(super) fn strip_remarks(title: &str) -> &str {
    let Some((at, rest)) = title.find('(').and_then(|at| Some((at, title.get(at + 1..)?))) else {
        return title;
    };
    let words = rest.split(')').next().unwrap_or_default();
    let is_labelled =
        words.split_once(':').is_some_and(|(label, _)| labels::known(label).is_some());
    if at > 0 && (is_labelled || words.contains('%')) {
        title.get(..at).unwrap_or(title).trim_end()
    } else {
        title
    }
}

/// `Priority: P0` and `Phase 0` in brackets behind a title.
pub(in crate::read::recognise) fn remark_fields(claim: &mut Claim, remark: &str, span: Span) {
    if let Some((label, value)) = remark.split_once(':')
        && let Some(name) = labels::known(label)
    {
        claim.fields.push(known_field(name, label.trim(), value, span));
    } else if remark.starts_with("Phase ") {
        claim.fields.push(known_field("phase", "phase", remark, span));
    } else if claim.kind == ItemKind::Task && matches!(remark, "P" | "p") {
        claim.fields.push(known_field("parallel", "parallel", "yes", span));
    }
}

/// A labelled remark within a title that does not end with it.
pub(super) fn inner_remark(claim: &mut Claim, title: &str, span: Span) {
    if title.ends_with(')') {
        return;
    }
    let inner = title.split_once('(').and_then(|(_, rest)| Some(rest.split_once(')')?.0));
    if let Some(words) = inner {
        remark_fields(claim, words, span);
    }
}
