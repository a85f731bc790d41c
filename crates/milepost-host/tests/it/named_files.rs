//! Single files that someone named.

use std::path::PathBuf;

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, tracker};

#[test]
fn files_are_read_inside_and_outside_the_project() {
    let sandbox = Sandbox::with(&[("docs/PLAN.md", &tracker(&[]))]);
    let outside = sandbox.around().join("other.txt");
    std::fs::write(&outside, tracker(&[])).unwrap();
    let inside = sandbox.root().join("docs/../docs/PLAN.md");
    let files = sandbox.workspace().read_files(&[inside.clone(), outside]).unwrap();
    assert_eq!(files[0].given, inside);
    assert_eq!(files[0].source.path.as_str(), "docs/PLAN.md");
    assert!(files[1].source.path.as_str().ends_with("other.txt"));
    assert!(files.iter().all(|file| file.document.is_tracker()));
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_that_names_it() {
    let sandbox = Sandbox::with(&[("a.bin", "\0\0")]);
    let told = |name: &str| {
        let paths: Vec<PathBuf> = vec![sandbox.root().join(name)];
        sandbox.told(&sandbox.workspace().read_files(&paths).err().unwrap())
    };
    assert_snapshot!(told("a.bin"), @"[root]/a.bin is not text");
    assert_snapshot!(told("none.md"), @"[root]/none.md does not exist");
    assert_snapshot!(told(""), @"[root] is a folder, not a plain file");
}
