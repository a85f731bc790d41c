//! Where items stand, on small plans.

use insta::assert_snapshot;

use crate::{
    judge::{Standing, judge},
    lint::fixture::Fixture,
    plan::Fraction,
};

/// One line an item: its name, where it stands, its fractions; and what is missing below.
#[track_caller]
fn stands(fixture: &str) -> String {
    let fixture = Fixture::new(fixture);
    let mut lines = Vec::new();
    for judged in judge(&fixture.scene()).items {
        let mut line = vec![format!("{}: {}", judged.key.name, judged.standing.as_str())];
        if let Standing::Blocked { by } = &judged.standing {
            line.extend(by.iter().map(|key| format!("by {}", key.name)));
        }
        let part = |name: &str, fraction: Option<Fraction>| {
            fraction.map(|it| format!("{}/{} {name}", it.part, it.whole))
        };
        line.extend(part("criteria", judged.fractions.criteria));
        line.extend(part("parts", judged.fractions.parts));
        lines.push(line.join(", "));
        lines.extend(judged.missing.iter().map(|missing| format!("  {}", missing.what)));
    }
    lines.join("\n")
}

#[test]
fn words_claim_and_never_prove() {
    assert_snapshot!(stands("
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Reader | Complete |
| M2 Writer | In progress |
| M3 Cache | Not started |
| M4 Cloud | Out of scope |
"), @"
        M1: claimed
          it has no acceptance criteria, so nothing could prove it
        M2: ready
          it has no acceptance criteria, so nothing could prove it
        M3: ready
          it has no acceptance criteria, so nothing could prove it
        M4: out of scope
        ");
}

#[test]
fn tasks_show_that_work_began_and_finish_nothing() {
    assert_snapshot!(stands("
# M1 Reader

**Goal:** Files are read
**Phase:** P1

## Acceptance criteria

- [ ] Every sample is read (gate `samples`)
- [ ] The errors tell a newcomer what to do

## Deliverables

### M1-D1 Parser

#### Tasks

- [x] M1-T01 Tables
- [x] M1-T02 Lists
"), @"
        M1: ready, 0/2 criteria, 0/1 parts
          “Every sample is read”: gate `samples` is not defined in milepost.toml
          “The errors tell a newcomer what to do”: it is bound to no gate: a person must answer it
          deliverable `M1-D1` in it is not proven
        M1-D1: ready, 2/2 parts
          it has neither criteria nor a scope, so nothing could show it
        M1-T01: claimed
        M1-T02: claimed
        ");
}

#[test]
fn what_depends_on_open_work_waits() {
    assert_snapshot!(stands("
## Milestones
| Milestone | Status | Depends on |
| --- | --- | --- |
| M1 Reader | In progress | |
| M2 Writer | Planned | M1 |
| M3 Cache | In progress | M1 |
| M4 Index | Planned | M5 |
| M5 Log | Complete | |
"), @"
        M1: ready
          it has no acceptance criteria, so nothing could prove it
        M2: planned
          it depends on `M1`, which is not finished
          it has no acceptance criteria, so nothing could prove it
        M3: blocked, by M1
          milestone `M1` is open
          it has no acceptance criteria, so nothing could prove it
        M4: ready
          it has no acceptance criteria, so nothing could prove it
          `M5`, which it depends on, is not proven
        M5: claimed
          it has no acceptance criteria, so nothing could prove it
        ");
}

#[test]
fn an_open_blocker_holds_what_it_names() {
    assert_snapshot!(stands("
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Reader | In progress |
| M2 Writer | In progress |
## Blockers
| ID | Blocker | Status |
| --- | --- | --- |
| B1 | No test machine for M1 | Open |
| B2 | No licence for M2 | Resolved |
"), @"
        M1: blocked, by B1
          blocker `B1` is open
          it has no acceptance criteria, so nothing could prove it
        M2: ready
          it has no acceptance criteria, so nothing could prove it
        ");
}

#[test]
fn a_contradiction_speaks_against_the_claim() {
    assert_snapshot!(stands("//- STATUS.md
## Milestones
| Milestone | Status | Evidence |
| --- | --- | --- |
| M1 Reader | Complete | `runs/reader.log` |
| M2 Writer | Complete | `runs/writer.log` |
//- git
head 2026-02-20
file runs/reader.log
"), @r"
        M1: claimed
          it has no acceptance criteria, so nothing could prove it
        M2: contradicted
          milestone `M2` is marked `Complete` and cites `runs/writer.log`, which is not there
          it has no acceptance criteria, so nothing could prove it
        ");
}

fn gated(ledger: &str) -> String {
    format!(
        "//- milepost.toml
schema = 1
gates.unit.run = \"make test\"
//- ledger
{ledger}
//- M1.md
# M1 Reader

**Goal:** Files are read
**Status:** Complete

## Acceptance criteria

- [x] Every sample is read (gate `unit`)
"
    )
}

#[test]
fn a_claim_that_nothing_shows_is_claimed_and_one_that_a_gate_refutes_is_contradicted() {
    assert_snapshot!(stands(&gated("")), @"
    M1: claimed, 1/1 criteria
      “Every sample is read”: it has never been run
    ");
    assert_snapshot!(stands(&gated("unit passed elsewhere src/a.rs")), @"
    M1: claimed, 1/1 criteria
      “Every sample is read”: gate `unit` is stale: `src/a.rs` moved since 0dd0000000
    ");
    assert_snapshot!(stands(&gated("unit failed")), @"
    M1: contradicted, 1/1 criteria
      “Every sample is read”: gate `unit` fails: exit code 1
    ");
}

#[test]
fn what_was_proven_once_and_is_red_has_regressed() {
    assert_snapshot!(stands(&gated("done milestone M1\nunit failed")), @"
    M1: regressed, 1/1 criteria
      “Every sample is read”: gate `unit` fails: exit code 1
    ");
    assert_snapshot!(stands(&gated("done milestone M1\nunit passed elsewhere src/a.rs")), @"
    M1: unchecked, 1/1 criteria
      “Every sample is read”: gate `unit` is stale: `src/a.rs` moved since 0dd0000000
    ");
}
