//! Signatures in a segment: checked against the bytes that they cover, and told to those.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    digest::{Digest, Pieces},
    evidence::{
        Covers, Endorsement, Payload, Record, SignatureRecord,
        ledger::{SegmentName, Unread},
        wire::WhyUnread,
    },
    signature,
};

/// So many signatures over all that stands before them are checked in one segment: each of them takes as
/// long as the segment is.
const MOST_OVER_SEGMENT: usize = 8;

/// Checks every signature of a segment. One that is right is told to the records that it covers; one
/// that is not is a line that counts for nothing.
///
/// `text` is the whole segment, `lines` its lines after the first.
pub(super) fn settle(text: &str, name: &SegmentName, lines: &mut [Result<Record, Unread>]) {
    let signatures = signatures(lines);
    if signatures.is_empty() {
        return;
    }
    let mut bytes = Bytes::new(text, lines);
    for (at, id, made) in signatures {
        let checked = bytes.covered(at, &made).and_then(|(covered, of)| {
            let signed = signature::check(&made.armor, covered.as_bytes())
                .map_err(|why| WhyUnread::Signature { why })?;
            Ok((Endorsement { signed, covers: made.covers, segment: name.digest() }, of))
        });
        match checked {
            Ok((endorsement, of)) => {
                let covered = lines.get_mut(of).unwrap_or_default();
                for record in covered.iter_mut().filter_map(|line| line.as_mut().ok()) {
                    record.signatures.push(endorsement.clone());
                }
            }
            Err(why) => {
                let segment = name.clone();
                if let Some(line) = lines.get_mut(at) {
                    *line = Err(Unread { id, segment, line: at + 2, why });
                }
            }
        }
    }
}

/// What the last signature over all that stands before it covers, where that has this digest.
pub(super) fn covered<'t>(
    text: &'t str,
    lines: &[Result<Record, Unread>],
    digest: Digest,
) -> Option<&'t str> {
    let mut bytes = Bytes::new(text, lines);
    signatures(lines).into_iter().find_map(|(at, _, made)| {
        let is_meant = made.covers == Covers::Segment && made.digest == digest;
        is_meant.then(|| bytes.covered(at, &made).ok()).flatten().map(|(covered, _)| covered)
    })
}

/// The signatures, each with its place and its id.
fn signatures(lines: &[Result<Record, Unread>]) -> Vec<(usize, Digest, SignatureRecord)> {
    let found = lines.iter().enumerate().filter_map(|(at, line)| match line {
        Ok(Record { id, payload: Payload::Signature(made), .. }) => {
            Some((at, *id, (**made).clone()))
        }
        Ok(_) | Err(_) => None,
    });
    found.collect()
}

/// The bytes of a segment, looked up as signatures name them. Signatures come in the order of their
/// lines, and all of them together take one walk over the bytes.
struct Bytes<'t> {
    text: &'t str,
    /// Where each line begins, the first one of the segment among them, and where the last one ends.
    starts: Vec<usize>,
    /// Where a record stands first.
    places: BTreeMap<Digest, usize>,
    hashed: (usize, Pieces),
    over_segment: usize,
}

impl<'t> Bytes<'t> {
    fn new(text: &'t str, lines: &[Result<Record, Unread>]) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        let mut places = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            let id = match line {
                Ok(record) => record.id,
                Err(unread) => unread.id,
            };
            places.entry(id).or_insert(at);
        }
        Self { text, starts, places, hashed: (0, Pieces::default()), over_segment: 0 }
    }

    /// The bytes that the signature at a place covers, and which records those are.
    fn covered(
        &mut self,
        at: usize,
        made: &SignatureRecord,
    ) -> Result<(&'t str, Range<usize>), WhyUnread> {
        let found = match made.covers {
            Covers::Record => self.places.get(&made.digest).and_then(|of| {
                let range = *self.starts.get(of + 1)?..*self.starts.get(of + 2)?;
                Some((self.text.get(range)?, *of..of + 1))
            }),
            Covers::Segment => {
                self.over_segment += 1;
                if self.over_segment > MOST_OVER_SEGMENT {
                    return Err(WhyUnread::TooManySignatures);
                }
                let before = self.before(at).filter(|(_, digest)| *digest == made.digest);
                before.map(|(before, _)| (before, 0..at))
            }
        };
        found.ok_or(WhyUnread::SignatureOfNothing)
    }

    /// All that stands before a line, and its digest.
    fn before(&mut self, at: usize) -> Option<(&'t str, Digest)> {
        let end = *self.starts.get(at + 1)?;
        let (hashed, pieces) = &mut self.hashed;
        pieces.add(self.text.get(*hashed..end)?.as_bytes());
        *hashed = end;
        Some((self.text.get(..end)?, pieces.clone().digest()))
    }
}
