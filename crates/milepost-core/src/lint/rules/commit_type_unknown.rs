//! Commits of a type that the project does not have.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, commits},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(334),
    name: "commit-type-unknown",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: PAGE,
    check,
};

const PAGE: &str = r#"## What it does
Finds the commits of a range whose message does not begin with one of the `types` of `[policy.commits]` and a colon:
`feat: …`, `fix(parser): …`, `feat!: …`.

## Why is this bad?
Change logs, releases and reviews are made from these words. One commit without makes all of them guess.

## Example
```fixture
//- milepost.toml
schema = 1
[policy.commits]
types = ["feat", "fix"]
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 faet: read tables | src/read.rs
```

Instead: say it in a known word, before the commit is pushed.
```fixture
//- milepost.toml
schema = 1
[policy.commits]
types = ["feat", "fix"]
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 feat: read tables | src/read.rs
```

## When it stays silent
For merges and for the authors that `except-authors` of `[policy.commits]` names, and without `types` in it.
`fixup! …` and `Revert "…"` are of the type of the commit that they name.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let (Some(range), Some(policy)) = (scene.range, &scene.config.policy.commits) else { return };
    for commit in range.commits.iter().filter(|commit| !commits::is_exempt(policy, commit)) {
        let Some(what) = commits::unknown_type(policy, &commit.subject) else { continue };
        let message = format!("{} {what}", commits::called(commit));
        findings
            .report_at(at_gate::in_config(policy.span), message)
            .help("`git rebase --interactive` words it anew, before it is pushed");
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn words_that_state_no_type_are_told_from_unknown_ones() {
        let text = "//- milepost.toml\nschema = 1\n[policy.commits]\ntypes = [\"feat\"]\nexcept-authors = [\"bot\"]\n\
            //- range\naaa1111 2026-02-20 Read tables | a\nbbb2222 2026-02-20 Revert \"feat: x\" | a\n\
            ccc3333 2026-02-20 wip(a)!: x | a\nddd4444 2026-02-20 bump | a | bot <b@c>\neee5555 2026-02-20 Merge x | a\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:9 error[commit-type-unknown]: commit `aaa1111000` (Read tables) states no type; it begins with one of `feat` and a colon
          at: commits
          help: `git rebase --interactive` words it anew, before it is pushed
        milepost.toml:2:9 error[commit-type-unknown]: commit `ccc3333000` (wip(a)!: x) is of the type `wip`, which is none of `feat`
          at: commits
          help: `git rebase --interactive` words it anew, before it is pushed
        ");
    }
}
