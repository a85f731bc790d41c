//! The first lines of segments and packs, and the lines before the segments in a pack.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    evidence::wire::part::{digest, time},
};

const SEGMENT: &str = "https://milepost.dev/ledger/segment/v";
const PACK: &str = "https://milepost.dev/ledger/pack/v";
const VERSION: u32 = 1;

/// What a first line says that its file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) enum NoHeader {
    /// Of a later version.
    Newer,
    /// Something else.
    Other,
}

/// The first line of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::evidence) struct Header {
    /// When the segment was written.
    pub(in crate::evidence) written: Timestamp,
    /// The heads that its writer saw, sorted.
    pub(in crate::evidence) parents: Vec<Digest>,
    /// What wrote it.
    pub(in crate::evidence) writer: Box<str>,
}

impl Header {
    /// The line, without a line break.
    pub(in crate::evidence) fn line(&self) -> String {
        let wire = WireHeader {
            schema: format!("{SEGMENT}{VERSION}").into(),
            written_at: self.written.to_string(),
            parents: self.parents.iter().map(ToString::to_string).collect(),
            writer: self.writer.to_string(),
        };
        serde_json::to_string(&wire).expect("wire types have text keys and no numbers")
    }

    pub(in crate::evidence) fn parse(line: &str) -> Result<Self, NoHeader> {
        check_schema(line, SEGMENT)?;
        let wire: WireHeader<'_> = serde_json::from_str(line).map_err(|_why| NoHeader::Other)?;
        let parents = wire.parents.iter().map(|parent| digest(parent, "parents"));
        let mut parents = parents.collect::<Result<Vec<_>, _>>().map_err(|_why| NoHeader::Other)?;
        parents.sort_unstable();
        parents.dedup();
        let written = time(&wire.written_at, "writtenAt").map_err(|_why| NoHeader::Other)?;
        Ok(Self { written, parents, writer: wire.writer.into() })
    }
}

/// The first line of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) struct PackHeader {
    /// How many segments it holds.
    pub(in crate::evidence) segments: u64,
}

impl PackHeader {
    /// The line, without a line break.
    pub(in crate::evidence) fn line(self) -> String {
        let schema = format!("{PACK}{VERSION}").into();
        let wire = WirePack { schema, segments: self.segments };
        serde_json::to_string(&wire).expect("wire types have text keys and whole numbers")
    }

    pub(in crate::evidence) fn parse(line: &str) -> Result<Self, NoHeader> {
        check_schema(line, PACK)?;
        let wire: WirePack<'_> = serde_json::from_str(line).map_err(|_why| NoHeader::Other)?;
        Ok(Self { segments: wire.segments })
    }
}

/// The line before a segment in a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::evidence) struct Frame {
    /// The name of the segment.
    pub(in crate::evidence) segment: String,
    /// How many bytes it has, the next ones.
    pub(in crate::evidence) bytes: u64,
}

impl Frame {
    /// The line, without a line break.
    pub(in crate::evidence) fn line(&self) -> String {
        serde_json::to_string(self).expect("wire types have text keys and whole numbers")
    }

    pub(in crate::evidence) fn parse(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// Whether a line is of the version that is read here.
fn check_schema(line: &str, kind: &str) -> Result<(), NoHeader> {
    let only: Only<'_> = serde_json::from_str(line).map_err(|_why| NoHeader::Other)?;
    match only.schema.strip_prefix(kind).and_then(|version| version.parse::<u32>().ok()) {
        Some(VERSION) => Ok(()),
        Some(version) if version > VERSION => Err(NoHeader::Newer),
        Some(_) | None => Err(NoHeader::Other),
    }
}

#[derive(Deserialize)]
struct Only<'a> {
    #[serde(borrow)]
    schema: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireHeader<'a> {
    schema: Cow<'a, str>,
    written_at: String,
    parents: Vec<String>,
    writer: String,
}

#[derive(Serialize, Deserialize)]
struct WirePack<'a> {
    schema: Cow<'a, str>,
    segments: u64,
}
