//! Files of a ledger as they are carried from one place to another: verbatim, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    digest::Digest,
    evidence::ledger::{LedgerProblem, Pack, PackName, Segment, SegmentName, WhyBad},
};

/// Files of a ledger that are what their names say, and what else was found beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeFiles {
    files: BTreeMap<Box<str>, WholeFile>,
    /// What is left where it is, because it is not what its name says.
    pub problems: BTreeSet<LedgerProblem>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WholeFile {
    bytes: Vec<u8>,
    /// The segments in it; for a pack that only a later milepost can open, itself.
    holds: Vec<Digest>,
}

impl WholeFiles {
    /// Adds a file, by its path seen from the folder of the ledger.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        match holds(path, bytes) {
            Ok(holds) => {
                self.files.insert(path.into(), WholeFile { bytes: bytes.to_vec(), holds });
            }
            Err(why) => {
                self.problems.insert(LedgerProblem::bad(path, why));
            }
        }
    }

    /// Adds all files of another place.
    pub fn extend(&mut self, other: &Self) {
        let others = other.files.iter();
        self.files.extend(others.map(|(path, file)| (path.clone(), file.clone())));
        self.problems.extend(other.problems.iter().cloned());
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths and the bytes of the files that hold a segment which another place lacks: enough of
    /// them that it lacks nothing afterwards.
    pub fn missing_in(&self, other: &Self) -> Vec<(&str, &[u8])> {
        let mut there: BTreeSet<Digest> =
            other.files.values().flat_map(|file| file.holds.iter().copied()).collect();
        let mut missing = Vec::new();
        for (path, file) in &self.files {
            if file.holds.iter().any(|digest| !there.contains(digest)) {
                there.extend(&file.holds);
                missing.push((&**path, &*file.bytes));
            }
        }
        missing
    }

    /// The segments that lie in files of their own and were written before a month.
    pub fn segments_before(&self, year: i16, month: i8) -> Vec<(SegmentName, &[u8])> {
        let before = format!("{year:04}/{month:02}/");
        let files = self.files.iter().filter(|(path, _)| ***path < *before);
        let named = files.filter_map(|(path, file)| Some((SegmentName::new(path)?, &*file.bytes)));
        named.collect()
    }
}

/// The digests of the segments that a file holds, if it is what its name says.
fn holds(path: &str, bytes: &[u8]) -> Result<Vec<Digest>, WhyBad> {
    if let Some(name) = SegmentName::new(path) {
        return segment(&name, bytes).map(|digest| vec![digest]);
    }
    let name = PackName::new(path).ok_or(WhyBad::NotASegment)?;
    match Pack::parse(&name, bytes) {
        Ok(pack) => pack.segments().map(|(name, bytes)| segment(name, bytes)).collect(),
        Err(WhyBad::Newer) => Ok(vec![Digest::of(bytes)]),
        Err(
            why @ (WhyBad::Altered | WhyBad::LineBreaks | WhyBad::Truncated | WhyBad::NotASegment),
        ) => Err(why),
    }
}

/// The digest of a segment that is whole. What only a later milepost can read is not looked into.
fn segment(name: &SegmentName, bytes: &[u8]) -> Result<Digest, WhyBad> {
    match Segment::parse(name, bytes) {
        Ok(_) | Err(WhyBad::Newer) => Ok(name.digest()),
        Err(
            why @ (WhyBad::Altered | WhyBad::LineBreaks | WhyBad::Truncated | WhyBad::NotASegment),
        ) => Err(why),
    }
}
