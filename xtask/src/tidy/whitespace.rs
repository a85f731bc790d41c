//! What `rustfmt` does not look at: tabs, carriage returns, and white space at ends.

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    for file in tree.files.iter().filter(|file| !is_free(file)) {
        for (line, text) in written_lines(file) {
            if text.contains('\t') {
                remarks.line(file, line, "a tab");
            }
            if text.ends_with([' ', '\r']) {
                remarks.line(file, line, "white space at the end of the line");
            }
        }
        if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n")) {
            remarks.file(&file.path, "a file ends with one newline");
        }
    }
}

/// Lines but those of tests, which hold whole outputs to the last space.
fn written_lines(file: &File) -> Box<dyn Iterator<Item = (usize, &str)> + '_> {
    match (file.is_rust(), file.is_test()) {
        (true, true) => Box::new(std::iter::empty()),
        (true, false) => Box::new(file.lines_before_tests()),
        (false, _) => Box::new(file.lines()),
    }
}

/// Whether the bytes of a file are what it is there for.
fn is_free(file: &File) -> bool {
    file.is_fixture() || file.path == "LICENSE-APACHE"
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn stray_white_space_is_found() {
        let files = [
            ("a.md", "one \ntwo\tthree\n"),
            ("b.md", "one"),
            ("c.md", "one\n\n"),
            ("d.md", "one\n"),
            ("tests/fixtures/e.md", "one \t"),
        ];
        assert_eq!(
            remarks(check, &files),
            [
                "a.md:1: white space at the end of the line",
                "a.md:2: a tab",
                "b.md: a file ends with one newline",
                "c.md: a file ends with one newline",
            ]
        );
    }
}
