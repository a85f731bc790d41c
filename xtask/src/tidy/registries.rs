//! One unit is one file: the files of rules and commands are those that are registered.

use std::collections::BTreeSet;

use milepost_core::lint::rules;

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

const RULES: &str = "crates/milepost-core/src/lint/rules";
const COMMANDS: &str = "crates/milepost/src/commands";

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    let registered = rules::ALL.iter().map(|rule| rule.name.replace('-', "_")).collect();
    compare(tree, RULES, &registered, remarks);
    if let Some(commands) = tree.file(&format!("{COMMANDS}/mod.rs")) {
        compare(tree, COMMANDS, &variants(commands), remarks);
    }
}

fn compare(tree: &Tree, folder: &str, registered: &BTreeSet<String>, remarks: &mut Remarks) {
    let files: BTreeSet<&str> = tree.folder(folder).map(File::stem).collect();
    for stem in files.iter().filter(|stem| **stem != "mod" && !registered.contains(**stem)) {
        remarks.file(&format!("{folder}/{stem}.rs"), "this file is not registered");
    }
    let has_file = |name: &&String| {
        files.contains(name.as_str()) || tree.file(&format!("{folder}/{name}/mod.rs")).is_some()
    };
    for name in registered.iter().filter(|name| !has_file(name)) {
        remarks.file(&format!("{folder}/{name}.rs"), "this file is registered and missing");
    }
}

/// The variants of `enum Command` as file names: `GateList(…)` is `gate_list`.
fn variants(file: &File) -> BTreeSet<String> {
    let lines = file.lines().map(|(_, line)| line);
    let body = lines.skip_while(|line| !line.contains("enum Command")).skip(1);
    body.take_while(|line| *line != "}")
        .map(str::trim)
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| snake_case(line.split(['(', '{', ',', ' ']).next().unwrap_or(line)))
        .collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COMMANDS, compare, variants};
    use crate::{tidy::Remarks, tree::Tree};

    #[test]
    fn files_and_registrations_must_agree() {
        let commands = "enum Command {\n    /// Looks\n    #[command()]\n    Check(A),\n    \
            ReadAll {\n        x: u8,\n    },\n}\nenum Other {\n    Not,\n}\n";
        let file = |name: &str| format!("{COMMANDS}/{name}");
        let (a, b, c) = (file("mod.rs"), file("check.rs"), file("status.rs"));
        let tree = Tree::of(&[(&a, commands), (&b, ""), (&c, "")]);
        let found = variants(&tree.files[0]);
        assert_eq!(found, BTreeSet::from(["check".to_owned(), "read_all".to_owned()]));
        let mut remarks = Remarks::default();
        compare(&tree, COMMANDS, &found, &mut remarks);
        let remarks: Vec<String> = remarks.0.iter().map(ToString::to_string).collect();
        assert_eq!(
            remarks,
            [
                "crates/milepost/src/commands/status.rs: this file is not registered",
                "crates/milepost/src/commands/read_all.rs: this file is registered and missing",
            ]
        );
    }
}
