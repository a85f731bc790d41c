//! Phases that were passed over.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Severity},
    id::Scope,
    lint::{Findings, Group, Reach, Rule},
    plan::{Document, Item, ItemKind, Plan, Status, StatusClaim},
    scene::Scene,
    series::Member,
};

pub(super) const RULE: Rule = Rule {
    code: Code(115),
    name: "phase-skipped",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for phases that have not begun while a later one of the same series has begun or is finished.

## Why is this bad?
Phases are numbered because they follow each other. Either the earlier one was left out, or its state
was forgotten, or the order is none and should not be written as one.

## Example
```fixture
| Phase | Range | Status |
|---|---|---|
| Phase 1 | M1-M4 | Done |
| Phase 2 | M5-M9 | Planned |
| Phase 3 | M10-M12 | In progress |
```

Instead: say what became of the earlier one.
```fixture
| Phase | Range | Status |
|---|---|---|
| Phase 1 | M1-M4 | Done |
| Phase 2 | M5-M9 | Cancelled |
| Phase 3 | M10-M12 | In progress |
```

## When it stays silent
For phases that left the plan or were set aside, for phases without a state, for phases that say they
run in parallel, and for milestones and tasks, which need not follow their numbers.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for phases in series(scene.plan).into_values() {
        let mut later: Option<&Stated<'_>> = None;
        for phase in phases.iter().rev() {
            match (later, stage(phase.says.status)) {
                (Some(later), Stage::NotBegun) => report(phase, later, findings),
                (_, Stage::Begun) => later = Some(phase),
                (None, Stage::NotBegun) | (_, Stage::Elsewhere) => {}
            }
        }
    }
}

fn report(phase: &Stated<'_>, later: &Stated<'_>, findings: &mut Findings<'_>) {
    let (name, other) = (&phase.item.key.name, &later.item.key.name);
    let message =
        format!("`{name}` is `{}`, and `{other}` after it is `{}`", phase.says.raw, later.says.raw);
    findings
        .report(phase.document, phase.says.span, message)
        .item(name)
        .label(later.document, later.says.span, format!("`{other}` is `{}` here", later.says.raw))
        .help(format!("say what became of `{name}`"));
}

/// A phase with what is said of its state.
struct Stated<'a> {
    number: u64,
    item: &'a Item,
    document: &'a Document,
    says: &'a StatusClaim,
}

/// The phases of each series, in their order.
fn series(plan: &Plan) -> BTreeMap<(&Scope, &str), Vec<Stated<'_>>> {
    let mut found: BTreeMap<(&Scope, &str), Vec<Stated<'_>>> = BTreeMap::new();
    for item in plan.items.values().filter(|it| it.key.kind == ItemKind::Phase && it.has_id) {
        let Some(member) = Member::of(&item.key.name) else { continue };
        let Some((document, says)) = plan.says(item) else { continue };
        let is_parallel = plan.claims(item).any(|(_, claim)| claim.field("parallel").is_some());
        if !is_parallel {
            let stated = Stated { number: member.number, item, document, says };
            found.entry((&item.key.scope, member.series)).or_default().push(stated);
        }
    }
    for phases in found.values_mut() {
        phases.sort_by_key(|phase| phase.number);
    }
    found
}

/// How far a phase is, as far as order goes.
#[derive(Clone, Copy)]
enum Stage {
    NotBegun,
    Begun,
    /// Dropped, set aside, or waiting for somebody else.
    Elsewhere,
}

fn stage(status: Status) -> Stage {
    match status {
        Status::Planned | Status::Next | Status::Proposed => Stage::NotBegun,
        Status::InProgress | Status::InReview | Status::Done | Status::Passed => Stage::Begun,
        Status::Blocked
        | Status::Pending
        | Status::Ongoing
        | Status::Suspended
        | Status::Cancelled
        | Status::OutOfScope
        | Status::Superseded
        | Status::Deprecated
        | Status::Accepted
        | Status::Rejected
        | Status::Open
        | Status::Resolved
        | Status::Mitigated
        | Status::Failed
        | Status::NotApplicable
        | Status::Advisory
        | Status::AtRisk => Stage::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn each_phase_that_was_passed_over_is_named() {
        let text = "
## Phase 1: Dig

**Status:** Planned

## Phase 2: Build

**Status:** Not started

## Phase 3: Paint

**Status:** Complete

## Phase 10: Sell

**Status:** Planned
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:3:13 warning[phase-skipped]: `Phase 1` is `Planned`, and `Phase 3` after it is `Complete`
          at: Planned
          see STATUS.md:11: `Phase 3` is `Complete` here
          help: say what became of `Phase 1`
        STATUS.md:7:13 warning[phase-skipped]: `Phase 2` is `Not started`, and `Phase 3` after it is `Complete`
          at: Not started
          see STATUS.md:11: `Phase 3` is `Complete` here
          help: say what became of `Phase 2`
        ");
    }

    #[test]
    fn phases_in_their_order_and_dropped_ones_are_silent() {
        let text = "
| Phase | Range | Status |
|---|---|---|
| Phase 0 | M0 | Out of scope |
| Phase 1 | M1-M4 | Done |
| Phase 2 | M5-M9 | Suspended |
| Phase 3 | M10-M12 | In progress |
| Phase 4 | M13 | Next |

| Milestone | Status |
|---|---|
| M1 Dig | Planned |
| M2 Build | Done |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
