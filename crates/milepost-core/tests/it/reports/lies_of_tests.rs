//! Reports of tests that nobody should believe.

use milepost_core::report::Format;

use super::{read, show};

/// What becomes of each report, one a line.
fn each(format: Format, reports: &[&str]) -> String {
    let shown = reports.iter().map(|report| show(&read(format, &[report])));
    shown.map(|text| text.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_head_of_a_junit_suite_must_agree_with_its_cases() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuite name="s" tests="1" failures="0"><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s" tests="32"><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s" tests="1" failures="0"><testcase name="a"><failure/></testcase></testsuite>"#,
            r#"<testsuite name="s" errors="0"><testcase name="a"><error/></testcase></testsuite>"#,
            r#"<testsuite name="s" skipped="1"><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s" tests="many"><testcase name="a"/></testsuite>"#,
            r#"<testsuites tests="2"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  s > a
    error: `a`, line 1: the number of tests is stated as 32 and counted as 1
    error: `a`, line 1: the number of failures is stated as 0 and counted as 1
    error: `a`, line 1: the number of errors is stated as 0 and counted as 1
    error: `a`, line 1: the number of skipped tests is stated as 1 and counted as 0
    error: `a`, line 1: `tests` of `testsuite` is `many`, which is no number that can be read
    error: `a`, line 1: the number of tests is stated as 2 and counted as 1
    ");
}

#[test]
fn the_worst_child_of_a_junit_case_counts() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuite name="s"><testcase name="a"><skipped/><failure/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><failure/><error/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><flakyFailure/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><failure/><rerunFailure/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><rerunFailure/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a" status="failed"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a" status="notrun"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a" status="wobbly"/></testsuite>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    0 passed, 1 failed, 0 errored, ? skipped, ? flaky
      failed  s > a
    0 passed, 0 failed, 1 errored, ? skipped, ? flaky
      errored s > a
    1 passed, 0 failed, 0 errored, ? skipped, 1 flaky
      flaky   s > a
    0 passed, 1 failed, 0 errored, ? skipped, ? flaky
      failed  s > a
    error: `a`, line 1: the test case `s > a` was run again after a failure that is not reported
    0 passed, 1 failed, 0 errored, ? skipped, ? flaky
      failed  s > a
    0 passed, 0 failed, 0 errored, 1 skipped, ? flaky
      skipped s > a
    error: `a`, line 1: the status of a test case `wobbly` is unknown
    ");
}

#[test]
fn what_junit_does_not_have_is_refused() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuite name="s"><testcase name="a"><broken/></testcase></testsuite>"#,
            r#"<testsuite name="s"><error/></testsuite>"#,
            "<results/>",
            r#"<testsuite name="s"><testcase/></testsuite>"#,
            r#"<testsuite name="s"><testcase name=" "/></testsuite>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    error: `a`, line 1: the element in a test case `broken` is unknown
    error: `a`, line 1: the element in a test suite `error` is unknown
    error: `a`, line 1: the outermost element `results` is unknown
    error: `a`, line 1: the name of a test case is missing
    error: `a`, line 1: the name of a test case is missing
    ");
}

#[test]
fn a_junit_report_without_cases_is_no_report() {
    let shown = each(
        Format::Junit,
        &["<testsuites/>", r#"<testsuite name="s" tests="0"></testsuite>"#, " \n"],
    );
    insta::assert_snapshot!(shown, @"
    error: `a`: no test case is in the report
    error: `a`: no test case is in the report
    error: `a`: the file is empty
    ");
}

#[test]
fn a_junit_case_counts_once() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuite name="s"><testcase name="a"/><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a" file="x"/><testcase name="a" file="y"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a" file="x"/><testcase name="a" file="x"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a[1]"/><testcase name="a[2]"/></testsuite>"#,
            r#"<testsuites><testsuite name="s"><testcase name="a"/></testsuite><testsuite name="t"><testcase name="a"/></testsuite></testsuites>"#,
            r#"<testsuite name="s" tests="1" failures="1" errors="1"><testcase name="a"><failure/></testcase><testcase name="a"><error/></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><failure/></testcase><testcase name="a"/></testsuite>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    error: `a`: the test case `s > a` is there twice
    2 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  s > a (x)
      passed  s > a (y)
    error: `a`: the test case `s > a (x)` is there twice
    2 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  s > a[1]
      passed  s > a[2]
    2 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  s > a
      passed  t > a
    0 passed, 0 failed, 1 errored, ? skipped, ? flaky
      errored s > a
    error: `a`: the test case `s > a` is there twice
    ");
}

#[test]
fn nested_junit_suites_count_as_producers_count_them() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuites tests="3"><testsuite name="o" tests="3"><testcase name="a"/><testsuite name="i" tests="2"><testcase name="b"/><testcase name="c"/></testsuite></testsuite></testsuites>"#,
            r#"<testsuite name="o" tests="2" failures="1"><testcase name="a"/><testsuite name="i" tests="2" failures="2"><testcase name="b"><failure/></testcase><testcase name="c"><failure/></testcase></testsuite></testsuite>"#,
            r#"<testsuite name="o" tests="4"><testcase name="a"/><testsuite name="i"><testcase name="b"/><testcase name="c"/></testsuite></testsuite>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    3 passed, 0 failed, 0 errored, ? skipped, ? flaky
      passed  o > a
      passed  o > i > b
      passed  o > i > c
    1 passed, 2 failed, 0 errored, ? skipped, ? flaky
      passed  o > a
      failed  o > i > b
      failed  o > i > c
    error: `a`, line 1: the number of tests is stated as 4 and counted as 3
    ");
}

#[test]
fn broken_or_dangerous_xml_is_refused() {
    let shown = each(
        Format::Junit,
        &[
            r#"<testsuite name="s"><testcase name="a"/>"#,
            r#"<testsuite name="s"><testcase name="a""#,
            "<testsuite></testcase>",
            r#"<!DOCTYPE testsuite [<!ENTITY a "b">]><testsuite name="s"><testcase name="a"/></testsuite>"#,
            r#"<!DOCTYPE testsuite SYSTEM "file:///etc/passwd"><testsuite name="s"><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="&a;"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"><system-out>&a;</system-out></testcase></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"/></testsuite><testsuite name="s"><testcase name="a"/></testsuite>"#,
            r#"<testsuite name="s"><testcase name="a"/></testsuite>more"#,
            r#"<testsuite name="s"><testcase name="a" name="b"/></testsuite>"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    error: `a`, line 1: the file ends inside of `testsuite`
    error: `a`, line 1: the XML is broken: syntax error: tag not closed: `>` not found before end of input
    error: `a`, line 1: the XML is broken: ill-formed document: expected `</testsuite>`, but `</testcase>` was found
    error: `a`, line 1: a document type definition is not read
    error: `a`, line 1: a document type definition is not read
    error: `a`, line 1: the XML is broken: at 1..2: unrecognized entity `a`
    error: `a`, line 1: the entity `a` is not read
    error: `a`, line 1: the XML is broken: `testsuite` stands behind the end of the document
    error: `a`, line 1: the XML is broken: text stands outside of all elements
    error: `a`, line 1: the XML is broken: position 18: duplicated attribute, previous declaration at position 9
    ");
}

/// A report of one test, which everything in it bears out.
const CTRF: &str = r#"{
  "reportFormat": "CTRF", "specVersion": "1.0.0",
  "results": {
    "tool": { "name": "x" },
    "summary": {
      "tests": 1, "passed": 1, "failed": 0, "skipped": 0, "pending": 0, "other": 0, "start": 0, "stop": 1
    },
    "tests": [{ "name": "a", "status": "passed", "duration": 1 }],
    "environment": { "commit": "001a004" }
  }
}"#;

/// What becomes of that report with one text for another.
fn each_ctrf(changes: &[(&str, &str)]) -> String {
    let reports = changes.iter().map(|(from, to)| {
        assert!(CTRF.contains(from), "{from} is not in the report");
        CTRF.replacen(from, to, 1)
    });
    let reports: Vec<String> = reports.collect();
    each(Format::Ctrf, &reports.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn ctrf_must_bear_out_its_summary() {
    let shown = each_ctrf(&[
        ("CTRF", "CTRF"),
        (r#""passed": 1"#, r#""passed": 2"#),
        (r#""status": "passed""#, r#""status": "failed""#),
        (r#""tests": 1"#, r#""tests": 9"#),
        (r#""tests": 1"#, r#""tests": -1"#),
        (r#""start": 0"#, r#""flaky": 1, "start": 0"#),
        (r#""pending": 0, "#, ""),
        (r#"{ "name": "a", "status": "passed", "duration": 1 }"#, ""),
    ]);
    insta::assert_snapshot!(shown, @"
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
    of 001a004
    error: `a`: the number of passed tests is stated as 2 and counted as 1
    error: `a`: the number of passed tests is stated as 1 and counted as 0
    error: `a`: the number of tests is stated as 9 and counted as 1
    error: `a`, line 6: the JSON does not fit: invalid value: integer `-1`, expected u64
    error: `a`: the number of flaky tests is stated as 1 and counted as 0
    error: `a`, line 7: the JSON does not fit: missing field `pending`
    error: `a`: the number of tests is stated as 1 and counted as 0
    ");
}

#[test]
fn what_ctrf_does_not_have_is_refused() {
    let shown = each_ctrf(&[
        (r#""duration": 1"#, r#""duration": 1, "mood": "good""#),
        (
            r#""duration": 1"#,
            r#""duration": 1, "steps": [{ "name": "b", "status": "passed", "mood": 1 }]"#,
        ),
        (r#""specVersion""#, r#""mood": 1, "specVersion""#),
        ("CTRF", "other"),
        ("1.0.0", "1"),
        ("001a004", "main"),
        (r#""a""#, r#""""#),
        (r#""status": "passed""#, r#""status": "fine""#),
        ("  }\n}", ""),
    ]);
    insta::assert_snapshot!(shown, @"
    error: `a`, line 8: the JSON does not fit: unknown field `mood`, expected one of `name`, `status`, `duration`, `suite`, `flaky`, `retryAttempts`, `steps`, `id`, `testId`, `executionId`, `start`, `stop`, `message`, `trace`, `snippet`, `ai`, `line`, `rawStatus`, `tags`, `labels`, `type`, `filePath`, `retries`, `stdout`, `stderr`, `threadId`, `browser`, `device`, `screenshot`, `attachments`, `parameters`, `insights`, `extra`
    error: `a`, line 8: the JSON does not fit: unknown field `mood`, expected one of `name`, `status`, `extra`
    error: `a`, line 2: the JSON does not fit: unknown field `mood`, expected one of `reportFormat`, `specVersion`, `results`, `reportId`, `runId`, `timestamp`, `generatedBy`, `insights`, `baseline`, `extra`
    error: `a`: the report format `other` is unknown
    error: `a`: the version of CTRF `1` is unknown
    error: `a`: `main` is not a commit id
    error: `a`: the name of a test case is missing
    error: `a`, line 8: the JSON does not fit: unknown variant `fine`, expected one of `passed`, `failed`, `skipped`, `pending`, `other`
    error: `a`, line 10: the JSON does not fit: EOF while parsing an object
    ");
}

#[test]
fn a_tap_plan_must_be_there_once_and_be_kept() {
    let shown = each(
        Format::Tap,
        &[
            "TAP version 14\n1..1\nok 1 - a\n",
            "TAP version 14\nok 1 - a\n1..1\n",
            "TAP version 14\nok 1 - a\n",
            "TAP version 14\n1..2\nok 1 - a\n",
            "TAP version 14\n1..1\nok 1 - a\nok 2 - b\n",
            "TAP version 14\n1..1\nok 1 - a\n1..1\n",
            "TAP version 14\nok 1\n1..1\nok 2\n",
            "TAP version 14\n1..2\nok 1\nok 1\n",
            "TAP version 14\n1..0 # SKIP nothing to do\n",
            "1..1\nok 1\n",
            "TAP version 12\n1..1\nok\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
    error: `a`: the plan is missing
    error: `a`: the number of tests is stated as 2 and counted as 1
    error: `a`: the number of tests is stated as 1 and counted as 2
    error: `a`, line 4: the plan is there twice
    error: `a`, line 4: the number of tests is stated as 1 and counted as more
    error: `a`, line 4: the number of this test is stated as 1 and counted as 2
    error: `a`: no test case is in the report
    error: `a`, line 1: the version of TAP is missing
    error: `a`, line 1: the version of TAP `12` is unknown
    ");
}

#[test]
fn a_tap_directive_is_never_a_pass() {
    let shown = each(
        Format::Tap,
        &[
            r"TAP version 14
1..5
ok 1 - a # SKIP why
not ok 2 - b # TODO later
ok 3 - c # todo
not ok 4 - d # skip
ok 5 - e \# SKIP
",
            "TAP version 14\n1..2\nok\nok\n",
            "TAP version 14\nBail out! the lorry is gone\n",
            "TAP version 14\n1..1\nok 1 - a\n  ---\n  broken: yes\n",
            "TAP version 14\n1..1\nok 1 - a\n  ---\n  not ok 2\n  ...\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 1 failed, 0 errored, 3 skipped, ? flaky
      skipped a
      skipped b
      skipped c
      failed  d
      passed  e # SKIP
    2 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  #1
      passed  #2
    error: `a`, line 2: the producer gave up: the lorry is gone
    error: `a`, line 5: the file ends inside of a block of YAML
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
    ");
}

#[test]
fn tap_subtests_must_agree_with_their_test() {
    let shown = each(
        Format::Tap,
        &[
            "TAP version 14\n1..1\n    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - both\n",
            "TAP version 14\n1..1\n    not ok 1 - a\n    1..1\nok 1 - lies\n",
            "TAP version 14\n1..1\n    ok 1 - a\n    1..1\nnot ok 1 - torn down badly\n",
            "TAP version 14\n1..1\n    not ok 1 - a\n    1..1\nnot ok 1 - later # TODO\n",
            "TAP version 14\n1..1\n    ok 1 - a\nok 1 - no plan inside\n",
            "TAP version 14\n1..1\nok 1 - a\n    ok 1 - whose\n    1..1\n",
            "TAP version 14\n1..1\n        ok 1 - too deep\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 1 failed, 0 errored, 0 skipped, ? flaky
      passed  both > a
      failed  both > b
    error: `a`, line 5: the end of `lies` is stated as ok and counted as not ok
    1 passed, 1 failed, 0 errored, 0 skipped, ? flaky
      failed  torn down badly
      passed  torn down badly > a
    0 passed, 0 failed, 0 errored, 1 skipped, ? flaky
      skipped later > a
    error: `a`, line 3: the plan is missing
    error: `a`, line 5: the file ends inside of subtests
    error: `a`, line 3: the level between these tests is missing
    ");
}

#[test]
fn a_result_of_cargo_test_must_agree_with_its_tests() {
    let shown = each(
        Format::CargoTest,
        &[
            "running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 2 tests\ntest a ... ok\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... FAILED\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... FAILED\n\ntest result: ok. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... ok\n\ntest result: FAILED. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... ok\n",
            "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... well\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "error: could not compile\n",
            "running 2 tests\ntest a ... ok\ntest a ... ok\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\nrunning 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
    error: `a`, line 4: the number of tests is stated as 2 and counted as 1
    error: `a`, line 4: the number of `passed` tests is stated as 1 and counted as 0
    error: `a`, line 4: the result is stated as ok and counted as FAILED
    error: `a`, line 4: the result is stated as FAILED and counted as ok
    error: `a`, line 1: the result of the tests that begin here is missing
    error: `a`: no test case is in the report
    error: `a`, line 2: the beginning of this result is missing
    error: `a`, line 2: the end of a test `well` is unknown
    error: `a`: no test case is in the report
    error: `a`, line 5: the test case `a` is there twice
    2 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  a
      passed  a (binary 2)
    ");
}

#[test]
fn output_of_tests_is_not_taken_for_tests() {
    let shown = each(
        Format::CargoTest,
        &[
            "running 1 test\ntest a ... FAILED\n\nfailures:\n\n---- a stdout ----\ntest b ... ok\n\nfailures:\n    a\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "running 1 test\ntest a ... FAILED\n\nfailures:\n\n---- a stdout ----\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    0 passed, 1 failed, 0 errored, 0 skipped, ? flaky
      failed  a
    error: `a`, line 7: the number of `passed` tests is stated as 1 and counted as 0
    ");
}

#[test]
fn go_packages_must_end_as_their_tests_do() {
    let shown = each(
        Format::GoTest,
        &[
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"pass","Package":"p","Test":"T"}
{"Action":"pass","Package":"p"}
"#,
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"pass","Package":"p","Test":"T"}
"#,
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"fail","Package":"p","Test":"T"}
{"Action":"pass","Package":"p"}
"#,
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"fail","Package":"p"}
"#,
            r#"{"Action":"start","Package":"p"}
{"Action":"fail","Package":"p"}
"#,
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"pass","Package":"p","Test":"T"}
{"Action":"run","Package":"p","Test":"T"}
{"Action":"pass","Package":"p","Test":"T"}
{"Action":"pass","Package":"p"}
"#,
            r#"{"Action":"run","Package":"p","Test":"T"}
{"Action":"pass","Package":"p","Test":"T"}
{"Action":"fail","Package":"p"}
"#,
            r#"{"Action":"start","Package":"p"}
{"Action":"skip","Package":"p"}
"#,
            r#"{"Action":"dance","Package":"p","Test":"T"}
"#,
            "FAIL p\n",
            r#"{"ImportPath":"p","Action":"build-fail"}
"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    1 passed, 0 failed, 0 errored, 0 skipped, ? flaky
      passed  p > T
    error: `a`: the file ends inside of the package `p`
    error: `a`: the end of the package `p` is stated as pass and counted as fail
    0 passed, 0 failed, 1 errored, 0 skipped, ? flaky
      errored p > T
    0 passed, 0 failed, 1 errored, 0 skipped, ? flaky
      errored p
    error: `a`, line 3: the test case `p > T` is there twice
    1 passed, 0 failed, 1 errored, 0 skipped, ? flaky
      passed  p > T
      errored p
    error: `a`: no test case is in the report
    error: `a`, line 1: the action `dance` is unknown
    error: `a`, line 1: the JSON does not fit: expected value
    0 passed, 0 failed, 1 errored, 0 skipped, ? flaky
      errored p
    ");
}
