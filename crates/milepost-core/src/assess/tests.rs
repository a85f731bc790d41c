//! What runs say of their gates: the honest ones, and every lie that reports and exit codes tell.

use std::{collections::BTreeMap, time::Duration};

use super::{Left, ReportProblem, assess};
use crate::{
    evidence::{Ending, Outcome},
    gate::{Baseline, Compare, Invocation, Noise, ReportPlace, ReportSource, RunCheck, Weight},
    id::{CommitId, CommitPrefix},
    pass::PassRule,
    report::{Case, CaseEnd, Counts, Direction, Format, Metric, Reading, Tests},
    text::RepoPath,
};

pub(super) fn gate(reports: &[Format], rules: &[&str]) -> RunCheck {
    let source = |format: &Format| ReportSource {
        format: *format,
        place: ReportPlace::Files(format!("out/{}", format.as_str()).into()),
    };
    RunCheck {
        run: Invocation::Shell("make check".into()),
        prepare: None,
        folder: None,
        keep: Vec::new(),
        environment: Vec::new(),
        reports: reports.iter().map(source).collect(),
        require: rules.iter().map(|rule| PassRule::parse(rule).unwrap()).collect(),
        compare: None,
        timeout: Duration::from_mins(1),
        weight: Weight::Light,
        inputs: None,
        needs: Vec::new(),
        max_age: None,
        greens: 1,
        controls: Vec::new(),
        versions: BTreeMap::new(),
        with: Vec::new(),
    }
}

fn run(ending: Ending, reports: Vec<Result<Reading, ReportProblem>>) -> Left {
    Left {
        ending,
        duration: Duration::from_secs(3),
        reports,
        artifacts: BTreeMap::new(),
        output: BTreeMap::new(),
        commit: CommitId::new(&"a1b2c3d4".repeat(5)).unwrap(),
    }
}

/// A report with so many cases that passed, failed, could not be carried out, and were skipped.
pub(super) fn tests(passed: usize, failed: usize, errored: usize, skipped: usize) -> Reading {
    let ends = [
        (CaseEnd::Passed, passed),
        (CaseEnd::Failed, failed),
        (CaseEnd::Errored, errored),
        (CaseEnd::Skipped, skipped),
    ];
    let of_end = |(end, count): (CaseEnd, usize)| {
        (0..count).rev().map(move |at| Case { id: format!("{end:?} {at}").into(), end })
    };
    let count = |count: usize| u64::try_from(count).unwrap();
    let counts = Counts {
        passed: count(passed),
        failed: count(failed),
        errored: count(errored),
        skipped: Some(count(skipped)),
        flaky: None,
    };
    let cases = ends.into_iter().flat_map(of_end).collect();
    Reading { tests: Some(Tests { counts, cases }), ..Reading::default() }
}

fn metric(name: &str, value: f64, unit: &str) -> Reading {
    let metric = Metric { value, unit: unit.into(), direction: None, samples: Vec::new() };
    Reading { metrics: [(name.into(), metric)].into(), ..Reading::default() }
}

/// A gate, a run of it, and what follows: the outcome and the reasons.
#[track_caller]
fn check(gate: &RunCheck, left: &Left, outcome: Outcome, reasons: &[&str]) {
    let assessment = assess(gate, left);
    let found: Vec<&str> = assessment.reasons.iter().map(|reason| &**reason).collect();
    assert_eq!((assessment.outcome, found.as_slice()), (outcome, reasons));
    assert_eq!(outcome == Outcome::Passed, reasons.is_empty());
    assert_eq!(assessment.rules.len(), gate.require.len());
}

/// A gate with a `JUnit` report and some rules, in the face of one report and an exit code.
#[track_caller]
fn check_tests(rules: &[&str], exit: i32, report: Reading, outcome: Outcome, reasons: &[&str]) {
    let left = run(Ending::Exited(exit), vec![Ok(report)]);
    check(&gate(&[Format::Junit], rules), &left, outcome, reasons);
}

#[test]
fn a_gate_without_reports_and_rules_is_its_exit_code() {
    let bare = gate(&[], &[]);
    check(&bare, &run(Ending::Exited(0), vec![]), Outcome::Passed, &[]);
    let red = run(Ending::Exited(3), vec![]);
    check(&bare, &red, Outcome::Failed, &["it ended with exit code 3"]);
}

#[test]
fn a_gate_with_tests_and_no_rules_wants_all_green() {
    check_tests(&[], 0, tests(3, 0, 0, 1), Outcome::Passed, &[]);
    let reasons = ["it ended with exit code 1", "2 cases failed"];
    check_tests(&[], 1, tests(3, 2, 0, 0), Outcome::Failed, &reasons);
}

#[test]
fn only_an_ending_by_itself_is_measured() {
    let (error, not_run) = (Outcome::Error, Outcome::NotRun);
    for (ending, outcome, reason) in [
        (Ending::TimedOut, error, "it took longer than it may"),
        (Ending::Killed(9), error, "signal 9 ended it"),
        (Ending::Leaked(0), error, "it ended and left processes behind"),
        (Ending::CouldNotStart, error, "it could not be started, or its preparation failed"),
        (Ending::Interrupted, error, "milepost ended before it did"),
        (Ending::Refused, not_run, "it was not let in: no slot or too little memory"),
        (Ending::Cancelled, not_run, "a person stopped it"),
    ] {
        let left = run(ending, vec![Ok(tests(3, 0, 0, 0))]);
        let gate = gate(&[Format::Junit], &["tests.passed >= 3"]);
        check(&gate, &left, outcome, &[reason]);
        assert_eq!(assess(&gate, &left).rules[0].holds, None);
        assert_eq!(assess(&gate, &left).tests, None);
    }
}

#[test]
fn a_rule_that_does_not_hold_fails_with_its_numbers() {
    let reasons = ["`tests.passed >= 32` does not hold: tests.passed = 30"];
    check_tests(&["tests.passed >= 32"], 0, tests(30, 0, 0, 0), Outcome::Failed, &reasons);
    check_tests(&["tests.passed >= 30"], 0, tests(30, 0, 0, 0), Outcome::Passed, &[]);
}

#[test]
fn a_rule_that_cannot_be_told_is_an_error() {
    let reasons =
        ["`tests.flaky == 0` cannot be told: the report does not say how many tests were \
                    skipped or flaky, so `tests.flaky` is unknown"];
    check_tests(&["tests.flaky == 0"], 0, tests(30, 0, 0, 0), Outcome::Error, &reasons);
    let reasons = ["`p95 < 5 ms` cannot be told: no report has a metric `p95`"];
    let rules = ["p95 < 5 ms", "tests.passed > 1"];
    check_tests(&rules, 0, tests(30, 0, 0, 0), Outcome::Error, &reasons);
}

#[test]
fn a_definite_no_is_not_softened_by_what_is_unknown() {
    let reasons = [
        "`tests.passed >= 32` does not hold: tests.passed = 30",
        "`p95 < 5 ms` cannot be told: no report has a metric `p95`",
    ];
    let rules = ["p95 < 5 ms", "tests.passed >= 32"];
    check_tests(&rules, 0, tests(30, 0, 0, 0), Outcome::Failed, &reasons);
}

#[test]
fn exit_0_with_a_failing_report_fails() {
    let reasons = ["1 case failed, though it ended with exit code 0"];
    check_tests(&["tests.passed >= 30"], 0, tests(30, 1, 0, 0), Outcome::Failed, &reasons);
    check_tests(&["exit == 0"], 0, tests(30, 1, 0, 0), Outcome::Failed, &reasons);
    check_tests(&["tests.failed <= 5"], 0, tests(30, 1, 0, 0), Outcome::Failed, &reasons);
    let reasons = ["1 case could not be carried out, though it ended with exit code 0"];
    check_tests(&["tests.failed == 0"], 0, tests(30, 0, 1, 0), Outcome::Failed, &reasons);
}

#[test]
fn exit_1_with_a_green_report_fails() {
    let reasons = ["it ended with exit code 1, though its reports name 30 passed cases and no \
                    other end"];
    check_tests(&[], 1, tests(30, 0, 0, 0), Outcome::Failed, &reasons);
    check_tests(&["tests.failed == 0"], 1, tests(30, 0, 0, 0), Outcome::Failed, &reasons);
}

#[test]
fn rules_can_say_what_another_exit_code_means() {
    let rules = ["exit == 1", "tests.failed <= 2"];
    check_tests(&rules, 1, tests(30, 2, 0, 0), Outcome::Passed, &[]);
    let reasons = ["`exit == 1` does not hold: exit = 2"];
    check_tests(&rules, 2, tests(30, 2, 0, 0), Outcome::Failed, &reasons);
    check_tests(&["exit == 1"], 1, tests(30, 2, 0, 0), Outcome::Failed, &["2 cases failed"]);
    let reasons = ["1 case could not be carried out"];
    check_tests(&rules, 1, tests(30, 2, 1, 0), Outcome::Failed, &reasons);
}

#[test]
fn nothing_tested_never_passes() {
    let report = "the report `out/junit` (junit)";
    for rules in [&[][..], &["exit == 0"], &["tests.failed == 0"]] {
        let reasons = [&*format!("{report}: it has no test cases")];
        check_tests(rules, 0, tests(0, 0, 0, 0), Outcome::Error, &reasons);
        let reasons = [&*format!("{report}: it shows nothing: all 7 cases were skipped")];
        check_tests(rules, 0, tests(0, 0, 0, 7), Outcome::Error, &reasons);
    }
    let allowed = ["exit == 1", "tests.failed <= 5"];
    check_tests(&allowed, 1, tests(0, 2, 0, 0), Outcome::Error, &["no case passed"]);
}

#[test]
fn one_good_report_does_not_cover_for_an_empty_one() {
    let left = run(Ending::Exited(0), vec![Ok(tests(9, 0, 0, 0)), Ok(tests(0, 0, 0, 0))]);
    let reasons = ["the report `out/tap` (tap): it has no test cases"];
    check(&gate(&[Format::Junit, Format::Tap], &[]), &left, Outcome::Error, &reasons);
}

#[test]
fn reports_that_are_missing_or_refused_are_errors_and_the_exit_code_is_told() {
    let gate = gate(&[Format::Junit], &["tests.failed == 0"]);
    let refused = ReportProblem::Refused { why: "its header says 100 cases, and it has 1".into() };
    for (problem, why) in [
        (ReportProblem::Missing, "the run left none"),
        (ReportProblem::Unreadable, "it cannot be read"),
        (refused, "its header says 100 cases, and it has 1"),
    ] {
        let reason = format!("the report `out/junit` (junit): {why}");
        let left = run(Ending::Exited(0), vec![Err(problem.clone())]);
        check(&gate, &left, Outcome::Error, &[&reason]);
        let left = run(Ending::Exited(101), vec![Err(problem)]);
        check(&gate, &left, Outcome::Error, &[&reason, "it ended with exit code 101"]);
    }
    let forgotten = run(Ending::Exited(0), vec![]);
    let reasons = ["the report `out/junit` (junit): the run left none"];
    check(&gate, &forgotten, Outcome::Error, &reasons);
}

#[test]
fn reports_that_nobody_asked_for_are_errors() {
    let left = run(Ending::Exited(0), vec![Ok(tests(3, 0, 0, 0))]);
    let reasons = ["the run has reports that its gate does not name"];
    check(&gate(&[], &[]), &left, Outcome::Error, &reasons);
}

#[test]
fn a_report_of_another_commit_is_an_error() {
    let of = |commit| Reading { commit: CommitPrefix::new(commit), ..tests(3, 0, 0, 0) };
    check_tests(&[], 0, of("a1b2c3d4"), Outcome::Passed, &[]);
    let reasons = ["the report `out/junit` (junit): it is of another commit than a1b2c3d4a1"];
    check_tests(&[], 0, of("b1b2c3d4"), Outcome::Error, &reasons);
}

#[test]
fn metrics_that_no_rule_looks_at_cannot_pass() {
    let green = run(Ending::Exited(0), vec![Ok(metric("p95", 5.0, "ms"))]);
    let mut latency = gate(&[Format::Values], &[]);
    let reasons = ["nothing could fail: its reports have only metrics, and no rule or comparison \
                    looks at them"];
    check(&latency, &green, Outcome::Error, &reasons);
    check(&gate(&[Format::Values], &["p95 < 6 ms"]), &green, Outcome::Passed, &[]);

    latency.compare = Some(Compare {
        metric: "p95".into(),
        direction: Direction::Lower,
        with: Baseline::Commit("v1".into()),
        worse_by_at_most: 0.1,
        floor: 0.0,
        floor_unit: "".into(),
        noise: Noise::Deterministic,
    });
    check(&latency, &green, Outcome::Passed, &[]);
    let renamed = run(Ending::Exited(0), vec![Ok(metric("p96", 5.0, "ms"))]);
    check(&latency, &renamed, Outcome::Error, &["no report has the metric `p95` to compare"]);
}

#[test]
fn metrics_that_are_no_numbers_or_not_of_one_report_are_errors() {
    let values = gate(&[Format::Values], &["p95 < 6 ms"]);
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let left = run(Ending::Exited(0), vec![Ok(metric("p95", value, "ms"))]);
        let reasons = ["the report `out/values` (values): a metric of it is no finite number"];
        check(&values, &left, Outcome::Error, &reasons);
    }
    let twice = vec![Ok(metric("p95", 5.0, "ms")), Ok(metric("p95", 50.0, "ms"))];
    let reasons = ["the report `out/bmf` (bmf): a metric of it is also in another report"];
    let two = gate(&[Format::Values, Format::Bmf], &["p95 < 6 ms"]);
    check(&two, &run(Ending::Exited(0), twice), Outcome::Error, &reasons);
    let left = run(Ending::Exited(0), vec![Ok(Reading::default())]);
    let reasons = ["the report `out/values` (values): it has neither test cases nor metrics"];
    check(&values, &left, Outcome::Error, &reasons);
}

#[test]
fn counts_add_up_and_what_one_report_does_not_count_is_unknown() {
    let mut silent = tests(4, 1, 0, 0);
    let told = silent.tests.as_mut().unwrap();
    told.counts.skipped = None;
    told.cases.iter_mut().for_each(|case| case.id = format!("other {}", case.id).into());
    let left = run(Ending::Exited(1), vec![Ok(tests(3, 0, 2, 1)), Ok(silent)]);
    let found = assess(&gate(&[Format::Junit, Format::Tap], &[]), &left);
    let sum = Counts { passed: 7, failed: 1, errored: 2, skipped: None, flaky: None };
    assert_eq!(found.tests, Some(sum));
    assert_eq!(found.failed, ["Errored 0", "Errored 1", "other Failed 0"].map(Box::from));
}

#[test]
fn a_case_that_two_reports_have_is_not_counted_twice() {
    let left = run(Ending::Exited(0), vec![Ok(tests(2, 0, 0, 0)), Ok(tests(2, 0, 0, 0))]);
    let reasons = ["the report `out/tap` (tap): a test case of it is also in another report"];
    check(&gate(&[Format::Junit, Format::Tap], &[]), &left, Outcome::Error, &reasons);
}

#[test]
fn at_most_a_thousand_failed_cases_are_named() {
    let left = run(Ending::Exited(1), vec![Ok(tests(1, 1500, 0, 0))]);
    let found = assess(&gate(&[Format::Junit], &[]), &left);
    assert_eq!((found.failed.len(), &*found.failed[0]), (1000, "Failed 0"));
}

#[test]
fn artifacts_and_output_reach_the_rules() {
    let mut left = run(Ending::Exited(0), vec![]);
    left.artifacts.insert(RepoPath::new("dist/app").unwrap(), None);
    left.output.insert("0 problems".into(), true);
    let rules = ["artifact('dist/app').exists", "output contains '0 problems'", "duration < 5 s"];
    let reasons = ["`artifact('dist/app').exists` does not hold: artifact(\"dist/app\").exists = \
                    false"];
    check(&gate(&[], &rules), &left, Outcome::Failed, &reasons);
    left.artifacts.insert(RepoPath::new("dist/app").unwrap(), Some(1));
    check(&gate(&[], &rules), &left, Outcome::Passed, &[]);
}
