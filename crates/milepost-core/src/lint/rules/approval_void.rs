//! Approvals of another definition than the present one.

use crate::{
    agreed,
    agreed::ApprovalState,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(306),
    name: "approval-void",
    group: Group::Governance,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Finds items whose last approval was of another definition: a criterion, a gate, a part or a dependency is
another one now.

## Why is this bad?
A person agreed to something else. What is there now was seen by nobody.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- before/M1.md
# M1 MVP functional

**Goal:** It works

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
- [ ] Every command has a manual
//- ledger
ada approves milestone M1 ago 9d
//- M1.md
# M1 MVP functional

**Goal:** It works

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

Instead: let it be approved as it is now.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
ada approves milestone M1 ago 9d
//- M1.md
# M1 MVP functional

**Goal:** It works

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

## When it stays silent
When nothing but a title, a target, an owner, a box or prose changed, and for items that need no approval.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        let state = agreed::approval_of(scene, item, agreed::need(scene, item));
        let ApprovalState::Outstanding { void: Some(void), .. } = state else { continue };
        let Some((document, claim)) = scene.plan.claims(item).next() else { continue };
        let changes: Vec<String> = void.changes.iter().map(ToString::to_string).collect();
        let (name, by) = (&item.key.name, &void.by.voice.principal);
        let day = void.by.voice.at.to_zoned(scene.clock.zone.clone()).date();
        let message =
            format!("the approval of `{name}` by `{by}` on {day} is void: {}", changes.join("; "));
        findings
            .report(document, claim.name_span, message)
            .item(name)
            .help(format!("`milepost approve {name}` asks for it again"));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_box_voids_nothing_and_a_criterion_does() {
        let text = |now: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n//- before/M1.md\n# M1 Parser\n\n**Approval required:** yes\n\n## Acceptance criteria\n\n- [ ] It reads\n\
                     //- ledger\nada approves milestone M1 ago 9d\n\
                     //- M1.md\n# M1 Parser\n\n**Approval required:** yes\n\n## Acceptance criteria\n\n{now}\n"
                ),
            )
        };
        assert_eq!(text("- [x] It reads"), "");
        let told = text("- [x] It reads fast");
        let void = "is void: criterion of `M1` reworded: “It reads {+fast+}”";
        assert!(told.contains(void), "{told}");
    }
}
