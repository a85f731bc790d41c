//! Finding the project around a folder.

use std::fs;

use insta::assert_snapshot;
use milepost_core::repository::Subject;
use milepost_host::{View, Workspace};

use crate::sandbox::{Sandbox, documents, request, tracker};

#[test]
fn the_nearest_repository_is_found_from_any_folder_in_it() {
    let sandbox = Sandbox::with(&[("docs/a/b.txt", "b")]);
    for start in ["", "docs", "docs/a", ".git", ".git/refs"] {
        let workspace = Workspace::discover(&sandbox.root().join(start)).unwrap();
        assert_eq!(workspace.root(), sandbox.root(), "from {start:?}");
    }
}

#[test]
fn a_folder_without_git_is_its_own_project() {
    let sandbox = Sandbox::plain();
    sandbox.write("PLAN.md", tracker(&["a.txt"]));
    sandbox.write("sub/PLAN.md", tracker(&[]));
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(snapshot.repository.subject, Subject::Folder);
    assert_eq!(documents(&snapshot), ["PLAN.md", "sub/PLAN.md"]);
    assert_snapshot!(sandbox.failure(View::Commit("HEAD".to_owned())), @"[root] is not in a git repository, so it has no commits and no index");
    assert_snapshot!(sandbox.failure(View::Index), @"[root] is not in a git repository, so it has no commits and no index");
}

#[test]
fn a_repository_without_a_commit_is_unborn() {
    let sandbox = Sandbox::unborn();
    sandbox.write("PLAN.md", tracker(&["a.txt"]));
    sandbox.write("a.txt", "a");
    for view in [View::WorkingTree, View::Index] {
        let snapshot = sandbox.load(view);
        assert_eq!(snapshot.repository.subject, Subject::Unborn);
    }
    assert_snapshot!(sandbox.states(&View::WorkingTree, "a.txt b.txt"), @r"
    a.txt Untracked
    b.txt Missing
    ");
    assert_snapshot!(sandbox.failure(View::Commit("HEAD".to_owned())), @"`HEAD` names no commit here: there is no such revision");
}

#[test]
fn a_linked_working_tree_has_a_head_and_an_index_of_its_own() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    sandbox.git(&["tag", "v1"]);
    let other = sandbox.around().join("other");
    sandbox.git(&["worktree", "add", "-q", "-b", "other", other.to_str().unwrap()]);
    fs::write(other.join("MORE.md"), tracker(&[])).unwrap();
    sandbox.git_in(&other, &["add", "MORE.md"]);
    sandbox.git_in(&other, &["commit", "-qm", "second"]);
    let workspace = Workspace::discover(&other).unwrap();
    assert_eq!(workspace.root(), other.canonicalize().unwrap());
    let snapshot = workspace.load(&request(View::WorkingTree), &|_| ()).unwrap();
    assert_eq!(documents(&snapshot), ["MORE.md", "PLAN.md"]);
    let commit = sandbox.git_in(&other, &["rev-parse", "HEAD"]);
    assert_eq!(snapshot.repository.subject.commit().unwrap().as_str(), commit);
    assert_eq!(snapshot.repository.tags.len(), 1);
}

#[test]
fn a_bare_repository_is_looked_at_by_commit_only() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&["PLAN.md", "gone.txt"]))]);
    let bare = sandbox.around().join("bare.git");
    sandbox.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    let workspace = Workspace::discover(&bare.join("refs")).unwrap();
    assert_eq!(workspace.root(), bare.canonicalize().unwrap());
    let load = |view| workspace.load(&request(view), &|_| ());
    let told = |view| sandbox.told(&load(view).err().unwrap());
    assert_snapshot!(told(View::WorkingTree), @"bare repository: no working tree; use --at HEAD");
    assert_eq!(told(View::Index), told(View::WorkingTree));
    let snapshot = load(View::Commit("HEAD".to_owned())).unwrap();
    assert_eq!(documents(&snapshot), ["PLAN.md"]);
}

#[test]
fn a_git_file_that_leads_nowhere_is_an_error_that_names_it() {
    let sandbox = Sandbox::plain();
    sandbox.write(".git", "gitdir: ../elsewhere\n");
    let error = Workspace::discover(&sandbox.root()).err().unwrap();
    assert_snapshot!(sandbox.told(&error), @"[root]/.git names [root]/../elsewhere, which is no git repository");
    let error = Workspace::discover(&sandbox.root().join("no/such")).err().unwrap();
    assert_snapshot!(sandbox.told(&error), @"could not open the folder [root]/no/such: No such file or directory (os error 2)");
}

#[cfg(unix)]
#[test]
fn files_of_git_may_be_links_as_some_tools_make_them() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    let elsewhere = sandbox.around().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    for name in ["config", "objects", "refs", "index"] {
        let (from, to) = (sandbox.root().join(".git").join(name), elsewhere.join(name));
        fs::rename(&from, &to).unwrap();
        std::os::unix::fs::symlink(&to, &from).unwrap();
    }
    let snapshot = sandbox.load(View::WorkingTree);
    assert!(matches!(snapshot.repository.subject, Subject::WorkingTree { .. }));
    assert_eq!(documents(&snapshot), ["PLAN.md"]);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_is_refused() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    std::os::unix::fs::symlink("/etc/hosts", sandbox.root().join("milepost.toml")).unwrap();
    assert_snapshot!(sandbox.failure(View::WorkingTree), @"could not read the configuration: [root]/milepost.toml is a symbolic link, not a plain file");
}

#[test]
fn an_empty_git_folder_makes_no_repository() {
    let sandbox = Sandbox::plain();
    fs::create_dir(sandbox.root().join(".git")).unwrap();
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(snapshot.repository.subject, Subject::Folder);
}
