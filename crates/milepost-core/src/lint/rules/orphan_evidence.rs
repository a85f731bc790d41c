//! Records about gates that nobody defines.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Severity},
    evidence::Payload,
    gate::GateName,
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(203),
    name: "orphan-evidence",
    group: Group::Evidence,
    severity: Severity::Note,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# orphan-evidence

## What it does

Names the gates that the ledger has records about and that `milepost.toml` does not define, each with
the number of its records.

## Why is this bad?

The records count for nothing. Where a gate was renamed, what it showed is lost for the new name; where
it was taken out, nobody is told that it once decided something.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
smoke promoted
```

Instead: define the gate again, or give its new name the runs that it needs.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
unit promoted
```

## When it stays silent

When every gate that is recorded is defined. It is never more than a note: a ledger is kept for ever, and
gates come and go.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut orphans: BTreeMap<&GateName, usize> = BTreeMap::new();
    for record in &scene.ledger.records {
        let gate = match &record.payload {
            Payload::Run(run) => Some(&run.gate),
            Payload::Event(event) => event.gate(),
            Payload::Statement(_) | Payload::Signature(_) | Payload::Unknown { .. } => None,
        };
        let orphan = gate.filter(|gate| !scene.config.gates.contains_key(*gate));
        if let Some(gate) = orphan {
            *orphans.entry(gate).or_default() += 1;
        }
    }
    for (gate, count) in orphans {
        let records = finished::count(count, "record");
        let verb = if count == 1 { "is" } else { "are" };
        findings
            .report_at(
                at_gate::in_config(Span::default()),
                format!("{records} of the ledger {verb} about gate `{gate}`, which is not defined here"),
            )
            .help(format!(
                "define `[gates.{gate}]` again, or leave it: the records are kept and count for nothing"
            ));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn each_gate_that_is_gone_is_one_note() {
        let text = "//- milepost.toml\nschema = 1\ngates.unit.run = \"x\"\n//- ledger\n\
            smoke promoted\nunit passed\nload promoted\nsmoke promoted\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:1:1 note[orphan-evidence]: 1 record of the ledger is about gate `load`, which is not defined here
          at:
          help: define `[gates.load]` again, or leave it: the records are kept and count for nothing
        milepost.toml:1:1 note[orphan-evidence]: 2 records of the ledger are about gate `smoke`, which is not defined here
          at:
          help: define `[gates.smoke]` again, or leave it: the records are kept and count for nothing
        ");
    }
}
