//! Removing whatever a run left behind, with whatever permissions.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use milepost_core::{globs::Globs, text::RepoPath};

use super::store::gone;

/// Removes a file, a link or a whole folder; nothing there is fine. Links are not followed.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let Ok(seen) = fs::symlink_metadata(path) else { return Ok(()) };
    if !seen.is_dir() {
        return gone(fs::remove_file(path));
    }
    if fs::remove_dir_all(path).is_ok() {
        return Ok(());
    }
    // A folder that may not be listed or written to is one that a run has closed.
    for folder in folders(path) {
        match fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)) {
            // What stays closed is said by the removal.
            Ok(()) | Err(_) => {}
        }
    }
    gone(fs::remove_dir_all(path))
}

/// A folder and all below it, each opened before it is listed.
fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.to_owned()];
    let mut next = 0;
    while let Some(folder) = found.get(next).cloned() {
        next += 1;
        match fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)) {
            Ok(()) | Err(_) => {}
        }
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|it| it.is_dir());
        found.extend(entries.flatten().filter(is_folder).map(|entry| entry.path()));
    }
    found
}

/// Removes the files of a tree that reports would be taken from; `.git` is left alone.
pub(crate) fn remove_reports(tree: &Path, reports: &Globs) -> io::Result<()> {
    if reports.is_empty() {
        return Ok(());
    }
    let mut folders = vec![tree.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            let relative = path.strip_prefix(tree).ok().and_then(Path::to_str);
            let Some(name) = relative.and_then(RepoPath::new) else { continue };
            if name.as_str() == ".git" {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if reports.matches(&name) {
                gone(fs::remove_file(&path))?;
            }
        }
    }
    Ok(())
}

/// The files below a folder, as paths below a root. What cannot be looked at is listed as it is.
pub(super) fn files(root: &Path, folder: &Path) -> Vec<Box<str>> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let below = |path: &Path| {
            path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned().into()
        };
        let Ok(entries) = fs::read_dir(&folder) else {
            files.push(below(&folder));
            continue;
        };
        for entry in entries.flatten() {
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                folders.push(entry.path());
            } else {
                files.push(below(&entry.path()));
            }
        }
    }
    files
}

/// How many bytes all files below a folder take. What cannot be looked at counts nothing.
pub(crate) fn size(folder: &Path) -> u64 {
    let mut folders = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            match entry.metadata() {
                Ok(seen) if seen.is_dir() => folders.push(entry.path()),
                Ok(seen) => bytes += seen.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}
