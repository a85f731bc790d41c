//! The words of a text that may be ids or the numbers behind them.

use std::{iter::FusedIterator, ops::Range};

use super::shape;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An id by its shape.
    Id,
    /// A gate's name with the next word glued to it; the range ends behind the name.
    Glued,
    /// Digits only.
    Number,
    /// Anything else.
    Other,
}

/// A word: letters and digits with single hyphens, dots and underscores between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The words of a text, in order. Nothing in paths and addresses is an id.
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
    /// Where the run of characters without white space ends that the last word stood in.
    chunk_end: usize,
    chunk_is_path: bool,
    /// Whether words that name other things count as ids.
    takes_all: bool,
}

impl<'a> Words<'a> {
    /// The words of running text.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, at: 0, chunk_end: 0, chunk_is_path: false, takes_all: false }
    }

    /// The words of a text where ids are expected: `S3` is one there.
    pub(super) fn of_id_cell(text: &'a str) -> Self {
        Self { takes_all: true, ..Self::of(text) }
    }

    fn enter_chunk(&mut self, start: usize) {
        if start < self.chunk_end {
            return;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let end = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
        // A path may begin before its first letter, as `./a` does.
        let head = self.text.get(..start).unwrap_or_default();
        let begin = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let chunk = self.text.get(begin.max(self.chunk_end)..end).or(self.text.get(start..end));
        self.chunk_is_path = is_path(chunk.unwrap_or_default());
        self.chunk_end = end;
    }

    fn kind(&self, range: &Range<usize>) -> (Kind, usize) {
        let word = self.text.get(range.clone()).unwrap_or_default();
        let before = self.text.get(..range.start).and_then(|head| head.chars().next_back());
        let after = self.text.get(range.end..).and_then(|rest| rest.chars().next());
        let is_apart = !matches!(before, Some('$' | '@' | '%' | '&' | '-' | '_' | '='))
            && !matches!(after, Some('=' | '_' | '%'))
            && !before.is_some_and(has_case)
            && !after.is_some_and(has_case);
        let kind = if self.chunk_is_path || !is_apart {
            Kind::Other
        } else if shape::is_digits(word, 6) {
            Kind::Number
        } else if shape::is_id(word) && (self.takes_all || !shape::is_other_name(word)) {
            Kind::Id
        } else if let Some(len) = shape::glued_id_len(word) {
            return (Kind::Glued, range.start + len);
        } else {
            Kind::Other
        };
        (kind, range.end)
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at + rest.find(|char: char| char.is_ascii_alphanumeric())?;
            self.enter_chunk(start);
            let end = word_end(self.text, start);
            self.at = end;
            if !is_range_word(self.text.get(start..end)?) {
                let (kind, end) = self.kind(&(start..end));
                return Some(Word { kind, range: start..end });
            }
        }
    }
}

/// The words between the ends of a range are no words of their own.
pub(super) fn is_range_word(word: &str) -> bool {
    word.eq_ignore_ascii_case("through") || word.eq_ignore_ascii_case("thru")
}

impl FusedIterator for Words<'_> {}

fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let is_inner = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut end = start;
    loop {
        match bytes.get(end) {
            Some(byte) if byte.is_ascii_alphanumeric() => end += 1,
            Some(b'-' | b'.' | b'_') if is_inner(end + 1) => end += 1,
            Some(b'+') if is_plain_end(bytes.get(end + 1)) => return end + 1,
            Some(_) | None => return end,
        }
    }
}

/// Whether a `+` may end an id: `M7+ - Perf`, but not `C++` and not `D-1+D-2`.
fn is_plain_end(next: Option<&u8>) -> bool {
    next.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'+')
}

fn has_case(char: char) -> bool {
    !char.is_ascii() && (char.is_lowercase() || char.is_uppercase())
}

/// Whether a run of characters without white space is a path, an address or code.
fn is_path(chunk: &str) -> bool {
    if chunk.contains("://") || chunk.contains('\\') || chunk.contains("::") {
        return true;
    }
    let inner = chunk.trim_matches(|char: char| !char.is_alphanumeric() && !"./~".contains(char));
    let inner = inner.trim_end_matches('.');
    let is_list_part = |part: &str| {
        let part = part.trim_matches(|char: char| !char.is_ascii_alphanumeric());
        let word = part.split("..").next().unwrap_or_default();
        shape::is_id(word) || shape::is_digits(word, 6) || is_joined_ids(word)
    };
    inner.contains('/') && !inner.split('/').all(is_list_part)
}

/// `D-014+D-015`, `M1–M3`
fn is_joined_ids(part: &str) -> bool {
    part.split(['+', '–', '—', ',', '…']).all(shape::is_id)
}
