//! Ids that belong together: ranges, and the ids of a range.

use crate::id::ItemId;

/// The ids of a range, at most `most` of them: `M194`, `M195`, … Nothing where the two ends do not
/// differ in one number only, or run backwards.
pub fn expand(first: &ItemId, last: &ItemId, most: usize) -> Option<Vec<ItemId>> {
    let range = Numbered::between(first.as_str(), last.as_str())?;
    let ids = (range.from..=range.to).take(most);
    ids.map(|number| ItemId::new(&range.id(number))).collect()
}

/// Whether two words are the ends of a range.
pub(super) fn is_range(first: &str, last: &str) -> bool {
    Numbered::between(first, last).is_some()
}

/// The two ends in one word: `M194-M210`, `P5.1-P5.5`, `M1-T01-M1-T05`.
pub(super) fn halves(word: &str) -> Option<(&str, &str)> {
    let hyphens: Vec<usize> = word.match_indices('-').map(|(at, _)| at).take(9).collect();
    let middle = *hyphens.get(hyphens.len() / 2)?;
    let (first, last) = (word.get(..middle)?, word.get(middle + 1..)?);
    (hyphens.len() % 2 == 1 && is_range(first, last)).then_some((first, last))
}

/// An id with its last number replaced: `VG-PERF-001` and `002` make `VG-PERF-002`. Nothing where
/// that would not be a later one.
pub(super) fn sibling(id: &str, number: &str) -> Option<String> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let sibling = format!("{}{number}", id.get(..id.len() - digits)?);
    is_range(id, &sibling).then_some(sibling)
}

/// Two ids that differ in one number.
struct Numbered<'a> {
    before: &'a str,
    after: &'a str,
    width: usize,
    from: u64,
    to: u64,
}

impl<'a> Numbered<'a> {
    fn between(first: &'a str, last: &str) -> Option<Self> {
        let shared = shared_len(first, last);
        let start = first.get(..shared)?.trim_end_matches(|char: char| char.is_ascii_digit()).len();
        let (from, after) = digits(first.get(start..)?)?;
        let (to, last_after) = digits(last.get(start..)?)?;
        let range = Self {
            before: first.get(..start)?,
            after,
            width: from.len(),
            from: from.parse().ok()?,
            to: to.parse().ok()?,
        };
        // The padding has to lead from one end to the other.
        let fits = after == last_after && range.from < range.to && range.id(range.to) == last;
        (fits && range.before.contains(|char: char| char.is_ascii_alphabetic())).then_some(range)
    }

    fn id(&self, number: u64) -> String {
        format!("{}{number:0width$}{}", self.before, self.after, width = self.width)
    }
}

fn shared_len(first: &str, last: &str) -> usize {
    let same = first.char_indices().zip(last.chars()).take_while(|((_, a), b)| a == b);
    same.last().map_or(0, |((at, char), _)| at + char.len_utf8())
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    if end == 0 { None } else { text.split_at_checked(end) }
}
