//! One id, two things.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, similar},
    plan::{Claim, Document, Item, ItemKind, Origin, Plan},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(120),
    name: "duplicate-id",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for ids that are given to two clearly different things of one kind and scope: by two headings,
or by two rows.

## Why is this bad?
Whatever is said of the one is read as said of the other: its state, its evidence, its dependencies.
It mostly happens when two branches pick the next free number and are merged.

## Example
```fixture
## Milestones

| Milestone | Status |
|---|---|
| M4 Billing export | Planned |
| M4 Dark theme | Planned |
```

Instead: give the later one a number of its own. `milepost fix` does, where the history tells which one that is
and nothing else names the id.
```fixture
## Milestones

| Milestone | Status |
|---|---|
| M4 Billing export | Planned |
| M5 Dark theme | Planned |
```

## When it stays silent
When the titles share a word that tells or look alike (a board, a heading and a log may word one
thing in three ways; `Add` and `tests` tell nothing), when one of them gives no title, for rows in different documents, for ids that are bare
numbers in different tables, and for commits and queue entries. Two rows of different tables are a
warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for item in scene.plan.items.values() {
        if item.has_id && item.claims.len() > 1 && is_defined_once(item.key.kind) {
            look(scene.plan, item, findings);
        }
    }
}

/// The two things that an item surely is, if it is two: an error, and no third one.
pub(crate) fn sure<'a>(plan: &'a Plan, item: &'a Item) -> Option<(Place<'a>, Place<'a>)> {
    if !item.has_id || !is_defined_once(item.key.kind) {
        return None;
    }
    let places: Vec<Place<'_>> = plan.claims(item).filter(|(_, claim)| defines(claim)).collect();
    let [first, other] = places.as_slice() else { return None };
    let is_other = similar::is_other(&first.1.title, &other.1.title);
    (is_other && weight(*first, *other) == Some(Severity::Error)).then_some((*first, *other))
}

/// A claim, and the document that makes it.
type Place<'a> = (&'a Document, &'a Claim);

fn is_defined_once(kind: ItemKind) -> bool {
    kind.is_work()
        || kind.is_register()
        || matches!(kind, ItemKind::Gate | ItemKind::Resolution | ItemKind::Criterion)
}

fn look(plan: &Plan, item: &Item, findings: &mut Findings<'_>) {
    let definitions: Vec<(&Document, &Claim)> =
        plan.claims(item).filter(|(_, claim)| defines(claim)).collect();
    let Some(((document, first), rest)) = definitions.split_first() else { return };
    for (other_document, other) in rest.iter().take(32) {
        if !similar::is_other(&first.title, &other.title) {
            continue;
        }
        let Some(weight) = weight((document, first), (other_document, other)) else { continue };
        let (kind, id) = (item.key.kind.as_str(), &item.key.name);
        let message = format!(
            "{kind} `{id}` is `{}` here and `{}` elsewhere",
            short(&other.title),
            short(&first.title)
        );
        findings
            .report(other_document, other.name_span, message)
            .item(id)
            .label(document, first.name_span, "the other one")
            .at_most(weight)
            .help("`milepost fix`, or give one of the two an id of its own and change what refers to it");
        return;
    }
}

/// Whether a claim says what the id is, rather than something about it.
fn defines(claim: &Claim) -> bool {
    let place = matches!(claim.origin, Origin::Section | Origin::Row);
    place && claim.through.is_none() && !claim.title.is_empty() && !is_aspect(&claim.title)
}

/// How sure it is that two definitions are meant as such; nothing where they may well not be.
fn weight(left: (&Document, &Claim), right: (&Document, &Claim)) -> Option<Severity> {
    let here = left.0.path == right.0.path;
    let id = left.1.id.as_ref()?;
    let is_number = !id.as_str().contains(char::is_alphabetic);
    match (left.1.origin, right.1.origin) {
        (Origin::Section, Origin::Section) if !is_number => Some(Severity::Error),
        (Origin::Row, Origin::Row) if here && together(left, right) => Some(Severity::Error),
        (Origin::Row, Origin::Row) if here && !is_number => Some(Severity::Warning),
        _ => None,
    }
}

/// Whether no heading stands between two rows.
fn together(left: (&Document, &Claim), right: (&Document, &Claim)) -> bool {
    let between = Span {
        start: left.1.span.start.min(right.1.span.start),
        end: left.1.span.start.max(right.1.span.start),
    };
    !left.0.headings.iter().any(|heading| between.contains(heading.span))
}

/// `M2 results`, `M2 validation notes`: a heading about one side of the thing.
fn is_aspect(title: &str) -> bool {
    const ASPECTS: &[&str] = &[
        "acceptance",
        "analysis",
        "background",
        "context",
        "criteria",
        "deliverables",
        "demo",
        "design",
        "details",
        "evidence",
        "exit",
        "findings",
        "gate",
        "log",
        "notes",
        "outcome",
        "overview",
        "plan",
        "progress",
        "report",
        "results",
        "retro",
        "retrospective",
        "review",
        "risks",
        "scope",
        "status",
        "summary",
        "tasks",
        "tests",
        "update",
        "validation",
        "verification",
    ];
    let lower = title.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| ASPECTS.contains(&word))
}

fn short(title: &str) -> String {
    let short: String = title.chars().take(60).collect();
    if short.len() < title.len() { format!("{}…", short.trim_end()) } else { short }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn two_files_with_one_number_are_an_error() {
        let text = "
//- decisions/0007-queue.md
# ADR-0007: Use a queue between the services

- Status: accepted
- Date: 2026-01-12

## Context

Peaks.

## Decision

A queue.
//- decisions/0007-colours.md
# ADR-0007: Colours of charts

- Status: accepted
- Date: 2026-01-12

## Context

Contrast.

## Decision

Eight hues.
";
        assert_snapshot!(problems(&RULE, text), @"
        decisions/0007-queue.md:1:3 error[duplicate-id]: decision `ADR-0007` is `Use a queue between the services` here and `Colours of charts` elsewhere
          at: ADR-0007: Use a queue between the services
          see decisions/0007-colours.md:1: the other one
          help: `milepost fix`, or give one of the two an id of its own and change what refers to it
        ");
    }

    #[test]
    fn rows_of_two_tables_are_a_warning() {
        let text = "
## Backlog

| EP | Module | Status |
|---|---|---|
| EP-205 | Hash check | Planned |
| EP-206 | Text layer | Planned |

## Shipped

| EP | Module | Status |
|---|---|---|
| EP-205 | Workflow frame | Done |
| EP-206 | Text layers of scans | Done |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:12:3 warning[duplicate-id]: deliverable `EP-205` is `Workflow frame` here and `Hash check` elsewhere
          at: EP-205
          see STATUS.md:5: the other one
          help: `milepost fix`, or give one of the two an id of its own and change what refers to it
        ");
    }

    #[test]
    fn a_verb_that_all_rows_begin_with_makes_them_no_one_thing() {
        let text = "
| Milestone | Status |
|---|---|
| M4 Add billing export | Planned |
| M4 Add dark theme | Planned |
| M5 Add offline maps | Planned |
| M5 Add maps for offline use | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:4:3 error[duplicate-id]: milestone `M4` is `Add dark theme` here and `Add billing export` elsewhere
          at: M4
          see STATUS.md:3: the other one
          help: `milepost fix`, or give one of the two an id of its own and change what refers to it
        ");
    }

    #[test]
    fn one_thing_in_several_words_is_one_thing() {
        let text = "
# M2 Checkout

**Status:** In progress

## M2 Validation results

- [x] M2-T01 Cart totals

| Milestone | Status |
|---|---|
| M1 Store front | Done |
| M2 Checkout flow | In progress |

| Task | Status |
|---|---|
| M2-T01 Totals of the cart | Done |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
