//! Days that documents state, and those of git: what the rules about time share.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::Offset};

use crate::{
    lint::finished,
    plan::{Claim, Document, Field, ItemKind},
    read::atoms::date::{self, When},
    scene::{Clock, Scene},
    text::Span,
};

/// A day that a document states of something that has happened.
#[derive(Clone, Copy)]
pub(crate) struct Stated<'a> {
    pub(crate) claim: &'a Claim,
    pub(crate) day: Date,
    pub(crate) span: Span,
}

/// The day that a document says it was last updated, with its place.
pub(crate) fn updated(document: &Document) -> Option<(Date, Span)> {
    let field = document.field("updated")?;
    Some((day_of(field)?, field.span))
}

/// The days of everything in a document that has happened: finished work, ledger rows, approvals.
pub(crate) fn past<'a>(
    scene: &Scene<'_>,
    document: &'a Document,
) -> impl Iterator<Item = Stated<'a>> {
    let meant = document.claims.iter().filter(|claim| finished::is_meant(scene, document, claim));
    let happened = meant.filter(|claim| {
        let is_log = matches!(claim.kind, ItemKind::Commit | ItemKind::Approval);
        is_log || finished::holds(claim)
    });
    happened.filter_map(|claim| {
        let field = claim.field("actual").or_else(|| claim.field("date"))?;
        Some(Stated { claim, day: day_of(field)?, span: field.span })
    })
}

/// The calendar day of a field; nothing for months, and days that count from the project's start.
fn day_of(field: &Field) -> Option<Date> {
    let found = date::first(&field.value)?;
    match found.when {
        When::Day(day) => Some(day),
        When::Instant(instant) => Some(utc(instant)),
        When::Month(_) | When::ProjectDay { .. } | When::ProjectWeek { .. } => None,
    }
}

/// The day of an instant in universal time.
pub(crate) fn utc(instant: Timestamp) -> Date {
    Offset::UTC.to_datetime(instant).date()
}

/// How many days the second is after the first; negative where it is before.
pub(crate) fn days_between(first: Date, second: Date) -> i32 {
    first.until(second).map_or(0, |span| span.get_days())
}

/// The last day that it is already anywhere on earth: clocks run up to 14 hours ahead.
pub(crate) fn latest_today(clock: &Clock) -> Date {
    let ahead = clock.now.checked_add(14.hours()).unwrap_or(clock.now);
    utc(ahead).max(clock.today())
}
