//! Periods of a cadence that ended without a packet.

use crate::{
    cadence::{self, State},
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(345),
    name: "cadence-overdue",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# cadence-overdue

## What it does

Reports every cadence of `milepost.toml` whose last period ended without a packet in the ledger, as long as
there is none of the present period either. How many were missed in a row is said with it.

## Why is this bad?

What is looked at every week is looked at until the week in which nobody has time. From then on everybody
believes that somebody does.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"

[cadence.weekly]
every = \"7 d\"
starts = 2026-02-02
gates = [\"unit\"]
//- ledger
packet weekly 2026-02-02
```

Instead: bundle the packet of this period.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"

[cadence.weekly]
every = \"7 d\"
starts = 2026-02-02
gates = [\"unit\"]
//- ledger
packet weekly 2026-02-02
packet weekly 2026-02-16
```

## When it stays silent

While the present period lasts and the one before has its packet; before the first period begins. That the
gates of a packet are red is no matter of this rule.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let today = scene.clock.today();
    for outlook in cadence::outlook(scene.config, scene.ledger, scene.verdicts, today) {
        let State::Overdue { now, missed, first } = outlook.state else { continue };
        let name = outlook.name;
        let (first, last) = (first.starts, now.starts);
        let missed = finished::count(usize::try_from(missed).unwrap_or(usize::MAX), "period");
        let message = format!(
            "cadence `{name}` is overdue: {missed} from {first} to {last} without a packet"
        );
        findings
            .report_at(at_gate::in_config(outlook.cadence.span), message)
            .help(format!("`milepost packet {name}`"));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_week_without_a_packet_is_overdue_once_it_has_ended() {
        let text = |ledger: &str, today: &str| {
            format!(
                "//- milepost.toml\nschema = 1\ngates.unit.run = \"x\"\n\
                 [cadence.weekly]\non = \"monday\"\nstarts = 2026-02-02\ngates = [\"unit\"]\n\
                 //- ledger\n{ledger}\n//- clock\n{today}T09:00:00Z\n"
            )
        };
        assert_eq!(problems(&RULE, &text("", "2026-02-08")), "");
        assert_snapshot!(problems(&RULE, &text("", "2026-02-17")), @"
        milepost.toml:3:10 error[cadence-overdue]: cadence `weekly` is overdue: 2 periods from 2026-02-02 to 2026-02-16 without a packet
          at: weekly
          help: `milepost packet weekly`
        ");
        assert_eq!(problems(&RULE, &text("packet weekly 2026-02-16", "2026-02-17")), "");
    }
}
