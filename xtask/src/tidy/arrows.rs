//! Inside the core, the arrows point one way: a module knows only the modules above it.

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

const CORE: &str = "crates/milepost-core/src/";

/// The modules of the core from the ground up. Modules of one line do not know each other.
///
/// `config::parse` stands apart from `config`: it alone of all configuration knows the rules, to
/// check their names.
const ORDER: &[&[&str]] = &[
    &["circles", "text", "suggest"],
    &["id"],
    &["actor", "diag", "digest", "globs", "markdown", "series"],
    &["signature"],
    &["report"],
    &["pass"],
    &["gate"],
    &["comparison"],
    &["evidence"],
    &["assess", "plan"],
    &["authority", "fact", "lease"],
    &["config", "read", "repository"],
    &["dependencies", "thresholds", "discovery", "verdict"],
    &["base"],
    &["scene"],
    &["agreed"],
    &["proof"],
    &["cadence"],
    &["lint"],
    &["config/parse"],
    &["judge"],
    &["graph"],
    &["history"],
    &["render"],
    &["edit"],
];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    let files = tree.rust().filter(|file| file.path.starts_with(CORE) && !file.is_test());
    for file in files.filter(|file| file.path != format!("{CORE}lib.rs")) {
        let Some((from, height)) = place(&file.path[CORE.len()..]) else {
            remarks.file(&file.path, "this module has no place in the order in `tidy/arrows.rs`");
            continue;
        };
        for (line, to) in used_modules(file) {
            let is_above = height_of(to).is_none_or(|other| other >= height);
            if is_above && to != from.split('/').next().unwrap_or(from) {
                remarks.line(file, line, format!("`{from}` must not know `{to}`"));
            }
        }
    }
}

/// The module that a file belongs to, and how high it stands.
fn place(path: &str) -> Option<(&'static str, usize)> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let is_inside = |module: &str| {
        path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let modules =
        ORDER.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |it| (*it, at)));
    modules.filter(|(module, _)| is_inside(module)).max_by_key(|(module, _)| module.len())
}

fn height_of(module: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&module))
}

/// The modules that a file takes anything from, with the lines where it says so.
fn used_modules(file: &File) -> Vec<(usize, &str)> {
    let mut used = Vec::new();
    let mut in_group = false;
    for (line, text) in file.lines_before_tests() {
        let code = text.split("//").next().unwrap_or(text);
        if in_group && code.starts_with("    ") && !code.starts_with("     ") {
            used.extend(leading_word(code.trim_start()).map(|word| (line, word)));
        }
        for (at, found) in code.match_indices("crate::") {
            let after = &code[at + found.len()..];
            match after.strip_prefix('{') {
                Some(group) => used.extend(modules_of_group(group).map(|word| (line, word))),
                None => used.extend(leading_word(after).map(|word| (line, word))),
            }
        }
        in_group = if code == "use crate::{" { true } else { in_group && code != "};" };
    }
    used
}

/// The first words of `a::{b, c}, d::e};`, without those in inner groups.
fn modules_of_group(group: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    let entries = group.split(move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    entries.filter_map(|entry| leading_word(entry.trim_start()))
}

fn leading_word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let word = &text[..end];
    word.starts_with(|c: char| c.is_ascii_lowercase()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn arrows_that_point_up_are_found_in_every_form() {
        let files = [
            ("crates/milepost-core/src/text.rs", "use crate::id::ItemId;\n"),
            (
                "crates/milepost-core/src/plan/fold.rs",
                "use crate::{\n    id::{ItemId, Scope},\n    judge::{\n        lint,\n    },\n};\n",
            ),
            ("crates/milepost-core/src/read/mod.rs", "use crate::{config, text::{a, lint}};\n"),
            ("crates/milepost-core/src/lint/mod.rs", "fn f(x: &crate::render::Y) {}\n"),
            ("crates/milepost-core/src/novel.rs", ""),
        ];
        assert_eq!(
            remarks(check, &files),
            [
                "crates/milepost-core/src/text.rs:1: `text` must not know `id`",
                "crates/milepost-core/src/plan/fold.rs:3: `plan` must not know `judge`",
                "crates/milepost-core/src/read/mod.rs:1: `read` must not know `config`",
                "crates/milepost-core/src/lint/mod.rs:1: `lint` must not know `render`",
                "crates/milepost-core/src/novel.rs: this module has no place in the order in \
                 `tidy/arrows.rs`",
            ]
        );
    }

    #[test]
    fn arrows_that_point_down_and_tests_are_free() {
        let files = [
            ("crates/milepost-core/src/config/parse.rs", "use crate::{config::A, lint::rules};\n"),
            ("crates/milepost-core/src/judge/mod.rs", "use crate::lint::{self, Scene};\n"),
            (
                "crates/milepost-core/src/id.rs",
                "// See crate::judge.\n\n#[cfg(test)]\nmod tests {\n    use crate::lint;\n}\n",
            ),
            ("crates/milepost-core/src/lib.rs", "use crate::render;\n"),
        ];
        assert_eq!(remarks(check, &files), [""; 0]);
    }
}
