//! Clones that do not have everything.

use insta::assert_snapshot;
use milepost_core::{
    id::CommitPrefix,
    repository::{CommitState, Questions},
};
use milepost_host::{LoadRequest, View, Workspace};

use crate::sandbox::{Sandbox, about_paths, documents, request, tracker};

fn three_commits() -> (Sandbox, [String; 3]) {
    let sandbox = Sandbox::unborn();
    let plan = tracker(&["a.txt"]);
    let ids = [
        sandbox.commit(&[("PLAN.md", &plan), ("a.txt", "1")], "first"),
        sandbox.commit(&[("a.txt", "2")], "second"),
        sandbox.commit(&[("a.txt", "3")], "third"),
    ];
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    (sandbox, ids)
}

/// A clone made with some options, over the protocol that leaves things out.
fn cloned(sandbox: &Sandbox, options: &[&str]) -> Workspace {
    let target = sandbox.around().join("clone");
    let url = format!("file://{}", sandbox.root().display());
    let arguments = [&["clone", "-q"], options, &[&url, target.to_str().unwrap()]].concat();
    sandbox.git(&arguments);
    Workspace::discover(&target).unwrap()
}

fn commits(workspace: &Workspace, ids: &[&String]) -> Vec<CommitState> {
    let prefixes: Vec<_> = ids.iter().map(|id| CommitPrefix::new(id).unwrap()).collect();
    let commits = prefixes.iter().cloned().collect();
    let questions = Questions { commits, ..Questions::default() };
    let repository = workspace.ask(&View::WorkingTree, &questions).unwrap();
    prefixes.iter().map(|prefix| repository.commits[prefix].clone()).collect()
}

#[test]
fn a_shallow_clone_knows_that_history_goes_on() {
    let (sandbox, [first, second, third]) = three_commits();
    let workspace = cloned(&sandbox, &["--depth=2"]);
    let states = commits(&workspace, &[&first, &second, &third]);
    assert_eq!(states[0], CommitState::BeyondHistory);
    assert!(matches!(states[1], CommitState::Known { reachable: true, .. }));
    assert!(matches!(states[2], CommitState::Known { reachable: true, .. }));
    let since = Some(second);
    let request = LoadRequest { since, ..request(View::WorkingTree) };
    let snapshot = workspace.load(&request, &|_| ()).unwrap();
    assert!(snapshot.repository.shallow);
    let range = snapshot.range.unwrap();
    assert_eq!((range.commits.len(), range.cut_off), (1, false));
    let request = LoadRequest { since: Some(first), ..request };
    let error = workspace.load(&request, &|_| ()).err().unwrap();
    let text = sandbox.told(&error);
    assert_snapshot!(text.split_once("here").unwrap().1, @": there is no such revision in this clone, which does not have the whole history");
}

#[test]
fn a_partial_clone_says_what_it_does_not_have_and_fetches_nothing() {
    let (sandbox, [first, ..]) = three_commits();
    let workspace = cloned(&sandbox, &["--filter=blob:none", "--no-checkout"]);
    let before = sandbox.git_in(workspace.root(), &["count-objects", "-v"]);
    let at = View::Commit("HEAD".to_owned());
    let snapshot = workspace.load(&request(at.clone()), &|_| ()).unwrap();
    let lines = snapshot.unreadable.iter().map(|it| format!("{}: {}", it.path, it.why));
    assert_snapshot!(lines.collect::<String>(), @"PLAN.md: its content is not in this clone");
    assert!(documents(&snapshot).is_empty());
    let repository = workspace.ask(&at, &about_paths("a.txt b.txt")).unwrap();
    assert_snapshot!(format!("{:?}", repository.paths), @r#"{RepoPath("a.txt"): File, RepoPath("b.txt"): Missing}"#);
    let absent = "ab".repeat(20);
    let states = commits(&workspace, &[&first, &absent]);
    assert!(matches!(states[0], CommitState::Known { reachable: true, .. }));
    assert_eq!(states[1], CommitState::BeyondHistory);
    assert_eq!(sandbox.git_in(workspace.root(), &["count-objects", "-v"]), before);
}

#[test]
fn paths_of_trees_that_are_not_here_are_not_called_missing() {
    let (sandbox, [first, ..]) = three_commits();
    let workspace = cloned(&sandbox, &["--filter=tree:0", "--no-checkout"]);
    let at = View::Commit(first);
    let repository = workspace.ask(&at, &about_paths("a.txt b.txt")).unwrap();
    assert_snapshot!(format!("{:?}", repository.paths), @r#"{RepoPath("a.txt"): Unknown, RepoPath("b.txt"): Unknown}"#);
}

#[test]
fn a_clone_without_folders_cannot_say_which_documents_a_commit_has() {
    let (sandbox, _) = three_commits();
    let workspace = cloned(&sandbox, &["--filter=tree:0", "--no-checkout"]);
    let error = workspace.load(&request(View::Commit("HEAD".to_owned())), &|_| ()).err().unwrap();
    assert_snapshot!(error, @"some folders of `HEAD` are not in this clone, so its documents cannot be listed");
    let since = Some("HEAD~1".to_owned());
    let request = LoadRequest { since, ..request(View::WorkingTree) };
    let error = workspace.load(&request, &|_| ()).err().unwrap();
    assert_snapshot!(error, @"some folders of `HEAD~1` are not in this clone, so its documents cannot be listed");
}
