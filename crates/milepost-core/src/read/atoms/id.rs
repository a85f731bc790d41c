//! Ids as people write them, in running text and at the beginning of titles.

mod shape;
mod span;
#[cfg(test)]
mod tests;
mod words;

use std::{iter::Peekable, ops::Range};

pub use self::span::expand;
use self::words::{Kind, Word, Words};
use super::status;
use crate::id::ItemId;

/// An id, or a range of ids, found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The id, or the first of a range.
    pub id: ItemId,
    /// The last of a range (`M194-M210`, `M1-T01 through M1-T05`).
    pub through: Option<ItemId>,
    /// The words, as offsets in the text that was searched.
    pub range: Range<usize>,
}

/// Every id that a text names, in order: lists are several (`M4/M6`, `VG-PERF-001/002`,
/// `M0, M1 and M2.5`), ranges one.
///
/// Versions, standards, percentiles and other words of the same shape are left out, as is all that
/// stands in paths and addresses, and `P0` to `P4` and `Q1` to `Q4`, which mostly are priorities
/// and quarters.
pub fn all(text: &str) -> Vec<Found> {
    let mut words = Words::of(text).peekable();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        if word.kind == Kind::Glued || (word.kind == Kind::Id && !is_ambiguous(text, &word)) {
            found.extend(found_at(text, &word, &mut words));
            found.extend(siblings(text, found.last(), &mut words));
        }
    }
    found
}

/// The id at the beginning of a title with what separates it from the rest:
/// `M2 MVP functional`, `M0 - Scaffold`, `M1 – Evidence (P8.3)`, `EP-201 — Engine`, `WP01: Tooling`,
/// `D-007. Use …`, `1.1 Add …`, `M7+ - Perf`, `FALSIFY-CCPA-007hard-blocking`. The range ends where
/// the title begins. A list (`M1, M2 and M3 …`) is not the id of a title.
pub fn leading(text: &str) -> Option<Found> {
    let start = text.len() - text.trim_start_matches(is_wrapping).len();
    let mut words = Words::of(text.get(start..)?).peekable();
    let word = words.next().filter(|word| word.range.start == 0)?;
    let found = match word.kind {
        Kind::Id | Kind::Glued => found_at(text.get(start..)?, &word, &mut words)?,
        Kind::Number | Kind::Other => {
            numbered(text.get(start..)?, &word).or_else(|| registered(text.get(start..)?, &word))?
        }
    };
    let is_clear = word.kind == Kind::Id && !shape::is_ambiguous(found.id.as_str());
    let behind = start + found.range.end;
    let title = match word.kind {
        Kind::Glued => Title { at: behind, is_separated: true },
        Kind::Id | Kind::Number | Kind::Other => title_behind(text, behind)?,
    };
    let fits = is_clear || title.is_separated || word.kind == Kind::Other;
    fits.then_some(Found { range: start..title.at, ..found })
}

/// A text that is nothing but one id or one range (a cell of an id column): also slugs (`loop-8th`),
/// `#123`, `Ops-Weekly` and plain numbers (`1.1.2`, `7`), which are ids only in such a place.
pub fn whole(text: &str) -> Option<Found> {
    let start = text.len() - text.trim_start_matches(is_wrapping).len();
    let inner =
        text.get(start..)?.trim_end_matches(|char| is_wrapping(char) || ".:".contains(char));
    let mut words = Words::of_id_cell(inner).peekable();
    let first = words.next()?;
    let found = match first.kind {
        Kind::Id if first.range.start == 0 => found_at(inner, &first, &mut words),
        Kind::Id | Kind::Glued | Kind::Number | Kind::Other => None,
    };
    let found = found.filter(|found| found.range == (0..inner.len())).or_else(|| plain(inner))?;
    Some(Found { range: start..start + inner.len(), ..found })
}

/// Whether an id looks like the name of a gate: `VG-LOOP-CORE-001`, `FALSIFY-CCPA-007`,
/// `GATE-3`, `QG-2`.
pub fn looks_like_gate(id: &ItemId) -> bool {
    let parts: Vec<&str> = id.as_str().split('-').collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let is_numbered = last.ends_with(|char: char| char.is_ascii_digit());
    let is_named = ["VG", "GATE", "QG", "CHECK", "FALSIFY"].contains(first);
    let is_long = parts.len() >= 3
        && shape::is_id(id.as_str())
        && parts
            .iter()
            .rev()
            .skip(1)
            .all(|part| part.bytes().all(|byte| byte.is_ascii_uppercase()));
    parts.len() > 1 && is_numbered && (is_named || is_long)
}

/// Emphasis, brackets and blanks around an id.
fn is_wrapping(char: char) -> bool {
    char.is_whitespace() || matches!(char, '*' | '_' | '`' | '~' | '[' | ']' | '(' | ')' | '"')
}

fn is_ambiguous(text: &str, word: &Word) -> bool {
    text.get(word.range.clone()).is_some_and(shape::is_ambiguous)
}

/// The id or range that begins with a word.
fn found_at(text: &str, word: &Word, words: &mut Peekable<Words<'_>>) -> Option<Found> {
    let first = text.get(word.range.clone())?;
    if let Some((first, last)) = span::halves(first) {
        let through = Some(ItemId::new(last)?);
        return Some(Found { id: ItemId::new(first)?, through, range: word.range.clone() });
    }
    let through = words.peek().and_then(|next| range_end(text, word, next));
    let end = match &through {
        Some(_) => words.next().map_or(word.range.end, |next| next.range.end),
        None => word.range.end,
    };
    Some(Found { id: ItemId::new(first)?, through, range: word.range.start..end })
}

/// The last id of a range that goes from one word to the next.
fn range_end(text: &str, first: &Word, next: &Word) -> Option<ItemId> {
    let between = text.get(first.range.end..next.range.start)?;
    let (id, end) = (text.get(first.range.clone())?, text.get(next.range.clone())?);
    let bare = between.trim_matches(|char: char| char == ' ' || is_wrapping(char));
    let joins = matches!(bare, ".." | "..." | "…" | "–" | "‒")
        || matches!(between, " - " | "—")
        || words::is_range_word(bare);
    match next.kind {
        Kind::Id if joins && span::is_range(id, end) => ItemId::new(end),
        Kind::Number if matches!(between, "–" | "..") => ItemId::new(&span::sibling(id, end)?),
        Kind::Id | Kind::Glued | Kind::Number | Kind::Other => None,
    }
}

/// The ids behind slashes that only give their number: `VG-PERF-001/002/004`.
fn siblings(text: &str, first: Option<&Found>, words: &mut Peekable<Words<'_>>) -> Vec<Found> {
    let mut siblings = Vec::new();
    let Some(first) = first.filter(|found| found.through.is_none()) else { return siblings };
    let (mut id, mut end) = (first.id.clone(), first.range.end);
    while let Some(word) = words
        .next_if(|next| next.kind == Kind::Number && text.get(end..next.range.start) == Some("/"))
    {
        let number = text.get(word.range.clone()).unwrap_or_default();
        let Some(next) = span::sibling(id.as_str(), number).and_then(|id| ItemId::new(&id)) else {
            break;
        };
        (id, end) = (next.clone(), word.range.end);
        siblings.push(Found { id: next, through: None, range: word.range });
    }
    siblings
}

/// Where a title begins behind its id.
struct Title {
    at: usize,
    is_separated: bool,
}

fn title_behind(text: &str, at: usize) -> Option<Title> {
    let rest = text.get(at..)?;
    let bare = rest.trim_start_matches(['*', '_', '`', '~', ']', ')', '"']);
    let blank = bare.trim_start();
    let has_blank = blank.len() < bare.len();
    let title_at = |title: &str| text.len() - title.trim_start_matches(is_wrapping_start).len();
    if blank.is_empty() {
        return Some(Title { at: text.len(), is_separated: false });
    }
    if blank.starts_with([',', '/', '+', '&', ';', '\'', '’', '=', '%']) || is_list(blank) {
        return None;
    }
    for separator in ["—", "–", "->", "→", "-", ":", ".", "|", "·", "•"] {
        let Some(title) = blank.strip_prefix(separator) else { continue };
        let needs_blank = matches!(separator, "-" | "." | ":");
        let ends = title.is_empty() || title.starts_with(|char: char| !char.is_alphanumeric());
        if !needs_blank || ends || (separator == ":" && !has_blank) {
            return Some(Title { at: title_at(title), is_separated: true });
        }
    }
    let at = title_at(blank);
    // Brackets and other scripts may follow directly.
    let is_apart = has_blank || bare.len() < rest.len() || !blank.starts_with(['-', '.', '_']);
    is_apart.then_some(Title { at, is_separated: false })
}

fn is_wrapping_start(char: char) -> bool {
    char.is_whitespace() || matches!(char, '*' | '_' | '~')
}

/// `and M2 …`, `or …`: the id was the first of a list.
fn is_list(rest: &str) -> bool {
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    matches!(word, "and" | "or") || words::is_range_word(word)
}

/// `1.1 Add …`, `1.1.2 X`: numbers with a dot at the beginning of a title.
fn numbered(text: &str, word: &Word) -> Option<Found> {
    let number = text.get(word.range.clone())?;
    let behind = title_behind(text, word.range.end)?;
    let title = text.get(behind.at..)?;
    let first = title.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_amount = UNITS.iter().any(|unit| first.eq_ignore_ascii_case(unit));
    let is_title = !title.is_empty() && !title.starts_with(|char: char| char.is_ascii_digit());
    let is_title =
        is_title && (behind.is_separated || !(is_amount || title.starts_with(['%', '×'])));
    (is_title && is_outline(number)).then(|| ItemId::new(number))?.map(|id| Found {
        id,
        through: None,
        range: word.range.clone(),
    })
}

/// `D3. …`, `R2: …`: names of other things that registers of decisions and risks count up to.
fn registered(text: &str, word: &Word) -> Option<Found> {
    let name = text.get(word.range.clone())?;
    let is_counted = name.starts_with(['D', 'R']) && shape::is_id(name) && name.len() == 2;
    let behind = title_behind(text, word.range.end)?;
    (is_counted && behind.is_separated).then(|| ItemId::new(name))?.map(|id| Found {
        id,
        through: None,
        range: word.range.clone(),
    })
}

/// `1.1`, `3.2.14`: neither a lone number nor the like of `2.0`.
fn is_outline(number: &str) -> bool {
    let parts: Vec<&str> = number.split('.').collect();
    let all_digits = parts.iter().all(|part| shape::is_digits(part, 3));
    parts.len() > 1
        && all_digits
        && parts.last().is_some_and(|last| !last.trim_matches('0').is_empty())
}

/// What a decimal number counts, if it is no number of a title.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "b", "billion", "day", "days", "gb", "gib", "h", "hour", "hours", "hr", "hrs", "is", "k", "kb", "kib", "m",
    "mb", "mib", "million", "min", "minutes", "mins", "month", "months", "ms", "ns", "of", "or", "percent",
    "point", "points", "s", "sec", "seconds", "tb", "tib", "times", "to", "us", "was", "week", "weeks", "x",
    "year", "years", "release", "and",
];

/// Ids that are such only where nothing else stands: numbers, `#123`, slugs.
fn plain(text: &str) -> Option<Found> {
    let number = text.strip_prefix('#').unwrap_or(text);
    let is_number = number.len() <= 32 && number.split('.').all(|part| shape::is_digits(part, 9));
    (is_number || is_slug(text)).then(|| ItemId::new(text))?.map(|id| Found {
        id,
        through: None,
        range: 0..text.len(),
    })
}

/// `loop-8th`, `be-nu4.2.1`, `Ops-Weekly`, `m1`: one word with a hyphen, a dot or a digit in it that
/// is neither a status nor a file name.
fn is_slug(text: &str) -> bool {
    let is_joint = |char: char| matches!(char, '-' | '.' | '_');
    let is_word = text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.ends_with(|char: char| char.is_ascii_alphanumeric())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || is_joint(char));
    let tail = text.rsplit('.').next().unwrap_or_default();
    let is_file =
        tail.len() < text.len() && tail.starts_with(|char: char| char.is_ascii_alphabetic());
    let is_telling = text.contains(['-', '_']) || text.contains(|char: char| char.is_ascii_digit());
    is_word && is_telling && !is_file && text.len() <= 64 && status::whole(text).is_none()
}
