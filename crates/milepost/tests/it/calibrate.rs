//! `gate calibrate`: a gate counts once it has shown that it can fail.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A gate that adds up numbers, and a patch that makes the sum wrong.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.sums]
prepare = \"cp src/add.sh built.sh\"
run = \"sh src/test.sh\"

[[gates.sums.controls]]
name = \"as it is\"
good = \".\"

[[gates.sums.controls]]
name = \"off by one\"
bad = \"gates/off.patch\"
signal = \"sum is wrong\"
//- src/add.sh
echo $((1 + 1))
//- src/test.sh
test \"$(sh built.sh)\" = 2 || { echo the sum is wrong; exit 1; }
//- gates/off.patch
--- a/src/add.sh
+++ b/src/add.sh
@@ -1 +1 @@
-echo $((1 + 1))
+echo $((1 + 2))
";

fn shows(sandbox: &Sandbox) -> String {
    let page = sandbox.stdout(&["gate", "list"]);
    let line = page.lines().find(|line| line.starts_with("sums")).unwrap_or_default();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn calibrated(project: &str) -> String {
    Sandbox::new(project).run(&["gate", "calibrate", "sums", "--quiet"])
}

#[test]
fn a_gate_that_passes_the_good_and_fails_the_bad_counts() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    assert!(shows(&sandbox).contains("calibrating"), "{}", shows(&sandbox));
    assert_snapshot!(sandbox.run(&["gate", "calibrate", "sums", "--quiet"]), @"
    ✔ good  as it is    it passed
    ✔ bad   off by one  it failed and said `sum is wrong`
    ✔ sound sums: it passes what it must and fails what it must: its verdict counts
    [exit 0]
    ");
    assert!(shows(&sandbox).contains("✔ pass"), "{}", shows(&sandbox));
    // Another definition has shown nothing yet.
    sandbox.write(&PROJECT.replace("signal = \"sum is wrong\"", "signal = \"wrong\""));
    sandbox.commit("other controls");
    assert!(shows(&sandbox).contains("calibrating"), "{}", shows(&sandbox));
}

#[test]
fn a_gate_that_passes_the_bad_is_blind() {
    let sandbox = Sandbox::new(&PROJECT.replace("exit 1; }", "true; }"));
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(sandbox.run(&["gate", "calibrate", "sums", "--quiet"]), @"
    ✔ good  as it is    it passed
    ✗ bad   off by one  it must fail, and passed
    ✗ blind sums: it passes what it must fail: its verdict does not count
    [exit 1]
    ");
    assert!(shows(&sandbox).contains("blind"), "{}", shows(&sandbox));
}

#[test]
fn a_failure_without_the_signal_detects_nothing() {
    let crash = PROJECT.replace("+echo $((1 + 2))", "+exit 3; echo");
    let crash = crash.replace("echo the sum is wrong; exit 1", "exit 1");
    assert_snapshot!(calibrated(&crash), @"
    ✔ good  as it is    it passed
    ! bad   off by one  it failed and did not say `sum is wrong`, so it was not this that it saw
    ! unsound sums: a control did not end as it must: its verdict does not count
    [exit 1]
    ");
    let hangs = PROJECT.replace("run = ", "timeout = \"1s\"\nrun = ");
    let hangs = hangs.replace("echo the sum is wrong; exit 1", "echo the sum is wrong; sleep 60");
    assert!(calibrated(&hangs).contains("could not be measured: it took longer than it may"));
}

#[test]
fn a_good_state_that_fails_and_a_patch_that_does_not_fit_are_unsound() {
    let red = PROJECT.replace("= 2 ||", "= 5 ||");
    let screen = calibrated(&red);
    assert!(screen.contains("it must pass, and failed: it ended with exit code 1"), "{screen}");
    assert!(screen.ends_with("[exit 1]\n"), "{screen}");
    let screen = calibrated(&PROJECT.replace("-echo $((1 + 1))", "-echo nothing of this"));
    assert!(screen.contains("gates/off.patch does not apply:"), "{screen}");
    assert!(screen.contains("! unsound sums") && screen.ends_with("[exit 1]\n"), "{screen}");
    let screen = calibrated(&PROJECT.replace("bad = \"gates/off", "bad = \"gates/of"));
    assert!(screen.contains("has no patch gates/of.patch"), "{screen}");
}

#[test]
fn the_patch_is_that_of_the_commit_and_leaves_nothing_behind() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("gates/off.patch", b"not committed\n");
    let first = sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert!(first.ends_with("[exit 0]\n"), "{first}");
    assert_eq!(sandbox.run(&["gate", "calibrate", "sums", "--quiet"]), first);
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
}

#[test]
fn commits_are_states_too() {
    let wrong = PROJECT.replace("$((1 + 1))", "$((1 + 2))");
    let mut sandbox = Sandbox::new(&wrong);
    sandbox.git(&["tag", "broken"]);
    sandbox.write(&PROJECT.replace("gates/off.patch\"", "broken\""));
    sandbox.commit("mend");
    let screen = sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert!(screen.ends_with("[exit 0]\n"), "{screen}");
    sandbox.git(&["tag", "--delete", "broken"]);
    let screen = sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert!(screen.contains("`broken` names no commit or tag here"), "{screen}");
}

#[test]
fn good_states_alone_and_no_states_at_all_show_nothing() {
    let (good, rest) = PROJECT.split_once("[[gates.sums.controls]]\nname = \"off").unwrap();
    let (_, files) = rest.split_once("//- src/add").unwrap();
    let screen = calibrated(&format!("{good}//- src/add{files}"));
    assert!(screen.contains("no control is one that it must fail"), "{screen}");
    let (none, _) = PROJECT.split_once("[[gates").unwrap();
    assert_snapshot!(calibrated(&format!("{none}//- src/add{files}")), @r#"
    ------- stderr -------
    error: nothing can be said of gate `sums`
      because: it has no `controls`: nothing says what it must pass and fail
    hint: `controls = [{ name = "broken", bad = "gates/broken.patch", signal = "FAILED" }]` under [gates.sums] names a state that it must fail, and what it then says
    [exit 2]
    "#);
}

#[test]
fn a_changed_patch_or_commit_takes_the_calibration_back() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert!(shows(&sandbox).contains("✔ pass"), "{}", shows(&sandbox));
    let patch = "--- a/src/add.sh\n+++ b/src/add.sh\n@@ -1 +1 @@\n-echo $((1 + 1))\n+echo 3\n";
    sandbox.write_bytes("gates/off.patch", patch.as_bytes());
    assert!(shows(&sandbox).contains("✔ pass"), "only what is committed counts");
    sandbox.commit("another patch");
    sandbox.run(&["verify", "--quiet"]);
    let why = "calibrating: it or one of its controls changed since they were run";
    assert_eq!(sandbox.verdict("sums"), why);
    let check = sandbox.run(&["check"]);
    assert!(check.contains("calibration-stale") || check.contains("no tracker"), "{check}");
    sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert_eq!(sandbox.verdict("sums"), "pass: ");
    sandbox.git(&["rm", "--quiet", "gates/off.patch"]);
    sandbox.commit("no patch");
    sandbox.run(&["verify", "--quiet"]);
    let said = sandbox.verdict("sums");
    assert!(said.starts_with("calibrating: commit "), "{said}");
    assert!(said.ends_with("does not hold the patch `gates/off.patch` of a control"), "{said}");
}

#[test]
fn a_tag_that_moves_is_another_control() {
    let mut sandbox = Sandbox::new(&PROJECT.replace("$((1 + 1))", "$((1 + 2))"));
    sandbox.git(&["tag", "broken"]);
    sandbox.write(&PROJECT.replace("gates/off.patch\"", "broken\""));
    sandbox.commit("mend");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["gate", "calibrate", "sums", "--quiet"]);
    assert_eq!(sandbox.verdict("sums"), "pass: ");
    sandbox.git(&["tag", "--force", "broken", "HEAD"]);
    assert!(sandbox.verdict("sums").starts_with("calibrating: it or one of its controls changed"));
    sandbox.git(&["tag", "--delete", "broken"]);
    let said = sandbox.verdict("sums");
    assert!(
        said.contains("`broken`, the state of a control, names no commit or tag here"),
        "{said}"
    );
}
