//! Runs that tested nothing.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(208),
    name: "empty-run",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# empty-run

## What it does

Reports every gate whose last run on the judged content names no test that was carried out: its reports
list no cases, or skipped ones only.

## Why is this bad?

Nothing failed because nothing ran. A filter that matches no test, a suite that was renamed, or a
skipped build looks as green as a healthy one.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
//- ledger
unit failed tests 0/0
```

Instead: let the gate run the tests that it stands for.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
//- ledger
unit passed tests 32/0
```

## When it stays silent

When a gate has no report that counts tests, when the run was on other content, and when at least one case
passed, failed or could not be carried out. An advisory gate is a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for it in at_gate::judged(scene) {
        let Some(tests) = it.run.tests else { continue };
        if tests.passed > 0 || tests.failed > 0 || tests.errored > 0 {
            continue;
        }
        let what = match tests.skipped {
            Some(skipped) if skipped > 0 => {
                let count = usize::try_from(skipped).unwrap_or(usize::MAX);
                format!("skipped all of its {}", finished::count(count, "test"))
            }
            Some(_) | None => "carried out no test".to_owned(),
        };
        findings
            .report_at(
                at_gate::in_config(it.gate.span),
                format!("the last run of gate `{}` {what}", it.gate.name),
            )
            .help(format!(
                "correct its filter or its report, then `milepost verify --gate {}`",
                it.gate.name
            ))
            .at_most(at_gate::at_most(it.verdict.enforcement));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(ledger: &str) -> String {
        let config = "schema = 1\ngates.unit = { run = \"x\", reports = [\
            { format = \"junit\", path = \"o.xml\" }] }";
        problems(&RULE, &format!("//- milepost.toml\n{config}\n//- ledger\n{ledger}\n"))
    }

    #[test]
    fn a_run_without_tests_or_with_skipped_ones_only_is_an_error() {
        assert_snapshot!(check("unit failed tests 0/0"), @"
        milepost.toml:2:7 error[empty-run]: the last run of gate `unit` carried out no test
          at: unit
          help: correct its filter or its report, then `milepost verify --gate unit`
        ");
        assert_snapshot!(check("unit failed tests 0/0/4"), @"
        milepost.toml:2:7 error[empty-run]: the last run of gate `unit` skipped all of its 4 tests
          at: unit
          help: correct its filter or its report, then `milepost verify --gate unit`
        ");
    }

    #[test]
    fn a_run_that_tested_something_or_counts_nothing_is_silent() {
        assert_eq!(check(""), "");
        assert_eq!(check("unit failed"), "");
        assert_eq!(check("unit failed tests 0/2"), "");
        assert_eq!(check("unit passed tests 1/0/4"), "");
        assert_eq!(check("unit failed tests 0/0\nunit passed tests 3/0"), "");
        assert_eq!(check("unit failed tests 0/0 elsewhere src/a.rs"), "");
    }
}
