//! Settled entries, as diffs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use insta::assert_snapshot;
use jiff::civil::date;

use super::{Order, item};
use crate::{
    edit::{add::Ground, diff},
    judge,
    lint::fixture::Fixture,
    plan::{Found, Wanted},
    text::{RepoPath, Source},
};

/// Settles an entry of a fixture.
#[track_caller]
fn check(text: &str, name: &str, reason: Option<&str>) -> String {
    let fixture = Fixture::new(text);
    let report = judge::judge(&fixture.scene());
    let found = fixture.plan.lookup(&Wanted::new(name, None));
    let Found::One(found) = found else { panic!("{name}: {found:?}") };
    let entry = report.entry(&found.key).unwrap();
    let sources: BTreeMap<RepoPath, Arc<Source>> = fixture
        .texts()
        .map(|(path, text)| {
            let source = Source { path: path.clone(), text: text.into() };
            (path.clone(), Arc::new(source))
        })
        .collect();
    let ground = Ground {
        plan: &fixture.plan,
        sources: &sources,
        config: &fixture.config,
        elsewhere: &[],
        files: &BTreeSet::new(),
    };
    let order = Order { item: found, entry, reason, today: date(2026, 11, 26) };
    match item(ground, &order) {
        Ok(change) => {
            let diff = diff::unified(change.path.as_str(), change.before.as_deref(), &change.after);
            diff.lines().skip(2).flat_map(|line| [line, "\n"]).collect()
        }
        Err(error) => format!("{error}\n"),
    }
}

const GATES: &str = "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\ngates.unit.run = \"x\"\ngates.soak.run = \"y\"\n\
    //- ledger\nunit passed\nsoak failed\n//- STATUS.md\n";

const TABLES: &str = "# Status

## Milestones

| Milestone | Status |
|---|---|
| M1 Server | In progress |

## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | Tests are red | All pass (gate `unit`) | Open |
| B2 | It leaks | An hour without growth (gate `soak`) | Open |
| B3 | Licence | Counsel answers | Open |

## Findings

| ID | Finding | Evidence |
|---|---|---|
| F1 | Retries are lost | `logs/a.txt` |
";

#[test]
fn what_holds_is_marked_with_its_record() {
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "B1", None), @"
    @@ -10,7 +10,7 @@
     
     | ID | Blocker | Exit condition | Status |
     |---|---|---|---|
    -| B1 | Tests are red | All pass (gate `unit`) | Open |
    +| B1 | Tests are red | All pass (gate `unit`) | Resolved: gate `unit` passes, `record:1e7d8a1b47` |
     | B2 | It leaks | An hour without growth (gate `soak`) | Open |
     | B3 | Licence | Counsel answers | Open |
    ");
}

#[test]
fn what_does_not_hold_or_is_not_told_is_refused() {
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "B2", Some("it is fine")), @"what `B2` waits for does not hold: gate `soak` fails: exit code 1");
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "B3", None), @"nothing that `B3` waits for could be measured");
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "B3", Some(" ")), @"a reason is one line of text, and not empty");
}

#[test]
fn a_person_may_say_why() {
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "B3", Some("counsel | answered")), @r"
    @@ -12,7 +12,7 @@
     |---|---|---|---|
     | B1 | Tests are red | All pass (gate `unit`) | Open |
     | B2 | It leaks | An hour without growth (gate `soak`) | Open |
    -| B3 | Licence | Counsel answers | Open |
    +| B3 | Licence | Counsel answers | Resolved: counsel \| answered |
     
     ## Findings
    ");
    assert_snapshot!(check(&format!("{GATES}{TABLES}"), "F1", Some("retries are counted")), @"
    @@ -18,4 +18,4 @@
     
     | ID | Finding | Evidence |
     |---|---|---|
    -| F1 | Retries are lost | `logs/a.txt` |
    +| F1 | Retries are lost | Resolved: retries are counted; before: `logs/a.txt` |
    ");
}

#[test]
fn a_register_of_resolutions_is_answered_in() {
    let text = format!(
        "{GATES}{TABLES}
## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | The mirror answers | `logs/b.txt` |
"
    );
    assert_snapshot!(check(&text, "B1", None), @"
    @@ -10,7 +10,7 @@
     
     | ID | Blocker | Exit condition | Status |
     |---|---|---|---|
    -| B1 | Tests are red | All pass (gate `unit`) | Open |
    +| B1 | Tests are red | All pass (gate `unit`) | Resolved |
     | B2 | It leaks | An hour without growth (gate `soak`) | Open |
     | B3 | Licence | Counsel answers | Open |
     
    @@ -25,3 +25,4 @@
     | ID | Resolution | Evidence |
     |---|---|---|
     | R1 | The mirror answers | `logs/b.txt` |
    +| R2 | B1 resolved: gate `unit` passes | `record:1e7d8a1b47` (gate `unit`) |
    ");
}

#[test]
fn a_table_without_a_state_gets_a_register_of_resolutions() {
    let text = format!(
        "{GATES}## Milestones

| Milestone | Status |
|---|---|
| M1 Server | In progress |

## Active blockers

| ID | Blocker | Impact | Exit condition |
|---|---|---|---|
| B5 | Memory | Can crash | An hour (gate `unit`) |

## Queue

1. M1
"
    );
    assert_snapshot!(check(&text, "B5", None), @"
    @@ -10,6 +10,12 @@
     |---|---|---|---|
     | B5 | Memory | Can crash | An hour (gate `unit`) |
     
    +## Resolved
    +
    +| ID | Resolution | Evidence |
    +|---|---|---|
    +| R1 | B5 resolved: gate `unit` passes | `record:1e7d8a1b47` (gate `unit`) |
    +
     ## Queue
     
     1. M1
    ");
}

#[test]
fn items_of_lists_are_marked_behind_their_words() {
    let text = format!(
        "{GATES}## Milestones

| Milestone | Status |
|---|---|
| M1 Server | In progress |

## Blockers

- B1 No test device (gate `unit`)
- B2 No disk

## Risks

- [ ] R1 Rain
"
    );
    assert_snapshot!(check(&text, "B1", None), @"
    @@ -6,7 +6,7 @@
     
     ## Blockers
     
    -- B1 No test device (gate `unit`)
    +- B1 No test device (gate `unit`) — Resolved (gate `unit` passes, `record:1e7d8a1b47`)
     - B2 No disk
     
     ## Risks
    ");
    assert_snapshot!(check(&text, "B2", Some("a disk was added")), @"
    @@ -7,7 +7,7 @@
     ## Blockers
     
     - B1 No test device (gate `unit`)
    -- B2 No disk
    +- B2 No disk — Resolved (a disk was added)
     
     ## Risks
    ");
    assert_snapshot!(check(&text, "risk:R1", Some("it did not rain")), @"
    @@ -11,4 +11,4 @@
     
     ## Risks
     
    -- [ ] R1 Rain
    +- [x] R1 Rain — Resolved: it did not rain
    ");
}
