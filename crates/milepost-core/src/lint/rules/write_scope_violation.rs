//! Commits that touch what is not theirs to touch.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Owner,
    diag::{Code, Place, Severity},
    globs::Globs,
    lease,
    lint::{Findings, Group, Reach, Rule},
    markdown,
    plan::{Item, ItemKey},
    repository::{RangeCommit, Reserve, reserve},
    scene::{Range, Scene},
    text::{RepoPath, Span},
};

pub(super) const RULE: Rule = Rule {
    code: Code(320),
    name: "write-scope-violation",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: "\
## What it does
Over a range of history, finds commits that touch paths outside of where they may write:

- a commit for a task or deliverable, outside of its *Scope*, or of the scope of what it belongs to. Its
  message names the work; where it names none, the branch that is checked out does, or the lease that
  was taken on that branch. Without a `milepost.toml` this is a warning.
- a commit whose author has a role with `may-write`, outside of these globs
- a commit that changes a tracker file or `milepost.toml`, where `tracker-files-owned-by` names a role
  that its author does not have

A role is one of `[work.roles]`. Its actors are held against the author's e-mail address and, on the
branch of a lease, against who holds it.

## Why is this bad?
Several people and programs share a plan without treading on each other as long as each stays where its
work lies.

## Example
```fixture
//- docs/M1.md
# M1 Importer

**Goal:** Files are imported

## Acceptance criteria

- [ ] Rows are read (gate `rows`)

## Deliverables

### M1-D1 Tables

**Scope:** `src/read/**`

#### Tasks

- [ ] M1-T01 Rows
//- git
head 2026-02-20
file src/read/rows.rs
file src/write.rs
//- before/docs/M1.md
//- range
aaa1111 2026-02-20 feat: rows are read (M1-T01) | src/read/rows.rs src/write.rs
```

Instead:
```fixture
//- docs/M1.md
# M1 Importer

**Goal:** Files are imported

## Acceptance criteria

- [ ] Rows are read (gate `rows`)

## Deliverables

### M1-D1 Tables

**Scope:** `src/read/**`

#### Tasks

- [ ] M1-T01 Rows
//- git
head 2026-02-20
file src/read/rows.rs
file src/write.rs
//- before/docs/M1.md
//- range
aaa1111 2026-02-20 feat: rows are read (M1-T01) | src/read/rows.rs docs/M1.md
bbb2222 2026-02-20 refactor: one writer | src/write.rs
```

## When it stays silent
For merges, and for commits that name no work, or work without a scope. Markdown files are outside of no
*Scope*: whoever does work also writes about it, and says so in the trackers; roles may still be kept from
them. Evidence below `.milepost/` is everybody's.
",
    check,
};

/// How many paths one message names.
const NAMED: usize = 3;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(range) = scene.range else { return };
    let trackers = trackers(scene, range);
    for commit in range.commits.iter().filter(|commit| !commit.is_merge) {
        let paths: Vec<&RepoPath> =
            commit.paths.iter().filter(|path| !path.as_str().starts_with(".milepost/")).collect();
        within_work(scene, findings, commit, &paths);
        within_roles(scene, findings, commit, &paths);
        if let Some(owner) = &scene.config.work.tracker_owner {
            owned(scene, findings, commit, &paths, (owner, &trackers));
        }
    }
}

/// The files that track work, now and at the beginning of the range.
fn trackers(scene: &Scene<'_>, range: &Range) -> BTreeSet<RepoPath> {
    let documents = scene.plan.documents.iter().chain(&range.before.documents);
    documents.map(|document| document.path.clone()).chain([config_path()]).collect()
}

fn config_path() -> RepoPath {
    RepoPath::new("milepost.toml").expect("the name of a file is a path")
}

/// That a commit stays where the work lies that it is for.
fn within_work(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    commit: &RangeCommit,
    paths: &[&RepoPath],
) {
    let work = work_of(scene, commit);
    let reserves: Vec<Reserve<'_>> =
        work.values().filter_map(|item| reserve(scene.plan, item)).collect();
    // Work without a scope may lie anywhere.
    if reserves.is_empty() || reserves.len() < work.len() {
        return;
    }
    let is_outside = |path: &&&RepoPath| {
        !is_writing(path) && !reserves.iter().any(|reserve| reserve.holds(path))
    };
    let outside: Vec<&RepoPath> = paths.iter().filter(is_outside).copied().collect();
    let (Some(first), false) = (reserves.first(), outside.is_empty()) else { return };
    let names: Vec<String> = work.keys().map(|key| format!("`{}`", key.name)).collect();
    let scopes: BTreeSet<&str> = reserves.iter().map(|it| it.item.key.name.as_str()).collect();
    let scopes: Vec<String> = scopes.into_iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "{} for {} touches {}, outside of the scope of {}",
        called(commit),
        names.join(", "),
        listed(&outside),
        scopes.join(", ")
    );
    let mut claims = scene.plan.claims(first.item);
    let told = claims.find_map(|(document, claim)| Some((document, claim.field("scope")?)));
    let Some((document, field)) = told else { return };
    let weight = if scene.config.is_written { Severity::Error } else { Severity::Warning };
    findings
        .report(document, field.span, message)
        .at_most(weight)
        .item(&first.item.key.name)
        .help("move that change to a commit of its own, or widen the scope where it belongs there");
}

/// Whether a file is there to be read or says how work is tracked: it goes with any work.
fn is_writing(path: &RepoPath) -> bool {
    markdown::is_named_so(path) || *path == config_path()
}

/// The work that a commit is for: what its message names, else the branch, else the lease there.
fn work_of<'s>(scene: &'s Scene<'_>, commit: &RangeCommit) -> BTreeMap<&'s ItemKey, &'s Item> {
    let plan = scene.plan;
    let words =
        commit.message.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
    let words = words.map(|word| word.trim_matches('.')).filter(|word| lease::is_telling(word));
    let named = words.filter_map(|word| {
        let work = |item: &&Item| item.key.kind.is_work() && item.has_id;
        let found: Vec<&Item> = plan.find(word).into_iter().filter(work).collect();
        match found.as_slice() {
            [only] => Some((&only.key, *only)),
            [] | [_, ..] => None,
        }
    });
    let named: BTreeMap<&ItemKey, &Item> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let branch = scene.underway.here.as_deref();
    let by_branch = branch.and_then(|branch| lease::named(plan, branch));
    let by_lease = || lease_here(scene, commit).and_then(|it| lease::key_of(plan, &it.item));
    let key = by_branch.or_else(by_lease);
    key.and_then(|key| plan.items.get(key)).map(|item| (&item.key, item)).into_iter().collect()
}

/// The lease that was taken on the branch that is checked out, before a commit was made.
fn lease_here<'s>(scene: &'s Scene<'_>, commit: &RangeCommit) -> Option<&'s lease::Lease> {
    let branch = scene.underway.here.as_ref()?;
    let mut live = scene.underway.live(scene.clock.now);
    live.find(|it| it.branch.as_ref() == Some(branch) && it.since <= commit.committed)
}

/// That an author stays where their roles write.
fn within_roles(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    commit: &RangeCommit,
    paths: &[&RepoPath],
) {
    let work = &scene.config.work;
    let names = authors(scene, commit);
    let roles = names.iter().flat_map(|name| work.roles_of(name));
    let writers: BTreeMap<&str, (Span, &Globs)> = roles
        .filter_map(|(name, role)| Some((name, (role.span, role.may_write.as_ref()?))))
        .collect();
    let is_outside = |path: &&&RepoPath| !writers.values().any(|(_, globs)| globs.matches(path));
    let outside: Vec<&RepoPath> = paths.iter().filter(is_outside).copied().collect();
    let Some((role, (span, _))) = writers.first_key_value() else { return };
    if outside.is_empty() {
        return;
    }
    let message = format!(
        "{} by `{}` touches {}, where role `{role}` does not write",
        called(commit),
        commit.email(),
        listed(&outside)
    );
    findings
        .report_at(Place { path: config_path(), span: *span }, message)
        .help("leave that change to a role that writes there, or widen `may-write`");
}

/// That only their owner changes tracker files.
fn owned(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    commit: &RangeCommit,
    paths: &[&RepoPath],
    (owner, trackers): (&Owner, &BTreeSet<RepoPath>),
) {
    let Owner { role, span } = owner;
    let is_owner = authors(scene, commit).iter().any(|name| scene.config.work.has_role(name, role));
    let touched: Vec<&RepoPath> =
        paths.iter().filter(|path| trackers.contains(**path)).copied().collect();
    if is_owner || touched.is_empty() {
        return;
    }
    let message = format!(
        "{} by `{}` changes {}, which role `{role}` owns",
        called(commit),
        commit.email(),
        listed(&touched)
    );
    findings.report_at(Place { path: config_path(), span: *span }, message).help(format!(
        "leave tracker files to role `{role}`, and say in the message what was done"
    ));
}

/// Who made a commit: its author, and who holds a lease on its branch.
fn authors<'s>(scene: &'s Scene<'_>, commit: &'s RangeCommit) -> Vec<&'s str> {
    let holder = lease_here(scene, commit).map(|lease| lease.actor.as_str());
    [commit.email()].into_iter().chain(holder).collect()
}

fn called(commit: &RangeCommit) -> String {
    format!("commit `{}`", commit.id.short())
}

fn listed(paths: &[&RepoPath]) -> String {
    let named: Vec<String> = paths.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    let more = paths.len().saturating_sub(named.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn range(commits: &str, rest: &str) -> String {
        format!(
            "//- M1.md\n# M1 Importer\n\n**Goal:** Files\n\n## Deliverables\n\n### M1-D1 Tables\n\n\
             **Scope:** `src/read/**`, `tests/`\n\n#### Tasks\n\n- [ ] M1-T01 Rows\n\
             - [ ] M1-T02 Cells\n\n### M1-D2 Lists\n\n#### Tasks\n\n- [ ] M1-T03 Items\n\
             //- git\nhead 2026-02-20\n//- before/M1.md\n//- range\n{commits}\n{rest}"
        )
    }

    #[test]
    fn the_message_names_the_work_before_the_branch_does() {
        let commits = "aaa1111 2026-02-20 rows | src/read/a.rs tests/a.rs src/b.rs\n\
                       bbb2222 2026-02-20 M1-T03: items | src/b.rs\n\
                       ccc3333 2026-02-20 Merge branch x | src/b.rs";
        let on_branch = range(commits, "//- work\nhere m1-t02-cells\nbranch m1-t02-cells\n");
        assert_snapshot!(problems(&RULE, &on_branch), @"
        M1.md:9:12 warning[write-scope-violation]: commit `aaa1111000` for `M1-T02` touches `src/b.rs`, outside of the scope of `M1-D1`
          at: `src/read/**`, `tests/`
          help: move that change to a commit of its own, or widen the scope where it belongs there
        ");
        assert_snapshot!(problems(&RULE, &range(commits, "")), @"");
    }

    #[test]
    fn the_lease_on_the_branch_says_what_the_branch_does_not() {
        let commits = "aaa1111 2026-02-21T08:30:00Z rows | src/b.rs\n\
                       bbb2222 2026-02-20 before it was taken | src/b.rs";
        let work = "//- work\nhere rows\n\
                    lease task M1-T01 ada until 2026-02-21T12:00:00Z on rows\n";
        assert_snapshot!(problems(&RULE, &range(commits, work)), @"
        M1.md:9:12 warning[write-scope-violation]: commit `aaa1111000` for `M1-T01` touches `src/b.rs`, outside of the scope of `M1-D1`
          at: `src/read/**`, `tests/`
          help: move that change to a commit of its own, or widen the scope where it belongs there
        ");
    }

    const ROLES: &str = "//- milepost.toml
schema = 1
[work]
tracker-files-owned-by = \"lead\"
[work.roles.lead]
actors = [\"ada@example.org\"]
[work.roles.worker]
actors = [\"codex-*\"]
may-write = [\"src/**\"]
";

    #[test]
    fn roles_write_where_they_may_and_trackers_have_one_owner() {
        let commits = "aaa1111 2026-02-20 plan | M1.md milepost.toml | ada@example.org\n\
                       bbb2222 2026-02-20 code | src/b.rs .milepost/ledger/a | codex-1@example.org\n\
                       ccc3333 2026-02-20 both | M1.md src/b.rs ci.yml | codex-1@example.org";
        assert_snapshot!(problems(&RULE, &range(commits, ROLES)), @r#"
        milepost.toml:3:26 error[write-scope-violation]: commit `ccc3333000` by `codex-1@example.org` changes `M1.md`, which role `lead` owns
          at: "lead"
          help: leave tracker files to role `lead`, and say in the message what was done
        milepost.toml:6:13 error[write-scope-violation]: commit `ccc3333000` by `codex-1@example.org` touches `M1.md`, `ci.yml`, where role `worker` does not write
          at: worker
          help: leave that change to a role that writes there, or widen `may-write`
        "#);
    }
}
