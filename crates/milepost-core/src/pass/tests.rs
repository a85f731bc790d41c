//! Pass rules from text to text: what they say of one run, and what is no rule.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;

use super::{PassRule, Seen, Term};
use crate::{
    report::{Counts, Metric},
    text::RepoPath,
};

/// A run with 30 of 33 tests passed, some metrics, an artifact, and an output that was searched.
fn run() -> Seen {
    let metric = |value, unit: &str| Metric {
        value,
        unit: unit.into(),
        direction: None,
        samples: Vec::new(),
    };
    let metrics = [
        ("line_coverage", metric(71.5, "%")),
        ("p95", metric(0.57, "s")),
        ("fib 20", metric(480.0, "ns")),
        ("binary", metric(5_242_880.0, "B")),
        ("throughput", metric(1100.0, "req/s")),
        ("ratio", metric(0.7, "")),
        ("broken", metric(f64::NAN, "")),
        ("delta", metric(-3.0, "%")),
        ("exit", metric(7.0, "")),
        ("zero", metric(0.0, "")),
    ];
    Seen {
        exit: Some(0),
        duration: Duration::from_millis(92_500),
        tests: Some(Counts { passed: 30, failed: 2, errored: 1, skipped: None, flaky: Some(0) }),
        metrics: metrics.map(|(name, metric)| (name.into(), metric)).into(),
        artifacts: [("dist/app", Some(6 << 20)), ("dist/none", None)]
            .map(|(path, size)| (RepoPath::new(path).unwrap(), size))
            .into(),
        output: [("0 errors", true), ("WARNING", false)].map(|(it, is)| (it.into(), is)).into(),
    }
}

/// A rule in the face of [`run`]: whether it holds with what was seen, or why that is unknown.
#[track_caller]
fn check(rule: &str, expected: &str) {
    check_on(&run(), rule, expected);
}

#[track_caller]
fn check_on(seen: &Seen, rule: &str, expected: &str) {
    let answer = match PassRule::parse(rule).unwrap().eval(seen) {
        Ok(answer) if answer.holds => format!("holds: {}", answer.seen),
        Ok(answer) => format!("fails: {}", answer.seen),
        Err(error) => format!("unknown: {error}"),
    };
    assert_eq!(answer, expected);
}

/// A text that is no rule: the place that is shown, what is wrong, and what is offered.
#[track_caller]
fn check_mistake(rule: &str, place: &str, expected: &str) {
    let error = PassRule::parse(rule).unwrap_err();
    let offer = error.suggestion.as_ref().map_or(String::new(), |it| format!(" (try `{it}`)"));
    assert_eq!((error.span.of(rule), &*format!("{error}{offer}")), (place, expected));
}

#[test]
fn counts_of_tests_compare_with_plain_numbers() {
    check("tests.passed >= 30", "holds: tests.passed = 30");
    check("tests.passed >= 32", "fails: tests.passed = 30");
    check("tests.failed == 0", "fails: tests.failed = 2");
    check("tests.errored != 1", "fails: tests.errored = 1");
    check("tests.flaky <= 0", "holds: tests.flaky = 0");
    check("32 < tests.passed", "fails: tests.passed = 30");
}

#[test]
fn every_comparison_knows_its_border() {
    for (rule, holds) in [
        ("tests.passed < 30", false),
        ("tests.passed < 31", true),
        ("tests.passed <= 30", true),
        ("tests.passed <= 29", false),
        ("tests.passed > 30", false),
        ("tests.passed > 29", true),
        ("tests.passed >= 31", false),
        ("tests.passed == 30", true),
        ("tests.passed == 31", false),
        ("tests.passed != 30", false),
        ("tests.passed != 31", true),
    ] {
        assert_eq!(PassRule::parse(rule).unwrap().eval(&run()).unwrap().holds, holds, "{rule}");
    }
}

#[test]
fn units_convert_within_their_dimension() {
    check("p95 <= 570 ms", "holds: p95 = 0.57 s");
    check("p95 < 570ms", "fails: p95 = 0.57 s");
    check("line_coverage >= 69 %", "holds: line_coverage = 71.5 %");
    check("duration < 2 min", "holds: duration = 92.5 s");
    check("binary <= 5 MiB", "holds: binary = 5242880 B");
    check("binary <= 5 MB", "fails: binary = 5242880 B");
    check("metric(\"fib 20\") < 500 ns", "holds: metric(\"fib 20\") = 480 ns");
    check("metric('fib 20') < 0.4 µs", "fails: metric(\"fib 20\") = 480 ns");
    check("throughput >= 1200 \"req/s\"", "fails: throughput = 1100");
    check("delta >= -5 %", "holds: delta = -3 %");
}

#[test]
fn units_that_measure_different_things_do_not_meet() {
    const UNIT_MISSING: &str = "has a unit, and what it is compared with has none; write the unit";
    check("p95 < 500", &format!("unknown: `p95` {UNIT_MISSING}"));
    check("ratio >= 69 %", &format!("unknown: `69 %` {UNIT_MISSING}"));
    check("throughput > 1000", &format!("unknown: `throughput` {UNIT_MISSING}"));
    check("p95 < 5 MiB", "unknown: `p95` and `5 MiB` have units that cannot be compared");
    check(
        "throughput > 5 \"rows/s\"",
        "unknown: `throughput` and `5 \"rows/s\"` have units that cannot be compared",
    );
    check("p95 + binary < 5 s", "unknown: `p95` and `binary` have units that cannot be compared");
    check_mistake(
        "exit == 0 and duration < 5 MiB",
        "duration < 5 MiB",
        "a duration and a size cannot be compared or counted together",
    );
    check_mistake(
        "tests.passed >= 90 %",
        "tests.passed >= 90 %",
        "a plain number and a share in per cent cannot be compared or counted together",
    );
    check_mistake(
        "duration + 5 < 6 min",
        "duration + 5",
        "a duration and a plain number cannot be compared or counted together",
    );
}

#[test]
fn conditions_join_and_arithmetic_binds_closer() {
    check("exit == 0 and tests.failed == 0", "fails: exit = 0, tests.failed = 2");
    check("tests.failed == 0 or exit == 0", "holds: tests.failed = 2, exit = 0");
    check("not tests.failed == 0", "holds: tests.failed = 2");
    check(
        "exit == 1 and tests.failed == 2 or ratio > 0.5",
        "holds: exit = 0, tests.failed = 2, ratio = 0.7",
    );
    check(
        "exit == 1 and (tests.failed == 2 or ratio > 0.5)",
        "fails: exit = 0, tests.failed = 2, ratio = 0.7",
    );
    check(
        "tests.passed / (tests.passed + tests.failed) >= 0.9",
        "holds: tests.passed = 30, tests.failed = 2",
    );
    check("1 + 2 * tests.failed == 5", "holds: tests.failed = 2");
    check("tests.passed - 10 - 10 == 10", "holds: tests.passed = 30");
    check("p95 * 2 > 1.1 s", "holds: p95 = 0.57 s");
    check("duration / p95 > 100", "holds: duration = 92.5 s, p95 = 0.57 s");
}

#[test]
fn artifacts_and_output_are_what_the_host_saw() {
    check(r#"artifact("dist/app").exists"#, r#"holds: artifact("dist/app").exists = true"#);
    check(r#"artifact("./dist/none").exists"#, r#"fails: artifact("dist/none").exists = false"#);
    check("artifact('dist/app').size < 5 MiB", r#"fails: artifact("dist/app").size = 6291456 B"#);
    check(
        "artifact('dist/none').size < 5 MiB",
        "unknown: there is no `dist/none`, so it has no size",
    );
    check("artifact('other').exists", "unknown: `other` was not looked up");
    check(r#"output contains "0 errors""#, r#"holds: output contains "0 errors""#);
    check(r#"output lacks "WARNING""#, r#"holds: output lacks "WARNING""#);
    check(r#"output contains "WARNING""#, r#"fails: output lacks "WARNING""#);
    check(r#"output lacks "0 errors""#, r#"fails: output contains "0 errors""#);
    check(r#"output lacks "x""#, r#"unknown: the output was not searched for "x""#);
}

#[test]
fn what_is_not_known_is_an_error_and_no_half_of_a_rule_hides_it() {
    const SKIPPED: &str = "the report does not say how many tests were skipped or flaky";
    check("tests.skipped == 0", &format!("unknown: {SKIPPED}, so `tests.skipped` is unknown"));
    check("tests.total >= 33", &format!("unknown: {SKIPPED}, so `tests.total` is unknown"));
    check("not tests.skipped == 5", &format!("unknown: {SKIPPED}, so `tests.skipped` is unknown"));
    check("p99 < 1 s", "unknown: no report has a metric `p99`");
    check("exit == 0 or p99 < 1 s", "unknown: no report has a metric `p99`");
    check("exit == 1 and p99 < 1 s", "unknown: no report has a metric `p99`");
    check("broken < 5", "unknown: `broken` is no finite number");
    check("not broken < 5", "unknown: `broken` is no finite number");
    check("5 / zero > 1", "unknown: `(5 / zero)` is no finite number");
    check("zero / zero != 1", "unknown: `(zero / zero)` is no finite number");

    let nothing = Seen::default();
    check_on(&nothing, "exit == 0", "unknown: the run has no exit code");
    check_on(&nothing, "exit != 0", "unknown: the run has no exit code");
    check_on(
        &nothing,
        "tests.failed == 0",
        "unknown: no report counts tests, so `tests.failed` is unknown",
    );
}

#[test]
fn an_unknown_metric_is_answered_with_the_nearest_one() {
    let near = |rule: &str| {
        let error = PassRule::parse(rule).unwrap().eval(&run()).unwrap_err();
        let super::EvalError::UnknownMetric { near, .. } = error else { panic!("{error}") };
        near
    };
    assert_eq!(near("line_coverge > 5 %").as_deref(), Some("line_coverage"));
    assert_eq!(near("duratoin > 5").as_deref(), Some("duration"));
    assert_eq!(near("memory > 5").as_deref(), None);
}

#[test]
fn a_metric_may_have_the_name_of_something_else() {
    check("metric(\"exit\") == 7 and exit == 0", "holds: metric(\"exit\") = 7, exit = 0");
}

#[test]
fn mistakes_are_shown_where_they_are_with_what_was_meant() {
    let no_count = "no count of tests is called";
    check_mistake(
        "exit == 0 and tests.pased >= 32",
        "tests.pased",
        &format!("{no_count} `tests.pased` (try `tests.passed`)"),
    );
    check_mistake("tests > 3", "tests", &format!("{no_count} `tests`"));
    let quotes = "one that milepost does not know stands in quotes";
    check_mistake("p95 < 5 mss", "mss", &format!("unknown unit `mss`; {quotes} (try `ms`)"));
    check_mistake("a < 5 Mib", "Mib", &format!("unknown unit `Mib`; {quotes} (try `MiB`)"));
    check_mistake("exit = 0", "=", "`=` means nothing in a rule (try `==`)");
    check_mistake("exit == 0 && a < 1", "&&", "`&&` means nothing in a rule (try `and`)");
    check_mistake("a ≥ 1", "≥", "`≥` means nothing in a rule (try `>=`)");
    check_mistake("a > 1,000", ",", "`,` means nothing in a rule");
    check_mistake(
        "tests.passed",
        "tests.passed",
        "a value alone neither holds nor fails; compare it",
    );
    check_mistake("(exit == 0) > 5", "(exit == 0)", "a condition stands where a value must be");
    check_mistake("0 < a < 5", "<", "comparisons cannot be chained; join them with `and`");
    check_mistake("exit == 0 exit", "exit", "expected `and`, `or` or the end of the rule");
    check_mistake("exit ==", "", "expected a value or a condition");
    check_mistake("exit == and", "and", "expected a value or a condition");
    check_mistake("(exit == 0", "", "expected `)`");
    check_mistake("exit == 0 and", "", "expected a value or a condition");
    check_mistake("metric(p95) < 5", "p95", "expected a text in quotes");
    check_mistake(
        "artifact('/etc/x').exists",
        "'/etc/x'",
        "`/etc/x` is no path inside the checkout",
    );
    check_mistake("artifact('../x').exists", "'../x'", "`../x` is no path inside the checkout");
    check_mistake(
        "artifact('x').exist",
        "exist",
        "an artifact has no `exist`, only `exists` and `size` (try `exists`)",
    );
    check_mistake("output has 'x'", "has", "expected `contains` or `lacks`");
    check_mistake("output contains ''", "''", "the text is empty");
    check_mistake("output contains 'x", "'x", "the text in quotes does not end");
    check_mistake(r"output contains 'a\x'", r"\x", "unknown escape");
    check_mistake("  ", "  ", "the rule is empty");
    check_mistake(&format!("a < {}", "9".repeat(400)), &"9".repeat(400), "the number is too large");
}

#[test]
fn what_every_run_satisfies_is_no_rule() {
    let constant = "this says the same of every run, so it shows nothing";
    for rule in [
        "1 == 1",
        "1 + 1 == 2",
        "p95 == p95",
        "tests.passed >= 0",
        "0 <= tests.passed",
        "tests.failed < 0",
        "tests.failed > -1",
        "duration >= 0 s",
        "artifact('x').size >= 0 B",
    ] {
        check_mistake(rule, rule, constant);
    }
    assert!(PassRule::parse("delta >= 0 %").is_ok());
    assert!(PassRule::parse("tests.failed <= 0").is_ok());
}

#[test]
fn hostile_rules_are_refused_before_they_cost_anything() {
    let message = |rule: &str| PassRule::parse(rule).unwrap_err().to_string();
    let deep = format!("{}exit == 0{}", "(".repeat(1000), ")".repeat(1000));
    assert_eq!(message(&deep), "the rule is nested more than 32 deep");
    let nots = format!("{}exit == 0", "not ".repeat(1000));
    assert_eq!(message(&nots), "the rule is nested more than 32 deep");
    assert_eq!(message(&"a".repeat(5000)), "the rule is longer than 4096 bytes");
    let wide = format!("exit == 0{}", " and exit == 0".repeat(280));
    assert!(PassRule::parse(&wide).unwrap().eval(&run()).unwrap().holds);
}

#[test]
fn a_rule_tells_what_must_be_looked_for() {
    let rule = "p95 < 5 ms and not (artifact('a').exists or artifact('b/c').size > 1 kB) \
                or output contains 'x' and tests.passed / tests.total > 0.9 and output lacks 'y'";
    let rule = PassRule::parse(rule).unwrap();
    let texts = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(", ");
    assert_eq!(texts(&mut rule.artifacts().iter().map(ToString::to_string)), "a, b/c");
    assert_eq!(texts(&mut rule.output_texts().iter().map(ToString::to_string)), "x, y");
    assert_eq!(
        texts(&mut rule.names().iter().map(ToString::to_string)),
        "tests.passed, tests.total, p95, artifact(\"b/c\").size"
    );
}

#[test]
fn bounds_are_what_must_hold_alone() {
    let bounds = |rule: &str| {
        let bounds = PassRule::parse(rule).unwrap().bounds();
        let bounds = bounds.iter().map(|it| format!("{} {} {}", it.term, it.comparison, it.limit));
        bounds.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        bounds("tests.passed >= 32 and (500 ms > p95 and a == 5 \"req/s\")"),
        "tests.passed >= 32, p95 < 500 ms, a == 5 \"req/s\""
    );
    assert_eq!(bounds("a > 5 or b > 5"), "");
    assert_eq!(bounds("not a > 5"), "");
    assert_eq!(bounds("a + b > 5"), "");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_is_a_rule_or_a_mistake_inside_it(
        words in proptest::collection::vec(
            prop_oneof![
                proptest::sample::select(vec![
                    "exit", "tests.passed", "p95", "and", "or", "not", "(", ")", "==", ">=", "5",
                    "ms", "%", "+", "-", "*", "/", "output", "contains", "'x'", "artifact", ".size",
                    "metric", "0.5", "\"", "µs", "\\",
                ]).prop_map(str::to_owned),
                ".{0,3}",
            ],
            0..14,
        ),
        gap in " ?",
    ) {
        let text = words.join(&gap);
        match PassRule::parse(&text) {
            Ok(rule) => {
                prop_assert_eq!(rule.as_str(), &text);
                prop_assert_eq!(rule.eval(&run()), rule.eval(&run()));
                prop_assert!(rule.bounds().iter().all(|bound| rule.names().contains(&bound.term)));
            }
            Err(error) => prop_assert!(text.get(error.span.range()).is_some(), "{:?}", error),
        }
    }

    #[test]
    fn a_term_reads_back_as_it_is_written(name in "[a-z .\"\\\\'µ\t\n-]{1,8}|exit|not|tests|metric") {
        let term = Term::Metric(name.into());
        let rule = PassRule::parse(&format!("{term} > 5")).unwrap();
        prop_assert_eq!(rule.names().into_iter().collect::<Vec<_>>(), [term]);
    }

    #[test]
    fn a_bound_reads_back_as_it_is_written(value in -1e9..1e9, unit in "(ms|%|KiB|[a-z\"\\\\/]{1,5})?") {
        let limit = super::Quantity { value, unit: super::Unit::of(&unit) };
        let bounds = PassRule::parse(&format!("x <= {limit}")).unwrap().bounds();
        prop_assert_eq!(&bounds[0].limit, &limit);
    }

    #[test]
    fn no_run_without_reports_satisfies_a_rule_on_reports(limit in 1_u32..100, name in "[a-z]{5}") {
        let bare = Seen { exit: Some(0), metrics: BTreeMap::new(), ..Seen::default() };
        for rule in [format!("{name}x < {limit}"), format!("not tests.failed > {limit}")] {
            prop_assert!(PassRule::parse(&rule).unwrap().eval(&bare).is_err());
        }
    }
}
