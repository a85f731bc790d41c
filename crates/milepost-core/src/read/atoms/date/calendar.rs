//! Days and months of the calendar.

use jiff::civil::Date;

use super::{Scan, When};

/// A calendar day: `2026-02-28`, `28.02.2026`, `28 February 2026`, `February 28th, 2026`.
pub(super) fn day(at: Scan<'_>) -> Option<(Date, Scan<'_>)> {
    year_first(at).or_else(|| dotted(at)).or_else(|| day_first(at)).or_else(|| month_first(at))
}

/// A month: `2026-08`, `August 2026`.
pub(super) fn month(at: Scan<'_>) -> Option<(When, Scan<'_>)> {
    let (year, month, end) = if let Some((year, next)) = at.number(4, 4) {
        let (month, end) = next.text("-")?.number(2, 2)?;
        (year, month, end)
    } else {
        let (month, next) = month_name(at)?;
        let next = next.char(|char| char == ',').unwrap_or(next);
        let (year, end) = next.blanks().number(4, 4)?;
        (year, month, end)
    };
    Some((When::Month(date(year, month, 1)?), end))
}

fn year_first(at: Scan<'_>) -> Option<(Date, Scan<'_>)> {
    let (year, next) = at.number(4, 4)?;
    ["-", "/", "."].iter().find_map(|separator| {
        let (month, next) = next.text(separator)?.number(2, 2)?;
        let (day, end) = next.text(separator)?.number(2, 2)?;
        Some((date(year, month, day)?, end))
    })
}

fn dotted(at: Scan<'_>) -> Option<(Date, Scan<'_>)> {
    let (day, next) = at.number(1, 2)?;
    let (month, next) = next.text(".")?.number(1, 2)?;
    let (year, end) = next.text(".")?.number(4, 4)?;
    Some((date(year, month, day)?, end))
}

fn day_first(at: Scan<'_>) -> Option<(Date, Scan<'_>)> {
    let (day, next) = ordinal(at)?;
    let (month, next) = month_name(joint(next))?;
    let next = next.char(|char| char == ',').unwrap_or(next);
    let (year, end) = joint(next).number(4, 4)?;
    Some((date(year, month, day)?, end))
}

fn month_first(at: Scan<'_>) -> Option<(Date, Scan<'_>)> {
    let (month, next) = month_name(at)?;
    let (day, next) = ordinal(joint(next))?;
    let next = next.char(|char| char == ',').unwrap_or(next);
    let (year, end) = joint(next).number(4, 4)?;
    Some((date(year, month, day)?, end))
}

/// Blanks or a hyphen between the parts: `28-Feb-2026`.
fn joint(at: Scan<'_>) -> Scan<'_> {
    at.text("-").unwrap_or(at.blanks())
}

fn ordinal(at: Scan<'_>) -> Option<(i32, Scan<'_>)> {
    let (day, next) = at.number(1, 2)?;
    let end = ["st", "nd", "rd", "th", "."].iter().find_map(|suffix| next.text(suffix));
    Some((day, end.unwrap_or(next)))
}

fn month_name(at: Scan<'_>) -> Option<(i32, Scan<'_>)> {
    let (word, next) = at.word()?;
    let month = MONTHS.iter().position(|name| {
        *name == word
            || (word.len() == 3 && name.starts_with(&word))
            || word == "sept" && *name == "september"
    })?;
    let end = next.char(|char| char == '.' && word.len() < 5).unwrap_or(next);
    Some((i32::try_from(month).ok()? + 1, end))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date between 1900 and 2199: other numbers of four digits are no years.
fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| (1900..2200).contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
