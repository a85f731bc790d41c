//! Finished work that depends on unfinished work.

use crate::{
    dependencies,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    plan::{Item, ItemKey, Plan},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(112),
    name: "dependency-not-done",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for items that are said to be finished while something they depend on, by their own words, is
said not to be.

## Why is this bad?
Either the dependency is none, or the finished thing rests on something that is not there yet. Plans
are scheduled by their dependencies; a wrong one misleads all that follow.

## Example
```fixture
| Task | Status | Depends on |
|---|---|---|
| M1-T01 Token store | In progress | |
| M1-T02 Login page | Done | M1-T01 |
```

Instead: state what holds, or drop the dependency if there is none.
```fixture
| Task | Status | Depends on |
|---|---|---|
| M1-T01 Token store | Done | |
| M1-T02 Login page | Done | M1-T01 |
```

## When it stays silent
When nothing is said of the dependency's state, when it left the plan, when it holds the item itself
(a task does not wait for its milestone), when the words call it soft or optional, and for things
that have no id here.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        let Some((_, says)) = scene.plan.says(item) else { continue };
        if !says.status.is_finished() {
            continue;
        }
        for dependency in dependencies::of(scene.plan, item) {
            let Some(on) = scene.plan.items.get(&dependency.on) else { continue };
            let Some((document, state)) = scene.plan.says(on) else { continue };
            if !state.status.is_unfinished() || holds(scene.plan, &dependency.on, item) {
                continue;
            }
            let (name, other) = (&item.key.name, &on.key.name);
            let message = format!(
                "`{name}` is `{}` and depends on `{other}`, which is `{}`",
                says.raw, state.raw
            );
            findings
                .report(dependency.document, dependency.span, message)
                .item(name)
                .label(document, state.span, format!("`{other}` is `{}` here", state.raw))
                .help(format!(
                    "see what `{other}` lacks with `milepost why {other}`, or drop the dependency"
                ));
        }
    }
}

/// Whether one item is around the other.
fn holds(plan: &Plan, outer: &ItemKey, item: &Item) -> bool {
    // Plans nest a few levels deep; parents that run in a circle end here too.
    let mut parent = item.parent.as_ref();
    for _ in 0..16 {
        let Some(key) = parent else { return false };
        if key == outer {
            return true;
        }
        parent = plan.items.get(key).and_then(|item| item.parent.as_ref());
    }
    false
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn finished_work_on_unfinished_ground_is_an_error() {
        let text = "
## M1 Store

**Status:** Blocked

## M2 Shop

**Status:** Complete
**Depends on:** M1
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:8:17 error[dependency-not-done]: `M2` is `Complete` and depends on `M1`, which is `Blocked`
          at: M1
          see STATUS.md:3: `M1` is `Blocked` here
          help: see what `M1` lacks with `milepost why M1`, or drop the dependency
        ");
    }

    #[test]
    fn a_range_names_each_of_its_items() {
        let text = "
| Task | Status | Depends on |
|---|---|---|
| T01 Plan | Done | |
| T02 Dig | Planned | |
| T03 Build | Done | T01-T02 |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:5:22 error[dependency-not-done]: `T03` is `Done` and depends on `T02`, which is `Planned`
          at: T01-T02
          see STATUS.md:4: `T02` is `Planned` here
          help: see what `T02` lacks with `milepost why T02`, or drop the dependency
        ");
    }

    #[test]
    fn words_with_numbers_and_mere_numbers_are_ids_too() {
        let text = "
| Phase | Status | Depends on |
|---|---|---|
| Phase 1 | Planned | — |
| Phase 2 | Done | Phase 1 |
| Phase 3a | Done | Phase 2; see 1 |

| Milestone | Status | Depends on |
|---|---|---|
| Milestone 1 | Planned | |
| M2 Shop | Done | Milestone 1 |

| Task | Status | Depends on |
|---|---|---|
| 1.1 Plan | Planned | None |
| 1.2 Dig | Planned | 0 |
| 1.3 Build | Done | 1.1, 1.2 |
| 1.4 Paint | Done | 1, 3.x |
| Wax the floor | Planned | |
| Lay the carpet | Done | Wax the floor |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:4:20 error[dependency-not-done]: `Phase 2` is `Done` and depends on `Phase 1`, which is `Planned`
          at: Phase 1
          see STATUS.md:3: `Phase 1` is `Planned` here
          help: see what `Phase 1` lacks with `milepost why Phase 1`, or drop the dependency
        STATUS.md:10:20 error[dependency-not-done]: `M2` is `Done` and depends on `milestone 1`, which is `Planned`
          at: Milestone 1
          see STATUS.md:9: `milestone 1` is `Planned` here
          help: see what `milestone 1` lacks with `milepost why milestone 1`, or drop the dependency
        STATUS.md:16:22 error[dependency-not-done]: `1.3` is `Done` and depends on `1.1`, which is `Planned`
          at: 1.1, 1.2
          see STATUS.md:14: `1.1` is `Planned` here
          help: see what `1.1` lacks with `milepost why 1.1`, or drop the dependency
        STATUS.md:16:22 error[dependency-not-done]: `1.3` is `Done` and depends on `1.2`, which is `Planned`
          at: 1.1, 1.2
          see STATUS.md:15: `1.2` is `Planned` here
          help: see what `1.2` lacks with `milepost why 1.2`, or drop the dependency
        STATUS.md:17:22 error[dependency-not-done]: `1.4` is `Done` and depends on `Phase 1`, which is `Planned`
          at: 1, 3.x
          see STATUS.md:3: `Phase 1` is `Planned` here
          help: see what `Phase 1` lacks with `milepost why Phase 1`, or drop the dependency
        STATUS.md:19:27 error[dependency-not-done]: `lay the carpet` is `Done` and depends on `wax the floor`, which is `Planned`
          at: Wax the floor
          see STATUS.md:18: `wax the floor` is `Planned` here
          help: see what `wax the floor` lacks with `milepost why wax the floor`, or drop the dependency
        ");
    }

    #[test]
    fn what_stands_there_for_another_reason_is_not_waited_for() {
        let text = "
### Milestone 1: Quay

**Status:** Planned

### Milestone 2: Gate

**Status:** Complete
**Depends on:** Milestone 1 (can run in parallel with Milestone 3), blocks Milestone 4

### Milestone 3: Inn

**Status:** Complete
**Depends on:** M1 (in parallel with M2)

### Milestone 4: Bar

**Status:** Complete
**Depends on:** None (independent of Milestone 1)

### Milestone 5: Roof

**Status:** Complete
**Depends on:** None (except Milestone 01)

### Sprint 1

**Status:** Planned

### Sprint 2

**Status:** Complete
**Depends on:** 1 (the first), #3
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:8:17 error[dependency-not-done]: `2` is `Complete` and depends on `1`, which is `Planned`
          at: Milestone 1 (can run in parallel with Milestone 3), blocks Milestone 4
          see STATUS.md:3: `1` is `Planned` here
          help: see what `1` lacks with `milepost why 1`, or drop the dependency
        STATUS.md:13:17 error[dependency-not-done]: `3` is `Complete` and depends on `1`, which is `Planned`
          at: M1 (in parallel with M2)
          see STATUS.md:3: `1` is `Planned` here
          help: see what `1` lacks with `milepost why 1`, or drop the dependency
        STATUS.md:23:17 error[dependency-not-done]: `5` is `Complete` and depends on `1`, which is `Planned`
          at: None (except Milestone 01)
          see STATUS.md:3: `1` is `Planned` here
          help: see what `1` lacks with `milepost why 1`, or drop the dependency
        STATUS.md:32:17 error[dependency-not-done]: `Sprint 2` is `Complete` and depends on `Sprint 1`, which is `Planned`
          at: 1 (the first), #3
          see STATUS.md:27: `Sprint 1` is `Planned` here
          help: see what `Sprint 1` lacks with `milepost why Sprint 1`, or drop the dependency
        ");
        assert_eq!(problems(&super::super::dependency_cycle::RULE, text), "");
        assert_eq!(problems(&super::super::dangling_id::RULE, text), "");
    }

    #[test]
    fn open_states_soft_ties_and_strangers_are_left_alone() {
        let text = "
| Task | Status | Depends on |
|---|---|---|
| T01 Plan | Done | None |
| T02 Dig | Superseded | T01 |
| T03 Build | Done | T02, T77 |
| T04 Paint | In progress | T05 |
| T05 Scaffold | Planned | |
| T06 Photograph | Done | T05 (optional) |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn a_task_does_not_wait_for_its_milestone() {
        let text = "
| Milestone | Status |
|---|---|
| M1 Store | In progress |
| M2 Shop | Planned |

| Task | Status | Depends on |
|---|---|---|
| M1-T01 Shelf | Done | M1 |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
