//! Which documents are read, and from where.

use std::sync::atomic::{AtomicUsize, Ordering};

use insta::assert_snapshot;
use milepost_host::{LoadEvent, View};

use crate::sandbox::{Sandbox, documents, request, tracker};

/// What could not be read, and why.
fn unreadable(sandbox: &Sandbox, view: View) -> String {
    let snapshot = sandbox.load(view);
    let lines = snapshot.unreadable.iter().map(|it| format!("{}: {}", it.path, it.why));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn tracked_and_new_documents_are_read_and_ignored_ones_are_not() {
    let sandbox = Sandbox::with(&[
        (".gitignore", "drafts/\nSECRET.md\n"),
        ("PLAN.md", &tracker(&[])),
        (".plans/HIDDEN.md", &tracker(&[])),
        ("gone.md", &tracker(&[])),
        ("README.md", "# Hello\n\n- [ ] one\n- [x] two\n"),
    ]);
    sandbox.write("forced/drafts/KEPT.md", tracker(&[]));
    sandbox.git(&["add", "-f", "forced/drafts/KEPT.md"]);
    sandbox.write("new/STATUS.markdown", tracker(&[]));
    sandbox.write("drafts/A.md", tracker(&[]));
    sandbox.write("new/SECRET.md", tracker(&[]));
    sandbox.write("new/notes.txt", tracker(&[]));
    sandbox.write("new/.hidden/A.md", tracker(&[]));
    sandbox.write("node_modules/x/A.md", tracker(&[]));
    std::fs::remove_file(sandbox.root().join("gone.md")).unwrap();
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(
        documents(&snapshot),
        [".plans/HIDDEN.md", "PLAN.md", "forced/drafts/KEPT.md", "new/STATUS.markdown"]
    );
    assert_eq!((snapshot.passed_over, snapshot.loose_boxes), (1, 2));
    assert_eq!(snapshot.sources.len(), 4);
    assert!(snapshot.unreadable.is_empty());
}

#[test]
fn each_view_reads_its_own_state() {
    let sandbox = Sandbox::unborn();
    sandbox.commit(&[("A.md", &tracker(&[]))], "first");
    sandbox.commit(&[("B.md", &tracker(&[]))], "second");
    sandbox.write("C.md", tracker(&[]));
    sandbox.git(&["add", "C.md"]);
    sandbox.git(&["rm", "-q", "--cached", "A.md"]);
    sandbox.write("D.md", tracker(&[]));
    let read = |view| documents(&sandbox.load(view)).join(" ");
    assert_eq!(read(View::WorkingTree), "A.md B.md C.md D.md");
    assert_eq!(read(View::Index), "B.md C.md");
    assert_eq!(read(View::Commit("HEAD".to_owned())), "A.md B.md");
    assert_eq!(read(View::Commit("main~1".to_owned())), "A.md");
}

#[test]
fn a_repository_in_the_project_is_not_looked_into() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    sandbox.write("inner/STATUS.md", tracker(&[]));
    sandbox.git_in(&sandbox.root().join("inner"), &["init", "-q"]);
    assert_eq!(documents(&sandbox.load(View::WorkingTree)), ["PLAN.md"]);
}

#[test]
fn bytes_that_are_no_text_are_told_and_stray_ones_replaced() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    sandbox.write("BINARY.md", b"\x7fELF\0\0\0");
    sandbox.write("WIDE.md", b"\xff\xfe#\0 \0A\0");
    let stray = [b"# Caf\xe9\n\n".as_slice(), tracker(&[]).as_bytes()].concat();
    sandbox.write("STRAY.md", &stray);
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(documents(&snapshot), ["PLAN.md", "STRAY.md"]);
    let source = snapshot.sources.values().nth(1).unwrap();
    assert!(source.text.starts_with("# Caf?\n"));
    assert_eq!(source.text.len(), stray.len());
    assert_snapshot!(unreadable(&sandbox, View::WorkingTree), @r"
    BINARY.md: it is not text
    WIDE.md: it is UTF-16, not UTF-8
    ");
    sandbox.git(&["add", "-A"]);
    assert_snapshot!(unreadable(&sandbox, View::Index), @r"
    BINARY.md: it is not text
    WIDE.md: it is UTF-16, not UTF-8
    ");
}

#[test]
fn a_document_in_conflict_is_told_until_someone_decides() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[])), ("OTHER.md", &tracker(&[]))]);
    let change = |title: &str| sandbox.write("PLAN.md", tracker(&[]) + title);
    sandbox.git(&["checkout", "-q", "-b", "side"]);
    change("\nEggs\n");
    sandbox.git(&["commit", "-q", "-a", "-m", "side"]);
    sandbox.git(&["checkout", "-q", "main"]);
    change("\nFlour\n");
    sandbox.git(&["commit", "-q", "-a", "-m", "main"]);
    sandbox.git_fails(&["merge", "-q", "side"]);
    let told = "PLAN.md: it has conflicts that are not resolved";
    assert_eq!(unreadable(&sandbox, View::WorkingTree), told);
    assert_eq!(unreadable(&sandbox, View::Index), told);
    assert_eq!(unreadable(&sandbox, View::Commit("HEAD".to_owned())), "");
    change("\nEggs and flour\n");
    assert_eq!(unreadable(&sandbox, View::WorkingTree), "");
    assert_eq!(unreadable(&sandbox, View::Index), told);
    sandbox.git(&["add", "PLAN.md"]);
    assert_eq!(unreadable(&sandbox, View::Index), "");
}

#[test]
fn marks_of_a_conflict_in_a_text_about_git_are_no_conflict() {
    let text = tracker(&[]) + "\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> side\n```\n";
    let sandbox = Sandbox::with(&[("PLAN.md", &text)]);
    assert_eq!(unreadable(&sandbox, View::WorkingTree), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_whose_path_is_no_text_is_told() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    let folder = sandbox.root().join(OsStr::from_bytes(b"caf\xe9"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("A.md"), tracker(&[])).unwrap();
    std::fs::write(folder.join("notes.txt"), "x").unwrap();
    let file = sandbox.root().join(OsStr::from_bytes(b"STATUS\xff.md"));
    std::fs::write(file, tracker(&[])).unwrap();
    assert_snapshot!(unreadable(&sandbox, View::WorkingTree), @r"
    STATUS?.md: its name is not UTF-8
    caf?/A.md: its name is not UTF-8
    ");
}

#[test]
fn a_document_that_is_too_large_is_not_read() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[]))]);
    let file = std::fs::File::create(sandbox.root().join("HUGE.md")).unwrap();
    file.set_len(65 << 20).unwrap();
    assert_snapshot!(unreadable(&sandbox, View::WorkingTree), @"HUGE.md: it has 68157440 bytes; documents of more than 67108864 are not read");
    sandbox.git(&["add", "-A"]);
    assert_snapshot!(unreadable(&sandbox, View::Index), @"HUGE.md: it has 68157440 bytes; documents of more than 67108864 are not read");
}

#[test]
fn the_configuration_comes_from_the_same_state_as_the_documents() {
    let sandbox = Sandbox::with(&[("PLAN.md", &tracker(&[])), ("docs/B.md", &tracker(&[]))]);
    sandbox.write("milepost.toml", "schema = 1\n[documents]\nexclude = [\"docs\"]\n");
    assert_eq!(documents(&sandbox.load(View::WorkingTree)), ["PLAN.md"]);
    assert_eq!(documents(&sandbox.load(View::Index)), ["PLAN.md", "docs/B.md"]);
    sandbox.git(&["add", "-A"]);
    assert_eq!(documents(&sandbox.load(View::Index)), ["PLAN.md"]);
    sandbox.write("milepost.toml", "schema = 1\nnonsense = 2\n");
    assert_snapshot!(sandbox.failure(View::WorkingTree), @"milepost.toml has a mistake");
    assert_eq!(documents(&sandbox.load(View::Index)), ["PLAN.md"]);
}

#[test]
fn named_documents_are_read_whatever_they_are_called() {
    let sandbox = Sandbox::with(&[("notes/plan.txt", "# Plan\n"), ("vendor/A.md", "# A\n")]);
    let named = "schema = 1\n[documents]\ninclude = [\"notes/plan.txt\", \"vendor/A.md\"]\n";
    sandbox.write("milepost.toml", named);
    assert_eq!(documents(&sandbox.load(View::WorkingTree)), ["notes/plan.txt", "vendor/A.md"]);
}

#[test]
fn progress_counts_every_document_once() {
    let sandbox = Sandbox::plain();
    for at in 0..50 {
        sandbox.write(&format!("{at}.md"), "x");
    }
    let (found, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let on = |event| match event {
        LoadEvent::Found(count) => found.store(count, Ordering::Relaxed),
        LoadEvent::Read => drop(read.fetch_add(1, Ordering::Relaxed)),
        LoadEvent::Asking => {}
    };
    sandbox.workspace().load(&request(View::WorkingTree), &on).unwrap();
    assert_eq!((found.into_inner(), read.into_inner()), (50, 50));
}
