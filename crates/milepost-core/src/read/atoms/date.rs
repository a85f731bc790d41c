//! Dates, times in their zones, and dates relative to a start.

mod calendar;
mod clock;
mod project;
#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::Offset};

use super::scan::{self, Scan};

/// When something is, as far as the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A calendar day, in the writer's own zone.
    Day(Date),
    /// An instant: a time with a zone or offset.
    Instant(Timestamp),
    /// A month (`August 2026`, `2026-08`), as its first day.
    Month(Date),
    /// Days since the start of the project: `Day 2–3` is 2 to 3, `Day 6+` is 6 to none.
    ProjectDay {
        /// The first day; the start itself is day 0.
        from: i32,
        /// The last day.
        to: Option<i32>,
    },
    /// Weeks since the start of the project, counted from 1: `Week 4`.
    ProjectWeek {
        /// The first week.
        from: i32,
        /// The last week.
        to: Option<i32>,
    },
}

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it says.
    pub when: When,
    /// The words, as offsets in the text that was searched.
    pub range: Range<usize>,
}

/// The first date in a text: `2026-02-28`, `2025-12-08 06:30 UTC`, `2026-02-28T10:00:00+02:00`,
/// `28 February 2026`, `Feb 28, 2026`, `August 2026`, `Week 4`, `Day 2–3`.
///
/// A time without a zone is no instant: it gives its day. Dates in paths and file names are part of
/// a name, and `02/03/2026` is two different days to two readers: neither is a date.
pub fn first(text: &str) -> Option<Found> {
    let mut before = None;
    for (at, char) in text.char_indices() {
        let may_begin = char.is_ascii_alphanumeric()
            && !before.is_some_and(|before: char| {
                scan::is_word(before) || matches!(before, '-' | '_' | '.' | '/' | '\\' | '#' | '+')
            });
        if may_begin && let Some(found) = at_place(text, at) {
            return Some(found);
        }
        before = Some(char);
    }
    None
}

impl When {
    /// The last calendar day it can mean, given the day the project started; nothing where it has
    /// no end (`Day 6+`). The day of an instant is that in UTC.
    pub fn last_day(self, start: Option<Date>) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Instant(instant) => Some(Offset::UTC.to_datetime(instant).date()),
            Self::Month(date) => Some(date.last_of_month()),
            Self::ProjectDay { to, .. } => start?.checked_add(to?.days()).ok(),
            Self::ProjectWeek { to, .. } => {
                let days = to?.checked_mul(7)?.checked_sub(1)?;
                start?.checked_add(days.days()).ok()
            }
        }
    }
}

fn at_place(text: &str, at: usize) -> Option<Found> {
    let start = Scan::at(text, at);
    let (when, end) = calendar::day(start)
        .map(|(date, end)| clock::behind(date, end))
        .or_else(|| calendar::month(start))
        .or_else(|| project::days_or_weeks(start))?;
    end.is_boundary().then_some(Found { when, range: at..end.offset() })
}
