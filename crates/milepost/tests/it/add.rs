//! `milepost add`.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PLAN: &str = "\
//- docs/plan/M1.md
# M1 Reader

**Goal:** Plans are read

## Acceptance criteria

- [ ] It reads

## Deliverables

### M1-D1 Parser

**Scope:** `src/**`
";

#[test]
fn a_plan_grows_item_by_item_and_is_read_again() {
    let sandbox = Sandbox::new(PLAN);
    let mut screen = String::new();
    for arguments in [
        &["add", "milestone", "Judge"][..],
        &["add", "task", "M1-D1", "Blocks"],
        &["add", "task", "M1-D1", "Spans"],
        &["add", "deliverable", "M2", "Standings"],
        &["add", "gate", "io", "--run", "make io", "--report", "junit:out.xml", "--timeout", "5m"],
        &["add", "criterion", "M1", "All files are read", "--gate", "io"],
    ] {
        screen += &sandbox.run(arguments);
    }
    assert_snapshot!(screen, @"
    added M2 to docs/plan/M2.md
    [exit 0]
    added M1-T01 to docs/plan/M1.md
    [exit 0]
    added M1-T02 to docs/plan/M1.md
    [exit 0]
    added M2-D1 to docs/plan/M2.md
    [exit 0]
    added io to milepost.toml
    [exit 0]
    added it to docs/plan/M1.md
    [exit 0]
    ");
    assert_snapshot!(text(&sandbox, "docs/plan/M1.md"), @"
    # M1 Reader

    **Goal:** Plans are read

    ## Acceptance criteria

    - [ ] It reads
    - [ ] All files are read (gate `io`)

    ## Deliverables

    ### M1-D1 Parser

    **Scope:** `src/**`

    #### Tasks

    - [ ] M1-T01 Blocks
    - [ ] M1-T02 Spans
    ");
    assert_snapshot!(text(&sandbox, "milepost.toml"), @r#"
    # What this project runs and enforces. Nothing in this file is run by reading it.
    schema = 1

    [gates.io]
    run = "make io"
    reports = [{ format = "junit", path = "out.xml" }]
    timeout = "5m"
    "#);
}

#[test]
fn a_dry_run_shows_a_diff_and_writes_nothing() {
    let sandbox = Sandbox::new(PLAN);
    let before = text(&sandbox, "docs/plan/M1.md");
    assert_snapshot!(sandbox.run(&["add", "criterion", "M1", "It is fast", "--dry-run"]), @"
    --- a/docs/plan/M1.md
    +++ b/docs/plan/M1.md
    @@ -5,6 +5,7 @@
     ## Acceptance criteria

     - [ ] It reads
    +- [ ] It is fast

     ## Deliverables

    [exit 0]
    ");
    assert_eq!(text(&sandbox, "docs/plan/M1.md"), before);
}

#[test]
fn what_is_not_plain_is_refused_with_a_way_out() {
    let sandbox = Sandbox::new(PLAN);
    assert_snapshot!(sandbox.run(&["add", "risk", "Rain"]), @"
    ------- stderr -------
    error: no place shows where a risk belongs
    hint: --in FILE puts it at the end of that document, under a heading of its own
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["add", "risk", "Rain", "--in", "docs/plan/M1.md"]), @"
    added R1 to docs/plan/M1.md
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["add", "risk", "Snow", "--id", "R1"]), @"
    ------- stderr -------
    error: there is a `R1` already
    hint: `R2` is free
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["add", "task", "R1", "Umbrella"]), @"
    ------- stderr -------
    error: a task is no part of a risk
    hint: tasks and deliverables are parts of phases, milestones and deliverables
    [exit 2]
    ");
    let mistaken =
        sandbox.run(&["add", "gate", "io", "--run", "x", "--require", "tests.pased > 1"]);
    assert!(mistaken.ends_with("hint: nothing was written\n[exit 2]\n"), "{mistaken}");
    assert!(!sandbox.root().join("milepost.toml").exists());
}

fn text(sandbox: &Sandbox, path: &str) -> String {
    fs::read_to_string(sandbox.root().join(path)).unwrap()
}

#[test]
fn a_number_that_another_branch_or_working_tree_has_is_taken() {
    let mut sandbox = Sandbox::new(PLAN);
    let added = |sandbox: &Sandbox, what: &[&str]| {
        let arguments = [&["add"], what, &["--dry-run"]].concat();
        let diff = sandbox.stdout(&arguments);
        let added = diff.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++"));
        let ids = added.flat_map(str::split_whitespace).filter(|word| word.starts_with('M'));
        ids.map(str::to_owned).next().unwrap_or_default()
    };
    let task = ["task", "M1-D1", "Blocks"];
    assert_eq!(added(&sandbox, &task), "M1-T01");
    // On a branch, packed with the others.
    sandbox.git(&["switch", "--quiet", "--create", "topic"]);
    sandbox.run(&["add", "task", "M1-D1", "On a branch"]);
    sandbox.run(&["add", "milestone", "On a branch"]);
    sandbox.commit("topic");
    sandbox.git(&["switch", "--quiet", "main"]);
    assert_eq!(added(&sandbox, &task), "M1-T02");
    assert_eq!(added(&sandbox, &["milestone", "Next"]), "M3");
    sandbox.git(&["pack-refs", "--all"]);
    assert_eq!(added(&sandbox, &task), "M1-T02");
    // In another working tree, not committed; and in the first one, seen from there.
    let around = tempfile::tempdir().unwrap();
    let other = around.path().canonicalize().unwrap().join("other");
    sandbox.git(&["worktree", "add", "--quiet", "--detach", other.to_str().unwrap()]);
    let there = |arguments: &[&str]| {
        let mut milepost = sandbox.milepost();
        let output = milepost.current_dir(&other).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(there(&["add", "task", "M1-D1", "There"]), "added M1-T02 to docs/plan/M1.md\n");
    assert_eq!(added(&sandbox, &task), "M1-T03");
    sandbox.run(&["add", "task", "M1-D1", "Here"]);
    assert_eq!(there(&["add", "task", "M1-D1", "Again"]), "added M1-T04 to docs/plan/M1.md\n");
    // A branch of a remote counts, too.
    sandbox.git(&["update-ref", "refs/remotes/origin/far", "topic"]);
    sandbox.git(&["branch", "--quiet", "--delete", "--force", "topic"]);
    assert_eq!(added(&sandbox, &["milestone", "Next"]), "M3");
    sandbox.git(&["update-ref", "-d", "refs/remotes/origin/far"]);
    assert_eq!(added(&sandbox, &["milestone", "Next"]), "M2");
}

#[test]
fn the_first_decision_and_those_in_files_of_their_own() {
    let mut sandbox =
        Sandbox::new("//- M1.md\n# M1 A\n\n**Goal:** A\n\n## Acceptance criteria\n\n- [ ] It is\n");
    assert_snapshot!(sandbox.run(&["decide", "Use TOML", "--affects", "M1"]), @"
    added D-001 to docs/DECISIONS.md, as a proposal
    `milepost decide D-001 --accept` accepts it
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["decide", "D-001", "--accept"]), @"
    decision D-001 is accepted, by word alone
    [exit 0]
    ");
    sandbox.git(&["rm", "-rq", "--cached", "."]);
    std::fs::remove_file(sandbox.root().join("docs/DECISIONS.md")).unwrap();
    sandbox.write(
        "//- docs/adr/0001-keep-one-file.md\n---\nstatus: accepted\n---\n\n# Keep one file\n\n\
         ## Context and Problem Statement\n\nIt must last.\n\n## Decision Outcome\n\nOne file.\n",
    );
    sandbox.commit("records");
    // A number that a file of another branch has is taken, whatever that file is.
    sandbox.git(&["switch", "-q", "-c", "other"]);
    sandbox.write("//- docs/adr/0002-notes.md\nNotes.\n");
    sandbox.commit("notes");
    sandbox.git(&["switch", "-q", "main"]);
    let arguments = ["decide", "It's one queue", "--affects", "M1", "--context", "Two wait"];
    assert_snapshot!(sandbox.run(&arguments), @r"
    added “It's one queue” to docs/adr/0003-it-s-one-queue.md, as a proposal
    `milepost decide 'It'\''s one queue' --accept` accepts it
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["read", "docs/adr/0003-it-s-one-queue.md"]), @"
    docs/adr/0003-it-s-one-queue.md · a tracker: the shape of a decision record

                         1 │ ---
                         2 │ status: proposed
                         3 │ ---
                         4 │
    ○ decision proposed  5 │ # It's one queue
                         6 │
      affects            7 │ **Affects:** M1
                         8 │
    heading              9 │ ## Context and Problem Statement
                        10 │
      context           11 │ Two wait
                        12 │
    heading             13 │ ## Decision Outcome
                        14 │
      outcome           15 │ Not decided yet.

    1 decision
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["decide", "It's one queue", "--accept"]), @"
    decision It's one queue is accepted, by word alone
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["add", "decision", "It's one queue"]), @"
    ------- stderr -------
    error: there is something called “It's one queue” already
    hint: say it in other words, or give it an --id
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["add", "decision", "Two queues", "--dry-run"]), @"
    --- /dev/null
    +++ b/docs/adr/0004-two-queues.md
    @@ -0,0 +1,13 @@
    +---
    +status: proposed
    +---
    +
    +# Two queues
    +
    +## Context and Problem Statement
    +
    +What made a decision necessary.
    +
    +## Decision Outcome
    +
    +Not decided yet.
    [exit 0]
    ");
}
