//! Passes in a row that a red run ended.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(207),
    name: "streak-broken",
    group: Group::Evidence,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# streak-broken

## What it does

Reports every gate that passed on the judged content, then did not, and has not passed as often in a row
since as it must.

## Why is this bad?

The same content gave two answers, so the gate is flaky or depends on something that it does not name.
Running it until it is green would hide that.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
unit failed
unit passed
```

Instead: find out why, and let it pass as often in a row as it must after a failure.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
unit failed
unit passed
unit passed
unit passed
```

## When it stays silent

When the gate has passed often enough in a row since, when it never passed on this content, and on other
content: what was mended counts anew.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for it in at_gate::judged(scene) {
        let attempts = it.verdict.attempts;
        let before = attempts.passed.saturating_sub(attempts.in_a_row);
        if before == 0 || attempts.in_a_row >= attempts.needed {
            continue;
        }
        let count = |number: u32, noun| finished::count(number as usize, noun);
        let red = attempts.failed.saturating_add(attempts.errors);
        let message = format!(
            "gate `{}` passed on this content and then did not: {} of {} red, and {} of {} passes in a \
             row since",
            it.gate.name,
            red,
            count(attempts.total(), "run"),
            attempts.in_a_row,
            attempts.needed
        );
        findings
            .report_at(at_gate::in_config(it.gate.span), message)
            .help(at_gate::help(&format!("milepost gate show {}", it.gate.name)));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(ledger: &str) -> String {
        let config = "schema = 1\ngates.unit.run = \"x\"";
        problems(&RULE, &format!("//- milepost.toml\n{config}\n//- ledger\n{ledger}\n"))
    }

    #[test]
    fn a_pass_before_a_red_run_is_a_warning_until_the_streak_is_whole_again() {
        assert_snapshot!(check("unit passed\nunit failed"), @"
        milepost.toml:2:7 warning[streak-broken]: gate `unit` passed on this content and then did not: 1 of 2 runs red, and 0 of 3 passes in a row since
          at: unit
          help: `milepost gate show unit`
        ");
        assert_snapshot!(check("unit passed\nunit error timed-out\nunit passed"), @"
        milepost.toml:2:7 warning[streak-broken]: gate `unit` passed on this content and then did not: 1 of 3 runs red, and 1 of 3 passes in a row since
          at: unit
          help: `milepost gate show unit`
        ");
        assert_eq!(check("unit passed\nunit failed\nunit passed\nunit passed\nunit passed"), "");
    }

    #[test]
    fn what_never_passed_here_broke_nothing() {
        assert_eq!(check("unit failed"), "");
        assert_eq!(check("unit failed\nunit passed"), "");
        assert_eq!(check("unit passed elsewhere src/a.rs\nunit failed"), "");
        assert_eq!(check("unit passed\nunit passed"), "");
    }
}
