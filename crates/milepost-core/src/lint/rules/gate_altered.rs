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
alteration, and what asks for more than before is a note.

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

Instead: a gate is changed with a decision of those who have a say at the base.
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
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `inputs` is gone, and was `src`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `require` changed from `exit == 0, p95 < 500 ms` to `p95 < 900 ms`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `run` changed from `make test` to `true`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `timeout` changed from `5 min` to `1 h`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
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

    #[test]
    fn gates_that_are_gone_or_asked_of_nobody_are_told() {
        assert_snapshot!(problems(&RULE, &fixture("run = \"x\"", "")), @"
        milepost.toml:1:1 error[gate-altered]: gate `unit` is not defined any more
          at:
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        ");
        let review = "kind = \"review\"\nby = [\"role:qa\"]\nchecklist = [\"a\", \"b\"]";
        assert_snapshot!(problems(&RULE, &fixture(review, "[gates.unit]\nrun = \"x\"")), @"
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: a command answers it now, and a person did before
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        ");
        let less = "[gates.unit]\nkind = \"review\"\nby = [\"role:dev\"]\nchecklist = [\"a\"]";
        assert_snapshot!(problems(&RULE, &fixture(review, less)), @"
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `by` changed from `role:qa` to `role:dev`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        milepost.toml:2:8 error[gate-altered]: definition of gate `unit`: `checklist` changed from `a, b` to `a`
          at: unit
          help: `git diff base -- milepost.toml` shows it; take it back, or let it land by itself, as a change that is about what judges
        ");
    }
}
