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
