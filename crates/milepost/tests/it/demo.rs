//! `milepost demo`.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn an_agent_says_done_and_milepost_says_no() {
    assert_snapshot!(Sandbox::folder("").run(&["demo"]), @"
    An agent has worked for two weeks and says: done. On its disk every test passes.

      docs/STATUS.md
        | M0 Foundation | Complete | M0-T01 and M0-T02 complete; one command checks everything |
        | M1 Recording | Complete | M1-T01 and M1-T02 complete; `VG-REC-001` passes with 5 tests |
        | M2 Storage | Complete | M2-T01 and M2-T02 complete; `VG-STORE-001` passes with 4 tests |
        | M3 Replay | Complete | M3-T01 and M3-T02 complete; `VG-REPLAY-001` passes with 5 tests |
        | M4 Export | Complete | M4-T01 and M4-T02 complete; `VG-EXPORT-001` passes with 3 tests |
        | understudy 0.1.0 | v0.1.0 | 2026-02-20 | Released | M0–M4 |

      10 of 10 evidence files that it cites exist.

    milepost says: no, because

    error[MP0105 subject-lacks-deliverable]: deliverable `M3-D1` is marked `Complete`, but the scope `src/replay/**`, `tests/replay/**` is not committed: git ignores it
      --> docs/M3-replay.md:14:5
       |
    14 | ### M3-D1 Replay engine
       |     ^^^^^^^^^^^^^^^^^^^
    ...
    18 | **Scope:** `src/replay/**`, `tests/replay/**`
       |            ---------------------------------- the scope is stated here
       |
       = help: git check-ignore -v src/replay; git check-ignore -v tests/replay

    error[MP0105 subject-lacks-deliverable]: deliverable `M4-D1` is marked `Complete`, but the scope `src/export/**`, `tests/export/**` is not committed: it was never added to git
      --> docs/M4-export.md:14:5
       |
    14 | ### M4-D1 Exporters
       |     ^^^^^^^^^^^^^^^
    ...
    18 | **Scope:** `src/export/**`, `tests/export/**`
       |            ---------------------------------- the scope is stated here
       |
       = help: git add src/export; git add tests/export

    error[MP0104 evidence-without-subject]: task `M4-T02` is marked `Complete` and cites commit `9e41c7d`, which is not in this repository
      --> docs/STATUS.md:30:37
       |
    30 | | M4-T02 JUnit report | Complete | `9e41c7d` | `evidence/2026-02-19/milestone-M4/M4-T02-vali...
       |                                     ^^^^^^^
       |
       = help: cite a commit that `git log` lists

    and 1 more problem.

    In a twin of this project everything is committed: 0 errors there.

    Next
      milepost demo --keep DIR      look around in this project
      milepost check                look at your own: in its folder, without any set-up
    [exit 0]
    ");
}

#[test]
fn nothing_is_left_behind() {
    let sandbox = Sandbox::folder("");
    let output = sandbox.milepost().arg("demo").env("TMPDIR", sandbox.root()).output().unwrap();
    assert!(output.status.success());
    assert_eq!(fs::read_dir(sandbox.root()).unwrap().count(), 0);
}

#[test]
fn the_project_is_kept_where_a_folder_is_named() {
    let sandbox = Sandbox::folder("");
    let screen = sandbox.run(&["demo", "--keep", "kept"]);
    assert_snapshot!(screen.split("Next\n").nth(1).unwrap(), @"
      milepost -C kept check        all problems
      milepost -C kept status       the board
      milepost -C kept why M3       what is missing until M3 is proven
      milepost check                look at your own: in its folder, without any set-up
    [exit 0]
    ");
    assert_eq!(sandbox.run(&["-C", "kept", "check"]).lines().last(), Some("[exit 1]"));
    assert_snapshot!(sandbox.run(&["demo", "--keep", "kept"]), @"
    ------- stderr -------
    error: kept is not empty
    hint: `milepost demo --keep DIR` takes a folder that is new or empty
    [exit 2]
    ");
}

#[test]
fn without_git_the_demo_says_so() {
    let sandbox = Sandbox::folder("");
    let output = sandbox.milepost().arg("demo").env("PATH", sandbox.root()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8_lossy(&output.stderr), @"
    error: could not run `git init`
      because: No such file or directory (os error 2)
    hint: the demo needs git on the PATH
    ");
}

#[test]
fn the_readme_shows_what_the_demo_shows() {
    let readme = include_str!("../../../../README.md");
    let shown = readme.split("```text\n$ milepost check\n").nth(1).unwrap();
    let shown = shown.split("\n```").next().unwrap();
    let screen = Sandbox::folder("").run(&["demo"]);
    for problem in shown.split("\n\n") {
        assert!(screen.contains(problem), "the demo does not show\n{problem}");
    }
}
