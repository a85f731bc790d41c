//! The project tree: a commit's tree without some paths, and the files that globs name in a tree.
//!
//! Tree objects are hashed again only along the paths that are left out; all else keeps the name
//! that git gave it.

use std::collections::{BTreeMap, btree_map::Entry};

use milepost_core::{globs::Globs, text::RepoPath};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use crate::git::{
    objects::{Answer, Object, ObjectKind, Objects, ObjectsError},
    oid::{Format, ObjectId},
};

/// No tree is looked into deeper: no system could check it out.
const DEEPEST: usize = 512;

/// One line of a tree object, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RawEntry {
    mode: Vec<u8>,
    name: Vec<u8>,
    id: ObjectId,
}

impl RawEntry {
    fn is_folder(&self) -> bool {
        self.mode == b"40000"
    }
}

/// A file, link or submodule of a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// Its path.
    pub(crate) path: RepoPath,
    /// Its mode, as git writes it: `100644`, `100755`, `120000`, `160000`.
    pub(crate) mode: Box<str>,
    /// Its content.
    pub(crate) id: ObjectId,
}

/// Tree objects as bytes, each read once: neighbouring trees share nearly all of theirs.
#[derive(Default)]
pub(crate) struct RawTrees {
    known: BTreeMap<ObjectId, Option<Vec<RawEntry>>>,
}

impl RawTrees {
    fn get(
        &mut self,
        objects: &mut Objects<'_>,
        id: ObjectId,
    ) -> Result<Option<&[RawEntry]>, ObjectsError> {
        let known = match self.known.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let width = objects.repository().format.width();
                place.insert(match objects.get(&id.to_string())? {
                    Answer::Found(Object { kind: ObjectKind::Tree, bytes, id: _ }) => {
                        parse(&bytes, width)
                    }
                    Answer::Found(_)
                    | Answer::TooLarge { .. }
                    | Answer::Missing
                    | Answer::Ambiguous => None,
                })
            }
        };
        Ok(known.as_deref())
    }

    /// The name of a tree without the given files and folders; nothing where an object is not here.
    pub(crate) fn without(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        left_out: &[RepoPath],
    ) -> Result<Option<ObjectId>, ObjectsError> {
        let paths: Vec<&str> = left_out.iter().map(RepoPath::as_str).collect();
        let format = objects.repository().format;
        match self.prune(objects, root, &paths, DEEPEST)? {
            Pruned::Tree(id) => Ok(Some(id)),
            // Git has a name for the tree that holds nothing.
            Pruned::Empty => Ok(Some(hash(format, &[]))),
            Pruned::Missing => Ok(None),
        }
    }

    fn prune(
        &mut self,
        objects: &mut Objects<'_>,
        tree: ObjectId,
        paths: &[&str],
        depth: usize,
    ) -> Result<Pruned, ObjectsError> {
        if paths.is_empty() {
            return Ok(Pruned::Tree(tree));
        }
        let Some(entries) = self.get(objects, tree)? else { return Ok(Pruned::Missing) };
        if depth == 0 {
            return Ok(Pruned::Missing);
        }
        let entries = entries.to_vec();
        let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths {
            let (name, rest) = path.split_once('/').unwrap_or((path, ""));
            below.entry(name).or_default().push(rest);
        }
        let mut kept = Vec::with_capacity(entries.len());
        for mut entry in entries {
            let name = std::str::from_utf8(&entry.name).ok();
            let Some(rest) = name.and_then(|name| below.get(name)) else {
                kept.push(entry);
                continue;
            };
            if rest.contains(&"") {
                continue;
            }
            if entry.is_folder() {
                match self.prune(objects, entry.id, rest, depth - 1)? {
                    Pruned::Tree(id) => entry.id = id,
                    Pruned::Empty => continue,
                    Pruned::Missing => return Ok(Pruned::Missing),
                }
            }
            kept.push(entry);
        }
        if kept.is_empty() {
            return Ok(Pruned::Empty);
        }
        Ok(Pruned::Tree(hash(objects.repository().format, &kept)))
    }

    /// Whether a path names anything in a tree.
    pub(crate) fn holds(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        path: &RepoPath,
    ) -> Result<bool, ObjectsError> {
        Ok(self.entry(objects, root, path)?.is_some())
    }

    /// The content of a plain file in a tree, by its name.
    pub(crate) fn file(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        path: &RepoPath,
    ) -> Result<Option<ObjectId>, ObjectsError> {
        let entry = self.entry(objects, root, path)?;
        let is_file = |entry: &&RawEntry| matches!(&*entry.mode, b"100644" | b"100755");
        Ok(entry.filter(is_file).map(|entry| entry.id))
    }

    fn entry(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        path: &RepoPath,
    ) -> Result<Option<&RawEntry>, ObjectsError> {
        let mut at = root;
        let (folders, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            let entries = self.get(objects, at)?.unwrap_or_default();
            let found = entries.iter().find(|entry| entry.name == folder.as_bytes());
            let Some(folder) = found.filter(|entry| entry.is_folder()) else { return Ok(None) };
            at = folder.id;
        }
        let entries = self.get(objects, at)?.unwrap_or_default();
        Ok(entries.iter().find(|entry| entry.name == name.as_bytes()))
    }

    /// Everything in a tree that globs name, sorted by path; nothing where an object is not here.
    pub(crate) fn matching(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        globs: &Globs,
    ) -> Result<Option<Vec<Named>>, ObjectsError> {
        let mut found = Vec::new();
        let mut folders = vec![(String::new(), root, 0)];
        while let Some((folder, id, depth)) = folders.pop() {
            let Some(entries) = self.get(objects, id)? else { return Ok(None) };
            if depth > DEEPEST {
                return Ok(None);
            }
            for entry in entries {
                // A path that is no text can be named by no glob.
                let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
                let path =
                    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                if entry.is_folder() {
                    folders.push((path, entry.id, depth + 1));
                    continue;
                }
                let Some(path) = RepoPath::new(&path).filter(|path| globs.matches(path)) else {
                    continue;
                };
                let mode = String::from_utf8_lossy(&entry.mode).into();
                found.push(Named { path, mode, id: entry.id });
            }
        }
        found.sort();
        Ok(Some(found))
    }
}

enum Pruned {
    Tree(ObjectId),
    Empty,
    Missing,
}

/// `<mode> <name>\0<id>` over and over.
fn parse(bytes: &[u8], width: usize) -> Option<Vec<RawEntry>> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let nul = rest.iter().position(|byte| *byte == 0).filter(|nul| *nul > space)?;
        let id = ObjectId::from_bytes(rest.get(nul + 1..nul + 1 + width)?)?;
        entries.push(RawEntry {
            mode: rest.get(..space)?.to_vec(),
            name: rest.get(space + 1..nul)?.to_vec(),
            id,
        });
        rest = rest.get(nul + 1 + width..)?;
    }
    Some(entries)
}

/// The name of a tree object, which is the digest of its header and lines.
fn hash(format: Format, entries: &[RawEntry]) -> ObjectId {
    let mut body = Vec::new();
    for entry in entries {
        body.extend_from_slice(&entry.mode);
        body.push(b' ');
        body.extend_from_slice(&entry.name);
        body.push(0);
        body.extend_from_slice(entry.id.as_bytes());
    }
    let header = format!("tree {}\0", body.len());
    let digest = match format {
        Format::Sha1 => Sha1::new().chain_update(header).chain_update(body).finalize().to_vec(),
        Format::Sha256 => Sha256::new().chain_update(header).chain_update(body).finalize().to_vec(),
    };
    ObjectId::from_bytes(&digest).expect("a digest has as many bytes as an id of its format")
}

#[cfg(test)]
mod tests {
    use super::{hash, parse};
    use crate::git::oid::{Format, ObjectId};

    #[test]
    fn the_empty_tree_has_the_name_that_git_gives_it() {
        let name = |format| hash(format, &[]).to_string();
        assert_eq!(name(Format::Sha1), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        assert_eq!(
            name(Format::Sha256),
            "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
        );
    }

    #[test]
    fn a_tree_has_the_name_that_git_gives_it() {
        // `git mktree` with one empty file called `a`.
        let blob = ObjectId::from_hex("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").unwrap();
        let mut bytes = b"100644 a\0".to_vec();
        bytes.extend_from_slice(blob.as_bytes());
        let entries = parse(&bytes, 20).unwrap();
        let name = hash(Format::Sha1, &entries).to_string();
        assert_eq!(name, "496d6428b9cf92981dc9495211e6e1120fb6f2ba");
        assert_eq!(parse(&bytes[..20], 20), None);
    }
}
