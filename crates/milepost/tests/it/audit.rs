//! `gate audit`: whether a gate looks at its inputs and nothing else.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.docs]
run = \"test -f guide/index.txt\"
inputs = [\"guide/**\"]

[gates.sly]
run = \"cat guide/index.txt src/hidden.txt\"
inputs = [\"guide/**\"]

[gates.fewer]
run = \"(echo TAP version 13; set -- $(ls guide/* src/* 2>/dev/null); echo 1..$#; for f; do echo ok - $f; done) > out.tap\"
reports = [{ format = \"tap\", path = \"out.tap\" }]
inputs = [\"guide/**\"]

[gates.red]
run = \"exit 1\"
inputs = [\"guide/**\"]

[gates.whole]
run = \"true\"
//- guide/index.txt
Welcome
//- src/hidden.txt
Read by nobody, they say
";

fn inputs(sandbox: &Sandbox, gate: &str) -> String {
    let page = sandbox.stdout(&["gate", "show", gate]);
    let line = page.lines().find(|line| line.trim_start().starts_with("inputs")).unwrap_or("");
    let words: Vec<&str> = line.split_whitespace().collect();
    let commit = sandbox.git(&["rev-parse", "--short=10", "HEAD"]);
    words.join(" ").replace(commit.trim(), "HEAD")
}

#[test]
fn a_gate_that_looks_at_its_inputs_alone_agrees() {
    let mut sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(inputs(&sandbox, "docs"), @"inputs guide/** (never audited: `milepost gate audit` shows whether they are all)");
    assert_snapshot!(sandbox.run(&["gate", "audit", "docs", "--quiet"]), @"
    ✔ docs: it ends the same with its inputs and nothing else
    [exit 0]
    ");
    assert_snapshot!(inputs(&sandbox, "docs"), @"inputs guide/** (audited at HEAD: they are all)");
    // The run with the whole project was one like any other.
    assert!(sandbox.stdout(&["gate", "list"]).contains("docs   ✔ pass"));
    sandbox.write_bytes("guide/more.txt", b"More\n");
    sandbox.commit("more");
    assert!(inputs(&sandbox, "docs").contains("where they held something else"));
}

#[test]
fn a_gate_that_reads_more_than_it_says_is_found_out() {
    let sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(sandbox.run(&["gate", "audit", "sly", "--quiet"]), @"
    ✗ sly: its inputs are not all: it passes with the whole project, and fails with its inputs alone: it ended with exit code 1
    [exit 1]
    ");
    assert_snapshot!(inputs(&sandbox, "sly"), @"inputs guide/** (audited at HEAD: they are not all)");
    assert_snapshot!(sandbox.run(&["gate", "audit", "fewer", "--quiet"]), @"
    ✗ fewer: its inputs are not all: it counts other tests: 2 passed with the whole project, and 1 with its inputs alone
    [exit 1]
    ");
}

#[test]
fn without_a_pass_or_inputs_nothing_is_said() {
    let sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(sandbox.run(&["gate", "audit", "red", "--quiet"]), @"
    ! red: nothing can be said: it does not pass with the whole project: it ended with exit code 1
    [exit 2]
    ");
    assert!(inputs(&sandbox, "red").contains("never audited"));
    assert_snapshot!(sandbox.run(&["gate", "audit", "whole", "--quiet"]), @r#"
    ------- stderr -------
    error: nothing can be said of gate `whole`
      because: it has no `inputs`: it runs with the whole project as it is
    hint: `inputs = ["src/**"]` under [gates.whole] narrows what it looks at
    [exit 2]
    "#);
}
