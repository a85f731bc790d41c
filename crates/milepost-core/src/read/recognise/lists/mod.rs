//! Lists: what the heading or label above announces, one kind of entry, one file.

mod boxes;
mod buckets;
mod criteria;
mod handoff;
mod policies;
mod queue;
mod registers;
mod results;
mod state;
mod terms;
mod values;
mod work;
mod workers;

use crate::{
    markdown::{Block, BlockKind, Inline, List, ListItem},
    plan::{ClaimAt, Field, ItemKind, Origin},
    read::{
        atoms::{id, status},
        labels,
        recognise::prose,
        scanned::Scanned,
        topic::Topic,
        walk::{Label, Walk, field, known_field},
    },
};

pub(super) use policies::lines as policy_lines;
pub(super) use queue::{is_next_step, line as queue_line};

/// The kinds of items that have criteria.
pub(super) const CRITERIA_OWNERS: &[ItemKind] = &[
    ItemKind::Milestone,
    ItemKind::Deliverable,
    ItemKind::Task,
    ItemKind::Phase,
    ItemKind::Gate,
    ItemKind::Decision,
    ItemKind::Release,
];

/// Reads one item of a list; true if it was understood.
type Recogniser = fn(&mut Walk<'_>, &ListItem) -> bool;

/// Which recogniser reads the items of a list under a topic.
fn recogniser(topic: Option<Topic>) -> Recogniser {
    match topic {
        None => boxes::item,
        Some(Topic::Criteria(_)) => criteria::item,
        Some(Topic::RisksAndBlockers) => registers::item,
        Some(Topic::State) => state::item,
        Some(Topic::Pointers) => values::pointers,
        Some(Topic::Field(_)) => values::item,
        Some(Topic::Examples) => values::nothing,
        Some(Topic::Items(kind)) => match kind {
            ItemKind::Phase
            | ItemKind::Milestone
            | ItemKind::Deliverable
            | ItemKind::Task
            | ItemKind::Gate
            | ItemKind::Decision
            | ItemKind::Release
            | ItemKind::CalendarEntry
            | ItemKind::Consumer
            | ItemKind::Commit => work::item,
            ItemKind::Risk
            | ItemKind::Blocker
            | ItemKind::Finding
            | ItemKind::Resolution
            | ItemKind::Approval => registers::item,
            ItemKind::QueueEntry => queue::item,
            ItemKind::Check => boxes::checklist,
            ItemKind::Criterion => criteria::item,
            ItemKind::Test => results::item,
            ItemKind::Metric | ItemKind::Progress | ItemKind::Invariant => state::item,
            ItemKind::Policy => policies::item,
            ItemKind::Bucket => buckets::item,
            ItemKind::Term => terms::item,
            ItemKind::Worker => workers::item,
            ItemKind::HandoffField => handoff::item,
        },
    }
}

/// Reads a list.
pub(in crate::read) fn list(walk: &mut Walk<'_>, list: &List) {
    values_of_a_label(walk, list);
    let topic = walk.topic();
    for item in &list.items {
        let label: Option<Label> = walk.label.clone();
        let before = walk.document.claims.len();
        recogniser(topic)(walk, item);
        nested(walk, item, &Outer { topic, claim: listed_since(walk, before) });
        walk.label = label;
    }
    walk.label = None;
}

/// What a nested list stands in.
struct Outer {
    topic: Option<Topic>,
    /// The work that the list item around is.
    claim: Option<ClaimAt>,
}

/// The work that a list item was read as, if it was.
fn listed_since(walk: &Walk<'_>, before: usize) -> Option<ClaimAt> {
    let claim = walk.document.claims.get(before)?;
    let is_work = claim.origin == Origin::ListItem && claim.kind.is_work();
    is_work.then_some(ClaimAt(u32::try_from(before).ok()?))
}

/// `**Testing:**` over boxes names criteria; over plain lines it names values of a field.
fn values_of_a_label(walk: &mut Walk<'_>, list: &List) {
    let boxed = list.items.iter().any(|item| item.checkbox.is_some());
    let has_owner = walk.owner().is_some();
    let Some(label) = &mut walk.label else { return };
    if matches!(label.topic, Some(Topic::Criteria(Some(_)))) && !boxed && has_owner {
        let name = label.name.as_str();
        if let Some(name) = ["testing", "documentation"].into_iter().find(|known| *known == name) {
            label.topic = Some(Topic::Field(name));
        }
    }
}

/// Reads lines that begin with a mark each (`✅ "…"`) as the list that they are, under a heading
/// or label that announces one.
pub(in crate::read) fn marked_lines(walk: &mut Walk<'_>, lines: &[Inline]) -> bool {
    let marked = |line: &Inline| line.text.starts_with(['✅', '❌', '✓', '✔', '✗', '•', '☐', '☑']);
    let announced = matches!(walk.topic(), Some(Topic::Items(_) | Topic::Criteria(_)));
    let bare_owner = walk.open.last().and_then(|open| open.claim).is_some();
    if !announced || bare_owner || lines.is_empty() || !lines.iter().all(marked) {
        return false;
    }
    let topic = walk.topic();
    for line in lines {
        let item = ListItem {
            span: line.span,
            number: None,
            checkbox: None,
            lines: vec![line.clone()],
            children: Vec::new(),
        };
        recogniser(topic)(walk, &item);
    }
    true
}

/// Reads what stands inside an item, unless its recogniser took it as its own text.
fn nested(walk: &mut Walk<'_>, item: &ListItem, outer: &Outer) {
    let topic = outer.topic;
    let takes_all = matches!(
        topic,
        Some(
            Topic::Field(_)
                | Topic::Pointers
                | Topic::Examples
                | Topic::Items(ItemKind::Policy | ItemKind::Term | ItemKind::Bucket)
        )
    );
    if takes_all {
        return;
    }
    let ends_with_label =
        item.lines.last().and_then(|line| announced(&line.text).map(str::to_owned));
    let mut children = item.children.as_slice();
    while let Some((child, rest)) = children.split_first() {
        let BlockKind::List(inner) = &child.kind else {
            let (own, rest) = children.split_at(if announces(child, rest) { 2 } else { 1 });
            walk.within(outer.claim, |walk| walk.blocks(own));
            children = rest;
            continue;
        };
        children = rest;
        let named = ends_with_label.as_deref().and_then(crate::read::topic::of);
        if let (Some(topic), Some(text)) = (named, &ends_with_label) {
            let owner = walk.label.as_ref().and_then(|label| label.owner);
            // A part of the work may be listed anywhere; what it depends on is its own.
            let is_own = topic == Topic::Field("depends");
            let owner = outer.claim.filter(|_| is_own).or(owner);
            walk.label = Some(Label { owner, ..Label::announcing(topic, text) });
            if is_chapter_label(topic, text) && !among_criteria(outer.topic) {
                sides(walk, inner);
                continue;
            }
        } else if let Some(label) = parts_of_claim(walk, outer, inner) {
            walk.label = Some(label);
        } else if is_detail(topic, item, inner) {
            details(walk, inner);
            continue;
        } else if let Some(topic) = parts_of(topic) {
            let outer = walk.label.take();
            let owner = outer.as_ref().and_then(|label| label.owner);
            let column = outer.and_then(|label| label.column);
            walk.label = Some(Label { owner, column, ..Label::announcing(topic, "") });
        }
        self::list(walk, inner);
    }
}

/// Whether a paragraph ends with a label for the list behind it.
fn announces(block: &Block, rest: &[Block]) -> bool {
    let BlockKind::Paragraph { lines } = &block.kind else { return false };
    let is_label = lines.last().is_some_and(|line| announced(&line.text).is_some());
    is_label && matches!(rest.first().map(|it| &it.kind), Some(BlockKind::List(_)))
}

/// What the last line of an item announces: `Testing:`, `Dependencies`.
fn announced(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let is_depends = || labels::known(text) == Some("depends");
    text.strip_suffix(':').or_else(|| is_depends().then_some(text))
}

/// A list inside a list that no heading explains: boxes check the work around them, and labels such
/// as `Testing:` speak of it.
fn parts_of_claim(walk: &Walk<'_>, outer: &Outer, inner: &List) -> Option<Label> {
    let owner = outer.claim.filter(|_| outer.topic.is_none())?;
    let boxed = inner.items.iter().any(|item| item.checkbox.is_some());
    let labelled = inner.items.iter().filter_map(|item| item.lines.last());
    let labelled = labelled.clone().any(|line| {
        line.text.trim_end().ends_with(':') || super::lines::label(line, false).is_some()
    });
    let topic = match (boxed, labelled) {
        (true, _) if walk.owner().is_none() => Some(Topic::Items(ItemKind::Check)),
        (false, true) => None,
        (true, _) | (false, false) => return None,
    };
    let bare = Label::announcing(Topic::Items(ItemKind::Check), "");
    Some(Label { topic, owner: Some(owner), ..bare })
}

/// `Testing:`, `Documentation:`: categories among criteria, sides of the work anywhere else.
fn is_chapter_label(topic: Topic, text: &str) -> bool {
    matches!(topic, Topic::Criteria(Some(_))) && crate::read::topic::is_one_word(text)
}

fn among_criteria(topic: Option<Topic>) -> bool {
    matches!(topic, Some(Topic::Criteria(_)))
}

/// What a nested `Testing:` lists of the work around, box or not.
fn sides(walk: &mut Walk<'_>, list: &List) {
    let Some(label) = walk.label.take() else { return };
    for item in &list.items {
        let line = one_line(item);
        if let Some(owner) = label.owner.or_else(|| walk.owner())
            && let Some(claim) = walk.claim_mut(owner)
        {
            let name = label.name.clone();
            let (label, value) = (label.text.clone(), line.text.trim().into());
            claim.fields.push(Field { name, label, value, day: None, span: line.span });
        }
        prose::line(walk, &line);
    }
}

/// What the parts of listed milestones, phases and deliverables are.
fn parts_of(topic: Option<Topic>) -> Option<Topic> {
    match topic? {
        Topic::Items(ItemKind::Phase | ItemKind::Milestone | ItemKind::Deliverable) => {
            Some(Topic::Items(ItemKind::Task))
        }
        Topic::Items(_)
        | Topic::Criteria(_)
        | Topic::RisksAndBlockers
        | Topic::State
        | Topic::Pointers
        | Topic::Field(_)
        | Topic::Examples => None,
    }
}

/// Whether the list inside an item only tells more of it: no box, id, state or label in it.
fn is_detail(topic: Option<Topic>, item: &ListItem, inner: &List) -> bool {
    let tells = matches!(
        topic,
        Some(
            Topic::RisksAndBlockers
                | Topic::Items(
                    ItemKind::Phase
                        | ItemKind::Milestone
                        | ItemKind::Deliverable
                        | ItemKind::Task
                        | ItemKind::Gate
                        | ItemKind::Decision
                        | ItemKind::Risk
                        | ItemKind::Blocker
                        | ItemKind::Finding
                        | ItemKind::Resolution
                        | ItemKind::QueueEntry
                )
        )
    );
    let has_registers = matches!(
        topic,
        Some(Topic::RisksAndBlockers | Topic::Items(ItemKind::Risk | ItemKind::Blocker))
    );
    tells
        && !item.lines.is_empty()
        && inner.items.iter().all(|inner| {
            inner.checkbox.is_none()
                && inner.lines.first().is_none_or(|line| {
                    id::leading(&line.text).is_none()
                        && status::leading(&line.text).is_none()
                        && status::trailing(&line.text).is_none()
                        && !(has_registers && super::lines::label(line, false).is_some())
                })
        })
}

/// Keeps what a list says of the item around it.
fn details(walk: &mut Walk<'_>, list: &List) {
    for item in &list.items {
        for line in super::fields::parts(walk.text, &one_line(item)) {
            detail(walk, &line);
        }
    }
}

fn detail(walk: &mut Walk<'_>, line: &Inline) {
    let said = super::lines::label(line, false).map_or_else(
        || known_field("notes", "notes", &line.text, line.span),
        |labelled| {
            let value = line.text.get(labelled.value..).unwrap_or_default();
            field(labelled.label, value, line.span)
        },
    );
    let is_awaited = said.name.as_str() == "exit";
    let above = walk.document.claims.last_mut();
    if let Some(claim) = above.filter(|claim| claim.origin == Origin::ListItem) {
        claim.fields.push(said);
    }
    // What something waits for is not said to be there.
    if !is_awaited {
        prose::states(walk, &Scanned::of(line));
    }
}

/// The lines of an item as one line, where a hard wrap split them.
pub(super) fn one_line(item: &ListItem) -> Inline {
    Inline::join(&item.lines)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn what_is_nested_tells_more_of_an_item() {
        let text = "
## Tasks

- Draw the map
  - ink first
  - **Owner:** Ada
- [ ] Print it
  - [ ] Order paper

## Roadmap

- [x] Reader
  - [x] Tables
";
        assert_snapshot!(shown(text), @"
        task · Draw the map · notes=ink first · owner=Ada
        task · Print it · planned ([ ])
        task · Order paper · planned ([ ])
        milestone · Reader · done ([x])
        task · Tables · done ([x])
        ");
    }

    #[test]
    fn sides_of_the_work_are_no_criteria() {
        let text = "
## Phase 1: Sensors

- [ ] Anemometer
  - Testing:
    - spin it at 4 m/s
    - [ ] spin it at 20 m/s
  - Documentation:
    - wiring sheet
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Sensors
        task · Anemometer · planned ([ ]) · testing=spin it at 4 m/s · testing=spin it at 20 m/s · documentation=wiring sheet · under Phase 1
        ");
    }

    #[test]
    fn boxes_inside_a_task_check_it() {
        let text = "
- [ ] WM-4 Archive
  - [x] dry run
  - [ ] cut over
";
        assert_snapshot!(shown(text), @"
        task WM-4 · Archive · planned ([ ])
        check · dry run · done ([x]) · under WM-4
        check · cut over · planned ([ ]) · under WM-4
        ");
    }

    #[test]
    fn what_is_nested_in_a_gate_tells_more_of_it() {
        let text = "
## Gates

- VG-RAIN-001 — bucket tips counted
  - tip it by hand
  - compare against a jug
";
        assert_snapshot!(shown(text), @"gate VG-RAIN-001 · bucket tips counted · notes=tip it by hand · notes=compare against a jug");
    }

    #[test]
    fn columns_of_a_board_give_their_state() {
        let text = "
## To do

- [ ] Print it
- Fold it

## In progress

- Draw the map (Ada)

## ✅ Done

- [x] Survey
- Walk the coast

**Blocked:**

- Ship it
";
        assert_snapshot!(shown(text), @"
        task · Print it · planned ([ ])
        task · Fold it · planned (To do)
        task · Draw the map (Ada) · in-progress (In progress)
        task · Survey · done ([x])
        task · Walk the coast · done (✅ Done)
        task · Ship it · blocked (Blocked)
        ");
    }

    #[test]
    fn changelogs_claim_nothing() {
        let text = "
# Changelog

## [1.2.0] - 2026-03-01

### Added

- Colours for headings

### Fixed

- A crash on empty files

### Removed

- The old flag
";
        assert_snapshot!(shown(text), @"");
    }
}
