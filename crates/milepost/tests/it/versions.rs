//! Versions: recorded with a run, and compared by `verify` alone.

use std::fs;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"test ! -e asked\"
versions = { cc = \"touch asked asked2; cat src/pin \\\"$HOME/.git/cc\\\"\", ld = \"exit 3\" }
//- src/pin

";

/// A project whose compiler says this.
fn with(version: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes(".git/cc", version);
    sandbox
}

fn plans(sandbox: &Sandbox) -> String {
    let page = sandbox.run(&["verify", "--quiet"]);
    page.lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn another_version_makes_verify_run_it_again_and_no_reading_command_asks() {
    let sandbox = with(b"cc 13\n");
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    let show = sandbox.stdout(&["gate", "show", "unit"]);
    assert!(
        show.contains("with cc: cc 13") && show.contains("with ld: unknown: exit code 3"),
        "{show}"
    );
    assert!(plans(&sandbox).starts_with("nothing to run"), "{}", plans(&sandbox));
    sandbox.write_bytes(".git/cc", b"cc 14\n");
    assert_eq!(sandbox.verdict("unit"), "pass: ");
    let plan = sandbox.run(&["verify", "--plan"]);
    assert!(plan.contains("nothing to run") && plan.contains("not by --plan"), "{plan}");
    assert!(!plans(&sandbox).starts_with("nothing to run"));
    let attempts = &sandbox.json(&["gate", "show", "unit"])["gates"][0]["attempts"];
    assert_eq!(attempts["passed"], 2);
    assert!(sandbox.stdout(&["gate", "show", "unit"]).contains("with cc: cc 14"));
    assert!(plans(&sandbox).starts_with("nothing to run"));
}

#[test]
fn a_version_is_one_plain_line_in_what_is_committed() {
    let sandbox = with(b"\x1b[2J\xffcc 13 \"x\"\nsecret\n");
    sandbox.run(&["verify", "--quiet"]);
    let mut text = String::new();
    for segment in sandbox.segments() {
        text += &fs::read_to_string(segment).unwrap();
    }
    assert!(text.contains("\"version:cc\":\"?[2J?cc 13 \\\"x\\\"\""), "{text}");
    assert!(!text.contains("secret"), "{text}");
}
