//! The examples that ship with milepost: a project that is complete on paper only, and its twin.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn the_lie_is_caught() {
    assert_snapshot!(Sandbox::example("headline-lie").run(&["check"]), @"
    error[MP0105 subject-lacks-deliverable]: deliverable `M3-D1` is marked `Complete`, but the scope `src/replay/**`, `tests/replay/**` matches no file of the judged commit
      --> docs/M3-replay.md:14:5
       |
    14 | ### M3-D1 Replay engine
       |     ^^^^^^^^^^^^^^^^^^^
    ...
    18 | **Scope:** `src/replay/**`, `tests/replay/**`
       |            ---------------------------------- the scope is stated here
       |
       = help: correct the scope, or take the claim back

    error[MP0105 subject-lacks-deliverable]: deliverable `M4-D1` is marked `Complete`, but the scope `src/export/**`, `tests/export/**` matches no file of the judged commit
      --> docs/M4-export.md:14:5
       |
    14 | ### M4-D1 Exporters
       |     ^^^^^^^^^^^^^^^
    ...
    18 | **Scope:** `src/export/**`, `tests/export/**`
       |            ---------------------------------- the scope is stated here
       |
       = help: correct the scope, or take the claim back

    error[MP0104 evidence-without-subject]: task `M4-T02` is marked `Complete` and cites commit `9e41c7d`, which is not in this repository
      --> docs/STATUS.md:30:37
       |
    30 | | M4-T02 JUnit report | Complete | `9e41c7d` | `evidence/2026-02-19/milestone-M4/M4-T02-vali...
       |                                     ^^^^^^^
       |
       = help: cite a commit that `git log` lists

    warning[MP0114 release-without-tag]: release “understudy 0.1.0” is marked `Released` with the date 2026-02-20, but tag `v0.1.0` was made on 2026-02-13, 7 days before
      --> docs/STATUS.md:58:3
       |
    58 | | understudy 0.1.0 | v0.1.0 | 2026-02-20 | Released | M0–M4 |
       |   ^^^^^^^^^^^^^^^^
       |
       = help: `git log v0.1.0..` lists what the tag does not hold

    3 errors, 1 warning in 7 documents
    22 of 22 work items said to be finished, 0 proven: no gate has run
    `milepost explain subject-lacks-deliverable` says more about a rule
    [exit 1]
    ");
}

#[test]
fn the_board_of_the_lie_shows_what_is_contradicted() {
    assert_snapshot!(Sandbox::example("headline-lie").run(&["status"]), @"
    7 documents · working tree on 3aac5d38e6

                             SAYS        SHOWS            criteria      parts
      M0 Foundation          ✓ Complete  ? claimed       1/1 100 %  1/1 100 %
      └ M0-D1 Check script   ✓ Complete  ? claimed                  2/2 100 %
      M1 Recording           ✓ Complete  ? claimed       1/1 100 %  1/1 100 %
      └ M1-D1 Recorder       ✓ Complete  ? claimed                  2/2 100 %
      M2 Storage             ✓ Complete  ? claimed       1/1 100 %  1/1 100 %
      └ M2-D1 Tape           ✓ Complete  ? claimed                  2/2 100 %
      M3 Replay              ✓ Complete  ✗ contradicted  1/1 100 %  1/1 100 %
      └ M3-D1 Replay engine  ✓ Complete  ✗ contradicted             2/2 100 %
      M4 Export              ✓ Complete  ✗ contradicted  1/1 100 %  2/2 100 %
      ├ M4-D1 Exporters      ✓ Complete  ✗ contradicted             2/2 100 %
      └ M4-D2 Guide          ✓ Complete  ? claimed
      understudy 0.1.0       ✓ Released  ? claimed

      Progress   5/5 milestones said to be finished (100 %), 0 proven: no gate has run
      Blockers   1 open of 1: B1 Tapes of the pilot hold names of custom…
      Findings   0 open of 3
      Problems   3 errors, 1 warning: see `milepost check`
      Next       M3-D1 Replay engine: said to be finished, and contradicted
    [exit 0]
    ");
}

#[test]
fn the_honest_twin_is_quiet() {
    assert_snapshot!(Sandbox::example("honest-twin").run(&["check"]), @"
    no problem in 7 documents
    22 of 22 work items said to be finished, 0 proven: no gate has run
    [exit 0]
    ");
}

#[test]
fn the_board_of_the_honest_twin_claims_and_contradicts_nothing() {
    assert_snapshot!(Sandbox::example("honest-twin").run(&["status"]), @"
    7 documents · working tree on cf2fb32a22

                             SAYS        SHOWS       criteria      parts
      M0 Foundation          ✓ Complete  ? claimed  1/1 100 %  1/1 100 %
      └ M0-D1 Check script   ✓ Complete  ? claimed             2/2 100 %
      M1 Recording           ✓ Complete  ? claimed  1/1 100 %  1/1 100 %
      └ M1-D1 Recorder       ✓ Complete  ? claimed             2/2 100 %
      M2 Storage             ✓ Complete  ? claimed  1/1 100 %  1/1 100 %
      └ M2-D1 Tape           ✓ Complete  ? claimed             2/2 100 %
      M3 Replay              ✓ Complete  ? claimed  1/1 100 %  1/1 100 %
      └ M3-D1 Replay engine  ✓ Complete  ? claimed             2/2 100 %
      M4 Export              ✓ Complete  ? claimed  1/1 100 %  2/2 100 %
      ├ M4-D1 Exporters      ✓ Complete  ? claimed             2/2 100 %
      └ M4-D2 Guide          ✓ Complete  ? claimed
      understudy 0.1.0       ✓ Released  ? claimed

      Progress   5/5 milestones said to be finished (100 %), 0 proven: no gate has run
      Blockers   1 open of 1: B1 Tapes of the pilot hold names of custom…
      Findings   0 open of 3
      Problems   none found
    [exit 0]
    ");
}

#[test]
fn the_honest_twin_is_quiet_over_its_whole_history() {
    let sandbox = Sandbox::example("honest-twin");
    let first = sandbox.git(&["rev-list", "--max-parents=0", "HEAD"]);
    assert_snapshot!(sandbox.run(&["check", "--quiet", "--since", first.trim()]), @"
    no problem in 7 documents
    22 of 22 work items said to be finished, 0 proven: no gate has run
    [exit 0]
    ");
}
