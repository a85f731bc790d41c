//! The longest functions and files: places to look, never a reason to fail.

use std::io::{self, Write};

use crate::tree::{File, Tree};

const SHOWN: usize = 10;

pub(super) fn list(tree: &Tree, out: &mut dyn Write) -> io::Result<()> {
    let files = || tree.rust().filter(|file| !file.is_test());
    let functions = files().flat_map(functions).collect();
    let lengths = files().map(|file| (file.lines_before_tests().count(), file.path.clone()));
    show("functions", functions, out)?;
    show("files without their tests", lengths.collect(), out)
}

fn show(what: &str, mut found: Vec<(usize, String)>, out: &mut dyn Write) -> io::Result<()> {
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    writeln!(out, "The longest {what}:")?;
    for (lines, name) in found.iter().take(SHOWN) {
        writeln!(out, "{lines:>6} {name}")?;
    }
    Ok(())
}

/// The functions of a file with their lengths, as `rustfmt` lays them out: a function ends with a
/// brace as far in as its first line.
fn functions(file: &File) -> Vec<(usize, String)> {
    let mut open: Vec<(usize, usize, &str)> = Vec::new();
    let mut found = Vec::new();
    for (line, text) in file.lines_before_tests() {
        let code = text.trim_start();
        let indent = text.len() - code.len();
        if let Some(name) = function_name(code) {
            if !code.ends_with(['}', ';']) {
                open.push((indent, line, name));
            }
        } else if code == "}"
            && let Some((_, start, name)) = open.pop_if(|(start, ..)| *start == indent)
        {
            found.push((line - start + 1, format!("{}:{start} {name}", file.path)));
        }
    }
    found
}

fn function_name(code: &str) -> Option<&str> {
    let at = if code.starts_with("fn ") { 0 } else { code.find(" fn ")? + 1 };
    let is_signature = code[..at]
        .split(' ')
        .all(|word| matches!(word, "" | "const" | "async" | "pub") || word.starts_with("pub("));
    let name = &code[at + "fn ".len()..];
    let end = name.find(['(', '<'])?;
    is_signature.then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::functions;
    use crate::tree::Tree;

    #[test]
    fn functions_are_measured_from_signature_to_brace() {
        let text = "\
impl A {
    pub(crate) fn long<T>(
        self,
    ) -> T {
        if x {
            y
        }
    }

    fn short(self) {}
}

fn outer() {
    fn inner() {
        z
    }
}
";
        let tree = Tree::of(&[("a.rs", text)]);
        let found: Vec<String> = functions(&tree.files[0])
            .iter()
            .map(|(lines, name)| format!("{lines} {name}"))
            .collect();
        assert_eq!(found, ["7 a.rs:2 long", "3 a.rs:14 inner", "5 a.rs:13 outer"]);
    }
}
