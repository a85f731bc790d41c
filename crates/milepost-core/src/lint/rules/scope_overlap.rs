//! Work of two that reaches for the same files at the same time.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Severity},
    globs::Globs,
    lint::{Findings, Group, Reach, Rule},
    plan::{Item, ItemKey, Plan, Status},
    repository::{Reserve, busy, reserve},
    scene::Scene,
    text::RepoPath,
};

pub(super) const RULE: Rule = Rule {
    code: Code(321),
    name: "scope-overlap",
    group: Group::Governance,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Finds two tasks or deliverables that somebody is at, by a lease, a branch or the words of a document,
and whose *Scope* holds the same files.

## Why is this bad?
Two who change one file at a time undo each other's work, or meet in a conflict that neither of them
can settle alone.

## Example
```fixture
//- M1.md
# M1 Importer

**Goal:** Files are imported

## Acceptance criteria

- [ ] All files are read (gate `files`)

## Deliverables

### M1-D1 Tables

**Scope:** `src/read/**`

### M1-D2 Lists

**Scope:** `src/**/lists.rs`
//- git
head 2026-02-20
file src/read/lists.rs
//- work
lease deliverable M1-D1 ada until 2026-02-21T12:00:00Z
branch m1-d2-lists
```

Instead:
```fixture
//- M1.md
# M1 Importer

**Goal:** Files are imported

## Acceptance criteria

- [ ] All files are read (gate `files`)

## Deliverables

### M1-D1 Tables

**Scope:** `src/read/tables/**`

### M1-D2 Lists

**Scope:** `src/read/lists.rs`
//- git
head 2026-02-20
file src/read/lists.rs
//- work
lease deliverable M1-D1 ada until 2026-02-21T12:00:00Z
branch m1-d2-lists
```

## When it stays silent
Where nobody is at one of them, where one belongs to the other, and where only files that nobody has
committed yet could be in both: what a glob may match one day is not guessed. A scope that another one
names word for word is one that overlaps, with or without files.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let live: BTreeSet<&ItemKey> = scene
        .underway
        .at_work(scene.plan, scene.clock.now)
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    let begun = |item: &&Item| {
        let says = scene.plan.says(item).map(|(_, claim)| claim.status);
        let is_said = matches!(says, Some(Status::InProgress | Status::InReview));
        is_said || live.contains(&item.key)
    };
    let busy: Vec<&Item> = busy(scene.plan, scene.underway).into_iter().filter(begun).collect();
    let reserves: Vec<(&Item, Reserve<'_>)> =
        busy.into_iter().filter_map(|item| Some((item, reserve(scene.plan, item)?))).collect();
    for (at, (item, reserve)) in reserves.iter().enumerate() {
        for (other, theirs) in reserves.iter().skip(at + 1) {
            let is_one = belongs(scene.plan, item, other) || belongs(scene.plan, other, item);
            // Two that have their scope from one whole were given one scope.
            if is_one || reserve.item.key == theirs.item.key {
                continue;
            }
            if let Some(shared) = shared(scene, reserve, theirs) {
                report(scene, findings, (item, other), (reserve, theirs), &shared);
            }
        }
    }
}

/// Whether an item belongs to another, over however many steps.
fn belongs(plan: &Plan, item: &Item, whole: &Item) -> bool {
    let above = |item: &&Item| item.parent.as_ref().and_then(|key| plan.items.get(key));
    std::iter::successors(Some(item), above).take(32).any(|it| it.key == whole.key)
}

/// What two scopes have in common: a place that both name, else a file of the judged tree in both,
/// else a path that one names and the other takes in.
fn shared(scene: &Scene<'_>, ours: &Reserve<'_>, theirs: &Reserve<'_>) -> Option<String> {
    if let Some(place) = ours.places.intersection(&theirs.places).next() {
        return Some(place.to_string());
    }
    let files = |reserve: &Reserve<'_>| -> BTreeSet<RepoPath> {
        let scopes = reserve.places.iter().filter_map(|it| scene.repository.scopes.get(it));
        scopes.flatten().cloned().collect()
    };
    let (our_files, their_files) = (files(ours), files(theirs));
    if let Some(path) = our_files.intersection(&their_files).next() {
        return Some(path.to_string());
    }
    named_in(ours, theirs).or_else(|| named_in(theirs, ours))
}

/// A plain path of one scope that another one takes in.
fn named_in(ours: &Reserve<'_>, theirs: &Reserve<'_>) -> Option<String> {
    let globs = Globs::new(theirs.places.iter().map(|place| &**place)).ok()?;
    let is_plain = |place: &str| !place.contains(['*', '?', '[', '{']);
    let paths =
        ours.places.iter().filter(|place| is_plain(place)).filter_map(|place| RepoPath::new(place));
    paths.into_iter().find(|path| globs.matches(path)).map(|path| path.to_string())
}

fn report(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    (item, other): (&Item, &Item),
    (ours, theirs): (&Reserve<'_>, &Reserve<'_>),
    shared: &str,
) {
    let place = |reserve: &Reserve<'_>| {
        scene.plan.items.get(&reserve.item.key).and_then(|item| {
            scene.plan.claims(item).find(|(_, claim)| claim.field("scope").is_some())
        })
    };
    let (Some((document, claim)), Some((their_document, their_claim))) =
        (place(theirs), place(ours))
    else {
        return;
    };
    let span = |claim: &crate::plan::Claim| claim.field("scope").map_or(claim.span, |it| it.span);
    let message = format!(
        "`{}` and `{}` are both being worked on, and `{shared}` is in the scope of both",
        item.key.name, other.key.name
    );
    findings
        .report(document, span(claim), message)
        .item(&other.key.name)
        .label(their_document, span(their_claim), format!("the scope of `{}`", ours.item.key.name))
        .help(
            "narrow one of the scopes, or let one wait for the other by a `**Depends on:**` line",
        );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn two(scopes: (&str, &str), work: &str) -> String {
        format!(
            "# M1 Importer\n\n**Goal:** Files\n\n## Deliverables\n\n### M1-D1 Tables\n\n\
             **Scope:** {}\n\n#### Tasks\n\n- [ ] M1-T01 Rows\n- [ ] M1-T02 Cells\n\n\
             ### M1-D2 Lists\n\n**Scope:** {}\n\n#### Tasks\n\n- [ ] M1-T03 Items\n\
             //- git\nhead 2026-02-20\nfile src/read/lists.rs\nfile src/read/tables.rs\n\
             //- work\n{work}\n",
            scopes.0, scopes.1
        )
    }

    const BOTH: &str = "lease task M1-T01 ada until 2026-02-21T12:00:00Z\nbranch m1-t03-items";

    #[test]
    fn tasks_reach_as_far_as_the_deliverable_they_are_part_of() {
        assert_snapshot!(problems(&RULE, &two(("`src/read/**`", "`src/**/lists.rs`"), BOTH)), @"
        STATUS.md:18:12 warning[scope-overlap]: `M1-T01` and `M1-T03` are both being worked on, and `src/read/lists.rs` is in the scope of both
          at: `src/**/lists.rs`
          see STATUS.md:9: the scope of `M1-D1`
          help: narrow one of the scopes, or let one wait for the other by a `**Depends on:**` line
        ");
    }

    #[test]
    fn what_no_committed_file_shows_is_not_guessed() {
        assert_snapshot!(problems(&RULE, &two(("`src/a*/**`", "`src/*b/**`"), BOTH)), @"");
    }

    #[test]
    fn the_same_place_is_shared_whether_there_are_files_or_not() {
        assert_snapshot!(problems(&RULE, &two(("`lib/**`", "`lib/**`"), BOTH)), @"
        STATUS.md:18:12 warning[scope-overlap]: `M1-T01` and `M1-T03` are both being worked on, and `lib/**` is in the scope of both
          at: `lib/**`
          see STATUS.md:9: the scope of `M1-D1`
          help: narrow one of the scopes, or let one wait for the other by a `**Depends on:**` line
        ");
        assert_snapshot!(problems(&RULE, &two(("`lib/**`", "`lib/new.rs`"), BOTH)), @"
        STATUS.md:18:12 warning[scope-overlap]: `M1-T01` and `M1-T03` are both being worked on, and `lib/new.rs` is in the scope of both
          at: `lib/new.rs`
          see STATUS.md:9: the scope of `M1-D1`
          help: narrow one of the scopes, or let one wait for the other by a `**Depends on:**` line
        ");
    }

    #[test]
    fn two_tasks_of_one_deliverable_share_what_it_was_given() {
        let work = "lease task M1-T01 ada until 2026-02-21T12:00:00Z\nbranch m1-t02-cells";
        assert_snapshot!(problems(&RULE, &two(("`src/**`", "`src/**`"), work)), @"");
    }

    #[test]
    fn a_lease_that_ended_is_none() {
        let work = BOTH.replace("12:00", "08:59");
        assert_snapshot!(problems(&RULE, &two(("`src/**`", "`src/**`"), &work)), @"");
    }
}
