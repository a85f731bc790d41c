//! Registers, consumers and release classes through the built program.

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, without_ids};

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"

[gates.soak]
run = \"test -f src/soak.ok\"

[releases.classes.minor]
gates = [\"unit\"]
rollback = true
no-go = [\"open-blocker\", \"red-gate\", \"stale-evidence\", \"dirty-tuple\"]

[consumers.orders-web]
repo = \"https://example.org/orders-web\"
current = \"30c1fa1a30c1fa1a30c1fa1a30c1fa1a30c1fa1a\"
rollback = \"f2aeb18bf2aeb18bf2aeb18bf2aeb18bf2aeb18b\"
gates = [\"unit\"]

[consumers.batch]
repo = \"https://example.org/batch\"
tier = \"experimental\"
//- STATUS.md
# Status

## Milestones

| Milestone | Status |
|---|---|
| M1 Server | In progress |
| M2 Client | Planned |

## Releases

| Release | Class | Rollback | Status |
|---|---|---|---|
| v0.2.0 | minor | v0.1.0 | Planned |

## Active blockers

| ID | Blocker | Impact | Exit condition |
|---|---|---|---|
| B1 | The tests are red | M1 waits | They pass (gate `unit`) |
| B2 | It leaks | M1 waits | An hour without growth (gate `soak`) |
| B3 | Licence of the codec | none | Counsel answers |

## Findings

| ID | Finding | Evidence |
|---|---|---|
| F1 | Retries are lost | `src/test.sh` |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | The mirror answers | `src/test.sh` |

## Backlog

- **Speed** → parallel reading
- **Reach** → mirrors

## Consumers

| Consumer | Coupling type | Readiness |
|---|---|---|
| orders-web | HTTP client | Medium |
//- src/test.sh
exit 0
";

pub(crate) fn project() -> Sandbox {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.git(&["tag", "v0.1.0"]);
    sandbox
}

#[test]
fn a_blocker_is_resolved_by_what_it_waits_for_and_by_nothing_else() {
    let sandbox = project();
    assert_snapshot!(sandbox.run(&["resolve", "B1"]), @"
    ------- stderr -------
    error: what `B1` waits for does not hold: gate `unit` has no run that counts: it has never been run
    hint: milepost verify --gate unit
    hint: `milepost why B1` says more
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["why", "B1"]), @"
    blocker B1 The tests are red
      says   · no status  STATUS.md:20
      shows  ○ open: gate `unit` has no run that counts: it has never been run

    It is open: what it waits for does not hold

    Waits for
      ✗ They pass (gate unit)
        gate `unit` · STATUS.md:20
        gate `unit` has no run that counts: it has never been run

    next: milepost verify --gate unit
    [exit 0]
    ");
    sandbox.run(&["verify", "--gate", "unit", "--quiet"]);
    assert_snapshot!(without_ids(&sandbox.run(&["why", "B1"])), @"
    blocker B1 The tests are red
      says   · no status  STATUS.md:20
      shows  ✔ resolved: gate `unit` passes on …, record …

    It is resolved: what it waits for holds

    Waits for
      ✔ They pass (gate unit)
        gate `unit` · STATUS.md:20
        gate `unit` passes on …, record …

    next: milepost resolve B1
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["show", "B2"])), @"
    blocker B2 It leaks
      says   · no status  STATUS.md:21
      shows  ○ open: gate `soak` has no run that counts: it has never been run

      Impact          M1 waits
      Exit condition  An hour without growth (gate soak)

    Waits for
      ✗ An hour without growth (gate soak)
        gate `soak` · STATUS.md:21
        gate `soak` has no run that counts: it has never been run

    Said in
      STATUS.md:21  row: no status
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["resolve", "B1", "--dry-run"])), @"
    --- a/STATUS.md
    +++ b/STATUS.md
    @@ -32,6 +32,7 @@
     | ID | Resolution | Evidence |
     |---|---|---|
     | R1 | The mirror answers | `src/test.sh` |
    +| R2 | B1 resolved: gate `unit` passes | `record:…` (gate `unit`) |

     ## Backlog

    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["resolve", "B1"])), @"
    resolved B1 in STATUS.md
      gate `unit` passes on …, record …
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["resolve", "B1"]), @"
    ------- stderr -------
    error: `B1` is settled already
    hint: `milepost show B1` says where
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["resolve", "B2", "--reason", "looks fine"]), @"
    ------- stderr -------
    error: what `B2` waits for does not hold: gate `soak` has no run that counts: it has never been run
    hint: milepost verify --gate soak
    hint: `milepost why B2` says more
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["resolve", "B3"]), @"
    ------- stderr -------
    error: nothing that `B3` waits for could be measured
    hint: --reason says why it is settled; (gate `name`) at the end of its exit condition lets a gate say it
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["resolve", "F1", "--reason", "they are counted"]), @"
    resolved F1 in STATUS.md
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["resolve", "M1"]), @"
    ------- stderr -------
    error: `M1` is a milestone, which is not resolved
    hint: blockers, risks and findings are; work is proven by its gates
    [exit 2]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["status"])), @"
    Status · STATUS.md · working tree on …

                 SAYS           SHOWS
      M1 Server  ◐ In progress  ■ blocked by B2
      M2 Client  ○ Planned      ▷ ready
      v0.2.0     ○ Planned      ▷ ready

      Progress   0/2 milestones said to be finished (0 %), 0 proven
      Blockers   2 open of 3: B2 It leaks; B3 Licence of the codec
      Findings   0 open of 1
      Backlog    2 open of 2 buckets: Reach; Speed
      Problems   3 warnings, 1 note: see `milepost check`
      Next       M2 Client: nothing it depends on is open
    [exit 0]
    ");
}

#[test]
fn a_word_resolves_nothing() {
    let mut sandbox = project();
    let said = PROJECT.replace("| R1 | The mirror answers |", "| R1 | B2 resolved by hand |");
    sandbox.write(&said);
    sandbox.commit("say so");
    sandbox.run(&["verify", "--quiet"]);
    let check = sandbox.run(&["check"]);
    assert!(check.contains("exit-unmet"), "{check}");
    assert!(check.ends_with("[exit 1]\n"), "{check}");
    assert_snapshot!(without_ids(&sandbox.run(&["show", "B2"])), @"
    blocker B2 It leaks
      says   ✓ resolved  STATUS.md:34
      shows  ✗ contradicted: gate `soak` fails: it ended with exit code 1

      Impact          M1 waits
      Exit condition  An hour without growth (gate soak)

    Waits for
      ✗ An hour without growth (gate soak)
        gate `soak` · STATUS.md:21
        gate `soak` fails: it ended with exit code 1

    Resolutions
      R1

    Said in
      STATUS.md:21  row: no status
      STATUS.md:34  prose: resolved

    Problems
      error: blocker `B2` is marked `resolved`, and what it waits for does not hold: gate `soak` fails: it
        ended with exit code 1
        MP0340 exit-unmet · STATUS.md:34
    [exit 0]
    ");
}

#[test]
fn a_release_is_no_go_with_every_reason_named() {
    let mut sandbox = project();
    assert_snapshot!(sandbox.run(&["why", "v0.2.0"]), @"
    release v0.2.0
      says   ○ Planned  STATUS.md:14
      shows  ▷ ready

    It is not proven, because

       1. it is no-go: gate `unit` of class `minor` has no run that counts: it has never been run
          → milepost verify --gate unit
       2. it is no-go: blocker `B1` is open
          → milepost why B1
       3. it is no-go: blocker `B2` is open
          → milepost why B2
       4. it is no-go: blocker `B3` is open
          → milepost why B3
       5. it has no acceptance criteria, so nothing could prove it
          → list what must hold under `## Acceptance criteria`, each bound to a gate

    Problems
      warning: release `v0.2.0` is no-go: blocker `B1` is open
        MP0342 release-no-go · STATUS.md:14
      warning: release `v0.2.0` is no-go: blocker `B2` is open
        MP0342 release-no-go · STATUS.md:14
      warning: release `v0.2.0` is no-go: blocker `B3` is open
        MP0342 release-no-go · STATUS.md:14
      warning: release `v0.2.0` is no-go: gate `unit` of class `minor` has no run that counts: it has never
        been run
        MP0342 release-no-go · STATUS.md:14

    next: milepost verify --gate unit
    [exit 0]
    ");
    sandbox.write_bytes("src/soak.ok", b"");
    let ready = PROJECT.replace("| B3 | Licence of the codec | none | Counsel answers |\n", "");
    sandbox.write(&ready);
    sandbox.commit("mend");
    sandbox.run(&["verify", "--quiet"]);
    let why = sandbox.run(&["why", "v0.2.0"]);
    assert!(!why.contains("no-go"), "{why}");
    let released = ready.replace("| minor | v0.1.0 | Planned |", "| minor | v0.0.1 | Released |");
    sandbox.write(&released);
    let check = sandbox.run(&["check"]);
    assert!(
        check.contains("`v0.2.0` is no-go: `v0.0.1`, which to go back to, is no tag"),
        "{check}"
    );
    assert!(check.ends_with("[exit 1]\n"), "{check}");
}

#[test]
fn a_consumer_is_shown_with_its_tuples_and_gates() {
    let sandbox = project();
    sandbox.run(&["verify", "--gate", "unit", "--quiet"]);
    assert_snapshot!(without_ids(&sandbox.run(&["show", "orders-web"])), @"
    consumer orders-web
      says   · no status  STATUS.md:45

      Coupling type  HTTP client
      Readiness      Medium

    Said in
      STATUS.md:45  row: no status

    Tuple
      repo      https://example.org/orders-web
      tier      supported
      current   …
      rollback  …

    Gates
      unit  ✔ pass on …, record …
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["show", "batch"])), @"
    consumer batch

    Tuple
      repo      https://example.org/batch
      tier      experimental
      current   none: nothing committed is named
      rollback  none: nothing committed is named

    Gates
      none: nothing shows that the two go together
    [exit 0]
    ");
}

#[test]
fn tuples_that_are_not_committed_and_notices_cut_short_are_errors() {
    let sandbox = project();
    let dirty =
        PROJECT.replace("| Readiness |", "| Tuple |").replace("| Medium |", "| 30c1fa1-dirty |");
    let dirty = dirty.replace(
        "//- STATUS.md\n",
        "[[deprecations]]\nwhat = \"the v1 format\"\nannounced = 2026-01-10\nnotice = \"14 d\"\n\
         removal = 2026-01-20\n//- STATUS.md\n",
    );
    sandbox.write(&dirty);
    let check = sandbox.run(&["check"]);
    assert!(check.contains("dirty-tuple") && check.contains("deprecation-cut-short"), "{check}");
    assert!(check.ends_with("[exit 1]\n"), "{check}");
}
