//! Dates, times in their zones, and dates relative to a start.

use std::ops::Range;

use jiff::{Timestamp, civil::Date};

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
pub fn first(text: &str) -> Option<Found> {
    let _ = text;
    None
}

impl When {
    /// The last calendar day it can mean, given the day the project started.
    pub fn last_day(self, start: Option<Date>) -> Option<Date> {
        let _ = start;
        None
    }
}
