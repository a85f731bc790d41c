//! Errors say what failed in types, and speak as fragments.

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    for file in tree.rust() {
        for (line, text) in error_lines(file) {
            if is_text_variant(text) {
                remarks.line(file, line, "an error must not be a text: give it fields");
            }
            let message = text.strip_prefix("#[error(\"");
            let message = message.and_then(|message| message.strip_suffix("\")]"));
            if message.is_some_and(|message| !is_fragment(message)) {
                remarks.line(file, line, "an error is a lower-case fragment without a full stop");
            }
        }
    }
}

/// The lines inside of types that derive `thiserror::Error`, without their indentation.
fn error_lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut is_error = false;
    file.lines_before_tests().filter_map(move |(line, text)| {
        is_error |= text.starts_with("#[derive(") && text.contains("thiserror::Error");
        is_error &= text != "}";
        is_error.then(|| (line, text.trim()))
    })
}

fn is_text_variant(line: &str) -> bool {
    let line = line.trim_end_matches(',');
    let name = line.strip_suffix("(String)").or_else(|| line.strip_suffix("(Box<str>)"));
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// Whether a message can stand behind `error: `. Names such as `TOML` keep their capitals.
fn is_fragment(message: &str) -> bool {
    let first = message.split(' ').next().unwrap_or_default();
    let is_capital = first.starts_with(|c: char| c.is_ascii_uppercase());
    let is_name = first.chars().skip(1).any(|c| c.is_ascii_uppercase());
    (!is_capital || is_name) && !message.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn texts_and_sentences_are_no_errors() {
        let text = "\
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(\"Could not read.\")]
    Read(String),
    #[error(\"TOML is broken\")]
    Toml { line: usize },
}
";
        assert_eq!(
            remarks(check, &[("a.rs", text)]),
            [
                "a.rs:3: an error is a lower-case fragment without a full stop",
                "a.rs:4: an error must not be a text: give it fields",
            ]
        );
    }

    #[test]
    fn texts_outside_of_errors_are_free() {
        let text =
            "#[derive(thiserror::Error)]\nenum E {\n}\n\nenum Word {\n    Plain(String),\n}\n";
        assert_eq!(remarks(check, &[("a.rs", text)]), [""; 0]);
    }
}
