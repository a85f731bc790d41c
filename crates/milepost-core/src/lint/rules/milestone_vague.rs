//! Milestones whose name names no outcome.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, ItemKind, Origin},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(401),
    name: "milestone-vague",
    group: Group::Writing,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Points out milestones whose name and goal name no outcome, as *Make progress on features*.

## Why is this bad?
Nobody can tell when such a milestone is reached, so it is reached whenever someone says so.

## Example
```fixture
//- PLAN.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Make progress on the importer | Planned |
| M2 Exporter writes every format | Planned |
```

Instead:
```fixture
//- PLAN.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer reads every format | Planned |
| M2 Exporter writes every format | Planned |
```

## When it stays silent
When a goal stands beside the name, or the milestone has criteria: then the name need not say it.
",
    check,
};

/// Beginnings of names that promise activity and no outcome.
const VAGUE: &[&str] = &[
    "make progress",
    "work on",
    "continue",
    "keep working",
    "various",
    "misc",
    "miscellaneous",
    "improve things",
    "improvements",
    "more work",
    "general",
    "cleanup",
    "clean up",
    "stuff",
    "do some",
    "look into",
    "wip",
];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        for claim in document.claims.iter().filter(|claim| is_vague(claim)) {
            let mut finding = findings.report(
                document,
                claim.name_span,
                format!("milestone `{}` names no outcome", claim.name()),
            );
            finding = finding
                .help("say what will be true when it is reached, or give it a goal and criteria");
            if let Some(id) = &claim.id {
                finding.item(id);
            }
        }
    }
}

fn is_vague(claim: &Claim) -> bool {
    let title = claim.title.to_lowercase();
    let begins = VAGUE.iter().any(|words| {
        title.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    claim.kind == ItemKind::Milestone
        && claim.origin != Origin::Prose
        && begins
        && claim.criteria.is_empty()
        && claim.field("goal").is_none()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn activity_is_no_outcome() {
        assert_snapshot!(problems(&RULE, "
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Continue with the parser | In progress |
| M2 Misc | Planned |
| M3 Generalised parser | Planned |
"), @r"
        STATUS.md:4:3 warning[milestone-vague]: milestone `M1` names no outcome
          at: M1
          help: say what will be true when it is reached, or give it a goal and criteria
        STATUS.md:5:3 warning[milestone-vague]: milestone `M2` names no outcome
          at: M2
          help: say what will be true when it is reached, or give it a goal and criteria
        ");
    }

    #[test]
    fn a_goal_makes_up_for_the_name() {
        assert_snapshot!(problems(&RULE, "
# M1 Cleanup

**Goal:** No module is longer than four hundred lines
**Phase:** P1

## Acceptance criteria

- [ ] The longest module has at most 400 lines (gate `lengths`)
"), @"");
    }
}
