//! Definitions of gates that a change alters.

use crate::{
    base::Altered,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, altered},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(331),
    name: "gate-altered",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Base,
    page: PAGE,
    check,
};

const PAGE: &str = r#"## What it does
With `--base`, compares the definition of each gate, field by field, with that of the base. A gate that is new is no
alteration, and what asks for more than before is a note. So is what a decision lets pass that somebody signed whom the
base lets approve, bound to the definition before and the one now: `milepost decide ID --base REV`.

## Why is this bad?
A gate that runs `true` passes. A change that does that to a gate proves its own milestones.

## Example
```fixture
//- before/milepost.toml
schema = 1
[gates.unit]
run = "make test"
require = ["tests.passed >= 32"]
reports = [{ format = "tap", from = "stdout" }]
//- milepost.toml
schema = 1
[gates.unit]
run = "true"
require = ["tests.passed >= 30"]
reports = [{ format = "tap", from = "stdout" }]
//- base
```

Instead: add a gate, and change the old one with a decision of those who have a say at the base.
```fixture
//- before/milepost.toml
schema = 1
[gates.unit]
run = "make test"
//- milepost.toml
schema = 1
[gates.unit]
run = "make test"
[gates.lint]
run = "make lint"
//- base
```

## When it stays silent
Without `--base`, and for gates that the change has not touched, where the base went on since it parted from it.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    altered::report(scene, findings, is_meant);
}

fn is_meant(altered: &Altered) -> bool {
    match altered {
        Altered::Gate(_) => true,
        Altered::File
        | Altered::Severity(_)
        | Altered::Suppression(_)
        | Altered::Documents
        | Altered::Start
        | Altered::Policy
        | Altered::Commits
        | Altered::Table(_)
        | Altered::Signers
        | Altered::Item(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn fixture(before: &str, now: &str) -> String {
        format!(
            "//- before/milepost.toml\nschema = 1\n[gates.unit]\n{before}\n//- milepost.toml\nschema = 1\n{now}\n//- base\n"
        )
    }

    #[test]
    fn each_field_is_told_with_what_it_was() {
        let before = "run = \"make test\"\nrequire = [\"exit == 0\", \"p95 < 500 ms\"]\ninputs = [\"src\"]\ntimeout = \"5 min\"";
        let now = "[gates.unit]\nrun = [\"true\"]\nrequire = [\"p95 < 900 ms\"]\ntimeout = \"1 h\"\nenforcement = \"advisory\"";
        assert_snapshot!(problems(&RULE, &fixture(before, now)), @"
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `enforcement` changed from `blocking` to `advisory`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `inputs` is gone, and was `src`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `require` changed from `exit == 0, p95 < 500 ms` to `p95 < 900 ms`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `run` changed from `make test` to `true`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `timeout` changed from `5 min` to `1 h`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        ");
    }

    #[test]
    fn what_asks_for_more_is_a_note() {
        let before = "run = \"x\"\nrequire = [\"p95 < 500 ms\"]\nmax-age = \"9 d\"";
        let now = "[gates.unit]\nrun = \"x\"\nrequire = [\"p95 < 400 ms\", \"exit == 0\"]\nmax-age = \"2 d\"\ngreens = 2";
        assert_snapshot!(problems(&RULE, &fixture(before, now)), @"
        milepost.toml:2:8 note[gate-altered]: definition of gate `unit`: `greens` changed from `1` to `2`
          at: unit
        milepost.toml:2:8 note[gate-altered]: definition of gate `unit`: `max-age` changed from `9 d` to `2 d`
          at: unit
        milepost.toml:2:8 note[gate-altered]: definition of gate `unit`: `require` changed from `p95 < 500 ms` to `p95 < 400 ms, exit == 0`
          at: unit
        ");
    }

    /// What is told of a gate that asks for less, with a decision in the log and something in the ledger.
    fn decided(ledger: &str) -> String {
        let before = "run = \"x\"\nrequire = [\"p95 < 500 ms\"]";
        let now = format!("[gates.unit]\n{}", before.replace("500", "900"));
        let text = format!(
            "{}//- before/.milepost/allowed_signers\nada\n//- .milepost/allowed_signers\nada\n\
             //- DECISIONS.md\n# Decisions\n\n## D-001 Slower\n\n**Status:** Accepted\n**Context:** Old disks.\n\
             //- ledger\n{ledger}\n",
            fixture(before, &now)
        );
        problems(&RULE, &text)
    }

    #[test]
    fn a_decision_that_is_bound_to_it_lets_it_pass() {
        assert_snapshot!(decided("brought ada lets gate:unit by D-001"), @"
        milepost.toml:2:8 note[gate-altered]: definition of gate `unit`: `require` changed from `p95 < 500 ms` to `p95 < 900 ms`; decision `D-001` “Slower”, signed by `ada`, lets it pass
          at: unit
        ");
    }

    #[test]
    fn a_decision_that_does_not_count_is_told_with_why() {
        let help = |ledger: &str| {
            let told = decided(ledger);
            assert!(told.contains("error[gate-altered]"), "{told}");
            let help = told.lines().find(|line| line.contains("help: ")).unwrap();
            help.trim().to_owned()
        };
        assert_snapshot!(help("unit passed"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it");
        assert_snapshot!(help("brought ada accepts decision D-001"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it");
        assert_snapshot!(help("brought word lets gate:unit by D-001"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it; `D-001` (record 733eb8c1be) does not count: nobody signed it");
        assert_snapshot!(help("ada lets gate:unit by D-001"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it; `D-001` (record 930ca09271) does not count: it is in the history of the base: what it let pass has passed");
        assert_snapshot!(help("brought ada lets gate:unit by D-001 otherwise"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it; `D-001` (record 163cf7c46a) does not count: it lets something else take its place than what is there now");
        assert_snapshot!(help("brought eve lets gate:unit by D-001"), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it; `D-001` (record 7d0bb31109) does not count: its key is not in `.milepost/allowed_signers`");
        let no = "brought ada lets gate:unit by D-001\nword rejects decision D-001";
        assert_snapshot!(help(no), @"help: it lacks a decision on `gate:unit`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it; `D-001` (record 930ca09271) does not count: the decision was rejected");
    }

    #[test]
    fn gates_that_are_gone_or_asked_of_nobody_are_told() {
        assert_snapshot!(problems(&RULE, &fixture("run = \"x\"", "")), @"
        milepost.toml:1:1 error[gate-altered]: gate `unit` is not defined any more
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        ");
        let review = "kind = \"review\"\nby = [\"role:qa\"]\nchecklist = [\"a\", \"b\"]";
        assert_snapshot!(problems(&RULE, &fixture(review, "[gates.unit]\nrun = \"x\"")), @"
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: a command answers it now, and a person did before
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        ");
        let less = "[gates.unit]\nkind = \"review\"\nby = [\"role:dev\"]\nchecklist = [\"a\"]";
        assert_snapshot!(problems(&RULE, &fixture(review, less)), @"
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `by` changed from `role:qa` to `role:dev`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `checklist` changed from `a, b` to `a`
          at: unit
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        ");
    }
}
