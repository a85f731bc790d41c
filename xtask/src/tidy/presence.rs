//! The files that a visitor looks for are there.

use crate::{tidy::Remarks, tree::Tree};

const NEEDED: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "STYLE.md",
    "deny.toml",
    "docs/DECISIONS.md",
];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    for path in NEEDED {
        if tree.file(path).is_none_or(|file| file.text.trim().is_empty()) {
            remarks.file(path, "this file is missing or empty");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, check};
    use crate::tidy::remarks;

    #[test]
    fn an_empty_file_is_as_good_as_none() {
        let mut files: Vec<(&str, &str)> = NEEDED.iter().map(|path| (*path, "text\n")).collect();
        assert_eq!(remarks(check, &files), [""; 0]);
        files[5].1 = "\n";
        assert_eq!(remarks(check, &files), ["README.md: this file is missing or empty"]);
    }
}
