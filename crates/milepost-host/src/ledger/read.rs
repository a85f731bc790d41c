//! Finding the files of a ledger. Nothing that is there is passed over in silence.

use std::{error::Error as _, fs, path::Path};

use milepost_core::text::RepoPath;

use crate::{
    decode::lossy,
    files,
    git::{
        objects::{Answer, ObjectKind, Objects},
        oid::ObjectId,
        refs,
        tree::{self, Entry, Kind},
    },
    ledger::{FOLDER, LedgerError, UNFINISHED},
    view::Seen,
};

/// The reference that carries a ledger beside the branches.
pub(super) const REFERENCE: &str = "refs/milepost/ledger";

/// Takes a file, by its path in the ledger, with its bytes or why there are none.
pub(super) type Take<'a> = dyn FnMut(&str, Result<&[u8], &str>) + 'a;

/// Reads the files in the working tree. Gives those that are not finished.
pub(super) fn on_disk(root: &Path, take: &mut Take<'_>) -> Result<Vec<RepoPath>, LedgerError> {
    let mut leftovers = Vec::new();
    for part in [".milepost", FOLDER] {
        let path = root.join(part);
        let refused = |source| LedgerError::List { path: path.clone(), source };
        match fs::symlink_metadata(&path) {
            Ok(seen) if seen.is_symlink() => return Err(LedgerError::Link { path }),
            Ok(seen) if !seen.is_dir() => return Err(LedgerError::NoFolder { path }),
            Ok(_folder) => {}
            Err(error) if files::is_absence(&error) => return Ok(leftovers),
            Err(error) => return Err(refused(error)),
        }
    }
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(FOLDER).join(&folder);
        let refused = |source| LedgerError::List { path: path.clone(), source };
        for entry in fs::read_dir(&path).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let name = lossy(entry.file_name().as_encoded_bytes());
            let inside = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if entry.file_type().map_err(refused)?.is_dir() {
                folders.push(inside);
            } else if name.starts_with(UNFINISHED) {
                leftovers.extend(RepoPath::new(&format!("{FOLDER}/{inside}")));
            } else {
                match files::read(&entry.path()) {
                    Ok(bytes) => take(&inside, Ok(&bytes)),
                    Err(error) => {
                        let cause = error.source().map(|cause| format!(": {cause}"));
                        take(&inside, Err(&format!("{error}{}", cause.unwrap_or_default())));
                    }
                }
            }
        }
    }
    leftovers.sort();
    Ok(leftovers)
}

/// Reads the files that a commit or the index has.
pub(super) fn recorded(
    objects: &mut Objects<'_>,
    seen: &Seen,
    take: &mut Take<'_>,
) -> Result<(), LedgerError> {
    let (listing, what) = match seen {
        Seen::Commit { known, listing, .. } => (listing, known.id.to_string()),
        Seen::Index { listing, .. } => (listing, "the index".to_owned()),
        Seen::WorkingTree { .. } => return Ok(()),
    };
    if !listing.is_whole {
        return Err(LedgerError::Partial { what });
    }
    if listing.get(FOLDER).or_else(|| listing.get(".milepost")).is_some() {
        return Err(LedgerError::NoFolder { path: FOLDER.into() });
    }
    each(objects, listing.inside(FOLDER), &format!("{FOLDER}/"), take)
}

/// Reads the files under the reference, if there is one.
pub(super) fn under_reference(
    objects: &mut Objects<'_>,
    take: &mut Take<'_>,
) -> Result<(), LedgerError> {
    match refs::named(objects, REFERENCE)? {
        Some(id) => carried_by(objects, id, take),
        None => Ok(()),
    }
}

/// Reads the files that a commit of the reference has; its tree is nothing but a ledger.
pub(super) fn carried_by(
    objects: &mut Objects<'_>,
    id: ObjectId,
    take: &mut Take<'_>,
) -> Result<(), LedgerError> {
    let partial = || LedgerError::Partial { what: REFERENCE.to_owned() };
    let root = match objects.get(&format!("{id}^{{tree}}"))? {
        Answer::Found(object) if object.kind == ObjectKind::Tree => object.id,
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            return Err(partial());
        }
    };
    let listing = tree::list(objects, root)?;
    if !listing.is_whole {
        return Err(partial());
    }
    each(objects, &listing.entries, "", take)
}

fn each(
    objects: &mut Objects<'_>,
    entries: &[Entry],
    prefix: &str,
    take: &mut Take<'_>,
) -> Result<(), LedgerError> {
    let inside = |entry: &Entry| entry.path.strip_prefix(prefix).unwrap_or_default().to_owned();
    let (files, others): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|entry| entry.kind == Kind::File);
    for other in others {
        take(&inside(other), Err("it is no plain file"));
    }
    let ids: Vec<String> = files.iter().map(|entry| entry.id.to_string()).collect();
    objects.each(&ids, |at, answer| {
        let Some(entry) = files.get(at) else { return };
        match answer {
            Answer::Found(object) => take(&inside(entry), Ok(&object.bytes)),
            Answer::TooLarge { size } => {
                take(&inside(entry), Err(&format!("it has {size} bytes, too many to read")));
            }
            Answer::Missing | Answer::Ambiguous => {
                take(&inside(entry), Err("its content is not in this clone"));
            }
        }
    })?;
    Ok(())
}
