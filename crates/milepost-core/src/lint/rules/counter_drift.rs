//! Counts that are stated over what can be counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, placement},
    plan::{Claim, ClaimAt, Document, Heading, ItemKind, Origin, Status},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(110),
    name: "counter-drift",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Counts what stands under a heading that states a number (`Next 9 tasks`, `Risks (29/29 risks
closed)`), and compares a table of totals (`Total milestones | 13`, `Completed | 2`) with the rows of
the same document.

## Why is this bad?
Counters are copied from an earlier day and never touched again. Once one of them is wrong, nobody
can tell whether the others are.

## Example
```fixture
## Milestones

- [x] M1 Importer
- [ ] M2 Exporter

## Next 4 tasks

| Priority | Task | Description |
|---|---|---|
| P0 | M2-T01 | Write the header |
```

Instead: leave the number out; who wants to know can count.
```fixture
## Milestones

- [x] M1 Importer
- [ ] M2 Exporter

## Next tasks

| Priority | Task | Description |
|---|---|---|
| P0 | M2-T01 | Write the header |
```

## When it stays silent
For numbers that count nothing (`Phase 2 deliverables`, `Week 4 tasks`), where nothing that could be
counted was read under the heading, and for totals of which the document lists another group that
fits. `Next` and `Top` so many are limits, and their drift a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let stated: Vec<(usize, &Heading, Count)> = document
            .headings
            .iter()
            .enumerate()
            .filter_map(|(at, heading)| Some((at, heading, Count::of(&heading.text)?)))
            .collect();
        let totals = totals(document);
        if stated.is_empty() && totals.is_empty() {
            continue;
        }
        let rows = placement::rows(document);
        let told = document.claims.iter().filter(|claim| claim.origin != Origin::Prose);
        let mut by_place: Vec<&Claim> = told.collect();
        by_place.sort_by_key(|claim| claim.name_span.start);
        for (at, heading, count) in stated {
            let direct = rows.get(at).map(Vec::as_slice).unwrap_or_default();
            let section = heading.section;
            let from = by_place.partition_point(|claim| claim.name_span.start < section.start);
            let to = by_place.partition_point(|claim| claim.name_span.start < section.end);
            let inside = by_place.get(from..to).unwrap_or_default();
            under_heading(document, heading, count, direct, inside, findings);
        }
        for (_, table) in totals {
            table_of_totals(document, &table, &rows, findings);
        }
    }
}

/// A number that a heading states of what it heads.
#[derive(Clone, Copy)]
struct Count {
    whole: u64,
    /// How many of them are said to be finished.
    part: Option<u64>,
    noun: &'static str,
    is_limit: bool,
}

/// What is counted, and the kinds of claims that may be meant.
const NOUNS: &[(&str, &[ItemKind])] = &[
    ("milestones", &[ItemKind::Milestone]),
    ("phases", &[ItemKind::Phase]),
    ("deliverables", &[ItemKind::Deliverable]),
    ("tasks", &[ItemKind::Task, ItemKind::QueueEntry]),
    ("risks", &[ItemKind::Risk]),
    ("blockers", &[ItemKind::Blocker]),
    ("findings", &[ItemKind::Finding]),
    ("decisions", &[ItemKind::Decision]),
    ("gates", &[ItemKind::Gate]),
    ("releases", &[ItemKind::Release]),
];

impl Count {
    fn of(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let mut counts = words.iter().enumerate().filter_map(|(at, word)| {
            let number = word.trim_matches(['(', '[']);
            let (part, whole) = match number.split_once('/') {
                Some((part, whole)) => (Some(part.parse().ok()?), whole.parse().ok()?),
                None => (None, number.parse().ok()?),
            };
            let noun = words.get(at + 1..).unwrap_or_default().iter().take(2).find_map(|word| {
                let word = word.trim_end_matches([')', ']', ',', ':']);
                NOUNS.iter().find(|(noun, _)| *noun == word).map(|(noun, _)| *noun)
            })?;
            let before = at.checked_sub(1).and_then(|at| words.get(at)).copied();
            let before = before.map(|it| it.trim_start_matches(['(', '[']));
            let is_limit = matches!(before, Some("next" | "top" | "first" | "last"));
            let is_said = word.starts_with(['(', '['])
                || part.is_some()
                || is_limit
                || matches!(before, Some("all" | "the" | "remaining" | "—" | "–" | "-" | "→"));
            (is_said && whole > 0).then_some(Self { whole, part, noun, is_limit })
        });
        counts.next()
    }

    fn kinds(&self) -> &'static [ItemKind] {
        NOUNS
            .iter()
            .find(|(noun, _)| *noun == self.noun)
            .map(|(_, kinds)| *kinds)
            .unwrap_or_default()
    }
}

fn under_heading(
    document: &Document,
    heading: &Heading,
    count: Count,
    direct: &[ClaimAt],
    inside: &[&Claim],
    findings: &mut Findings<'_>,
) {
    let counts = |claim: &&Claim| count.kinds().contains(&claim.kind);
    let direct: Vec<&Claim> =
        direct.iter().filter_map(|at| document.claim(*at)).filter(counts).collect();
    let inside: Vec<&Claim> = inside.iter().copied().filter(counts).collect();
    let (direct, inside) = (distinct(&direct), distinct(&inside));
    if inside.is_empty() {
        return;
    }
    let fits = |rows: &BTreeMap<&str, Option<Status>>| number(rows.len()) == count.whole;
    let rows = if fits(&direct) { &direct } else { &inside };
    let weight = if count.is_limit { Severity::Warning } else { Severity::Error };
    if !fits(rows) {
        let listed = if direct.is_empty() { inside.len() } else { direct.len() };
        let message = format!(
            "the heading counts {} {}, and {listed} {} under it",
            count.whole,
            count.noun,
            if listed == 1 { "stands" } else { "stand" },
        );
        findings
            .report(document, heading.span, message)
            .at_most(weight)
            .help("take the number out of the heading: who wants to know can count");
        return;
    }
    let finished = number(rows.values().filter(|it| it.is_some_and(Status::is_finished)).count());
    let all_stated = rows.values().all(Option::is_some);
    if let Some(part) = count.part.filter(|part| all_stated && *part != finished) {
        let message = format!(
            "the heading says {part}/{} {}, and {finished} of them {} finished",
            count.whole,
            count.noun,
            if finished == 1 { "is" } else { "are" },
        );
        findings
            .report(document, heading.span, message)
            .help("take the number out of the heading, or state the one that the rows give");
    }
}

/// The things that claims are about, once each, with the first state that is stated.
fn distinct<'a>(claims: &[&'a Claim]) -> BTreeMap<&'a str, Option<Status>> {
    let mut found: BTreeMap<&str, Option<Status>> = BTreeMap::new();
    for claim in claims {
        let state = found.entry(claim.name()).or_default();
        *state = state.or(claim.status.as_ref().map(|it| it.status));
    }
    found
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// One table of totals: what it says, by what is counted.
struct Totals<'d> {
    noun: &'static str,
    total: (u64, &'d Claim),
    states: Vec<(State, u64, &'d Claim)>,
}

/// A state that totals are given for.
#[derive(Clone, Copy)]
enum State {
    Finished,
    InProgress,
    Planned,
}

impl State {
    fn of(label: &str) -> Option<Self> {
        match label.split_whitespace().next()? {
            "completed" | "complete" | "done" | "finished" => Some(Self::Finished),
            "in" if label.starts_with("in progress") => Some(Self::InProgress),
            "planned" => Some(Self::Planned),
            "not" if label.starts_with("not started") => Some(Self::Planned),
            _ => None,
        }
    }

    fn holds(self, status: Status) -> bool {
        match self {
            Self::Finished => status.is_finished(),
            Self::InProgress => status == Status::InProgress,
            Self::Planned => matches!(status, Status::Planned | Status::Next | Status::Proposed),
        }
    }
}

/// The tables of totals of a document, by the fence they stand in.
fn totals(document: &Document) -> BTreeMap<u16, Totals<'_>> {
    let metrics = || {
        document.claims.iter().filter(|claim| claim.kind == ItemKind::Metric).filter_map(|claim| {
            let measure = claim.measures.first().filter(|it| it.bound.is_none())?;
            let label = claim.title.to_lowercase();
            Some((label, whole_number(measure.value?)?, claim))
        })
    };
    let mut found: BTreeMap<u16, Totals<'_>> = BTreeMap::new();
    for (label, value, claim) in metrics() {
        let Some(noun) = label.strip_prefix("total ") else { continue };
        let Some((noun, _)) = NOUNS.iter().find(|(it, _)| *it == noun) else { continue };
        let total = Totals { noun, total: (value, claim), states: Vec::new() };
        found.entry(claim.fence).or_insert(total);
    }
    for (label, value, claim) in metrics() {
        if let (Some(state), Some(totals)) = (State::of(&label), found.get_mut(&claim.fence)) {
            totals.states.push((state, value, claim));
        }
    }
    found
}

fn whole_number(value: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a small whole number"
    )]
    ((0.0..1e9).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

fn table_of_totals(
    document: &Document,
    totals: &Totals<'_>,
    rows: &[Vec<ClaimAt>],
    findings: &mut Findings<'_>,
) {
    let (total, claim) = totals.total;
    let groups: Vec<BTreeMap<&str, Option<Status>>> = rows
        .iter()
        .map(|rows| {
            let work = rows.iter().filter_map(|at| document.claim(*at));
            let work = work.filter(|it| it.kind.is_work() && it.fence == claim.fence);
            distinct(&work.collect::<Vec<_>>())
        })
        .filter(|group| number(group.len()) == total)
        .filter(|group| group.values().all(Option::is_some))
        .collect();
    if groups.is_empty() {
        return no_group(document, totals, findings);
    }
    for (state, stated, claim) in &totals.states {
        let counts: BTreeSet<u64> = groups
            .iter()
            .map(|group| {
                number(group.values().flatten().filter(|status| state.holds(**status)).count())
            })
            .collect();
        if !counts.contains(stated)
            && let Some(&count) = counts.first()
        {
            let message = format!(
                "`{}` says {stated}, and {count} of the {total} {} of this document {}",
                claim.title,
                totals.noun,
                if count == 1 { "is" } else { "are" },
            );
            findings
                .report(document, claim.span, message)
                .help("state what the rows give, or leave the counter out");
        }
    }
}

/// A total that no list of the document adds up to.
fn no_group(document: &Document, totals: &Totals<'_>, findings: &mut Findings<'_>) {
    let (total, claim) = totals.total;
    let kinds = NOUNS.iter().find(|(noun, _)| *noun == totals.noun).map(|(_, kinds)| *kinds);
    let listed: Vec<&Claim> = document
        .claims
        .iter()
        .filter(|it| it.fence == claim.fence && it.origin != Origin::Prose)
        .filter(|it| kinds.is_some_and(|kinds| kinds.contains(&it.kind)))
        .collect();
    let listed = number(distinct(&listed).len());
    if listed == 0 || listed == total {
        return;
    }
    let message =
        format!("`{}` says {total}, and this document lists {listed} {}", claim.title, totals.noun);
    findings
        .report(document, claim.span, message)
        .at_most(Severity::Warning)
        .help("state what the document lists, or leave the counter out");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn headings_with_numbers_are_recounted() {
        let text = "
## Milestones (3 milestones)

- [x] M1 Store
- [ ] M2 Shop

## All done: 2/2 tasks

- [x] M1-T01 Shelf
- [ ] M1-T02 Lamp
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:1:4 error[counter-drift]: the heading counts 3 milestones, and 2 stand under it
          at: Milestones (3 milestones)
          help: take the number out of the heading: who wants to know can count
        STATUS.md:6:4 error[counter-drift]: the heading says 2/2 tasks, and 1 of them is finished
          at: All done: 2/2 tasks
          help: take the number out of the heading, or state the one that the rows give
        ");
    }

    #[test]
    fn a_table_of_totals_is_recounted() {
        let text = "
## Progress

| Metric | Value |
|---|---|
| Total milestones | 3 |
| Completed | 2 |
| In progress | 1 |
| Planned | 1 |

## Board

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | In progress |
| M3 Roof | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:6:1 error[counter-drift]: `Completed` says 2, and 1 of the 3 milestones of this document is
          at: | Completed | 2 |
          help: state what the rows give, or leave the counter out
        ");
    }

    #[test]
    fn a_total_that_no_list_gives_is_a_warning() {
        let text = "
## Progress

| Metric | Value |
|---|---|
| Total milestones | 9 |

## Board

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | In progress |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:5:1 warning[counter-drift]: `Total milestones` says 9, and this document lists 2 milestones
          at: | Total milestones | 9 |
          help: state what the document lists, or leave the counter out
        ");
    }

    #[test]
    fn numbers_that_count_nothing_or_count_right_are_silent() {
        let text = "
# Plan for 2026

## Phase 2 deliverables

- [x] M1-D1 Shelf

## Week 4 tasks

- [ ] M1-T01 Lamp

## 2 Milestones

- [x] M1 Store

## Next 1 tasks

- [ ] M1-T02 Door

## Top 3 risks

Nothing to report.

## Tasks (1/2 tasks done)

- [x] M1-T03 Bell
- [ ] M1-T04 Sign
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
