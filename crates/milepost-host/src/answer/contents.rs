//! What lay at a path when a commit was cited, and what lies there now.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    globs::Globs,
    id::CommitPrefix,
    repository::{Compared, Content},
};

use crate::{
    answer::{commits::Cited, fixed_folder, matching},
    git::{
        objects::{Objects, ObjectsError},
        tree::{Entry, Listing, Trees},
    },
};

type Key = (CommitPrefix, Box<str>);

/// Compares the contents asked for. What cannot be looked up here stays without an answer.
pub(super) fn compare(
    objects: &mut Objects<'_>,
    judged: &Listing,
    commits: &BTreeMap<CommitPrefix, Cited>,
    questions: &BTreeSet<Key>,
) -> Result<BTreeMap<Key, Compared>, ObjectsError> {
    let mut trees = Trees::default();
    let mut answers = BTreeMap::new();
    for key in questions {
        let (commit, place) = key;
        let Some(root) = commits.get(commit).and_then(|cited| cited.tree) else { continue };
        let Some(choice) = Choice::new(place) else { continue };
        let then = trees.below(objects, root, &choice.folder())?;
        if !then.is_whole || !judged.is_whole {
            continue;
        }
        let compared = Compared { cited: choice.of(&then), judged: choice.of(judged) };
        answers.insert(key.clone(), compared);
    }
    Ok(answers)
}

/// Which entries a path or glob means.
enum Choice<'a> {
    Path(&'a str),
    Glob(&'a str, Globs),
}

impl<'a> Choice<'a> {
    fn new(place: &'a str) -> Option<Self> {
        if !place.contains(['*', '?', '[', '{']) {
            return Some(Self::Path(place));
        }
        Some(Self::Glob(place, Globs::new([place]).ok()?))
    }

    /// The path that all of them lie at or below.
    fn folder(&self) -> String {
        match self {
            Self::Path(path) => (*path).to_owned(),
            Self::Glob(glob, _) => fixed_folder(glob),
        }
    }

    fn of(&self, listing: &Listing) -> Content {
        match self {
            Self::Path(path) => content(listing.get(path).into_iter().chain(listing.inside(path))),
            Self::Glob(glob, globs) => content(matching(listing, glob, globs)),
        }
    }
}

fn content<'a>(entries: impl Iterator<Item = &'a Entry>) -> Content {
    entries.filter_map(|entry| Some((entry.repo_path()?, entry.id.to_string().into()))).collect()
}
