//! Commits that documents cite.

use insta::assert_snapshot;
use milepost_core::{
    id::CommitPrefix,
    repository::{CommitState, Questions},
};
use milepost_host::View;

use crate::sandbox::Sandbox;

/// What is said about some commits, each on its line as the word it is called by.
#[track_caller]
fn check(sandbox: &Sandbox, view: &View, commits: &[(&str, &str)]) -> String {
    let prefixes = commits.iter().map(|(_, prefix)| CommitPrefix::new(prefix).unwrap());
    let questions = Questions { commits: prefixes.collect(), ..Questions::default() };
    let repository = sandbox.ask(view, &questions);
    let lines = commits.iter().map(|(name, prefix)| {
        let state = &repository.commits[&CommitPrefix::new(prefix).unwrap()];
        let CommitState::Known { committed, reachable, id } = state else {
            return format!("{name} {state:?}");
        };
        assert!(id.as_str().starts_with(prefix));
        format!("{name} known, {committed}, reachable: {reachable}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn known_unreachable_and_missing_commits_are_told_apart() {
    let sandbox = Sandbox::unborn();
    let first = sandbox.commit(&[("a.txt", "a")], "first");
    sandbox.git(&["checkout", "-qb", "side"]);
    let side = sandbox.commit(&[("b.txt", "b")], "side");
    sandbox.git(&["checkout", "-q", "main"]);
    let head = sandbox.commit(&[("c.txt", "c")], "second");
    let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
    let blob = sandbox.git(&["rev-parse", "HEAD:a.txt"]);
    let cited = [
        ("first", &first[..7]),
        ("side", &side[..12]),
        ("head", &head),
        ("tree", &tree),
        ("blob", &blob[..10]),
        ("absent", "00000000ab"),
        ("too long", &"ab".repeat(30)),
    ];
    assert_snapshot!(check(&sandbox, &View::WorkingTree, &cited), @r"
    first known, 2026-03-01T12:00:00Z, reachable: true
    side known, 2026-03-01T12:00:00Z, reachable: false
    head known, 2026-03-01T12:00:00Z, reachable: true
    tree NotACommit
    blob NotACommit
    absent Missing
    too long Missing
    ");
    assert_snapshot!(check(&sandbox, &View::Commit("main~1".to_owned()), &cited), @r"
    first known, 2026-03-01T12:00:00Z, reachable: true
    side known, 2026-03-01T12:00:00Z, reachable: false
    head known, 2026-03-01T12:00:00Z, reachable: false
    tree NotACommit
    blob NotACommit
    absent Missing
    too long Missing
    ");
}

#[test]
fn digits_that_begin_several_objects_are_ambiguous_unless_one_is_a_commit() {
    let sandbox = Sandbox::with(&[("a.txt", "a")]);
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    // Two blobs that begin alike, found by trying.
    let (one, two) = ("clash 2818", "clash 14729");
    for text in [one, two] {
        sandbox.write("x", text);
        sandbox.git(&["hash-object", "-w", "x"]);
    }
    let ids = [one, two].map(|text| {
        sandbox.write("x", text);
        sandbox.git(&["hash-object", "x"])
    });
    assert_eq!(ids[0][..7], ids[1][..7]);
    let cited = [("blobs", &ids[0][..7]), ("head", &head[..7])];
    assert_snapshot!(check(&sandbox, &View::WorkingTree, &cited), @r"
    blobs Ambiguous
    head known, 2026-03-01T12:00:00Z, reachable: true
    ");
}

#[test]
fn a_branch_that_is_called_like_digits_does_not_stand_for_them() {
    let sandbox = Sandbox::unborn();
    let first = sandbox.commit(&[("a.txt", "a")], "first");
    sandbox.commit(&[("a.txt", "b")], "second");
    sandbox.git(&["branch", "deadbeef"]);
    sandbox.git(&["branch", &first[..8]]);
    let cited = [("branch", "deadbeef"), ("both", &first[..8])];
    assert_snapshot!(check(&sandbox, &View::WorkingTree, &cited), @r"
    branch Missing
    both known, 2026-03-01T12:00:00Z, reachable: true
    ");
    let id = CommitPrefix::new(&first[..8]).unwrap();
    let questions = Questions { commits: [id.clone()].into(), ..Questions::default() };
    let repository = sandbox.ask(&View::WorkingTree, &questions);
    let CommitState::Known { id, .. } = &repository.commits[&id] else { panic!("not known") };
    assert_eq!(id.as_str(), first);
}

#[test]
fn replacements_and_grafts_of_this_clone_do_not_count() {
    let sandbox = Sandbox::unborn();
    let first = sandbox.commit(&[("a.txt", "a")], "first");
    let second = sandbox.commit(&[("a.txt", "b")], "second");
    let lone = sandbox.git(&["commit-tree", "-m", "lone", "HEAD^{tree}"]);
    sandbox.git(&["replace", &second, &lone]);
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "1");
    let cited = [("first", &first[..])];
    assert_snapshot!(check(&sandbox, &View::WorkingTree, &cited), @"first known, 2026-03-01T12:00:00Z, reachable: true");
}

#[test]
fn a_repository_with_longer_ids_is_asked_like_any_other() {
    let sandbox = Sandbox::init(&["--object-format=sha256"]);
    let first = sandbox.commit(&[("a.txt", "a")], "first");
    assert_eq!(first.len(), 64);
    sandbox.commit(&[("a.txt", "b")], "second");
    let cited = [("first", &first[..40]), ("whole", &first)];
    assert_snapshot!(check(&sandbox, &View::WorkingTree, &cited), @r"
    first known, 2026-03-01T12:00:00Z, reachable: true
    whole known, 2026-03-01T12:00:00Z, reachable: true
    ");
}

#[test]
fn unknown_revisions_are_errors_that_say_why() {
    let sandbox = Sandbox::with(&[("a.txt", "a")]);
    let why = |rev: &str| sandbox.failure(View::Commit(rev.to_owned()));
    assert_snapshot!(why("v9"), @"`v9` names no commit here: there is no such revision");
    assert_snapshot!(why("HEAD:a.txt"), @"`HEAD:a.txt` names no commit here: it is not a commit");
    assert_snapshot!(why("--all"), @"`--all` names no commit here: there is no such revision");
    assert_snapshot!(why("HEAD\nHEAD"), @r"
    `HEAD
    HEAD` names no commit here: there is no such revision
    ");
    assert_snapshot!(why(""), @"`` names no commit here: there is no such revision");
}
