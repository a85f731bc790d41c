//! The compressed bitmaps (EWAH) that say how a split index differs from its shared part.

use std::ops::Range;

use crate::git::index::cursor::Cursor;

/// A set of positions, as the ranges of them, so that a few bytes stay a few bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bitmap(Vec<Range<usize>>);

impl Bitmap {
    /// The positions in it, ascending.
    pub(super) fn positions(&self) -> impl Iterator<Item = usize> {
        self.0.iter().cloned().flatten()
    }

    /// Reads one: bits, words, then words in groups, then the place of the last group.
    ///
    /// The first word of a group says how many words are all zero or all one (a bit and 32 bits)
    /// and how many words follow as they are (31 bits).
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Option<Self> {
        let bits = usize::try_from(cursor.u32()?).ok()?;
        let mut left = cursor.u32()?;
        let mut ranges = Vec::new();
        let mut at = 0_usize;
        while left > 0 {
            let group = cursor.u64()?;
            let run = usize::try_from(group >> 1 & 0xffff_ffff).ok()?.checked_mul(64)?;
            let plain = u32::try_from(group >> 33).ok()?;
            let end = at.checked_add(run)?;
            if group & 1 == 1 {
                ranges.push(at..end.min(bits));
            }
            at = end;
            left = left.checked_sub(1)?.checked_sub(plain)?;
            for _ in 0..plain {
                let word = cursor.u64()?;
                let set = (0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| at + bit);
                ranges.extend(set.filter(|at| *at < bits).map(|at| at..at + 1));
                at = at.checked_add(64)?;
            }
        }
        cursor.u32()?;
        Some(Self(ranges))
    }
}

#[cfg(test)]
mod tests {
    use super::Bitmap;
    use crate::git::index::cursor::Cursor;

    fn parse(bits: u32, words: &[u64]) -> Option<Vec<usize>> {
        let count = u32::try_from(words.len()).unwrap();
        let mut bytes = [bits.to_be_bytes(), count.to_be_bytes()].concat();
        bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        bytes.extend([0; 4]);
        Bitmap::parse(&mut Cursor::new(&bytes)).map(|bitmap| bitmap.positions().collect())
    }

    #[test]
    fn runs_and_plain_words_are_read() {
        assert_eq!(parse(0, &[]), Some(vec![]));
        assert_eq!(parse(70, &[1 << 33, 0b101]), Some(vec![0, 2]));
        assert_eq!(parse(66, &[1 | 1 << 1 | 1 << 33, 0b11]), Some((0..66).collect()));
        assert_eq!(parse(200, &[2 << 1 | 1 << 33, 0b1]), Some(vec![128]));
    }

    #[test]
    fn broken_bitmaps_are_refused_and_small() {
        assert_eq!(parse(10, &[5 << 33]), None);
        assert_eq!(parse(3, &[1 | 0xffff_ffff << 1]), Some(vec![0, 1, 2]));
    }
}
