//! Deliverables that are too large to be checked.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, estimates},
    plan::ItemKind,
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(405),
    name: "deliverable-too-large",
    group: Group::Writing,
    severity: Severity::Note,
    reach: Reach::Now,
    page: "\
## What it does
Points out deliverables whose estimate is more than 3 days.

## Why is this bad?
A deliverable of weeks hides for weeks whether anything works. One of a few days is shown, or missed,
while something can still be done about it.

## Example
```fixture
//- PLAN.md
## Deliverables
| Deliverable | Estimate | Status |
| --- | --- | --- |
| M1-D1 Reader | 2 weeks | Planned |
| M1-D2 Writer | 4 hours | Planned |
```

Instead:
```fixture
//- PLAN.md
## Deliverables
| Deliverable | Estimate | Status |
| --- | --- | --- |
| M1-D1 Reader of headers | 1 day | Planned |
| M1-D2 Writer | 4 hours | Planned |
```

## When it stays silent
For finished or dropped ones, and where the estimate is no effort (`M`, `large`).
",
    check,
};

/// The most that one may be estimated at, in working days.
const MOST_DAYS: f64 = 3.0;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim, field, estimate) in estimates(scene.plan, ItemKind::Deliverable) {
        if estimate.most_days <= MOST_DAYS {
            continue;
        }
        let message = format!("deliverable `{}` is estimated at {}", claim.name(), field.value);
        let finding = findings.report(document, field.span, message);
        let finding = finding.help("split it into parts that take at most 3 days each");
        if let Some(id) = &claim.id {
            finding.item(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn estimates_are_compared_in_working_days() {
        assert_snapshot!(problems(&RULE, "
## Deliverables
| Deliverable | Estimate | Status |
| --- | --- | --- |
| M1-D1 Reader | 5 days | Planned |
| M1-D2 Writer | 1 day | Planned |
| M1-D3 Cache | 5 days | Complete |
| M1-D4 Index | large | Planned |
"), @"
        STATUS.md:4:18 note[deliverable-too-large]: deliverable `M1-D1` is estimated at 5 days
          at: 5 days
          help: split it into parts that take at most 3 days each
        ");
    }
}
