//! The words that say what a number measures.

use super::{super::scan::Scan, words};

/// At most so many words make a label.
const MOST_WORDS: usize = 3;
/// Longer words and labels say something else.
const LONGEST: usize = 48;

/// A label with a colon before the number: `Unit: 147/147`, `P95: 180ms`.
pub(super) fn titled(text: &str, begin: usize, free: usize) -> Option<String> {
    let head = text.get(free..begin)?.trim_end_matches([' ', '\u{a0}', '*', '(']);
    let head = head.strip_suffix(':')?;
    let label =
        head.rsplit([',', ';', '(', '[', '|', '—', '.', '\n', '`']).next().unwrap_or(head).trim();
    let is_label = label.len() <= LONGEST
        && label.split_whitespace().count() <= MOST_WORDS + 1
        && label.contains(char::is_alphabetic);
    is_label.then(|| label.to_owned())
}

/// The words before a number, as `coverage` in `unit test coverage >85%`.
pub(super) fn before(text: &str, begin: usize, free: usize) -> String {
    let head = text.get(free..begin).unwrap_or_default();
    let head = head.trim_end_matches([' ', '\u{a0}', '(', '[', '~', '≈', '=']);
    let mut start = head.len();
    for _ in 0..MOST_WORDS {
        let rest = head.get(..start).unwrap_or_default().trim_end_matches(' ');
        let word = rest.rsplit(|char: char| !is_inner(char)).next().unwrap_or_default();
        // A word stands behind a blank or at the beginning: what follows punctuation begins anew.
        let is_word = !word.is_empty() && word.len() <= LONGEST && !words::ends_label(word);
        let gap = head.len() - start > 0 && rest.len() + 1 < start;
        if !is_word || gap || !word.contains(char::is_alphabetic) {
            break;
        }
        start = rest.len() - word.len();
        if !rest.get(..start).is_some_and(|rest| rest.ends_with(' ')) {
            break;
        }
    }
    head.get(start..).unwrap_or_default().trim().to_owned()
}

/// The words behind a number, up to three: `tests passing`, `P95 latency`.
pub(super) fn behind(at: Scan<'_>) -> Option<(String, usize)> {
    let mut words = Words::behind(at);
    if words.next.rest().starts_with("of ") {
        words.next = words.next.text("of ")?;
    }
    let mut end = None;
    let start = words.next.offset();
    for word in words.by_ref().take(MOST_WORDS) {
        if words::ends_label(word.text) {
            break;
        }
        end = Some(word.end);
    }
    let label = at.slice(start, end?)?;
    Some((label.to_owned(), end?))
}

/// The words behind a plain number up to the last that names something counted.
pub(super) fn counted(at: Scan<'_>) -> Option<(String, usize)> {
    let mut words = Words::behind(at);
    let start = words.next.offset();
    let mut end = None;
    for word in words.by_ref().take(MOST_WORDS) {
        if words::ends_label(word.text) && !words::counts(word.text) {
            break;
        }
        if words::counts(word.text) {
            end = Some(word.end);
        } else if end.is_some() {
            break;
        }
    }
    let label = at.slice(start, end?)?;
    Some((label.to_owned(), end?))
}

/// Whether a number stands alone: in brackets, or in a text that says nothing else.
pub(super) fn is_set_off(text: &str, begin: usize, end: usize) -> bool {
    let head = text.get(..begin).unwrap_or_default().trim_end_matches([' ', '*']);
    let tail = text.get(end..).unwrap_or_default().trim_start_matches([' ', '*']);
    (head.is_empty() || head.ends_with(['(', '[', '|', '—', '–', ':']))
        && (tail.is_empty() || tail.starts_with([')', ']', '|', ',', ';', '—', '–', '.']))
}

fn is_inner(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '_' | '\'' | '’')
}

/// A word behind a number.
struct Word<'a> {
    text: &'a str,
    end: usize,
}

/// Words with one blank between them, up to the first punctuation.
struct Words<'a> {
    next: Scan<'a>,
    is_over: bool,
}

impl<'a> Words<'a> {
    fn behind(at: Scan<'a>) -> Self {
        let next = at.blanks();
        let next = at.text("-").filter(|_| next.offset() == at.offset()).unwrap_or(next);
        Self { next, is_over: next.offset() == at.offset() }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let rest = self.next.rest();
        let len = rest.find(|char: char| !is_inner(char)).unwrap_or(rest.len());
        let text = rest.get(..len)?.trim_end_matches(['-', '_', '\'', '’']);
        let starts = text.starts_with(char::is_alphabetic);
        if self.is_over || !starts || text.len() > LONGEST {
            return None;
        }
        let end = self.next.offset() + text.len();
        let behind = self.next.text(text)?;
        self.is_over = behind.text(" ").is_none();
        self.next = behind.text(" ").unwrap_or(behind);
        // `file.rs`, `a/b` and `x()` are no words.
        let is_name = behind.is_boundary() && !behind.rest().starts_with(['(', '/', '\\', '=']);
        is_name.then_some(Word { text, end })
    }
}
