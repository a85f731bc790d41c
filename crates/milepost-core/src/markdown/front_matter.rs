//! The metadata block at the beginning of a document.

use crate::{
    markdown::{FrontMatter, FrontMatterStyle},
    text::Span,
};

/// Finds the metadata block that begins at `start`, and where the document goes on below it.
///
/// A rule at the beginning is none: there must be a closing fence and at least one key.
pub(super) fn find(text: &str, start: usize) -> Option<(FrontMatter, usize)> {
    let rest = text.get(start..)?;
    let mut lines = rest.split_inclusive('\n');
    let opening = lines.next()?;
    let style = match opening.trim_end() {
        "---" => FrontMatterStyle::Yaml,
        "+++" => FrontMatterStyle::Toml,
        _ => return None,
    };
    let content = start + opening.len();
    let mut at = content;
    let mut has_key = false;
    for line in lines {
        if is_closing(line.trim_end(), style) {
            let span = Span::new(content, at);
            return has_key.then_some((FrontMatter { style, span }, at + line.len()));
        }
        has_key |= is_key(line, style);
        at += line.len();
    }
    None
}

fn is_closing(line: &str, style: FrontMatterStyle) -> bool {
    match style {
        FrontMatterStyle::Yaml => matches!(line, "---" | "..."),
        FrontMatterStyle::Toml => line == "+++",
    }
}

fn is_key(line: &str, style: FrontMatterStyle) -> bool {
    let separator = match style {
        FrontMatterStyle::Yaml => ':',
        FrontMatterStyle::Toml => '=',
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '"' | '\'');
    line.split_once(separator).is_some_and(|(key, _)| {
        key.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '"' | '\''))
            && key.chars().all(is_word)
    })
}
