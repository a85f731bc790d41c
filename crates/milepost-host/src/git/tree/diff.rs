//! What differs between two trees, without looking into folders that are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use milepost_core::text::RepoPath;

use crate::git::{
    objects::{Objects, ObjectsError},
    oid::ObjectId,
    tree::{Kind, MOST, TreeEntry, Trees, join},
};

/// The paths of files, links and submodules that differ between two trees.
///
/// A tree that is not there differs from one that is in everything that one holds. Where an object
/// is missing here, the folder stands for what is in it.
pub(crate) fn changed(
    objects: &mut Objects<'_>,
    trees: &mut Trees,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
) -> Result<BTreeSet<RepoPath>, ObjectsError> {
    let mut found = BTreeSet::new();
    let mut folders = vec![(String::new(), before, after)];
    while let Some((folder, before, after)) = folders.pop() {
        if before == after || found.len() + folders.len() > MOST {
            continue;
        }
        let old = entries(objects, trees, before)?;
        let new = entries(objects, trees, after)?;
        let (Some(old), Some(new)) = (old, new) else {
            found.extend(RepoPath::new(&folder));
            continue;
        };
        for (name, (old, new)) in paired(&old, &new) {
            let path = if folder.is_empty() { name.to_owned() } else { join(&folder, name) };
            if same(old, new) {
                continue;
            }
            let is_folder = |entry: Option<&TreeEntry>| {
                entry.filter(|entry| entry.kind == Kind::Folder).map(|entry| entry.id)
            };
            let is_leaf =
                |entry: Option<&TreeEntry>| entry.is_some_and(|entry| entry.kind != Kind::Folder);
            if is_leaf(old) || is_leaf(new) {
                found.extend(RepoPath::new(&path));
            }
            let below = (is_folder(old), is_folder(new));
            if below != (None, None) {
                folders.push((path, below.0, below.1));
            }
        }
    }
    Ok(found)
}

fn entries(
    objects: &mut Objects<'_>,
    trees: &mut Trees,
    id: Option<ObjectId>,
) -> Result<Option<Rc<[TreeEntry]>>, ObjectsError> {
    match id {
        Some(id) => trees.get(objects, id),
        None => Ok(Some(Rc::new([]))),
    }
}

type Pair<'a> = (Option<&'a TreeEntry>, Option<&'a TreeEntry>);

fn paired<'a>(old: &'a [TreeEntry], new: &'a [TreeEntry]) -> BTreeMap<&'a str, Pair<'a>> {
    let mut pairs: BTreeMap<&str, Pair<'_>> = BTreeMap::new();
    for entry in old {
        pairs.entry(&entry.name).or_default().0 = Some(entry);
    }
    for entry in new {
        pairs.entry(&entry.name).or_default().1 = Some(entry);
    }
    pairs
}

fn same(old: Option<&TreeEntry>, new: Option<&TreeEntry>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => old.id == new.id && old.kind == new.kind,
        (Some(_) | None, Some(_) | None) => false,
    }
}
