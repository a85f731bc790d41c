//! Lies of configuration, and of what goes on while a gate runs.

use super::{is_shown, project, proven, refused};
use crate::sandbox::{Sandbox, until};

#[track_caller]
fn check(gate: &str, files: &str, why: &str) {
    let sandbox = Sandbox::new(&project(gate, files));
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", why);
}

#[test]
fn inputs_that_match_nothing_are_no_inputs() {
    check("run = \"true\"\ninputs = [\"nothing/**\"]", "", "its inputs name no file");
}

#[test]
fn rules_about_what_is_not_known_are_no_pass() {
    check("run = \"true\"\nrequire = [\"tests.passed >= 1\"]", "", "could not be measured");
    check("run = \"true\"\nrequire = [\"line_coverage >= 1 %\"]", "", "could not be measured");
    check("run = \"true\"\nrequire = ['artifact(\"no\").exists']", "", "does not hold");
    check("run = \"true\"\nrequire = ['output contains \"ok\"']", "", "does not hold");
}

#[test]
fn a_comparison_that_did_not_take_place_is_no_pass() {
    let gate = "run = \"echo p95=100 ms\"\nreports = [{ format = \"values\", from = \"stdout\" }]\n\
                compare = { metric = \"p95\", lower-is-better = true, with = \"HEAD\", worse-by-at-most = \"10 %\" }";
    check(gate, "", "names no commit or tag here");
}

#[test]
fn a_rule_that_is_weakened_after_a_failure_passes_nothing_by_itself() {
    let gate = "run = \"echo 1 passed\"\nrequire = ['output contains \"RULE\"']";
    let mut sandbox = Sandbox::new(&project(&gate.replace("RULE", "2 passed"), ""));
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "does not hold");
    sandbox.write(&project(&gate.replace("RULE", "1 passed"), ""));
    refused(&sandbox, "M1", "its definition changed since");
    sandbox.commit("weaken");
    refused(&sandbox, "M1", "its definition changed since");
    // Back again, and the failure is still there.
    sandbox.write(&project(&gate.replace("RULE", "2 passed"), ""));
    refused(&sandbox, "M1", "does not hold");
}

#[test]
fn what_is_replaced_while_the_gate_runs_was_not_verified() {
    let script = "//- src/test.sh\ntouch \"$HOME/.git/started\"\n\
                  until test -e \"$HOME/.git/go\"; do sleep 0.05; done\n//- src/a.txt\none\n";
    let mut sandbox = Sandbox::new(&project("run = \"sh src/test.sh\"", script));
    let mut verify = sandbox.milepost().args(["verify", "--quiet"]).spawn().unwrap();
    until("the gate runs", || sandbox.root().join(".git/started").exists());
    sandbox.write_bytes("src/a.txt", b"two\n");
    sandbox.commit("replaced");
    sandbox.write_bytes(".git/go", b"");
    verify.wait().unwrap();
    refused(&sandbox, "M1", "`src/a.txt` moved since");
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    proven(&sandbox, "M1");
}

#[test]
fn a_gate_that_writes_to_the_ledger_proves_nothing_by_it() {
    // In its own checkout there is no ledger, whatever it writes there.
    let forge = "//- src/test.sh\nmkdir -p .milepost/ledger/2026/01\n\
                 cp -r \"$HOME/.milepost\" . 2> /dev/null\n\
                 echo '{}' > .milepost/ledger/2026/01/x.jsonl\nexit 1\n";
    check("run = \"sh src/test.sh\"", forge, "exit code 1");
    // By an absolute path it can spoil the segments that are there, and with them their passes.
    let spoil = "run = \"true\"\n\n[gates.spoil]\nrun = \"sh src/spoil.sh\"";
    let script = "//- src/spoil.sh\nfor it in \"$HOME\"/.milepost/ledger/*/*/*.jsonl; do\n\
                  echo '{}' >> \"$it\"\ndone\n";
    let sandbox = Sandbox::new(&project(spoil, script));
    sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    assert!(is_shown(&sandbox, "M1"));
    sandbox.run(&["verify", "--quiet", "--gate", "spoil"]);
    assert!(!is_shown(&sandbox, "M1"));
    sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    refused(&sandbox, "M1", "the ledger is not whole");
}
