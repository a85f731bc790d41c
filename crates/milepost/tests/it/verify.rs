//! Gates through the built program: what runs, what counts, and what makes it stale.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
require = [\"exit == 0\", 'output contains \"2 passed\"']

[gates.docs]
run = [\"test\", \"-f\", \"guide/index.txt\"]
inputs = [\"guide/**\"]
//- docs/M1.md
# M1 Walking skeleton

**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
- [ ] The guide is there (gate `docs`)
//- src/test.sh
echo 2 passed
//- guide/index.txt
Welcome
";

/// What a person sees of a board's milestone.
fn board(sandbox: &Sandbox) -> String {
    let page = sandbox.stdout(&["status"]);
    let line = page.lines().find(|line| line.starts_with("  M1 Walking")).unwrap_or_default();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gates(sandbox: &Sandbox) -> String {
    let page = sandbox.stdout(&["gate", "list"]);
    let lines = page.lines().skip(1).take_while(|line| !line.is_empty());
    let words = lines.map(|line| line.split_whitespace().take(3).collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_ran_is_proven_and_does_not_run_again() {
    let sandbox = Sandbox::new(PROJECT);
    assert!(board(&sandbox).contains("ready"), "{}", board(&sandbox));
    let first = sandbox.run(&["verify", "--quiet"]);
    assert!(first.contains("ready → ✔ proven") && first.ends_with("[exit 0]\n"), "{first}");
    assert!(board(&sandbox).contains("✔ done"), "{}", board(&sandbox));
    assert_snapshot!(sandbox.stdout(&["verify", "--quiet"]).lines().skip(1).collect::<Vec<_>>().join("\n"), @"
    nothing to run: no gate that was asked for is missing or stale
    2 of 2 gates pass
    ");
}

#[test]
fn what_a_gate_wrote_can_be_looked_up() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    let log = sandbox.stdout(&["log", "--gate", "unit"]);
    let id = log.split_whitespace().nth(1).unwrap();
    assert_eq!(sandbox.run(&["log", "--output", id]), "2 passed\n[exit 0]\n");
    assert!(sandbox.run(&["doctor"]).ends_with("[exit 0]\n"));
}

#[test]
fn evidence_boxes_and_rewording_make_nothing_stale() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    let plan = PROJECT.split("//- docs/M1.md\n").nth(1).unwrap();
    let plan = plan.split("//- src").next().unwrap().replace("- [ ]", "- [x]");
    sandbox.write_bytes("docs/M1.md", plan.as_bytes());
    sandbox.commit("boxes");
    assert_snapshot!(gates(&sandbox), @"
    docs ✔ pass
    unit ✔ pass
    ");
    assert!(sandbox.run(&["check"]).ends_with("[exit 0]\n"));
}

#[test]
fn one_changed_file_makes_stale_what_depends_on_it_and_that_alone_runs() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.write_bytes("src/other.txt", b"new\n");
    sandbox.commit("other");
    assert_snapshot!(gates(&sandbox), @"
    docs ✔ pass
    unit ≈ stale
    ");
    let why = sandbox.stdout(&["why", "M1"]);
    assert!(why.contains("`src/other.txt` moved since"), "{why}");
    assert!(board(&sandbox).contains("≈ unchecked"), "{}", board(&sandbox));
    let plan = sandbox.stdout(&["verify", "--stale", "--plan"]);
    assert!(plan.contains("1 gate to run") && plan.contains("unit"), "{plan}");
    assert!(sandbox.run(&["verify", "--stale", "--quiet"]).ends_with("[exit 0]\n"));
    assert!(board(&sandbox).contains("✔ done"), "{}", board(&sandbox));
}

#[test]
fn amending_squashing_and_rebasing_keep_what_the_content_keeps() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    sandbox.git(&[
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "commit",
        "--quiet",
        "--amend",
        "--message",
        "other words",
    ]);
    assert_snapshot!(gates(&sandbox), @"
    docs ✔ pass
    unit ✔ pass
    ");
    // All of history in one new commit: the commit that the evidence names is gone.
    let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
    let squashed = sandbox.git(&[
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "commit-tree",
        "-m",
        "squashed",
        tree.trim(),
    ]);
    sandbox.git(&["reset", "--quiet", "--hard", squashed.trim()]);
    sandbox.git(&["reflog", "expire", "--expire=now", "--all"]);
    sandbox.git(&["gc", "--quiet", "--prune=now"]);
    assert_snapshot!(gates(&sandbox), @"
    docs ✔ pass
    unit ✔ pass
    ");
}

#[test]
fn a_gate_that_goes_red_makes_what_was_done_regress() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.write_bytes("src/test.sh", b"echo 1 passed\n");
    sandbox.commit("break");
    let screen = sandbox.run(&["verify", "--quiet"]);
    assert!(screen.contains("regressed") && screen.ends_with("[exit 1]\n"), "{screen}");
    // The same content fails again: nothing is run to find that out.
    let again = sandbox.stdout(&["verify", "--plan"]);
    assert!(again.contains("nothing to run"), "{again}");
}

#[test]
fn what_is_not_committed_is_no_part_of_it() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("src/test.sh", b"exit 1\n");
    sandbox.write_bytes("notes.txt", b"x\n");
    let screen = sandbox.run(&["verify", "--quiet"]);
    let first = screen.lines().next().unwrap();
    assert!(
        first.ends_with("(2 paths on disk are no part of it: notes.txt, src/test.sh)"),
        "{first}"
    );
    assert!(screen.ends_with("[exit 0]\n"), "{screen}");
    let here = sandbox.run(&["verify", "--here", "--again", "--gate", "unit", "--quiet"]);
    assert!(here.contains("proves nothing"), "{here}");
    assert!(gates(&sandbox).contains("unit ✔ pass"), "{}", gates(&sandbox));
}

#[test]
fn diagnostic_evidence_never_proves() {
    let sandbox = Sandbox::new(PROJECT);
    let screen = sandbox.run(&["verify", "--here", "--quiet"]);
    assert!(
        screen.contains("its grade is diagnostic") && screen.ends_with("[exit 1]\n"),
        "{screen}"
    );
    assert!(!board(&sandbox).contains("proven"), "{}", board(&sandbox));
}

#[test]
fn an_edited_segment_counts_for_nothing() {
    let sandbox = Sandbox::new(&PROJECT.replace("echo 2 passed", "exit 1"));
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 1]\n"));
    let segments = sandbox.files_below(".milepost/ledger");
    for segment in &segments {
        let text = std::fs::read_to_string(segment).unwrap();
        std::fs::write(segment, text.replace("failed", "passed")).unwrap();
    }
    assert!(!gates(&sandbox).contains("pass"), "{}", gates(&sandbox));
    assert!(!board(&sandbox).contains("proven"), "{}", board(&sandbox));
}

#[test]
fn a_project_without_gates_or_commits_cannot_be_verified() {
    let sandbox = Sandbox::new("//- a.txt\nx\n");
    assert_snapshot!(sandbox.run(&["verify"]), @"
    ------- stderr -------
    error: no gate is defined, so nothing can be verified
    hint: `milepost init` writes a milepost.toml; `milepost init --adopt` takes gates over from the documents
    [exit 2]
    ");
    let sandbox = Sandbox::unborn(PROJECT);
    assert!(sandbox.run(&["verify"]).ends_with("[exit 2]\n"));
}
