//! Handing over through the built program.

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, without_ids};

pub(crate) const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
//- docs/plan/M1.md
# M1 Server

**Goal:** It answers
**Phase:** P1

## Acceptance criteria

- [ ] It is tested (gate `unit`)
//- docs/plan/M2.md
# M2 Client

**Goal:** It asks
**Phase:** P1
**Depends on:** M1

## Acceptance criteria

- [ ] It is tested (gate `unit`)
//- docs/plan/REGISTERS.md
# Registers

## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | No server | (M1) | Open |

## Decisions

### D-001: Use TCP

**Status:** Proposed
//- src/test.sh
exit 0
";

/// What is done after the first commit.
pub(crate) fn work(sandbox: &mut Sandbox) {
    sandbox.run(&["verify", "--quiet"]);
    let registers = PROJECT.split("//- ").nth(4).unwrap().split_once('\n').unwrap().1;
    let registers = registers
        .replace("Proposed", "Accepted")
        .replace("| Open |\n", "| Open |\n| B2 | No licence | Counsel answers | Open |\n");
    sandbox.write_bytes("docs/plan/REGISTERS.md", registers.as_bytes());
    sandbox.commit("work");
    sandbox.write_bytes("notes.txt", b"half\n");
}

/// A page without ids and times.
fn timeless(page: &str) -> String {
    let page = without_ids(page);
    let lines = page.lines().map(|line| match line.split_once("ecorded on ") {
        Some((head, tail)) => format!("{head}ecorded on TIME{}\n", tail.get(17..).unwrap_or("")),
        None => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn what_was_done_is_derived() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.git(&["tag", "begin"]);
    work(&mut sandbox);
    assert_snapshot!(timeless(&sandbox.run(&["handoff", "--since", "begin"])), @"
    # Handoff at …

    Since begin: 1 commit.

    ## 1. Completed

    - `M1` Server — done
    - `M2` Client — done

    ## 2. Gates run

    - `unit` pass (1 run)

    ## 3. Evidence recorded

    - `record:…` a run of unit

    ## 4. New blockers, risks and findings

    - blocker `B2` No licence — open

    ## 5. Settled

    - blocker `B1` No server — resolved: milestone `M1` is proven

    ## 6. Decisions

    - decision `D-001` Use TCP — Accepted

    ## 7. Next

    nothing is ready

    ## 8. Not committed

    - `notes.txt`
    ------- stderr -------
    note: since begin: 1 commit was looked at
    [exit 0]
    ");
}

#[test]
fn the_one_who_arrives_is_told_what_was_and_what_changed() {
    let mut sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(sandbox.run(&["handoff", "--read"]), @"
    ------- stderr -------
    error: no handoff is recorded
    hint: `milepost handoff --record` records one; --since REV needs none
    [exit 2]
    ");
    sandbox.run(&["handoff", "--record", "--quiet"]);
    work(&mut sandbox);
    let mut record = sandbox.milepost();
    record.args(["handoff", "--record", "--quiet"]).env("MILEPOST_ACTOR", "ada");
    assert!(record.status().unwrap().success());
    sandbox.write_bytes("src/more.txt", b"more\n");
    sandbox.commit("more");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    assert_snapshot!(timeless(&sandbox.run(&["handoff", "--read", "--format", "human"])), @"
    Handoff at …  Recorded on TIME by ada

    Completed
      M1 Server — done
      M2 Client — done

    Gates run
      unit passed (1 run)

    Evidence recorded
      record:… a run of unit

    New blockers, risks and findings
      blocker B2 No licence — open

    Settled
      blocker B1 No server — resolved: milestone `M1` is proven

    Decisions
      decision D-001 Use TCP — Accepted

    Since then, at …  Since the last handoff, at …: 2 commits.

    Gates run
      unit pass (1 run)

    Evidence recorded
      record:… a run of unit
    ------- stderr -------
    note: since …: 2 commits were looked at
    [exit 0]
    ");
    let last = sandbox.run(&["handoff", "--since-last"]);
    assert!(last.contains("Since the last handoff, at "), "{last}");
    let log = sandbox.stdout(&["log"]);
    assert!(log.contains("handed off, since "), "{log}");
}

#[test]
fn without_a_commit_there_is_nothing_to_record() {
    let sandbox = Sandbox::unborn(PROJECT);
    let said = sandbox.run(&["handoff", "--record", "--format", "human"]);
    assert!(said.contains("error: there is no commit to hand over"), "{said}");
    assert!(said.ends_with("[exit 2]\n"), "{said}");
}
