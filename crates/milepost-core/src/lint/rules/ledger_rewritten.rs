//! Segments of the ledger that a range of history took away.

use crate::{
    diag::{Code, Place, Severity},
    evidence::ledger::{LedgerProblem, Loss},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
    text::{RepoPath, Span},
};

pub(super) const RULE: Rule = Rule {
    code: Code(333),
    name: "ledger-rewritten",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: PAGE,
    check,
};

const PAGE: &str = r"## What it does
Over a range of history, finds segments of the ledger that were there at its beginning, or were added since, and that
were deleted or altered; a pack that holds their bytes keeps them.

## Why is this bad?
Attempts count: a run that failed stays on record, and a segment that is gone may have held one. Segments are written
once and never changed.

## Example
```fixture
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: tidy up | STATUS.md
  deleted 2026/02/20260219T101500Z-a.jsonl
```

Instead: bring it back as it was written; `milepost ledger pack` makes many files one.
```fixture
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: tidy up | STATUS.md
```

## When it stays silent
For segments that were never committed, which nobody can miss, and for those that `refs/milepost/ledger` holds.
";

/// The folder of the ledger.
const FOLDER: &str = ".milepost/ledger";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(range) = scene.range else { return };
    for problem in &range.rewritten {
        let (path, help) = match problem {
            LedgerProblem::Lost { path, how, commit } => {
                let before = match how {
                    Loss::Deleted | Loss::Altered => "~1",
                    Loss::Since => "",
                };
                let source = format!("{}{before}", commit.short());
                let help = format!(
                    "`git restore --source {source} -- {FOLDER}/{path}` brings it back, unless a pack held it"
                );
                (path, help)
            }
            LedgerProblem::Bad { path, .. } | LedgerProblem::Unreadable { path, .. } => {
                (path, format!("`git log --all -- {FOLDER}/{path}` finds it as it was written"))
            }
            // Nothing was there that could have been rewritten.
            LedgerProblem::MissingParent { .. } => continue,
        };
        let path = RepoPath::new(&format!("{FOLDER}/{path}")).or_else(|| RepoPath::new(FOLDER));
        let path = path.expect("the name of the folder is a path");
        let place = Place { path, span: Span::default() };
        findings.report_at(place, problem.to_string()).help(help);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn what_was_lost_is_told_with_the_commit_that_has_it() {
        let text = "//- before/a.md\n//- range\naaa1111 2026-02-20 tidy | a\n  deleted 2026/02/a.jsonl\n  since 2026/02/b.jsonl\n";
        assert_snapshot!(problems(&RULE, text), @"
        .milepost/ledger/2026/02/a.jsonl:1:1 error[ledger-rewritten]: `2026/02/a.jsonl` was deleted in commit aaa1111000, and no pack holds what it held
          at:
          help: `git restore --source aaa1111000~1 -- .milepost/ledger/2026/02/a.jsonl` brings it back, unless a pack held it
        .milepost/ledger/2026/02/b.jsonl:1:1 error[ledger-rewritten]: `2026/02/b.jsonl` was removed or altered after commit aaa1111000, and no pack holds what it held
          at:
          help: `git restore --source aaa1111000 -- .milepost/ledger/2026/02/b.jsonl` brings it back, unless a pack held it
        ");
    }
}
