//! Cadences and packets through the built program.

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, without_ids};

/// A project whose one period is as long as the format allows, so that today lies in it.
pub(crate) fn project(starts: &str) -> Sandbox {
    Sandbox::new(&format!(
        "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"

[gates.manual]
kind = \"review\"
by = [\"role:qa\"]

[cadence.weekly]
every = \"3000 d\"
starts = {starts}
owner = \"the release crew\"
gates = [\"unit\"]
reviews = [\"manual\"]

[[deprecations]]
what = \"the v1 format\"
announced = 2026-01-10
notice = \"14 d\"
//- docs/M1.md
# M1 Server

**Goal:** It answers
**Phase:** P1

## Acceptance criteria

- [ ] It is tested (gate `unit`)
//- src/test.sh
exit 0
"
    ))
}

#[test]
fn what_is_due_is_done_by_its_packet() {
    let mut sandbox = project("2026-01-05");
    assert_snapshot!(sandbox.run(&["due"]), @"
    weekly  due  from 2026-01-05 until 2034-03-24, for the release crew
      → milepost packet weekly
      review `manual` is not answered → milepost review --gate manual
    the v1 format  over  announced on 2026-01-10, notice ends on 2026-01-24; it may go
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["packet", "weekly", "--quiet"])), @"
    # Packet weekly of 2026-01-05

    **Result:** green
    **Period:** 2026-01-05 until 2034-03-24
    **Commit:** `…`
    **Streak:** 1 green in a row, of 1 packet

    ## Gates

    | Gate | Verdict | Record | Reason |
    |---|---|---|---|
    | `unit` | pass | `record:…` |  |

    ## Reviews outstanding

    - `manual`
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["due"])), @"
    weekly  done  until 2034-03-24, for the release crew
      1 green in a row, of 1 packet
      review `manual` is not answered → milepost review --gate manual
    the v1 format  over  announced on 2026-01-10, notice ends on 2026-01-24; it may go
    [exit 0]
    ");
    for _ in 0..2 {
        sandbox.run(&["packet", "weekly", "--quiet"]);
    }
    let human = sandbox.run(&["packet", "weekly", "--quiet", "--format", "human"]);
    assert_snapshot!(without_ids(&human), @"
    weekly packet of 2026-01-05 until 2034-03-24 on …: green
      unit  ✔ pass  record …
      reviews outstanding: manual
      4 green in a row, of 4 packets; rules out failure rates above 53 % (at 95 %)
    [exit 0]
    ");
    let log = sandbox.stdout(&["log"]);
    assert_eq!(log.matches("weekly packet of 2026-01-05: 1 of 1 gate green").count(), 4, "{log}");
    sandbox.write_bytes("src/test.sh", b"exit 1\n");
    sandbox.commit("break");
    let red = sandbox.run(&["packet", "weekly", "--quiet", "--output", "docs/packet.md"]);
    assert_snapshot!(without_ids(&red), @"
    weekly packet of 2026-01-05 until 2034-03-24 on …: not green
      unit  ✗ fail  record …
      reviews outstanding: manual
      0 green in a row, of 5 packets
    [exit 1]
    ");
    let page = std::fs::read_to_string(sandbox.root().join("docs/packet.md")).unwrap();
    assert!(page.starts_with("# Packet weekly of 2026-01-05\n"), "{page}");
}

#[test]
fn a_period_without_a_packet_is_an_error() {
    let sandbox = project("2016-01-04");
    let check = sandbox.run(&["check"]);
    assert!(check.contains("cadence `weekly` is overdue: 1 period from 2016-01-04"), "{check}");
    assert!(check.ends_with("[exit 1]\n"), "{check}");
    sandbox.run(&["packet", "weekly", "--quiet"]);
    assert!(!sandbox.run(&["check"]).contains("overdue"));
}

#[test]
fn wrong_names_and_times_are_told() {
    let sandbox = project("2999-01-05");
    assert_snapshot!(sandbox.run(&["packet", "weekly"]), @"
    ------- stderr -------
    error: the first period of `weekly` has not begun
    hint: `starts` in milepost.toml says when; `milepost due` shows it
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["packet", "weakly"]), @"
    ------- stderr -------
    error: no cadence is called `weakly`
    hint: did you mean `weekly`?
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["packet", "weekly", "--output", "../page.md"]), @"
    ------- stderr -------
    error: ../page.md is no file of this project
    hint: without --output the page goes to stdout
    [exit 2]
    ");
    assert_snapshot!(sandbox.stdout(&["due"]).lines().next().unwrap(), @"weekly  not begun  begins on 2999-01-05, for the release crew");
}
