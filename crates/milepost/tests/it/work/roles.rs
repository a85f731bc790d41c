//! Who may do what: operators, heavy work, and where roles write.

use insta::assert_snapshot;

use crate::{sandbox::Sandbox, work::by};

const PLAN: &str = "//- milepost.toml
schema = 1
[resources]
min-available-memory = \"1 MiB\"
[gates.unit]
run = \"true\"
[gates.bench]
run = \"true\"
weight = \"heavy\"
[work]
mode = \"safe\"
heavy-by = [\"operator\"]
tracker-files-owned-by = \"operator\"
[work.roles.operator]
actors = [\"tester@example.org\"]
[work.roles.worker]
actors = [\"codex-*\"]
autonomous = true
//- M1.md
# M1 Bench

**Goal:** Numbers are there

## Acceptance criteria

- [ ] It runs (gate `unit`)
- [ ] It is fast (gate `bench`)

## Deliverables

### M1-D1 Dispatch

**Mode:** operator
**Scope:** `bench/**`

#### Tasks

- [ ] M1-T01 Choose the model class

### M1-D2 Report

**Mode:** autonomous

#### Tasks

- [ ] M1-T02 Tables
";

#[test]
fn what_needs_an_operator_is_not_moved_by_who_works_alone() {
    let sandbox = Sandbox::new(PLAN);
    assert_snapshot!(by(&sandbox, "codex-1", &["take", "M1-T01"]), @"
    ------- stderr -------
    error: `M1-T01` needs an operator: only role operator may move it
    hint: `milepost next` lists what is ready
    [exit 2]
    ");
    let reason = ["--reason", "because"];
    for command in [
        &["suspend", "M1-D1"][..],
        &["resume", "M1-D1"],
        &["rescope", "M1-D1"],
        &["supersede", "M1-D1", "--by", "M1-D2"],
        &["suspend", "--project"],
        &["resume", "--project"],
    ] {
        let screen = by(&sandbox, "codex-1", &[command, &reason].concat());
        assert!(screen.contains("operator") && screen.contains("[exit 2]"), "{screen}");
    }
    assert!(by(&sandbox, "codex-1", &["next", "--take"]).contains("M1-T02 Tables is yours"));
    assert!(by(&sandbox, "operator", &["take", "M1-T01"]).contains("is yours"));
}

#[test]
fn heavy_work_is_for_some_roles_and_safe_mode_is_shown_and_recorded() {
    let sandbox = Sandbox::new(PLAN);
    assert_snapshot!(by(&sandbox, "codex-1", &["verify", "--plan"]), @"
    verifying 6149dc3981
    1 gate to run
      · unit  missing: it has never been run
      – bench  not run: it is heavy, and only operator may run it
    [exit 0]
    ");
    let verified = by(&sandbox, "codex-1", &["verify"]);
    assert!(verified.contains("[exit 1]"), "{verified}");
    assert!(sandbox.verdict("bench").starts_with("missing"));
    assert!(by(&sandbox, "operator", &["verify"]).contains("[exit 0]"));
    assert!(sandbox.verdict("bench").starts_with("pass"));
    let heavy = ["run", "--heavy", "--", "true"];
    let refused = by(&sandbox, "codex-1", &heavy);
    assert!(refused.contains("only role operator may run heavy work"), "{refused}");
    assert!(refused.contains("[exit 125]"), "{refused}");
    assert!(by(&sandbox, "operator", &heavy).contains("[exit 0]"));
    let status = by(&sandbox, "ada", &["status"]);
    assert!(status.contains("safe: 1 slot for heavy work, 1 MiB of memory"), "{status}");
    let log = sandbox.json(&["log", "--gate", "bench"]);
    let id = log["records"][0]["id"].as_str().unwrap().to_owned();
    let line = sandbox.stdout(&["log", "--raw", &id]);
    assert!(
        line.contains("\"mode\":\"safe\"") && line.contains("\"memory-floor\":\"1048576\""),
        "{line}"
    );
    assert!(line.contains("\"recordedBy\":\"operator\""), "{line}");
}

#[test]
fn commits_stay_where_their_work_and_their_roles_are() {
    let mut sandbox = Sandbox::new(PLAN);
    sandbox.write("//- bench/a\n1\n//- src/b\n1\n");
    sandbox.commit("M1-T01: choose, and mend on the way");
    let check = sandbox.run(&["check", "--since", "HEAD~1"]);
    assert!(check.contains("touches `src/b`, outside of the scope of `M1-D1`"), "{check}");
    sandbox.write("//- M1.md\n# M1 Bench\n\n**Goal:** Numbers\n\n## Acceptance criteria\n\n- [ ] All (gate `unit`)\n");
    sandbox.git(&["add", "--all"]);
    let who = ["-c", "user.name=C", "-c", "user.email=codex-7@example.org"];
    sandbox.git(&[&who[..], &["commit", "--quiet", "--message", "plan: less"]].concat());
    let check = sandbox.run(&["check", "--since", "HEAD~1"]);
    assert!(check.contains("changes `M1.md`, which role `operator` owns"), "{check}");
}
