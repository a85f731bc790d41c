//! The documents that lie on disk and that git does not ignore.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use milepost_core::text::RepoPath;
use rayon::prelude::*;

use crate::{decode::lossy, files, ignores::Ignores};

/// A folder could not be listed.
#[derive(Debug, thiserror::Error)]
#[error("could not list the folder {}", path.display())]
pub struct WalkError {
    /// The folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// One folder to look into.
struct Folder {
    path: PathBuf,
    within: String,
    /// Whether `within` is only nearly its path, which is not UTF-8.
    is_misnamed: bool,
    ignores: Ignores,
}

/// What one folder holds.
#[derive(Default)]
struct Content {
    documents: Vec<RepoPath>,
    misnamed: Vec<RepoPath>,
    folders: Vec<Folder>,
    closed: Option<(RepoPath, io::Error)>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The documents.
    pub(crate) documents: Vec<RepoPath>,
    /// Documents whose path is not UTF-8, so that nobody can be told of it: as near as can be.
    pub(crate) misnamed: Vec<RepoPath>,
    /// All folders that were listed.
    pub(crate) folders: Vec<String>,
    /// Folders that could not be listed: what is in them is not known.
    pub(crate) closed: Vec<(RepoPath, io::Error)>,
}

/// Finds everything that `is_wanted` under a root: no links are followed, hidden folders, ignored
/// ones and repositories of their own are left out. All folders of one depth are read at once.
pub(crate) fn find(
    root: &Path,
    outside: &Ignores,
    is_wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Found, WalkError> {
    let start = Folder {
        path: root.to_owned(),
        within: String::new(),
        is_misnamed: false,
        ignores: outside.clone(),
    };
    let mut found = Found::default();
    let mut folders = vec![start];
    while !folders.is_empty() {
        let contents: Result<Vec<Content>, WalkError> =
            folders.par_iter().map(|folder| look_into(folder, is_wanted)).collect();
        let listed = std::mem::take(&mut folders);
        found.folders.extend(listed.into_iter().map(|folder| folder.within));
        for content in contents? {
            found.documents.extend(content.documents);
            found.misnamed.extend(content.misnamed);
            found.closed.extend(content.closed);
            folders.extend(content.folders);
        }
    }
    Ok(found)
}

fn look_into(
    folder: &Folder,
    is_wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Content, WalkError> {
    let is_root = folder.within.is_empty();
    let refused = |source| WalkError { path: folder.path.clone(), source };
    let listing = fs::read_dir(&folder.path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries: Vec<fs::DirEntry> = match (listing, RepoPath::new(&folder.within)) {
        (Ok(entries), _) => entries,
        (Err(error), None) => return Err(refused(error)),
        // A folder that has just vanished holds nothing.
        (Err(error), Some(_)) if files::is_absence(&error) => return Ok(Content::default()),
        (Err(error), Some(path)) => {
            return Ok(Content { closed: Some((path, error)), ..Content::default() });
        }
    };
    let has = |name: &str| entries.iter().any(|entry| entry.file_name() == name);
    if !is_root && has(".git") {
        return Ok(Content::default());
    }
    let ignores =
        if has(".gitignore") { folder.ignores.enter(&folder.path) } else { folder.ignores.clone() };
    let mut content = Content::default();
    for entry in entries {
        content.sort_in(folder, &ignores, &entry, is_wanted).map_err(refused)?;
    }
    Ok(content)
}

impl Content {
    fn sort_in(
        &mut self,
        folder: &Folder,
        ignores: &Ignores,
        entry: &fs::DirEntry,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> io::Result<()> {
        let name = entry.file_name();
        let is_misnamed = folder.is_misnamed || name.to_str().is_none();
        let name = lossy(name.as_encoded_bytes());
        let within = match &*folder.within {
            "" => name.clone(),
            around => format!("{around}/{name}"),
        };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let path = entry.path();
            if !name.starts_with('.') && !ignores.ignores(&path, true) {
                self.folders.push(Folder { path, within, is_misnamed, ignores: ignores.clone() });
            }
        } else if !kind.is_symlink() && is_wanted(&within) && !ignores.ignores(&entry.path(), false)
        {
            let found = if is_misnamed { &mut self.misnamed } else { &mut self.documents };
            found.extend(RepoPath::new(&within));
        }
        Ok(())
    }
}
