//! Lies of plans: ticks, words, and what is left out of them.

use super::{CLAIMED, is_shown, project, proven, refused};
use crate::sandbox::Sandbox;

const GREEN: &str = "run = \"true\"";

/// One gate that passes, one that fails, and a plan.
fn planned(plan: &str) -> Sandbox {
    let red = "\n\n[gates.red]\nrun = \"false\"\n\n[gates.advice]\nrun = \"true\"\n\
               enforcement = \"advisory\"\n";
    let sandbox = Sandbox::new(&project(&format!("{GREEN}{red}"), plan));
    sandbox.run(&["verify", "--quiet"]);
    proven(&sandbox, "M1");
    sandbox
}

/// A milestone that claims everything, with what stands under its heading.
fn milestone(id: &str, fields: &str, rest: &str) -> String {
    format!(
        "//- docs/{id}.md\n# {id} Another\n\n**Status:** Complete\n\
         **Goal:** People can run another workflow\n**Phase:** P1\n{fields}\n{rest}\n"
    )
}

fn criteria(lines: &str) -> String {
    format!("## Acceptance criteria\n\n{lines}\n")
}

#[track_caller]
fn check(plan: &str, why: &str) {
    refused(&planned(plan), "M2", why);
}

#[test]
fn ticks_and_words_alone_prove_nothing() {
    let mut sandbox = Sandbox::new(&project("run = \"false\"", ""));
    assert!(!is_shown(&sandbox, "M1"));
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "exit code 1");
    for word in ["Done", "✅ Complete", "SHIPPED", "Proven", "proven", "Passed", "Approved"] {
        let plan = CLAIMED.replace("Complete", word);
        sandbox.write(&plan);
        assert!(!is_shown(&sandbox, "M1"), "{word}");
        sandbox.commit(word);
        assert!(!is_shown(&sandbox, "M1"), "{word}");
    }
}

#[test]
fn a_milestone_without_criteria_or_with_criteria_that_nothing_answers_is_not_proven() {
    check(&milestone("M2", "", ""), "");
    check(&milestone("M2", "", &criteria("")), "");
    check(&milestone("M2", "", &criteria("- [x] It is good")), "it is bound to no gate");
    check(&milestone("M2", "", &criteria("- [x] It passes `unit`")), "");
    let undefined = criteria("- [x] It works (gate `nothing`)");
    check(&milestone("M2", "", &undefined), "gate `nothing` is not defined");
    let advisory = criteria("- [x] It works (gate `advice`)");
    check(&milestone("M2", "", &advisory), "is advisory, and satisfies nothing");
}

#[test]
fn a_criterion_cannot_be_hidden_behind_another() {
    let twice = criteria("- [x] The tests pass (gate `unit`)\n- [x] The tests pass (gate `red`)");
    check(&milestone("M2", "", &twice), "gate `red`");
    let nested = criteria("- [x] The tests pass (gate `unit`)\n  - [x] and these (gate `red`)");
    check(&milestone("M2", "", &nested), "gate `red`");
    let numbered = criteria("- [x] The tests pass (gate `unit`)\n\n1. [x] and these (gate `red`)");
    check(&milestone("M2", "", &numbered), "gate `red`");
    let again = [criteria("- [x] Ok (gate `unit`)"), criteria("- [x] More (gate `red`)")].concat();
    check(&milestone("M2", "", &again), "gate `red`");
    // In another document, and there first.
    let elsewhere = [
        milestone("M2", "", &criteria("- [x] The tests pass (gate `red`)")),
        milestone("M2", "", &criteria("- [x] The tests pass (gate `unit`)"))
            .replace("docs/M2.md", "docs/A.md"),
    ];
    check(&elsewhere.concat(), "gate `red`");
}

#[test]
fn what_it_depends_on_cannot_be_talked_away() {
    let rests = milestone("M2", "**Depends on:** M3\n", &criteria("- [x] Ok (gate `unit`)"));
    for word in ["Complete", "Superseded", "Cancelled", "Rejected", "N/A", "Planned"] {
        let other = milestone("M3", "", &criteria("- [x] The base holds (gate `red`)"));
        check(&format!("{rests}{}", other.replace("Complete", word)), "M3");
    }
    let shown = milestone("M3", "", &criteria("- [x] The base holds (gate `unit`)"));
    proven(&planned(&format!("{rests}{shown}")), "M2");
    // Nor by deleting it.
    check(&rests, "`M3`, which it depends on, is defined nowhere");
    // Nor by moving it to another folder, with or without a double.
    let other = milestone("M3", "", &criteria("- [x] The base holds (gate `red`)"));
    let moved = other.replace("docs/M3.md", "old/M3.md");
    check(&format!("{rests}{moved}"), "`M3`, which it depends on, is not proven");
    let double = shown.replace("docs/M3.md", "new/M3.md");
    let twice = "`M3`, which it depends on, is defined in 2 other folders, and not in its own";
    check(&format!("{rests}{moved}{double}"), twice);
    // Nor by something else of that name.
    let rows = "|---|---|---|\n| M3 | `milepost.toml` | Done |\n| M4 | `milepost.toml` | Done |\n";
    let tasks = format!("//- docs/T.md\n| Task | Title | Status |\n{rows}");
    check(&format!("{rests}{tasks}"), "`M3`, which it depends on, is a task, which nothing proves");
    let deliverables = format!("//- docs/D.md\n| Deliverable | Scope | Status |\n{rows}");
    let shadowed =
        "`M3`, which it depends on, is a deliverable here and a milestone in another folder";
    check(&format!("{rests}{moved}{deliverables}"), shadowed);
    let risk = "//- docs/R.md\n| ID | Risk | Status |\n|---|---|---|\n| M3 | Base | Open |\n\
                | R1 | Rain | Open |\n";
    check(&format!("{rests}{risk}"), "`M3`, which it depends on, is no piece of work");
    // Nor by words beside it, and many beside it.
    let other = other.replace("Complete", "Planned");
    for on in [
        "M3 (software base)",
        "after M3",
        "Nonexistent M3",
        "M3, M9 (optional)",
        "M1-M31000000, m3",
        "M1+",
        "m1-m5, m3",
        "m3",
        "M3.md",
        "docs/M3.md#top",
        "docs/M3",
        "M3=done",
        "Milestone 3",
        "milestone-3 (base)",
        "Milestones #3",
        "nothing but M3",
        "None except M3",
        "None (M1 waits); M3",
        "None (except M3)",
        "Milestones 3 must be complete",
        "Milestone 3 (parallel with M9)",
        "the building blocks M3",
        "M1 to M3",
        "M1, 3",
        "3",
        "M3 (soft launch)",
        "M3 and M9 (optional)",
        "Nothing else and Another",
    ] {
        let rests = rests.replace("**Depends on:** M3", &format!("**Depends on:** {on}"));
        check(&format!("{rests}{other}"), "it depends on `M3`, which is not finished");
    }
    // Nor by where it is said.
    for said in [
        "Effort: 2d; depends on: M3",
        "*Effort: 2d | Depends on: M3*",
        "**Owner:** Ada · **Depends on:** M3 · **Effort:** 2d",
        "**Owner:** Ada **Depends on:** M3",
        "**Owner:** Ada (depends on M3)",
        "Depends on M3 (the base)",
        "- Large | Depends on: M3",
        "**Dependencies**\n\n- M3",
        "## Prerequisites\n\n- [x] M3",
        "\n| Field | Value |\n|---|---|\n| Owner | Ada |\n| Depends on | M3 |",
    ] {
        let rests = rests.replace("**Depends on:** M3", said);
        check(&format!("{rests}{other}"), "it depends on `M3`, which is not finished");
    }
    let shared = rests.replace("Complete\n", "Complete | **Depends on:** M3\n");
    let shared = shared.replace("\n**Depends on:** M3", "");
    check(&format!("{shared}{other}"), "it depends on `M3`, which is not finished");
    for on in ["M3-M999", "M1-M31000000", "m1-m5"] {
        let rests = rests.replace("**Depends on:** M3", &format!("**Depends on:** {on}"));
        let range = format!("`{on}`, which it depends on, is no range that can be followed");
        check(&format!("{rests}{other}"), &range);
    }
    let rests_on = rests.replace("**Depends on:** M3", "**Depends on:** Milestones 3, 4 and 7–9");
    let many = "`Milestone 4`, `Milestone 7` and 2 more, which it depends on, are defined nowhere";
    check(&format!("{rests_on}{other}"), many);
    let stage = "//- docs/S.md\n# Phase 3: Base\n\n**Status:** Planned\n\n# Phase 4: Roof\n\n**Status:** Planned\n";
    let rests_on = rests.replace("**Depends on:** M3", "**Depends on:** Phase 3");
    check(&format!("{rests_on}{stage}"), "it depends on `Phase 3`, which is not finished");
    check(&format!("{rests_on}{}", stage.replace("Phase 3", "Phase 2")), "is defined nowhere");
    // Nor where its folder is named, and another has one of that name.
    for on in ["old/M3", "m3", "M3.md"] {
        let rests = rests.replace("**Depends on:** M3", &format!("**Depends on:** {on}"));
        check(&format!("{rests}{moved}{double}"), "which it depends on");
    }
    let rests_there = rests.replace("**Depends on:** M3", "**Depends on:** old/M3");
    let here = "`M3`, which it depends on, is not proven";
    check(&format!("{rests_there}{moved}{shown}"), here);
    let optional = rests.replace("**Depends on:** M3", "**Depends on:** M3 (optional)");
    proven(&planned(&format!("{optional}{other}")), "M2");
    let elsewhere = milestone("M2", "**Depends on:** PR-12\n", &criteria("- [x] Ok (gate `unit`)"));
    proven(&planned(&elsewhere), "M2");
}

#[test]
fn a_part_cannot_be_talked_away() {
    for word in ["Complete", "Dropped", "Superseded", "Out of scope", "N/A"] {
        let parts = format!(
            "{}\n## Deliverables\n\n### M2-D1 Core\n\n**Status:** {word}\n\n\
             #### Success criteria\n\n- [x] It answers (gate `red`)",
            criteria("- [x] Ok (gate `unit`)")
        );
        check(&milestone("M2", "", &parts), "M2-D1");
    }
    // Nor by moving it to another folder.
    let moved = "//- old/parts.md\n### M2-D1 Core\n\n**Status:** Planned\n\n\
                 #### Success criteria\n\n- [ ] It answers (gate `red`)\n\n\
                 ### M2-D2 Rim\n\n**Status:** Planned\n";
    let whole = milestone("M2", "", &criteria("- [x] Ok (gate `unit`)"));
    check(&format!("{whole}{moved}"), "M2-D1");
    // Where another has the same whole, or its document says that it is part of something else.
    let decoy = whole.replace("docs/M2.md", "new/M2.md");
    let board = planned(&format!("{whole}{decoy}{moved}")).stdout(&["status"]);
    let mut wholes = board.lines().filter(|line| line.contains("M2 Another"));
    assert!(wholes.clone().count() == 2 && !wholes.any(|line| line.contains('✔')), "{board}");
    let other =
        moved.replace("old/parts.md\n", "docs/M9.md\n# M9 Another\n\n**Status:** Planned\n\n");
    check(&format!("{whole}{other}"), "M2-D1");
}

#[test]
fn a_scope_is_only_met_by_what_is_committed() {
    let parts = |scope: &str| {
        let criteria = criteria("- [x] Ok (gate `unit`)");
        let rest = format!("{criteria}\n## Deliverables\n\n### M2-D1 Core\n\n{scope}\n");
        milestone("M2", "", &rest)
    };
    check(&parts(""), "M2-D1");
    check(&parts("**Scope:**"), "M2-D1");
    check(&parts("**Scope:** `src/api/**`, `docs/M2.md`"), "M2-D1");
    let mut sandbox = planned(&parts("**Scope:** `src/api/**`"));
    refused(&sandbox, "M2", "M2-D1");
    sandbox.write_bytes("src/api/a.rs", b"//\n");
    refused(&sandbox, "M2", "M2-D1");
    sandbox.git(&["add", "--all"]);
    refused(&sandbox, "M2", "M2-D1");
    sandbox.commit("deliver");
    sandbox.run(&["verify", "--quiet"]);
    proven(&sandbox, "M2");
}

#[test]
fn an_approval_that_is_asked_for_is_not_given_by_a_word() {
    let fields = "**Approval required:** yes\n**Approved by:** everyone\n";
    let sandbox = planned(&milestone("M2", fields, &criteria("- [x] Ok (gate `unit`)")));
    assert_eq!(sandbox.standing("M2"), "waiting");
}
