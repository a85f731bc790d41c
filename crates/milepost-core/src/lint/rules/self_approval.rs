//! Approvals by whoever produced the evidence.

use crate::{
    agreed,
    agreed::ApprovalState,
    authority::Unheard,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(308),
    name: "self-approval",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Finds approvals that do not count because who approved also recorded the runs that were shown, or because
nobody is named as who did.

## Why is this bad?
Whoever wants it to be finished says that it is. A second pair of eyes is the point of an approval.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit passed
tester approves milestone M1
//- M1.md
# M1 MVP functional

**Approval required:** yes

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

Instead: somebody else approves.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit passed
ada approves milestone M1
//- M1.md
# M1 MVP functional

**Approval required:** yes

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
```

## When it stays silent
With `single-operator = true` under `[approvals]`, and where somebody else has approved it.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        let state = agreed::approval_of(scene, item, agreed::need(scene, item));
        let ApprovalState::Outstanding { unheard, .. } = state else { continue };
        let Some((document, claim)) = scene.plan.claims(item).next() else { continue };
        let own = unheard
            .iter()
            .filter(|why| matches!(why, Unheard::Producer { .. } | Unheard::UnknownProducer));
        let name = &item.key.name;
        for why in own {
            findings
                .report(
                    document,
                    claim.name_span,
                    format!("an approval of `{name}` does not count: {why}"),
                )
                .item(name)
                .help(format!("somebody else decides: `milepost approve {name}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn one_person_alone_may_where_the_policy_says_so() {
        let text = |toml: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n{toml}\n[gates.unit]\nrun = \"make test\"\n\
                     //- M1.md\n# M1 Parser\n\n**Approval required:** yes\n\n## Acceptance criteria\n\n- [ ] It works (gate `unit`)\n\
                     //- ledger\nunit passed\ntester approves milestone M1\n"
                ),
            )
        };
        assert_snapshot!(text(""), @r#"
        M1.md:1:3 error[self-approval]: an approval of `M1` does not count: `tester` produced the evidence, and does not approve it alone
          at: M1 Parser
          help: somebody else decides: `milepost approve M1`
        "#);
        assert_eq!(text("[approvals]\nsingle-operator = true"), "");
    }
}
