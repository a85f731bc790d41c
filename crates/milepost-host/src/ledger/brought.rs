//! The segments that a change brings along: those that it has and its base has not.

use std::collections::BTreeSet;

use milepost_core::{
    digest::Digest,
    evidence::ledger::{Pack, PackName, SegmentName},
};

use crate::{
    git::{
        objects::{Answer, ObjectKind, Objects},
        oid::ObjectId,
        refs,
        tree::{self, Entry, Listing},
    },
    ledger::{FOLDER, LedgerError, read::REFERENCE},
    view::Seen,
};

/// The segments of a view, and of the reference beside the branches, that a base does not have.
///
/// What lies in a working tree and is in no commit was written here, and is no part of the change: so a
/// continuous integration that runs the gates itself is believed by itself.
pub(crate) fn brought(
    objects: &mut Objects<'_>,
    base: ObjectId,
    seen: &Seen,
) -> Result<BTreeSet<Digest>, LedgerError> {
    let mut there = match seen {
        Seen::WorkingTree { head: Some(head), .. } => committed(objects, *head)?,
        Seen::WorkingTree { head: None, .. } => BTreeSet::new(),
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            let entries = listing.inside(FOLDER).to_vec();
            segments(objects, &entries, &format!("{FOLDER}/"))?
        }
    };
    if let Some(id) = refs::named(objects, REFERENCE)? {
        let listing = listing(objects, &format!("{id}^{{tree}}"))?;
        there.extend(segments(objects, &listing.entries, "")?);
    }
    for known in committed(objects, base)? {
        there.remove(&known);
    }
    Ok(there)
}

/// The segments that a commit has.
pub(crate) fn committed(
    objects: &mut Objects<'_>,
    commit: ObjectId,
) -> Result<BTreeSet<Digest>, LedgerError> {
    let entries = in_commit(objects, commit)?.entries;
    segments(objects, &entries, "")
}

/// The files of the ledger that a commit has, seen from its folder.
pub(super) fn in_commit(
    objects: &mut Objects<'_>,
    commit: ObjectId,
) -> Result<Listing, LedgerError> {
    if objects.repository().is_partial {
        // That a name is not found does not say that it is not there; a whole tree without it does.
        let all = listing(objects, &format!("{commit}^{{tree}}"))?;
        if all.inside(FOLDER).is_empty() {
            return Ok(Listing::empty());
        }
    }
    listing(objects, &format!("{commit}:{FOLDER}"))
}

fn listing(objects: &mut Objects<'_>, name: &str) -> Result<Listing, LedgerError> {
    let partial = || LedgerError::Partial { what: name.to_owned() };
    let found = match objects.get(name)? {
        Answer::Found(object) if object.kind == ObjectKind::Tree => tree::list(objects, object.id)?,
        // Where objects may be missing, that it is not found does not say that it is not there.
        Answer::Missing if !objects.repository().is_partial => Listing::empty(),
        Answer::Found(_) | Answer::Missing | Answer::TooLarge { .. } | Answer::Ambiguous => {
            return Err(partial());
        }
    };
    if found.is_whole { Ok(found) } else { Err(partial()) }
}

/// The segments that some files hold, each in one of its own or in a pack.
fn segments(
    objects: &mut Objects<'_>,
    entries: &[Entry],
    prefix: &str,
) -> Result<BTreeSet<Digest>, LedgerError> {
    let mut found = BTreeSet::new();
    for entry in entries {
        let Some(path) = entry.path.strip_prefix(prefix) else { continue };
        if let Some(name) = SegmentName::new(path) {
            found.insert(name.digest());
        } else if let Some(name) = PackName::new(path) {
            let Answer::Found(object) = objects.get(&entry.id.to_string())? else {
                return Err(LedgerError::Partial { what: entry.path.to_string() });
            };
            // One that is damaged holds nothing that counts.
            let pack = Pack::parse(&name, &object.bytes);
            found.extend(pack.iter().flat_map(Pack::segments).map(|(name, _)| name.digest()));
        }
    }
    Ok(found)
}
