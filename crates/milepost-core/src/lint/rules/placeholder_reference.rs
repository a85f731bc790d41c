//! A placeholder where evidence or a commit should be.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, finished},
    plan::{Citation, Cited, Claim, ItemKind, Status},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(107),
    name: "placeholder-reference",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# placeholder-reference

## What it does

Reports words that stand where a finished claim, or a row of a commit ledger, should cite something:
`pending (this commit)`, `TBD`, `<hash>`, `abc1234`. For work in progress only those that promise a
commit.

## Why is this bad?

A commit cannot contain its own id, so `this commit` was meant to be filled in later, and mostly was
not. Once another commit follows, nobody can tell which one it was.

## Example

```fixture
//- STATUS.md
| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-19 | pending (this commit) | feat | Parser reads tables (M2) |
| 2026-02-18 | `1a90101` | feat | Parser reads lists (M1) |

## Milestone board

| Milestone | Status | Evidence |
|---|---|---|
| M1 Lists | Complete | `1a90101` |
| M2 Tables | In progress | |
```

Instead: the next commit that touches the ledger fills the id in.

```fixture
//- STATUS.md
| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-19 | `2b90202` | feat | Parser reads tables (M2) |
| 2026-02-18 | `1a90101` | feat | Parser reads lists (M1) |

## Milestone board

| Milestone | Status | Evidence |
|---|---|---|
| M1 Lists | Complete | `1a90101` |
| M2 Tables | In progress | |
```

## When it stays silent

When the work is planned, or in progress with a plain `pending`: there is nothing to cite yet. When
the cell is empty or says `n/a`.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim) in finished::claims(scene) {
        for citation in &claim.evidence {
            let Some(message) = message(claim, citation) else { continue };
            let finding = findings
                .report(document, citation.span, message)
                .help("fill in the id once the commit exists: `git log --oneline` lists them");
            if let Some(item) = finished::item(document, claim) {
                finding.item(&item);
            }
        }
    }
}

fn message(claim: &Claim, citation: &Citation) -> Option<String> {
    let Cited::Placeholder(words) = &citation.cited else { return None };
    let words = finished::short(words, 60);
    if claim.kind == ItemKind::Commit {
        return Some(format!("this row of the ledger has `{words}` in place of a commit"));
    }
    let in_progress = matches!(
        claim.status.as_ref().map(|claim| claim.status),
        Some(Status::InProgress | Status::InReview | Status::AtRisk)
    );
    let counts = finished::holds(claim) || in_progress && promises_a_commit(&words);
    counts.then(|| format!("{} and cites `{words}`", finished::says(claim)))
}

fn promises_a_commit(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("this") || words.contains(['<', '{', '['])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn placeholders_of_finished_and_running_work_are_reported() {
        let fixture = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Lists | Complete | TBD |
| M2 Tables | Complete | `<hash>` |
| M3 Quotes | In progress | pending (this commit) |
| M4 Fences | In progress | pending |
| M5 Links | Planned | pending |
| M6 Images | Complete | `1a90101` |
| M7 Notes | Complete | n/a |
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:25 warning[placeholder-reference]: milestone `M1` is marked `Complete` and cites `TBD`
          at: TBD
          help: fill in the id once the commit exists: `git log --oneline` lists them
        STATUS.md:4:26 warning[placeholder-reference]: milestone `M2` is marked `Complete` and cites `<hash>`
          at: `<hash>`
          help: fill in the id once the commit exists: `git log --oneline` lists them
        STATUS.md:5:29 warning[placeholder-reference]: milestone `M3` is marked `In progress` and cites `pending (this commit)`
          at: pending (this commit)
          help: fill in the id once the commit exists: `git log --oneline` lists them
        ");
    }

    #[test]
    fn every_row_of_a_ledger_names_its_commit() {
        let fixture = "
| Milestone | Status |
|---|---|
| M1 Lists | Complete |
| M2 Tables | Planned |

## Commit ledger

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-19 | pending (this commit) | feat | Tables |
| 2026-02-18 | TBD | feat | Lists |
| 2026-02-17 | `1a90101` | feat | Lines |
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:10:16 warning[placeholder-reference]: this row of the ledger has `pending (this commit)` in place of a commit
          at: pending (this commit)
          help: fill in the id once the commit exists: `git log --oneline` lists them
        STATUS.md:11:16 warning[placeholder-reference]: this row of the ledger has `TBD` in place of a commit
          at: TBD
          help: fill in the id once the commit exists: `git log --oneline` lists them
        ");
    }
}
