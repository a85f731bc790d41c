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
