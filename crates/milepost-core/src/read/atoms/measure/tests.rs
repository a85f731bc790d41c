//! Tests of counts, fractions, percentages and measurements.

use proptest::prelude::*;

use super::all;
use crate::{markdown::Inline, plan::Measure, text::Span};

fn line(text: &str) -> Inline {
    Inline { span: Span::new(0, text.len()), text: text.into(), ..Inline::default() }
}

/// `label: bound fraction percent value unit`, what there is of it.
fn show(measure: &Measure) -> String {
    let mut parts = vec![format!("{}:", measure.label)];
    parts.extend(measure.bound.as_deref().map(str::to_owned));
    parts.extend(measure.fraction.map(|it| format!("{}/{}", it.part, it.whole)));
    parts.extend(measure.percent.map(|it| format!("{it}%")));
    parts.extend(measure.value.map(|it| format!("{it}{}", measure.unit)));
    parts.join(" ")
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = all(&line(text)).iter().map(show).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn counts_stand_before_what_is_counted() {
    check("`make test` now says 37 passed", &["passed: 37"]);
    check("559 passed, 0 failed", &["passed: 559", "failed: 0"]);
    check("VG-LA-001: 30 passed", &["passed: 30"]);
    check("1,390 pass / 1 fail", &["pass: 1390", "fail: 1"]);
    check("Audit of keys: 0 critical, 2 low (fine)", &["critical: 0", "low: 2"]);
    check("0 HIGH findings", &["HIGH findings: 0"]);
    check("first try (3 windows)", &["windows: 3"]);
    check("(3 consecutive green snapshots)", &["consecutive green snapshots: 3"]);
    check("reduced to 2 tests, again", &["tests: 2"]);
    check("12 unit tests cover it", &["unit tests: 12"]);
    check("At least 32 integration tests pass", &["integration tests pass: >= 32"]);
    check("fewer than 5 open issues", &["open issues: < 5"]);
    check(">= 32 tests", &["tests: >= 32"]);
}

#[test]
fn fractions_come_with_their_words_and_percentage() {
    check("28/32 (87 %)", &[": 28/32 87%"]);
    check("Unit: 147/147 passing (100%)", &["Unit: 147/147 100%"]);
    check("Unit: 147/147 (100%)", &["Unit: 147/147 100%"]);
    check("4/4 complete", &["complete: 4/4"]);
    check("All packages complete (4/4)", &["packages complete: 4/4"]);
    check("(3/3 green)", &["green: 3/3"]);
    check("100% COMPLETE — 15/15 tests passing", &["COMPLETE: 100%", "tests passing: 15/15"]);
    check("15/15 nightly tests + all others", &["nightly tests: 15/15"]);
    check("Suites green (175/175 unit, 32/32 browser)", &["unit: 175/175", "browser: 32/32"]);
    check("(red team 1/5, blue team 0/5)", &["red team: 1/5", "blue team: 0/5"]);
    check("Login tests passing (47/47) 100% ✓", &["Login tests passing: 47/47 100%"]);
    check("4 of 7 done", &["done: 4/7"]);
    check("3/5", &[": 3/5"]);
    check("Tests: 55/55 passing", &["Tests: 55/55"]);
}

#[test]
fn percentages_are_measures_everywhere() {
    check("45% (2/5 milestones complete)", &["milestones complete: 2/5 45%"]);
    check("Overall: 45% (2/5 milestones complete)", &["Overall: 2/5 45%"]);
    check("Search works (65% complete)", &["complete: 65%"]);
    check("Search works (Phase 2) - 65%", &[": 65%"]);
    check("Progress: 65%", &["Progress: 65%"]);
    check("Branch test coverage >85%", &["Branch test coverage: > 85%"]);
    check("Browser tests passing (100%)", &["Browser tests passing: 100%"]);
    check("no >10% slowdown observed", &["slowdown: > 10%"]);
    check("with ≥25% cache share", &["cache share: >= 25%"]);
    check("100%", &[": 100%"]);
    check("99.9 % uptime", &["uptime: 99.9%"]);
    check("0%", &[": 0%"]);
}

#[test]
fn quantities_have_a_unit() {
    check("Answers come fast (<500ms P95 latency)", &["P95 latency: < 500ms"]);
    check("P95: 180ms < 500ms target", &["P95: 180ms", "target: < 500ms"]);
    check("p95 latency stays under 500 ms", &[": < 500ms"]);
    check("19× speedup; unblocks more", &["speedup: 19×"]);
    check("10x faster", &["faster: 10×"]);
    check("84 MiB model memory restored at once", &["model memory restored: 84MiB"]);
    check("PASS 0.006s", &["PASS: 0.006s"]);
    check("in < 48 hours", &[": < 48hours"]);
    check("found in <24h", &[": < 24h"]);
    check("agreement of readers (n=5, 1.0000)", &["n: = 5", "readers: 1"]);
}

#[test]
fn other_numbers_measure_nothing() {
    for text in [
        "",
        "2026-02-28",
        "2026-02-28 06:30 UTC",
        "28 February 2026",
        "v0.1.0 and 1.26.2",
        "M1-T05 D-007 SPEC-26/27 VG-LA-001",
        "P95",
        "evidence/3/x.md docs/2 tests/3",
        "OBS_DIM=260, action indexing 0..68",
        "pufferlib==2.0.6",
        "Phase 2 complete",
        "Deliverable 1 complete",
        "Day 2–3",
        "Week 4",
        "1. Complete remaining gaps",
        "M5-M6 are open",
        "Completable in 1-3 days",
        "2 days",
        "24/7 support",
        "on 2/28",
        "step 3/4",
        "Python 3 tests",
        "Level 2 tests",
        "#3 tests",
        "5 things",
        "the 3 of us",
        "1K/10K/50K numbers",
        "Qwen3-30B-A3B",
        "x=5 == 3",
        "abc%20def",
        "10:30",
        "SHA256",
        "€5 £6",
        "16 GPUs",
        "port 8080",
        "RFC 3502",
        "2025/2026",
    ] {
        let found: Vec<String> = all(&line(text)).iter().map(show).collect();
        let expected: &[&str] = if text.starts_with("x=5") { &["x: = 5"] } else { &[] };
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn the_place_is_known() {
    let text = "Built: at least 32 integration tests pass, 28/32 ok (87 %).";
    let spans: Vec<&str> = all(&line(text)).iter().map(|it| it.span.of(text)).collect();
    assert_eq!(spans, ["at least 32 integration tests pass", "28/32 ok (87 %)"]);
}

proptest! {
    #[test]
    fn any_text_is_searched_without_a_panic(text in "\\PC*") {
        let found = all(&line(&text));
        prop_assert!(found.iter().all(|it| text.get(it.span.range()).is_some_and(|it| !it.is_empty())));
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }

    #[test]
    fn tricky_text_is_searched_without_a_panic(text in "(1|20|/|%|[(]|[)]|,|[.]| |<|>=|n=|passed|ms|×|of |é|—|:|at least|tests|99999999999999999999){0,20}") {
        let found = all(&line(&text));
        prop_assert!(found.iter().all(|it| text.get(it.span.range()).is_some_and(|it| !it.is_empty())));
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }

    #[test]
    fn every_fraction_is_read_back(whole in 1_u64..10_000, part in 0_u64..10_000) {
        let part = part.min(whole);
        prop_assume!((part, whole) != (24, 7));
        let text = format!("{part}/{whole} complete");
        let found = all(&line(&text));
        prop_assert_eq!(found.first().and_then(|it| it.fraction).map(|it| (it.part, it.whole)), Some((part, whole)));
    }
}
