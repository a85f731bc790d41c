//! Looking up what a plan asks, in the tree it is judged at and on disk.

mod commits;
mod contents;
pub(crate) mod facts;
mod paths;
mod tags;
mod tails;

use std::{borrow::Cow, path::Path};

use milepost_core::{
    globs::Globs,
    repository::{Questions, Repository},
    text::RepoPath,
};

use crate::{
    git::{
        objects::{Objects, ObjectsError},
        tree::{self, Entry, Kind, Listing},
    },
    ignores::Ignores,
    view::{self, Known, Seen},
    workspace::LoadError,
};

/// The project on disk, and what is ignored in it from outside.
pub(crate) type Disk<'a> = (&'a Path, &'a Ignores);

/// What is known of a view when nothing is asked: no process is started for it.
pub(crate) fn unasked(objects: &Objects<'_>, seen: &Seen) -> Repository {
    let shallow = objects.repository().is_shallow;
    Repository { subject: seen.subject(), shallow, ..Repository::folder() }
}

/// Answers all questions about a view.
pub(crate) fn answer(
    objects: &mut Objects<'_>,
    seen: &Seen,
    disk: Option<Disk<'_>>,
    questions: &Questions,
) -> Result<Repository, LoadError> {
    let mut answers = unasked(objects, seen);
    let judged = match seen {
        Seen::Commit { known, .. } => Some(known.clone()),
        Seen::WorkingTree { head, .. } | Seen::Index { head, .. } => {
            head.map(|id| view::known(objects, id)).transpose()?
        }
    };
    answers.committed = judged.as_ref().map(|known| known.commit.committed);
    let listing = judged_listing(objects, seen, judged.as_ref())?;
    answers.paths = paths::states(&listing, seen, disk, &questions.paths);
    answers.tails = tails::matches(&listing, &questions.tails);
    for path in answers.tails.values().flatten() {
        if let Some(state) = paths::recorded(&listing, path) {
            answers.paths.insert(path.clone(), state);
        }
    }
    for glob in &questions.globs {
        // What is no glob, or cannot be counted here, stays without an answer.
        if let Some(count) = count(&listing, glob) {
            answers.globs.insert(glob.clone(), count);
        }
    }
    for place in &questions.scopes {
        answers.scopes.extend(files_in(&listing, place).map(|files| (place.clone(), files)));
    }
    let cited = commits::look_up(objects, judged.as_ref(), &questions.commits)?;
    answers.contents = contents::compare(objects, &listing, &cited, &questions.contents)?;
    answers.commits = cited.into_iter().map(|(prefix, cited)| (prefix, cited.state)).collect();
    answers.tags = tags::all(objects)?;
    answers.facts = facts::answer(objects, seen, disk, &answers.tags, &questions.facts)?;
    Ok(answers)
}

/// Everything in the tree that claims are judged at.
fn judged_listing<'a>(
    objects: &mut Objects<'_>,
    seen: &'a Seen,
    judged: Option<&Known>,
) -> Result<Cow<'a, Listing>, ObjectsError> {
    match (seen, judged) {
        (Seen::Index { listing, .. } | Seen::Commit { listing, .. }, _) => {
            Ok(Cow::Borrowed(listing))
        }
        (Seen::WorkingTree { .. }, None) => Ok(Cow::Owned(Listing::empty())),
        (Seen::WorkingTree { index, .. }, Some(known)) => {
            // Git notes the tree that the index makes: where it is the one of the commit, nothing
            // is staged, and the index lists that tree.
            if index.tree == Some(known.commit.tree) && !index.is_sparse {
                Ok(Cow::Borrowed(&index.listing))
            } else {
                Ok(Cow::Owned(tree::list(objects, known.commit.tree)?))
            }
        }
    }
}

/// How many files match a glob.
fn count(listing: &Listing, glob: &str) -> Option<usize> {
    let globs = Globs::new([glob]).ok()?;
    let files = matching(listing, glob, &globs).filter(|entry| entry.kind != Kind::Submodule);
    listing.is_whole.then(|| files.count())
}

/// The files that a path or glob takes in.
fn files_in(listing: &Listing, place: &str) -> Option<Vec<RepoPath>> {
    let globs = Globs::new([place]).ok()?;
    let files = matching(listing, place, &globs).filter_map(Entry::repo_path);
    listing.is_whole.then(|| files.collect())
}

/// The entries that match a glob; only those in the folder that it begins with are looked at.
fn matching<'a>(
    listing: &'a Listing,
    glob: &str,
    globs: &'a Globs,
) -> impl Iterator<Item = &'a Entry> {
    let folder = fixed_folder(glob);
    let entries = if folder.is_empty() { &listing.entries } else { listing.inside(&folder) };
    entries.iter().filter(|entry| entry.repo_path().is_some_and(|path| globs.matches(&path)))
}

/// The folder that a glob begins with, before anything that could match two names.
fn fixed_folder(glob: &str) -> String {
    let is_fixed = |part: &&str| !part.contains(['*', '?', '[', '{', '\\', '}', ']']);
    let folders = glob.rsplit_once('/').map_or("", |(folders, _)| folders);
    // An alternation may hold a `/`, so that its parts look fixed: stop at the first open one.
    let parts: Vec<&str> = folders
        .split('/')
        .filter(|part| *part != "." && !part.is_empty())
        .take_while(is_fixed)
        .collect();
    parts.join("/")
}
