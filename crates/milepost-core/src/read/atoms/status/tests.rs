//! Tests of status words in any common form.

use proptest::prelude::*;

use super::{is_choice, leading, of_checkbox, stated, trailing, whole};
use crate::plan::Status;

#[track_caller]
fn check_whole(text: &str, expected: impl Into<Option<Status>>) {
    assert_eq!(whole(text).map(|found| found.status), expected.into(), "{text:?}");
}

/// The status, the words and the title that remains.
#[track_caller]
fn check_trailing(text: &str, status: Status, words: &str, title: &str) {
    let found = trailing(text).unwrap_or_else(|| panic!("no status in {text:?}"));
    assert_eq!((found.status, &text[found.range]), (status, words), "{text:?}");
    assert_eq!(&text[..found.outer.start], title, "{text:?}");
}

#[track_caller]
fn check_leading(text: &str, status: Status, words: &str, title: &str) {
    let found = leading(text).unwrap_or_else(|| panic!("no status in {text:?}"));
    assert_eq!((found.status, &text[found.range]), (status, words), "{text:?}");
    assert_eq!(&text[found.outer.end..], title, "{text:?}");
}

#[test]
fn cells_of_a_status_column_are_read_in_any_common_form() {
    for (text, status) in [
        ("Complete", Status::Done),
        ("COMPLETE", Status::Done),
        ("**Done**", Status::Done),
        ("[DONE]", Status::Done),
        ("(done)", Status::Done),
        ("`done`", Status::Done),
        ("Done.", Status::Done),
        ("SHIPPED", Status::Done),
        ("100%", Status::Done),
        ("100 % complete", Status::Done),
        ("4/4 complete", Status::Done),
        ("In Progress", Status::InProgress),
        ("in_progress", Status::InProgress),
        ("in-progress", Status::InProgress),
        ("InProgress", Status::InProgress),
        ("WIP", Status::InProgress),
        ("65% complete", Status::InProgress),
        ("~40% done", Status::InProgress),
        ("3/5 complete", Status::InProgress),
        ("0% complete", Status::Planned),
        ("mostly done", Status::InProgress),
        ("Partially complete", Status::InProgress),
        ("On track", Status::InProgress),
        ("Not started", Status::Planned),
        ("not-started", Status::Planned),
        ("Not yet started", Status::Planned),
        ("Not done", Status::Planned),
        ("PLANNED", Status::Planned),
        ("To Do", Status::Planned),
        ("TODO", Status::Planned),
        ("Backlog", Status::Planned),
        ("NEXT", Status::Next),
        ("Ready", Status::Next),
        ("pending", Status::Pending),
        ("TBD", Status::Pending),
        ("Waiting", Status::Pending),
        ("In review", Status::InReview),
        ("ready for review", Status::InReview),
        ("Blocked", Status::Blocked),
        ("On hold", Status::Suspended),
        ("Deferred", Status::Suspended),
        ("Cancelled", Status::Cancelled),
        ("Won't do", Status::Cancelled),
        ("Won’t fix", Status::Cancelled),
        ("wontfix", Status::Cancelled),
        ("Out of scope", Status::OutOfScope),
        ("out-of-scope", Status::OutOfScope),
        ("Superseded", Status::Superseded),
        ("deprecated", Status::Deprecated),
        ("accepted", Status::Accepted),
        ("Approved", Status::Accepted),
        ("Rejected", Status::Rejected),
        ("Proposed", Status::Proposed),
        ("Draft", Status::Proposed),
        ("Open", Status::Open),
        ("Resolved", Status::Resolved),
        ("ALL MITIGATED", Status::Mitigated),
        ("still open", Status::Open),
        ("PASS", Status::Passed),
        ("passing", Status::Passed),
        ("15/15 passing", Status::Passed),
        ("clean", Status::Passed),
        ("green", Status::Passed),
        ("FAIL", Status::Failed),
        ("red", Status::Failed),
        ("Not passing", Status::Failed),
        ("N/A", Status::NotApplicable),
        ("n/a", Status::NotApplicable),
        ("Skipped", Status::NotApplicable),
        ("Not applicable", Status::NotApplicable),
        ("ADVISORY", Status::Advisory),
        ("At risk", Status::AtRisk),
        ("steady_state", Status::Ongoing),
        ("Ongoing", Status::Ongoing),
        ("erledigt", Status::Done),
        ("進行中", Status::InProgress),
    ] {
        check_whole(text, status);
    }
}

#[test]
fn marks_stand_alone_or_beside_words_and_words_win() {
    for (text, status) in [
        ("✅", Status::Done),
        ("☑️", Status::Done),
        ("✓", Status::Done),
        ("🎉 ✅", Status::Done),
        ("❌", Status::Failed),
        ("🟢", Status::Passed),
        ("🟡", Status::AtRisk),
        ("🔴", Status::Failed),
        ("🚧", Status::InProgress),
        ("🏗️", Status::InProgress),
        ("⏳", Status::Planned),
        ("⬜", Status::Planned),
        ("🔲", Status::Planned),
        ("âœ…", Status::Done),
        ("âŒ", Status::Failed),
        (":white_check_mark:", Status::Done),
        ("COMPLETE ✅", Status::Done),
        ("✅ Complete", Status::Done),
        ("✅ **Complete**", Status::Done),
        ("**✅ Complete**", Status::Done),
        ("✅ Pass", Status::Passed),
        ("⏳ Planned", Status::Planned),
        ("🟢 On track", Status::InProgress),
        ("🔴 Blocked", Status::Blocked),
        ("⏳ In progress", Status::InProgress),
        ("âœ… Complete", Status::Done),
        (":construction: WIP", Status::InProgress),
        ("🚫 Cancelled", Status::Cancelled),
        ("❌ Not started", Status::Planned),
    ] {
        check_whole(text, status);
    }
}

#[test]
fn work_may_be_finished_in_two_ways() {
    check_whole("Implemented and tested", Status::Done);
    check_whole("Done and merged", Status::Done);
    check_whole("✅ Complete and documented (2026-02-01)", Status::Done);
    check_whole("3 of 5 done", Status::InProgress);
    check_whole("Done and open", None);
    check_whole("Open and shut", None);
    check_whole("Planned and done", None);
}

#[test]
fn a_mark_says_what_the_sentence_behind_it_is() {
    let check = |text: &str, expected: Option<Status>| {
        assert_eq!(stated(text).map(|found| found.status), expected, "{text:?}");
    };
    check("✅ signed by the landlord", Some(Status::Done));
    check("🚧 two of five wired", Some(Status::InProgress));
    check("❌ the adapter does not fit", Some(Status::Failed));
    check("Done (2026-02-01)", Some(Status::Done));
    check("✅ code there, tests failing", None);
    check("✅ reader, 🚧 writer", None);
    check("✅ Done / ❌ Not done", None);
    check("signed by the landlord", None);
}

#[test]
fn templates_leave_a_choice_and_sentences_do_not() {
    for text in ["Open / Closed / Merged", "{proposed | accepted}", "<status>", "Todo|Done"] {
        assert!(is_choice(text), "{text:?}");
    }
    for text in [
        "Accepted, see docs/a/b.md and x/y",
        "Accepted (read/write/delete agreed; latency < 20 ms)",
        "Superseded by the client/server split",
        "Done / merged",
    ] {
        assert!(!is_choice(text), "{text:?}");
    }
}

#[test]
fn boxes_are_read() {
    check_whole("[x]", Status::Done);
    check_whole("[X]", Status::Done);
    check_whole("[ ]", Status::Planned);
    check_whole("[-]", Status::InProgress);
    check_whole("[~]", Status::InProgress);
    check_whole("[x] Done", Status::Done);
    check_whole("[ ] In progress", Status::InProgress);
    check_whole("[a]", None);
    check_whole("[1]", None);
    assert_eq!(of_checkbox('x'), Status::Done);
    assert_eq!(of_checkbox(' '), Status::Planned);
    assert_eq!(of_checkbox('>'), Status::Suspended);
    assert_eq!(of_checkbox('é'), Status::Planned);
}

#[test]
fn a_remark_may_follow() {
    for (text, status) in [
        ("Complete - see notes", Status::Done),
        ("Complete, with notes", Status::Done),
        ("Complete; verified twice", Status::Done),
        ("Done (2026-02-01)", Status::Done),
        ("Done 2026-02-01", Status::Done),
        ("Done ✅ 2025-01-02", Status::Done),
        ("✅ 2025-01-02", Status::Done),
        ("Done in v1.4", Status::Done),
        ("Released v1.4", Status::Done),
        ("Merged #42", Status::Done),
        ("In Progress| ", Status::InProgress),
        ("In progress (65%)", Status::InProgress),
        ("(in progress, since May)", Status::InProgress),
        ("Blocked by M3", Status::Blocked),
        ("Blocked: keys missing", Status::Blocked),
        ("Waiting on vendor", Status::Pending),
        ("Superseded by ADR-0007", Status::Superseded),
        ("PASS 0.006s", Status::Passed),
        ("pending (this commit)", Status::Pending),
        ("out-of-scope post-M22", Status::OutOfScope),
        ("COMPLETED AHEAD OF SCHEDULE", Status::Done),
        ("100% COMPLETE — 12/12 tests passing", Status::Done),
        ("Planned → In progress", Status::InProgress),
        ("Proposed -> Accepted", Status::Accepted),
        ("Done/Complete", Status::Done),
    ] {
        check_whole(text, status);
    }
}

#[test]
fn sentences_and_choices_are_no_status() {
    for text in [
        "",
        "-",
        "—",
        "  ",
        "Relevant tests pass later",
        "Tests passing",
        "Open questions remain",
        "Completed milestones",
        "Complete remaining gaps",
        "Next steps",
        "Accepted D-001 and D-002",
        "Fixed suite",
        "Passing through the gate",
        "Failed to load the file",
        "Green field project",
        "Review of the plan",
        "open-source",
        "done-ish",
        "pass-through",
        "fail_fast",
        "ok()",
        "done.md",
        "PASS/FAIL",
        "Yes/No",
        "Open / Closed",
        "IN PROGRESS / COMPLETE / BLOCKED",
        "[Proposed | Accepted | Rejected]",
        "{proposed | accepted}",
        "pending or done",
        "passed=12",
        "65%",
        "3/5",
        "12/15 passing",
        "M1",
        "2026-02-01",
        "Medium",
        "High",
        "Testing:",
        "Completed:",
        "Next: begin phase 1",
        "Progress: 65%",
        "Proposal",
        "✅ Created the pipeline",
        "🎉",
        "🚀",
        "•",
        "not",
        "all",
        "N/A/B",
    ] {
        check_whole(text, None);
    }
}

#[test]
fn the_range_holds_the_words_alone() {
    for (text, words) in [
        ("**PASS**", "PASS"),
        ("✅ Complete", "Complete"),
        ("COMPLETE ✅", "COMPLETE"),
        ("✅", "✅"),
        ("[x]", "[x]"),
        ("Not yet started (May)", "Not yet started"),
        ("65% complete", "65% complete"),
        ("mostly done", "mostly done"),
        ("Planned → Done", "Done"),
    ] {
        assert_eq!(&text[whole(text).unwrap().range], words, "{text:?}");
    }
}

#[test]
fn titles_end_in_a_status() {
    check_trailing("Part 1: Search API (COMPLETE)", Status::Done, "COMPLETE", "Part 1: Search API");
    check_trailing("Cache warm-up (NEXT)", Status::Next, "NEXT", "Cache warm-up");
    check_trailing("Token check (in progress).", Status::InProgress, "in progress", "Token check");
    check_trailing(
        "Accounts work (25% complete)",
        Status::InProgress,
        "25% complete",
        "Accounts work",
    );
    check_trailing("Storage [DONE]", Status::Done, "DONE", "Storage");
    check_trailing("Storage (DONE) ✅", Status::Done, "DONE", "Storage");
    check_trailing("Storage (✅ done)", Status::Done, "done", "Storage");
    check_trailing("Storage (blocked by M2)", Status::Blocked, "blocked", "Storage");
    check_trailing(
        "First cut (Phase 2) - IN PROGRESS",
        Status::InProgress,
        "IN PROGRESS",
        "First cut (Phase 2)",
    );
    check_trailing("v0.3 — SHIPPED", Status::Done, "SHIPPED", "v0.3");
    check_trailing("M3 – Done (2026-02-01)", Status::Done, "Done", "M3");
    check_trailing(
        "Calendar → **COMPLETED AHEAD OF SCHEDULE**",
        Status::Done,
        "COMPLETED",
        "Calendar",
    );
    check_trailing("Risk list — ALL MITIGATED", Status::Mitigated, "ALL MITIGATED", "Risk list");
    check_trailing(
        "Phase 1 (IMPORT) — out-of-scope post-M22",
        Status::OutOfScope,
        "out-of-scope",
        "Phase 1 (IMPORT)",
    );
    check_trailing("Phase 3 — BLOCKED on keys", Status::Blocked, "BLOCKED", "Phase 3");
    check_trailing("P8.4: Done", Status::Done, "Done", "P8.4");
    check_trailing("Users can log in ✓", Status::Done, "✓", "Users can log in");
    check_trailing("Login tests (9/9) 100% ✓", Status::Done, "✓", "Login tests (9/9) 100%");
    check_trailing(
        "Write the tool. ✅ (See: `docs/tool.md`)",
        Status::Done,
        "✅",
        "Write the tool.",
    );
    check_trailing("Ship it ✅ 2025-01-02", Status::Done, "✅", "Ship it");
    check_trailing("Ship it âœ…", Status::Done, "âœ…", "Ship it");
    check_trailing("Evidence pack COMPLETE", Status::Done, "COMPLETE", "Evidence pack");
    check_trailing("Phase 2 IN PROGRESS", Status::InProgress, "IN PROGRESS", "Phase 2");
    check_trailing("M4 — BLOCKED ✅", Status::Blocked, "BLOCKED", "M4");
    check_trailing("Task list [x]", Status::Done, "[x]", "Task list");
}

#[test]
fn ordinary_ends_of_titles_are_no_status() {
    for text in [
        "",
        "Foundation Complete",
        "All tests passing",
        "Browser tests passing (100%)",
        "All browser tests passing (15/15)",
        "Workspace (Phase 0 complete)",
        "Key review passed (no critical issues)",
        "Key review passed (if asked for)",
        "Foundation work (required)",
        "Old milestones — FINAL STATUS",
        "Definition of DONE",
        "MILESTONE COMPLETE",
        "Doors (open)",
        "Traffic light - red",
        "What comes - next",
        "Handle states (open, closed, merged)",
        "Wire format stable (no changes expected)",
        "Status: IN PROGRESS / COMPLETE / BLOCKED",
        "Progress: 65%",
        "Be careful ⚠️",
        "Ready to go 🚀",
        "open-source — pass-through",
        "Retry the call - fail fast",
        "COMPLETE",
        "✅",
        "array[x]",
        "Milestone — Accepted D-001 decisions",
    ] {
        assert_eq!(trailing(text), None, "{text:?}");
    }
}

#[test]
fn lines_begin_with_a_status() {
    check_leading("✅ Storage layout", Status::Done, "✅", "Storage layout");
    check_leading("⬜ Metadata", Status::Planned, "⬜", "Metadata");
    check_leading("❌ Rollback works", Status::Failed, "❌", "Rollback works");
    check_leading("✔️ Parser", Status::Done, "✔️", "Parser");
    check_leading("âœ… Parser", Status::Done, "âœ…", "Parser");
    check_leading("[x] Parser", Status::Done, "[x]", "Parser");
    check_leading("[DONE] Parser", Status::Done, "DONE", "Parser");
    check_leading("(done) Parser", Status::Done, "done", "Parser");
    check_leading(
        "Done `NOTES.md` brought up to date",
        Status::Done,
        "Done",
        "NOTES.md` brought up to date",
    );
    check_leading("Done Tagged the release", Status::Done, "Done", "Tagged the release");
    check_leading("DONE Parser", Status::Done, "DONE", "Parser");
    check_leading("TODO write tests", Status::Planned, "TODO", "write tests");
    check_leading("In progress: parser", Status::InProgress, "In progress", "parser");
    check_leading("BLOCKED — keys missing", Status::Blocked, "BLOCKED", "keys missing");
    check_leading("**PASS** — push it", Status::Passed, "PASS", "push it");
    check_leading("✅ Done: parser", Status::Done, "Done", "parser");
}

#[test]
fn ordinary_beginnings_of_lines_are_no_status() {
    for text in [
        "",
        "Complete remaining gaps",
        "Fixed the allocator",
        "Closed M3-T01 by hand",
        "Accepted D-001 and D-002",
        "Open a pull request",
        "Next: begin phase 1",
        "Done is better than perfect",
        "Done criteria for all",
        "Done when tests pass",
        "Done, they said",
        "OPEN QUESTIONS",
        "DONE ITEMS",
        "PASS/FAIL rules",
        "🚀 Release party",
        "🎯 Goals",
        "⚠️ Careful",
        "🟢 Low priority",
        "Pass-through mode",
        "100% coverage",
        "Review the code",
    ] {
        assert_eq!(leading(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic_and_with_ranges_inside(text in "\\PC*") {
        for found in [whole(&text), trailing(&text), leading(&text)].into_iter().flatten() {
            prop_assert!(text.get(found.range.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(text.get(found.outer.clone()).is_some());
            prop_assert!(found.outer.start <= found.range.start);
            prop_assert!(found.range.end <= found.outer.end);
        }
    }

    #[test]
    fn texts_made_of_tricky_pieces_are_read_without_a_panic(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12),
    ) {
        let text = pieces.concat();
        for found in [whole(&text), trailing(&text), leading(&text)].into_iter().flatten() {
            prop_assert!(text.get(found.range.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(text.get(found.outer.clone()).is_some());
            prop_assert!(found.outer.start <= found.range.start);
            prop_assert!(found.range.end <= found.outer.end);
        }
    }
}

const PIECES: &[&str] = &[
    "Done",
    "in",
    "progress",
    "IN PROGRESS",
    "✅",
    "âœ",
    "â",
    "ï¸",
    "[",
    "]",
    "(",
    ")",
    "x",
    " ",
    "-",
    "—",
    "→",
    "->",
    "|",
    "/",
    "%",
    "100",
    "3/5",
    "n/a",
    "not",
    "all",
    "’",
    "'",
    "é",
    "\u{fe0f}",
    ":",
    ":x:",
    "**",
    "…",
    "M1",
    "ß",
    "\u{202e}",
    "完了",
    "or",
    "COMPLETE",
    ".",
    "\u{a0}",
    "_",
];
