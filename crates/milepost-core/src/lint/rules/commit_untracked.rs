//! Commits that a project's own update policy forbids.

use std::collections::BTreeSet;

use crate::{
    config::CommitPolicy,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, commits},
    plan::{Cited, Claim, Document, ItemKind},
    repository::RangeCommit,
    scene::{Range, Scene},
    text::RepoPath,
};

pub(super) const RULE: Rule = Rule {
    code: Code(303),
    name: "commit-untracked",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: "\
## What it does
Where `tracking` of `[policy.commits]` in `milepost.toml` names tracking files, or a document rules that every commit
must update one of some, finds the commits of a range that update none of them.

## Why is this bad?
Such a rule is kept when something watches it and forgotten when nothing does. A status file that
misses commits tells less each day.

## Example
```fixture
//- docs/STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Update policy
- Every commit must update at least one tracking file:
  - `docs/STATUS.md`, or
  - `CHANGELOG.md`.
//- git
head 2026-02-20
file CHANGELOG.md
//- before/docs/STATUS.md
//- range
aaa1111 2026-02-20 feat: read tables | src/read.rs
bbb2222 2026-02-19 feat: read lists | src/read.rs CHANGELOG.md
```

Instead:
```fixture
//- docs/STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Update policy
- Every commit must update at least one tracking file:
  - `docs/STATUS.md`, or
  - `CHANGELOG.md`.
//- git
head 2026-02-20
file CHANGELOG.md
//- before/docs/STATUS.md
//- range
aaa1111 2026-02-20 feat: read tables | src/read.rs docs/STATUS.md
bbb2222 2026-02-19 feat: read lists | src/read.rs CHANGELOG.md
```

## When it stays silent
For merges and for the authors that `except-authors` names, and where neither `milepost.toml` nor a document states such
a rule with its files. What `milepost.toml` says goes before what documents say.
",
    check,
};

/// How many commits one message names.
const NAMED: usize = 3;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(range) = scene.range else { return };
    let policy = scene.config.policy.commits.as_ref();
    if let Some(policy) = policy.filter(|policy| !policy.tracking.is_empty()) {
        return configured(policy, range, findings);
    }
    for document in &scene.plan.documents {
        for claim in document.claims.iter().filter(|claim| rules_commits(claim)) {
            let files = tracking_files(document, claim);
            let commits = range.commits.iter().filter(|commit| !commit.is_merge);
            let missed: Vec<&RangeCommit> =
                commits.clone().filter(|commit| commit.paths.is_disjoint(&files)).collect();
            if !files.is_empty() && !missed.is_empty() {
                report(findings, document, claim, &missed, commits.count());
            }
        }
    }
}

/// The commits that `milepost.toml` asks to update a tracking file, and that do not.
fn configured(policy: &CommitPolicy, range: &Range, findings: &mut Findings<'_>) {
    for commit in range.commits.iter().filter(|commit| !commits::is_exempt(policy, commit)) {
        let Some(what) = commits::untracked(policy, commit) else { continue };
        let message = format!("{} {what}", commits::called(commit));
        findings
            .report_at(at_gate::in_config(policy.span), message)
            .help("say there what it did: `git rebase --interactive`, before it is pushed");
    }
}

/// Whether a policy says that every commit must update a tracking file.
fn rules_commits(claim: &Claim) -> bool {
    let words = claim.title.to_lowercase();
    claim.kind == ItemKind::Policy
        && (words.contains("every commit") || words.contains("each commit"))
        && (words.contains("update") || words.contains("touch"))
}

fn tracking_files(document: &Document, claim: &Claim) -> BTreeSet<RepoPath> {
    let cited = claim.evidence.iter().filter_map(|citation| match &citation.cited {
        Cited::Path(path) => Some(path),
        Cited::Glob(_)
        | Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    });
    cited.flat_map(|path| crate::repository::Places::of(&document.path, path).paths).collect()
}

fn report(
    findings: &mut Findings<'_>,
    document: &Document,
    claim: &Claim,
    missed: &[&RangeCommit],
    all: usize,
) {
    let names: Vec<String> = missed
        .iter()
        .take(NAMED)
        .map(|commit| format!("`{}` {}", commit.id.short(), commit.subject))
        .collect();
    let more = missed.len().saturating_sub(names.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!(
        "{} of {all} commits update no tracking file: {}{more}",
        missed.len(),
        names.join(", ")
    );
    findings
        .report(document, claim.name_span, message)
        .help("say in a tracking file what those commits did, in the next commit");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn range(policy: &str) -> String {
        format!(
            "//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Policy
{policy}
//- git
head 2026-02-20
//- before/STATUS.md
//- range
aaa1111 2026-02-20 feat: read tables | src/read.rs
bbb2222 2026-02-19 Merge branch x | src/a.rs
"
        )
    }

    #[test]
    fn commits_beside_the_policy_are_counted_and_named() {
        assert_snapshot!(problems(&RULE, &range("- Each commit must touch `STATUS.md`.")), @r"
        STATUS.md:7:3 error[commit-untracked]: 1 of 1 commits update no tracking file: `aaa1111000` feat: read tables
          at: Each commit must touch `STATUS.md`.
          help: say in a tracking file what those commits did, in the next commit
        ");
    }

    #[test]
    fn the_configured_policy_goes_before_the_written_one() {
        let policy =
            "//- milepost.toml\nschema = 1\n[policy.commits]\ntracking = [\"STATUS.md\"]\n";
        let text = range("- Each commit must touch `STATUS.md`.");
        assert_snapshot!(problems(&RULE, &format!("{policy}{text}")), @"
        milepost.toml:2:9 error[commit-untracked]: commit `aaa1111000` (feat: read tables) updates no tracking file (`STATUS.md`)
          at: commits
          help: say there what it did: `git rebase --interactive`, before it is pushed
        ");
        let judged = format!("{policy}merges = true\n{text}");
        assert_eq!(problems(&RULE, &judged).matches("updates no tracking file").count(), 2);
    }

    #[test]
    fn other_policies_rule_no_commits() {
        assert_snapshot!(problems(&RULE, &range("- Every release must update `CHANGELOG.md`.")), @"");
    }
}
