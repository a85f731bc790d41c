//! The one order of segments.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{digest::Digest, evidence::ledger::Segment};

/// The segments, each after its parents; of those that are free, the earliest by its own clock
/// first, then by its digest.
pub(super) fn causal(segments: &BTreeMap<Digest, Segment>) -> Vec<Digest> {
    let mut waiting: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut children: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
    let mut free: BTreeSet<(Timestamp, Digest)> = BTreeSet::new();
    for (digest, segment) in segments {
        let known = segment.parents.iter().filter(|parent| segments.contains_key(*parent));
        let mut count = 0;
        for parent in known {
            children.entry(*parent).or_default().push(*digest);
            count += 1;
        }
        waiting.insert(*digest, count);
        if count == 0 {
            free.insert((segment.written, *digest));
        }
    }
    let mut order = Vec::with_capacity(segments.len());
    while let Some((_, digest)) = free.pop_first() {
        order.push(digest);
        for child in children.remove(&digest).unwrap_or_default() {
            let Some(count) = waiting.get_mut(&child) else { continue };
            *count = count.saturating_sub(1);
            if let (0, Some(segment)) = (*count, segments.get(&child)) {
                free.insert((segment.written, child));
            }
        }
    }
    // A digest cannot contain itself, so there is no circle and nothing is left over.
    order
}
