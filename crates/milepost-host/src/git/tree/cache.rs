//! Trees that were read before: neighbouring commits share nearly all of theirs.

use std::{collections::BTreeMap, rc::Rc};

use crate::git::{
    objects::{Objects, ObjectsError},
    oid::ObjectId,
    tree::{self, Entry, Kind, Listing, TreeEntry},
};

/// So many trees are kept at most.
const KEPT: usize = 20_000;

/// Reads trees, each once.
#[derive(Default)]
pub(crate) struct Trees {
    known: BTreeMap<ObjectId, Option<Rc<[TreeEntry]>>>,
}

impl Trees {
    /// The entries of a tree; nothing for one that is not here.
    pub(crate) fn get(
        &mut self,
        objects: &mut Objects<'_>,
        id: ObjectId,
    ) -> Result<Option<Rc<[TreeEntry]>>, ObjectsError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let answer = objects.get(&id.to_string())?;
        let width = objects.repository().format.width();
        let entries: Option<Rc<[TreeEntry]>> = tree::tree(answer, width).map(Into::into);
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(id, entries.clone());
        Ok(entries)
    }

    /// Everything at and below one path of a tree.
    pub(crate) fn below(
        &mut self,
        objects: &mut Objects<'_>,
        root: ObjectId,
        path: &str,
    ) -> Result<Listing, ObjectsError> {
        let mut at = TreeEntry { name: "".into(), kind: Kind::Folder, id: root };
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if at.kind != Kind::Folder {
                return Ok(Listing::empty());
            }
            let Some(entries) = self.get(objects, at.id)? else {
                return Ok(Listing { is_whole: false, ..Listing::empty() });
            };
            match entries.iter().find(|entry| *entry.name == *part) {
                Some(entry) => at = entry.clone(),
                None => return Ok(Listing::empty()),
            }
        }
        if at.kind == Kind::Folder {
            return tree::list_all(objects, vec![(path.to_owned(), at.id)]);
        }
        let entry = Entry { path: path.into(), kind: at.kind, id: at.id };
        Ok(Listing { entries: vec![entry], ..Listing::empty() })
    }
}
