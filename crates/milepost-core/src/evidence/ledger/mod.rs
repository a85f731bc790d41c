//! The ledger: what a set of segments amounts to, whatever order they come in and how often.
//!
//! Segments come from the working tree, from a commit, from a reference and out of packs. They are
//! the same segment where their bytes are the same, and the ledger is the union of them all.

mod health;
mod lines;
mod order;
mod pack;
mod problem;
mod segment;
mod signed;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

pub use health::{Finding, Health, History};
pub use lines::Line;
pub use pack::{Pack, PackName};
pub use problem::{LedgerProblem, Loss, WhyBad};
pub use segment::{Draft, Segment, SegmentName};
pub use whole::WholeFiles;

use crate::{
    digest::Digest,
    evidence::{
        Covers, Endorsement, Event, EvidenceKey, ItemName, Payload, Record, Run, Statement,
        wire::WhyUnread,
    },
    gate::GateName,
};

/// Everything that is recorded, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The records, each once: after those that its writer saw, then by the time of its segment,
    /// then by the digest of that; within a segment as written.
    pub records: Vec<Record>,
    /// Lines that are kept and not counted, in the same order.
    pub unread: Vec<Unread>,
    /// What is wrong with the files, sorted, each once.
    pub problems: Vec<LedgerProblem>,
    /// The segments that no other one names as its parent, sorted.
    pub heads: Vec<Digest>,
    /// The names of all whole segments, sorted.
    pub segments: Vec<SegmentName>,
    /// The names that items had before, by their present ones, where records follow a plan.
    pub(crate) former: BTreeMap<ItemName, Vec<ItemName>>,
    /// For each line that is not counted, how many records come before it.
    unread_after: Vec<usize>,
    /// What the writer of each segment saw: its parents that are here.
    parents: BTreeMap<Digest, Vec<Digest>>,
}

/// A line that is kept and not counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The digest of the line.
    pub id: Digest,
    /// The segment that holds it; the first in order where several do.
    pub segment: SegmentName,
    /// The line in there, counted from 1.
    pub line: usize,
    /// Why it is not counted.
    pub why: WhyUnread,
}

/// What one file of the ledger gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    segments: Vec<Segment>,
    problems: Vec<LedgerProblem>,
}

impl Part {
    /// Reads one file; its path is seen from the folder of the ledger.
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let mut part = Self::default();
        if let Some(name) = SegmentName::new(path) {
            part.take(path, Segment::parse(&name, bytes));
        } else if let Some(name) = PackName::new(path) {
            match Pack::parse(&name, bytes) {
                Ok(pack) => {
                    for (name, bytes) in pack.segments() {
                        part.take(&format!("{path}#{name}"), Segment::parse(name, bytes));
                    }
                }
                Err(why) => part.problems.push(LedgerProblem::bad(path, why)),
            }
        } else {
            part.problems.push(LedgerProblem::bad(path, WhyBad::NotASegment));
        }
        part
    }

    /// A file that is there and could not be read.
    pub fn problem(problem: LedgerProblem) -> Self {
        Self { segments: Vec::new(), problems: vec![problem] }
    }

    /// The same without the segments that were written after a moment, or that do not say when.
    #[must_use]
    pub fn written_until(mut self, moment: Timestamp) -> Self {
        let is_written = |segment: &Segment| segment.name.written().is_some_and(|it| it <= moment);
        self.segments.retain(is_written);
        self
    }

    fn take(&mut self, path: &str, read: Result<Segment, WhyBad>) {
        match read {
            Ok(segment) => self.segments.push(segment),
            Err(why) => self.problems.push(LedgerProblem::bad(path, why)),
        }
    }
}

impl Ledger {
    /// The names that an item has in records, the present one first.
    pub(crate) fn names<'a>(&'a self, now: &'a ItemName) -> impl Iterator<Item = &'a ItemName> {
        std::iter::once(now).chain(self.former.get(now).into_iter().flatten())
    }

    /// The ledger that some files are, by their paths seen from the folder of the ledger.
    pub fn fold(files: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>) -> Self {
        let parts =
            files.into_iter().map(|(path, bytes)| Part::read(path.as_ref(), bytes.as_ref()));
        Self::new(parts)
    }

    /// The ledger that files amount to which were read before.
    pub fn new(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut segments = BTreeMap::new();
        let mut problems = BTreeSet::new();
        for part in parts {
            segments.extend(part.segments.into_iter().map(|segment| (segment.digest(), segment)));
            problems.extend(part.problems);
        }
        for segment in segments.values() {
            let missing = segment.parents.iter().filter(|parent| !segments.contains_key(*parent));
            problems.extend(missing.map(|parent| LedgerProblem::MissingParent {
                segment: segment.name.clone(),
                parent: *parent,
            }));
        }
        let parents: BTreeSet<Digest> =
            segments.values().flat_map(|segment| segment.parents.iter().copied()).collect();
        let heads = segments.keys().copied().filter(|digest| !parents.contains(digest)).collect();
        let mut names: Vec<SegmentName> =
            segments.values().map(|segment| segment.name.clone()).collect();
        names.sort_unstable();
        let seen = segments.iter().map(|(digest, segment)| (*digest, segment.parents.clone()));
        let mut ledger = Self {
            parents: seen.collect(),
            problems: problems.into_iter().collect(),
            heads,
            segments: names,
            ..Self::default()
        };
        ledger.take_lines(segments);
        ledger
    }

    fn take_lines(&mut self, mut segments: BTreeMap<Digest, Segment>) {
        let mut unread_lines = BTreeSet::new();
        let mut places: BTreeMap<Digest, usize> = BTreeMap::new();
        for digest in order::causal(&segments) {
            let Some(segment) = segments.remove(&digest) else { continue };
            for line in segment.lines {
                match line {
                    Ok(record) => match places.get(&record.id) {
                        None => {
                            places.insert(record.id, self.records.len());
                            self.records.push(record);
                        }
                        // A copy that nobody signed takes nothing away from one that somebody did.
                        Some(at) => {
                            if let Some(first) = self.records.get_mut(*at) {
                                first.signatures.extend(record.signatures);
                            }
                        }
                    },
                    Err(unread) if unread_lines.insert(unread.id) => {
                        self.unread.push(unread);
                        self.unread_after.push(self.records.len());
                    }
                    Err(_) => {}
                }
            }
        }
    }

    /// The runs of a gate with their records, the first one first.
    pub fn runs<'a>(&'a self, gate: &'a GateName) -> impl Iterator<Item = (&'a Record, &'a Run)> {
        self.all_runs().filter(move |(_, run)| run.gate == *gate)
    }

    /// The runs at a key with their records, the first one first.
    pub fn runs_at(&self, key: EvidenceKey) -> impl Iterator<Item = (&Record, &Run)> {
        self.all_runs().filter(move |(_, run)| run.key == key)
    }

    /// All runs with their records, the first one first.
    pub fn all_runs(&self) -> impl Iterator<Item = (&Record, &Run)> {
        self.records.iter().filter_map(|record| match &record.payload {
            Payload::Run(run) => Some((record, &**run)),
            Payload::Event(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => None,
        })
    }

    /// All statements of people with their records, the first one first. Whether one counts is asked
    /// in `authority`.
    pub fn statements(&self) -> impl Iterator<Item = (&Record, &Statement)> {
        self.records.iter().filter_map(|record| match &record.payload {
            Payload::Statement(statement) => Some((record, &**statement)),
            Payload::Run(_)
            | Payload::Event(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => None,
        })
    }

    /// The signature over a record, or over the part of a segment that has this digest, as `ssh-keygen`
    /// wrote it.
    pub fn signature_over(&self, id: Digest) -> Option<&str> {
        self.records.iter().find_map(|record| match &record.payload {
            Payload::Signature(made) if made.digest == id => Some(&*made.armor),
            Payload::Signature(_)
            | Payload::Run(_)
            | Payload::Event(_)
            | Payload::Statement(_)
            | Payload::Unknown { .. } => None,
        })
    }

    /// The digests of all parts of segments that signatures cover, and that begin so.
    pub fn signed_called(&self, beginning: &str) -> Vec<Digest> {
        let beginning = beginning.to_ascii_lowercase();
        let found = self.records.iter().filter_map(|record| match &record.payload {
            Payload::Signature(made) if made.covers == Covers::Segment => Some(made.digest),
            Payload::Signature(_)
            | Payload::Run(_)
            | Payload::Event(_)
            | Payload::Statement(_)
            | Payload::Unknown { .. } => None,
        });
        found.filter(|digest| digest.to_string().starts_with(&beginning)).collect()
    }

    /// The signed part of a segment that a record is in, where its signature is over all of that.
    pub fn signed_with(&self, id: Digest) -> Option<Digest> {
        let record = self.records.iter().find(|record| record.id == id)?;
        let over = |it: &&Endorsement| it.covers == Covers::Segment;
        let segment = record.signatures.iter().find(over)?.segment;
        self.records.iter().find_map(|other| match &other.payload {
            Payload::Signature(made)
                if made.covers == Covers::Segment && other.segment == segment =>
            {
                Some(made.digest)
            }
            Payload::Signature(_)
            | Payload::Run(_)
            | Payload::Event(_)
            | Payload::Statement(_)
            | Payload::Unknown { .. } => None,
        })
    }

    /// Whether who wrote a segment saw another one: the only order that no clock can change.
    pub fn saw(&self, later: Digest, earlier: Digest) -> bool {
        let mut open = vec![later];
        let mut seen = BTreeSet::new();
        while let Some(segment) = open.pop() {
            for parent in self.parents.get(&segment).into_iter().flatten() {
                if *parent == earlier {
                    return true;
                }
                if seen.insert(*parent) {
                    open.push(*parent);
                }
            }
        }
        false
    }

    /// All events with their records, the first one first.
    pub fn events(&self) -> impl Iterator<Item = (&Record, &Event)> {
        self.records.iter().filter_map(|record| match &record.payload {
            Payload::Event(event) => Some((record, event)),
            Payload::Run(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => None,
        })
    }

    /// The events about an item, the first one first.
    pub fn events_of_item<'a>(
        &'a self,
        item: &'a ItemName,
    ) -> impl Iterator<Item = (&'a Record, &'a Event)> {
        self.events().filter(move |(_, event)| event.item() == Some(item))
    }

    /// The events about a gate, the first one first.
    pub fn events_of_gate<'a>(
        &'a self,
        gate: &'a GateName,
    ) -> impl Iterator<Item = (&'a Record, &'a Event)> {
        self.events().filter(move |(_, event)| event.gate() == Some(gate))
    }
}

/// The line of a record, byte for byte, where a file of the ledger holds it; or all lines that a
/// signature covers whose digest that is, without the last line break.
pub fn raw_line(path: &str, bytes: &[u8], id: Digest) -> Option<String> {
    if let Some(name) = PackName::new(path) {
        let pack = Pack::parse(&name, bytes).ok()?;
        return pack.segments().find_map(|(name, bytes)| line_in(name, bytes, id));
    }
    line_in(&SegmentName::new(path)?, bytes, id)
}

/// Which of some lines a file of a ledger holds, whether it is whole or not.
pub fn lines_held(path: &str, bytes: &[u8], ids: &BTreeSet<Digest>) -> BTreeSet<Digest> {
    let pack = PackName::new(path).and_then(|name| Pack::parse(&name, bytes).ok());
    let parts: Vec<&[u8]> = match &pack {
        Some(pack) => pack.segments().map(|(_, bytes)| bytes).collect(),
        None => vec![bytes],
    };
    let lines = parts.into_iter().flat_map(|part| part.split(|byte| *byte == b'\n'));
    lines.map(Digest::of).filter(|id| ids.contains(id)).collect()
}

fn line_in(name: &SegmentName, bytes: &[u8], id: Digest) -> Option<String> {
    let segment = Segment::parse(name, bytes).ok()?;
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.split('\n').skip(1);
    let line = lines.find(|line| Digest::of(line.as_bytes()) == id).map(str::to_owned);
    line.or_else(|| {
        let covered = signed::covered(text, &segment.lines, id)?;
        Some(covered.strip_suffix('\n').unwrap_or(covered).to_owned())
    })
}
