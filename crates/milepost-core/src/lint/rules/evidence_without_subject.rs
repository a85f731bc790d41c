//! Evidence that does not say which commit it was taken from, or names one that is not there.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    id::CommitPrefix,
    lint::{Findings, Group, Reach, Rule, finished},
    plan::{Citation, Cited, Claim, Document, ItemKind},
    repository::{CommitState, PathState, comparisons},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(104),
    name: "evidence-without-subject",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# evidence-without-subject

## What it does

Looks up every commit that finished claims and commit ledgers cite. One that is not in the repository
is an error; one that several commits begin like, or that the judged commit does not descend from, is
a warning. Finished items whose evidence files are there while nothing names the commit they were
taken at are counted in one note for each document, or reported one by one where there is a
`milepost.toml`.

## Why is this bad?

Evidence is about one state of the code. Without a commit nobody knows which, and a green report of a
tree that is gone reads like one of today.

## Example

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `1a90101` |
| M2 Writer | Planned | |
//- git
commit 2b90202 2026-02-11 src/parser.rs
```

Instead: cite the commit that the checks ran at.

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `2b90202` |
| M2 Writer | Planned | |
//- git
commit 2b90202 2026-02-11 src/parser.rs
```

## When it stays silent

When the clone is shallow and the commit may lie beyond it; when the row names another repository;
when another claim of the document cites the same file beside a commit; without git. Without a `milepost.toml`, a document of which no single commit is known here speaks of
another repository: that is one warning. An unreachable commit whose files the judged commit holds
was squashed or rebased, which is a note.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let cited = cited_commits(scene, document);
        if speaks_of_elsewhere(scene, &cited) {
            elsewhere(findings, document, &cited);
        } else {
            for commit in &cited {
                look_up(scene, findings, document, commit);
            }
        }
        without_subject(scene, findings, document);
    }
}

/// A commit that a claim cites.
struct CitedCommit<'a> {
    claim: &'a Claim,
    commit: &'a CommitPrefix,
    span: Span,
}

/// The commits that finished claims cite, each once a claim, and those that only a ledger has.
fn cited_commits<'a>(scene: &Scene<'_>, document: &'a Document) -> Vec<CitedCommit<'a>> {
    let meant =
        |claim: &&Claim| finished::is_meant(scene, document, claim) && !names_repository(claim);
    let claims: Vec<&Claim> = document.claims.iter().filter(meant).collect();
    let own =
        claims.iter().filter(|claim| finished::holds(claim) && claim.kind != ItemKind::Commit);
    let mut cited: Vec<CitedCommit<'_>> = own.flat_map(|claim| commits_of(claim)).collect();
    let known: BTreeSet<&CommitPrefix> = cited.iter().map(|cited| cited.commit).collect();
    let ledger = claims.iter().filter(|claim| claim.kind == ItemKind::Commit);
    let rows: Vec<CitedCommit<'_>> = ledger.flat_map(|claim| commits_of(claim)).collect();
    let rows: Vec<CitedCommit<'_>> =
        rows.into_iter().filter(|cited| !known.contains(cited.commit)).collect();
    cited.extend(rows);
    cited
}

fn commits_of(claim: &Claim) -> Vec<CitedCommit<'_>> {
    let mut seen = BTreeSet::new();
    let commits = claim.evidence.iter().filter_map(|Citation { cited, span }| match cited {
        Cited::Commit(commit) => Some(CitedCommit { claim, commit, span: *span }),
        Cited::Path(_)
        | Cited::Glob(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    });
    commits.filter(|cited| seen.insert(cited.commit)).collect()
}

/// Whether a row says which repository its commits are in.
fn names_repository(claim: &Claim) -> bool {
    let names = ["repo", "repository", "consumer", "project"];
    claim.fields.iter().any(|field| names.contains(&field.name.as_str()))
}

fn is_missing(scene: &Scene<'_>, commit: &CommitPrefix) -> bool {
    !scene.repository.shallow && scene.repository.commits.get(commit) == Some(&CommitState::Missing)
}

/// Whether several commits are cited and none of them is known here.
fn speaks_of_elsewhere(scene: &Scene<'_>, cited: &[CitedCommit<'_>]) -> bool {
    let different: BTreeSet<&CommitPrefix> = cited.iter().map(|cited| cited.commit).collect();
    !scene.config.is_written
        && different.len() >= 3
        && different.into_iter().all(|commit| is_missing(scene, commit))
}

fn elsewhere(findings: &mut Findings<'_>, document: &Document, cited: &[CitedCommit<'_>]) {
    let Some(first) = cited.first() else { return };
    let number = cited.len();
    let message =
        format!("none of the {number} commits that this document cites is in this repository");
    findings
        .report(document, first.span, message)
        .help("add a column that names their repository, or cite the commits of this one")
        .at_most(Severity::Warning);
}

fn look_up(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    document: &Document,
    cited: &CitedCommit<'_>,
) {
    let CitedCommit { claim, commit, span } = cited;
    let Some(state) = scene.repository.commits.get(commit) else { return };
    let (most, what, help) = match state {
        CommitState::Missing if is_missing(scene, commit) => {
            let what = "which is not in this repository".to_owned();
            (Severity::Error, what, "cite a commit that `git log` lists".to_owned())
        }
        CommitState::Ambiguous => {
            let what = "with which several objects begin".to_owned();
            (Severity::Warning, what, format!("git rev-parse --disambiguate={commit}"))
        }
        CommitState::NotACommit => {
            let what = "which is an object, but no commit".to_owned();
            (Severity::Warning, what, format!("git cat-file -t {commit}"))
        }
        CommitState::Known { reachable: false, .. } => {
            let help = format!("`git branch --contains {commit}` lists where it is");
            unreachable(scene, document, claim, commit, help)
        }
        CommitState::Missing | CommitState::Known { .. } | CommitState::BeyondHistory => return,
    };
    let is_row = claim.kind == ItemKind::Commit;
    let who =
        if is_row { "this row of the ledger" } else { &format!("{} and", finished::says(claim)) };
    let message = format!("{who} cites commit `{commit}`, {what}");
    let finding = findings.report(document, *span, message).help(help).at_most(most);
    if let Some(item) = finished::item(document, claim).filter(|_| !is_row) {
        finding.item(&item);
    }
}

/// A commit that the judged one does not descend from. Its content may be there all the same.
fn unreachable(
    scene: &Scene<'_>,
    document: &Document,
    claim: &Claim,
    commit: &CommitPrefix,
    help: String,
) -> (Severity, String, String) {
    let compared: Vec<_> = comparisons(document, claim)
        .iter()
        .filter(|comparison| comparison.commit == *commit)
        .filter_map(|comparison| scene.repository.compared(comparison))
        .collect();
    let is_there = !compared.is_empty()
        && compared.iter().all(|compared| {
            let mut files = compared.cited.iter();
            files.all(|(path, content)| compared.judged.get(path) == Some(content))
        });
    if is_there {
        let what = "which the judged commit does not descend from; it holds the same files";
        (Severity::Note, what.to_owned(), help)
    } else {
        (Severity::Warning, "which the judged commit does not descend from".to_owned(), help)
    }
}

/// Finished items whose evidence lies there and says nothing of the commit it is about.
fn without_subject(scene: &Scene<'_>, findings: &mut Findings<'_>, document: &Document) {
    if ["commit", "version", "release"].iter().any(|name| document.field(name).is_some()) {
        return;
    }
    let placed = placed_files(document);
    let mut known: BTreeMap<u32, bool> = BTreeMap::new();
    let bare = document.claims_at().filter(|(at, claim)| {
        let around = claim.parent.and_then(|parent| known.get(&parent.0)).copied();
        let names = names_subject(claim) || around.unwrap_or(false);
        known.insert(at.0, names);
        !names
            && finished::holds(claim)
            && finished::is_meant(scene, document, claim)
            && (claim.kind.is_work() || matches!(claim.kind, ItemKind::Resolution | ItemKind::Gate))
            && cites_a_file(scene, document, claim, &placed)
    });
    let bare: Vec<&Claim> = bare.map(|(_, claim)| claim).collect();
    let Some(first) = bare.first() else { return };
    if !scene.config.is_written {
        let names = finished::listed(bare.iter().map(|claim| claim.name()));
        let (verb, items) = if bare.len() == 1 {
            ("cites", "1 finished item".to_owned())
        } else {
            ("cite", format!("{} finished items", bare.len()))
        };
        let message =
            format!("{items} {verb} evidence without the commit it was taken at: {names}");
        findings.report(document, first.name_span, message).help(HELP).at_most(Severity::Note);
        return;
    }
    for claim in bare {
        let says = finished::says(claim);
        let message = format!("{says} and cites evidence without the commit it was taken at");
        let finding = findings
            .report(document, claim.name_span, message)
            .help(HELP)
            .at_most(Severity::Warning);
        if let Some(item) = finished::item(document, claim) {
            finding.item(&item);
        }
    }
}

const HELP: &str = "name the commit that the checks ran at beside the evidence";

/// Whether anything in a claim names a state of the code: a commit, a tag, a pull request.
fn names_subject(claim: &Claim) -> bool {
    let cites = claim.evidence.iter().any(|citation| match &citation.cited {
        Cited::Commit(_) | Cited::Tag(_) | Cited::Url(_) | Cited::Issue(_) => true,
        Cited::Path(_) | Cited::Glob(_) | Cited::Placeholder(_) => false,
    });
    let texts = claim.fields.iter().map(|field| &*field.value).chain([&*claim.title]);
    cites || claim.field("version").is_some() || texts.into_iter().any(names_commit)
}

fn names_commit(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let has_both = word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        has_both && CommitPrefix::new(word).is_some()
    })
}

/// The files that some claim of the document cites beside a commit: it holds for all who cite them.
fn placed_files(document: &Document) -> BTreeSet<&str> {
    let claims = document.claims.iter().filter(|claim| names_subject(claim));
    claims.flat_map(|claim| &claim.evidence).filter_map(path_of).collect()
}

fn path_of(citation: &Citation) -> Option<&str> {
    match &citation.cited {
        Cited::Path(path) => Some(path),
        Cited::Glob(_)
        | Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    }
}

/// Whether a file is cited that is there, and that nothing places at a commit.
fn cites_a_file(
    scene: &Scene<'_>,
    document: &Document,
    claim: &Claim,
    placed: &BTreeSet<&str>,
) -> bool {
    let paths = claim.evidence.iter().filter_map(path_of);
    paths.filter(|path| !placed.contains(path)).any(|path| {
        let located = scene.repository.locate(&document.path, path);
        located.is_some_and(|it| matches!(it.state, PathState::File | PathState::Folder))
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `1a90101`, `2b90202` |
| M2 Writer | Complete | `3c90303` |
| M3 Reader | In progress | `4d90404` |

## Commit ledger

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-12 | `5e90505` | feat | Reader |
| 2026-02-11 | `3c90303` | feat | Writer |
";

    #[test]
    fn commits_that_are_nowhere_are_told_from_those_on_another_branch() {
        let git = "//- git\ncommit 1a90101 2026-02-10 src/a.rs\nunreachable 3c90303 2026-02-11\n";
        assert_snapshot!(problems(&RULE, &format!("{BOARD}{git}")), @"
        STATUS.md:3:38 error[evidence-without-subject]: milestone `M1` is marked `Complete` and cites commit `2b90202`, which is not in this repository
          at: 2b90202
          help: cite a commit that `git log` lists
        STATUS.md:4:27 warning[evidence-without-subject]: milestone `M2` is marked `Complete` and cites commit `3c90303`, which the judged commit does not descend from
          at: 3c90303
          help: `git branch --contains 3c90303` lists where it is
        STATUS.md:11:17 error[evidence-without-subject]: this row of the ledger cites commit `5e90505`, which is not in this repository
          at: 5e90505
          help: cite a commit that `git log` lists
        ");
    }

    #[test]
    fn a_document_about_another_repository_is_one_warning() {
        assert_snapshot!(problems(&RULE, &format!("{BOARD}//- git\nfile src/a.rs\n")), @"
        STATUS.md:3:27 warning[evidence-without-subject]: none of the 4 commits that this document cites is in this repository
          at: 1a90101
          help: add a column that names their repository, or cite the commits of this one
        ");
    }

    #[test]
    fn a_file_that_one_claim_places_at_a_commit_is_placed_for_all() {
        let fixture = "
| Task | Status | Commit | Evidence |
|---|---|---|---|
| M1-T01 Parser | Complete | `1a90101` | `evidence/a.log` |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | The parser no longer hangs | `evidence/a.log` |
//- git
commit 1a90101 2026-02-10
file evidence/a.log
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn without_git_no_commit_is_missing() {
        assert_eq!(problems(&RULE, BOARD), "");
    }

    #[test]
    fn an_unreachable_commit_with_the_same_files_was_squashed() {
        let fixture = "
| Milestone | Status | Commit | Evidence |
|---|---|---|---|
| M1 Parser | Complete | `1a90101` | `src/a.rs` |
| M2 Writer | Planned | | |
//- git
unreachable 1a90101 2026-02-10 src/a.rs
file src/a.rs
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:27 note[evidence-without-subject]: milestone `M1` is marked `Complete` and cites commit `1a90101`, which the judged commit does not descend from; it holds the same files
          at: 1a90101
          help: `git branch --contains 1a90101` lists where it is
        ");
    }

    const FILES: &str = "//- STATUS.md
| Milestone | Status | Evidence | Notes |
|---|---|---|---|
| M1 Parser | Complete | `runs/m1.txt` | |
| M2 Writer | Complete | `runs/m2.txt` | at `1a90101` |
| M3 Reader | Complete | `runs/m3.txt`, `v0.1.0` | |
//- git
file runs/m1.txt
file runs/m2.txt
file runs/m3.txt
";

    #[test]
    fn evidence_that_names_no_commit_is_counted_in_a_note() {
        assert_snapshot!(problems(&RULE, FILES), @"
        STATUS.md:3:3 note[evidence-without-subject]: 1 finished item cites evidence without the commit it was taken at: `M1`
          at: M1
          help: name the commit that the checks ran at beside the evidence
        ");
    }

    #[test]
    fn with_a_configuration_every_such_item_is_a_warning() {
        let fixture = format!("{FILES}//- milepost.toml\nschema = 1\n");
        assert_snapshot!(problems(&RULE, &fixture), @"
        STATUS.md:3:3 warning[evidence-without-subject]: milestone `M1` is marked `Complete` and cites evidence without the commit it was taken at
          at: M1
          help: name the commit that the checks ran at beside the evidence
        ");
    }
}
