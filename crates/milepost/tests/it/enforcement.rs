//! Promotion by a streak, and demotion by a decision.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1
documents.include = [\"docs\"]

[gates.unit]
run = \"sh src/test.sh\"
enforcement = \"advisory\"
promote-after = 3
//- docs/M1.md
# M1 Walking skeleton

**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
- [ ] The guide is read (gate `guide`)
//- docs/DECISIONS.md
# Decisions

## D-001 The tests are flaky on new runners

**Date:** 2026-01-05
**Status:** Accepted

## D-002 Something else

**Date:** 2026-01-06
**Status:** Proposed
//- src/test.sh
true
";

fn enforced(sandbox: &Sandbox) -> String {
    let gate = &sandbox.json(&["gate", "show", "unit"])["gates"][0];
    let streak = &gate["streak"];
    let word = |name: &str| gate[name].as_str().unwrap().to_owned();
    format!("{} {}/{}", word("enforcement"), streak["greens"], streak["wanted"])
}

/// A page without its line breaks.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn demote(sandbox: &Sandbox, decision: &str, reason: &str) -> String {
    sandbox.run(&["gate", "demote", "unit", "--decision", decision, "--reason", reason])
}

#[test]
fn three_greens_make_a_gate_block_and_a_decision_takes_that_back() {
    let mut sandbox = Sandbox::new(PROJECT);
    for number in 1..=2 {
        sandbox.write_bytes("src/number.txt", number.to_string().as_bytes());
        sandbox.commit("change");
        sandbox.run(&["verify", "--quiet"]);
        assert_eq!(enforced(&sandbox), format!("advisory {number}/3"));
    }
    let show = sandbox.stdout(&["gate", "show", "unit"]);
    let lines = show.lines().filter(|line| line.contains("streak") || line.contains("life"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    streak     2 of 3 that make it block: 2 greens in a row rule out failure rates above 78 % (at 95 %)
    life       runtime
    ");
    let why = words(&sandbox.stdout(&["why", "M1"]));
    assert!(why.contains("2 of 3 greens in a row that make it block"), "{why}");
    assert!(why.contains("milepost gate run unit"), "{why}");
    let third = sandbox.run(&["gate", "run", "unit"]);
    let said = "note: unit blocks from now on: 3 greens in a row rule out failure rates above 63 %";
    assert!(third.contains(said), "{third}");
    assert_eq!(enforced(&sandbox), "blocking 0/3");
    assert_eq!(sandbox.segments().len(), 4, "three runs, and the promotion");
    // It is recorded once, and outlives a new run.
    sandbox.run(&["gate", "run", "unit", "--quiet"]);
    let log = sandbox.stdout(&["log"]);
    assert_eq!(log.matches("blocks from now on").count(), 1, "{log}");

    assert_snapshot!(demote(&sandbox, "D-001", "half of them fail"), @"
    unit advises from now on, by D-001: what rests on it is not satisfied
    [exit 0]
    ");
    assert_eq!(enforced(&sandbox), "advisory 0/3");
    assert!(sandbox.stdout(&["log"]).contains("unit advises from now on by D-001: half of"));
    sandbox.run(&["gate", "run", "unit", "--quiet"]);
    assert_eq!(enforced(&sandbox), "advisory 1/3");
}

#[test]
fn only_an_accepted_decision_demotes() {
    let sandbox = Sandbox::new(&PROJECT.replace("enforcement = \"advisory\"\n", ""));
    let refused = |screen: String, why: &str| {
        assert!(screen.contains(why) && screen.ends_with("[exit 2]\n"), "{screen}");
        assert!(sandbox.segments().is_empty());
    };
    refused(demote(&sandbox, "D-009", "x"), "no document has a decision `D-009`");
    refused(demote(&sandbox, "D-002", "x"), "`D-002` is not accepted: documents say `Proposed`");
    refused(demote(&sandbox, "D-001", " "), "the reason is empty");
    refused(demote(&sandbox, "D-001", "a\u{202e}b"), "holds control characters");
    assert!(demote(&sandbox, "D-001", "flaky").ends_with("[exit 0]\n"));
    assert!(demote(&sandbox, "D-001", "flaky").contains("gate `unit` is advisory already"));
    // A red gate that was demoted by a decision does not fail `verify`; criteria still rest on nothing.
    sandbox.write_bytes("src/test.sh", b"exit 1\n");
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    let why = words(&sandbox.stdout(&["why", "M1"]));
    assert!(why.contains("was demoted by D-001, and satisfies nothing"), "{why}");
}

#[test]
fn a_red_run_breaks_the_streak() {
    let mut sandbox = Sandbox::new(PROJECT);
    for script in ["true", "true ", "false", "true  "] {
        sandbox.write_bytes("src/test.sh", script.as_bytes());
        sandbox.commit("change");
        sandbox.run(&["verify", "--quiet"]);
    }
    assert_eq!(enforced(&sandbox), "advisory 1/3");
}

#[test]
fn the_list_shows_how_far_gates_have_come() {
    let sandbox =
        Sandbox::new(&PROJECT.replace("//- docs/M1", "[gates.old]\nrun = \"true\"\n//- docs/M1"));
    sandbox.run(&["verify", "--quiet", "--gate", "old"]);
    let list = sandbox.stdout(&["gate", "list"]);
    let words =
        list.lines().take(4).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = words.collect::<Vec<_>>().join("\n");
    let (head, old) = (text.lines().next().unwrap(), text.lines().nth(1).unwrap());
    assert_eq!(head, "GATE VERDICT LIFE WHY");
    assert!(old.starts_with("old ✔ pass runtime exact on"), "{old}");
    assert!(text.contains("unit · missing algorithmic advisory; it has never been run"), "{text}");
    assert!(text.contains("guide – proposed milepost.toml does not define it"), "{text}");
}
