//! What git history says of a ledger: whatever was once in it must still be.

use std::collections::BTreeMap;

use milepost_core::evidence::ledger::{Ledger, LedgerProblem, Loss, Pack, PackName, SegmentName};

use crate::{
    decode::lossy,
    git::{
        command, history,
        history::HistoryError,
        objects::{Answer, Objects},
        oid::ObjectId,
        tree,
    },
    ledger::{FOLDER, LedgerError, brought::in_commit},
};

/// One file that a commit took away or changed.
struct Change {
    commit: ObjectId,
    how: Loss,
    path: String,
    /// The content that it had.
    before: ObjectId,
}

/// What is in the history of a commit, or in it, and not in a ledger.
pub(super) fn losses(
    objects: &mut Objects<'_>,
    commit: ObjectId,
    ledger: &Ledger,
) -> Result<Vec<LedgerProblem>, LedgerError> {
    let mut changes = walked(objects, None, commit)?;
    changes.extend(uncommitted(objects, commit)?);
    lost(objects, changes, ledger)
}

/// What a range of history took away from a ledger: what was there at its beginning, or was added since,
/// and is not in what is looked at.
pub(crate) fn rewritten(
    objects: &mut Objects<'_>,
    from: ObjectId,
    to: ObjectId,
    ledger: &Ledger,
) -> Result<Vec<LedgerProblem>, LedgerError> {
    let mut changes = walked(objects, Some(from), to)?;
    for commit in [to, from] {
        changes.extend(uncommitted(objects, commit)?);
    }
    lost(objects, changes, ledger)
}

/// What some changes took away and a ledger has not.
fn lost(
    objects: &mut Objects<'_>,
    changes: Vec<Change>,
    ledger: &Ledger,
) -> Result<Vec<LedgerProblem>, LedgerError> {
    // The newest change of each segment: a merge shows one for each parent.
    let mut lost = BTreeMap::new();
    for change in changes {
        for name in held(objects, &change)? {
            if ledger.segments.binary_search(&name).is_err() {
                lost.entry(name).or_insert((change.how, change.commit.commit()));
            }
        }
    }
    let lost = lost.into_iter();
    let problem = |(name, (how, commit)): (SegmentName, _)| {
        let path = name.as_str().into();
        LedgerProblem::Lost { path, how, commit }
    };
    Ok(lost.map(problem).collect())
}

/// The segments that the content had which is gone.
fn held(objects: &mut Objects<'_>, change: &Change) -> Result<Vec<SegmentName>, LedgerError> {
    if let Some(name) = SegmentName::new(&change.path) {
        return Ok(vec![name]);
    }
    let Some(name) = PackName::new(&change.path) else { return Ok(Vec::new()) };
    let Answer::Found(object) = objects.get(&change.before.to_string())? else {
        return Err(LedgerError::Partial { what: change.commit.to_string() });
    };
    // A pack that was damaged already had nothing to lose here: that was said when it was altered.
    let pack = Pack::parse(&name, &object.bytes);
    Ok(pack.iter().flat_map(Pack::segments).map(|(name, _)| name.clone()).collect())
}

/// Everything in the ledger of a commit, as if it had been taken away since.
fn uncommitted(objects: &mut Objects<'_>, commit: ObjectId) -> Result<Vec<Change>, LedgerError> {
    let listing = in_commit(objects, commit)?;
    let change = |entry: tree::Entry| {
        let path = entry.path.into();
        Change { commit, how: Loss::Since, path, before: entry.id }
    };
    Ok(listing.entries.into_iter().map(change).collect())
}

/// What the commits up to one, and after another, took away or changed.
fn walked(
    objects: &Objects<'_>,
    after: Option<ObjectId>,
    commit: ObjectId,
) -> Result<Vec<Change>, HistoryError> {
    let range = match after {
        Some(after) => format!("{after}..{commit}"),
        None => commit.to_string(),
    };
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
        "--diff-filter=DMT",
        &range,
        "--",
        FOLDER,
    ];
    let output = command::git(objects.repository(), arguments)
        .output()
        .map_err(|source| HistoryError::Start { source })?;
    if !output.status.success() {
        return Err(HistoryError::Failed { stderr: lossy(&output.stderr) });
    }
    Ok(parsed(&output.stdout))
}

/// The changes to files of the ledger that git printed.
fn parsed(output: &[u8]) -> Vec<Change> {
    let changes = history::raw_changes(output).into_iter().filter_map(|change| {
        let path = change.path.strip_prefix(FOLDER)?.strip_prefix('/')?.to_owned();
        let how = if change.is_deletion { Loss::Deleted } else { Loss::Altered };
        Some(Change { commit: change.commit, how, path, before: change.before })
    });
    changes.collect()
}
