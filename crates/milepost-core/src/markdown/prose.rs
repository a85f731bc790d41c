//! What a line without markup looks like: a title, a sentence, or half of one.

use crate::markdown::Inline;

/// The most words a title has.
const MAX_TITLE_WORDS: usize = 8;

/// The most characters a title has.
const MAX_TITLE_LENGTH: usize = 60;

/// The fewest words a line has that is taken for a sentence.
const MIN_SENTENCE_WORDS: usize = 6;

/// Whether a line reads like a title: short, capitalised, without punctuation at its end.
pub(super) fn is_title(line: &Inline) -> bool {
    let text = line.text.trim();
    is_capitalised(text)
        && text.chars().count() <= MAX_TITLE_LENGTH
        && text.split_whitespace().count() <= MAX_TITLE_WORDS
        && text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '"' | '”'))
        && !text.contains(": ")
        && !text.contains(['|', '='])
        && line.links.is_empty()
}

/// Whether a line reads like one or more whole sentences.
pub(super) fn is_sentence(line: &Inline) -> bool {
    let text = line.text.trim();
    is_capitalised(text)
        && text.split_whitespace().count() >= MIN_SENTENCE_WORDS
        && text.ends_with(['.', '!', '?', ':', '。'])
}

/// Words that end no line of their own.
const JOINING_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "per",
    "that", "the", "to", "via", "which", "with",
];

/// Whether a line plainly goes on in the next one.
pub(super) fn is_dangling(line: &Inline) -> bool {
    let text = line.text.trim_end();
    let last_word = text.rsplit([' ', '(']).next().unwrap_or_default();
    text.is_empty()
        || text.ends_with(['—', '–', '-', ':', ';', ',', '(', '/', '→', '+', '&'])
        || text.matches('(').count() > text.matches(')').count()
        || JOINING_WORDS.contains(&last_word)
}

/// Whether the first letter is a capital, or of a script that has none.
fn is_capitalised(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
}
