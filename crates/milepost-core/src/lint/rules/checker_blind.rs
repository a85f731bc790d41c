//! Gates that pass what they must fail.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
    verdict::Verdict,
};

pub(super) const RULE: Rule = Rule {
    code: Code(205),
    name: "checker-blind",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# checker-blind

## What it does

Reports every gate that, tried on its controls, passed a state that it must fail, or failed it without
the signal that shows that it saw what is wrong.

## Why is this bad?

A gate that cannot fail shows nothing by passing. Everything that rests on it is unproven, however green
it looks.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
controls = [
  { name = \"broken\", bad = \"controls/broken.patch\", signal = \"1 failed\" },
]
//- ledger
unit calibrated blind
unit passed
```

Instead: mend the gate until its controls come out as they must.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
controls = [
  { name = \"broken\", bad = \"controls/broken.patch\", signal = \"1 failed\" },
]
//- ledger
unit calibrated sound
unit passed
```

## When it stays silent

When a gate has no controls, or they were never run: then it is calibrating, and satisfies nothing. An
advisory gate is a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for it in at_gate::judged(scene) {
        if it.verdict.verdict != Verdict::Blind {
            continue;
        }
        let why = it.verdict.reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
        findings
            .report_at(
                at_gate::in_config(it.gate.span),
                format!("gate `{}` is blind, and what rests on it is unproven{why}", it.gate.name),
            )
            .help(at_gate::help(it.verdict.next.as_deref().unwrap_or("mend the gate")))
            .at_most(at_gate::at_most(it.verdict.enforcement));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_gate_that_passes_what_it_must_fail_is_an_error() {
        let text = "//- milepost.toml\nschema = 1\n[gates.unit]\nrun = \"x\"\n\
            controls = [{ name = \"b\", bad = \"b.patch\", signal = \"1 failed\" }]\n\
            //- ledger\nunit calibrated blind\nunit passed\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:8 error[checker-blind]: gate `unit` is blind, and what rests on it is unproven: it passed a control that it must fail
          at: unit
          help: `milepost gate calibrate unit`
        ");
        assert_eq!(problems(&RULE, &text.replace("blind", "sound")), "");
        assert_eq!(problems(&RULE, &text.replace("unit calibrated blind", "")), "");
    }
}
