//! Status words in any common form.

use std::ops::Range;

use crate::plan::Status;

/// A status word found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it means.
    pub status: Status,
    /// The words, as offsets in the text that was searched.
    pub range: Range<usize>,
}

/// Reads a text that should be nothing but a status, as a cell of a status column is:
/// `Complete`, `COMPLETE ✅`, `✅ Complete`, `In Progress`, `[x]`, `⏳ Planned`, `Done (2026-02-01)`,
/// `**PASS**`, `steady_state`. A remark behind the words is allowed; leading words are not.
pub fn whole(text: &str) -> Option<Found> {
    let _ = text;
    None
}

/// Reads the status at the end of a title or line, as `… (COMPLETE)`, `… - IN PROGRESS`,
/// `… — SHIPPED`, `… ✓`, `… (NEXT)`.
pub fn trailing(text: &str) -> Option<Found> {
    let _ = text;
    None
}

/// Reads the status at the beginning of a line, as `✅ Project architecture`, `Done `AGENTS.md` …`,
/// `[x] …`. An emoji used as a bullet is not a status: only marks that say done, open or failed.
pub fn leading(text: &str) -> Option<Found> {
    let _ = text;
    None
}

/// What the mark of a checkbox means: `x` done, space planned, `-` in progress, `~` cancelled…
pub fn of_checkbox(mark: char) -> Status {
    let _ = mark;
    Status::Planned
}
