//! Criteria that promise more than their gate demands.

use crate::{
    diag::{Code, Severity},
    gate::Check,
    lint::{Findings, Group, Reach, Rule, criteria},
    plan::Binding,
    scene::Scene,
    thresholds,
};

pub(super) const RULE: Rule = Rule {
    code: Code(407),
    name: "criterion-contradicts-gate",
    group: Group::Writing,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Compares the numbers in a criterion with the pass rules of the gate it is bound to, and reports where
the gate lets less than that pass.

## Why is this bad?
People read the criterion, and the gate decides. Where the gate demands less, the criterion is met by
runs that do not meet it.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.integration]
run = \"make integration\"
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
require = [\"tests.passed >= 30\"]
//- PLAN.md
# M1 Server

**Goal:** The server answers under load
**Phase:** P1

## Acceptance criteria

- [ ] At least 32 integration tests pass (gate `integration`)
```

Instead: let both say the same.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.integration]
run = \"make integration\"
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
require = [\"tests.passed >= 32\"]
//- PLAN.md
# M1 Server

**Goal:** The server answers under load
**Phase:** P1

## Acceptance criteria

- [ ] At least 32 integration tests pass (gate `integration`)
```

## When it stays silent
When the gate demands more than the text, and where words, unit or direction leave open which rule a
number belongs to. Reviews have no pass rules.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim, criterion) in criteria(scene.plan) {
        let Binding::Gate { gate: name, span: _ } = &criterion.binding else { continue };
        let Some(gate) = scene.config.gates.get(name) else { continue };
        let Check::Run(run) = &gate.check else { continue };
        for found in thresholds::unkept(&criterion.text, &criterion.measures, run) {
            let demanded = &found.demanded;
            let (term, limit) = (&demanded.term, &demanded.limit);
            let rule = format!("{term} {} {limit}", demanded.comparison);
            let message = format!("gate `{name}` demands less than this: `{rule}`");
            let finding = findings.report(document, found.promised.span, message);
            let finding = finding.help(format!(
                "tighten `require` of `[gates.{name}]` in milepost.toml, or write the number it demands"
            ));
            if let Some(id) = &claim.id {
                finding.item(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(require: &str, criterion: &str) -> String {
        let text = format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"PLAN.md\"]\n\
             gates.g = {{ run = \"x\", require = [{require}] }}\n\
             //- PLAN.md\n# M1 Server\n\n## Acceptance criteria\n\n- [ ] {criterion} (gate `g`)\n"
        );
        problems(&RULE, &text)
    }

    #[test]
    fn a_gate_that_demands_less_is_reported() {
        assert_snapshot!(check("\"tests.passed >= 30\"", "At least 32 tests pass"), @"
        PLAN.md:5:7 error[criterion-contradicts-gate]: gate `g` demands less than this: `tests.passed >= 30`
          at: At least 32 tests pass
          help: tighten `require` of `[gates.g]` in milepost.toml, or write the number it demands
        ");
        assert_snapshot!(check("\"p95 < 0.6 s\"", "p95 latency stays under 500 ms"), @"
        PLAN.md:5:25 error[criterion-contradicts-gate]: gate `g` demands less than this: `p95 < 0.6 s`
          at: under 500 ms
          help: tighten `require` of `[gates.g]` in milepost.toml, or write the number it demands
        ");
        assert_snapshot!(check("\"line_coverage >= 69 %\"", "Line coverage is at least 70 %"), @"
        PLAN.md:5:24 error[criterion-contradicts-gate]: gate `g` demands less than this: `line_coverage >= 69 %`
          at: at least 70 %
          help: tighten `require` of `[gates.g]` in milepost.toml, or write the number it demands
        ");
    }

    #[test]
    fn a_gate_that_demands_as_much_or_more_is_silent() {
        assert_eq!(check("\"tests.passed >= 32\"", "At least 32 tests pass"), "");
        assert_eq!(check("\"tests.passed >= 40\"", "At least 32 tests pass"), "");
        assert_eq!(
            check("\"tests.passed > 1\", \"tests.passed >= 32\"", "At least 32 tests pass"),
            ""
        );
        assert_eq!(check("\"p95 < 0.5 s\"", "p95 latency stays under 500 ms"), "");
        assert_eq!(check("\"tests.failed == 0\"", "0 failed"), "");
    }

    #[test]
    fn numbers_that_belong_to_nothing_certain_are_silent() {
        assert_eq!(check("\"tests.passed >= 30\"", "At least 32 endpoints are covered"), "");
        assert_eq!(check("\"p95 < 0.6 s\"", "Start-up takes under 500 ms"), "");
        assert_eq!(check("\"p95 < 0.6 s\"", "p95 stays over 500 ms"), "");
        assert_eq!(check("\"tests.passed >= 30 or exit == 0\"", "At least 32 tests pass"), "");
        assert_eq!(check("", "At least 32 tests pass"), "");
    }
}
