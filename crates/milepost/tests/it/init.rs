//! `milepost init`.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn a_new_project_gets_a_configuration_and_a_first_milestone_once() {
    let sandbox = Sandbox::unborn("//- Cargo.toml\n[package]\n");
    assert_snapshot!(sandbox.run(&["init"]), @"
    wrote milepost.toml
    wrote docs/plan/M1.md

    Next
      milepost status    the board
      milepost check     what does not hold
    [exit 0]
    ");
    let before = files(&sandbox);
    assert_snapshot!(sandbox.run(&["init", "--gate", "rust-tests"]), @"
    nothing to write

    Next
      milepost status    the board
      milepost check     what does not hold
    ------- stderr -------
    note: milepost.toml is there already and stays as it is
    note: docs/plan/M1.md is a tracker already
    [exit 0]
    ");
    assert_eq!(files(&sandbox), before);
    assert!(sandbox.stdout(&["check"]).starts_with("no problem in 1 document\n"));
}

#[test]
fn a_dry_run_shows_what_would_be_written_and_writes_nothing() {
    let sandbox = Sandbox::new(
        "//- package.json\n{ \"scripts\": { \"test\": \"node --test\" } }\n//- PLAN.md\n# M1 Reader\n\n\
         **Goal:** It reads\n**Phase:** P1\n",
    );
    assert_snapshot!(sandbox.run(&["init", "--gate", "node-tests", "--dry-run"]), @r#"
    --- /dev/null
    +++ b/milepost.toml
    @@ -0,0 +1,15 @@
    +# What this project runs and enforces. Nothing in this file is run by reading it.
    +schema = 1
    +
    +# A gate is a named check. A criterion that ends with (gate `NAME`) rests on that gate alone: a tick
    +# in its box proves nothing.
    +#
    +#   run      a line for `sh -c`, or a list of a program and its arguments
    +#   reports  where the run says what it tested or measured; the exit code and the report must agree
    +#   require  what must hold beside that, as "tests.passed >= 32" or "line_coverage >= 80 %"
    +#   timeout  how long it may take; 10 minutes where nothing is said
    +
    +# The tests of Node's own test runner, with a report of each.
    +[gates.node-tests]
    +run     = "node --test --test-reporter=junit --test-reporter-destination=report.xml"
    +reports = [{ format = "junit", path = "report.xml" }]
    ------- stderr -------
    note: PLAN.md is a tracker already
    [exit 0]
    "#);
    assert!(!sandbox.root().join("milepost.toml").exists());
    assert_snapshot!(sandbox.run(&["init", "--gate", "node-test"]), @"
    ------- stderr -------
    error: there is no example of a gate called `node-test` for this project
    hint: did you mean `node-tests`?
    [exit 2]
    ");
}

#[test]
fn gates_that_documents_describe_are_adopted() {
    let sandbox = Sandbox::new(
        "//- PLAN.md\n# M1 Reader\n\n**Goal:** It reads\n**Phase:** P1\n\n## Gates\n\n\
         | Gate | Command | Pass criteria |\n|---|---|---|\n| VG-IO-001 | `just io` | exit == 0 |\n\
         | VG-IO-002 | see CI | all pass |\n",
    );
    assert_snapshot!(sandbox.run(&["init", "--adopt"]), @"
    wrote milepost.toml

    Next
      milepost status    the board
      milepost check     what does not hold
    ------- stderr -------
    note: 1 gate was taken over from documents
    note: no command is taken over for `VG-IO-002`: see the comments
    note: PLAN.md is a tracker already
    [exit 0]
    ");
    let written = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    assert!(written.contains("[gates.VG-IO-001]\nrun = \"just io\"\nrequire = [\"exit == 0\"]\n"));
    assert!(sandbox.run(&["check"]).ends_with("[exit 0]\n"));
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let sandbox = Sandbox::unborn("");
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), sandbox.root().join("docs")).unwrap();
    assert_snapshot!(sandbox.run(&["init"]), @"
    ------- stderr -------
    error: PROJECT/docs is a symbolic link
    hint: milepost writes to no place that a link leads to
    [exit 2]
    ");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!sandbox.root().join("milepost.toml").exists());
}

/// The files that `init` may write, with their texts.
fn files(sandbox: &Sandbox) -> Vec<String> {
    let paths = ["milepost.toml", "docs/plan/M1.md"].map(|path| sandbox.root().join(path));
    paths.map(|path| fs::read_to_string(path).unwrap()).to_vec()
}
