//! What rests on what, on small plans.

use insta::assert_snapshot;

use super::{Asked, Extent, Graph, Measure, Thing, Why};
use crate::{
    judge::judge,
    lint::fixture::Fixture,
    plan::{Found, Wanted},
};

/// The ties, the circles, the critical path, and what holds what back.
#[track_caller]
fn check(fixture: &str, about: &[&str], depth: Option<usize>, extent: Extent) -> String {
    let fixture = Fixture::new(fixture);
    let report = judge(&fixture.scene());
    let key = |id: &&str| match fixture.plan.lookup(&Wanted::new(id, None)) {
        Found::One(item) => item.key.clone(),
        found @ (Found::Several(_) | Found::Nothing { .. }) => panic!("{found:?}"),
    };
    let asked = Asked { about: about.iter().map(key).collect(), depth, extent };
    let graph = Graph::new(&fixture.plan, &report, &asked);
    let mut lines = Vec::new();
    let tied = |at: usize| graph.ties.iter().any(|tie| tie.first == at || tie.then == at);
    let alone = (0..graph.things.len()).filter(|at| !tied(*at)).map(|at| name(graph.things[at]));
    let alone: Vec<&str> = alone.collect();
    if !alone.is_empty() {
        lines.push(format!("alone: {}", alone.join(" ")));
    }
    for tie in &graph.ties {
        let (first, then) = (name(graph.things[tie.first]), name(graph.things[tie.then]));
        let critical = if tie.is_critical { " critical" } else { "" };
        let circle = if tie.is_in_circle { " circle" } else { "" };
        lines.push(format!("{first} {} {then}{critical}{circle}", tie.kind.as_str()));
    }
    for circle in &graph.circles {
        let way: Vec<&str> = circle.iter().map(|at| name(graph.things[*at])).collect();
        lines.push(format!("circle: {}", way.join(" ")));
    }
    let path: Vec<&str> = graph.path.items.iter().map(|item| item.key.name.as_str()).collect();
    let measure = match graph.path.measure {
        Measure::Estimates { minutes, without } => format!("{minutes} min, {without} without"),
        Measure::Count => "by number".to_owned(),
    };
    lines.push(format!("path: {} ({measure})", path.join(" ")));
    for held in &graph.held {
        for chain in &held.by {
            let way: Vec<&str> = chain.way.iter().map(|thing| name(*thing)).collect();
            lines.push(format!("held: {}: {}", way.join(" < "), why(&chain.why)));
        }
    }
    for holder in &graph.holders {
        lines.push(format!("{} holds {}: {}", name(holder.thing), holder.holds, why(&holder.why)));
    }
    if graph.beyond > 0 {
        lines.push(format!("beyond: {}", graph.beyond));
    }
    lines.join("\n")
}

fn name(thing: Thing<'_>) -> &str {
    match thing {
        Thing::Work { item, .. } | Thing::Blocker { item } => item.key.name.as_str(),
        Thing::Gate { name, .. } => name.as_str(),
    }
}

fn why(why: &Why<'_>) -> String {
    match why {
        Why::Missing(missing) => missing.what.clone(),
        Why::Open => "open".to_owned(),
        Why::Verdict => "its verdict".to_owned(),
        Why::Circle(way) => {
            let way: Vec<&str> = way.iter().map(|thing| name(*thing)).collect();
            format!("circle {}", way.join(" "))
        }
        Why::Unknown => "unknown".to_owned(),
    }
}

const SHOP: &str = "
//- milepost.toml
schema = 1
gates.unit.run = \"make test\"
//- ledger
unit passed
//- M1.md
# M1 Store

**Goal:** Orders are kept

## Acceptance criteria

- [ ] Orders survive a restart (gate `unit`)
//- M2.md
# M2 Shop

**Goal:** People can order
**Depends on:** M1

## Acceptance criteria

- [ ] Every page answers (gate `pages`)

## Deliverables

### M2-D1 Basket

**Estimate:** 2 days

#### Success criteria

- [ ] A basket is kept (gate `unit`)
- [ ] A basket is emptied (gate `basket`)

### M2-D2 Till

**Estimate:** 4 hours
**Depends on:** M2-D1

#### Success criteria

- [ ] A till opens (gate `unit`)
- [ ] A till shuts (gate `till`)

#### Tasks

- [ ] M2-T01 Drawer
//- M3.md
# M3 Reports

**Goal:** People see what was sold
**Status:** In progress
**Depends on:** M2

## Acceptance criteria

- [ ] Sums are right (gate `sums`)
//- STATUS.md
## Blockers
| ID | Blocker | Status |
| --- | --- | --- |
| B1 | No data for M3 | Open |
";

const PLAIN: Extent = Extent { all_tasks: false, gates: false, only_wholes: false };

#[test]
fn ties_lead_from_what_must_be_shown_to_what_waits() {
    assert_snapshot!(check(SHOP, &[], None, PLAIN), @"
    M1 depends M2
    M2 depends M3 critical
    M2-D1 part M2
    M2-D1 depends M2-D2 critical
    M2-D2 part M2 critical
    path: M2-D1 M2-D2 M2 M3 (1200 min, 1 without)
    M2-D1 holds 3: “A basket is emptied”: gate `basket` is not defined in milepost.toml
    ");
    assert_snapshot!(check(SHOP, &[], None, Extent { all_tasks: true, gates: true, only_wholes: false }), @"
    M1 depends M2
    M2 depends M3 critical
    M2-D1 part M2
    M2-D1 depends M2-D2 critical
    M2-D2 part M2 critical
    M2-T01 part M2-D2
    basket shows M2-D1
    pages shows M2
    sums shows M3
    till shows M2-D2
    unit shows M1
    unit shows M2-D1
    unit shows M2-D2
    path: M2-D1 M2-D2 M2 M3 (1200 min, 1 without)
    basket holds 4: its verdict
    till holds 3: its verdict
    pages holds 2: its verdict
    sums holds 1: its verdict
    ");
}

#[test]
fn a_graph_about_one_item_ends_where_it_was_told_to() {
    assert_snapshot!(check(SHOP, &["M2-D2"], Some(1), PLAIN), @"
    M2-D1 part M2
    M2-D1 depends M2-D2 critical
    M2-D2 part M2
    path: M2-D1 M2-D2 (1200 min, 0 without)
    held: M2-D2 < M2-D1: “A basket is emptied”: gate `basket` is not defined in milepost.toml
    beyond: 2
    ");
    assert_snapshot!(check(SHOP, &["M3"], None, PLAIN), @"
    M1 depends M2
    M2 depends M3 critical
    M2-D1 part M2
    M2-D1 depends M2-D2 critical
    M2-D2 part M2 critical
    path: M2-D1 M2-D2 M2 M3 (1200 min, 1 without)
    held: M3 < M2 < M2-D1: “A basket is emptied”: gate `basket` is not defined in milepost.toml
    ");
}

#[test]
fn things_that_wait_for_each_other_are_named_and_never_looped_over() {
    assert_snapshot!(check("
## Milestones
| Milestone | Status | Depends on |
| --- | --- | --- |
| M1 Store | Planned | M3 |
| M2 Shop | Planned | M1 |
| M3 Reports | Planned | M2 |
| M4 Export | Planned | M3 |
| M5 Itself | Planned | M5 |
", &["M4"], None, PLAIN), @"
    M1 depends M2 circle
    M2 depends M3 circle
    M3 depends M1 circle
    M3 depends M4 critical
    circle: M1 M2 M3
    path: M3 M4 (by number)
    held: M4 < M3 < M2 < M1: circle M1 M2 M3
    beyond: 1
    ");
}

#[test]
fn without_estimates_the_number_counts_and_tasks_are_settled_by_words() {
    assert_snapshot!(check("
| Task | Status | Depends on |
|---|---|---|
| T01 Schema | Done | |
| T02 Importer | Planned | T01 |
| T03 Report | Planned | T02 |
| T04 Page | Planned | |
", &[], None, PLAIN), @"
    T01 depends T02
    T02 depends T03 critical
    path: T02 T03 (by number)
    T02 holds 1: unknown
    ");
}
