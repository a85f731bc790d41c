//! Many segments in one file, byte for byte, so that theirs can go.
//!
//! A first line, then for each segment a line with its name and length, and its bytes.

use std::fmt;

use crate::{
    digest::Digest,
    evidence::{
        ledger::{SegmentName, WhyBad},
        wire::{Frame, PackHeader},
    },
};

/// The name of a pack, seen from the folder of the ledger: `pack-<hash>.jsonl`, with all 64 digits
/// of the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackName(Box<str>);

impl PackName {
    /// Takes a path as the name of a pack, if it has the form of one.
    pub fn new(path: &str) -> Option<Self> {
        let hash = path.strip_prefix("pack-")?.strip_suffix(".jsonl")?;
        Digest::from_hex(hash).map(|_| Self(path.into()))
    }

    fn of(bytes: &[u8]) -> Self {
        Self(format!("pack-{}.jsonl", Digest::of(bytes)).into())
    }

    /// The name as a path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The segments in a pack, not yet read themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack<'a> {
    segments: Vec<(SegmentName, &'a [u8])>,
}

impl<'a> Pack<'a> {
    /// Writes a pack; the same segments give the same pack in any order, and none give none.
    pub fn write<'b>(
        segments: impl IntoIterator<Item = (&'b SegmentName, &'b [u8])>,
    ) -> Option<(PackName, Vec<u8>)> {
        let mut segments: Vec<_> = segments.into_iter().collect();
        segments.sort_unstable();
        segments.dedup();
        if segments.is_empty() {
            return None;
        }
        let mut out = PackHeader { segments: segments.len() as u64 }.line().into_bytes();
        out.push(b'\n');
        for (name, bytes) in segments {
            let frame = Frame { segment: name.to_string(), bytes: bytes.len() as u64 };
            out.extend_from_slice(frame.line().as_bytes());
            out.push(b'\n');
            out.extend_from_slice(bytes);
        }
        Some((PackName::of(&out), out))
    }

    /// Takes a pack apart.
    pub fn parse(name: &PackName, bytes: &'a [u8]) -> Result<Self, WhyBad> {
        if PackName::of(bytes) != *name {
            return Err(WhyBad::Altered);
        }
        let (line, mut rest) = first_line(bytes).ok_or(WhyBad::Truncated)?;
        let header = PackHeader::parse(line).map_err(WhyBad::from)?;
        let mut segments = Vec::new();
        while !rest.is_empty() {
            let (line, after) = first_line(rest).ok_or(WhyBad::Truncated)?;
            let frame = Frame::parse(line).ok_or(WhyBad::NotASegment)?;
            let name = SegmentName::new(&frame.segment).ok_or(WhyBad::NotASegment)?;
            let length = usize::try_from(frame.bytes).map_err(|_too_large| WhyBad::Truncated)?;
            segments.push((name, after.get(..length).ok_or(WhyBad::Truncated)?));
            rest = after.get(length..).unwrap_or_default();
        }
        if segments.is_empty() || segments.len() as u64 != header.segments {
            return Err(WhyBad::Truncated);
        }
        Ok(Self { segments })
    }

    /// The names and the bytes of its segments.
    pub fn segments(&self) -> impl Iterator<Item = (&SegmentName, &'a [u8])> {
        self.segments.iter().map(|(name, bytes)| (name, *bytes))
    }
}

fn first_line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    Some((line, bytes.get(end + 1..)?))
}
