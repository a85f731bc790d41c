//! Lies of reports and of processes.

use super::{project, proven, refused};
use crate::sandbox::Sandbox;

/// A gate that runs a script and reads a report.
const GATE: &str =
    "run = \"sh src/test.sh\"\nreports = [{ format = \"junit\", path = \"out/r.xml\" }]";

const GREEN: &str = "\
<testsuite name='s' tests='2' failures='0' errors='0' skipped='0'>\
<testcase classname='a' name='x'/><testcase classname='a' name='y'/></testsuite>";

const RED: &str = "\
<testsuite name='s' tests='2' failures='1' errors='0' skipped='0'>\
<testcase classname='a' name='x'/>\
<testcase classname='a' name='y'><failure message='no'/></testcase></testsuite>";

/// Writes a report that lies in the project to its place.
const COPY: &str = "mkdir -p out; cat src/report.xml > out/r.xml";

fn tested(script: &str, report: &str) -> Sandbox {
    let files = format!("//- src/test.sh\n{script}\n//- src/report.xml\n{report}\n");
    Sandbox::new(&project(GATE, &files))
}

#[track_caller]
fn check(script: &str, report: &str, why: &str) {
    let sandbox = tested(script, report);
    let screen = sandbox.run(&["verify", "--quiet"]);
    assert!(screen.ends_with("[exit 1]\n"), "{screen}");
    refused(&sandbox, "M1", why);
}

#[test]
fn an_honest_report_proves() {
    let sandbox = tested(COPY, GREEN);
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    proven(&sandbox, "M1");
}

#[test]
fn a_report_that_contradicts_itself_or_the_exit_code_does_not() {
    check(COPY, RED, "1 case failed, though it ended with exit code 0");
    check(
        &format!("{COPY}; exit 1"),
        GREEN,
        "it ended with exit code 1, though its reports name 2",
    );
    let header = RED.replace("failures='1'", "failures='0'");
    check(COPY, &header, "the number of failures is stated as 0 and counted as 1");
    let header = GREEN.replace("tests='2'", "tests='7'");
    check(COPY, &header, "is stated as 7 and counted as 2");
}

#[test]
fn a_report_of_nothing_does_not() {
    check(COPY, "<testsuite name='s' tests='0'></testsuite>", "no test case is in");
    check(COPY, "<testsuites/>", "no test case is in");
    let skipped = "<testsuite name='s' tests='1' skipped='1'>\
                   <testcase classname='a' name='x'><skipped/></testcase></testsuite>";
    check(COPY, skipped, "its one case was skipped");
    check(COPY, "", "could not be measured");
}

#[test]
fn a_report_that_is_cut_short_does_not() {
    for length in [GREEN.len() - 1, GREEN.len() - 12, GREEN.len() / 2, 3] {
        check(COPY, &GREEN[..length], "could not be measured");
    }
}

#[test]
fn a_report_that_the_run_did_not_leave_does_not() {
    check("true", GREEN, "the run left none");
    check(&format!("{COPY}; rm out/r.xml"), GREEN, "the run left none");
    check(&format!("{COPY}; touch -d yesterday out/r.xml"), GREEN, "the run left none");
    check("mkdir out; ln -s ../src/report.xml out/r.xml", GREEN, "could not be measured");
    check("mkdir out; ln -s ../src/report.xml out/r.xml; exit 1", GREEN, "exit code 1");
}

#[test]
fn a_report_that_was_committed_written_or_kept_beforehand_does_not() {
    let gate = format!("{GATE}\nkeep = [\"out\"]");
    let files = format!(
        "//- src/test.sh\nif test -e out/ran; then exit 0; fi; mkdir -p out; touch out/ran\n\
         cat src/report.xml > out/r.xml\n//- src/report.xml\n{GREEN}\n"
    );
    let sandbox = Sandbox::new(&project(&gate, &files));
    sandbox.run(&["verify", "--quiet"]);
    proven(&sandbox, "M1");
    // The folder is kept, the script is content with what it did before, the report is not taken.
    sandbox.run(&["verify", "--quiet", "--gate", "unit", "--again"]);
    refused(&sandbox, "M1", "the run left none");

    let mut sandbox = tested("true", GREEN);
    sandbox.write_bytes("out/r.xml", GREEN.as_bytes());
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "the run left none");
    sandbox.commit("a report");
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "the run left none");
    sandbox.run(&["verify", "--quiet", "--here"]);
    refused(&sandbox, "M1", "the run left none");
}

#[test]
fn a_report_of_the_preparation_does_not() {
    let gate = format!("{GATE}\nprepare = \"sh src/prepare.sh\"");
    for when in ["now", "tomorrow"] {
        let files = format!(
            "//- src/test.sh\ntrue\n//- src/prepare.sh\n{COPY}; touch -d {when} out/r.xml\n\
             //- src/report.xml\n{GREEN}\n"
        );
        let sandbox = Sandbox::new(&project(&gate, &files));
        sandbox.run(&["verify", "--quiet"]);
        refused(&sandbox, "M1", "the run left none");
    }
}
