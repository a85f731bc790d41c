//! What is said about the paths, commits and tags that documents cite.

use insta::assert_snapshot;
use milepost_core::repository::Subject;
use milepost_host::View;

use crate::sandbox::{Sandbox, documents, tracker};

#[test]
fn cited_paths_are_told_apart() {
    let sandbox = Sandbox::with(&[
        (".gitignore", "*.log\n/out/\n!keep.log\n"),
        ("runs/1.txt", "1 passed\n"),
        ("crates/ffi/mod.rs", "\n"),
        ("PLAN.md", &tracker(&["runs/1.txt"])),
    ]);
    for path in ["new.txt", "a/b.log", "out/x.txt", "keep.log"] {
        sandbox.write(path, "x");
    }
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(documents(&snapshot), ["PLAN.md"]);
    assert!(matches!(snapshot.repository.subject, Subject::WorkingTree { .. }));
    let cited = "runs/1.txt runs new.txt a/b.log out/x.txt out keep.log gone.txt ffi/mod.rs";
    assert_snapshot!(sandbox.states(&View::WorkingTree, cited), @r"
    runs/1.txt File
    runs Folder
    new.txt Untracked
    a/b.log Ignored
    out/x.txt Ignored
    out Ignored
    keep.log Untracked
    gone.txt Missing
    ffi/mod.rs Missing
    ");
}
