//! Paragraphs: `**Field:** value` lines, labels that announce a list, and the rest.

use crate::{
    markdown::{Block, BlockKind, Inline},
    plan::{Claim, ClaimAt, ItemKind, Measure, Origin, Status},
    read::{
        atoms::{citation, id, measure, status},
        columns, entry, kinds, labels,
        recognise::{fields, prose, sections},
        scanned::Scanned,
        topic::{self, Topic},
        walk::{Label, Walk, joined, known_field, status_claim},
    },
    text::Span,
};

/// A line that begins with a label: `**Goal:** People can …`.
pub(super) struct Labelled<'l> {
    pub(super) label: &'l str,
    /// Where the value begins in the line's text.
    pub(super) value: usize,
    /// Whether the label is strong, which makes it one whatever it says.
    pub(super) is_strong: bool,
}

/// The label a line begins with. Weak labels count where they are known, or anywhere with `any`.
pub(super) fn label(line: &Inline, any: bool) -> Option<Labelled<'_>> {
    let before_colon = before_colon(line, any);
    if before_colon.as_ref().is_some_and(|it| labels::known(it.label).is_some()) {
        return before_colon;
    }
    phrase(line).or(before_colon)
}

fn before_colon(line: &Inline, any: bool) -> Option<Labelled<'_>> {
    let text = &*line.text;
    let lead = text.len() - text.trim_start().len();
    let colon = text.find(':')?;
    let label = text.get(lead..colon)?.trim();
    let behind = text.get(colon + 1..)?;
    let strong = line.strong.first().filter(|strong| {
        strong.start as usize <= lead && strong.end as usize >= lead + label.len()
    });
    // Of `**Owner:**Ada`, Markdown leaves the marks as they are.
    let is_marked = (label.starts_with("**") || labels::known(label).is_some())
        && line.codes.first().is_none_or(|it| it.range.start as usize > colon);
    let marks = if is_marked { behind.len() - behind.trim_start_matches("**").len() } else { 0 };
    let fits = !label.is_empty()
        && label.chars().count() <= 48
        && label.split_whitespace().count() <= 6
        && !label.contains(['.', ';', '|', '=', '/', '→'])
        && (behind.is_empty()
            || behind.starts_with([' ', '\t', '\u{a0}'])
            || marks > 0
            || labels::known(label) == Some("depends"));
    if !fits {
        return None;
    }
    let behind = behind.get(marks..)?;
    let is_known = labels::known(label).is_some() || topic::of(label).is_some();
    let value = text.len() - behind.trim_start().len();
    let is_strong = strong.is_some();
    (is_strong || is_known || any).then_some(Labelled { label, value, is_strong })
}

/// `Depends on M1`, `**Blocked by** M1`, `(depends on M1)`: words that need no colon; `Dependencies` over its list.
fn phrase(line: &Inline) -> Option<Labelled<'_>> {
    let text = line.text.trim_end();
    let lead = text.find(char::is_alphanumeric)?;
    let rest = text.get(lead..)?;
    let is_alone = matches!(labels::known(rest), Some("depends"))
        && !matches!(labels::normal(rest).as_str(), "after" | "requires")
        && rest.starts_with(char::is_uppercase);
    let strong = line.strong.first().filter(|it| it.start as usize <= lead);
    // `**Dependencies** M1`
    let marked = strong.and_then(|it| (it.end as usize).checked_sub(lead));
    let marked = marked.filter(|len| rest.get(..*len).map(labels::known) == Some(Some("depends")));
    let len = if is_alone { rest.len() } else { marked.or_else(|| fields::phrase(rest))? };
    let is_strong = strong.is_some_and(|it| it.end as usize >= lead + len);
    let behind = rest.get(len..)?;
    let value = lead + len + (behind.len() - behind.trim_start().len());
    let label = rest.get(..len)?;
    Some(Labelled { label, value: if is_alone { line.text.len() } else { value }, is_strong })
}

/// Reads a paragraph.
pub(in crate::read) fn paragraph(walk: &mut Walk<'_>, lines: &[Inline], rest: &[Block]) {
    let before_list = matches!(rest.first().map(|it| &it.kind), Some(BlockKind::List(_)));
    if definition(walk, lines)
        || super::lists::marked_lines(walk, lines)
        || is_finding(walk, &Inline::join(lines))
    {
        return;
    }
    if let Some(Topic::Field(name)) = walk.topic()
        && walk.label.is_none()
        && let Some(owner) = walk.owner()
    {
        field_text(walk, owner, name, lines);
        return;
    }
    let whole = lines;
    let lines = &*fields::apart(walk.text, lines);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let is_last = at + 1 == lines.len();
        let Some(labelled) = label(line, false) else {
            self::plain(walk, &Words { lines, whole }, at, before_list);
            at += 1;
            continue;
        };
        if labelled.value >= line.text.len() {
            let follows = lines.get(at + 1..).unwrap_or_default();
            // Under a strong label, a weak one is part of the value: `**For:**`, `Milestone: MVP`.
            let is_value = |it: &&Inline| {
                label(it, false).is_none_or(|inner| labelled.is_strong && !inner.is_strong)
            };
            let values = follows.iter().take_while(is_value).count();
            announce(walk, &labelled, line);
            if values > 0 && !is_last {
                label_value(walk, follows.get(..values).unwrap_or_default());
                at += values;
            }
        } else {
            walk.label = None;
            let follows = lines.get(at + 1..).unwrap_or_default();
            let goes_on = |it: &&Inline| label(it, false).is_none() && !stands_alone(it);
            let more = follows.iter().take_while(goes_on).count();
            let all = lines.get(at..=at + more).unwrap_or_default();
            value(walk, &labelled, line, all, is_last && before_list);
            at += more;
        }
        at += 1;
    }
}

/// The lines of a paragraph, and as they are written where several fields share one.
struct Words<'l> {
    lines: &'l [Inline],
    whole: &'l [Inline],
}

/// A line without a label.
fn plain(walk: &mut Walk<'_>, words: &Words<'_>, at: usize, before_list: bool) {
    let lines = words.lines;
    let Some(line) = lines.get(at) else { return };
    let is_last = at + 1 == lines.len();
    if is_last && before_list && stands_alone(line) {
        announce_text(walk, line.text.trim(), line);
        return;
    }
    let rules = walk.topic() == Some(Topic::Items(ItemKind::Policy));
    if rules && before_list && line.text.split_whitespace().count() > 6 {
        super::lists::policy_lines(walk, lines.get(at..=at).unwrap_or_default());
        prose::line(walk, line);
        return;
    }
    let ends_open = [":", " when"].iter().any(|end| line.text.trim_end().ends_with(end));
    if is_last && before_list && ends_open {
        let text = line.text.trim_end().trim_end_matches(':');
        announce_text(walk, text, line);
        return;
    }
    if at == 0 && names_owner(walk, line) {
        return;
    }

    if let Some(status) = status_only(walk, line) {
        walk.label = None;
        let label = walk.document.headings.last().map(|it| it.text.clone()).unwrap_or_default();
        let said = crate::read::walk::field(&label, &status.raw, status.span);
        match walk.owner().and_then(|owner| walk.claim_mut(owner)) {
            Some(owner) if owner.status.is_none() => owner.status = Some(status),
            Some(owner) => owner.fields.push(said),
            None => walk.document.fields.push(said),
        }
        return;
    }
    walk.label = None;
    if walk.topic() == Some(Topic::Items(ItemKind::QueueEntry)) && lines.len() == 1 && !before_list
    {
        super::lists::queue_line(walk, line);
        return;
    }
    if at == 0 {
        first_words(walk, words.whole);
        if walk.topic() == Some(Topic::Items(ItemKind::Policy)) {
            super::lists::policy_lines(walk, lines);
        }
    }
    prose::line(walk, line);
}

/// A strong line that announces what stands below, without a colon: `**Tasks**`.
fn stands_alone(line: &Inline) -> bool {
    let text = line.text.trim_end();
    let is_strong =
        line.strong.first().is_some_and(|it| it.start == 0 && it.end as usize == text.len());
    is_strong && (topic::of(text).is_some() || columns::of(text).is_some())
}

/// The first paragraph under an item's heading says what it is about.
fn first_words(walk: &mut Walk<'_>, lines: &[Inline]) {
    let Some(owner) = walk.open.last().and_then(|open| open.claim) else { return };
    let (text, span) = joined(lines);
    if let Some(claim) = walk.claim_mut(owner)
        && claim.field("notes").is_none()
    {
        claim.fields.push(known_field("notes", "notes", &text, span));
    }
}

/// `✅ Project architecture established` right under a heading that is only an id.
fn names_owner(walk: &mut Walk<'_>, line: &Inline) -> bool {
    let Some(owner) = walk.open.last().and_then(|open| open.claim) else { return false };
    let bare = walk.document.claim(owner).is_some_and(|claim| claim.title.is_empty());
    let entry = entry::read(line, None);
    if !bare || entry.status.is_none() && line.text.chars().count() > 100 {
        return false;
    }
    if let Some(claim) = walk.claim_mut(owner) {
        claim.title = entry.title;
        claim.status = claim.status.take().or(entry.status);
    }
    true
}

/// `**F1 (medium, scope — advisory):** The reviewer …` under findings.
fn is_finding(walk: &mut Walk<'_>, line: &Inline) -> bool {
    if !matches!(walk.topic(), Some(Topic::Items(ItemKind::Finding | ItemKind::Risk))) {
        return false;
    }
    let Some(found) = id::leading(&line.text) else { return false };
    let Some(strong) = line.strong.first() else { return false };
    let head = line.text.get(found.range.end..strong.end as usize).unwrap_or_default();
    let mut claim = Claim::bare(ItemKind::Finding, Origin::Line, line.span);
    claim.id = Some(found.id);
    let head_text = head.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let inner = head_text.trim_start_matches('(').trim_end_matches([')', ':', ' ']);
    for word in inner.split([',', '—', '–']).map(str::trim) {
        if matches!(word.to_lowercase().as_str(), "low" | "medium" | "high" | "critical" | "info") {
            claim.fields.push(known_field("severity", "severity", word, line.span));
        } else if let Some(found) = status::whole(word) {
            claim.status = Some(status_claim(found.status, word, line.span));
        } else if claim.title.is_empty() {
            claim.title = word.into();
        }
    }
    let notes = line.text.get(strong.end as usize..).unwrap_or_default();
    claim.fields.push(known_field("notes", "notes", notes, line.span));
    walk.claim(claim);
    true
}

/// A line that is nothing but a state, under a heading that asks for one.
fn status_only(walk: &Walk<'_>, line: &Inline) -> Option<crate::plan::StatusClaim> {
    let asked = walk.document.headings.last()?;
    (labels::known(&asked.text) == Some("status")).then_some(())?;
    let found = status::whole(&line.text)?;
    Some(status_claim(found.status, &line.text, line.span))
}

/// `**Milestone** = Major checkpoint …`: a word of the tracker's own vocabulary.
fn definition(walk: &mut Walk<'_>, lines: &[Inline]) -> bool {
    let Some(line) = lines.first() else { return false };
    let Some((word, _)) = line.text.split_once(" = ") else { return false };
    let strong =
        line.strong.first().is_some_and(|it| it.start == 0 && it.end as usize >= word.len());
    if !strong || word.split_whitespace().count() > 4 {
        return false;
    }
    let (text, span) = joined(lines);
    let meaning = text.get(word.len() + 3..).unwrap_or_default();
    let mut claim = Claim::bare(ItemKind::Term, Origin::Line, span);
    claim.title = word.into();
    claim.fields.push(known_field("value", "meaning", meaning, span));
    walk.claim(claim);
    true
}

fn field_text(walk: &mut Walk<'_>, owner: ClaimAt, name: &'static str, lines: &[Inline]) {
    if name == "status" {
        stated(walk, owner, &Inline::join(lines));
        return;
    }
    let (text, span) = joined(lines);
    let measures = sections::measures(lines);
    if let Some(claim) = walk.claim_mut(owner) {
        claim.measures.extend(measures);
        claim.fields.push(known_field(name, name, &text, span));
    }
}

/// What stands under a heading *Status*: the state of the item around. A later paragraph counts
/// where it ends what an earlier one said (`Accepted`, then `Superseded by …`).
pub(super) fn stated(walk: &mut Walk<'_>, owner: ClaimAt, line: &Inline) {
    let text = line.text.trim();
    let found = status::stated(text);
    let is_choice = status::is_choice(text);
    let Some(claim) = walk.claim_mut(owner) else { return };
    match found {
        Some(found) if !is_choice => {
            let ends = matches!(found.status, Status::Superseded | Status::Deprecated);
            if claim.status.is_none() || ends {
                claim.status = Some(status_claim(found.status, text, line.span));
            }
        }
        Some(_) | None => {
            let is_first = claim.status.is_none();
            claim.fields.push(known_field("status", "Status", text, line.span));
            if is_first && !is_choice {
                walk.unread(line.span, "this status is not a known word");
            }
        }
    }
}

fn announce(walk: &mut Walk<'_>, labelled: &Labelled<'_>, line: &Inline) {
    announce_text(walk, labelled.label, line);
}

fn announce_text(walk: &mut Walk<'_>, text: &str, line: &Inline) {
    let column = columns::of(text);
    let topic = match column {
        Some(column) => Some(Topic::Items(column.kind)),
        None => topic::of(text).or_else(|| field_topic(text)),
    };
    walk.label = Some(Label {
        topic,
        name: labels::field_name(text),
        text: text.trim().into(),
        owner: None,
        column: column.map(|column| status_claim(column.status, text, line.span)),
    });
}

/// Labels that head lists of values of one field.
fn field_topic(text: &str) -> Option<Topic> {
    match labels::known(text)? {
        name @ ("scope" | "output" | "testing" | "depends" | "evidence" | "notes" | "goal"
        | "context" | "outcome" | "consequences" | "contributes") => Some(Topic::Field(name)),
        _ => None,
    }
}

/// The lines under a label that stands alone: `**Value Delivered:**` and its text.
fn label_value(walk: &mut Walk<'_>, lines: &[Inline]) {
    let Some(label) = walk.label.take() else { return };
    let (text, span) = joined(lines);
    let field = crate::plan::Field {
        name: label.name,
        label: label.text,
        value: text.trim().into(),
        day: None,
        span,
    };
    match walk.owner() {
        Some(owner) => {
            if let Some(claim) = walk.claim_mut(owner) {
                claim.fields.push(field);
            }
        }
        None => walk.document.fields.push(field),
    }
}

/// A label with its value.
pub(super) fn value(
    walk: &mut Walk<'_>,
    labelled: &Labelled<'_>,
    line: &Inline,
    lines: &[Inline],
    before_list: bool,
) {
    let first = line.slice(walk.text, labelled.value..line.text.len());
    let mut values = vec![first.clone()];
    values.extend(lines.iter().skip(1).cloned());
    let (text, span) = joined(&values);
    let name = labels::known(labelled.label);
    if is_taken(walk, name, labelled.label, &values, before_list) {
        return;
    }
    if labelled.label.starts_with("Completed") || name == Some("completed-milestones") {
        finished_list(walk, &first);
    }
    let topic = walk.topic();
    if let Some(Topic::Items(kind @ (ItemKind::Policy | ItemKind::Worker | ItemKind::Test))) = topic
        && labelled.is_strong
    {
        item_line(walk, kind, labelled.label, &text, span);
        return;
    }
    keep(walk, name, labelled.label, &values);
    // A label that has its value says nothing of a list below, unless that is a list of items.
    let names_items = |topic| matches!(topic, Topic::Items(_) | Topic::Criteria(_));
    if before_list
        && (text.trim_end().ends_with(':') || topic::of(labelled.label).is_some_and(names_items))
    {
        announce_text(walk, labelled.label, line);
    }
}

/// A labelled value that stands in a cell of its own.
pub(super) fn cell(walk: &mut Walk<'_>, label: &str, value: &Inline) {
    let name = labels::known(label);
    let values = std::slice::from_ref(value);
    if !is_taken(walk, name, label, values, false) {
        keep(walk, name, label, values);
    }
}

/// Whether a label speaks of more than the item around, and what it says was taken there: progress,
/// the present milestone, the state, the next step.
fn is_taken(
    walk: &mut Walk<'_>,
    name: Option<&str>,
    label: &str,
    values: &[Inline],
    before_list: bool,
) -> bool {
    let Some(first) = values.first() else { return false };
    match name {
        Some("overall" | "progress") => overall(walk, label, first),
        Some("current-milestone") => current_milestone(walk, label, first, before_list),
        Some("milestone" | "deliverable") if walk.topic() == Some(Topic::State) => {
            current_milestone(walk, label, first, before_list);
        }
        Some("next") if super::lists::is_next_step(label) => {
            super::lists::queue_line(walk, first);
        }
        Some("status") => return status_of_owner(walk, first, &joined(values).0),
        Some("pointers") => {
            let cited = values.iter().flat_map(citation::all).collect();
            walk.pointers(cited);
            return false;
        }
        Some(_) | None => return false,
    }
    true
}

/// Keeps a labelled value as a field of the item around, or of the document.
fn keep(walk: &mut Walk<'_>, name: Option<&str>, label: &str, values: &[Inline]) {
    let (text, span) = joined(values);
    let field = match name {
        // `Completed: 2/4` says how many, not when.
        Some("date") if is_share(&text) => known_field("completed", label, &text, span),
        Some(_) | None => crate::read::walk::field(label, &text, span),
    };
    let Some(owner) = walk.owner() else {
        walk.document.fields.push(field);
        for line in values {
            prose::line(walk, line);
        }
        return;
    };
    let evidence: Vec<_> = values.iter().flat_map(citation::all).collect();
    let measures = sections::measures(values);
    let is_awaited = field.name.as_str() == "exit";
    // `**Notes:** depends on M2`
    let depends = fields::phrase(&text).and_then(|len| text.split_at_checked(len));
    let depends = depends.filter(|_| field.name.as_str() != "depends");
    if let Some(claim) = walk.claim_mut(owner) {
        if let Some((label, on)) = depends {
            claim.fields.push(known_field("depends", label, on, span));
        }
        if matches!(field.name.as_str(), "evidence" | "commit") {
            claim.evidence.extend(evidence);
        }
        claim.measures.extend(measures);
        claim.fields.push(field);
    }
    // What something waits for is not said to be there.
    for line in values.iter().filter(|_| !is_awaited) {
        prose::states(walk, &Scanned::of(line));
    }
}

fn item_line(walk: &mut Walk<'_>, kind: ItemKind, title: &str, text: &str, span: Span) {
    let mut claim = Claim::bare(kind, Origin::Line, span);
    claim.title = title.into();
    claim.fields.push(known_field("notes", "notes", text, span));
    walk.claim(claim);
}

/// `**Status:** COMPLETE`; false where nothing owns it, so that it stays a document field.
fn status_of_owner(walk: &mut Walk<'_>, value: &Inline, text: &str) -> bool {
    let Some(owner) = walk.owner() else { return false };
    let found = status::stated(text);
    let is_choice = status::is_choice(text);
    if found.is_none() && !is_choice && !text.is_empty() {
        walk.unread(value.span, "this status is not a known word");
    }
    let waits =
        fields::waits(text).filter(|_| found.as_ref().is_none_or(|it| it.status.is_finished()));
    if let Some(claim) = walk.claim_mut(owner) {
        if let Some((label, on)) = waits {
            claim.fields.push(known_field("depends", label, on, value.span));
        }
        match found.filter(|_| !is_choice) {
            Some(found) if claim.status.is_none() => {
                claim.status = Some(status_claim(found.status, text, value.span));
            }
            Some(_) | None => {
                claim.fields.push(known_field("status", "Status", text, value.span));
            }
        }
    }
    true
}

/// `**Overall:** 45% (2/5 milestones complete)` and `Progress: 65%`.
fn overall(walk: &mut Walk<'_>, label: &str, value: &Inline) {
    let Some(measure) =
        measure::all(value).into_iter().find(|it| it.percent.is_some() || it.fraction.is_some())
    else {
        walk.document.fields.push(crate::read::walk::field(label, &value.text, value.span));
        return;
    };
    if let Some(owner) = walk.owner() {
        progress(walk, owner, measure);
    } else {
        let mut claim = Claim::bare(ItemKind::Progress, Origin::Line, value.span);
        claim.title = label.trim().into();
        claim.measures.push(measure);
        walk.claim(claim);
    }
}

/// Whether a value begins with a part of a whole: `2/4 …`, `50 %`, and not `2/4/2026`.
fn is_share(value: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let part = digits(value);
    let behind = value.get(part..).unwrap_or_default().trim_start();
    let whole = behind.strip_prefix('/').map(|rest| rest.get(digits(rest)..).unwrap_or_default());
    let is_fraction = whole.is_some_and(|rest| !rest.starts_with(['/', '-', '.']));
    part > 0 && (behind.starts_with('%') || is_fraction)
}

/// A stated progress of an item, as a claim under it.
pub(super) fn progress(walk: &mut Walk<'_>, owner: ClaimAt, measure: Measure) {
    let title = walk.document.claim(owner).map(|claim| claim.name().to_owned());
    let mut claim = Claim::bare(ItemKind::Progress, Origin::Line, measure.span);
    claim.title = title.unwrap_or_default().into();
    claim.parent = Some(owner);
    claim.measures.push(measure);
    walk.claim(claim);
}

/// `**Current Milestone:** MVP functional (65% complete)`, with its parts in the list below.
fn current_milestone(walk: &mut Walk<'_>, label: &str, value: &Inline, before_list: bool) {
    let kind = if label.to_lowercase().contains("deliverable") {
        ItemKind::Deliverable
    } else {
        ItemKind::Milestone
    };
    let entry = entry::read(value, None);
    let title = match entry::bracketed_tail(&entry.title) {
        Some((at, words)) if words.contains('%') => {
            entry.title.get(..at).unwrap_or_default().trim()
        }
        _ => &*entry.title,
    };
    walk.document.fields.push(crate::read::walk::field(label, &value.text, value.span));
    if title.is_empty() && entry.id.is_none() {
        return;
    }
    let mut claim = Claim::bare(kind, Origin::Line, value.span);
    claim.id = entry.id;
    claim.title = title.into();
    claim.status = entry.status;
    claim.name_span = entry.name_span;
    let percent = entry.measures.into_iter().find(|it| it.percent.is_some());
    let at = walk.claim(claim);
    if let Some(measure) = percent {
        progress(walk, at, measure);
    }
    if before_list {
        let topic = Some(Topic::Items(ItemKind::Deliverable));
        let name = labels::field_name(label);
        walk.label = Some(Label { topic, name, text: label.into(), owner: Some(at), column: None });
    }
}

/// `Completed milestones: M0, M1, M2 and M3`: a state for each.
fn finished_list(walk: &mut Walk<'_>, value: &Inline) {
    // The sentence may say it itself: `M0, M1 and M2 complete`.
    let scanned = Scanned::of(value);
    if prose::gives_states(&scanned) {
        return;
    }
    for found in &scanned.ids {
        let Some(kind) = kinds::of_id(&found.id) else { continue };
        let span = value.source(found.range.clone());
        prose::state(walk, kind, &found.id, Status::Done, "Completed", span);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn labelled_lines_are_fields() {
        let text = "
# Status

**Last updated:** 2026-02-01
**Overall:** 45% (2/5 milestones complete)

## M2 Search

**Goal:** People find things
**Status:** IN PROGRESS
**Depends on:** M1
**Value delivered:**
Less asking around.

**Tasks:**

- [ ] Index
";
        assert_snapshot!(shown(text), @"
        field updated: 2026-02-01
        progress · Overall · #2/5 45% milestones complete
        milestone M2 · Search · in-progress (IN PROGRESS) · goal=People find things · depends=M1 · value=Less asking around.
        task · Index · planned ([ ]) · under M2
        ");
    }

    #[test]
    fn a_status_may_have_a_section() {
        let text = "
# 3. Keep plans in Markdown

## Status

Accepted

Superseded by [7](0007.md)

## Context

Plans are read by people.

## Decision

Keep them as text.
";
        assert_snapshot!(shown(text), @"decision 3 · Keep plans in Markdown · superseded (Superseded by 7) · context=Plans are read by people. · outcome=Keep them as text.");
    }

    #[test]
    fn a_long_status_is_no_choice_of_states() {
        let text = "
# 4. Split client and server

## Status

Accepted 2026-01-09; the read/write/delete paths are in docs/paths/api.md, latency is < 20 ms

## Context

One process did all.

## Decision

Two do it.
";
        assert_snapshot!(shown(text), @"decision 4 · Split client and server · accepted (Accepted 2026-01-09; the read/write/delete paths are in docs/paths/api.md, latency is < 20 ms) · context=One process did all. · outcome=Two do it.");
    }

    #[test]
    fn shares_and_conditions_are_told_from_dates_and_prose() {
        let text = "
# Board

Completed: 2/4 · In progress: 1

## M3 Wing

**Status:** 🚧 two of five wired
**Completed:** 2/4/2026

We are done when
- it flies

Accept when:
- it lands
";
        assert_snapshot!(shown(text), @"
        field completed: 2/4 · In progress: 1
        milestone M3 · Wing · in-progress (🚧 two of five wired) · date=2/4/2026
          + it flies
          + it lands
        ");
    }

    #[test]
    fn a_label_with_a_value_leaves_the_list_below_alone() {
        let text = "
## Phase 1: Ground

**Goal:** One workspace

- Layers
- Names
";
        assert_snapshot!(shown(text), @"phase Phase 1 · Ground · goal=One workspace");
    }

    #[test]
    fn a_status_nobody_knows_is_noted() {
        let text = "
## M2 Search

**Status:** somewhere between
";
        assert_snapshot!(shown(text), @"
        milestone M2 · Search · status=somewhere between
        unread `somewhere between`: this status is not a known word
        ");
    }
}
