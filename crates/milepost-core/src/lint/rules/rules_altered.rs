//! Rules, suppressions, document lists and policy that a change alters.

use crate::{
    base::Altered,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, altered},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(330),
    name: "rules-altered",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Base,
    page: PAGE,
    check,
};

const PAGE: &str = r#"## What it does
With `--base`, compares the parts of `milepost.toml` that judge, gates aside, with those of the base: severities of
rules, suppressions, document lists, the start of the project, and what counts as proven. What lets no more pass than
before is a note, and so is what a decision lets pass that somebody signed whom the base lets approve:
`milepost decide ID --base REV`.

## Why is this bad?
Who may change the rules may pass by them. A change is judged by the rules of its base; what it does to them is for
those to agree to whom the base gives a say.

## Example
```fixture
//- docs/M1.md
# M1 Oven bakes bread

## Acceptance criteria
- [ ] Ten loaves come out
//- before/milepost.toml
schema = 1
//- milepost.toml
schema = 1
[rules]
unread = "off"
[[suppress]]
rule = "dangling-id"
reason = "later"
//- base
```

Instead: leave the rules alone, or change them where those who decide about them agree.
```fixture
//- docs/M1.md
# M1 Oven bakes bread

## Acceptance criteria
- [ ] Ten loaves come out
//- before/milepost.toml
schema = 1
//- milepost.toml
schema = 1
//- base
```

## When it stays silent
Without `--base`; for `[resources]`, which judges nothing; and for what the change has not touched, where the base went
on since it parted from it.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    altered::report(scene, findings, is_meant);
}

fn is_meant(altered: &Altered) -> bool {
    match altered {
        Altered::File
        | Altered::Severity(_)
        | Altered::Suppression(_)
        | Altered::Documents
        | Altered::Start
        | Altered::Policy
        | Altered::Commits
        | Altered::Table(_) => true,
        Altered::Gate(_) | Altered::Signers | Altered::Item(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn fixture(before: &str, now: &str) -> String {
        format!(
            "//- before/milepost.toml\nschema = 1\n{before}\n//- milepost.toml\nschema = 1\n{now}\n//- base\n"
        )
    }

    #[test]
    fn what_lets_more_pass_is_an_error() {
        let before = "project.start = 2026-01-01\ndocuments.include = [\"a.md\"]\nrules.unread = \"error\"\n\
            [policy]\nleast-grade = \"signed\"\nrecheck = true\n[policy.commits]\ntypes = [\"feat\"]\n";
        let now = "documents.exclude = [\"b.md\"]\nrules.unread = \"note\"\n\
            suppress = [{ rule = \"duplicate-id\", path = \"c.md\", reason = \"known\" }]\n";
        assert_snapshot!(problems(&RULE, &fixture(before, now)), @"
        milepost.toml:1:1 error[rules-altered]: `[policy.commits]` is gone
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: `a.md` removed from `include` of `[documents]`
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: `b.md` added to `exclude` of `[documents]`
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: `least-grade` of `[policy]` changed from `signed` to `clean`
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: `recheck` of `[policy]` changed from `true` to `false`
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: `start` of `[project]` is gone, and was `2026-01-01`
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: severity of rule `unread` lowered from error to note
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        milepost.toml:1:1 error[rules-altered]: suppression added: `duplicate-id` in `c.md`, because: known
          at:
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- milepost.toml` shows it), or let it land by itself, as a change that is about what judges
        ");
    }

    #[test]
    fn what_lets_no_more_pass_is_a_note() {
        let now =
            "rules.unread = \"error\"\ndocuments.include = [\"a.md\"]\n[policy]\nrecheck = true\n";
        assert_snapshot!(problems(&RULE, &fixture("", now)), @"
        milepost.toml:1:1 note[rules-altered]: `a.md` added to `include` of `[documents]`
          at:
        milepost.toml:1:1 note[rules-altered]: `recheck` of `[policy]` changed from `false` to `true`
          at:
        milepost.toml:1:1 note[rules-altered]: severity of rule `unread` set from what the rule says to error
          at:
        ");
    }
}
