//! The index, compared with what git says of it.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use milepost_core::{id::CommitPrefix, repository::Questions};
use milepost_host::View;

use crate::sandbox::Sandbox;

/// Everything that git lists as staged, with its content.
fn staged_for_git(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let text = sandbox.git(&["ls-files", "-s", "-z"]);
    let lines = text.split('\0').filter(|line| !line.is_empty());
    let lines = lines.map(|line| line.split_once('\t').unwrap());
    lines.map(|(meta, path)| (path.into(), meta.split(' ').nth(1).unwrap().into())).collect()
}

/// Everything that is listed as staged here: the judged side of a comparison with the first commit.
fn staged(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let commit = CommitPrefix::new(&sandbox.git(&["rev-parse", "HEAD"])).unwrap();
    let key = (commit.clone(), "**".into());
    let contents = [key.clone()].into();
    let questions = Questions { commits: [commit].into(), contents, ..Questions::default() };
    let repository = sandbox.ask(&View::Index, &questions);
    let judged = &repository.contents[&key].judged;
    judged.iter().map(|(path, id)| (path.to_string(), id.to_string())).collect()
}

#[track_caller]
fn check(sandbox: &Sandbox) {
    let expected = staged_for_git(sandbox);
    assert!(!expected.is_empty());
    assert_eq!(staged(sandbox), expected);
}

/// A repository with files of many depths and name lengths, some staged after the commit.
fn crowded(sandbox: Sandbox) -> Sandbox {
    for at in 0..300 {
        let name = "n".repeat(at % 23 + 1);
        let folder = ["", "a/", "a/b/", "a-b/", "é/ü/"][at % 5];
        sandbox.write(&format!("{folder}{name}{at}.txt"), format!("{}", at % 7));
    }
    sandbox.write(&format!("{}x.txt", "deeper/".repeat(100)), "x");
    sandbox.commit(&[("last.txt", "x")], "first");
    sandbox.write("staged.txt", "new");
    sandbox.write("last.txt", "changed");
    sandbox.git(&["rm", "-q", "--cached", "a/nn1.txt"]);
    sandbox.git(&["add", "-A", "--", "staged.txt", "last.txt"]);
    sandbox
}

#[test]
fn every_version_is_read() {
    let sandbox = crowded(Sandbox::unborn());
    for version in ["2", "4", "3"] {
        sandbox.git(&["update-index", "--index-version", version]);
        check(&sandbox);
    }
}

#[test]
fn flags_that_need_more_room_are_passed_over() {
    let sandbox = crowded(Sandbox::unborn());
    sandbox.git(&["update-index", "--skip-worktree", "last.txt"]);
    sandbox.git(&["update-index", "--assume-unchanged", "staged.txt"]);
    check(&sandbox);
    sandbox.git(&["update-index", "--index-version", "4"]);
    check(&sandbox);
}

#[test]
fn a_repository_with_longer_ids_is_read() {
    check(&crowded(Sandbox::init(&["--object-format=sha256"])));
}

#[test]
fn a_split_index_is_put_together() {
    let sandbox = crowded(Sandbox::unborn());
    sandbox.git(&["config", "splitIndex.maxPercentChange", "100"]);
    sandbox.git(&["update-index", "--split-index"]);
    check(&sandbox);
    sandbox.write("later.txt", "later");
    sandbox.write("last.txt", "changed again");
    sandbox.git(&["add", "later.txt", "last.txt"]);
    sandbox.git(&["rm", "-q", "--cached", "staged.txt"]);
    check(&sandbox);
    let shared = std::fs::read_dir(sandbox.root().join(".git")).unwrap();
    let shared = shared.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(shared.into_iter().any(|name| name.starts_with("sharedindex.")));
}

#[test]
fn a_sparse_index_stands_for_what_it_does_not_list() {
    let sandbox = crowded(Sandbox::unborn());
    sandbox.git(&["commit", "-qm", "second"]);
    let whole = staged_for_git(&sandbox);
    sandbox.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "a/b"]);
    assert!(sandbox.git(&["ls-files", "--sparse"]).contains("deeper/\n"));
    assert_eq!(staged(&sandbox), whole);
}

#[test]
fn what_is_only_meant_to_be_added_is_not_staged() {
    let sandbox = crowded(Sandbox::unborn());
    let before = staged_for_git(&sandbox);
    sandbox.write("meant.txt", "x");
    sandbox.git(&["add", "-N", "meant.txt"]);
    assert_eq!(staged(&sandbox), before);
}

#[test]
fn a_path_in_conflict_is_that_of_its_own_side() {
    let sandbox = Sandbox::with(&[("notes.txt", "base")]);
    sandbox.git(&["checkout", "-qb", "other"]);
    sandbox.commit(&[("notes.txt", "theirs")], "theirs");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.commit(&[("notes.txt", "ours")], "ours");
    sandbox.git_fails(&["merge", "-q", "other"]);
    let before = sandbox.states(&View::Commit("HEAD".to_owned()), "notes.txt");
    assert_eq!(sandbox.states(&View::Index, "notes.txt"), before);
}

#[test]
fn a_damaged_index_is_an_error_that_names_it() {
    let sandbox = Sandbox::with(&[("a.txt", "a")]);
    sandbox.write(".git/index", "DIRC\0\0\0\x09 and so on, and so on");
    assert_snapshot!(sandbox.failure(View::WorkingTree), @"the index [root]/.git/index cannot be understood: its version is 9, and 2 to 4 are known");
}
