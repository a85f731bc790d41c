//! Ids that are spoken of and stand nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dependencies::{self, Undefined},
    diag::{Code, Severity},
    id::{ItemId, Scope},
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, Document, Item, ItemKind, Origin, Plan, Reference, key_of},
    proof::Missing,
    scene::Scene,
    series::Member,
    text::RepoPath,
};

pub(super) const RULE: Rule = Rule {
    code: Code(121),
    name: "dangling-id",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for ids that a document refers to and no document of the scope defines, where others of the same
series are defined: `B9`, where there are rows for `B5` and `B8`. And for what work depends on, where no
document defines it or several other folders do: `M1`, which `M2` depends on.

## Why is this bad?
Either the id is mistyped, or its row was deleted. A blocker that was deleted looks exactly like one
that never was; a resolved one stays, and says so.

## Example
```fixture
## Active blockers

| ID | Blocker | Status |
|---|---|---|
| B1 | The test host is down | Open |
| B2 | No licence for the fonts | Resolved |

## Findings

| ID | Finding | Status |
|---|---|---|
| F1 | Reports come late because of B3 | Open |
```

Instead: let every row stand, with what became of it.
```fixture
## Active blockers

| ID | Blocker | Status |
|---|---|---|
| B1 | The test host is down | Open |
| B2 | No licence for the fonts | Resolved |
| B3 | The mail queue is full | Resolved |

## Findings

| ID | Finding | Status |
|---|---|---|
| F1 | Reports come late because of B3 | Open |
```

## When it stays silent
For series of which fewer than two ids are defined in the scope and for numbers far beyond the last one
(but not in a resolution, which settles what is in a register), for ids that some other document defines,
for ids within a defined range or behind an open one (`M7+`), and for ids in the paths of evidence and
in commit messages. For what work depends on, where no id of work here begins like it: `PR-12` is of
another tracker.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let defined = Defined::of(scene.plan);
    let mut named: BTreeSet<(&RepoPath, ItemId)> = BTreeSet::new();
    for document in &scene.plan.documents {
        let mut seen: BTreeMap<(u16, &ItemId), usize> = BTreeMap::new();
        let mut missing: Vec<(&Claim, &Reference)> = Vec::new();
        for claim in document.claims.iter().filter(|claim| claim.kind != ItemKind::Commit) {
            for reference in references(claim) {
                if !defined.lacks(document, claim, reference) {
                    continue;
                }
                let count = seen.entry((claim.fence, &reference.id)).or_default();
                *count += 1;
                if *count == 1 {
                    missing.push((claim, reference));
                }
            }
        }
        for (claim, reference) in &missing {
            let count = seen.get(&(claim.fence, &reference.id)).copied().unwrap_or(1);
            report(document, reference, count, findings);
        }
        named.extend(missing.into_iter().map(|(_, it)| (&document.path, it.id.clone())));
    }
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        for mut lost in dependencies::undefined(scene.plan, item) {
            lost.ids.retain(|id| named.insert((&lost.document.path, id.clone())));
            if !lost.ids.is_empty() {
                report_lost(item, &lost, findings);
            }
        }
    }
}

/// What an item depends on and nobody can follow.
fn report_lost(item: &Item, lost: &Undefined<'_>, findings: &mut Findings<'_>) {
    let name = &item.key.name;
    let message = format!("{}, which `{name}` depends on, {}", lost.named(), lost.is());
    let help = Missing::undefined(lost).next;
    findings.report(lost.document, lost.span, message).item(name).help(help);
}

fn report(document: &Document, reference: &Reference, count: usize, findings: &mut Findings<'_>) {
    let id = &reference.id;
    let message = match count {
        1 => format!("`{id}` is referred to here and defined nowhere"),
        2 => format!("`{id}` is referred to here and in one other place, and defined nowhere"),
        _ => format!(
            "`{id}` is referred to here and in {} other places, and defined nowhere",
            count - 1
        ),
    };
    findings
        .report(document, reference.span, message)
        .help(format!("define `{id}` where its series stands, or correct the id"));
}

/// The single ids that a claim names outside of what it cites.
fn references(claim: &Claim) -> impl Iterator<Item = &Reference> {
    claim.references.iter().filter(|reference| {
        let cited = claim.evidence.iter().any(|it| it.span.contains(reference.span));
        reference.through.is_none() && !cited
    })
}

/// What the documents define: numbers by scope and series, and series anywhere.
#[derive(Default)]
struct Defined<'a> {
    series: BTreeMap<(Scope, &'a str), Series>,
    anywhere: BTreeSet<(&'a str, u64)>,
}

/// The members of a series that are defined.
#[derive(Default)]
struct Series {
    numbers: BTreeSet<u64>,
    ranges: Vec<(u64, u64)>,
    /// From where on everything is covered.
    open_from: Option<u64>,
    /// What it holds entries of, where that is a register.
    register: Option<ItemKind>,
}

impl<'a> Defined<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut defined = Self::default();
        for document in &plan.documents {
            for claim in document.claims.iter().filter(|claim| defines(claim)) {
                defined.add(document, claim);
            }
        }
        defined
    }

    fn add(&mut self, document: &'a Document, claim: &'a Claim) {
        let Some(member) = claim.id.as_ref().and_then(Member::of) else { return };
        let Some(key) = key_of(document, claim) else { return };
        let series = self.series.entry((key.scope, member.series)).or_default();
        series.numbers.insert(member.number);
        self.anywhere.insert((member.series, member.number));
        let is_register = claim.kind.is_register() && claim.kind != ItemKind::Decision;
        series.register = series.register.or(is_register.then_some(claim.kind));
        if let Some(last) = claim.through.as_ref().and_then(Member::of) {
            series.ranges.push((member.number, last.number));
        }
        if member.is_open {
            let from = series.open_from.map_or(member.number, |from| from.min(member.number));
            series.open_from = Some(from);
        }
        // A row that claims a range of ids speaks for all of them.
        for range in claim.references.iter().filter(|_| claim.field("range").is_some()) {
            let ends = Member::of(&range.id).zip(range.through.as_ref().and_then(Member::of));
            if let Some((first, last)) = ends {
                let key = (key_scope(document, claim), first.series);
                self.series.entry(key).or_default().ranges.push((first.number, last.number));
            }
        }
    }

    fn lacks(&self, document: &Document, claim: &Claim, reference: &Reference) -> bool {
        let Some(member) = Member::of(&reference.id).filter(|it| !it.is_open) else { return false };
        let key = (key_scope(document, claim), member.series);
        let Some(series) = self.series.get(&key) else { return false };
        // What was resolved was there, however far from the others its number is.
        let is_resolved = claim.kind == ItemKind::Resolution && series.register.is_some();
        (is_resolved || series.expects(member.number))
            && !series.covers(member.number)
            && !self.anywhere.contains(&(member.series, member.number))
    }
}

fn key_scope(document: &Document, claim: &Claim) -> Scope {
    match claim.fence {
        0 => document.scope.clone(),
        fence => Scope::new(&format!("{}#{fence}", document.path)),
    }
}

/// Whether a claim says that there is such a thing, rather than something about it.
fn defines(claim: &Claim) -> bool {
    match claim.origin {
        Origin::Prose => false,
        Origin::Section
        | Origin::Row
        | Origin::ListItem
        | Origin::Line
        | Origin::FrontMatter
        | Origin::Tree => claim.kind != ItemKind::Commit,
    }
}

impl Series {
    /// Whether a number would be one of the series: two are defined, and it lies among them or
    /// right behind.
    fn expects(&self, number: u64) -> bool {
        /// How far behind the last one a new number may be.
        const BEYOND: u64 = 2;
        let last = self.numbers.last().copied().unwrap_or(0);
        self.numbers.len() >= 2 && number <= last + BEYOND
    }

    fn covers(&self, number: u64) -> bool {
        self.numbers.contains(&number)
            || self.open_from.is_some_and(|from| number >= from)
            || self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&number))
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_resolution_settles_what_is_in_a_register() {
        let text = "
## Findings

| ID | Finding | Status |
|---|---|---|
| F1 | Reports come late | Open |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | F1 resolved by a queue | `a.md` |
| R2 | F19 resolved by a cache | `a.md` |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:12:8 warning[dangling-id]: `F19` is referred to here and defined nowhere
          at: F19
          help: define `F19` where its series stands, or correct the id
        ");
    }

    #[test]
    fn what_work_depends_on_is_looked_for_in_every_folder() {
        let text = "
//- web/STATUS.md
## M2 Shop

**Status:** In progress
**Depends on:** M1

## M3 Roof

**Status:** Planned
**Depends on:** M1, M2

## M9 Garden

**Status:** Planned
**Depends on:** M8, PR-12
//- app/STATUS.md
| Milestone | Status |
|---|---|
| M8 Fence | Planned |
| M20 Gate | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"
        web/STATUS.md:4:17 warning[dangling-id]: `M1`, which `M2` depends on, is defined nowhere
          at: M1
          help: define `M1` where it belongs, or correct the dependency
        ");
        let at = text.find("//- app").unwrap_or_default();
        let twice = format!("{text}{}", text[at..].replace("app", "shop"));
        assert_snapshot!(problems(&RULE, &twice), @"
        web/STATUS.md:4:17 warning[dangling-id]: `M1`, which `M2` depends on, is defined nowhere
          at: M1
          help: define `M1` where it belongs, or correct the dependency
        web/STATUS.md:14:17 warning[dangling-id]: `M8`, which `M9` depends on, is defined in 2 other folders, and not in its own
          at: M8, PR-12
          help: give `M8` another id where it is not meant, or correct the dependency
        ");
    }

    #[test]
    fn numbers_count_within_their_document() {
        let text = "
//- ferry/PLAN.md
## Phase 1: Quay

**Status:** Complete

## Phase 3: Gate

**Status:** Planned
**Depends on:** Phases 1-2
//- ferry/ROOF.md
## Phase 2: Roof

**Status:** Planned

## Phase 4: Floor

**Status:** Planned
**Depends on:** Nothing (parallel with Phase 9), Phase 1, #12, 2 rooms, Node 18
//- inn/INN.md
## M1 Inn

**Status:** Planned
**Depends on:** Phase 2, Sprint 3 with 2 people, 4 rooms

## M2 Bar

**Status:** Planned
**Depends on:** Milestone 3, Phase 7
";
        assert_snapshot!(problems(&RULE, text), @"
        ferry/PLAN.md:8:17 warning[dangling-id]: `Phase 2`, which `Phase 3` depends on, is defined nowhere
          at: Phases 1-2
          help: define `Phase 2` where it belongs, or correct the dependency
        inn/INN.md:9:17 warning[dangling-id]: `Milestone 3` and `Phase 7`, which `M2` depends on, are defined nowhere
          at: Milestone 3, Phase 7
          help: define `Milestone 3` and `Phase 7` where they belong, or correct the dependency
        ");
        let twice = text.replace(
            "//- ferry/ROOF.md",
            "//- ferry/OLD.md\n## Phase 2: Old\n\n**Status:** Done\n\n## Phase 5: New\n\n**Status:** Planned\n\n//- ferry/ROOF.md",
        );
        assert_snapshot!(problems(&RULE, &twice), @"
        ferry/PLAN.md:8:17 warning[dangling-id]: `Phase 2`, which `Phase 3` depends on, is defined nowhere
          at: Phases 1-2
          help: define `Phase 2` where it belongs, or correct the dependency
        inn/INN.md:4:17 warning[dangling-id]: `Phase 2`, which `M1` depends on, is numbered so in 2 other documents, and not in its own
          at: Phase 2, Sprint 3 with 2 people, 4 rooms
          help: say which one `Phase 2` means by an id, or correct the dependency
        inn/INN.md:9:17 warning[dangling-id]: `Milestone 3` and `Phase 7`, which `M2` depends on, are defined nowhere
          at: Milestone 3, Phase 7
          help: define `Milestone 3` and `Phase 7` where they belong, or correct the dependency
        ");
    }

    #[test]
    fn a_row_that_went_missing_is_named_once() {
        let text = "
| Milestone | Status | Notes |
|---|---|---|
| M1 Store | Done | |
| M2 Shop | In progress | waits for M4 |
| M3 Roof | Planned | after M4 |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:4:37 warning[dangling-id]: `M4` is referred to here and in one other place, and defined nowhere
          at: M4
          help: define `M4` where its series stands, or correct the id
        ");
    }

    #[test]
    fn open_ends_ranges_other_documents_and_far_numbers_are_silent() {
        let text = "
//- docs/board.md
| Milestone | Status | Notes |
|---|---|---|
| M1 Store | Done | see D-004 and F77 |
| M2 Shop | In progress | |
| M4+ Later | Planned | before M6 and M9 |
//- docs/log/decisions.md
| ID | Decision | Status |
|---|---|---|
| D-003 | Use stone | Accepted |
| D-004 | Use glass | Accepted |
//- docs/findings.md
| ID | Finding | Status |
|---|---|---|
| F1 | Cold at night | Open |
| F2 | Hot at noon, see M1 and D-009 | Resolved |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
