//! Metrics that are worse than they may be.

use crate::{
    comparison::Interval,
    diag::{Code, Severity},
    evidence::ComparisonVerdict,
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(209),
    name: "over-budget",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# over-budget

## What it does

Reports every gate whose last run on the judged content found its metric worse than that of the baseline
by more than the gate allows, with the ratio and its interval.

## Why is this bad?

A budget that is overdrawn quietly is overdrawn again. Small losses add up, and each is hard to find
later.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.latency]
run = \"make bench\"
reports = [{ format = \"bmf\", path = \"out/bench.json\" }]
compare = { metric = \"p95\", lower-is-better = true, with = \"v0.1.0\", worse-by-at-most = \"10 %\" }
//- ledger
latency failed compared worse 1.31 older
```

Instead: make it as fast as it was, or change the budget by a decision.

```fixture
//- milepost.toml
schema = 1

[gates.latency]
run = \"make bench\"
reports = [{ format = \"bmf\", path = \"out/bench.json\" }]
compare = { metric = \"p95\", lower-is-better = true, with = \"v0.1.0\", worse-by-at-most = \"10 %\" }
//- ledger
latency passed compared fine 1.02 older
```

## When it stays silent

When the measurements do not tell, which is no pass either, and when they are of other content. An
advisory gate is a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for it in at_gate::judged(scene) {
        let worse = it.run.comparison.as_ref();
        let worse = worse.filter(|compared| compared.verdict == ComparisonVerdict::Worse);
        let (Some(compared), Some(budget)) = (worse, &it.check.compare) else { continue };
        // Without the noise of a tenth that is no binary fraction.
        let percent = (budget.worse_by_at_most * 1e8).round() / 1e6;
        let (gate, metric) = (&it.gate.name, &compared.metric);
        let baseline = compared.baseline.short();
        let by = match compared.interval {
            Some(Interval { ratio, low, high }) => {
                format!("is {ratio:.2} times that of {baseline} ({low:.2} to {high:.2})")
            }
            // Nothing has a ratio to zero.
            None => format!("is worse than that of {baseline}"),
        };
        let message = format!(
            "gate `{gate}` is over its budget: `{metric}` {by}, and may be worse by {percent} %"
        );
        findings
            .report_at(at_gate::in_config(it.gate.span), message)
            .help(format!(
                "find what made it worse, then `milepost verify --gate {}`",
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

    #[test]
    fn a_metric_that_is_worse_than_allowed_is_an_error() {
        let text = "//- milepost.toml\nschema = 1\n[gates.load]\nrun = \"x\"\n\
            reports = [{ format = \"bmf\", path = \"o.json\" }]\n\
            compare = { metric = \"p95\", lower-is-better = true, with = \"v1\", \
            worse-by-at-most = \"7 %\" }\n//- ledger\nload failed compared worse 1.3 older\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:8 error[over-budget]: gate `load` is over its budget: `p95` is 1.30 times that of ba5e000000 (1.25 to 1.35), and may be worse by 7 %
          at: load
          help: find what made it worse, then `milepost verify --gate load`
        ");
        assert_eq!(
            problems(&RULE, &text.replace("failed compared worse", "passed compared fine")),
            ""
        );
        assert_eq!(problems(&RULE, &text.replace("worse 1.3", "undecided 1.1")), "");
    }
}
