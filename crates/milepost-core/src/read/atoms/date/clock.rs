//! Times of day and their zones, behind a day.

use jiff::{civil::Date, tz::Offset};

use super::{Scan, When};

/// A day with the time and zone that follow it; the day alone where none do.
pub(super) fn behind(date: Date, day_end: Scan<'_>) -> (When, Scan<'_>) {
    let Some((time, time_end)) = time(day_end) else { return (When::Day(date), day_end) };
    let instant = zone(time_end).and_then(|(offset, end)| {
        let time = date.at(time.hour, time.minute, time.second, 0);
        Some((When::Instant(offset.to_timestamp(time).ok()?), end))
    });
    match instant {
        Some(found) => found,
        None if time_end.is_boundary() => (When::Day(date), time_end),
        None => (When::Day(date), day_end),
    }
}

struct Time {
    hour: i8,
    minute: i8,
    second: i8,
}

/// ` 06:30`, `T10:00:00.123`, `, 06:30`, ` at 06:30`
fn time(at: Scan<'_>) -> Option<(Time, Scan<'_>)> {
    let joined = at.char(|char| matches!(char, 'T' | 't'));
    let blank = at.char(|char| char == ',').unwrap_or(at).blanks();
    let blank = blank.text("at ").unwrap_or(blank);
    let start = joined.or((blank.offset() > at.offset()).then_some(blank))?;
    let (hour, next) = start.number(1, 2)?;
    let (minute, end) = next.text(":")?.number(2, 2)?;
    let (second, end) = end.text(":").and_then(|next| next.number(2, 2)).unwrap_or((0, end));
    let end = end.text(".").and_then(|next| next.number(1, 9)).map_or(end, |(_, end)| end);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let small = |number: i32| i8::try_from(number).ok();
    let time = Time { hour: small(hour)?, minute: small(minute)?, second: small(second)? };
    Some((time, end))
}

/// `Z`, ` UTC`, ` (UTC)`, `+02:00`, ` -0500`, ` UTC+2`, ` CET`
fn zone(at: Scan<'_>) -> Option<(Offset, Scan<'_>)> {
    let start = at.blanks();
    let start = start.char(|char| char == '(').unwrap_or(start);
    let Some((word, next)) = start.word() else { return offset(start) };
    let hours = ZONES.iter().find(|(name, _)| *name == word).map(|(_, hours)| *hours)?;
    match offset(next).filter(|_| hours == 0) {
        Some(found) => Some(found),
        None => Some((Offset::from_hours(hours).ok()?, next)),
    }
}

/// Zones whose short names mean one offset only.
const ZONES: &[(&str, i8)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("cet", 1),
    ("cest", 2),
    ("jst", 9),
    ("est", -5),
    ("edt", -4),
    ("pst", -8),
    ("pdt", -7),
];

fn offset(at: Scan<'_>) -> Option<(Offset, Scan<'_>)> {
    let (sign, next) = match at.text("+") {
        Some(next) => (1, next),
        None => (-1, at.char(|char| matches!(char, '-' | '−'))?),
    };
    let compact = next.number(4, 4).map(|(both, end)| (both / 100, both % 100, end));
    let (hours, minutes, end) = compact.or_else(|| {
        let (hours, end) = next.number(1, 2)?;
        let minutes = end.text(":").and_then(|next| next.number(2, 2));
        Some(minutes.map_or((hours, 0, end), |(minutes, end)| (hours, minutes, end)))
    })?;
    let fits = hours <= 14 && minutes < 60;
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok();
    offset.filter(|_| fits).map(|offset| (offset, end))
}
