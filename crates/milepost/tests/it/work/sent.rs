//! Work that was set aside, taken out or replaced, and what that takes away.

use insta::assert_snapshot;

use crate::{sandbox::Sandbox, work::by};

const PLAN: &str = "//- milepost.toml
schema = 1
documents.include = [\"*.md\"]
gates.unit.run = \"true\"
//- M1.md
# M1 Reader

**Goal:** Files are read

## Acceptance criteria

- [ ] Every sample is read (gate `unit`)

## Deliverables

### M1-D1 Tables

#### Success criteria

- [ ] Tables are read (gate `unit`)

#### Tasks

- [ ] M1-T01 Rows

### M1-D2 Proxy

#### Success criteria

- [ ] The proxy answers

#### Tasks

- [ ] M1-T02 Listen
//- DECISIONS.md
# Decisions

## D-001 No proxy

**Status:** Accepted
**Decision:** The subprocess driver is enough

## D-002 No tables

**Status:** Proposed
**Decision:** Tables are out
";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(PLAN);
    by(&sandbox, "ada", &["verify"]);
    sandbox
}

fn said(sandbox: &Sandbox, arguments: &[&str]) -> String {
    by(sandbox, "ada", &[arguments, &["--reason", "so it was agreed"]].concat())
}

#[test]
fn what_is_suspended_is_not_offered_and_still_counts() {
    let sandbox = sandbox();
    assert_snapshot!(said(&sandbox, &["suspend", "M1-D2"]), @"
    recorded: M1-D2 suspended
    [exit 0]
    ");
    assert_snapshot!(said(&sandbox, &["suspend", "M1-D2"]), @"
    M1-D2 is suspended already
    [exit 0]
    ");
    assert_eq!(sandbox.standing("M1-T02"), "suspended");
    assert_snapshot!(by(&sandbox, "bob", &["take", "M1-T02"]), @"
    ------- stderr -------
    error: `M1-T02` is suspended
    hint: `milepost why M1-T02` says why
    hint: `milepost next` lists what is ready
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["show", "M1-D2"]), @"
    deliverable M1-D2 Proxy
      says   · no status  M1.md:21
      shows  – suspended  · criteria 0/1 (0 %)  · parts 0/1 (0 %)
      sent   suspended by ada, SOMETIME: so it was agreed
      in     milestone M1

    Criteria
      ○ The proxy answers
        review · M1.md:25

    Parts
      M1-T02 Listen                                               ○ [ ]               – suspended

    Recorded about it
      suspended by ada, SOMETIME: so it was agreed

    Said in
      M1.md:21  section: no status
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["why", "M1-T02"]), @r#"
    task M1-T02 Listen
      says   ○ [ ]  M1.md:29
      shows  – suspended
      sent   suspended with deliverable M1-D2 by ada, SOMETIME: so it was agreed
      in     deliverable M1-D2

    It is not proven, because

       1. `M1-D2`, which it belongs to, was suspended by ada: so it was agreed
          → milepost resume M1-D2 --reason "…"

    next: milepost resume M1-D2 --reason "…"
    [exit 0]
    "#);
    assert_ne!(sandbox.standing("M1"), "proven");
    assert_snapshot!(said(&sandbox, &["resume", "M1-D2"]), @"
    recorded: M1-D2 resumed
    [exit 0]
    ");
    assert_eq!(sandbox.standing("M1-T02"), "ready");
    assert_snapshot!(said(&sandbox, &["resume", "M1-D2"]), @"
    ------- stderr -------
    error: `M1-D2` was not set aside by any record, so there is nothing to resume
    hint: `milepost log` lists what is recorded
    [exit 2]
    ");
}

#[test]
fn only_a_decision_of_the_plan_takes_something_away() {
    let sandbox = sandbox();
    assert_eq!(sandbox.standing("M1-D1"), "done");
    assert_snapshot!(said(&sandbox, &["rescope", "M1-D2"]), @"
    recorded: M1-D2 out of scope
    ------- stderr -------
    note: it still counts where it belongs: --decision names what takes it out
    [exit 0]
    ");
    assert_eq!(sandbox.standing("M1-D2"), "out of scope");
    assert_ne!(sandbox.standing("M1"), "proven", "a record alone takes nothing away");
    assert_snapshot!(said(&sandbox, &["rescope", "M1-D2", "--decision", "D-002"]), @"
    recorded: M1-D2 out of scope (decision D-002)
    ------- stderr -------
    note: `D-002` is marked `Proposed`: until it is accepted, it takes nothing away
    [exit 0]
    ");
    assert_ne!(sandbox.standing("M1"), "proven", "a decision that was only proposed neither");
    said(&sandbox, &["rescope", "M1-D2", "--decision", "D-009"]);
    said(&sandbox, &["rescope", "M1-D2", "--decision", "D-001"]);
    assert_eq!(sandbox.standing("M1"), "proven");
    let status = by(&sandbox, "bob", &["status"]);
    assert!(status.contains("Removed"), "{status}");
    assert!(status.contains("M1-D2 out of scope (decision D-001)"), "{status}");
    let decisions = std::fs::read_to_string(sandbox.root().join("DECISIONS.md")).unwrap();
    let withdrawn = decisions.replace("Accepted", "Rejected");
    sandbox.write_bytes("DECISIONS.md", withdrawn.as_bytes());
    assert_ne!(sandbox.standing("M1"), "proven", "it counts again once the decision does not hold");
}

#[test]
fn what_takes_the_place_of_something_counts_for_it() {
    let sandbox = sandbox();
    let by_tables = ["supersede", "M1-D2", "--by", "M1-D1"];
    assert_snapshot!(said(&sandbox, &by_tables), @"
    recorded: M1-D2 superseded by M1-D1
    ------- stderr -------
    note: it still counts where it belongs: --decision names what puts another there
    [exit 0]
    ");
    assert_eq!(sandbox.standing("M1-D2"), "superseded");
    assert_ne!(sandbox.standing("M1"), "proven");
    said(&sandbox, &[&by_tables[..], &["--decision", "D-001"]].concat());
    assert_eq!(sandbox.standing("M1"), "proven");
    assert_snapshot!(said(&sandbox, &["supersede", "M1", "--by", "m1"]), @"
    ------- stderr -------
    error: `M1` cannot take its own place
    hint: --by names another item
    [exit 2]
    ");
}

#[test]
fn what_was_shown_stays_to_be_seen() {
    let sandbox = sandbox();
    said(&sandbox, &["suspend", "M1-D1"]);
    assert_eq!(sandbox.standing("M1-D1"), "done");
    said(&sandbox, &["rescope", "M1-D1"]);
    assert_eq!(sandbox.standing("M1-D1"), "done");
}

#[test]
fn a_project_is_suspended_with_exceptions() {
    let sandbox = Sandbox::new(
        "//- PLAN.md\n## Milestones\n| Milestone | Status |\n| --- | --- |\n\
         | M8 Bench | Planned |\n| M9 Corpus | Planned |\n| M10 Arena | Planned |\n\
         ## Tasks\n- [ ] M9-T01 Samples\n- [ ] M10-T01 Runner\n",
    );
    let all = ["suspend", "--project", "--except", "m9"];
    assert_snapshot!(said(&sandbox, &all), @"
    recorded: the project suspended except M9
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["status", "--all"]), @"
    Milestones · PLAN.md · working tree on 111e5de108

                        SAYS       SHOWS            parts
      M8 Bench          ○ Planned  – suspended
      M9 Corpus         ○ Planned  ▷ ready      0/1   0 %
      └ M9-T01 Samples  ○ [ ]      ▷ ready
      M10 Arena         ○ Planned  – suspended  0/1   0 %
      └ M10-T01 Runner  ○ [ ]      – suspended

      Progress   0/3 milestones said to be finished (0 %), 0 proven: no gate has run
      Suspended  suspended except M9 by ada, SOMETIME: so it was agreed
      Problems   1 note: see `milepost check`
      Next       M9-T01 Samples: nothing it depends on is open
    [exit 0]
    ");
    said(&sandbox, &["resume", "M10"]);
    assert_eq!(sandbox.standing("M10-T01"), "ready", "what was resumed later goes on");
    said(&sandbox, &all);
    assert_eq!(sandbox.standing("M10-T01"), "suspended", "the last word holds");
    assert_snapshot!(by(&sandbox, "bob", &["next", "--take"]), @"
    M9-T01 Samples is yours until SOMETIME
    ------- stderr -------
    note: a branch for it: git switch --create m9-t01-samples
    [exit 0]
    ");
    said(&sandbox, &["resume", "--project"]);
    assert_eq!(sandbox.standing("M8"), "ready");
    assert_snapshot!(said(&sandbox, &["resume", "--project"]), @"
    ------- stderr -------
    error: the project was not set aside by any record, so there is nothing to resume
    hint: `milepost log` lists what is recorded
    [exit 2]
    ");
    let log = by(&sandbox, "bob", &["log"]);
    assert!(log.contains("the project suspended except M9"), "{log}");
}

#[test]
fn what_is_left_of_something_is_said_and_counts_as_before() {
    let sandbox = sandbox();
    let narrow = ["rescope", "M1-D2", "--to", "the subprocess driver alone"];
    assert_snapshot!(said(&sandbox, &narrow), @"
    recorded: M1-D2 rescoped to “the subprocess driver alone”
    [exit 0]
    ");
    assert_eq!(sandbox.standing("M1-D2"), "ready");
    let show = by(&sandbox, "bob", &["show", "M1-D2"]);
    assert!(show.contains("rescoped to “the subprocess driver alone” by ada"), "{show}");
}
