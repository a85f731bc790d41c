//! Placeholders for commits that stay behind in tracking files.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, commits},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(336),
    name: "placeholder-left",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: PAGE,
    check,
};

const PAGE: &str = r#"## What it does
Finds lines of the `tracking` files of `[policy.commits]` that hold a placeholder for a commit (`pending (this commit)`,
`<hash>`) at the end of a range, though that commit is there by now.

## Why is this bad?
A commit cannot name itself, so the next one must fill its id in. Once a third follows, nobody can tell which one was
meant.

## Example
```fixture
//- milepost.toml
schema = 1
[policy.commits]
tracking = ["STATUS.md"]
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 feat: read lists | src/a.rs
bbb2222 2026-02-19 feat: read tables | STATUS.md
  waits STATUS.md -> tables
```

Instead: the next commit fills in the id of the one before.
```fixture
//- milepost.toml
schema = 1
[policy.commits]
tracking = ["STATUS.md"]
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 feat: read lists | STATUS.md
  waits STATUS.md tables -> lists
bbb2222 2026-02-19 feat: read tables | STATUS.md
  waits STATUS.md -> tables
```

## When it stays silent
For what the last commit of the range wrote itself, for files that no commit of the range touches, and without `tracking` in
`[policy.commits]`.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let (Some(range), Some(policy)) = (scene.range, &scene.config.policy.commits) else { return };
    for left in commits::left_behind(policy, &range.commits) {
        let by = left.by.map_or_else(|| "an older commit".to_owned(), commits::called);
        let message = format!("{by} left a placeholder behind in `{}`: {}", left.path, left.line);
        findings
            .report_at(at_gate::in_config(policy.span), message)
            .help("fill in its id in the next commit: `git log --oneline` lists them");
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn what_was_filled_in_is_not_left_behind() {
        let text = "//- milepost.toml\nschema = 1\n[policy.commits]\ntracking = [\"a.md\"]\n//- range\n\
            aaa1111 2026-02-20 x | a.md b.md\n  waits a.md old two -> old two own\n  waits b.md -> b\n\
            bbb2222 2026-02-20 y | a.md\n  waits a.md old one -> old two\n\
            ccc3333 2026-02-20 z | a.md\n  waits a.md old -> old one\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:9 error[placeholder-left]: an older commit left a placeholder behind in `a.md`: old
          at: commits
          help: fill in its id in the next commit: `git log --oneline` lists them
        milepost.toml:2:9 error[placeholder-left]: commit `bbb2222000` (y) left a placeholder behind in `a.md`: two
          at: commits
          help: fill in its id in the next commit: `git log --oneline` lists them
        ");
    }
}
