//! Tests of ids in running text, titles and cells.

use proptest::prelude::*;

use super::{Found, all, expand, leading, looks_like_gate, whole};
use crate::id::ItemId;

fn show(text: &str, found: &Found) -> String {
    assert!(text.get(found.range.clone()).is_some());
    match &found.through {
        Some(last) => format!("{}..{last}", found.id),
        None => found.id.to_string(),
    }
}

#[track_caller]
fn check_all(text: &str, expected: &[&str]) {
    let found: Vec<String> = all(text).iter().map(|found| show(text, found)).collect();
    assert_eq!(found, expected, "{text:?}");
}

/// The id and the title behind it.
#[track_caller]
fn check_leading(text: &str, expected: Option<(&str, &str)>) {
    let found = leading(text).map(|found| (show(text, &found), &text[found.range.end..]));
    let found = found.as_ref().map(|(id, title)| (id.as_str(), *title));
    assert_eq!(found, expected, "{text:?}");
}

#[track_caller]
fn check_whole(text: &str, expected: Option<&str>) {
    let found = whole(text).map(|found| show(text, &found));
    assert_eq!(found.as_deref(), expected, "{text:?}");
}

#[test]
fn running_text_names_ids() {
    check_all("Resolved by M1-T01 (see D-007), not by M2.5.", &["M1-T01", "D-007", "M2.5"]);
    check_all("M0, M1 and M2.5 are done; M7+ waits", &["M0", "M1", "M2.5", "M7+"]);
    check_all("cache row M32c.2.2.2.1.4 shipped", &["M32c.2.2.2.1.4"]);
    check_all("**M1 – Evidence (P8.3)**", &["M1", "P8.3"]);
    check_all(
        "EP-201, M-003, BACK-355.01, ADR-0001, WP01 and T001",
        &["EP-201", "M-003", "BACK-355.01", "ADR-0001", "WP01", "T001"],
    );
    check_all("`VG-LA-001: 30 passed` and `VG-LOOP-CORE-001`", &["VG-LA-001", "VG-LOOP-CORE-001"]);
    check_all("FALSIFY-ABC-008turned to ADVISORY", &["FALSIFY-ABC-008"]);
    check_all("WP01 → WP02 → WP03", &["WP01", "WP02", "WP03"]);
    check_all("WP01 + WP02, D-014+D-015", &["WP01", "WP02", "D-014", "D-015"]);
    check_all("M1が完了、M2は進行中", &["M1", "M2"]);
    check_all("(M1)[M2]`M3`*M4*\"M5\"", &["M1", "M2", "M3", "M4", "M5"]);
}

#[test]
fn lists_are_several_ids() {
    check_all("M4/M6", &["M4", "M6"]);
    check_all("(M0-T02/M0-T03)", &["M0-T02", "M0-T03"]);
    check_all("D-014/D-015 evidence", &["D-014", "D-015"]);
    check_all("VG-PERF-001/002 artifacts", &["VG-PERF-001", "VG-PERF-002"]);
    check_all("SPEC-26/27, SPEC-1/2/4", &["SPEC-26", "SPEC-27", "SPEC-1", "SPEC-2", "SPEC-4"]);
}

#[test]
fn ranges_are_one() {
    check_all("M194-M210 — parser P5.1-P5.5", &["M194..M210", "P5.1..P5.5"]);
    check_all("M0–M14", &["M0..M14"]);
    check_all("M0 – M14 and M20 - M22", &["M0..M14", "M20..M22"]);
    check_all("(T8–T10)", &["T8..T10"]);
    check_all("M1-T01 through M1-T05 complete", &["M1-T01..M1-T05"]);
    check_all("M2-T01..M2-T05 implementation", &["M2-T01..M2-T05"]);
    check_all("`M2-T01`…`M2-T05`", &["M2-T01..M2-T05"]);
    check_all("D-001 through D-006 accepted", &["D-001..D-006"]);
    check_all("M5-M6 are open, M1–4 are not", &["M5..M6", "M1..M4"]);
    check_all("M1-T01-M1-T05", &["M1-T01..M1-T05"]);
    check_all("WP01–WP03", &["WP01..WP03"]);
    check_all("M1 – D-007", &["M1", "D-007"]);
    check_all("M3 – M1", &["M3", "M1"]);
    check_all("M1, then M2 – later", &["M1", "M2"]);
}

#[test]
fn other_words_of_running_text_are_no_ids() {
    for text in [
        "",
        "v0.1.0 and v1.2",
        "SHA256, SHA-256, UTF-8, UTF-16",
        "p95 or P95 under 500 ms; P99.9",
        "X11, HTTP2, HTTP/1.1, S3, EC2, K8S, A11Y, I18N",
        "Qwen3-30B-A3B-Instruct-2507 and GPT-4",
        "ISO-8601 by RFC 3502 or RFC-3502",
        "H2, H1–H6",
        "Python3, Y2K, MP3, MP4, B2B, E2E, 3D",
        "`OBS_DIM=260`, `N_ACTIONS=69`, `V1_004`",
        "evidence/M1-T05-x.md",
        "evidence/2026-02-19/milestone-M1/M1-T05-summary.md",
        "`M1-T05-VG-LOOP-CORE-001-r3.txt`",
        "https://example.org/browse/PROJ-123",
        "./M1 ../M2/x /M3/y",
        "src::M1",
        "Phase 2, Week 4, Day 3",
        "CVE-2024-1234",
        "Priority: P0, later P1; Q3 2026",
        "compiled with -O2 --M1",
        "$M1 @M2",
        "A=M1",
        "M1-related and M2-style",
        "2026-02-28T10:00:00Z",
        "84 MiB, 5M rows, 10K",
        "CC-BY-4.0, GPL-3.0",
        "éM1 M1é",
    ] {
        check_all(text, &[]);
    }
}

#[test]
fn titles_begin_with_an_id() {
    check_leading("M2 MVP functional", Some(("M2", "MVP functional")));
    check_leading("M0 - Scaffold", Some(("M0", "Scaffold")));
    check_leading("M1 – Evidence (P8.3)", Some(("M1", "Evidence (P8.3)")));
    check_leading("EP-201 — Engine", Some(("EP-201", "Engine")));
    check_leading("WP01: Tooling", Some(("WP01", "Tooling")));
    check_leading("WP01:Tooling", Some(("WP01", "Tooling")));
    check_leading("D-007. Use one worker", Some(("D-007", "Use one worker")));
    check_leading("M7+ - Perf", Some(("M7+", "Perf")));
    check_leading("1.1 Add a field", Some(("1.1", "Add a field")));
    check_leading("1.1.2 Scripts", Some(("1.1.2", "Scripts")));
    check_leading("1.1. Scripts", Some(("1.1", "Scripts")));
    check_leading("2.10: more tests", Some(("2.10", "more tests")));
    check_leading("FALSIFY-ABC-007hard gate", Some(("FALSIFY-ABC-007", "hard gate")));
    check_leading("M194-M210 — Parser work", Some(("M194..M210", "Parser work")));
    check_leading("M0–M14: early work", Some(("M0..M14", "early work")));
    check_leading("**M1** — Core", Some(("M1", "Core")));
    check_leading("[M1] Core", Some(("M1", "Core")));
    check_leading("`M1-T05` | Core", Some(("M1-T05", "Core")));
    check_leading("M1-T05", Some(("M1-T05", "")));
    check_leading("M1—Core", Some(("M1", "Core")));
    check_leading("P1: Tooling", Some(("P1", "Tooling")));
    check_leading("P8.4 — Segfault", Some(("P8.4", "Segfault")));
    check_leading("M1が完了", Some(("M1", "が完了")));
}

#[test]
fn other_titles_begin_with_none() {
    for text in [
        "",
        "Milestone 1: Core",
        "Phase 2 - Core",
        "1. Core",
        "7 Core",
        "2.0 Release",
        "1.5 days of work",
        "2.5x faster",
        "3.14 is pi",
        "1.2",
        "P0 Fix the crash",
        "P1 Fix the crash",
        "Q3 2026",
        "S3 bucket",
        "UTF-8 handling",
        "HTTP2 support",
        "M1, M2 and M3 done",
        "M1 and M2 done",
        "M4/M6 joint",
        "M1's goal",
        "M1-T05-summary.md",
        "M1/notes.md",
        "-M1",
        "2026-02-28: Kick-off",
        "loop-8th triage",
        "#12 Fix",
        "v1.2.3 Release",
    ] {
        check_leading(text, None);
    }
}

#[test]
fn cells_of_an_id_column_are_ids() {
    for text in [
        "M1",
        "M7+",
        "M1-T05",
        "D-007",
        "#123",
        "7",
        "1.1.2",
        "loop-8th",
        "be-eqw",
        "be-nu4.2.1",
        "Ops-Weekly",
        "m1",
        "P0",
        "S3",
        "BACK-355.01",
    ] {
        check_whole(text, Some(text));
    }
    check_whole("**M1**", Some("M1"));
    check_whole(" `M1-T05` ", Some("M1-T05"));
    check_whole("1.", Some("1"));
    check_whole("[M1]", Some("M1"));
    check_whole("M0-M14", Some("M0..M14"));
    check_whole("M150–M234", Some("M150..M234"));
    check_whole("M1-T01 through M1-T05", Some("M1-T01..M1-T05"));
}

#[test]
fn other_cells_are_not() {
    for text in [
        "",
        "-",
        "—",
        "M1 Core",
        "M4/M6",
        "Core",
        "in-progress",
        "on_hold",
        "N/A",
        "README.md",
        "two words",
        "docs/x-1",
        "2026/02/28",
        "é-1",
        "M1,",
        "#",
        "#a",
    ] {
        check_whole(text, None);
    }
}

#[track_caller]
fn check_expand(first: &str, last: &str, most: usize, expected: Option<&[&str]>) {
    let ids = expand(&ItemId::new(first).unwrap(), &ItemId::new(last).unwrap(), most);
    let ids: Option<Vec<&str>> = ids.as_ref().map(|ids| ids.iter().map(ItemId::as_str).collect());
    assert_eq!(ids.as_deref(), expected, "{first} to {last}");
}

#[test]
fn ranges_have_ids() {
    check_expand("M8", "M11", 9, Some(&["M8", "M9", "M10", "M11"]));
    check_expand("M1-T09", "M1-T11", 9, Some(&["M1-T09", "M1-T10", "M1-T11"]));
    check_expand("P5.1", "P5.3", 9, Some(&["P5.1", "P5.2", "P5.3"]));
    check_expand("M235", "M249", 2, Some(&["M235", "M236"]));
    check_expand("M199", "M201", 9, Some(&["M199", "M200", "M201"]));
    check_expand("VG-A-001-X1", "VG-A-002-X1", 9, Some(&["VG-A-001-X1", "VG-A-002-X1"]));
    check_expand("M5", "M4", 9, None);
    check_expand("M5", "M5", 9, None);
    check_expand("M1-T1", "M2-T2", 9, None);
    check_expand("M1", "T3", 9, None);
    check_expand("M01", "M3", 9, None);
    check_expand("M1", "M99999999999999999999999", 9, None);
    check_expand("M1", "M18446744073709551615", 2, Some(&["M1", "M2"]));
}

#[test]
fn gates_are_known_by_their_names() {
    let is_gate = |id| looks_like_gate(&ItemId::new(id).unwrap());
    for id in ["VG-LOOP-CORE-001", "FALSIFY-CCPA-007", "VG-LA-002", "GATE-3", "QG-2", "CHECK-1"] {
        assert!(is_gate(id), "{id}");
    }
    for id in [
        "M1-T05",
        "M2-D1",
        "M1",
        "D-007",
        "EP-201",
        "loop-8th",
        "M1-T05-A1",
        "INC-2024-001",
        "VG",
        "A-B-C",
    ] {
        assert!(!is_gate(id), "{id}");
    }
}

fn inside(text: &str, found: &Found) -> bool {
    text.get(found.range.clone()).is_some_and(|words| !words.is_empty())
}

proptest! {
    #[test]
    fn any_text_is_searched_without_a_panic(text in "\\PC*") {
        let found = all(&text);
        prop_assert!(found.iter().all(|found| inside(&text, found)));
        prop_assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        prop_assert!(leading(&text).is_none_or(|found| inside(&text, &found)));
        prop_assert!(whole(&text).is_none_or(|found| inside(&text, &found)));
    }

    #[test]
    fn tricky_text_is_searched_without_a_panic(text in "([MTDP]|VG|-|0|1|7|[.]|/|–| |[+]|é|ab|#|\\*|…|through){0,24}") {
        let found = all(&text);
        prop_assert!(found.iter().all(|found| inside(&text, found)));
        prop_assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        prop_assert!(leading(&text).is_none_or(|found| inside(&text, &found)));
        prop_assert!(whole(&text).is_none_or(|found| inside(&text, &found)));
    }

    #[test]
    fn a_range_expands_to_itself(prefix in "[A-Z]{1,4}-?", first in 0_u64..500, more in 1_u64..40, width in 1_usize..5) {
        let id = |number: u64| ItemId::new(&format!("{prefix}{number:0width$}")).unwrap();
        let last = first + more;
        let ids = expand(&id(first), &id(last), 1000).unwrap();
        prop_assert_eq!(ids, (first..=last).map(id).collect::<Vec<_>>());
    }
}
