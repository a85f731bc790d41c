//! Gates that have not shown of late that they can fail.

use crate::{
    diag::{Code, Severity},
    evidence::{ControlsEnd, Event},
    gate::{Check, Gate},
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
    verdict::CALIBRATION_LASTS,
};

pub(super) const RULE: Rule = Rule {
    code: Code(206),
    name: "calibration-stale",
    group: Group::Evidence,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# calibration-stale

## What it does

Reports every gate whose controls came out as they must once, and not since its definition or its
controls were changed, or not within the last 90 days.

## Why is this bad?

A gate is believed because it was seen to fail what is wrong. A gate that was changed, or has not been
tried for long, may have lost that, and until its controls are run again its passes satisfy nothing.

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
unit calibrated sound ago 120d
unit passed
```

Instead: run its controls again.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
controls = [
  { name = \"broken\", bad = \"controls/broken.patch\", signal = \"1 failed\" },
]
//- ledger
unit calibrated sound ago 20d
unit passed
```

## When it stays silent

When a gate has no controls, and when they have never come out as they must: it is calibrating or blind
then, which its verdict says.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for gate in scene.config.gates.values() {
        let Check::Run(check) = &gate.check else { continue };
        if check.controls.is_empty() {
            continue;
        }
        let Some(why) = age(scene, gate) else { continue };
        findings
            .report_at(
                at_gate::in_config(gate.span),
                format!("gate `{}` must show anew that it can fail: {why}", gate.name),
            )
            .help(at_gate::help(&format!("milepost gate calibrate {}", gate.name)));
    }
}

/// Why the last sound calibration counts no longer; nothing where it does, or there is none.
fn age(scene: &Scene<'_>, gate: &Gate) -> Option<String> {
    // Where the state of a control is not here, the verdict says which.
    let definition = scene.verdicts.gates.get(&gate.name)?.calibration?;
    let events =
        scene.ledger.events_of_gate(&gate.name).filter_map(|(record, event)| match event {
            Event::Calibrated { definition, end, .. } => Some((record.recorded, *definition, *end)),
            Event::Done { .. }
            | Event::Promoted { .. }
            | Event::Demoted { .. }
            | Event::Baseline { .. }
            | Event::Decided { .. }
            | Event::Steered { .. }
            | Event::Stolen { .. }
            | Event::Audited { .. }
            | Event::Packet { .. }
            | Event::Handoff { .. } => None,
        });
    let events: Vec<_> = events.collect();
    let Some((at, _, end)) = events.iter().rev().find(|(_, under, _)| *under == definition) else {
        let was_sound = events.iter().any(|(_, _, end)| *end == ControlsEnd::Sound);
        return was_sound.then(|| "it was changed since its controls were run".to_owned());
    };
    let passed = scene.clock.now.duration_since(*at).unsigned_abs();
    let is_old = *end == ControlsEnd::Sound && passed > CALIBRATION_LASTS;
    is_old.then(|| format!("its controls were last run {} days ago", passed.as_secs() / 86_400))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(ledger: &str) -> String {
        problems(
            &RULE,
            &format!(
                "//- milepost.toml\nschema = 1\n[gates.unit]\nrun = \"x\"\ncontrols = [\
                 {{ name = \"b\", bad = \"b.patch\", signal = \"1 failed\" }}]\n\
                 //- ledger\n{ledger}\n"
            ),
        )
    }

    #[test]
    fn what_was_sound_long_ago_or_under_another_definition_is_a_warning() {
        assert_snapshot!(check("unit calibrated sound ago 91d"), @"
        milepost.toml:2:8 warning[calibration-stale]: gate `unit` must show anew that it can fail: its controls were last run 91 days ago
          at: unit
          help: `milepost gate calibrate unit`
        ");
        assert_snapshot!(check("unit calibrated sound otherwise ago 2d"), @"
        milepost.toml:2:8 warning[calibration-stale]: gate `unit` must show anew that it can fail: it was changed since its controls were run
          at: unit
          help: `milepost gate calibrate unit`
        ");
    }

    #[test]
    fn what_is_sound_or_never_was_is_silent() {
        assert_eq!(check(""), "");
        assert_eq!(check("unit calibrated sound ago 89d"), "");
        assert_eq!(check("unit calibrated sound otherwise ago 9d\nunit calibrated sound"), "");
        assert_eq!(check("unit calibrated blind ago 120d"), "");
    }
}
