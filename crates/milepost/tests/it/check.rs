//! `milepost check`: problems, formats, paths, exit codes.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// Two documents that contradict each other and themselves.
pub(crate) const CONTRADICTION: &str = "\
//- docs/PLAN.md
# Bakery

**Progress:** 75% (1/2 milestones complete)

| Milestone | Status | Evidence |
|---|---|---|
| M1 Oven | Complete | `docs/oven.log` |
| M2 Shop | In progress | pending |

## M1 Oven
**Status:** In progress

- [x] M1-T01 Bricks
- [ ] M1-T02 Chimney

## Next work
1. Finish M2 shop
//- docs/oven.log
all bricks counted
";

/// A tracker with nothing wrong in it.
pub(crate) const HONEST: &str = "\
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria

- [ ] At least 10 loaves come out of one batch (gate `batch`)
- [ ] A batch takes less than 60 minutes (gate `duration`)
";

/// A tracker that breaks a rule which its project takes seriously.
pub(crate) const STRICT: &str = "\
//- milepost.toml
schema = 1

[rules]
milestone-without-criteria = \"error\"
//- docs/PLAN.md
# Bakery

| Milestone | Status |
|---|---|
| M1 Oven | Not started |
| M2 Shop | Not started |
";

#[test]
fn a_problem_is_shown_in_its_place() {
    let sandbox = Sandbox::new(STRICT);
    assert_snapshot!(sandbox.run(&["check"]), @"
    error[MP0404 milestone-without-criteria]: milestones `M1`, `M2` have no acceptance criteria
     --> docs/PLAN.md:5:3
      |
    5 | | M1 Oven | Not started |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    1 error in 1 document
    0 of 2 work items said to be finished, 0 proven: no gate has run
    `milepost explain milestone-without-criteria` says more about a rule
    [exit 1]
    ");
}

#[test]
fn an_honest_plan_is_quiet() {
    let sandbox = Sandbox::new(HONEST);
    assert_snapshot!(sandbox.run(&["check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    [exit 0]
    ");
}

#[test]
fn every_format_has_its_page() {
    let sandbox = Sandbox::new(STRICT);
    assert_snapshot!(sandbox.run(&["check", "--format", "github"]), @"
    ::error file=docs/PLAN.md,line=5,col=3,endColumn=5,title=MP0404 milestone-without-criteria::milestones `M1`, `M2` have no acceptance criteria%0Ahelp: list what must hold under `## Acceptance criteria`, each bound to a gate
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["check", "--format", "markdown"]), @"
    # 1 error in 1 document

    | Severity | Where | Problem | Help |
    |---|---|---|---|
    | error MP0404 `milestone-without-criteria` | `docs/PLAN.md:5` | milestones `M1`, `M2` have no acceptance criteria | list what must hold under `## Acceptance criteria`, each bound to a gate |

    0 of 2 work items said to be finished, 0 proven: no gate has run.
    [exit 1]
    ");
    let sarif = sandbox.stdout(&["check", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[test]
fn only_problems_at_the_given_paths_are_shown_and_counted() {
    let sandbox = Sandbox::new(&format!("{STRICT}{}", HONEST.replace("docs/", "other/")));
    assert!(sandbox.run(&["check", "other"]).ends_with("[exit 0]\n"));
    assert!(sandbox.run(&["check", "./docs/PLAN.md"]).ends_with("[exit 1]\n"));
    assert_snapshot!(sandbox.run(&["check", "dcos"]), @"
    ------- stderr -------
    error: no tracker lies at dcos
    hint: there is no such file or folder here
    [exit 2]
    ");
}

#[test]
fn the_project_is_found_from_a_folder_within() {
    let sandbox = Sandbox::new(STRICT);
    let whole = sandbox.run(&["check"]);
    assert_eq!(sandbox.run(&["-C", "docs", "check"]), whole);
    assert_eq!(sandbox.run(&["-C", "docs", "check", "PLAN.md"]), whole);
    assert_eq!(sandbox.run(&["-C", "docs", "check", ".."]), whole);
}

#[test]
fn commits_and_the_index_are_read_without_a_checkout() {
    let mut sandbox = Sandbox::new(HONEST);
    let better = sandbox.run(&["check"]);
    sandbox.write(STRICT);
    let worse = sandbox.run(&["check"]);
    assert_ne!(worse, better);
    assert_eq!(sandbox.run(&["check", "--at", "HEAD"]), better);
    assert_eq!(sandbox.run(&["check", "--staged"]), better);
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.run(&["check", "--staged"]), worse);
    sandbox.commit("worse");
    assert_eq!(sandbox.run(&["check", "--at", "HEAD~1"]), better);
}
