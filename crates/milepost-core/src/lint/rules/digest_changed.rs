//! Files of the ledger that are not as they were written.

use crate::{
    diag::{Code, Place, Severity},
    evidence::ledger::{LedgerProblem, WhyBad},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
    text::{RepoPath, Span},
};

pub(super) const RULE: Rule = Rule {
    code: Code(204),
    name: "digest-changed",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# digest-changed

## What it does

Reports every file of the ledger that is not what its name says: segments that were altered, cut short
or renamed, that could not be read, or that history holds and that are gone. What was written by a
later milepost is a warning, and a segment whose forerunner is not here is a note.

## Why is this bad?

The ledger is the memory of what was shown. A segment is written once and never changed, so one that
changed was tampered with or damaged, and what it held counts no longer.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
problem deleted 2026/02/a.jsonl
```

Instead: bring the file back as it was written.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"
//- ledger
unit passed
```

## When it stays silent

When every segment has the bytes that its name says, and what history holds is here or in a pack. Who owns
the machine can write a whole new segment by hand, which no digest shows.
";

/// The folder of the ledger.
const FOLDER: &str = ".milepost/ledger";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for problem in &scene.ledger.problems {
        let (path, help) = match problem {
            LedgerProblem::Bad { path, why: WhyBad::Newer } => {
                (file(path), "a later milepost reads it".to_owned())
            }
            LedgerProblem::Bad { path, .. } | LedgerProblem::Lost { path, .. } => {
                let file = file(path);
                let help = format!(
                    "`git log --all -- {FOLDER}/{file}` finds the commits that may hold it as it was written"
                );
                (file, help)
            }
            LedgerProblem::Unreadable { path, .. } => {
                (file(path), "make it readable; until then what it holds is unknown".to_owned())
            }
            LedgerProblem::MissingParent { segment, .. } => {
                (segment.as_str(), "bring the ledger of the other clone here".to_owned())
            }
        };
        findings.report_at(place(path), problem.to_string()).help(help).at_most(problem.severity());
    }
}

/// The file that a path names, without the segment in a pack.
fn file(path: &str) -> &str {
    path.split('#').next().unwrap_or(path)
}

/// A file of the ledger; its folder where the file has no name that could be a path.
fn place(path: &str) -> Place {
    let path = RepoPath::new(&format!("{FOLDER}/{path}")).or_else(|| RepoPath::new(FOLDER));
    let path = path.expect("the name of the folder is a path");
    Place { path, span: Span::default() }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn what_is_wrong_with_a_file_is_reported_at_the_file() {
        let text = "//- milepost.toml\nschema = 1\n//- ledger\n\
            problem altered 2026/02/a.jsonl\nproblem newer 2026/02/b.jsonl\n\
            problem unreadable 2026/02/c.jsonl\nproblem altered packs/d.pack#2026/02/e.jsonl\n";
        assert_snapshot!(problems(&RULE, text), @"
        .milepost/ledger/2026/02/a.jsonl:1:1 error[digest-changed]: `2026/02/a.jsonl` is not counted: its content is not what its name says, so it was altered or renamed
          at:
          help: `git log --all -- .milepost/ledger/2026/02/a.jsonl` finds the commits that may hold it as it was written
        .milepost/ledger/2026/02/b.jsonl:1:1 warning[digest-changed]: `2026/02/b.jsonl` is not counted: it was written by a later milepost, which this one is too old to read
          at:
          help: a later milepost reads it
        .milepost/ledger/2026/02/c.jsonl:1:1 error[digest-changed]: `2026/02/c.jsonl` could not be read: permission denied
          at:
          help: make it readable; until then what it holds is unknown
        .milepost/ledger/packs/d.pack:1:1 error[digest-changed]: `packs/d.pack#2026/02/e.jsonl` is not counted: its content is not what its name says, so it was altered or renamed
          at:
          help: `git log --all -- .milepost/ledger/packs/d.pack` finds the commits that may hold it as it was written
        ");
    }
}
