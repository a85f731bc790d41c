//! Commit ledgers that leave commits out.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    diag::{Code, Severity},
    id::CommitPrefix,
    lint::{Findings, Group, Reach, Rule},
    plan::{Cited, Claim, Document, ItemKind},
    repository::{CommitState, RangeCommit},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(122),
    name: "ledger-incomplete",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks at documents that keep a ledger of commits: a commit that the work of the same document cites
and the ledger does not list is an error. With `--since` or `--base`, commits of that range which the
ledger lacks are a warning.

## Why is this bad?
A ledger is kept so that nobody has to ask git. With a gap it answers wrongly, and a reader cannot see
that it does.

## Example
```fixture
## Board

| Milestone | Status | Evidence |
|---|---|---|
| M1 Store | Complete | `4a5b6c7` |
| M2 Shop | Complete | `8d9e0f1` |

## Commit ledger

| Date | Commit | Summary |
|---|---|---|
| 2026-02-03 | `4a5b6c7` | Add the store |
```

Instead: list every commit, or let git answer and drop the ledger.
```fixture
## Board

| Milestone | Status | Evidence |
|---|---|---|
| M1 Store | Complete | `4a5b6c7` |
| M2 Shop | Complete | `8d9e0f1` |

## Commit ledger

| Date | Commit | Summary |
|---|---|---|
| 2026-02-05 | `8d9e0f1` | Add the shop |
| 2026-02-03 | `4a5b6c7` | Add the store |
```

## When it stays silent
For ledgers whose heading says that they are a selection (*recent*, *last 10*, *highlights*), for
commits older than the ledger's first day, for merges, for cited commits that are not in the
repository at all, and for the commit that changed the ledger last, which cannot list itself. A list
of commits under a heading that does not speak of commits, a ledger, a log or a history is none.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        if let Some(ledger) = Ledger::of(document) {
            cited(scene, document, &ledger, findings);
            if let Some(range) = scene.range {
                unlisted(document, &ledger, &range.commits, findings);
            }
        }
    }
}

/// The ledger of a document.
struct Ledger {
    commits: BTreeSet<CommitPrefix>,
    first_day: Option<Date>,
    span: Span,
}

impl Ledger {
    /// The ledger of a document, if it keeps a whole one.
    fn of(document: &Document) -> Option<Self> {
        let rows: Vec<&Claim> = document
            .claims
            .iter()
            .filter(|claim| claim.kind == ItemKind::Commit && claim.fence == 0)
            .collect();
        let first = rows.first()?;
        let ids = rows.iter().filter_map(|row| CommitPrefix::new(row.id.as_ref()?.as_str()));
        let commits: BTreeSet<CommitPrefix> = ids.collect();
        let days = rows.iter().filter_map(|row| row.field("date")?.value.parse().ok());
        let around = document.headings.iter().filter(|it| it.section.contains(first.name_span));
        let heading = around.max_by_key(|it| it.section.start);
        let is_other = |text: &str| is_selection(text) || !is_ledger(text);
        if commits.is_empty() || heading.is_some_and(|it| is_other(&it.text)) {
            return None;
        }
        Some(Self {
            first_day: days.min(),
            span: heading.map_or(first.name_span, |heading| heading.span),
            commits,
        })
    }

    fn lists(&self, commit: &str) -> bool {
        // One of the two may be written shorter; what begins alike stands side by side.
        let Some(prefix) = CommitPrefix::new(commit) else { return false };
        let behind = self.commits.range(prefix.clone()..).next();
        let before = self.commits.range(..=prefix).next_back();
        behind.into_iter().chain(before).any(|listed| {
            listed.as_str().starts_with(commit) || commit.starts_with(listed.as_str())
        })
    }

    /// Whether it lists commits of this repository.
    fn is_about(&self, scene: &Scene<'_>) -> bool {
        let states = self.commits.iter().filter_map(|it| scene.repository.commits.get(it));
        states.into_iter().any(|state| matches!(state, CommitState::Known { .. }))
    }

    fn begins_after(&self, committed: Timestamp) -> bool {
        let day = committed.to_zoned(TimeZone::UTC).date();
        self.first_day.is_some_and(|first| day < first)
    }
}

/// Whether a heading says that commits are kept under it, and not what some session did.
fn is_ledger(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    ["commit", "ledger", "log", "history"].iter().any(|word| lower.contains(word))
}

fn is_selection(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let numbered = ["last ", "latest "].iter().any(|word| {
        lower
            .split_once(word)
            .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let words =
        ["recent", "selected", "highlight", "notable", "key commits", "this week", "sprint"];
    numbered || words.iter().any(|word| lower.contains(word))
}

/// Commits that the work of the document cites.
fn cited(scene: &Scene<'_>, document: &Document, ledger: &Ledger, findings: &mut Findings<'_>) {
    let mut seen = BTreeSet::new();
    let is_about_here = ledger.is_about(scene);
    for claim in document.claims.iter().filter(|it| it.kind.is_work() && it.fence == 0) {
        for citation in &claim.evidence {
            let Cited::Commit(commit) = &citation.cited else { continue };
            let state = scene.repository.commits.get(commit);
            let is_older = matches!(
                state,
                Some(CommitState::Known { committed, .. }) if ledger.begins_after(*committed)
            );
            // No ledger can list what never was: that is for `evidence-without-subject` to say.
            let is_nowhere = is_about_here && matches!(state, Some(CommitState::Missing));
            if is_older || is_nowhere || ledger.lists(commit.as_str()) || !seen.insert(commit) {
                continue;
            }
            let message = format!(
                "commit `{commit}` stands for `{}` and is missing from the commit ledger of this document",
                claim.name()
            );
            findings
                .report(document, citation.span, message)
                .label(document, ledger.span, "the ledger")
                .help(format!(
                    "look at it with `git show {commit}`, and list it or correct the id"
                ));
        }
    }
}

/// Commits of a range of history that the ledger lacks.
fn unlisted(
    document: &Document,
    ledger: &Ledger,
    commits: &[RangeCommit],
    findings: &mut Findings<'_>,
) {
    let mut missing: Vec<&RangeCommit> = commits
        .iter()
        .filter(|commit| !commit.is_merge && !ledger.begins_after(commit.committed))
        .filter(|commit| !ledger.lists(commit.id.as_str()))
        .collect();
    // A commit cannot list its own id: the newest one that touches the ledger is not in it yet.
    let newest = commits.iter().find(|commit| commit.paths.contains(&document.path));
    missing.retain(|commit| newest.is_none_or(|newest| newest.id != commit.id));
    let Some(newest) = missing.first() else { return };
    let named: Vec<String> =
        missing.iter().take(3).map(|commit| format!("`{}`", commit.id.short())).collect();
    let message = format!(
        "{} of the {} commits of the range {} missing from the ledger: {}{}",
        missing.len(),
        commits.len(),
        if missing.len() == 1 { "is" } else { "are" },
        named.join(", "),
        if missing.len() > named.len() { ", …" } else { "" },
    );
    findings
        .report(document, ledger.span, message)
        .at_most(Severity::Warning)
        .help(format!("see what is missing with `git log {}`", newest.id.short()));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Store | Complete | `1111aaa` |
| M2 Shop | Complete | `2222bbb`, `3333ccc` |
";

    fn fixture(ledger: &str, git: &str) -> String {
        format!("//- STATUS.md\n{BOARD}\n{ledger}\n//- git\nhead 2026-02-20\n{git}")
    }

    #[test]
    fn commits_that_a_milestone_cites_belong_in_the_ledger() {
        let ledger = "
## Commit ledger (latest first)

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-11 | `2222bbb` | feat | Add the shop |
| 2026-02-10 | `1111aaa0` | feat | Add the store |
";
        assert_snapshot!(problems(&RULE, &fixture(ledger, "")), @"
        STATUS.md:5:36 error[ledger-incomplete]: commit `3333ccc` stands for `M2` and is missing from the commit ledger of this document
          at: 3333ccc
          see STATUS.md:8: the ledger
          help: look at it with `git show 3333ccc`, and list it or correct the id
        ");
    }

    #[test]
    fn selections_and_ledgers_that_begin_later_are_left_alone() {
        let recent = "
## Recent commits

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-11 | `2222bbb` | feat | Add the shop |
";
        let late = recent.replace("Recent commits", "Commits since the move");
        let git =
            "commit 1111aaa 2026-01-02\ncommit 3333ccc 2026-01-03\ncommit 2222bbb 2026-02-11\n";
        assert_snapshot!(problems(&RULE, &fixture(recent, "")), @"");
        assert_snapshot!(problems(&RULE, &fixture(&late, git)), @"");
    }

    #[test]
    fn what_a_session_did_is_no_ledger() {
        let session = "
## Session 2 (2026-02-11)

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-11 | `2222bbb` | feat | Add the shop |
";
        assert_snapshot!(problems(&RULE, &fixture(session, "")), @"");
    }

    #[test]
    fn commits_of_the_range_that_are_not_listed_are_a_warning() {
        let text = "
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Store | Complete | `1111aaa` |
| M2 Shop | In progress | |

## Commit ledger

| Date | Commit | Summary |
|---|---|---|
| 2026-02-12 | pending (this commit) | Begin the shop |
| 2026-02-10 | `1111aaa` | Add the store |
//- git
head 2026-02-20
//- range
5555eee 2026-02-13 feat: begin the shop | STATUS.md src/shop.rs
4444ddd 2026-02-12 fix: close the door | src/store.rs
1111aaa 2026-02-10 feat: add the store | STATUS.md src/store.rs
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:6:4 warning[ledger-incomplete]: 1 of the 3 commits of the range is missing from the ledger: `4444ddd000`
          at: Commit ledger
          help: see what is missing with `git log 4444ddd000`
        ");
    }

    #[test]
    fn the_commit_that_changed_the_ledger_last_cannot_list_itself() {
        let text = "
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Store | Complete | `1111aaa` |

## Commit ledger

| Date | Commit | Summary |
|---|---|---|
| 2026-02-10 | `1111aaa` | Add the store |
//- git
head 2026-02-20
//- range
5555eee 2026-02-13 docs: close M1 | STATUS.md
1111aaa 2026-02-10 feat: add the store | STATUS.md src/store.rs
";
        assert_eq!(problems(&RULE, text), "");
    }

    #[test]
    fn what_is_in_no_repository_is_missed_in_no_ledger() {
        let ledger = "
## Commit ledger

| Date | Commit | Summary |
|---|---|---|
| 2026-02-11 | `2222bbb` | Add the shop |
| 2026-02-10 | `1111aaa` | Add the store |
";
        let git = "commit 1111aaa 2026-02-10\ncommit 2222bbb 2026-02-11\n";
        assert_eq!(problems(&RULE, &fixture(ledger, git)), "");
    }
}
