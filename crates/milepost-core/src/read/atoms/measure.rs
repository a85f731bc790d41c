//! Counts and measurements that a text states.

use crate::{markdown::Inline, plan::Measure};

/// Every count and measurement of a line or cell, in order: `37 passed`, `559 passed, 0 failed`
/// (two), `28/32 (87 %)` (one, with fraction and percent), `45% (2/5 milestones complete)` (one),
/// `4/4 complete`, `3/3 green`, `coverage >85%`, `<500ms P95 latency`, `(n=5, 1.0000)`, `19× speedup`,
/// `15/15 tests passing`, `100%`. Dates, versions, ids, paths and numbers that count nothing are not
/// measures.
pub fn all(line: &Inline) -> Vec<Measure> {
    let _ = line;
    Vec::new()
}
