//! Several files of one report, and several reports of one gate.

use milepost_core::report::{Format, Reading, ReportError, ReportFile, merge};

use super::{read, show};

/// What becomes of reports of one gate, each with its format and its files.
fn all(reports: &[(Format, &[&str])]) -> String {
    let readings: Result<Vec<Reading>, ReportError> =
        reports.iter().map(|(format, texts)| read(*format, texts)).collect();
    show(&readings.and_then(merge))
}

const A: &str = r#"<testsuite name="a" skipped="0"><testcase name="x"/></testsuite>"#;
const B: &str = r#"<testsuite name="b"><testcase name="x"/></testsuite>"#;
const EMPTY: &str = r#"<testsuite name="c"/>"#;
const CARGO: &str =
    "running 1 test\ntest y ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured\n";

#[test]
fn files_of_one_report_are_read_together() {
    insta::assert_snapshot!(all(&[(Format::Junit, &[A, B, EMPTY])]), @"
    2 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  a > x
      passed  b > x
    ");
    insta::assert_snapshot!(all(&[(Format::Junit, &[A, A])]), @"error: the test case `a > x` is there twice");
    insta::assert_snapshot!(all(&[(Format::Junit, &[])]), @"error: no file belongs to the report");
    insta::assert_snapshot!(all(&[(Format::Junit, &[A, "<testsuite>"])]), @"error: `b`, line 1: the file ends inside of `testsuite`");
    let read =
        all(&[(Format::Lcov, &["SF:x\nDA:1,0\nend_of_record\n", "SF:x\nDA:1,1\nend_of_record\n"])]);
    insta::assert_snapshot!(read, @"
    line_coverage = 100 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 1
    ");
    insta::assert_snapshot!(all(&[(Format::Values, &["a=1", "a=1"])]), @"error: `b`, line 1: the metric `a` is there twice");
}

#[test]
fn reports_of_one_gate_are_added() {
    let read =
        all(&[(Format::Junit, &[A]), (Format::CargoTest, &[CARGO]), (Format::Values, &["a=1"])]);
    insta::assert_snapshot!(read, @"
    2 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a > x
      passed  y
    a = 1
    ");
    insta::assert_snapshot!(all(&[(Format::Junit, &[B]), (Format::CargoTest, &[CARGO])]), @"
    2 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  b > x
      passed  y
    ");
    insta::assert_snapshot!(all(&[(Format::Values, &["a=1"]), (Format::Values, &["a=1"])]), @"error: the metric `a` is there twice");
    insta::assert_snapshot!(all(&[(Format::Junit, &[A]), (Format::Junit, &[A])]), @"error: the test case `a > x` is there twice");
    assert_eq!(all(&[]), "");
}

#[test]
fn the_order_of_files_means_nothing_and_a_file_counts_once() {
    let [a, b] = [A, B].map(str::as_bytes);
    let (a, b) = (ReportFile { path: "a", bytes: a }, ReportFile { path: "b", bytes: b });
    assert_eq!(Format::Junit.read(&[a, b]), Format::Junit.read(&[b, a]));
    assert_eq!(show(&Format::Junit.read(&[a, a])), "error: `a`: the file is given twice");
}

#[test]
fn limits_are_told() {
    let deep = "<testsuite>".repeat(100);
    let attributes: Vec<String> = (0..100).map(|at| format!("a{at}=\"\"")).collect();
    let many = format!("<testsuite {}/>", attributes.join(" "));
    let json = "[".repeat(1000);
    let tap = format!("TAP version 14\n{}ok\n", " ".repeat(4000));
    let shown = [
        (Format::Junit, deep.as_str()),
        (Format::Junit, &many),
        (Format::Ctrf, &json),
        (Format::Tap, &tap),
    ]
    .map(|(format, text)| show(&read(format, &[text])));
    insta::assert_snapshot!(shown.join("\n"), @"
    error: `a`, line 1: nested more than 64 deep
    error: `a`, line 1: more than 64 attributes in one element
    error: `a`, line 1: the JSON does not fit: invalid type: sequence, expected a string
    error: `a`, line 2: nested more than 32 deep
    ");
    let bytes: &[u8] = b"a=1\nb=\xff\n";
    let read = Format::Values.read(&[ReportFile { path: "a", bytes }]);
    assert_eq!(show(&read), "error: `a`, line 2: the file is not UTF-8");
}

#[test]
fn large_reports_are_read_in_one_pass() {
    let cases: Vec<String> = (0..200_000).map(|at| format!("<testcase name=\"t{at}\"/>")).collect();
    let cases = cases.concat();
    let report = format!("<testsuite name=\"s\" tests=\"200000\">{cases}</testsuite>");
    let reading = read(Format::Junit, &[&report]).unwrap();
    assert_eq!(reading.tests.unwrap().counts.passed, 200_000);
    let points: String = (1..=200_000).map(|_| "ok - same\n").collect();
    let report = format!("TAP version 14\n1..200000\n{points}");
    let reading = read(Format::Tap, &[&report]).unwrap();
    assert_eq!(reading.tests.unwrap().counts.passed, 200_000);
}
