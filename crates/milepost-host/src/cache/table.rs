//! The file of the cache: a table of what was read and how it was understood, then the latter.
//!
//! ```text
//! magic, reader, digest of the table, table behind its length, bodies one behind the other
//! ```
//!
//! Every byte is covered: the head is compared, the table has a digest in the head, and each body
//! has one in the table, which is looked at when the body is needed.

use std::ops::Range;

use milepost_core::digest::Digest;

use crate::cache::{
    stat::Stat,
    wire::{Taker, Wire, put_piece},
};

/// How the file begins; the number is that of its layout.
const MAGIC: &[u8] = b"milepost read cache 1\n";

/// Which reader wrote it; see `build.rs`.
pub(super) const READER: &[u8] = env!("MILEPOST_READER").as_bytes();

/// The digest of a document's bytes.
pub(crate) type Content = [u8; 32];

/// One document in one state, as the file has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// How it was asked for: path and options.
    pub(super) label: &'a [u8],
    /// What its bytes were.
    pub(super) content: Content,
    /// The file that had these bytes, where it may be believed to have them still.
    pub(super) stat: Option<Stat>,
    /// How often the file was written since the row was last of use.
    pub(super) age: u8,
    /// What was understood.
    pub(super) body: Body<'a>,
}

/// What was understood of a document, not looked at yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'a> {
    digest: [u8; 32],
    bytes: &'a [u8],
}

impl<'a> Body<'a> {
    /// A new one.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { digest: *Digest::of(bytes).as_bytes(), bytes }
    }

    /// Its bytes, where they are what was written.
    pub(super) fn intact(&self) -> Option<&'a [u8]> {
        (Digest::of(self.bytes).as_bytes() == &self.digest).then_some(self.bytes)
    }

    /// Its bytes, whatever they are.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How long it is in bytes.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Reads a file. Nothing for one that is damaged, cut off, or not of this reader.
pub(super) fn parse(bytes: &[u8]) -> Option<Vec<Row<'_>>> {
    let from = &mut Taker::new(bytes);
    let is_ours = from.bytes(MAGIC.len())? == MAGIC && from.bytes(READER.len())? == READER;
    let digest: [u8; 32] = from.array()?;
    let table = from.piece().filter(|_| is_ours)?;
    if *Digest::of(table).as_bytes() != digest {
        return None;
    }
    let bodies = from.rest();
    let from = &mut Taker::new(table);
    let mut rows = Vec::new();
    let mut at = 0;
    while !from.is_at_end() {
        let (row, range) = row(from, bodies, at)?;
        rows.push(row);
        at = range.end;
    }
    let is_sorted = rows.is_sorted_by_key(order);
    (is_sorted && at == bodies.len()).then_some(rows)
}

/// What rows are sorted by.
pub(super) fn order<'a>(row: &Row<'a>) -> (&'a [u8], Content) {
    (row.label, row.content)
}

fn row<'a>(from: &mut Taker<'a>, bodies: &'a [u8], at: usize) -> Option<(Row<'a>, Range<usize>)> {
    let label = from.piece()?;
    let (content, stat, age) = (from.array()?, Wire::take(from)?, from.byte()?);
    let digest = from.array()?;
    let range = at..at.checked_add(usize::try_from(u64::take(from)?).ok()?)?;
    let body = Body { digest, bytes: bodies.get(range.clone())? };
    Some((Row { label, content, stat, age, body }, range))
}

/// How the file begins that holds these rows; their bodies follow. The rows are sorted.
pub(super) fn head(rows: &[Row<'_>]) -> Vec<u8> {
    let mut table = Vec::new();
    for Row { label, content, stat, age, body } in rows {
        put_piece(label, &mut table);
        table.extend_from_slice(content);
        stat.put(&mut table);
        table.push(*age);
        table.extend_from_slice(&body.digest);
        u64::try_from(body.len()).unwrap_or(u64::MAX).put(&mut table);
    }
    let mut out = [MAGIC, READER, Digest::of(&table).as_bytes().as_slice()].concat();
    put_piece(&table, &mut out);
    out
}
