//! Every module says what it is for, and its name says it too.

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

/// Names that a file gets when nobody knew what it is.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    for file in tree.rust() {
        if !file.text.starts_with("//! ") {
            remarks.file(&file.path, "a module begins with `//!` and what it is for");
        }
        if file.path.split(['/', '.']).any(|part| EMPTY_NAMES.contains(&part)) {
            remarks.file(&file.path, "this name says nothing");
        }
    }
    for file in tree.rust().filter(|file| is_test_module(file)) {
        is_declared(tree, file, remarks);
    }
}

fn is_test_module(file: &File) -> bool {
    file.path.contains("/tests/it/") && !file.path.ends_with("/main.rs")
}

/// A test file that no module declares is never run.
fn is_declared(tree: &Tree, file: &File, remarks: &mut Remarks) {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or_default();
    let (folder, module) = match name {
        "mod.rs" => folder.rsplit_once('/').unwrap_or_default(),
        _ => (folder, file.stem()),
    };
    let parents = [format!("{folder}/main.rs"), format!("{folder}/mod.rs"), format!("{folder}.rs")];
    let mut parents = parents.iter().filter_map(|path| tree.file(path));
    if !parents.any(|parent| parent.text.contains(&format!("mod {module};"))) {
        remarks.file(&file.path, "no module declares this test file, so it is never run");
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn silent_nameless_and_forgotten_modules_are_found() {
        let files = [
            ("crates/a/src/utils.rs", "//! All sorts.\n"),
            ("crates/a/src/lib.rs", "mod utils;\n"),
            ("crates/a/tests/it/main.rs", "//! Tests.\nmod known;\nmod deep;\n"),
            ("crates/a/tests/it/known.rs", "//! Known.\n"),
            ("crates/a/tests/it/forgotten.rs", "//! Forgotten.\n"),
            ("crates/a/tests/it/deep/mod.rs", "//! Deep.\nmod er;\n"),
            ("crates/a/tests/it/deep/er.rs", "//! Deeper.\n"),
        ];
        assert_eq!(
            remarks(check, &files),
            [
                "crates/a/src/utils.rs: this name says nothing",
                "crates/a/src/lib.rs: a module begins with `//!` and what it is for",
                "crates/a/tests/it/forgotten.rs: no module declares this test file, so it is \
                 never run",
            ]
        );
    }
}
