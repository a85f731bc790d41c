//! How records came to be in a ledger that is judged by a base: with the base, which had them once, or with
//! the change.
//!
//! A record is known by its line, not by the file that holds it: whoever copies one into a new segment has
//! not written it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use milepost_core::{base::Came, digest::Digest, evidence::ledger::lines_held};

use crate::{
    decode::lossy,
    git::{
        command, history,
        history::HistoryError,
        objects::{Answer, Objects},
        oid::ObjectId,
    },
    ledger::{FOLDER, LedgerError, brought::in_commit, read},
    view::Seen,
};

/// How some records came to be there. What is in no place that was looked at is beside the branches.
pub(crate) fn came(
    objects: &mut Objects<'_>,
    base: ObjectId,
    (root, seen): (&Path, &Seen),
    ids: &BTreeSet<Digest>,
) -> Result<BTreeMap<Digest, Came>, LedgerError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    if objects.repository().is_shallow {
        return Ok(ids.iter().map(|id| (*id, Came::CutOff)).collect());
    }
    let once = once_in(objects, base, ids)?;
    let mut here = BTreeSet::new();
    let take: &mut read::Take<'_> = &mut |path, read| {
        // What cannot be read is a problem of the ledger, and is told there.
        here.extend(read.map(|bytes| lines_held(path, bytes, ids)).unwrap_or_default());
    };
    match seen {
        Seen::WorkingTree { .. } => {
            read::on_disk(root, take)?;
        }
        Seen::Index { .. } | Seen::Commit { .. } => read::recorded(objects, seen, take)?,
    }
    let how = |id: &Digest| {
        if once.contains(id) {
            Came::WithTheBase
        } else if here.contains(id) {
            Came::WithTheChange
        } else {
            Came::Beside
        }
    };
    Ok(ids.iter().map(|id| (*id, how(id))).collect())
}

/// Those of some records that the ledger of a commit has, or had at any time before.
fn once_in(
    objects: &mut Objects<'_>,
    commit: ObjectId,
    ids: &BTreeSet<Digest>,
) -> Result<BTreeSet<Digest>, LedgerError> {
    let mut files: BTreeMap<ObjectId, String> = written(objects, commit)?;
    let now = in_commit(objects, commit)?.entries.into_iter();
    files.extend(now.map(|entry| (entry.id, entry.path.to_string())));
    let mut found = BTreeSet::new();
    for (id, path) in files {
        let Answer::Found(object) = objects.get(&id.to_string())? else {
            return Err(LedgerError::Partial { what: commit.to_string() });
        };
        found.extend(lines_held(&path, &object.bytes, ids));
    }
    Ok(found)
}

/// Every content that a file of the ledger had up to a commit, merges included, with its path there.
fn written(
    objects: &Objects<'_>,
    commit: ObjectId,
) -> Result<BTreeMap<ObjectId, String>, HistoryError> {
    let commit = commit.to_string();
    let arguments = [
        "log",
        "--format=%H",
        "--raw",
        "--no-abbrev",
        "-z",
        "-m",
        "--full-history",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--diff-filter=AM",
        &commit,
        "--",
        FOLDER,
    ];
    let output = command::git(objects.repository(), arguments)
        .output()
        .map_err(|source| HistoryError::Start { source })?;
    if !output.status.success() {
        return Err(HistoryError::Failed { stderr: lossy(&output.stderr) });
    }
    let changes = history::raw_changes(&output.stdout).into_iter().filter_map(|change| {
        let path = change.path.strip_prefix(FOLDER)?.strip_prefix('/')?.to_owned();
        Some((change.after, path))
    });
    Ok(changes.collect())
}
