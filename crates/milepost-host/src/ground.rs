//! What lies on disk at a path of the project, never looking through a link.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use milepost_core::text::RepoPath;

use crate::files;

/// What is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OnDisk {
    /// It is there.
    There {
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// A folder on the way to it is a link, at this path; where that leads is not looked at.
    BehindLink(RepoPath),
    /// Nothing is there.
    Missing,
    /// It could not be looked at.
    Unknown,
}

/// A folder on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Open,
    Link,
    End,
    Unknown,
}

/// The files of a project, each folder looked at once.
pub(crate) struct Ground<'a> {
    root: &'a Path,
    folders: BTreeMap<RepoPath, Way>,
}

impl<'a> Ground<'a> {
    /// The files under a root.
    pub(crate) fn new(root: &'a Path) -> Self {
        Self { root, folders: BTreeMap::new() }
    }

    /// Where a path lies on disk.
    pub(crate) fn place(&self, path: &RepoPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// What lies at a path.
    pub(crate) fn look(&mut self, path: &RepoPath) -> OnDisk {
        if let Some(obstacle) = self.obstacle(path) {
            return obstacle;
        }
        match fs::symlink_metadata(self.place(path)) {
            Ok(seen) => OnDisk::There { is_folder: seen.is_dir() },
            Err(error) if files::is_absence(&error) => OnDisk::Missing,
            Err(_) => OnDisk::Unknown,
        }
    }

    /// What keeps one from getting to a path through folders alone.
    pub(crate) fn obstacle(&mut self, path: &RepoPath) -> Option<OnDisk> {
        folders(path).find_map(|folder| match self.way(&folder) {
            Way::Open => None,
            Way::Link => Some(OnDisk::BehindLink(folder)),
            Way::End => Some(OnDisk::Missing),
            Way::Unknown => Some(OnDisk::Unknown),
        })
    }

    fn way(&mut self, folder: &RepoPath) -> Way {
        if let Some(way) = self.folders.get(folder) {
            return *way;
        }
        let way = way(fs::symlink_metadata(self.place(folder)));
        self.folders.insert(folder.clone(), way);
        way
    }
}

fn way(seen: io::Result<fs::Metadata>) -> Way {
    match seen {
        Ok(seen) if seen.is_dir() => Way::Open,
        Ok(seen) if seen.is_symlink() => Way::Link,
        Ok(_) => Way::End,
        Err(error) if files::is_absence(&error) => Way::End,
        Err(_) => Way::Unknown,
    }
}

/// The folders that hold a path, the outermost first.
pub(crate) fn folders(path: &RepoPath) -> impl Iterator<Item = RepoPath> {
    let text = path.as_str();
    text.match_indices('/').filter_map(|(at, _)| RepoPath::new(text.get(..at)?))
}
