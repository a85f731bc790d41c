//! A twin of the text, byte for byte as long, in which dialects look like GitHub's Markdown.
//!
//! Text is never taken from the twin, only structure: what is masked here reads as written.

use std::borrow::Cow;

/// How many quotation and list marks may open on one line.
const MAX_MARKS: usize = 48;

/// How far a line may be indented and still open a list or a quotation.
const MAX_INDENT: usize = 192;

/// Masks what the Markdown parser would misunderstand, or would be slow on.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let mut edits: Vec<(usize, u8)> = Vec::new();
    let mut start = 0;
    let mut is_below_row = false;
    for line in text.split_inclusive(['\n', '\r']) {
        mask_line(line, is_below_row, |at, byte| edits.push((start + at, byte)));
        is_below_row = line.contains('|');
        start += line.len();
    }
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for (at, byte) in edits {
        if let Some(masked) = bytes.get_mut(at).filter(|masked| masked.is_ascii()) {
            *masked = byte;
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn mask_line(line: &str, is_below_row: bool, mut edit: impl FnMut(usize, u8)) {
    let marks = marks(line);
    if let Some(at) = marks.excess {
        edit(at, b'x');
        return;
    }
    let rest = line.get(marks.end..).unwrap_or_default();
    if is_org_rule(rest) {
        // A rule on top of a table is drawn for the eye only.
        for (at, byte) in rest.trim_end().bytes().enumerate() {
            match byte {
                _ if !is_below_row => edit(marks.end + at, b' '),
                b'+' => edit(marks.end + at, b'|'),
                _ => {}
            }
        }
    }
    if let Some(at) = markup_in_box(rest) {
        edit(marks.end + at, b'-');
    }
}

/// The marks that open quotations and list items at the beginning of a line.
struct Marks {
    /// Where the first one stands that is too deep to be one.
    excess: Option<usize>,
    /// Where the text after them begins.
    end: usize,
}

fn marks(line: &str) -> Marks {
    let bytes = line.as_bytes();
    let (mut at, mut count, mut indent) = (0, 0, 0);
    loop {
        let byte = bytes.get(at).copied().unwrap_or(b'\n');
        let length = match byte {
            b' ' | b'\t' => {
                indent += 1;
                at += 1;
                continue;
            }
            b'>' => 1,
            b'-' | b'+' | b'*' if is_blank(bytes.get(at + 1)) => 1,
            b'0'..=b'9' => ordinal_length(bytes.get(at..).unwrap_or_default()),
            _ => 0,
        };
        if length == 0 {
            return Marks { excess: None, end: at };
        }
        count += 1;
        if count > MAX_MARKS || indent > MAX_INDENT {
            return Marks { excess: Some(at), end: at };
        }
        at += length;
    }
}

/// How long `12.` or `3)` at the beginning is, 0 if something else stands there.
fn ordinal_length(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let closed = matches!(bytes.get(digits), Some(b'.' | b')'));
    if closed && is_blank(bytes.get(digits + 1)) { digits + 1 } else { 0 }
}

fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_none_or(u8::is_ascii_whitespace)
}

/// Whether a line is a rule as Org mode draws them: `|---+---|`.
fn is_org_rule(line: &str) -> bool {
    let line = line.trim_end();
    line.starts_with('|')
        && line.contains('+')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'+' | b'-' | b':' | b' ' | b'\t'))
}

/// Where in a box at the beginning, like `[~]`, a mark stands that would be read as markup.
fn markup_in_box(line: &str) -> Option<usize> {
    match line.as_bytes() {
        [b'[', b'~' | b'*' | b'_' | b'<', b']', rest @ ..] if is_blank(rest.first()) => Some(1),
        _ => None,
    }
}
