//! `milepost status`: the board.

use insta::assert_snapshot;

use crate::{check, sandbox::Sandbox};

/// A plan in the native form.
pub(crate) const NATIVE: &str = "\
//- docs/M1.md
# M1 Walking skeleton

**Goal:** One request goes through
**Phase:** P1
**Approval required:** no

## Acceptance criteria

- [x] The server answers (gate `smoke`)
- [ ] A newcomer understands the errors

## Deliverables

### M1-D1 Server

**Owner:** team
**Scope:** `src/server/**`

#### Tasks

- [x] M1-T01 Listener
- [ ] M1-T02 Router
//- docs/M2.md
# M2 Orders

**Goal:** Orders are kept
**Depends on:** M1

## Acceptance criteria

- [ ] Orders survive a restart (gate `restart`)
//- src/server/main.rs
fn main() {}
";

#[test]
fn the_board_has_two_columns() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["status"]), @"
    2 documents · working tree on 6b345adf63

                           SAYS         SHOWS       criteria      parts
      M1 Walking skeleton  · no status  ▷ ready    1/2  50 %  0/1   0 %
      └ M1-D1 Server       · no status  ▷ ready               1/2  50 %
      M2 Orders            · no status  ○ planned  0/1   0 %

      Progress   0/2 milestones said to be finished (0 %), 0 proven: no gate has run
      Problems   none found
      Next       M1-T02 Router: nothing it depends on is open
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["status", "--all"]), @"
    2 documents · working tree on 6b345adf63

                           SAYS         SHOWS       criteria      parts
      M1 Walking skeleton  · no status  ▷ ready    1/2  50 %  0/1   0 %
      └ M1-D1 Server       · no status  ▷ ready               1/2  50 %
        ├ M1-T01 Listener  ✓ [x]        ? claimed
        └ M1-T02 Router    ○ [ ]        ▷ ready
      M2 Orders            · no status  ○ planned  0/1   0 %

      Progress   0/2 milestones said to be finished (0 %), 0 proven: no gate has run
      Problems   none found
      Next       M1-T02 Router: nothing it depends on is open
    [exit 0]
    ");
}

#[test]
fn a_narrow_terminal_keeps_both_columns() {
    let sandbox = Sandbox::new(NATIVE);
    let output = sandbox.milepost().args(["status"]).env("COLUMNS", "60").output().unwrap();
    assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"
    2 documents · working tree on 6b345adf63

                           SAYS         SHOWS      criteria
      M1 Walking skeleton  · no status  ▷ ready         1/2
      └ M1-D1 Server       · no status  ▷ ready
      M2 Orders            · no status  ○ planned       0/1

      Progress   0/2 milestones said to be finished (0 %), 0
                 proven: no gate has run
      Problems   none found
      Next       M1-T02 Router: nothing it depends on is open
    ");
}

#[test]
fn the_board_as_markdown() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["status", "--format", "markdown"]), @"
    # Status of the working tree on 6b345adf63

    ## docs

    | Kind | Item | Documents say | Runs and signatures show | Criteria | Parts |
    |---|---|---|---|---|---|
    | milestone | **M1** Walking skeleton | ·  | ▷ ready | 1/2 (50 %) | 0/1 (0 %) |
    | milestone | **M2** Orders | ·  | ○ planned | 0/1 (0 %) |  |
    | deliverable | **M1-D1** Server | ·  | ▷ ready |  | 1/2 (50 %) |

    No problem in 2 documents.
    1 of 5 work items said to be finished, 0 proven: no gate has run.
    [exit 0]
    ");
}

#[test]
fn scripts_can_ask_for_an_exit_code() {
    let sandbox = Sandbox::new(check::STRICT);
    assert!(sandbox.run(&["status"]).ends_with("[exit 0]\n"));
    assert!(sandbox.run(&["status", "--exit-code"]).ends_with("[exit 1]\n"));
}

#[test]
fn the_cache_of_a_repository_that_has_no_room_for_it_is_where_the_user_says() {
    let sandbox = Sandbox::new(NATIVE);
    sandbox.write_bytes(".git/milepost", b"in the way\n");
    let around = tempfile::tempdir().unwrap();
    let cache = around.path().join("made/when/needed");
    let mut milepost = sandbox.milepost();
    let output = milepost.env("MILEPOST_CACHE_DIR", &cache).arg("status").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let kept = std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path().join("read"));
    assert_eq!(kept.filter(|file| file.is_file()).count(), 1);
}
