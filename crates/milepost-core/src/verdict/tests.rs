//! Verdicts of gates, from a configuration and a ledger in small.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::{
    lint::fixture::Fixture,
    verdict::{self, Audit, Wanted},
};

const UNIT: &str = "//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
";

/// One line a gate: its verdict, its reasons, and what comes next.
#[track_caller]
fn judged(config: &str, ledger: &str) -> String {
    let fixture = Fixture::new(&format!("{config}\n//- ledger\n{ledger}\n"));
    let mut out = String::new();
    for (name, gate) in &fixture.verdicts.gates {
        let reasons = gate.reasons.join("; ");
        let next = gate.next.as_deref().unwrap_or("-");
        writeln!(out, "{name}: {} [{reasons}] {next}", gate.verdict.as_str()).unwrap();
    }
    out
}

#[test]
fn what_never_ran_is_missing_and_what_ran_elsewhere_is_stale() {
    assert_snapshot!(judged(UNIT, ""), @"unit: missing [it has never been run] milepost verify --gate unit");
    assert_snapshot!(judged(UNIT, "unit passed"), @"unit: pass [] -");
    assert_snapshot!(judged(UNIT, "unit failed"), @"unit: fail [exit code 1] milepost gate show unit");
    assert_snapshot!(
        judged(UNIT, "unit passed elsewhere src/a.rs src/b.rs docs/x.txt"),
        @"unit: stale [`src/a.rs` and 2 more moved since 0dd0000000] milepost verify --gate unit"
    );
}

#[test]
fn a_gate_that_failed_must_pass_three_times_in_a_row() {
    assert_snapshot!(
        judged(UNIT, "unit failed\nunit passed\nunit passed"),
        @"unit: fail [flaky: 1 of 3 runs on this content did not pass; 2 of 3 passes in a row] milepost verify --gate unit"
    );
    assert_snapshot!(judged(UNIT, "unit failed\nunit passed\nunit passed\nunit passed"), @"unit: pass [flaky 1 of 4] -");
    assert_snapshot!(
        judged(UNIT, "unit passed\nunit passed\nunit passed\nunit failed"),
        @"unit: fail [exit code 1] milepost gate show unit"
    );
}

#[test]
fn what_could_not_be_measured_is_an_error() {
    assert_snapshot!(
        judged(UNIT, "unit error timed-out"),
        @"unit: error [it took longer than it may] milepost verify --gate unit"
    );
}

#[test]
fn a_record_that_disagrees_with_its_commit_or_has_too_low_a_grade_does_not_count() {
    let text = judged(UNIT, "unit passed lying");
    assert!(
        text.contains("missing") && text.contains("commit 11e0000000 holds something else"),
        "{text}"
    );
    let text = judged(UNIT, "unit passed grade diagnostic");
    assert!(text.contains("missing") && text.contains("its grade is diagnostic"), "{text}");
    let text = judged(UNIT, "unit passed grade imported");
    assert!(text.contains("missing") && text.contains("the policy asks for clean"), "{text}");
}

#[test]
fn what_a_change_brings_along_proves_nothing_and_refutes_all_the_same() {
    assert_snapshot!(judged(UNIT, "brought unit passed"), @"unit: missing [run 1e7d8a1b47 does not count: its segment is new since base and unsigned: counts as imported, and the policy asks for clean] milepost verify --base base --gate unit");
    assert_snapshot!(judged(UNIT, "unit passed\nbrought unit failed"), @"unit: fail [exit code 1] milepost gate show unit");
    assert_snapshot!(judged(UNIT, "brought unit failed\nunit passed"), @"unit: fail [flaky: 1 of 2 runs on this content did not pass; 1 of 3 passes in a row] milepost verify --base base --gate unit");
    let imported = format!("{UNIT}\n[policy]\nleast-grade = \"imported\"\n");
    assert_snapshot!(judged(&imported, "brought unit passed"), @"unit: pass [] -");
    let config = format!("{UNIT}controls = [{{ name = \"a\", bad = \"v1\", signal = \"x\" }}]\n");
    assert_snapshot!(judged(&config, "unit passed\nbrought unit calibrated sound"), @"unit: calibrating [its controls have not been run under this definition] milepost gate calibrate unit");
    let done =
        |text: &str| Fixture::new(&format!("{UNIT}//- ledger\n{text}\n")).verdicts.done.len();
    assert_eq!((done("done milestone M1"), done("brought done milestone M1")), (1, 0));
}

#[test]
fn a_pass_ages_where_the_gate_says_so() {
    let config = format!("{UNIT}max-age = \"2 d\"\n");
    assert_snapshot!(judged(&config, "unit passed ago 1d"), @"unit: pass [] -");
    assert_snapshot!(
        judged(&config, "unit passed ago 3d"),
        @"unit: stale [its last pass is 3 d old, and counts for 2 d] milepost verify --gate unit"
    );
}

#[test]
fn a_streak_is_asked_for_by_its_number() {
    let config = format!("{UNIT}greens = 3\n");
    assert_snapshot!(
        judged(&config, "unit passed\nunit passed"),
        @"unit: missing [2 of 3 passes in a row] milepost verify --gate unit"
    );
    assert_snapshot!(judged(&config, "unit passed\nunit passed\nunit passed"), @"unit: pass [] -");
}

#[test]
fn a_gate_with_controls_must_show_that_it_can_fail() {
    let config = format!(
        "{UNIT}controls = [{{ name = \"broken\", bad = \"controls/broken.patch\", signal = \"1 failed\" }}]\n"
    );
    let text = judged(&config, "unit passed");
    assert!(text.contains("calibrating") && text.contains("gate calibrate unit"), "{text}");
    assert!(judged(&config, "unit passed\nunit calibrated sound").contains("unit: pass"));
    assert!(judged(&config, "unit passed\nunit calibrated blind").contains("unit: blind"));
    assert!(judged(&config, "unit passed\nunit calibrated unsound").contains("unit: calibrating"));
}

#[test]
fn a_gate_that_compares_passes_only_by_a_comparison_with_something_else() {
    let config = "//- milepost.toml
schema = 1

[gates.size]
run = \"make size\"
reports = [{ format = \"values\", path = \"size.txt\" }]
compare = { metric = \"size\", lower-is-better = true, with = \"v1\", worse-by-at-most = \"5 %\", deterministic = true }
";
    assert!(judged(config, "size passed compared fine 1.0 older").contains("size: pass"));
    let refused = |ledger: &str, why: &str| {
        let text = judged(config, ledger);
        assert!(text.contains("size: missing") && text.contains(why), "{text}");
    };
    refused("size passed", "was compared with nothing");
    refused("size passed compared fine 1.0 itself", "it was compared with itself");
    refused("size passed compared worse 1.3 older", "its comparison says otherwise");
    refused("size passed compared undecided 1.0 older", "its comparison says otherwise");
    assert!(judged(config, "size failed compared worse 1.3 older").contains("size: fail"));
}

const SIZE: &str = "//- milepost.toml
schema = 1

[gates.size]
run = \"make size\"
reports = [{ format = \"values\", path = \"size.txt\" }]
compare = { metric = \"size\", lower-is-better = true, with = \"v1\", worse-by-at-most = \"5 %\", deterministic = true }
";

#[test]
fn a_comparison_with_what_is_the_baseline_no_more_is_stale() {
    assert_snapshot!(
        judged(SIZE, "size passed compared fine 1.0 moved"),
        @"size: stale [`v1` names ba5e000000 now, and it was compared with 01d0000000] milepost verify --gate size"
    );
    // What failed against another baseline says nothing of this one.
    assert!(judged(SIZE, "size failed compared worse 1.3 moved").contains("size: stale"));
    let ledger = "size failed compared worse 1.3 moved\nsize passed compared fine 1.0 older";
    assert_snapshot!(judged(SIZE, ledger), @"size: pass [] -");
    assert_snapshot!(
        judged(&SIZE.replace("v1", "absent"), "size passed compared fine 1.0 older"),
        @"size: stale [`absent`, which it is compared with, names no commit or tag here, and it was compared with ba5e000000] `git fetch --tags` if it is a tag elsewhere, else correct `compare.with` in milepost.toml"
    );
}

#[test]
fn pinned_evidence_is_a_run_of_the_same_gate_that_is_still_there() {
    let config = SIZE.replace("v1", "evidence:0123456789abcdef");
    assert_snapshot!(
        judged(&config, "size passed compared fine 1.0 older"),
        @"size: stale [`evidence:0123456789abcdef`, which it is compared with, names no record of the ledger] `milepost log --gate size` lists its runs: correct `compare.with`"
    );
}

const HINT: &str = "//- milepost.toml
schema = 1

[gates.hint]
run = \"make hint\"
enforcement = \"advisory\"
promote-after = 3
";

/// How a gate is enforced, how far its streak is, and who is promoted now.
#[track_caller]
fn enforced(config: &str, ledger: &str) -> String {
    let fixture = Fixture::new(&format!("{config}\n//- ledger\n{ledger}\n"));
    let gate = fixture.verdicts.gates.values().next().unwrap();
    let streak = gate.streak.map_or("-".to_owned(), |it| format!("{}/{}", it.greens, it.wanted));
    let promoted = verdict::promotions(&fixture.config, &fixture.verdicts).len();
    format!("{} {streak} {promoted} {}", gate.enforcement.as_str(), gate.life.as_str())
}

#[test]
fn greens_in_a_row_promote_whatever_content_they_are_of() {
    assert_eq!(enforced(HINT, ""), "advisory 0/3 0 algorithmic");
    let two = "hint passed ago 3h elsewhere a\nhint passed ago 2h";
    assert_eq!(enforced(HINT, two), "advisory 2/3 0 runtime");
    assert_eq!(enforced(HINT, &format!("{two}\nhint passed")), "advisory 3/3 1 runtime");
    // One run that is told twice is one run.
    assert_eq!(enforced(HINT, &format!("{two}\nhint passed ago 2h")), "advisory 2/3 0 runtime");
    let broken = "hint passed ago 4h\nhint passed ago 3h\nhint failed ago 2h\nhint passed";
    assert_eq!(enforced(HINT, broken), "advisory 1/3 0 runtime");
    let weak = "hint passed ago 4h\nhint passed ago 3h grade diagnostic\nhint passed";
    assert_eq!(enforced(HINT, weak), "advisory 2/3 0 runtime");
    let lying = "hint passed ago 4h\nhint passed lying ago 3h\nhint passed";
    assert_eq!(enforced(HINT, lying), "advisory 2/3 0 runtime");
    // What passes elsewhere alone does not block here.
    let elsewhere =
        "hint passed ago 4h elsewhere a\nhint passed ago 3h elsewhere a\nhint passed elsewhere a";
    assert_eq!(enforced(HINT, elsewhere), "advisory 3/3 0 runtime");
    let one = HINT.replace("promote-after = 3", "promote-after = 1");
    assert_eq!(enforced(&one, "hint passed"), "advisory 1/1 1 runtime");
}

#[test]
fn what_was_promoted_blocks_until_a_decision_demotes_it_and_begins_anew() {
    let promoted = "hint passed ago 4h\nhint passed ago 3h\nhint passed ago 2h\nhint promoted";
    assert_eq!(enforced(HINT, promoted), "blocking 0/3 0 runtime");
    let written = HINT.replace("promote-after = 3\n", "");
    assert_eq!(enforced(&written, promoted), "blocking - 0 runtime");
    let demoted = format!("{promoted}\nhint demoted D-014");
    assert_eq!(enforced(HINT, &demoted), "advisory 0/3 0 runtime");
    assert_eq!(enforced(HINT, &format!("{demoted}\nhint passed")), "advisory 1/3 0 runtime");
    assert_eq!(enforced(UNIT, "unit passed\nunit demoted D-014"), "advisory - 0 runtime");
    let fixture = Fixture::new(&format!("{HINT}\n//- ledger\n{demoted}\n"));
    let bound = fixture.verdicts.bound(fixture.verdicts.gates.keys().next().unwrap()).unwrap();
    assert_eq!(bound.verdict, verdict::Verdict::Missing);
    assert_eq!(
        bound.reasons.join("; "),
        "gate `hint` was demoted by D-014, and satisfies nothing; 0 of 3 greens in a row that make \
         it block"
    );
    assert_eq!(bound.next, "milepost gate run hint");
}

#[test]
fn a_control_whose_content_is_not_here_leaves_the_gate_calibrating() {
    let config = format!(
        "{UNIT}controls = [{{ name = \"b\", bad = \"absent/b.patch\", signal = \"1 failed\" }}]\n"
    );
    assert_snapshot!(judged(&config, "unit passed"), @"unit: calibrating [commit feedbee000 does not hold the patch `absent/b.patch` of a control] commit `absent/b.patch`, or correct `controls`");
}

#[test]
fn what_was_only_cancelled_or_graded_too_low_is_said() {
    assert_snapshot!(judged(UNIT, "unit not-run cancelled elsewhere a"), @"unit: missing [it was cancelled on 0dd0000000, and has not run since] milepost verify --gate unit");
    assert_snapshot!(judged(UNIT, "unit passed grade diagnostic elsewhere a"), @"unit: missing [its last run, on 0dd0000000, is diagnostic, and the policy asks for clean] milepost verify --gate unit");
}

#[test]
fn other_versions_make_verify_run_a_gate_again_and_nothing_else() {
    let config = format!("{UNIT}versions = {{ cc = \"cc --version\" }}\n");
    let plan = |ledger: &str, here: &str| {
        let fixture = Fixture::new(&format!("{config}\n//- ledger\n{ledger}\n"));
        let asked = verdict::to_ask(&fixture.config, &fixture.verdicts, &Wanted::Open);
        let versions = [("cc".into(), here.into())].into();
        let here = asked.into_iter().map(|gate| (gate, verdict::Versions::clone(&versions)));
        let held = verdict::held_against_versions(&fixture.verdicts, &here.collect());
        assert_eq!(fixture.verdicts.gates.values().next().unwrap().verdict.as_str(), "pass");
        let plan = verdict::plan(&fixture.config, &held, &Wanted::Open);
        plan.runs.iter().map(|run| run.why.clone()).collect::<String>()
    };
    assert_eq!(plan("unit passed version cc 13", "13"), "");
    assert_eq!(
        plan("unit passed version cc 13", "14"),
        "stale: cc was `13` when it passed, and is `14` here"
    );
    assert_eq!(
        plan("unit passed", "14"),
        "stale: the version of cc was not recorded when it passed"
    );
}

#[test]
fn inputs_are_audited_under_the_definition_that_has_them() {
    let config = format!("{UNIT}inputs = [\"src/**\"]\n");
    let audit = |config: &str, ledger: &str| {
        let fixture = Fixture::new(&format!("{config}\n//- ledger\n{ledger}\n"));
        fixture.verdicts.gates.values().next().unwrap().audit.clone()
    };
    assert_eq!(audit(UNIT, ""), Audit::NotNarrowed);
    assert_eq!(audit(&config, ""), Audit::Never);
    assert!(matches!(audit(&config, "unit audited agrees"), Audit::Agrees { .. }));
    let ledger = "unit audited agrees\nunit audited disagrees";
    assert!(matches!(audit(&config, ledger), Audit::Differs { .. }));
}

#[test]
fn inputs_of_its_own_make_a_gate_deaf_to_all_else() {
    let config = format!("{UNIT}inputs = [\"src/**\"]\n");
    assert!(judged(&config, "unit passed").contains("unit: pass"));
    let text = judged(&config, "unit passed elsewhere docs/x.txt src/a.rs");
    assert!(text.contains("stale") && text.contains("`src/a.rs` moved"), "{text}");
}

#[track_caller]
fn planned(config: &str, ledger: &str, wanted: &Wanted) -> String {
    let fixture = Fixture::new(&format!("{config}\n//- ledger\n{ledger}\n"));
    let plan = verdict::plan(&fixture.config, &fixture.verdicts, wanted);
    let runs = plan.runs.iter().map(|run| format!("{} x{}", run.gate, run.times));
    runs.collect::<Vec<_>>().join(", ")
}

#[test]
fn only_what_is_missing_is_planned_and_after_what_it_needs() {
    let config = format!(
        "{UNIT}needs = [\"build\"]\n\n[gates.build]\nrun = \"make\"\n\n[gates.fmt]\nrun = \"make fmt\"\n"
    );
    assert_eq!(planned(&config, "", &Wanted::Open), "build x1, fmt x1, unit x1");
    assert_eq!(planned(&config, "build passed", &Wanted::Open), "fmt x1, unit x1");
    assert_eq!(planned(&config, "build passed\nfmt failed", &Wanted::Open), "unit x1");
    assert_eq!(planned(&config, "build passed\nfmt failed\nunit passed", &Wanted::All), "fmt x3");
    let ledger = "build passed\nfmt passed elsewhere a\nunit passed elsewhere a";
    assert_eq!(planned(&config, ledger, &Wanted::Stale), "fmt x1, unit x1");
    assert_eq!(
        planned(&config, "build passed\nfmt failed\nfmt passed", &Wanted::Open),
        "fmt x2, unit x1"
    );
}
