//! The journal of runs: what a process that died leaves behind is found, once.

use std::{fs, path::PathBuf, thread, time::Duration};

use milepost_host::{Journal, Orphan, Workspace};

use crate::sandbox::Sandbox;

fn files(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folder = sandbox.root().join(".git/milepost/journal");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What is left of a process, given the text of its file.
fn left(sandbox: &Sandbox, text: &str) {
    assert_eq!(orphaned(sandbox), [""; 0]);
    fs::create_dir_all(sandbox.root().join(".git/milepost/journal")).unwrap();
    fs::write(sandbox.root().join(".git/milepost/journal/run-dead"), text).unwrap();
}

fn orphaned(sandbox: &Sandbox) -> Vec<String> {
    sandbox.workspace().orphans().unwrap().into_iter().flat_map(|orphan| orphan.records).collect()
}

/// The orphans, of which there must be some. A lock that was let go may be held for a moment longer: by a
/// process that another test is about to start.
fn found(workspace: &Workspace) -> Vec<Orphan> {
    for _ in 0..500 {
        let orphans = workspace.orphans().unwrap();
        if !orphans.is_empty() {
            return orphans;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing was left behind");
}

#[test]
fn a_journal_of_a_living_process_has_no_orphans() {
    let sandbox = Sandbox::unborn();
    let mut journal = sandbox.workspace().journal().unwrap();
    let attempt = journal.started("{\"a\":1}").unwrap();
    assert_eq!(orphaned(&sandbox), [""; 0]);
    journal.finish(attempt).unwrap();
    drop(journal);
    assert!(files(&sandbox).is_empty());
}

#[test]
fn what_was_begun_and_never_ended_is_an_orphan_until_it_is_settled() {
    let sandbox = Sandbox::unborn();
    let mut journal = sandbox.workspace().journal().unwrap();
    let first = journal.started("{\"a b\":1}").unwrap();
    journal.started("{\"c d\":2}").unwrap();
    journal.finish(first).unwrap();
    // Its lock ends with it, as it does with the process.
    drop(journal);
    let workspace = sandbox.workspace();
    let orphans = found(&workspace);
    assert_eq!(orphans.len(), 1);
    assert_eq!(orphans[0].records, ["{\"c d\":2}"]);
    // Nobody else takes it meanwhile; if it is not settled, it is there again.
    assert_eq!(orphaned(&sandbox), [""; 0]);
    drop(orphans);
    for orphan in found(&workspace) {
        orphan.settle().unwrap();
    }
    assert_eq!(orphaned(&sandbox), [""; 0]);
    assert!(files(&sandbox).is_empty());
}

#[test]
fn a_line_that_was_cut_off_was_never_acknowledged() {
    let sandbox = Sandbox::unborn();
    left(&sandbox, "started 0 {\"a\":1}\nfinished 0\nstarted 1 {\"b\":2}\nstarted 2 {\"c\"");
    assert_eq!(orphaned(&sandbox), ["{\"b\":2}"]);
}

#[test]
fn working_trees_share_a_journal() {
    let sandbox = Sandbox::with(&[("a", "a")]);
    sandbox.git(&["worktree", "add", "-q", "../other"]);
    let other = milepost_host::Workspace::discover(&sandbox.around().join("other")).unwrap();
    let mut journal: Journal = other.journal().unwrap();
    journal.started("{}").unwrap();
    drop(journal);
    let orphans = found(&sandbox.workspace());
    assert_eq!(orphans.len(), 1);
    assert_eq!(orphans[0].records, ["{}"]);
}

#[test]
fn several_lines_stand_for_no_attempt() {
    let sandbox = Sandbox::unborn();
    let mut journal = sandbox.workspace().journal().unwrap();
    journal.started("{}\nfinished 0").unwrap_err();
    journal.started("").unwrap_err();
}

#[test]
fn without_a_repository_there_is_no_journal() {
    let error = Sandbox::plain().workspace().journal().unwrap_err();
    assert!(error.to_string().contains("not in a git repository"), "{error}");
}
