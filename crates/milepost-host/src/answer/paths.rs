//! Whether cited paths are recorded, lie about untracked, or are missing.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{repository::PathState, text::RepoPath};

use crate::{
    answer::Disk,
    git::tree::{Kind, Listing},
    ground::{Ground, OnDisk, folders},
    ignores::Ignores,
    view::Seen,
};

/// The state of each path.
pub(super) fn states(
    listing: &Listing,
    seen: &Seen,
    disk: Option<Disk<'_>>,
    paths: &BTreeSet<RepoPath>,
) -> BTreeMap<RepoPath, PathState> {
    // What lies on disk says nothing about a commit that is looked at as it was recorded.
    let disk = match seen {
        Seen::WorkingTree { .. } | Seen::Index { .. } => disk,
        Seen::Commit { .. } => None,
    };
    let mut on_disk = disk.map(|disk| Untracked::new(disk, seen));
    let state = |path: &RepoPath| match (recorded(listing, path), &mut on_disk) {
        (Some(state), _) => state,
        (None, _) if !listing.is_whole => PathState::Unknown,
        (None, Some(on_disk)) => on_disk.state(path),
        (None, None) => PathState::Missing,
    };
    let mut state = state;
    paths.iter().map(|path| (path.clone(), state(path))).collect()
}

/// The state of a path that the judged tree holds.
pub(super) fn recorded(listing: &Listing, path: &RepoPath) -> Option<PathState> {
    listing.kind(path).map(|kind| match kind {
        Kind::File => PathState::File,
        Kind::Folder => PathState::Folder,
        Kind::Link => PathState::Link,
        Kind::Submodule => PathState::Submodule,
    })
}

/// Paths that the judged tree does not hold.
struct Untracked<'a> {
    ground: Ground<'a>,
    seen: &'a Seen,
    /// The rules that hold inside the root and the folders in it.
    ignores: BTreeMap<Option<RepoPath>, Ignores>,
}

impl<'a> Untracked<'a> {
    fn new((root, outside): Disk<'a>, seen: &'a Seen) -> Self {
        let ignores = [(None, outside.enter(root))].into();
        Self { ground: Ground::new(root), seen, ignores }
    }

    fn state(&mut self, path: &RepoPath) -> PathState {
        match self.ground.look(path) {
            OnDisk::There { is_folder } => self.state_on_disk(path, is_folder),
            // The link is what lies in this project; where it leads is not part of it.
            OnDisk::BehindLink(link) => self.state_on_disk(&link, false),
            OnDisk::Missing => PathState::Missing,
            OnDisk::Unknown => PathState::Unknown,
        }
    }

    fn state_on_disk(&mut self, path: &RepoPath, is_folder: bool) -> PathState {
        let is_ignored = !self.is_staged(path) && self.is_ignored(path, is_folder);
        if is_ignored { PathState::Ignored } else { PathState::Untracked }
    }

    /// What is staged is not ignored, whatever the rules say.
    fn is_staged(&self, path: &RepoPath) -> bool {
        match self.seen {
            Seen::WorkingTree { index, .. } => index.listing.get(path.as_str()).is_some(),
            Seen::Index { .. } | Seen::Commit { .. } => false,
        }
    }

    fn is_ignored(&mut self, path: &RepoPath, is_folder: bool) -> bool {
        let is_gits = |part: &str| part.eq_ignore_ascii_case(".git");
        if path.as_str().split('/').any(is_gits) {
            return true;
        }
        let mut within = self.ignores.get(&None).cloned().unwrap_or_default();
        for folder in folders(path) {
            let place = self.ground.place(&folder);
            if within.ignores(&place, true) {
                return true;
            }
            let inside = self.ignores.entry(Some(folder));
            within = inside.or_insert_with(|| within.enter(&place)).clone();
        }
        within.ignores(&self.ground.place(path), is_folder)
    }
}
