//! What `check` says of evidence: claims that no gate shows, what regressed, a ledger that was touched.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
//- docs/M1.md
# M1 Walking skeleton

**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
//- src/test.sh
exit 0
";

fn ticked() -> String {
    PROJECT.replace("- [ ]", "- [x]")
}

/// The first lines of what `check` finds, and how it ends.
fn found(sandbox: &Sandbox) -> String {
    let page = sandbox.run(&["check"]);
    let is_headline = |line: &&str| {
        ["error", "warning", "note", "[exit"].iter().any(|word| line.starts_with(word))
    };
    page.lines().filter(is_headline).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plan_whose_gates_have_not_run_yet_fails_nothing() {
    assert_snapshot!(found(&Sandbox::new(PROJECT)), @"[exit 0]");
}

#[test]
fn a_tick_is_an_error_until_its_gate_has_passed() {
    let sandbox = Sandbox::new(&ticked());
    assert_snapshot!(found(&sandbox), @"
    error[MP0201 unproven-claim]: criterion “The tests pass” is marked met, and gate `unit` has no run that counts: it has never been run
    [exit 1]
    ");
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(found(&sandbox), @"[exit 0]");
}

#[test]
fn what_was_proven_and_fails_now_has_regressed() {
    let mut sandbox = Sandbox::new(&ticked());
    sandbox.run(&["verify", "--quiet"]);
    sandbox.write_bytes("src/test.sh", b"exit 3\n");
    sandbox.commit("break it");
    let moved = found(&sandbox);
    assert!(moved.contains("gate `unit` is stale: `src/test.sh` moved since "), "{moved}");
    assert!(moved.starts_with("note[MP0201") && moved.ends_with("[exit 0]"), "{moved}");
    sandbox.run(&["verify", "--quiet"]);
    let red = found(&sandbox);
    assert!(red.starts_with("error[MP0202 regressed]: milestone `M1` was proven on "), "{red}");
    assert!(red.contains("gate `unit` fails now: ") && red.ends_with("[exit 1]"), "{red}");
}

#[test]
fn a_segment_that_was_touched_is_told_at_its_file_in_every_format() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    let segments = sandbox.files_below(".milepost/ledger");
    let segment = segments.iter().find(|path| path.extension().is_some_and(|it| it == "jsonl"));
    let segment = segment.unwrap();
    let bytes = std::fs::read(segment).unwrap();
    std::fs::write(segment, [bytes.as_slice(), b"{}\n"].concat()).unwrap();
    let name = segment.file_name().unwrap().to_str().unwrap();
    for format in ["human", "json", "sarif", "github", "markdown"] {
        let page = sandbox.run(&["check", "--format", format]);
        assert!(page.contains(name) && page.contains("digest-changed"), "{format}: {page}");
        assert!(page.ends_with("[exit 1]\n"), "{format}: {page}");
    }
}

#[test]
fn a_problem_of_a_gate_stands_where_the_gate_is_defined() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    let renamed = PROJECT.split("//- docs").next().unwrap().replace("gates.unit", "gates.tests");
    sandbox.write(&renamed);
    let page = sandbox.run(&["check"]);
    assert!(page.contains("milepost.toml:1:1"), "{page}");
    assert!(page.contains("of the ledger is about gate `unit`"), "{page}");
    assert!(page.ends_with("[exit 0]\n"), "{page}");
}
