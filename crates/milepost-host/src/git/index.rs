//! The index, read as data: what is tracked, without asking git to look at the working tree.
//!
//! Versions 2 to 4, both digests, sparse and split. An extension that must be understood and is
//! not makes the index unreadable: to guess what is tracked would be to guess what is proven.

mod bitmap;
mod cursor;

use std::path::{Path, PathBuf};

use crate::{
    decode::lossy,
    files::{self, FileError},
    git::{
        GitDir,
        index::{bitmap::Bitmap, cursor::Cursor},
        oid::{Format, ObjectId},
        tree::{Entry, Kind, Listing},
    },
};

/// What is tracked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    /// One entry for each path, its own side where it is in conflict.
    pub(crate) listing: Listing,
    /// Whether some entries stand for whole folders.
    pub(crate) is_sparse: bool,
    /// The tree that the entries make, where git has noted it and it is still theirs.
    pub(crate) tree: Option<ObjectId>,
}

/// Why the index could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file could not be read.
    #[error("could not read the index")]
    File(#[from] FileError),
    /// It is damaged, or too new.
    #[error("the index {} cannot be understood: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: Malformed,
    },
    /// The file that most of a split index lies in is not there.
    #[error("the index {} is split and its shared part is missing", path.display())]
    NoSharedPart {
        /// The file that is missing.
        path: PathBuf,
    },
}

/// What is wrong with an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not an index at all.
    #[error("it does not begin as an index does")]
    NotAnIndex,
    /// Of another version.
    #[error("its version is {0}, and 2 to 4 are known")]
    Version(u32),
    /// It ends too early.
    #[error("it is cut off")]
    CutOff,
    /// Something that must be understood is not.
    #[error("it has a required extension that is not known")]
    Extension,
    /// Its parts do not fit together.
    #[error("its split parts do not fit together")]
    Split,
}

/// Reads the index of a working tree. One that is not there is empty.
pub(crate) fn read(repository: &GitDir) -> Result<Index, IndexError> {
    let path = repository.index.clone().unwrap_or_else(|| repository.dir.join("index"));
    let Some(bytes) = files::read_of_git(&path)? else { return Ok(Index::default()) };
    let parsed = parse(&path, &bytes, repository.format)?;
    let parsed = match parsed.link {
        None => parsed,
        Some(ref link) => {
            let shared = repository.dir.join(format!("sharedindex.{}", link.shared));
            let Some(bytes) = files::read_of_git(&shared)? else {
                return Err(IndexError::NoSharedPart { path: shared });
            };
            let base = parse(&shared, &bytes, repository.format)?;
            join(base, parsed).map_err(|why| IndexError::Malformed { path, why })?
        }
    };
    Ok(parsed.into_index())
}

/// One entry as it stands in the file.
struct Raw {
    path: Vec<u8>,
    mode: u32,
    id: ObjectId,
    stage: u8,
    is_intent: bool,
}

/// An index file, taken apart.
struct Parsed {
    entries: Vec<Raw>,
    tree: Option<ObjectId>,
    link: Option<Link>,
}

/// How a split index differs from its shared part.
struct Link {
    shared: ObjectId,
    deleted: Bitmap,
    replaced: Bitmap,
}

impl Parsed {
    fn into_index(mut self) -> Index {
        // What is only meant to be added has no content yet.
        self.entries.retain(|raw| !raw.is_intent);
        let preference = |raw: &Raw| match raw.stage {
            0 => 0,
            2 => 1,
            other => other + 1,
        };
        let unmerged = self.entries.iter().filter(|raw| raw.stage > 0);
        let in_conflict = unmerged.map(|raw| lossy(&raw.path).into()).collect();
        self.entries.sort_by(|a, b| a.path.cmp(&b.path).then(preference(a).cmp(&preference(b))));
        self.entries.dedup_by(|later, first| later.path == first.path);
        let mut entries: Vec<Entry> = self.entries.iter().filter_map(Raw::entry).collect();
        // Replacing invalid bytes may have changed the order.
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let is_sparse = entries.iter().any(|entry| entry.kind == Kind::Folder);
        let listing = Listing { entries, is_whole: true, in_conflict };
        Index { listing, is_sparse, tree: self.tree }
    }
}

impl Raw {
    fn entry(&self) -> Option<Entry> {
        let path = self.path.strip_suffix(b"/").unwrap_or(&self.path);
        Some(Entry { path: lossy(path).into(), kind: Kind::of_mode(self.mode)?, id: self.id })
    }
}

fn parse(path: &Path, bytes: &[u8], format: Format) -> Result<Parsed, IndexError> {
    parse_bytes(bytes, format).map_err(|why| IndexError::Malformed { path: path.to_owned(), why })
}

fn parse_bytes(bytes: &[u8], format: Format) -> Result<Parsed, Malformed> {
    let end = bytes.len().checked_sub(format.width()).ok_or(Malformed::NotAnIndex)?;
    let mut cursor = Cursor::new(bytes.get(..end).unwrap_or_default());
    if cursor.take(4) != Some(b"DIRC") {
        return Err(Malformed::NotAnIndex);
    }
    let version = cursor.u32().ok_or(Malformed::CutOff)?;
    if !(2..=4).contains(&version) {
        return Err(Malformed::Version(version));
    }
    let count = cursor.u32().ok_or(Malformed::CutOff)?;
    let mut entries: Vec<Raw> = Vec::new();
    for _ in 0..count {
        let before = entries.last().map_or(&[][..], |raw| &raw.path);
        let raw = entry(&mut cursor, version, format, before).ok_or(Malformed::CutOff)?;
        entries.push(raw);
    }
    let mut parsed = Parsed { entries, tree: None, link: None };
    while !cursor.is_at_end() {
        extension(&mut cursor, format, &mut parsed)?;
    }
    Ok(parsed)
}

/// Bits of an entry's flags.
const EXTENDED: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;

fn entry(cursor: &mut Cursor<'_>, version: u32, format: Format, before: &[u8]) -> Option<Raw> {
    let start = cursor.at();
    // Times, device and inode say nothing about what is tracked.
    cursor.take(24)?;
    let mode = cursor.u32()?;
    cursor.take(12)?;
    let id = ObjectId::from_bytes(cursor.take(format.width())?)?;
    let flags = cursor.u16()?;
    let extended = if version >= 3 && flags & EXTENDED != 0 { cursor.u16()? } else { 0 };
    let path = if version == 4 {
        let dropped = usize::try_from(cursor.varint()?).ok()?;
        let kept = before.get(..before.len().checked_sub(dropped)?)?;
        [kept, cursor.until_nul()?].concat()
    } else {
        let path = cursor.until_nul()?.to_owned();
        // One to eight zero bytes end an entry; the first is already behind us.
        let length = cursor.at() - 1 - start;
        cursor.take(7 - length % 8)?;
        path
    };
    let stage = u8::try_from(flags >> 12 & 3).ok()?;
    Some(Raw { path, mode, id, stage, is_intent: extended & INTENT_TO_ADD != 0 })
}

fn extension(
    cursor: &mut Cursor<'_>,
    format: Format,
    parsed: &mut Parsed,
) -> Result<(), Malformed> {
    let name = cursor.take(4).ok_or(Malformed::CutOff)?;
    let size = cursor.u32().ok_or(Malformed::CutOff)?;
    let size = usize::try_from(size).map_err(|_too_large| Malformed::CutOff)?;
    let data = cursor.take(size).ok_or(Malformed::CutOff)?;
    match name {
        b"TREE" => parsed.tree = root_tree(data, format),
        b"link" => parsed.link = link(data, format)?,
        // Sparse folders show in the modes of their entries; all else in capitals may be left out.
        b"sdir" | [b'A'..=b'Z', ..] => {}
        _ => return Err(Malformed::Extension),
    }
    Ok(())
}

/// The root's id, which stands first: an empty path, counts, and the id unless it is outdated.
fn root_tree(data: &[u8], format: Format) -> Option<ObjectId> {
    let mut cursor = Cursor::new(data);
    let path = cursor.until_nul()?;
    let counts = std::str::from_utf8(cursor.until(b'\n')?).ok()?;
    let (entries, _) = counts.split_once(' ')?;
    let is_current = path.is_empty() && entries.parse::<u32>().is_ok();
    if is_current { ObjectId::from_bytes(cursor.take(format.width())?) } else { None }
}

fn link(data: &[u8], format: Format) -> Result<Option<Link>, Malformed> {
    let mut cursor = Cursor::new(data);
    let id = cursor.take(format.width()).and_then(ObjectId::from_bytes);
    let shared = id.ok_or(Malformed::CutOff)?;
    if shared.is_null() {
        return Ok(None);
    }
    let mut bitmap = || {
        if cursor.is_at_end() { Some(Bitmap::default()) } else { Bitmap::parse(&mut cursor) }
    };
    let deleted = bitmap().ok_or(Malformed::Split)?;
    let replaced = bitmap().ok_or(Malformed::Split)?;
    Ok(Some(Link { shared, deleted, replaced }))
}

/// Puts a split index and its shared part together.
///
/// Entries that replace shared ones come first and have no path of their own.
fn join(base: Parsed, split: Parsed) -> Result<Parsed, Malformed> {
    let Parsed { entries, tree, link } = split;
    let Some(Link { shared: _, deleted, replaced }) = link else {
        return Err(Malformed::Split);
    };
    let mut shared: Vec<Option<Raw>> = base.entries.into_iter().map(Some).collect();
    let mut own = entries.into_iter();
    for at in replaced.positions() {
        let slot = shared.get_mut(at).and_then(Option::as_mut).ok_or(Malformed::Split)?;
        let new = own.next().filter(|raw| raw.path.is_empty()).ok_or(Malformed::Split)?;
        *slot = Raw { path: std::mem::take(&mut slot.path), ..new };
    }
    for at in deleted.positions() {
        *shared.get_mut(at).ok_or(Malformed::Split)? = None;
    }
    let entries = shared.into_iter().flatten().chain(own).collect();
    Ok(Parsed { entries, tree, link: None })
}

#[cfg(test)]
mod tests {
    use super::{Malformed, parse_bytes};
    use crate::git::oid::Format;

    #[track_caller]
    fn check(bytes: &[u8], expected: Malformed) {
        let padded = [bytes, &[0; 20]].concat();
        assert_eq!(parse_bytes(&padded, Format::Sha1).err(), Some(expected));
    }

    #[test]
    fn what_is_no_index_is_refused() {
        check(b"", Malformed::NotAnIndex);
        check(b"DIRT", Malformed::NotAnIndex);
        check(b"DIRC\0\0\0\x05\0\0\0\0", Malformed::Version(5));
        check(b"DIRC\0\0\0\x02\0\0\0\x01", Malformed::CutOff);
        check(b"DIRC\0\0\0\x02\xff\xff\xff\xff", Malformed::CutOff);
        check(b"DIRC\0\0\0\x02\0\0\0\0what\0\0\0\0", Malformed::Extension);
        check(b"DIRC\0\0\0\x02\0\0\0\0TREE\0\0\0\xff", Malformed::CutOff);
    }

    /// An index of version 2 with two entries, and of version 4 with the same.
    fn small(version: u8) -> Vec<u8> {
        let mut bytes = [b"DIRC\0\0\0".as_slice(), &[version], &[0, 0, 0, 2]].concat();
        for (whole, suffix) in [("a/b.md", "\0a/b.md"), ("a/c", "\x04c")] {
            bytes.extend([0; 24]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; 12]);
            bytes.extend([7; 20]);
            bytes.extend([0, 3]);
            if version == 4 {
                bytes.extend(suffix.as_bytes());
                bytes.push(0);
            } else {
                bytes.extend(whole.as_bytes());
                bytes.extend(vec![0; 8 - (62 + whole.len()) % 8]);
            }
        }
        bytes.extend(b"TREE\0\0\0\x19\x002 0\n");
        bytes.extend([9; 40]);
        bytes
    }

    #[test]
    fn entries_and_the_tree_that_they_make_are_read() {
        for version in [2, 3, 4] {
            let index = parse_bytes(&small(version), Format::Sha1).unwrap().into_index();
            let paths: Vec<&str> = index.listing.entries.iter().map(|entry| &*entry.path).collect();
            assert_eq!(paths, ["a/b.md", "a/c"], "version {version}");
            assert_eq!(index.tree.unwrap().to_string(), "09".repeat(20));
        }
    }

    #[test]
    fn any_damage_is_survived() {
        for version in [2, 4] {
            let whole = small(version);
            for length in 0..whole.len() {
                drop(parse_bytes(&whole[..length], Format::Sha1));
            }
            for at in 0..whole.len() {
                for byte in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut damaged = whole.clone();
                    damaged[at] = byte;
                    drop(parse_bytes(&damaged, Format::Sha1).map(super::Parsed::into_index));
                    drop(parse_bytes(&damaged, Format::Sha256));
                }
            }
        }
    }

    #[test]
    fn an_index_without_entries_is_empty() {
        let bytes = [b"DIRC\0\0\0\x02\0\0\0\0EOIE\0\0\0\x01x".as_slice(), &[0; 20]].concat();
        assert!(parse_bytes(&bytes, Format::Sha1).unwrap().entries.is_empty());
    }
}
