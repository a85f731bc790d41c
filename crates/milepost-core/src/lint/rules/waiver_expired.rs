//! Waivers that have ended while nothing took their place.

use crate::{
    diag::{Code, Place, Severity},
    evidence::{Waived, plain},
    lint::{Findings, Group, Reach, Rule, at_change, at_gate},
    proof,
    scene::Scene,
    verdict::WaivedState,
};

pub(super) const RULE: Rule = Rule {
    code: Code(309),
    name: "waiver-expired",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Finds waivers whose last day is over while the gate or criterion still does not pass.

## Why is this bad?
It was let pass for a while, and the while is over. Somebody promised to see to it.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit failed
ada waives unit until 2026-02-01
//- M1.md
# M1 Parser

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

Instead: mend it before the day.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit passed
ada waives unit until 2026-02-01
//- M1.md
# M1 Parser

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

## When it stays silent
When it passes now, when a later waiver goes on, and when the gate has another definition: then the
waiver was of something else.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(today) = scene.verdicts.today else { return };
    for heard in scene.verdicts.people.waivers() {
        let WaivedState::Ended(day) = WaivedState::of(heard, today) else { continue };
        let Some((place, what)) = still_open(scene, &heard.waiver.of) else { continue };
        let (by, owner) = (&heard.voice.principal, &heard.waiver.owner);
        findings
            .report_at(place, format!("the waiver of {what} by `{by}` ended on {day}"))
            .help(format!("`{owner}` promised to see to it; a longer one needs another waiver"));
    }
}

/// Where what was waived stands, and what it is, if it still does not pass.
fn still_open(scene: &Scene<'_>, of: &Waived) -> Option<(Place, String)> {
    match of {
        Waived::Gate { gate, definition } => {
            let defined = scene.config.gates.get(gate);
            let defined = defined.filter(|it| it.definition() == *definition)?;
            let judged = scene.verdicts.gates.get(gate)?;
            let is_open = !judged.verdict.satisfies();
            is_open.then(|| (at_gate::in_config(defined.span), format!("gate `{gate}`")))
        }
        Waived::Criterion { item, text } => {
            let item = at_change::item(scene, item)?;
            let mut criteria = proof::criteria_of(scene, item).into_iter();
            let criterion = criteria.find(|criterion| *plain(&criterion.text) == **text)?;
            let is_open = !criterion.verdict.satisfies();
            let place = Place { path: criterion.document, span: criterion.span };
            is_open.then(|| (place, format!("a criterion of `{}`", item.key.name)))
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn it_ends_with_its_day() {
        let text = |ledger: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\n\n[gates.unit]\nrun = \"make test\"\n//- clock\n2026-02-21T09:00:00Z\n//- ledger\n{ledger}\n"
                ),
            )
        };
        assert_snapshot!(text("ada waives unit until 2026-02-20"), @r#"
        milepost.toml:3:8 error[waiver-expired]: the waiver of gate `unit` by `ada` ended on 2026-02-20
          at: unit
          help: `bob` promised to see to it; a longer one needs another waiver
        "#);
        assert_eq!(text("ada waives unit until 2026-02-21"), "");
        assert_eq!(text("ada waives unit until 2026-02-20\nunit passed"), "");
    }
}
