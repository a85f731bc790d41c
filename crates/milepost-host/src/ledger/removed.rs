//! Segments that are tracked and not there any more.

use std::collections::BTreeSet;

use milepost_core::{
    digest::Digest,
    evidence::ledger::{Ledger, LedgerProblem, Loss, SegmentName},
};

use crate::{git::oid::ObjectId, ledger::FOLDER, view::Seen};

/// The segments that the index of a working tree has and its ledger has not: to remove one takes no
/// attempt back. What was removed in history is for those who walk it.
pub(crate) fn removed(seen: &Seen, ledger: &Ledger) -> Vec<LedgerProblem> {
    let Seen::WorkingTree { head: Some(head), index } = seen else { return Vec::new() };
    let tracked = index.listing.inside(FOLDER);
    if tracked.is_empty() {
        return Vec::new();
    }
    let there: BTreeSet<Digest> = ledger.segments.iter().map(SegmentName::digest).collect();
    let prefix = format!("{FOLDER}/");
    let names =
        tracked.iter().filter_map(|entry| SegmentName::new(entry.path.strip_prefix(&prefix)?));
    let gone = names.filter(|name| !there.contains(&name.digest()));
    gone.map(|name| lost(&name, *head)).collect()
}

fn lost(name: &SegmentName, head: ObjectId) -> LedgerProblem {
    LedgerProblem::Lost { path: name.as_str().into(), how: Loss::Since, commit: head.commit() }
}
