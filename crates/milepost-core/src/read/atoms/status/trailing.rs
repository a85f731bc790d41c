//! A status at the end of a title or line.

use std::ops::Range;

use super::{
    Form, Found, Phrase, Remark, SEPARATORS, is_soft, marks, remark,
    words::{self, Weight},
};
use crate::plan::Status;

/// See [`super::trailing()`].
pub(super) fn read(text: &str) -> Option<Found> {
    let places = Places::of(text);
    bracketed_end(text, &places)
        .or_else(|| places.breaks.iter().rev().find_map(|at| set_off_end(text, *at)))
        .or_else(|| marked_end(text, &places))
        .or_else(|| loud_end(text))
}

/// No remark behind a status at the end is longer.
const LONGEST_REMARK: usize = 400;

/// Where in a text a status at its end might begin.
#[derive(Default)]
struct Places {
    /// The last opening bracket with a blank before it.
    bracket: Option<usize>,
    /// Behind each dash, arrow, bar and colon that separates.
    breaks: Vec<usize>,
    /// The last run of marks that says something.
    mark: Option<(Status, Range<usize>)>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut before = ' ';
        let mut skip_to = 0;
        for (at, char) in text.char_indices() {
            if at < skip_to {
                continue;
            }
            let end = at + char.len_utf8();
            let after = text.get(end..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            match char {
                '(' | '[' if is_soft(before) => places.bracket = Some(at),
                '-' | '|' | '>' | '=' if is_soft(before) && is_soft(after) => {
                    places.breaks.push(end);
                }
                '>' if matches!(before, '-' | '=') => places.breaks.push(end),
                '–' | '—' | '→' | '⇒' => places.breaks.push(end),
                ':' if is_soft(after) => places.breaks.push(end),
                _ => {
                    if let Some(mark) = text.get(at..).and_then(marks::at_start) {
                        skip_to = at + mark.len;
                        if let Some(status) = mark.status {
                            places.mark = Some((status, at..skip_to));
                        }
                    }
                }
            }
            before = char;
        }
        places
    }
}

/// `… (COMPLETE)`, `… [DONE] ✅`, `… (65% complete)`
fn bracketed_end(text: &str, places: &Places) -> Option<Found> {
    let at = places.bracket?;
    let phrase = Phrase::at(text, at)?;
    let is_sure = match phrase.form {
        Form::Mark => phrase.range.start > at,
        Form::Share => text.get(phrase.range.clone())?.ends_with(char::is_alphabetic),
        Form::Words(Weight::Weak) => {
            let said = text.get(phrase.range.clone())?;
            phrase.is_marked || said.starts_with(char::is_uppercase)
        }
        Form::Box | Form::Words(Weight::Plain | Weight::Clear) => true,
    };
    let ends = if text.get(..phrase.end)?.ends_with([')', ']']) || phrase.is_marked {
        is_nothing(text.get(phrase.end..)?)
    } else {
        // A remark inside the bracket.
        let is_remark = !matches!(remark(text, phrase.end, phrase.status), Remark::Other);
        is_remark && text.trim_end_matches(is_soft_or_stop).ends_with([')', ']'])
    };
    (is_sure && ends && at > 0).then(|| phrase.found(cut_from(text, at)..text.len()))
}

/// `… - IN PROGRESS`, `… — SHIPPED`, `… → CLEARED`, `…: done`, with what may follow.
fn set_off_end(text: &str, at: usize) -> Option<Found> {
    let phrase = Phrase::at(text, at)?;
    let Form::Words(weight) = phrase.form else { return None };
    let is_loud = phrase.is_loud(text);
    let is_sure = is_loud || weight != Weight::Weak;
    let after_colon = text.get(..at)?.ends_with(':');
    let fits = match remark(text, phrase.end, phrase.status) {
        Remark::None => true,
        Remark::SetOff if after_colon => false,
        Remark::SetOff => is_loud || is_remark_end(text.get(phrase.end..)?),
        Remark::Joined => !after_colon && (is_loud || weight == Weight::Clear),
        Remark::Arrow(_) | Remark::Other => false,
    };
    (is_sure && fits).then(|| phrase.found(cut_from(text, at)..text.len()))
}

/// `… ✓`, `… ✅ 2025-01-02`, `… ✅ (see the report)`
fn marked_end(text: &str, places: &Places) -> Option<Found> {
    let (status, range) = places.mark.clone()?;
    let says = matches!(
        status,
        Status::Done
            | Status::Passed
            | Status::Failed
            | Status::Planned
            | Status::InProgress
            | Status::Blocked
    );
    let rest = text.get(range.end..)?;
    let has_title = text.get(..range.start)?.contains(char::is_alphanumeric);
    let fits = says && has_title && (is_nothing(rest) || is_remark_end(rest));
    let outer = cut_from(text, range.start)..text.len();
    fits.then_some(Found { status, range, outer })
}

/// `M1 evidence COMPLETE`: capitals behind a title that is not in capitals.
fn loud_end(text: &str) -> Option<Found> {
    let end = text.trim_end_matches(is_soft_or_stop).len();
    let head = text.get(..end)?;
    let mut starts: Vec<usize> = Vec::new();
    for (at, char) in head.char_indices().rev().take(32) {
        if !char.is_ascii_uppercase() && char != ' ' {
            break;
        }
        let before = head.get(..at).and_then(|head| head.chars().next_back());
        if char != ' ' && before == Some(' ') {
            starts.push(at);
        }
    }
    let (at, words) = starts.iter().rev().find_map(|at| {
        let words = words::longest(text, *at)?;
        (words.range.end == end && words.weight != Weight::Weak).then_some((*at, words))
    })?;
    let title = text.get(..at)?;
    let is_quiet = title.contains(char::is_lowercase)
        && title.trim_end().ends_with(|char: char| char.is_alphanumeric() || ")]".contains(char))
        && !title.trim_end().ends_with(" of");
    let outer = cut_from(text, at)..text.len();
    is_quiet.then_some(Found { status: words.status, range: words.range, outer })
}

fn is_soft_or_stop(char: char) -> bool {
    is_soft(char) || matches!(char, '.' | '!' | ':' | ';' | ',')
}

fn is_nothing(text: &str) -> bool {
    text.chars().all(is_soft_or_stop)
}

/// A short remark that ends the text: a bracket, or a date or number alone.
fn is_remark_end(text: &str) -> bool {
    if text.len() > LONGEST_REMARK {
        return false;
    }
    let text = text.trim_matches(is_soft_or_stop);
    let is_bracket = text.starts_with(['(', '[']) && text.ends_with([')', ']']);
    is_bracket || text.chars().all(|char| char.is_ascii_digit() || "-/.:% ".contains(char))
}

/// Where a title ends that is followed by a status at `at`.
fn cut_from(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    head.trim_end_matches(|char: char| {
        char.is_whitespace() || SEPARATORS.contains(&char) || matches!(char, '>' | '=' | '⇒')
    })
    .len()
}
