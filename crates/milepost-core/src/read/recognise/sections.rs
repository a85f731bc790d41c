//! Headings: those that name an item, and those that announce what stands under them.

mod keyword;
mod named;
mod shows;
mod title;

pub(crate) use keyword::word_of_work;

pub(super) use title::remark_fields;

use named::{Named, name};
use title::{inner_remark, is_name_of_work, named_in_brackets, strip_percent, strip_remarks};

use crate::{
    markdown::{Block, Inline},
    plan::{Category, Claim, ItemKind, Origin, StatusClaim},
    read::{
        atoms::{measure, status},
        columns, entry,
        recognise::{fields, lines},
        topic::{self, Topic},
        walk::{Walk, known_field, status_claim},
    },
    text::Span,
};

/// Reads a heading.
pub(in crate::read) fn heading(
    walk: &mut Walk<'_>,
    span: Span,
    level: u8,
    text: &Inline,
    rest: &[Block],
) {
    walk.close(level, span.start);
    let named = if walk.is_aside() { None } else { name(walk, level, text, rest) };
    let topic = match &named {
        Some(named) => named.topic,
        // The title of a document is about all of it.
        None => announced(walk, &text.text).filter(|it| level > 1 || *it != Topic::Examples),
    };
    let phase = phase_before_topic(&text.text).filter(|_| named.is_none());
    let is_record = walk.is_decision_record && walk.open.is_empty();
    if named.is_none()
        && let Some(owner) = walk.owner()
    {
        let said = fields::depends(walk.text, text);
        walk.claim_mut(owner).into_iter().for_each(|claim| claim.fields.extend(said.clone()));
    }
    let claim = named.map(|named| section(walk, span, text, named));
    if is_record && let Some(claim) = claim {
        adopt_front_matter(walk, claim);
    }
    walk.open(level, text, topic, claim, phase.map(Into::into));
}

/// What a heading that names no item announces. `Testing` and its like are criteria only among
/// criteria; elsewhere they are chapters.
fn announced(walk: &Walk<'_>, text: &str) -> Option<Topic> {
    let topic = match columns::of(text) {
        Some(column) => Some(Topic::Items(column.kind)),
        None => topic::of(text),
    };
    let is_chapter = matches!(topic, Some(Topic::Criteria(Some(_)))) && topic::is_one_word(text);
    let among_criteria =
        walk.open.iter().any(|open| matches!(open.topic, Some(Topic::Criteria(_))));
    topic.filter(|_| !is_chapter || among_criteria)
}

fn section(walk: &mut Walk<'_>, span: Span, line: &Inline, named: Named) -> crate::plan::ClaimAt {
    let rest = line.slice(walk.text, named.name..line.text.len());
    let entry = entry::read(&rest, None);
    let mut claim = Claim::bare(named.kind, Origin::Section, span);
    claim.id = named.id.or(entry.id);
    claim.through = entry.through;
    claim.title = strip_percent(strip_remarks(&entry.title)).into();
    inner_remark(&mut claim, &entry.title, line.span);
    claim.name_span = line.span;
    // A colour behind a heading names a step (`Tests first (RED)`), not the state of one.
    let is_colour = |it: &StatusClaim| matches!(it.raw.to_lowercase().as_str(), "red" | "green");
    claim.status = named.status.or(entry.status.filter(|it| !is_colour(it)));
    if claim.title.is_empty() && is_name_of_work(claim.status.as_ref()) {
        claim.title = rest.text.trim_matches([' ', ':', '-', '–', '—']).into();
        claim.status = None;
    }
    if claim.status.is_none() && claim.kind.is_work() {
        claim.status = walk.column().cloned();
    }
    if let Some((said, name)) = named_in_brackets(&rest, claim.status.as_ref()) {
        claim.status = Some(said);
        claim.title = name.into();
    }
    claim.measures = entry.measures;
    for (remark, span) in entry.remarks {
        remark_fields(&mut claim, &remark, span);
    }
    fields::add_depends(&mut claim, walk.text, line);
    if let Some((date, span)) = named.date {
        claim.fields.push(known_field("date", "date", &date, span));
    }
    if named.kind == ItemKind::Milestone && named.topic == Some(Topic::Items(ItemKind::Check)) {
        claim.fields.push(known_field("type", "type", "verification", line.span));
    }
    let percents = progress_of(&claim);
    let at = walk.claim(claim);
    if let Some(measure) = percents {
        lines::progress(walk, at, measure);
    }
    at
}

/// The front matter of a decision record speaks of the decision.
fn adopt_front_matter(walk: &mut Walk<'_>, at: crate::plan::ClaimAt) {
    let fields: Vec<_> = walk.document.fields.drain(..).collect();
    for field in fields {
        let found = status::whole(&field.value).filter(|_| field.name.as_str() == "status");
        let Some(claim) = walk.claim_mut(at) else { return };
        match (field.name.as_str(), found) {
            ("status", Some(found)) if claim.status.is_none() => {
                claim.status = Some(status_claim(found.status, &field.value, field.span));
            }
            ("status" | "date" | "decision-makers" | "consulted" | "informed" | "owner", _) => {
                claim.fields.push(field);
            }
            _ => walk.document.fields.push(field),
        }
    }
}

/// A percentage that a title states of its own item.
fn progress_of(claim: &Claim) -> Option<crate::plan::Measure> {
    let fits = matches!(claim.kind, ItemKind::Milestone | ItemKind::Phase | ItemKind::Deliverable);
    claim.measures.iter().find(|it| fits && it.percent.is_some()).cloned()
}

/// `Phase 2` of `Phase 2 Deliverables`.
fn phase_before_topic(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Phase ")?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits > 0).then(|| text.get(.."Phase ".len() + digits)).flatten()
}

/// The category that a criterion's words name first (`Testing criterion`).
pub(super) fn category_of_words(text: &str) -> Option<Category> {
    let first = text.split_whitespace().next()?.to_lowercase();
    match first.as_str() {
        "functional" => Some(Category::Functional),
        "testing" => Some(Category::Testing),
        "documentation" => Some(Category::Documentation),
        "quality" => Some(Category::Quality),
        _ => None,
    }
}

/// Every measure of several lines.
pub(super) fn measures(lines: &[Inline]) -> Vec<crate::plan::Measure> {
    lines.iter().flat_map(measure::all).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn headings_name_items() {
        let text = "
# Plan

## Milestone: Pilot (65% complete)

## M2 Search — COMPLETE ✅

## 📋 Phase 4A: Scenes (Priority: P0)

## Sprint 3 - Polish

## Phase 2 -- Peer review

### WP01: Tooling

## Feature 2: Sharing

## Gate: be-eqw (routing)
";
        assert_snapshot!(shown(text), @"
        milestone · Pilot · in-progress (65% complete) · #65% complete
        progress · Pilot · #65% complete · under Pilot
        milestone M2 · Search · done (COMPLETE)
        phase Phase 4A · Scenes · priority=P0
        phase Sprint 3 · Polish
        phase Phase 2 · Peer review
        deliverable WP01 · Tooling · under Phase 2
        deliverable 2 · Sharing
        gate be-eqw · (routing)
        ");
    }

    #[test]
    fn a_state_before_the_brackets_is_no_name() {
        let text = "
## Phase 0: Complete ✅ (Site survey)

## Phase 1: In progress 🚧 (Sensors)

## Phase 2: Peer review (weekly)

## M2 · Sectionals — 60 %
";
        assert_snapshot!(shown(text), @"
        phase Phase 0 · Site survey · done (Complete)
        phase Phase 1 · Sensors · in-progress (In progress)
        phase Phase 2 · Peer review (weekly)
        milestone M2 · Sectionals · #60%
        progress · M2 · #60% · under M2
        ");
    }

    #[test]
    fn chapters_that_explain_hold_no_items() {
        let text = "
# Plan

## How to use this file

- [ ] M7 Tick a box only when it is merged
- M8 — names a station

### Phase 3: an example

VG-DEMO-001 is how a gate is called.

## Legend

| Task | Status |
|---|---|
| M9 Example | Done |

## Conventions

M1-T01 done means merged.

## M1 Reader

- [x] M1-T02 Draw
";
        assert_snapshot!(shown(text), @"
        milestone M1 · Reader
        task M1-T02 · Draw · done ([x]) · under M1
        ");
    }

    #[test]
    fn chapters_that_say_how_far_they_are_are_items() {
        let text = "
## Phase 2: Foresight

### 2A. Patterns (IMPLEMENTED)

Found twice a day.

### 2B. Drafts

**Status**: Not yet implemented

## Search

**Status:** In progress
**Owner:** Ada
";
        assert_snapshot!(shown(text), @"
        phase Phase 2 · Foresight
        deliverable · 2A. Patterns · done (IMPLEMENTED) · notes=Found twice a day. · under Phase 2
        deliverable · 2B. Drafts · planned (Not yet implemented) · under Phase 2
        deliverable · Search · in-progress (In progress) · owner=Ada
        ");
    }

    #[test]
    fn sections_inherit_the_column_they_stand_in() {
        let text = "
## Completed

### Phase 1: Ground

- Workspace

## Upcoming

### Phase 2: Walls
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Ground · done (Completed)
        phase Phase 2 · Walls · planned (Upcoming)
        ");
    }

    #[test]
    fn a_dated_heading_under_decisions_is_one() {
        let text = "
# Decisions

## [2026-03-14] — Chain the actions

**Contexte:** Two clicks were needed.

**Décision:** One does it.

## D3. Which provider

- Proposal: the first
";
        assert_snapshot!(shown(text), @"
        decision · Chain the actions · date=2026-03-14 · context=Two clicks were needed. · decision=One does it.
        decision D3 · Which provider · deliverable=the first
        ");
    }

    #[test]
    fn ordinary_headings_name_nothing() {
        let text = "
# Lamp

## Features

- ✅ Fast
- ✅ Small

## Installation

Milestones of the trade are described elsewhere.

### Phase shifting

## Usage

### Task runners

## Status codes

## Support

**Note:** ask in the forum.
";
        assert_snapshot!(shown(text), @"field notes: ask in the forum.");
    }
}
