//! The ledger on its way between clones, and old segments in packs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    thread,
};

use milepost_core::{
    evidence::{
        Event, Payload,
        ledger::{Ledger, Segment},
        wire::{Recording, encode},
    },
    gate::GateName,
    id::CommitId,
};
use milepost_host::{CarryError, Rehearsal, View, Workspace};

use crate::sandbox::Sandbox;

/// A record that says who it is.
fn record(name: &str) -> String {
    let commit = CommitId::new(&"a".repeat(40)).unwrap();
    let gate = GateName::new("g").unwrap();
    let event = Event::Promoted { gate, commit, reason: name.into() };
    let at = "2020-03-01T12:00:00Z".parse().unwrap();
    encode(&Payload::Event(event), &Recording { at, by: "a", repository: "local" }).unwrap()
}

/// A bare remote with a commit, and two clones of it.
fn clones() -> (Sandbox, PathBuf, PathBuf) {
    let sandbox = Sandbox::with(&[("a.md", "a")]);
    let around = sandbox.around().canonicalize().unwrap();
    sandbox.git(&["clone", "-q", "--bare", ".", "../remote.git"]);
    for name in ["one", "two"] {
        sandbox.git_in(&around, &["clone", "-q", "remote.git", name]);
    }
    (sandbox, around.join("one"), around.join("two"))
}

fn open(folder: &Path) -> Workspace {
    Workspace::discover(folder).unwrap()
}

fn read(folder: &Path) -> Ledger {
    open(folder).ledger(&View::WorkingTree).unwrap().ledger
}

fn append(folder: &Path, name: &str) {
    open(folder).ledger_writer(&read(folder)).append(&[record(name)]).unwrap();
}

/// Writes a segment as it would have been written in a month of 2020.
fn old(folder: &Path, name: &str, month: u8) -> PathBuf {
    let written = format!("2020-{month:02}-01T12:00:00Z").parse().unwrap();
    let (name, bytes) = Segment::write(&[record(name)], &[], written, "test 1").unwrap();
    let path = folder.join(".milepost/ledger").join(name.as_str());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn names(ledger: &Ledger) -> BTreeSet<&str> {
    let names = ledger.events().map(|(_, event)| {
        let Event::Promoted { reason, .. } = event else { panic!("{event:?}") };
        &**reason
    });
    names.collect()
}

#[track_caller]
fn check(folder: &Path, expected: &[&str]) {
    let ledger = read(folder);
    assert_eq!(ledger.problems, []);
    assert_eq!(names(&ledger), expected.iter().copied().collect());
}

fn push(folder: &Path) -> usize {
    open(folder).push_ledger(None, Rehearsal::Off).unwrap().files.len()
}

fn pull(folder: &Path) -> usize {
    open(folder).pull_ledger(None, Rehearsal::Off).unwrap().files.len()
}

#[test]
fn what_two_clones_record_is_united_both_ways() {
    let (sandbox, one, two) = clones();
    assert_eq!((push(&one), pull(&one)), (0, 0));
    append(&one, "a");
    append(&two, "b");
    assert_eq!(push(&one), 1);
    assert_eq!(push(&one), 0);
    // The other clone has not seen that, and loses nothing of it.
    assert_eq!(push(&two), 1);
    check(&one, &["a"]);
    assert_eq!(pull(&one), 1);
    assert_eq!(pull(&two), 1);
    check(&one, &["a", "b"]);
    check(&two, &["a", "b"]);
    // The files alone hold all of it, and so does the reference alone.
    for folder in [&one, &two] {
        sandbox.git_in(folder, &["update-ref", "-d", "refs/milepost/ledger"]);
        check(folder, &["a", "b"]);
        pull(folder);
        fs::remove_dir_all(folder.join(".milepost")).unwrap();
        check(folder, &["a", "b"]);
    }
    let left = sandbox.git_in(&one, &["for-each-ref", "--format=%(refname)", "refs/milepost"]);
    assert_eq!(left, "refs/milepost/ledger");
}

#[test]
fn a_rehearsal_changes_nothing() {
    let (sandbox, one, two) = clones();
    append(&one, "a");
    let rehearsed = open(&one).push_ledger(None, Rehearsal::On).unwrap();
    assert_eq!(rehearsed.files.len(), 1);
    assert_eq!(sandbox.git_in(&one, &["for-each-ref", "refs/milepost"]), "");
    push(&one);
    let rehearsed = open(&two).pull_ledger(Some("origin"), Rehearsal::On).unwrap();
    assert_eq!(rehearsed.files.len(), 1);
    assert!(!two.join(".milepost").exists());
    assert_eq!(sandbox.git_in(&two, &["for-each-ref", "refs/milepost"]), "");
}

#[test]
fn clones_that_push_at_the_same_time_lose_nothing() {
    let (_sandbox, one, two) = clones();
    thread::scope(|scope| {
        for folder in [&one, &two] {
            scope.spawn(move || {
                let clone = folder.file_name().unwrap().to_string_lossy().into_owned();
                for at in 0..4 {
                    append(folder, &format!("{clone}{at}"));
                    push(folder);
                }
            });
        }
    });
    let all = ["one0", "one1", "one2", "one3", "two0", "two1", "two2", "two3"];
    for folder in [&one, &two] {
        pull(folder);
        check(folder, &all);
    }
}

#[test]
fn what_is_damaged_is_neither_spread_nor_mended_by_force() {
    let (_sandbox, one, two) = clones();
    append(&one, "a");
    push(&one);
    pull(&two);
    let damaged = old(&one, "b", 3);
    fs::write(&damaged, "nothing").unwrap();
    let done = open(&one).push_ledger(None, Rehearsal::Off).unwrap();
    assert_eq!((done.files.len(), done.left.len()), (0, 1));
    assert_eq!(pull(&two), 0);
    check(&two, &["a"]);
    assert_eq!(fs::read(&damaged).unwrap(), b"nothing");
}

#[test]
fn a_hook_of_the_clone_is_not_run_and_a_refusing_remote_is_heard() {
    use std::os::unix::fs::PermissionsExt as _;
    let (sandbox, one, _two) = clones();
    let hook = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    for name in ["pre-push", "reference-transaction"] {
        hook(one.join(".git/hooks").join(name), "exit 1");
    }
    append(&one, "a");
    assert_eq!(push(&one), 1);
    hook(sandbox.around().join("remote.git/hooks/pre-receive"), "echo not today >&2; exit 1");
    append(&one, "b");
    let refused = open(&one).push_ledger(None, Rehearsal::Off).unwrap_err();
    let CarryError::Failed { task: "push", said } = &refused else { panic!("{refused:?}") };
    assert!(said.contains("not today"), "{said}");
}

#[test]
fn without_a_remote_there_is_nowhere_to_go() {
    let sandbox = Sandbox::with(&[("a.md", "a")]);
    let none = sandbox.workspace().push_ledger(None, Rehearsal::Off).unwrap_err();
    assert!(matches!(none, CarryError::NoRemote), "{none:?}");
    for name in ["x", "y"] {
        sandbox.git(&["remote", "add", name, "../nowhere.git"]);
    }
    let many = sandbox.workspace().pull_ledger(None, Rehearsal::Off).unwrap_err();
    let CarryError::ManyRemotes { names } = &many else { panic!("{many:?}") };
    assert_eq!(names, &["x", "y"]);
    let gone = sandbox.workspace().pull_ledger(Some("x"), Rehearsal::Off).unwrap_err();
    assert!(matches!(gone, CarryError::Failed { task: "ls-remote", .. }), "{gone:?}");
}

#[test]
fn packing_old_segments_changes_nothing_that_is_recorded() {
    let (sandbox, one, two) = clones();
    let files = [old(&one, "a", 3), old(&one, "b", 3), old(&one, "c", 4)];
    append(&one, "now");
    sandbox.git_in(&one, &["add", "-A"]);
    sandbox.git_in(&one, &["commit", "-q", "-m", "evidence"]);
    let before = read(&one);
    let rehearsed = open(&one).pack_ledger(Rehearsal::On).unwrap();
    assert!(files.iter().all(|file| file.is_file()));
    let packed = open(&one).pack_ledger(Rehearsal::Off).unwrap();
    assert_eq!((packed.segments.len(), packed.packs.len()), (3, 1));
    assert_eq!(rehearsed, packed);
    assert!(!one.join(".milepost/ledger/2020").exists());
    assert_eq!(read(&one), before);
    assert_eq!(open(&one).ledger_losses(&View::WorkingTree, &before).unwrap(), []);
    assert_eq!(open(&one).pack_ledger(Rehearsal::Off).unwrap().packs, []);
    // What is in a pack is not missing where its segments are, nor the other way round.
    push(&one);
    assert_eq!(pull(&two), 2);
    check(&two, &["a", "b", "c", "now"]);
    old(&two, "a", 3);
    assert_eq!((push(&two), pull(&one)), (0, 0));
}

#[test]
fn what_is_damaged_is_not_packed() {
    let (_sandbox, one, _two) = clones();
    let [damaged, ..] = [old(&one, "a", 3), old(&one, "b", 3), old(&one, "c", 4)];
    fs::write(&damaged, "nothing").unwrap();
    assert_eq!(open(&one).pack_ledger(Rehearsal::Off).unwrap().segments.len(), 2);
    assert_eq!(fs::read(&damaged).unwrap(), b"nothing");
}
