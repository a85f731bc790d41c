//! Criteria that speak of an amount and give none.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, criteria},
    plan::{Binding, Criterion},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(403),
    name: "criterion-unmeasurable",
    group: Group::Writing,
    severity: Severity::Note,
    reach: Reach::Now,
    page: "\
## What it does
Points out criteria that promise more, less, faster or enough of something and name no amount.

## Why is this bad?
*Latency is reduced* holds after any change that helps by a microsecond. Without an amount, no gate
can be written for it.

## Example
```fixture
//- PLAN.md
# M1 Server

**Goal:** The server answers under load
**Phase:** P1

## Acceptance criteria

- [ ] Latency is reduced
```

Instead:
```fixture
//- PLAN.md
# M1 Server

**Goal:** The server answers under load
**Phase:** P1

## Acceptance criteria

- [ ] Latency is at most 80 % of that of v1.2 (gate `latency`)
```

## When it stays silent
When the criterion names a number or is bound to a gate.
",
    check,
};

/// Verbs and measures of change.
const CHANGE: &[&str] = &[
    "improved",
    "improves",
    "reduced",
    "reduces",
    "increased",
    "increases",
    "faster",
    "slower",
    "smaller",
    "higher",
    "lower",
    "minimal",
    "minimised",
    "minimized",
    "optimised",
    "optimized",
    "better",
    "fewer",
];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim, criterion) in criteria(scene.plan) {
        if !is_unmeasurable(criterion) {
            continue;
        }
        let message = format!("\u{201c}{}\u{201d} names no amount", criterion.text);
        let finding = findings.report(document, criterion.span, message);
        let finding = finding.help("say by how much, compared with which version");
        if let Some(id) = &claim.id {
            finding.item(id);
        }
    }
}

fn is_unmeasurable(criterion: &Criterion) -> bool {
    let text = criterion.text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let has_number = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_bound = matches!(criterion.binding, Binding::Gate { .. } | Binding::Suggested { .. });
    !is_bound
        && !has_number
        && text.split_whitespace().count() <= 8
        && words.any(|word| CHANGE.contains(&word))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn change_without_an_amount_is_pointed_out() {
        assert_snapshot!(problems(&RULE, "
# M1 Server

**Goal:** Answers
**Phase:** P1

## Acceptance criteria

- [ ] Startup is faster
- [ ] Startup takes less than 2 seconds
- [ ] Memory use is reduced (gate `memory`)
"), @r"
        STATUS.md:8:7 note[criterion-unmeasurable]: “Startup is faster” names no amount
          at: Startup is faster
          help: say by how much, compared with which version
        ");
    }
}
