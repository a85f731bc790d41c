//! Gates that look at some paths only, and were never run with those alone.

use crate::{
    diag::{Code, Severity},
    evidence::{Event, EvidenceKey},
    gate::{Check, Gate, RunCheck},
    globs::Globs,
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(212),
    name: "inputs-unaudited",
    group: Group::Evidence,
    severity: Severity::Note,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# inputs-unaudited

## What it does

Reports every gate with `inputs` of its own that was not run with those alone, under its present
definition and with these globs, to the same verdict.

## Why is this bad?

Such a gate is deaf to all other paths: its evidence stays fresh while they move. Where it does depend on
one of them, it stays green on code that it would refuse.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
inputs = [\"src/**\"]
//- ledger
unit passed
```

Instead: run it with its inputs and nothing else.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
inputs = [\"src/**\"]
//- ledger
unit passed
unit audited agrees
```

## When it stays silent

When a gate looks at the whole project, and when its last audit came to the same verdict.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for gate in scene.config.gates.values() {
        let Check::Run(check) = &gate.check else { continue };
        let Some(inputs) = &check.inputs else { continue };
        let why = match audit(scene, gate, check, inputs) {
            Some(true) => continue,
            Some(false) => "gave another verdict when it was run with those alone",
            None => "was never run with those alone",
        };
        findings
            .report_at(
                at_gate::in_config(gate.span),
                format!("gate `{}` looks at its `inputs` only, and {why}", gate.name),
            )
            .help(format!("`milepost gate audit {}`", gate.name));
    }
}

/// Whether the last audit of a gate as it is now agreed; nothing where there is none.
fn audit(scene: &Scene<'_>, gate: &Gate, check: &RunCheck, inputs: &Globs) -> Option<bool> {
    let definition = check.definition();
    let audits = scene.ledger.events_of_gate(&gate.name).filter_map(|(_, event)| match event {
        Event::Audited { definition, key, agrees, .. } => Some((*definition, *key, *agrees)),
        Event::Done { .. }
        | Event::Calibrated { .. }
        | Event::Promoted { .. }
        | Event::Demoted { .. }
        | Event::Baseline { .. }
        | Event::Decided { .. }
        | Event::Steered { .. }
        | Event::Stolen { .. }
        | Event::Packet { .. }
        | Event::Handoff { .. } => None,
    });
    let audits = audits
        .filter(|(under, key, _)| *under == definition && has_these_inputs(scene, *key, inputs));
    audits.last().map(|(_, _, agrees)| agrees)
}

/// Whether a run that an audit speaks of had these globs: they are no part of the definition.
fn has_these_inputs(scene: &Scene<'_>, key: EvidenceKey, inputs: &Globs) -> bool {
    scene.ledger.runs_at(key).any(|(_, run)| {
        let had = run.inputs.iter().flat_map(|inputs| &inputs.globs).map(|glob| &**glob);
        had.eq(inputs.patterns())
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(ledger: &str) -> String {
        let config = "schema = 1\ngates.unit = { run = \"x\", inputs = [\"src/**\"] }";
        problems(&RULE, &format!("//- milepost.toml\n{config}\n//- ledger\n{ledger}\n"))
    }

    #[test]
    fn narrowed_inputs_without_an_audit_are_a_note() {
        assert_snapshot!(check("unit passed"), @"
        milepost.toml:2:7 note[inputs-unaudited]: gate `unit` looks at its `inputs` only, and was never run with those alone
          at: unit
          help: `milepost gate audit unit`
        ");
        assert_snapshot!(check("unit passed\nunit audited disagrees"), @"
        milepost.toml:2:7 note[inputs-unaudited]: gate `unit` looks at its `inputs` only, and gave another verdict when it was run with those alone
          at: unit
          help: `milepost gate audit unit`
        ");
        assert_eq!(check("unit passed\nunit audited disagrees\nunit audited agrees"), "");
    }

    #[test]
    fn an_audit_of_runs_that_nobody_has_counts_nothing() {
        assert_eq!(check("unit audited agrees"), check("unit passed"));
    }
}
