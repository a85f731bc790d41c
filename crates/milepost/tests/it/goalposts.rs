//! Goals that move after somebody agreed to them, and the decisions that let them.

use crate::sandbox::Sandbox;

const CONFIG: &str = "schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"cp results.txt out.tap\"
reports = [{ format = \"tap\", path = \"out.tap\" }]
require = [\"tests.passed >= 3\"]
inputs = [\"results.txt\", \"src/**\"]
";

const PLAN: &str = "# M2 Parser

**Goal:** Every file is read
**Target:** 2026-03-01

## Acceptance criteria

- [ ] At least 3 integration tests pass (gate `unit`)
- [ ] Broken files are reported

### M2-D1 Reader

**Status:** Planned
";

/// So many tests that pass.
fn tap(tests: u32) -> String {
    let lines: Vec<String> = (1..=tests).map(|at| format!("ok {at} - case {at}\n")).collect();
    format!("TAP version 13\n1..{tests}\n{}", lines.concat())
}

/// A project whose milestone is held against a baseline.
fn agreed() -> Sandbox {
    let sandbox = Sandbox::new(&format!(
        "//- milepost.toml\n{CONFIG}//- PLAN.md\n{PLAN}//- results.txt\n{}//- src/a.txt\na\n",
        tap(6)
    ));
    sandbox.run(&["verify", "--quiet"]);
    let told = sandbox.run(&["baseline", "M2", "--reason", "the plan of spring"]);
    assert!(told.ends_with("[exit 0]\n"), "{told}");
    sandbox
}

/// What `check` says of goals that moved.
fn moved(sandbox: &Sandbox) -> Vec<String> {
    let page = sandbox.json(&["check"]);
    let problems = page["problems"].as_array().unwrap().iter();
    let told = problems
        .filter(|it| ["goalposts-moved", "scope-creep"].contains(&it["rule"].as_str().unwrap()));
    told.map(|it| it["message"].as_str().unwrap().to_owned()).collect()
}

/// What is told after one change of one file.
#[track_caller]
fn check(path: &str, from: &str, to: &str, expected: &[&str]) {
    let sandbox = agreed();
    assert_eq!(moved(&sandbox), [""; 0], "nothing changed yet");
    let text = if path == "PLAN.md" { PLAN } else { CONFIG };
    assert!(text.contains(from), "{from}");
    sandbox.write_bytes(path, text.replace(from, to).as_bytes());
    let told = moved(&sandbox);
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn thresholds_and_gates_that_are_weakened_are_told() {
    check("milepost.toml", ">= 3", ">= 2", &["`tests.passed >= [-3-]{+2+}`"]);
    check("milepost.toml", ">= 3", ">= 4", &[]);
    check(
        "milepost.toml",
        "cp results.txt out.tap",
        "true",
        &["−`cp results.txt out.tap` +`true`"],
    );
    check("milepost.toml", ", \"src/**\"", "", &["`inputs` of gate `unit` changed: −`src/**`"]);
    check("milepost.toml", "\"src/**\"", "\"src/**\", \"lib/**\"", &[]);
    let advisory = "enforcement = \"advisory\"\nrun";
    check("milepost.toml", "run", advisory, &["gate `unit` was blocking and is advisory"]);
}

#[test]
fn criteria_and_targets_that_move_are_told() {
    let loosened = "criterion of `M2` loosened: “At least [-3-]{+2+} integration tests pass”";
    check("PLAN.md", "least 3", "least 2", &[loosened]);
    let removed = "criterion of `M2` removed: “Broken files are reported”";
    check("PLAN.md", "- [ ] Broken files are reported\n", "", &[removed]);
    let reworded = "reworded: “Broken files are [-reported-]{+ignored+}”";
    check("PLAN.md", "are reported", "are ignored", &[reworded]);
    check("PLAN.md", "2026-03-01", "2026-05-01", &["target moved from “2026-03-01”"]);
    let added = "### M2-D2 Printer\n\n**Status:** Planned\n\n### M2-D1";
    check("PLAN.md", "### M2-D1", added, &["deliverable `M2-D2` added"]);
    check("PLAN.md", "# M2 Parser", "# M3 Parser", &["`M2` is in no document any more"]);
    check("PLAN.md", "- [ ] Broken files are reported", "- [x] Broken files\n  are reported", &[]);
}

#[test]
fn tests_that_are_gone_are_told() {
    let mut sandbox = agreed();
    sandbox.write_bytes("results.txt", tap(3).as_bytes());
    sandbox.commit("fewer");
    sandbox.run(&["verify", "--quiet"]);
    let told = moved(&sandbox);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("gate `unit` counted 6 tests and counts 3"), "{told:?}");
}

#[test]
fn a_new_baseline_hides_nothing_and_a_decision_settles_it() {
    let sandbox = agreed();
    sandbox.write_bytes("PLAN.md", PLAN.replace("least 3", "least 2").as_bytes());
    let told = sandbox.run(&["baseline", "M2"]);
    assert!(told.contains("weaker") && told.contains("criterion of `M2` loosened"), "{told}");
    assert_eq!(moved(&sandbox).len(), 1);
    sandbox.write("//- DECISIONS.md\n# Decisions\n\n## D-001 One file\n\n**Status:** Accepted\n");
    let decide = [
        "decide",
        "One test belongs to the printer",
        "--affects",
        "M2,gate:unit",
        "--confirm",
        "unit",
    ];
    let told = sandbox.run(&decide);
    assert!(told.contains("added D-002 to DECISIONS.md, as a proposal"), "{told}");
    assert_eq!(moved(&sandbox).len(), 1, "a proposal excuses nothing");
    let told = sandbox.run(&["decide", "D-002", "--accept"]);
    assert!(told.contains("decision D-002 is accepted, by word alone"), "{told}");
    assert_eq!(moved(&sandbox), [""; 0]);
    let page = sandbox.run(&["show", "D-002"]);
    assert!(page.contains("affects M2  Parser"), "{page}");
    assert!(page.contains("kept, by gate unit: pass"), "{page}");
    assert!(sandbox.run(&["show", "M2"]).contains("Decided in"));
    // Other words are another decision.
    let log = std::fs::read_to_string(sandbox.root().join("DECISIONS.md")).unwrap();
    sandbox.write_bytes("DECISIONS.md", log.replace("M2, gate", "M2, M3, gate").as_bytes());
    assert_eq!(moved(&sandbox).len(), 1);
    assert!(sandbox.run(&["check"]).contains("decision-rewritten"));
}

#[test]
fn where_an_approval_is_needed_only_a_signature_settles_it() {
    let sandbox = agreed();
    let (key, line) = sandbox.key("ada");
    sandbox.write_bytes(".milepost/allowed_signers", line.as_bytes());
    let plan = PLAN.replace("**Goal:**", "**Approval required:** yes\n**Goal:**");
    sandbox.write_bytes("PLAN.md", plan.replace("least 3", "least 2").as_bytes());
    sandbox.write(
        "//- DECISIONS.md\n# Decisions\n\n## D-001 Fewer\n\n**Status:** Accepted\n**Affects:** M2\n",
    );
    sandbox.run(&["decide", "D-001", "--accept"]);
    assert_eq!(moved(&sandbox).len(), 1, "a word is not enough");
    let sign = ["decide", "D-001", "--accept", "--key", &key];
    assert!(sandbox.run(&sign).contains("asks on a terminal"));
    let told = sandbox.on_terminal(&sign, "D-001\n");
    assert!(told.contains("decision D-001 is accepted by `ada@example.org`"), "{told}");
    assert_eq!(moved(&sandbox), [""; 0]);
}
