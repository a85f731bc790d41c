//! Work that waits for itself.

use std::collections::BTreeMap;

use crate::{
    circles,
    dependencies::{self, Dependency},
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    plan::{Item, ItemKey, Plan},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(113),
    name: "dependency-cycle",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for items that depend on each other in a circle, and prints the shortest one through the first
of them.

## Why is this bad?
None of them can ever be begun. Whoever asks what is ready gets no answer, and the order of the work
is decided by accident.

## Example
```fixture
| Task | Status | Depends on |
|---|---|---|
| T01 Schema | Planned | T03 |
| T02 Importer | Planned | T01 |
| T03 Report | Planned | T02 |
```

Instead:
```fixture
| Task | Status | Depends on |
|---|---|---|
| T01 Schema | Planned | |
| T02 Importer | Planned | T01 |
| T03 Report | Planned | T02 |
```

## When it stays silent
When the words call a dependency soft or optional, and for things that have no id here.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let graph = Graph::of(scene.plan);
    let ties = graph.numbers();
    for component in circles::components(&ties) {
        if let Some(cycle) = circles::shortest(&ties, &component) {
            report(&graph, &cycle, findings);
        }
    }
}

fn report(graph: &Graph<'_>, cycle: &[usize], findings: &mut Findings<'_>) {
    let items: Vec<&Item> = cycle.iter().filter_map(|at| graph.items.get(*at).copied()).collect();
    let Some(first) = items.first() else { return };
    let mut names: Vec<String> = items.iter().map(|item| format!("`{}`", item.key.name)).collect();
    names.push(format!("`{}`", first.key.name));
    let message = match items.len() {
        1 => format!("`{}` depends on itself", first.key.name),
        _ => format!("{} depend on each other in a circle", names.join(" → ")),
    };
    let mut steps = cycle
        .iter()
        .zip(cycle.iter().cycle().skip(1))
        .filter_map(|(from, to)| graph.tie(*from, *to));
    let Some(tie) = steps.next() else { return };
    let mut finding = findings
        .report(tie.document, tie.span, message)
        .item(&first.key.name)
        .help("drop the one dependency that is none");
    for (tie, item) in steps.zip(items.iter().skip(1)) {
        finding = finding.label(tie.document, tie.span, format!("`{}` waits here", item.key.name));
    }
}

/// The items that depend on something, and what on.
struct Graph<'a> {
    items: Vec<&'a Item>,
    ties: Vec<Vec<(usize, Dependency<'a>)>>,
}

impl<'a> Graph<'a> {
    fn of(plan: &'a Plan) -> Self {
        let items: Vec<&Item> = plan.items.values().filter(|it| it.key.kind.is_work()).collect();
        let at: BTreeMap<&ItemKey, usize> =
            items.iter().enumerate().map(|(at, item)| (&item.key, at)).collect();
        let ties = items.iter().map(|item| {
            let ties = dependencies::of(plan, item).into_iter();
            ties.filter_map(|tie| at.get(&tie.on).map(|to| (*to, tie))).collect()
        });
        Self { ties: ties.collect(), items }
    }

    fn next(&self, from: usize) -> &[(usize, Dependency<'a>)] {
        self.ties.get(from).map(Vec::as_slice).unwrap_or_default()
    }

    fn numbers(&self) -> Vec<Vec<usize>> {
        self.ties.iter().map(|ties| ties.iter().map(|(to, _)| *to).collect()).collect()
    }

    fn tie(&self, from: usize, to: usize) -> Option<&Dependency<'a>> {
        self.next(from).iter().find(|(it, _)| *it == to).map(|(_, tie)| tie)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn two_items_that_wait_for_each_other_are_a_circle() {
        let text = "
## M1 Store

**Status:** Planned
**Depends on:** M2

## M2 Shop

**Status:** Planned
**Depends on:** M1
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:4:17 error[dependency-cycle]: `M1` → `M2` → `M1` depend on each other in a circle
          at: M2
          see STATUS.md:9: `M2` waits here
          help: drop the one dependency that is none
        ");
    }

    #[test]
    fn the_shortest_circle_is_printed_and_each_one_once() {
        let text = "
| Task | Status | Depends on |
|---|---|---|
| T01 A | Planned | T02, T03 |
| T02 B | Planned | T03 |
| T03 C | Planned | T01 |
| T04 D | Planned | T05 |
| T05 E | Planned | T04 |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:3:21 error[dependency-cycle]: `T01` → `T03` → `T01` depend on each other in a circle
          at: T02, T03
          see STATUS.md:5: `T03` waits here
          help: drop the one dependency that is none
        STATUS.md:6:21 error[dependency-cycle]: `T04` → `T05` → `T04` depend on each other in a circle
          at: T05
          see STATUS.md:7: `T05` waits here
          help: drop the one dependency that is none
        ");
    }

    #[test]
    fn an_item_may_wait_for_itself() {
        let text = "
| Task | Status | Depends on |
|---|---|---|
| T01 A | Planned | T01 |
| T02 B | Planned | T01 |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:3:21 error[dependency-cycle]: `T01` depends on itself
          at: T01
          help: drop the one dependency that is none
        ");
    }

    #[test]
    fn one_of_many_does_not_wait_for_itself() {
        let text = "
## M1 Store

**Status:** Done

## M2 Shop

**Status:** Planned
**Depends on:** M1-M2, Milestones 1-2

## Phase 3: Roof

**Status:** Planned
**Depends on:** Phases 2–3
";
        assert_eq!(problems(&RULE, text), "");
    }

    #[test]
    fn long_chains_and_diamonds_are_no_circles() {
        let mut text = "| Task | Status | Depends on |\n|---|---|---|\n".to_owned();
        for at in 2..3000 {
            let row = format!("| T{at} Step | Planned | T{}, T{} |\n", at - 1, (at / 2).max(1));
            text.push_str(&row);
        }
        assert_eq!(problems(&RULE, &text), "");
    }
}
