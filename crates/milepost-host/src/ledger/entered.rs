//! When segments entered the history: the moment at which the keys behind them must have been valid.
//!
//! A commit dates itself. One that says it is older than its own parents is taken to be as new as
//! the newest of them, so that nobody dates a signature back behind what it stands on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{
    digest::Digest,
    evidence::ledger::{Pack, PackName, SegmentName},
};

use crate::{
    decode::lossy,
    git::{
        command, history,
        history::HistoryError,
        objects::{Answer, Objects},
        oid::ObjectId,
    },
    ledger::{FOLDER, LedgerError},
};

/// When each segment of the history of a commit entered it. What is not there has not yet.
pub(crate) fn entered(
    objects: &mut Objects<'_>,
    commit: ObjectId,
) -> Result<BTreeMap<Digest, Timestamp>, LedgerError> {
    let mut entered: BTreeMap<Digest, Timestamp> = BTreeMap::new();
    for added in walked(objects, commit)? {
        let at = time(objects, &added)?;
        for digest in held(objects, &added)? {
            let first = entered.entry(digest).or_insert(at);
            *first = at.min(*first);
        }
    }
    Ok(entered)
}

/// A file that a commit added.
struct Added {
    commit: ObjectId,
    path: String,
    content: ObjectId,
}

fn time(objects: &mut Objects<'_>, added: &Added) -> Result<Timestamp, LedgerError> {
    let partial = || LedgerError::Partial { what: added.commit.to_string() };
    let commit = history::commit(objects, added.commit)?.ok_or_else(partial)?;
    Ok(history::made(objects, &commit)?)
}

/// The segments that a file holds.
fn held(objects: &mut Objects<'_>, added: &Added) -> Result<Vec<Digest>, LedgerError> {
    if let Some(name) = SegmentName::new(&added.path) {
        return Ok(vec![name.digest()]);
    }
    let Some(name) = PackName::new(&added.path) else { return Ok(Vec::new()) };
    let Answer::Found(object) = objects.get(&added.content.to_string())? else {
        return Err(LedgerError::Partial { what: added.commit.to_string() });
    };
    let pack = Pack::parse(&name, &object.bytes);
    Ok(pack.iter().flat_map(Pack::segments).map(|(name, _)| name.digest()).collect())
}

/// Every file that a commit added to the ledger, in one walk.
fn walked(objects: &Objects<'_>, commit: ObjectId) -> Result<Vec<Added>, HistoryError> {
    let commit = commit.to_string();
    let arguments = [
        "log",
        "--format=%H",
        "--raw",
        "--no-abbrev",
        "-z",
        "--full-history",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--diff-filter=A",
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
    let found = history::raw_changes(&output.stdout).into_iter().filter_map(|change| {
        let path = change.path.strip_prefix(FOLDER)?.strip_prefix('/')?.to_owned();
        Some(Added { commit: change.commit, path, content: change.after })
    });
    Ok(found.collect())
}
