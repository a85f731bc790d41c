//! Commits that change what needs a decision, without one.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, commits},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(335),
    name: "commit-undecided",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: PAGE,
    check,
};

const PAGE: &str = r#"## What it does
Finds the commits of a range that change a path of `decisions.when` of `[policy.commits]` and no file of `decisions.in`.

## Why is this bad?
What was decided and why is known on the day of the commit, and hardly ever after.

## Example
```fixture
//- milepost.toml
schema = 1
[policy.commits]
decisions = { when = ["src/api/**"], in = ["docs/DECISIONS.md"] }
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 feat: new routes | src/api/routes.rs
```

Instead: write the entry into the same commit.
```fixture
//- milepost.toml
schema = 1
[policy.commits]
decisions = { when = ["src/api/**"], in = ["docs/DECISIONS.md"] }
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 feat: new routes | src/api/routes.rs docs/DECISIONS.md
```

## When it stays silent
For merges and for the authors that `except-authors` of `[policy.commits]` names, and without `decisions` in it.
That the entry is about the change is for a reader to say.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let (Some(range), Some(policy)) = (scene.range, &scene.config.policy.commits) else { return };
    for commit in range.commits.iter().filter(|commit| !commits::is_exempt(policy, commit)) {
        let Some(what) = commits::undecided(policy, commit) else { continue };
        let message = format!("{} {what}", commits::called(commit));
        findings.report_at(at_gate::in_config(policy.span), message).help(
            "write the entry into that commit: `git rebase --interactive`, before it is pushed",
        );
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn other_paths_need_no_decision() {
        let text = "//- milepost.toml\nschema = 1\n[policy.commits]\n\
            decisions = { when = [\"src/api/**\"], in = [\"docs\"] }\n//- range\n\
            aaa1111 2026-02-20 x | src/a.rs\nbbb2222 2026-02-20 y | src/api/b.rs src/api/c.rs\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:9 error[commit-undecided]: commit `bbb2222000` (y) changes `src/api/b.rs` without an entry in `docs`
          at: commits
          help: write the entry into that commit: `git rebase --interactive`, before it is pushed
        ");
    }
}
