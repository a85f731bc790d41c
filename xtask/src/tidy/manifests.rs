//! Every crate of the workspace has the same shape.

use crate::{tidy::Remarks, tree::Tree};

/// What the manifest of each crate must say, and why.
const NEEDED: &[(&str, &str)] = &[
    ("[lints]\nworkspace = true\n", "takes its lints from the workspace"),
    ("license.workspace = true\n", "takes its licence from the workspace"),
    ("rust-version.workspace = true\n", "takes its Rust version from the workspace"),
    ("publish.workspace = true\n", "takes `publish` from the workspace"),
];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    let is_member = |path: &str| path.starts_with("crates/") || path.starts_with("xtask/");
    for file in tree.files.iter().filter(|file| is_member(&file.path)) {
        let Some(folder) = file.path.strip_suffix("/Cargo.toml") else { continue };
        let name = folder.rsplit('/').next().unwrap_or(folder);
        if !file.text.contains(&format!("name = \"{name}\"\n")) {
            remarks.file(&file.path, format!("a crate is called like its folder, `{name}`"));
        }
        for (line, why) in NEEDED {
            if !file.text.contains(line) {
                remarks.file(&file.path, format!("a crate {why}"));
            }
        }
        if name != "xtask" && !file.text.contains("autotests = false\n") {
            remarks.file(&file.path, "a crate has one test binary: `autotests = false`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn a_manifest_that_goes_its_own_way_is_found() {
        let manifest = "[package]\nname = \"b\"\nautotests = false\nlicense.workspace = true\n\
            rust-version.workspace = true\npublish.workspace = true\n\n[lints]\nrust = {}\n";
        assert_eq!(
            remarks(check, &[("crates/a/Cargo.toml", manifest)]),
            [
                "crates/a/Cargo.toml: a crate is called like its folder, `a`",
                "crates/a/Cargo.toml: a crate takes its lints from the workspace",
            ]
        );
    }
}
