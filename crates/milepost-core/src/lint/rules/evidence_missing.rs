//! Evidence that is cited and lies nowhere.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule,
        finished::{self, Support},
    },
    plan::{Cited, Document},
    repository::{self, PathState},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(102),
    name: "evidence-missing",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# evidence-missing

## What it does

Looks up every file, folder and glob that a finished claim cites, and reports those that are neither
in the judged commit nor on disk. What checklists name in their sentences is one warning for each
document: a ticked line tells what was done, and the file may rightly be gone by now.

## Why is this bad?

Evidence is what makes a claim more than a word. Whoever follows the citation finds nothing: it was
never written, it was moved, or it was deleted. None of these is the state that the document
describes.

## Example

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `evidence/m1/parser.txt` |
| M2 Writer | Planned | |
//- git
file src/parser.rs
```

Instead: cite what is there.

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `evidence/m1/parser.txt` |
| M2 Writer | Planned | |
//- git
file evidence/m1/parser.txt
```

## When it stays silent

When the claim is not finished; when the end of the path is found elsewhere in the commit, because
the file was moved or the path is shortened; when a file of that name was in the commit that the
claim cites; when a checklist only names a file that it says was removed; without git. What points
out of the repository cannot be looked up and is counted in one note for each document.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let missing = finished::support_in(scene, document);
        let missing: Vec<Missing<'_>> = missing.filter_map(|it| missing_of(scene, it)).collect();
        let (mentions, evidence): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|it| it.support.is_mention());
        for missing in &evidence {
            report(findings, missing);
        }
        report_mentions(findings, document, &mentions);
    }
    outside(scene, findings);
}

/// A citation that leads nowhere.
struct Missing<'a> {
    support: Support<'a>,
    name: &'a str,
    what: &'static str,
}

fn missing_of<'a>(scene: &Scene<'_>, support: Support<'a>) -> Option<Missing<'a>> {
    let document = &support.document.path;
    match &support.citation.cited {
        Cited::Path(name) => is_missing(scene, &support, name).then_some(Missing {
            support,
            name,
            what: "which is not there",
        }),
        Cited::Glob(name) => (scene.repository.matches(document, name) == Some(0))
            .then_some(Missing { support, name, what: "which matches no file" }),
        Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    }
}

fn is_missing(scene: &Scene<'_>, support: &Support<'_>, path: &str) -> bool {
    let located = scene.repository.locate(&support.document.path, path);
    located.is_some_and(|located| located.state == PathState::Missing)
        && !was_there(scene, support, path)
}

/// Whether the commit that the claim cites has the file: the evidence held when it was taken.
fn was_there(scene: &Scene<'_>, support: &Support<'_>, path: &str) -> bool {
    let comparisons = repository::comparisons(support.document, support.claim);
    let mut own = comparisons.iter().filter(|comparison| &*comparison.cited == path);
    own.any(|comparison| {
        scene.repository.compared(comparison).is_some_and(|compared| !compared.cited.is_empty())
    })
}

const HELP: &str = "cite a file that the commit holds, or take the claim back";

fn report(findings: &mut Findings<'_>, missing: &Missing<'_>) {
    let Missing { support, name, what } = missing;
    let message = format!("{} and cites `{name}`, {what}", support.says());
    let finding = findings.report(support.document, support.citation.span, message).help(HELP);
    if let Some(item) = support.item() {
        finding.item(&item);
    }
}

/// Checklists name files as words of their sentences; what they name may rightly be gone by now.
fn report_mentions(findings: &mut Findings<'_>, document: &Document, mentions: &[Missing<'_>]) {
    let kept = mentions.iter().filter(|it| !tells_of_removal(it.support.sentence()));
    let kept: Vec<&Missing<'_>> = kept.collect();
    let Some(first) = kept.iter().min_by_key(|it| it.support.citation.span) else { return };
    let message = if kept.len() == 1 {
        format!("{} and names `{}`, {}", first.support.says(), first.name, first.what)
    } else {
        let names: BTreeSet<&str> = kept.iter().map(|missing| missing.name).collect();
        let names = finished::listed(names.into_iter());
        format!("ticked lines name files that are not there: {names}")
    };
    let at = first.support.citation.span;
    findings.report(document, at, message).help(HELP).at_most(Severity::Warning);
}

/// Words of work that leaves a file behind which is no longer there.
const REMOVAL: &[&str] = &[
    "clean",
    "consolidat",
    "convert",
    "delet",
    "deprecat",
    "drop",
    "extract",
    "fold",
    "get rid",
    "merg",
    "migrat",
    "mov",
    "obsolete",
    "purg",
    "refactor",
    "remov",
    "renam",
    "replac",
    "retir",
    "split",
    "strip",
    "superse",
];

fn tells_of_removal(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    REMOVAL.iter().any(|word| sentence.contains(word))
}

/// One note for each document that cites what lies outside of the repository.
fn outside(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let claims = document.claims.iter();
        let claims = claims
            .filter(|claim| finished::holds(claim) && finished::is_meant(scene, document, claim));
        let cited = claims.flat_map(|claim| &claim.evidence).filter_map(|citation| {
            let Cited::Path(path) = &citation.cited else { return None };
            let is_outside = scene.repository.locate(&document.path, path).is_none();
            is_outside.then_some((&**path, citation.span))
        });
        let cited: Vec<_> = cited.collect();
        let Some((_, span)) = cited.first() else { continue };
        let paths = finished::listed(cited.iter().map(|(path, _)| *path));
        let verb = if cited.len() == 1 { "lies" } else { "lie" };
        let message = format!("{paths} {verb} outside of the repository and cannot be looked up");
        findings
            .report(document, *span, message)
            .help("keep a copy of the evidence in the repository and cite that")
            .at_most(Severity::Note);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "
# Status

| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Done | `runs/m1.txt`, [log](logs/m1.log) |
| M2 Writer | In progress | `runs/m2.txt` |
| M3 Reader | Complete | `runs/m3/*.txt` |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | Tokens are kept in order (M1) | runs/r1.md |
";

    #[test]
    fn what_finished_claims_cite_and_nobody_has_is_reported() {
        let fixture = format!("//- STATUS.md{BOARD}//- git\nfile logs/m1.log\n");
        assert_snapshot!(problems(&RULE, &fixture), @"
        STATUS.md:5:23 error[evidence-missing]: milestone `M1` is marked `Done` and cites `runs/m1.txt`, which is not there
          at: runs/m1.txt
          help: cite a file that the commit holds, or take the claim back
        STATUS.md:7:27 error[evidence-missing]: milestone `M3` is marked `Complete` and cites `runs/m3/*.txt`, which matches no file
          at: runs/m3/*.txt
          help: cite a file that the commit holds, or take the claim back
        STATUS.md:13:40 error[evidence-missing]: resolution `R1` is listed and cites `runs/r1.md`, which is not there
          at: runs/r1.md
          help: cite a file that the commit holds, or take the claim back
        ");
    }

    #[test]
    fn what_is_there_is_fine_wherever_it_lies() {
        let fixture = format!(
            "//- docs/STATUS.md{BOARD}//- git\nfile logs/m1.log\nfile docs/runs/m1.txt\n\
             file docs/runs/m3/a.txt\nfile archive/2026/runs/r1.md\n"
        );
        assert_eq!(problems(&RULE, &fixture), "");
    }

    #[test]
    fn what_lies_on_disk_is_for_another_rule() {
        let fixture = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Done | `runs/m1.txt` and `runs/m2.txt` |
//- git
untracked runs/m1.txt
ignored runs/m2.txt
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn without_git_nothing_is_missing() {
        assert_eq!(problems(&RULE, &format!("//- STATUS.md{BOARD}")), "");
    }

    #[test]
    fn a_checklist_that_names_a_file_weighs_less_than_evidence() {
        let fixture = "
# Milestone 1: Parser

## Tasks

- [x] M1-T01 Write `src/parser.rs`
- [x] M1-T02 Remove `src/old_parser.rs`
- [ ] M1-T03 Write `src/writer.rs`

## Acceptance criteria

- [x] `docs/GUIDE.md` explains every option
//- git
file src/lib.rs
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:5:21 warning[evidence-missing]: ticked lines name files that are not there: `docs/GUIDE.md`, `src/parser.rs`
          at: src/parser.rs
          help: cite a file that the commit holds, or take the claim back
        ");
    }

    #[test]
    fn a_file_that_the_cited_commit_has_was_evidence() {
        let fixture = "
| Milestone | Status | Commit | Evidence |
|---|---|---|---|
| M1 Parser | Done | `1a90101` | `src/parser.rs` |
//- git
commit 1a90101 2026-02-10 src/parser.rs
file src/lib.rs
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn paths_that_point_outside_are_one_note() {
        let fixture = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Done | `/tmp/run/a.txt` |
| M2 Writer | Done | `../other/b.txt`, `~/c.txt` |
//- git
file src/lib.rs
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:23 note[evidence-missing]: `/tmp/run/a.txt`, `../other/b.txt`, `~/c.txt` lie outside of the repository and cannot be looked up
          at: /tmp/run/a.txt
          help: keep a copy of the evidence in the repository and cite that
        ");
    }
}
