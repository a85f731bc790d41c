//! Finished work that the judged commit does not hold: the code was never committed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    id::CommitPrefix,
    lint::{
        Findings, Group, Reach, Rule,
        finished::{self, Support},
    },
    plan::{Cited, Claim, Document, Item, ItemKind},
    repository::{
        self, CommitState, Compared, Comparison, PathState, comparisons, folder_of_glob, globs_of,
        scopes,
    },
    scene::Scene,
    text::{RepoPath, Span},
};

pub(super) const RULE: Rule = Rule {
    code: Code(105),
    name: "subject-lacks-deliverable",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# subject-lacks-deliverable

## What it does

Takes the *Scope* of every finished item, and the source code that finished claims cite, and looks
for it in the judged commit and in the commits that the claim says it was validated at. A scope that
holds no file there is reported, with what git says of it: ignored, never added, or nowhere. A
deliverable without a status of its own is finished when its milestone is.

## Why is this bad?

All milestones complete, all tasks ticked, every evidence file in its place, and the code in no
commit: the tests ran on files that only one disk has. That evidence exists proves nothing; it must
name the tree it was taken from, and that tree must hold what was delivered.

## Example

```fixture
//- PLAN.md
# M1 Parser

**Goal:** Every table is read
**Status:** Complete

## Acceptance criteria

- [x] A table of ten columns is read

## Deliverables

### M1-D1 Grammar

**Scope:** `src/grammar/**`
//- git
ignored src/grammar/mod.rs
```

Instead: what is delivered is committed.

```fixture
//- PLAN.md
# M1 Parser

**Goal:** Every table is read
**Status:** Complete

## Acceptance criteria

- [x] A table of ten columns is read

## Deliverables

### M1-D1 Grammar

**Scope:** `src/grammar/**`
//- git
file src/grammar/mod.rs
```

## When it stays silent

When the item is not finished; when the commit holds at least one file of each place that the scope
names; when a scope is prose; when a cited commit cannot be looked up, because the clone is shallow;
without git. What has changed since the cited commit is a note: later work is no contradiction.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        scope(scene, findings, item);
    }
    for support in finished::support(scene) {
        code(scene, findings, &support);
    }
    for (document, claim) in finished::claims(scene).filter(|(_, claim)| claim.says_finished()) {
        cited_commits(scene, findings, document, claim);
    }
}

/// A claim in its document.
type Stated<'a> = (&'a Document, &'a Claim);

/// The scope of a finished item must lie in the judged commit.
fn scope(scene: &Scene<'_>, findings: &mut Findings<'_>, item: &Item) {
    let mut absent: BTreeMap<&str, (BTreeSet<String>, Vec<Absent<'_>>)> = BTreeMap::new();
    for (document, claim) in scene.plan.claims(item) {
        if !finished::is_meant(scene, document, claim) {
            continue;
        }
        for name in places_of_scope(claim) {
            if let Some(Words { what, help }) = whereabouts(scene, document, &name).words() {
                let (helps, places) = absent.entry(what).or_default();
                helps.insert(help);
                places.push(Absent { document, claim, name });
            }
        }
    }
    if absent.is_empty() {
        return;
    }
    let Some((document, finisher)) = finisher(scene, item) else { return };
    for (what, (helps, places)) in absent {
        let help = Vec::from_iter(helps).join("; ");
        report_scope(findings, (document, finisher), (item, &places), &Words { what, help });
    }
}

/// A place of a scope, and the claim that names it.
struct Absent<'a> {
    document: &'a Document,
    claim: &'a Claim,
    name: Box<str>,
}

/// What a message says of a place, and what would help.
struct Words {
    what: &'static str,
    help: String,
}

fn report_scope(
    findings: &mut Findings<'_>,
    (document, finisher): Stated<'_>,
    (item, places): (&Item, &[Absent<'_>]),
    words: &Words,
) {
    let names = finished::listed(places.iter().map(|place| &*place.name));
    let own = finished::item(document, finisher);
    let of = match &own {
        Some(own) if *own != item.key.name => {
            format!(" of its {} `{}`", item.key.kind.as_str(), item.key.name)
        }
        Some(_) | None => String::new(),
    };
    let says = finished::says(finisher);
    let message = format!("{says}, but the scope {names}{of} {}", words.what);
    let mut finding = findings.report(document, finisher.name_span, message).help(&*words.help);
    if let Some(own) = own {
        finding = finding.item(&own);
    }
    if let Some(first) = places.first()
        && let Some(span) = scope_span(first.claim)
    {
        finding.label(first.document, span, "the scope is stated here");
    }
}

fn scope_span(claim: &Claim) -> Option<Span> {
    claim.field("scope").map(|field| field.span)
}

/// The claim that says an item is finished: its own, else, where no claim of it has a status, one
/// of the item that it is a deliverable of.
fn finisher<'a>(scene: &Scene<'a>, item: &Item) -> Option<Stated<'a>> {
    let mut item = scene.plan.items.get(&item.key)?;
    if item.key.kind == ItemKind::Deliverable && scene.plan.says(item).is_none() {
        item = scene.plan.items.get(item.parent.as_ref()?)?;
    }
    let mut claims = scene.plan.claims(item);
    claims.find(|(document, claim)| {
        claim.says_finished() && finished::is_meant(scene, document, claim)
    })
}

/// The places that a scope names. Where the field is a sentence, only what can be nothing but a
/// path counts: globs, and paths with folders and a file name extension.
fn places_of_scope(claim: &Claim) -> Vec<Box<str>> {
    let is_list = claim.fields_named("scope").all(|field| {
        let mut words = field.value.split([',', ';', ' ', '\n', '`']).filter(|it| !it.is_empty());
        words.all(|word| word == "and" || is_path_like(word))
    });
    let places = scopes(claim).into_iter().filter_map(|cited| match cited {
        Cited::Path(path) => (is_path_like(&path) || is_list).then_some(path),
        Cited::Glob(glob) => (is_list || glob.contains('/')).then_some(glob),
        Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    });
    places.collect()
}

fn is_path_like(word: &str) -> bool {
    let name = word.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && extension.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    let has_folder = word.contains('/');
    word.contains('*') || (has_folder && has_extension) || word.ends_with('/')
}

/// Where the files of a place are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whereabouts {
    /// In the judged commit.
    Held,
    /// Nobody looked.
    Unknown,
    /// On disk, ignored by git.
    Ignored(RepoPath),
    /// On disk, never added.
    Untracked(RepoPath),
    /// Neither in the judged commit nor on disk.
    Nowhere,
}

impl Whereabouts {
    fn words(&self) -> Option<Words> {
        let (what, help) = match self {
            Self::Held | Self::Unknown => return None,
            Self::Ignored(path) => {
                ("is not committed: git ignores it", format!("git check-ignore -v {path}"))
            }
            Self::Untracked(path) => {
                ("is not committed: it was never added to git", format!("git add {path}"))
            }
            Self::Nowhere => (
                "matches no file of the judged commit",
                "correct the scope, or take the claim back".to_owned(),
            ),
        };
        Some(Words { what, help })
    }
}

fn whereabouts(scene: &Scene<'_>, document: &Document, cited: &str) -> Whereabouts {
    let repository = scene.repository;
    if cited.contains(['*', '?', '[', '{']) {
        return match repository.matches(&document.path, cited) {
            None => Whereabouts::Unknown,
            Some(0) => on_disk(scene, document, cited),
            Some(_) => Whereabouts::Held,
        };
    }
    let located = repository.locate(&document.path, cited);
    located.map_or(Whereabouts::Unknown, |it| of_state(it.path, &it.state))
}

/// A glob that matches nothing in the commit: its folder may be on disk.
fn on_disk(scene: &Scene<'_>, document: &Document, glob: &str) -> Whereabouts {
    let folders = globs_of(&document.path, glob);
    let folders = folders.iter().filter_map(|glob| RepoPath::new(folder_of_glob(glob)?));
    let states = folders.map(|folder| of_state(folder.clone(), &scene.repository.path(&folder)));
    let is_on_disk =
        |it: &Whereabouts| matches!(it, Whereabouts::Ignored(_) | Whereabouts::Untracked(_));
    states.filter(is_on_disk).min().unwrap_or(Whereabouts::Nowhere)
}

fn of_state(path: RepoPath, state: &PathState) -> Whereabouts {
    match state {
        PathState::File | PathState::Folder | PathState::Link | PathState::Submodule => {
            Whereabouts::Held
        }
        PathState::Unknown => Whereabouts::Unknown,
        PathState::Ignored => Whereabouts::Ignored(path),
        PathState::Untracked => Whereabouts::Untracked(path),
        PathState::Missing => Whereabouts::Nowhere,
    }
}

/// Source code that a finished claim cites must be in a commit.
fn code(scene: &Scene<'_>, findings: &mut Findings<'_>, support: &Support<'_>) {
    let Cited::Path(path) = &support.citation.cited else { return };
    if !repository::is_code(&support.citation.cited) {
        return;
    }
    let whereabouts = whereabouts(scene, support.document, path);
    if whereabouts == Whereabouts::Nowhere {
        return;
    }
    let Some(Words { what, help }) = whereabouts.words() else { return };
    let message = format!("{}, but its code `{path}` {what}", support.says());
    let finding = findings.report(support.document, support.citation.span, message).help(help);
    if let Some(item) = support.item() {
        finding.item(&item);
    }
}

/// What a claim ties to the commits it cites must lie in one of them.
fn cited_commits(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    document: &Document,
    claim: &Claim,
) {
    let comparisons = comparisons(document, claim);
    let mut by_place: BTreeMap<&str, Vec<Answer<'_>>> = BTreeMap::new();
    for comparison in &comparisons {
        if let Some(answer) = answer(scene, comparison) {
            by_place.entry(&comparison.cited).or_default().push(answer);
        }
    }
    let mut changed: BTreeMap<&CommitPrefix, Vec<&str>> = BTreeMap::new();
    for (place, answers) in &by_place {
        let Some(newest) = answers.iter().max_by_key(|answer| answer.committed) else { continue };
        let is_held = !newest.compared.judged.is_empty();
        if is_held && answers.iter().all(|answer| answer.compared.cited.is_empty()) {
            report_lack(findings, (document, claim), place, newest.commit);
        } else if is_held && newest.compared.cited != newest.compared.judged {
            changed.entry(newest.commit).or_default().push(place);
        }
    }
    for (commit, places) in changed {
        report_change(findings, (document, claim), &places, commit);
    }
}

/// What git said about a place at one cited commit.
struct Answer<'a> {
    commit: &'a CommitPrefix,
    committed: jiff::Timestamp,
    compared: &'a Compared,
}

fn answer<'a>(scene: &Scene<'a>, comparison: &'a Comparison) -> Option<Answer<'a>> {
    let compared = scene.repository.compared(comparison)?;
    match scene.repository.commits.get(&comparison.commit)? {
        CommitState::Known { committed, .. } => {
            Some(Answer { commit: &comparison.commit, committed: *committed, compared })
        }
        CommitState::Ambiguous
        | CommitState::NotACommit
        | CommitState::Missing
        | CommitState::BeyondHistory => None,
    }
}

fn report_lack(
    findings: &mut Findings<'_>,
    (document, claim): Stated<'_>,
    place: &str,
    commit: &CommitPrefix,
) {
    let says = finished::says(claim);
    let message =
        format!("{says}, but its evidence was taken at `{commit}`, which does not hold `{place}`");
    let finding = findings
        .report(document, claim.name_span, message)
        .help("run the checks again at a commit that holds it, and cite that commit");
    if let Some(item) = finished::item(document, claim) {
        finding.item(&item);
    }
}

fn report_change(
    findings: &mut Findings<'_>,
    (document, claim): Stated<'_>,
    places: &[&str],
    commit: &CommitPrefix,
) {
    let names = finished::listed(places.iter().copied());
    let called = finished::called(claim);
    let verb = if places.len() == 1 { "has" } else { "have" };
    let message = format!("{names} {verb} changed since `{commit}`, where {called} was validated");
    let finding = findings
        .report(document, claim.name_span, message)
        .help(format!("`git diff {commit} -- PATH` shows what the evidence does not cover"))
        .at_most(Severity::Note);
    if let Some(item) = finished::item(document, claim) {
        finding.item(&item);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const PLAN: &str = "
//- docs/M3-replay.md
# M3 Replay

**Goal:** A tape can be played back
**Depends on:** M2

## Acceptance criteria

- [x] At least 5 tests pass (gate `VG-REPLAY-001`)

## Deliverables

### M3-D1 Player

**Owner:** ana
**Scope:** `src/replay/**`, `tests/replay/**`

#### Tasks

- [x] M3-T01 Comparison

### M3-D2 Guide

**Owner:** ana
**Scope:** `docs/GUIDE.md`
//- docs/STATUS.md
# Status

| Milestone | Status | Notes |
|---|---|---|
| M2 Storage | Complete | all tasks complete |
| M3 Replay | Complete | M3-T01 complete |
";

    #[test]
    fn all_is_complete_and_the_code_is_in_no_commit() {
        let git = "//- git\nignored src/replay/player.rs\nignored tests/replay/player.rs\nfile docs/GUIDE.md\n";
        assert_snapshot!(problems(&RULE, &format!("{PLAN}{git}")), @"
        docs/STATUS.md:6:3 error[subject-lacks-deliverable]: milestone `M3` is marked `Complete`, but the scope `src/replay/**`, `tests/replay/**` of its deliverable `M3-D1` is not committed: git ignores it
          at: M3
          see docs/M3-replay.md:15: the scope is stated here
          help: git check-ignore -v src/replay; git check-ignore -v tests/replay
        ");
    }

    #[test]
    fn a_scope_that_matches_nothing_at_all_is_empty() {
        assert_snapshot!(problems(&RULE, &format!("{PLAN}//- git\nfile src/lib.rs\n")), @"
        docs/STATUS.md:6:3 error[subject-lacks-deliverable]: milestone `M3` is marked `Complete`, but the scope `docs/GUIDE.md` of its deliverable `M3-D2` matches no file of the judged commit
          at: M3
          see docs/M3-replay.md:24: the scope is stated here
          help: correct the scope, or take the claim back
        docs/STATUS.md:6:3 error[subject-lacks-deliverable]: milestone `M3` is marked `Complete`, but the scope `src/replay/**`, `tests/replay/**` of its deliverable `M3-D1` matches no file of the judged commit
          at: M3
          see docs/M3-replay.md:15: the scope is stated here
          help: correct the scope, or take the claim back
        ");
    }

    #[test]
    fn the_same_plan_with_its_code_committed_is_quiet() {
        let git =
            "//- git\nfile src/replay/player.rs\nfile tests/replay/player.rs\nfile docs/GUIDE.md\n";
        assert_eq!(problems(&RULE, &format!("{PLAN}{git}")), "");
        assert_eq!(problems(&RULE, PLAN), "");
    }

    #[test]
    fn a_plan_that_nobody_calls_finished_is_quiet() {
        let plan = PLAN.replace("Complete", "In progress");
        assert_eq!(problems(&RULE, &format!("{plan}//- git\nfile src/lib.rs\n")), "");
    }

    #[test]
    fn a_scope_in_words_is_no_list_of_paths() {
        let fixture = "
# M1 Parser

**Status:** Complete
**Scope:** The login/logout flow of v1.2 and its API, Node.js only

## Acceptance criteria

- [x] People can log in
//- git
file src/lib.rs
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn code_that_is_cited_must_be_committed() {
        let fixture = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `src/parser.rs`, `src/lexer.rs` and `src/lib.rs` |
| M2 Writer | Planned | |
//- git
ignored src/parser.rs
untracked src/lexer.rs
file src/lib.rs
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:27 error[subject-lacks-deliverable]: milestone `M1` is marked `Complete`, but its code `src/parser.rs` is not committed: git ignores it
          at: src/parser.rs
          help: git check-ignore -v src/parser.rs
        STATUS.md:3:44 error[subject-lacks-deliverable]: milestone `M1` is marked `Complete`, but its code `src/lexer.rs` is not committed: it was never added to git
          at: src/lexer.rs
          help: git add src/lexer.rs
        ");
    }

    #[test]
    fn evidence_taken_before_the_code_was_there_is_no_evidence_for_it() {
        let fixture = "
| Deliverable | Status | Commit | Scope |
|---|---|---|---|
| M1-D1 Lexer | Complete | `1a90101` | `src/lexer/**` |
| M1-D2 Parser | Complete | `1a90101`, `2b90202` | `src/parser/**` |
| M1-D3 Printer | Complete | `1a90101` | `src/printer/**` |
| M1-D4 Linter | Complete | `3c90303` | `src/linter/**` |
//- git
commit 1a90101 2026-02-10 src/printer/mod.rs@old
commit 2b90202 2026-02-11 src/parser/mod.rs
file src/lexer/mod.rs
file src/parser/mod.rs
file src/printer/mod.rs
file src/linter/mod.rs
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:3 error[subject-lacks-deliverable]: deliverable `M1-D1` is marked `Complete`, but its evidence was taken at `1a90101`, which does not hold `src/lexer/**`
          at: M1-D1
          help: run the checks again at a commit that holds it, and cite that commit
        STATUS.md:5:3 note[subject-lacks-deliverable]: `src/printer/**` has changed since `1a90101`, where deliverable `M1-D3` was validated
          at: M1-D3
          help: `git diff 1a90101 -- PATH` shows what the evidence does not cover
        ");
    }
}
