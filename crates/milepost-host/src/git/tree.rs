//! Folders as commits hold them: listings of all that is in one, and what differs between two.

use std::collections::BTreeSet;

use milepost_core::text::RepoPath;

use crate::{
    decode::lossy,
    git::{
        objects::{Answer, Object, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
    },
};

mod cache;
mod changes;
mod diff;
mod project;

pub(crate) use cache::Trees;
pub(crate) use changes::{Filter, Walked};
pub(crate) use diff::changed;
pub(crate) use project::RawTrees;

/// No listing is longer. A few objects can make a tree of billions of paths.
const MOST: usize = 2_000_000;

/// No path is longer: no system could check it out.
const LONGEST: usize = 4096;

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Kind {
    /// What a mode stands for.
    pub(crate) fn of_mode(mode: u32) -> Option<Self> {
        match mode & 0o170_000 {
            0o100_000 => Some(Self::File),
            0o040_000 => Some(Self::Folder),
            0o120_000 => Some(Self::Link),
            0o160_000 => Some(Self::Submodule),
            _ => None,
        }
    }
}

/// One path with what lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The path from the root.
    pub(crate) path: Box<str>,
    /// What lies there.
    pub(crate) kind: Kind,
    /// Its content.
    pub(crate) id: ObjectId,
}

impl Entry {
    /// The path as the core knows it.
    pub(crate) fn repo_path(&self) -> Option<RepoPath> {
        RepoPath::new(&self.path)
    }
}

/// Everything in a folder and the folders in it; folders themselves are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// What lies there, sorted by path.
    pub(crate) entries: Vec<Entry>,
    /// Whether all is listed. Parts of it may be missing here, or be too much.
    pub(crate) is_whole: bool,
    /// Paths that a merge left in conflict; only an index has any.
    pub(crate) in_conflict: BTreeSet<Box<str>>,
}

impl Default for Listing {
    fn default() -> Self {
        Self::empty()
    }
}

impl Listing {
    /// A folder that holds nothing.
    pub(crate) fn empty() -> Self {
        Self { entries: Vec::new(), is_whole: true, in_conflict: BTreeSet::new() }
    }

    /// The entry at a path, which is never a folder.
    pub(crate) fn get(&self, path: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| (*entry.path).cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// Everything in a folder.
    pub(crate) fn inside(&self, folder: &str) -> &[Entry] {
        let prefix = format!("{folder}/");
        let start = self.entries.partition_point(|entry| *entry.path < *prefix);
        let rest = self.entries.get(start..).unwrap_or_default();
        let length = rest.partition_point(|entry| entry.path.starts_with(&prefix));
        rest.get(..length).unwrap_or_default()
    }

    /// What lies at a path. What lies behind a link or in a submodule is that link or submodule.
    pub(crate) fn kind(&self, path: &RepoPath) -> Option<Kind> {
        let path = path.as_str();
        let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let entry = ends.find_map(|end| self.get(path.get(..end)?));
        match entry {
            Some(entry) if entry.kind == Kind::File && entry.path.len() < path.len() => None,
            Some(entry) => Some(entry.kind),
            None => (!self.inside(path).is_empty()).then_some(Kind::Folder),
        }
    }
}

/// One line of a tree object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TreeEntry {
    /// Its name in the folder.
    pub(crate) name: Box<str>,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its content.
    pub(crate) id: ObjectId,
}

/// A tree object, taken apart: `<mode> <name>\0<id>` over and over.
pub(crate) fn parse(bytes: &[u8], width: usize) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let nul = rest.iter().position(|byte| *byte == 0).filter(|nul| *nul > space)?;
        let mode = std::str::from_utf8(rest.get(..space)?).ok()?;
        let mode = u32::from_str_radix(mode, 8).ok()?;
        let name: Box<str> = lossy(rest.get(space + 1..nul)?).into();
        let id = ObjectId::from_bytes(rest.get(nul + 1..nul + 1 + width)?)?;
        rest = rest.get(nul + 1 + width..)?;
        // No folder can hold such a name: it would lead out of it.
        let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains('/');
        entries.extend(Kind::of_mode(mode).filter(|_| is_name(&name)).map(|kind| TreeEntry {
            name,
            kind,
            id,
        }));
    }
    Some(entries)
}

/// Lists everything in a tree, folder by folder, all folders of one depth at once.
pub(crate) fn list(objects: &mut Objects<'_>, root: ObjectId) -> Result<Listing, ObjectsError> {
    list_all(objects, vec![(String::new(), root)])
}

/// Lists everything in some trees, each at its own path. What several have alike at one path is listed
/// once.
pub(crate) fn list_all(
    objects: &mut Objects<'_>,
    mut folders: Vec<(String, ObjectId)>,
) -> Result<Listing, ObjectsError> {
    let width = objects.repository().format.width();
    let mut listing = Listing::empty();
    while !folders.is_empty() {
        folders.sort_unstable();
        folders.dedup();
        let ids: Vec<String> = folders.iter().map(|(_, id)| id.to_string()).collect();
        let mut below = Vec::new();
        objects.each(&ids, |at, answer| {
            let (Some((folder, _)), Some(entries)) = (folders.get(at), tree(answer, width)) else {
                listing.is_whole = false;
                return;
            };
            for entry in entries {
                let path =
                    if folder.is_empty() { entry.name.into() } else { join(folder, &entry.name) };
                let is_too_much = listing.entries.len() + below.len() >= MOST;
                if is_too_much || path.len() > LONGEST {
                    listing.is_whole = false;
                } else if entry.kind == Kind::Folder {
                    below.push((path, entry.id));
                } else {
                    let (path, kind, id) = (path.into(), entry.kind, entry.id);
                    listing.entries.push(Entry { path, kind, id });
                }
            }
        })?;
        folders = below;
    }
    listing.entries.sort_by(|a, b| (&a.path, a.id).cmp(&(&b.path, b.id)));
    listing.entries.dedup();
    Ok(listing)
}

fn join(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

fn tree(answer: Answer, width: usize) -> Option<Vec<TreeEntry>> {
    match answer {
        Answer::Found(Object { kind: ObjectKind::Tree, bytes, id: _ }) => parse(&bytes, width),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    }
}
