//! Ids as people write them, in running text and at the beginning of titles.

use std::ops::Range;

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
pub fn all(text: &str) -> Vec<Found> {
    let _ = text;
    Vec::new()
}

/// The id at the beginning of a title with what separates it from the rest:
/// `M2 MVP functional`, `M0 - Scaffold`, `M1 – Evidence (P8.3)`, `EP-201 — Engine`, `WP01: Tooling`,
/// `D-007. Use …`, `1.1 Add …`, `M7+ - Perf`, `FALSIFY-CCPA-007hard-blocking`. The range ends where
/// the title begins.
pub fn leading(text: &str) -> Option<Found> {
    let _ = text;
    None
}

/// A text that is nothing but one id (a cell of an id column): also slugs (`loop-8th`), `#123`,
/// `Ops-Weekly` and plain numbers (`1.1.2`, `7`), which are ids only in such a place.
pub fn whole(text: &str) -> Option<Found> {
    let _ = text;
    None
}

/// The ids of a range, at most `most` of them: `M194`, `M195`, … Nothing where the two ends do not
/// differ in one number only, or run backwards.
pub fn expand(first: &ItemId, last: &ItemId, most: usize) -> Option<Vec<ItemId>> {
    let _ = (first, last, most);
    None
}

/// Whether an id looks like the name of a gate: `VG-LOOP-CORE-001`, `FALSIFY-CCPA-007`,
/// `GATE-3`, `QG-2`.
pub fn looks_like_gate(id: &ItemId) -> bool {
    let _ = id;
    false
}
