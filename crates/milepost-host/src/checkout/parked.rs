//! What some gates keep from run to run, out of the way of those that do not.
//!
//! Gates share checkouts. What one of them keeps must not be seen by another, and must still be there
//! when its own turn comes: meanwhile it lies beside the tree.

use std::{
    fs,
    path::{Path, PathBuf},
};

use milepost_core::{digest::Digest, text::RepoPath};

use crate::{
    checkout::sweep,
    ground::{Ground, OnDisk},
};

/// Beside a tree, the kept paths that a run does not want.
pub(super) struct Parked<'a> {
    folder: PathBuf,
    tree: &'a Path,
}

impl<'a> Parked<'a> {
    pub(super) fn new(checkout: &Path, tree: &'a Path) -> Self {
        Self { folder: checkout.join("kept"), tree }
    }

    /// Brings what is kept to its place, and everything that other runs keep out of it.
    ///
    /// What cannot be moved stays, and is cleaned away as anything that a run leaves.
    pub(super) fn change(&self, keep: &[RepoPath]) {
        let mut known = self.known();
        for path in known.iter().filter(|path| !keep.contains(path)) {
            // What lies in a kept folder, or around one, goes with it.
            if !keep.iter().any(|kept| within(path, kept) || within(kept, path)) {
                self.park(path);
            }
        }
        for path in keep {
            self.fetch(path);
        }
        let before = known.len();
        known.extend(keep.iter().filter(|path| !known.contains(path)).cloned().collect::<Vec<_>>());
        if known.len() > before {
            self.remember(&known);
        }
    }

    fn park(&self, path: &RepoPath) {
        let Some(place) = self.reachable(path).filter(|place| is_there(place)) else { return };
        let aim = self.aim(path);
        if sweep::remove(&aim).is_ok() {
            attempt(&fs::rename(place, aim));
        }
    }

    fn fetch(&self, path: &RepoPath) {
        let aim = self.aim(path);
        let Some(place) = self.reachable(path).filter(|place| !is_there(place)) else { return };
        if is_there(&aim) && place.parent().is_some_and(|it| fs::create_dir_all(it).is_ok()) {
            attempt(&fs::rename(aim, place));
        }
    }

    /// Where a path lies in the tree, if no link stands on the way to it.
    fn reachable(&self, path: &RepoPath) -> Option<PathBuf> {
        let mut ground = Ground::new(self.tree);
        match ground.obstacle(path) {
            None | Some(OnDisk::Missing) => Some(ground.place(path)),
            Some(OnDisk::There { .. } | OnDisk::BehindLink(_) | OnDisk::Unknown) => None,
        }
    }

    fn aim(&self, path: &RepoPath) -> PathBuf {
        self.folder.join(Digest::of(path.as_str().as_bytes()).short())
    }

    /// The paths that runs in this checkout have kept.
    fn known(&self) -> Vec<RepoPath> {
        let text = fs::read_to_string(self.folder.join("paths")).unwrap_or_default();
        text.split('\0').filter_map(RepoPath::new).collect()
    }

    fn remember(&self, paths: &[RepoPath]) {
        let text: Vec<&str> = paths.iter().map(RepoPath::as_str).collect();
        attempt(&fs::create_dir_all(&self.folder));
        attempt(&fs::write(self.folder.join("paths"), text.join("\0")));
    }
}

fn within(path: &RepoPath, folder: &RepoPath) -> bool {
    let rest = path.as_str().strip_prefix(folder.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Keeping is a matter of speed: where it does not succeed, a run begins with less.
fn attempt(result: &std::io::Result<()>) {
    match result {
        Ok(()) | Err(_) => {}
    }
}
