//! Signatures in a segment: checked against the bytes that they cover, and told to those.

use crate::{
    digest::Digest,
    evidence::{
        Covers, Payload, Record, SignatureRecord,
        ledger::{SegmentName, Unread},
        wire::WhyUnread,
    },
    signature,
};

/// Checks every signature of a segment. One that is right is told to the records that it covers; one
/// that is not is a line that counts for nothing.
///
/// `text` is the segment without its last line break, `lines` its lines after the first.
pub(super) fn settle(text: &str, name: &SegmentName, lines: &mut [Result<Record, Unread>]) {
    for at in 0..lines.len() {
        let Some(Ok(record)) = lines.get(at) else { continue };
        let Payload::Signature(made) = &record.payload else { continue };
        let found = covered(text, at, lines, made);
        let signed = found.and_then(|(bytes, first, last)| {
            let signed = signature::check(&made.armor, bytes.as_bytes());
            signed.map(|signed| (signed, first, last)).map_err(|why| WhyUnread::Signature { why })
        });
        let id = record.id;
        match signed {
            Ok((signed, first, last)) => {
                let covered = lines.get_mut(first..last).unwrap_or_default();
                for record in covered.iter_mut().filter_map(|line| line.as_mut().ok()) {
                    record.signatures.push(signed.clone());
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

/// The bytes that a signature covers, and the records: from which to before which.
fn covered(
    text: &str,
    at: usize,
    lines: &[Result<Record, Unread>],
    made: &SignatureRecord,
) -> Result<(String, usize, usize), WhyUnread> {
    let found = match made.covers {
        Covers::Record => lines.iter().position(|line| id(line) == made.digest).map(|of| {
            let line = text.split('\n').nth(of + 1).unwrap_or_default();
            (format!("{line}\n"), of, of + 1)
        }),
        Covers::Segment => {
            let before: String = text.split_inclusive('\n').take(at + 1).collect();
            (Digest::of(before.as_bytes()) == made.digest).then_some((before, 0, at))
        }
    };
    found.ok_or(WhyUnread::SignatureOfNothing)
}

fn id(line: &Result<Record, Unread>) -> Digest {
    match line {
        Ok(record) => record.id,
        Err(unread) => unread.id,
    }
}
