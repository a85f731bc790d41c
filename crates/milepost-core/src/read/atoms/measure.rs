//! Counts and measurements that a text states.

mod bound;
mod label;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use self::bound::Bound;
use super::scan::{self, Scan};
use crate::{
    markdown::Inline,
    plan::{Fraction, Measure},
};

/// Every count and measurement of a line or cell, in order: `37 passed`, `559 passed, 0 failed`
/// (two), `28/32 (87 %)` (one, with fraction and percent), `45% (2/5 milestones complete)` (one),
/// `4/4 complete`, `3/3 green`, `coverage >85%`, `<500ms P95 latency`, `(n=5, 1.0000)`, `19× speedup`,
/// `15/15 tests passing`, `100%`. Dates, versions, ids, paths and numbers that count nothing are not
/// measures.
///
/// A plain number is a count only before a word for something that trackers count; a bound may be
/// a sign or words (`at least 32 tests`).
pub fn all(line: &Inline) -> Vec<Measure> {
    let text = &*line.text;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_number(text, at) {
        let draft = Draft::at(text, start, at);
        at = draft.as_ref().map_or_else(|| number_end(text, start), |draft| draft.range.end);
        found.extend(draft.map(|draft| draft.measure(line)));
    }
    found
}

/// A measure whose place is still an offset in the text.
#[derive(Default)]
struct Draft {
    label: String,
    fraction: Option<Fraction>,
    percent: Option<f64>,
    value: Option<f64>,
    unit: String,
    bound: Option<Bound>,
    range: Range<usize>,
}

impl Draft {
    /// The measure whose number begins at `start`; nothing before `free` belongs to it.
    fn at(text: &str, start: usize, free: usize) -> Option<Self> {
        let number = Scan::at(text, start);
        let bound = bound::before(text, start, free);
        let begin = bound.as_ref().map_or(start, |bound| bound.start);
        let place = Place { text, begin, free, bound };
        named_value(&place, number)
            .or_else(|| fraction(&place, number))
            .or_else(|| percent(&place, number))
            .or_else(|| quantity(&place, number))
            .or_else(|| count(&place, number))
            .or_else(|| beside_a_sample(&place, number))
    }

    fn measure(self, line: &Inline) -> Measure {
        Measure {
            label: self.label.into(),
            fraction: self.fraction,
            percent: self.percent,
            value: self.value,
            unit: self.unit.into(),
            bound: self.bound.map(|bound| bound.sign.into()),
            span: line.source(self.range),
        }
    }
}

/// Where a number stands.
struct Place<'a> {
    text: &'a str,
    /// The beginning of the number or of the bound before it.
    begin: usize,
    /// The end of the measure before.
    free: usize,
    bound: Option<Bound>,
}

impl Place<'_> {
    /// The words that say what is measured: a label with a colon before it, else the words behind,
    /// else those before.
    fn label(&self, behind: Option<(String, usize)>, end: usize) -> (String, usize) {
        if let Some(label) = label::titled(self.text, self.begin, self.free) {
            return (label, behind.map_or(end, |(_, end)| end));
        }
        match behind {
            Some((label, end)) => (label, end),
            None => (label::before(self.text, self.begin, self.free), end),
        }
    }

    fn bound(&self) -> Option<Bound> {
        self.bound.clone()
    }

    /// Whether white space stands on one side of a slash only, as in `1390 pass /1 fail`.
    fn is_lopsided(&self, next: Scan<'_>) -> bool {
        let slash = next.blanks();
        let after = self.text.get(slash.offset() + 1..).unwrap_or_default();
        (slash.offset() > next.offset()) != after.starts_with(' ')
    }
}

/// `n=5`: a single letter, as statistics write it.
fn named_value(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let head = place.text.get(place.free..number.offset())?.strip_suffix('=')?;
    let name = head.chars().next_back().filter(char::is_ascii_lowercase)?;
    let before = head.get(..head.len() - 1)?.chars().next_back();
    let stands_alone = !before.is_some_and(|char| scan::is_word(char) || "_-.$".contains(char));
    let (value, end) = decimal(number)?;
    (stands_alone && end.is_boundary()).then(|| Draft {
        label: name.to_string(),
        value: Some(value),
        bound: Some(Bound { sign: "=", start: number.offset() - 1 }),
        range: number.offset() - 2..end.offset(),
        ..Draft::default()
    })
}

/// `28/32 passing (87 %)`, `4 of 7 done`, `(47/47) 100%`
fn fraction(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let (part, next) = whole_number(number)?;
    let slash = next.blanks().text("/").filter(|_| !place.is_lopsided(next));
    let (of, joined) = match slash {
        Some(next) => (next.blanks(), true),
        None => (next.blanks().text("of ")?.blanks(), false),
    };
    let (whole, end) = whole_number(of)?;
    let fits = part <= whole && whole > 0 && end.is_boundary() && !is_slash(end);
    let is_time = (part, whole) == (24, 7) || ((1990..2100).contains(&part) && whole == part + 1);
    if !fits || is_time || words::numbers_what_follows(place.text, place.begin) {
        return None;
    }
    let beside = percent_beside(end);
    let behind = label::behind(end);
    let is_counted = behind.as_ref().is_some_and(|(label, _)| words::counts(label));
    let percent = beside.or_else(|| percent_beside(Scan::at(place.text, behind.as_ref()?.1)));
    let behind = if beside.is_some() { None } else { behind };
    let (label, label_end) = place.label(behind, end.offset());
    let is_alone = label::is_set_off(place.text, place.begin, end.offset());
    if !(is_counted || percent.is_some() || (joined && (is_alone || !label.is_empty()))) {
        return None;
    }
    let end = percent.map_or(label_end, |(_, end)| end.offset());
    Some(Draft {
        label,
        fraction: Some(Fraction { part, whole }),
        percent: percent.map(|(percent, _)| percent),
        bound: place.bound(),
        range: place.begin..end,
        ..Draft::default()
    })
}

fn is_slash(at: Scan<'_>) -> bool {
    at.rest().starts_with('/')
}

/// `45% (2/5 milestones complete)`, `>85%`, `65% complete`
fn percent(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let (percent, end) = percentage(number)?;
    let behind = label::behind(end);
    let parts = end.blanks().text("(").and_then(|open| {
        let (part, next) = whole_number(open)?;
        let (whole, end) = whole_number(next.text("/").or_else(|| next.text(" of "))?)?;
        let behind = label::behind(end);
        let close = behind.as_ref().map_or(end, |(_, end)| Scan::at(place.text, *end)).text(")")?;
        Some((Fraction { part, whole }, behind.map(|(label, _)| label), close.offset()))
    });
    let (label, mut end) = place.label(behind, end.offset());
    let (mut fraction, mut inner) = (None, None);
    if let Some((found, label, close)) = parts {
        (fraction, inner, end) = (Some(found), label, close);
    }
    let label = if label.is_empty() { inner.unwrap_or_default() } else { label };
    Some(Draft {
        label,
        fraction,
        percent: Some(percent),
        bound: place.bound(),
        range: place.begin..end,
        ..Draft::default()
    })
}

/// `84 MiB`, `<500ms`, `19×`: a number with a unit.
fn quantity(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let (value, next) = decimal(number)?;
    let (unit, end) = words::unit(next, place.bound.is_some())?;
    let (label, end) = place.label(label::behind(end), end.offset());
    Some(Draft {
        label,
        value: Some(value),
        unit: unit.into(),
        bound: place.bound(),
        range: place.begin..end,
        ..Draft::default()
    })
}

/// `37 passed`, `3 consecutive green snapshots`, `at least 32 integration tests`
fn count(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let (value, next) = whole_number(number)?;
    let is_number = words::numbers_what_follows(place.text, place.begin);
    let (label, end) = label::counted(next).filter(|_| !is_number)?;
    // Counts beyond 2^53 lose their last digits; no tracker counts so far.
    #[expect(clippy::cast_precision_loss, reason = "no tracker counts beyond 2^53")]
    let value = value as f64;
    Some(Draft {
        label,
        value: Some(value),
        bound: place.bound(),
        range: place.begin..end,
        ..Draft::default()
    })
}

/// `1.0000` in `parity (n=5, 1.0000)`: a measurement with the size of its sample.
fn beside_a_sample(place: &Place<'_>, number: Scan<'_>) -> Option<Draft> {
    let (value, end) = decimal(number)?;
    let between = place.text.get(place.free..number.offset())?;
    let sample = place.text.get(..place.free)?;
    let head = sample.trim_end_matches(|char: char| char.is_ascii_digit()).strip_suffix("n=")?;
    let fits = matches!(between, ", " | "; ") && end.rest().starts_with([')', ',', ';']);
    let title = head.strip_suffix('(')?;
    fits.then(|| Draft {
        label: label::before(title, title.len(), 0),
        value: Some(value),
        range: number.offset()..end.offset(),
        ..Draft::default()
    })
}

/// The next number that is not part of a word, an id, a version, a date or a path.
fn next_number(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find(|char: char| char.is_ascii_digit())?;
        let mut before = text.get(..start)?.chars().rev();
        let (last, second) = (before.next(), before.next());
        let is_inside = match last {
            Some('.' | '_' | '/' | '\\' | '#' | '%' | ':' | '@' | '$' | '\'' | '’') => true,
            Some('-') => second.is_some_and(|char| !char.is_whitespace() && char != '('),
            Some('=') => !matches!(second, Some('<' | '>' | 'a'..='z')),
            Some(char) => scan::is_word(char),
            None => false,
        };
        let end = number_end(text, start);
        if !is_inside && !goes_on(text, end) {
            return Some(start);
        }
        at = end;
    }
}

/// Whether what follows digits makes them part of a date, a version, a time or a name.
fn goes_on(text: &str, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars();
    match (rest.next(), rest.next()) {
        (Some('-' | '_' | ':' | '–'), Some(next)) => next.is_alphanumeric(),
        (Some('.'), Some(next)) => next.is_alphanumeric() || next == '.',
        (Some(_) | None, _) => false,
    }
}

/// Behind the digits of a number, with its decimals or groups of thousands.
fn number_end(text: &str, start: usize) -> usize {
    let here = Scan::at(text, start);
    decimal(here).map_or_else(
        || {
            let rest = here.rest();
            let digits = rest.find(|char: char| !char.is_ascii_digit() && char != '.');
            start + digits.unwrap_or(rest.len()).max(1)
        },
        |(_, end)| end.offset(),
    )
}

/// `5`, `1,390`, as a whole number.
fn whole_number(at: Scan<'_>) -> Option<(u64, Scan<'_>)> {
    let (digits, end) = grouped(at)?;
    let is_decimal = end.text(".").is_some_and(|next| next.number(1, 1).is_some());
    digits.parse().ok().filter(|_| !is_decimal).map(|value| (value, end))
}

/// `5`, `1,390`, `0.006`
fn decimal(at: Scan<'_>) -> Option<(f64, Scan<'_>)> {
    let (mut digits, mut end) = grouped(at)?;
    if let Some((decimals, behind)) = end.text(".").and_then(Scan::digits) {
        digits.push('.');
        digits.push_str(decimals);
        end = behind;
    }
    Some((digits.parse().ok()?, end))
}

/// Digits with groups of thousands taken together.
fn grouped(at: Scan<'_>) -> Option<(String, Scan<'_>)> {
    let (first, mut end) = at.digits()?;
    let mut digits = first.to_owned();
    while digits.len() <= 15 && first.len() <= 3 {
        let group = end.text(",").and_then(Scan::digits).filter(|(group, _)| group.len() == 3);
        let Some((group, behind)) = group else { break };
        digits.push_str(group);
        end = behind;
    }
    Some((digits, end))
}

/// `87%`, `87 %`
fn percentage(at: Scan<'_>) -> Option<(f64, Scan<'_>)> {
    let (percent, next) = decimal(at)?;
    let end = next.blanks().text("%")?;
    (!end.rest().starts_with(scan::is_word)).then_some((percent, end))
}

/// A percentage right behind a fraction: ` (87%)`, `) 100%`, ` = 87%`.
fn percent_beside(at: Scan<'_>) -> Option<(f64, Scan<'_>)> {
    let closed = at.text(")").unwrap_or(at).blanks();
    if let Some(open) = closed.text("(") {
        let (percent, end) = percentage(open)?;
        return Some((percent, end.text(")")?));
    }
    let joint = ["=", "–", "—", "-", ":", "≈", "→"].iter().find_map(|joint| closed.text(joint));
    percentage(joint.unwrap_or(closed).blanks())
}
