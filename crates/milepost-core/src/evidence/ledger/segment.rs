//! One segment: written once, whole, by one command, under a name that its content gives it.

use std::fmt;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{
    digest::Digest,
    evidence::{
        Covers, Payload, Record, SignatureRecord,
        ledger::{Unread, WhyBad, signed},
        wire::{self, Header, NoHeader, Origin, Recording},
    },
};

/// The name of a segment, seen from the folder of the ledger: `YYYY/MM/<time>-<hash>.jsonl`.
///
/// The time is that of its first line in UTC, as `20261121T093000Z`; the hash is the SHA-256 of its
/// bytes with all 64 digits. So the name follows from the content, and any other name is a lie.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentName(Box<str>);

impl SegmentName {
    /// Takes a path as the name of a segment, if it has the form of one.
    pub fn new(path: &str) -> Option<Self> {
        let [year, month, file] = path.split('/').collect::<Vec<_>>().try_into().ok()?;
        let stem = file.strip_suffix(".jsonl")?;
        let (time, hash) = stem.split_once('-')?;
        let is_time = time.len() == 16
            && time.bytes().enumerate().all(|(at, byte)| match at {
                8 => byte == b'T',
                15 => byte == b'Z',
                _ => byte.is_ascii_digit(),
            });
        let fits = is_time && time.get(..4) == Some(year) && time.get(4..6) == Some(month);
        (fits && Digest::from_hex(hash).is_some()).then(|| Self(path.into()))
    }

    /// The name that belongs to some bytes which were written at some time.
    ///
    /// Nothing for times outside of the years 0 to 9999.
    pub(super) fn of(bytes: &[u8], written: Timestamp) -> Option<Self> {
        let time = written.to_zoned(TimeZone::UTC);
        let name = format!("{}-{}.jsonl", time.strftime("%Y/%m/%Y%m%dT%H%M%SZ"), Digest::of(bytes));
        Self::new(&name)
    }

    /// The digest in it.
    pub fn digest(&self) -> Digest {
        let hash = self.0.rsplit_once('-').and_then(|(_, rest)| rest.strip_suffix(".jsonl"));
        hash.and_then(Digest::from_hex).expect("a name is only made with a digest in it")
    }

    /// The time in it, to the second; nothing where it is no time at all.
    pub fn written(&self) -> Option<Timestamp> {
        let time = self.0.rsplit_once('/')?.1.split('-').next()?;
        let time = DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
        time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    }

    /// The name as a path with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A segment that is being written: once it has its name, nothing is added to it.
#[derive(Clone, Debug)]
pub struct Draft {
    text: String,
    written: Timestamp,
}

impl Draft {
    /// Begins a segment with some records, which are lines from [`wire::encode`].
    ///
    /// Gives nothing where there is no record, or one that is not a single line.
    pub fn new<L: AsRef<str>>(
        records: &[L],
        parents: &[Digest],
        written: Timestamp,
        writer: &str,
    ) -> Option<Self> {
        let is_line = |record: &L| {
            let line = record.as_ref();
            !line.is_empty() && !line.contains(['\n', '\r'])
        };
        if records.is_empty() || !records.iter().all(is_line) {
            return None;
        }
        let mut parents = parents.to_vec();
        parents.sort_unstable();
        parents.dedup();
        let mut draft = Self { text: String::new(), written };
        draft.add(&Header { written, parents, writer: writer.into() }.line());
        for record in records {
            draft.add(record.as_ref());
        }
        Some(draft)
    }

    /// What a signature over all of it covers: when it was written and after what, and every record.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Adds a signature over all that is there.
    pub fn sign(&mut self, armor: &str) {
        let digest = Digest::of(self.bytes());
        let made = SignatureRecord { covers: Covers::Segment, digest, armor: armor.into() };
        let recording = Recording { at: self.written, by: "", repository: "local" };
        let line = wire::encode(&Payload::Signature(Box::new(made)), &recording);
        self.add(&line.expect("a signature holds no number that JSON lacks"));
    }

    /// The segment: its name and its bytes. Nothing for times outside of the years 0 to 9999.
    pub fn finish(self) -> Option<(SegmentName, Vec<u8>)> {
        let bytes = self.text.into_bytes();
        Some((SegmentName::of(&bytes, self.written)?, bytes))
    }

    fn add(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// A segment whose name and content agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its name.
    pub name: SegmentName,
    /// When it was written, by the clock of its writer.
    pub written: Timestamp,
    /// The segments that were heads when it was written, sorted.
    pub parents: Vec<Digest>,
    /// What wrote it.
    pub writer: Box<str>,
    /// Its lines after the first, read.
    pub lines: Vec<Result<Record, Unread>>,
}

impl Segment {
    /// Writes a segment: its name and its bytes. Records are lines from [`wire::encode`].
    ///
    /// Gives nothing where there is no record, or one that is not a single line.
    pub fn write<L: AsRef<str>>(
        records: &[L],
        parents: &[Digest],
        written: Timestamp,
        writer: &str,
    ) -> Option<(SegmentName, Vec<u8>)> {
        Draft::new(records, parents, written, writer)?.finish()
    }

    /// Reads a segment.
    pub fn parse(name: &SegmentName, bytes: &[u8]) -> Result<Self, WhyBad> {
        let digest = Digest::of(bytes);
        if digest != name.digest() {
            return Err(why_altered(name, bytes));
        }
        let text = std::str::from_utf8(bytes).map_err(|_not_utf8| WhyBad::NotASegment)?;
        let mut lines = text.strip_suffix('\n').ok_or(WhyBad::Truncated)?.split('\n');
        let header = Header::parse(lines.next().unwrap_or_default()).map_err(WhyBad::from)?;
        if SegmentName::of(bytes, header.written).as_ref() != Some(name) {
            return Err(WhyBad::Altered);
        }
        let origin = Origin { segment: digest, written: header.written };
        let read = |(at, line): (usize, &str)| {
            wire::decode(line, origin).map_err(|why| Unread {
                id: Digest::of(line.as_bytes()),
                segment: name.clone(),
                line: at + 2,
                why,
            })
        };
        let Header { written, parents, writer } = header;
        let mut lines: Vec<Result<Record, Unread>> = lines.enumerate().map(read).collect();
        signed::settle(text, name, &mut lines);
        Ok(Self { name: name.clone(), written, parents, writer, lines })
    }

    /// The digest of its bytes.
    pub fn digest(&self) -> Digest {
        self.name.digest()
    }
}

impl From<NoHeader> for WhyBad {
    fn from(no: NoHeader) -> Self {
        match no {
            NoHeader::Newer => Self::Newer,
            NoHeader::Other => Self::NotASegment,
        }
    }
}

/// What happened to bytes that their name does not fit.
fn why_altered(name: &SegmentName, bytes: &[u8]) -> WhyBad {
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    if Digest::of(&plain) == name.digest() {
        WhyBad::LineBreaks
    } else if bytes.last() == Some(&b'\n') {
        WhyBad::Altered
    } else {
        WhyBad::Truncated
    }
}
