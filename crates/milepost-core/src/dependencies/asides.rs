//! What stands behind *Depends on* and is not waited for.

use std::ops::Range;

use super::named::{entries, joints};
use crate::read::atoms;

/// Words that leave it open whether the one must wait for the other.
const SOFT: &[&str] = &["optional", "optionally", "partial", "unless", "if", "nice to have"];

/// Words behind which stands what is not waited for.
const TURNS: &[&str] = &[
    "parallel with",
    "parallel to",
    "independent of",
    "overlap with",
    "overlaps with",
    "no dependency on",
    "not dependent on",
    "does not depend on",
    "required by",
    "needed by",
];

/// Such words that are ordinary ones, too (`building blocks M3`), and count where a clause begins.
const VERBS: &[&str] = &["blocks", "unblocks", "enables"];

/// The parts of a value that name nothing to wait for: ranges of bytes, in order and apart.
pub(super) fn all(value: &str) -> Vec<Range<usize>> {
    let soft = entries(value).flat_map(|entry| {
        let parts = soft(value.get(entry.clone()).unwrap_or_default());
        parts.into_iter().map(move |it| entry.start + it.start..entry.start + it.end)
    });
    let mut all: Vec<_> = soft.chain(nothing(value)).chain(turned(value)).collect();
    all.sort_by_key(|it| (it.start, it.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for part in all {
        match apart.last_mut().filter(|last| part.start <= last.end) {
            Some(last) => last.end = last.end.max(part.end),
            None => apart.push(part),
        }
    }
    apart
}

/// Whether an offset lies in one of some ranges that are in order and apart.
pub(super) fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let behind = ranges.partition_point(|it| it.end <= at);
    ranges.get(behind).is_some_and(|it| it.contains(&at))
}

/// The parts of an entry that leave it open. In brackets, such words are about the thing before them, or about one
/// that they name themselves.
fn soft(entry: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut outside = String::new();
    let mut from = 0;
    while let Some(open) = entry.get(from..).and_then(|it| it.find('(')).map(|at| from + at) {
        let rest = entry.get(open..).unwrap_or_default();
        let end = open + rest.find(')').map_or(rest.len(), |at| at + 1);
        let before = entry.get(from..open).unwrap_or_default();
        let within = entry.get(open + 1..end).unwrap_or_default().trim_end_matches(')');
        if is_soft(within) && !atoms::id::all(within).is_empty() {
            parts.push(open..end);
        } else if is_remark(within) {
            // `(optional) M1`
            let end = if before.trim().is_empty() && from == 0 { entry.len() } else { end };
            parts.push(from + last_thing(before)..end);
        }
        outside.push_str(before);
        from = end;
    }
    outside.push_str(entry.get(from..).unwrap_or_default());
    if is_soft(&outside) {
        parts.push(0..entry.len());
    }
    parts
}

/// Where the last of the things begins that a text names.
fn last_thing(text: &str) -> usize {
    let joined = joints(text).last().map_or(0, |it| it.end);
    let id = atoms::id::all(text).last().map_or(0, |it| it.range.start);
    joined.max(id)
}

/// Whether words in brackets do nothing but leave it open: `optional`, `if time`, not `optional parts only`.
fn is_remark(words: &str) -> bool {
    let lower = words.trim().to_lowercase();
    SOFT.iter().chain(&["soft"]).any(|soft| {
        let Some(rest) = lower.strip_prefix(soft) else { return false };
        let rest = rest.trim_start();
        let is_whole =
            rest.len() < lower.len() - soft.len() || !rest.starts_with(char::is_alphanumeric);
        let goes_on =
            ["dep", "for ", "if ", "unless ", "but ", "in ", "–", "—", "-", ",", ";", ":"];
        let is_condition = matches!(*soft, "if" | "unless");
        is_whole
            && (rest.is_empty() || is_condition || goes_on.iter().any(|it| rest.starts_with(it)))
    })
}

fn is_soft(words: &str) -> bool {
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |phrase: &&str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|it| it == phrase)
    };
    // `soft launch` is a title.
    let follows = |at: usize| words.get(at + 1..).into_iter().flatten().find(|it| !it.is_empty());
    let is_soft = |at: usize| {
        follows(at).is_none_or(|it| {
            it.starts_with("dep") || *it == "on" || it.contains(|c: char| c.is_ascii_digit())
        })
    };
    let mut softs = words.iter().enumerate().filter(|(_, word)| **word == "soft");
    SOFT.iter().any(says) || lower.contains("soft:") || softs.any(|(at, _)| is_soft(at))
}

/// What only explains that there is nothing: `Nothing (parallel with M2; M3 waits for it)`.
fn nothing(value: &str) -> Option<Range<usize>> {
    let begins =
        |word: &&str| value.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    let word = ["nothing", "none"].into_iter().find(begins)?;
    let rest = value.get(word.len()..)?;
    let why = rest.trim_start().starts_with('(').then(|| rest.find(')')).flatten()?;
    let but = rest.get(..why)?.to_lowercase();
    let is_but =
        ["except", "other than", "besides", "but", "apart from"].iter().any(|it| but.contains(it));
    (!is_but).then_some(0..word.len() + why)
}

/// What stands there for another reason than that it is waited for, up to the end of the brackets or of the entry:
/// `M1 (parallel with M2)`, `M1, blocks M3`.
fn turned(value: &str) -> impl Iterator<Item = Range<usize>> {
    let words = value.char_indices().filter(|(at, c)| {
        c.is_alphabetic() && !value.get(..*at).unwrap_or_default().ends_with(char::is_alphanumeric)
    });
    let turns = words.map(|(at, _)| at).filter(|at| {
        let rest = value.get(*at..).unwrap_or_default();
        TURNS.iter().any(|turn| begins_with(rest, turn))
            || VERBS.iter().any(|verb| begins_with(rest, verb)) && begins_clause(value, *at)
    });
    turns.map(|at| {
        let rest = value.get(at..).unwrap_or_default();
        at..at + rest.find([',', ';', ')']).unwrap_or(rest.len())
    })
}

fn begins_with(text: &str, words: &str) -> bool {
    text.get(..words.len()).is_some_and(|it| it.eq_ignore_ascii_case(words))
        && !text.get(words.len()..).is_some_and(|it| it.starts_with(char::is_alphanumeric))
}

/// Whether nothing stands before a word that it could belong to: a mark, `and`, or an id.
fn begins_clause(value: &str, at: usize) -> bool {
    let before = value.get(..at).unwrap_or_default().trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    !before.ends_with(char::is_alphanumeric)
        || ["and", "but", "also", "which", "it", "this", "that", "then", "later"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
        || word.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::all;

    /// What is left of a value without them, `_` for each that is left out.
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let mut left = String::new();
        let mut from = 0;
        for part in all(value) {
            left += value.get(from..part.start).unwrap();
            left.push('_');
            from = part.end;
        }
        left += value.get(from..).unwrap();
        assert_eq!(left, expected, "{value}");
    }

    #[test]
    fn what_is_open_is_not_waited_for() {
        check("M1 (optional)", "_");
        check("M1 and M2 (if time)", "M1 and _");
        check("M1, M2 – nice to have, M3", "M1,_, M3");
        check("optional: M1 and M2; M3", "_; M3");
        check("M1 (soft)", "_");
        check("M1 (soft dependency), M2", "_, M2");
        check(
            "M1 (soft launch), M2 (partially software)",
            "M1 (soft launch), M2 (partially software)",
        );
        check("M1 (optional", "_");
    }

    #[test]
    fn what_is_turned_around_is_not_waited_for() {
        check("M1 (parallel with M2), M3", "M1 (_), M3");
        check("M1, blocks M3", "M1, _");
        check("M1 blocks M3", "M1 _");
        check("M1 and unblocks M3", "M1 and _");
        check("building blocks M3, roadblocks M4", "building blocks M3, roadblocks M4");
        check("Nothing (M2 waits)", "_)");
        check("None (except M2)", "None (except M2)");
    }
}
