//! Finding the project that a folder belongs to, without asking git.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    decode::lossy,
    files::{self, FileError},
    git::{GitDir, RefStorage, config::Settings, oid::Format},
};

/// Why no project could be found.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// The folder to start from cannot be reached.
    #[error("could not open the folder {}", path.display())]
    Start {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of git's own could not be read.
    #[error("could not find out where the repository keeps its data")]
    File(#[from] FileError),
    /// A `.git` file leads to no repository.
    #[error("{} names {}, which is no git repository", path.display(), target.display())]
    Astray {
        /// The file.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// The objects have names of a kind that is not known.
    #[error("the repository {} names its objects by `{format}`, which is not known", path.display())]
    Format {
        /// The repository.
        path: PathBuf,
        /// How it names its objects.
        format: String,
    },
}

/// Where a project lies.
pub(crate) struct Place {
    /// Its root folder.
    pub(crate) root: PathBuf,
    /// Its repository, if it is in one.
    pub(crate) git: Option<GitDir>,
}

/// Finds the project around a folder: the nearest repository, else the folder itself.
pub(crate) fn find(start: &Path) -> Result<Place, DiscoverError> {
    let start = fs::canonicalize(start)
        .and_then(|path| fs::read_dir(&path).map(|_| path))
        .map_err(|source| DiscoverError::Start { path: start.to_owned(), source })?;
    for folder in start.ancestors() {
        if let Some(dir) = inner(folder)? {
            return Ok(Place { root: folder.to_owned(), git: Some(open(dir, false)?) });
        }
        // From inside `.git` the project around it is meant.
        if folder.file_name().is_none_or(|name| name != ".git") && is_git_dir(folder) {
            let git = open(folder.to_owned(), true)?;
            return Ok(Place { root: folder.to_owned(), git: Some(git) });
        }
    }
    Ok(Place { root: start, git: None })
}

/// The repository of a working tree: the folder `.git`, or the one that the file `.git` names.
fn inner(folder: &Path) -> Result<Option<PathBuf>, DiscoverError> {
    let path = folder.join(".git");
    let Ok(seen) = fs::symlink_metadata(&path) else { return Ok(None) };
    if !seen.is_file() {
        // People do link `.git` to where there is more room.
        return Ok(is_git_dir(&path).then_some(path));
    }
    let text = lossy(&files::read(&path)?);
    let target = folder.join(text.strip_prefix("gitdir:").unwrap_or_default().trim());
    if is_git_dir(&target) { Ok(Some(target)) } else { Err(DiscoverError::Astray { path, target }) }
}

/// What git takes for a repository: a HEAD, and objects and references here or elsewhere.
fn is_git_dir(path: &Path) -> bool {
    let has = |name: &str| path.join(name).is_dir();
    let has_file = |name: &str| path.join(name).symlink_metadata().is_ok();
    has_file("HEAD") && (has_file("commondir") || (has("objects") && has("refs")))
}

fn open(dir: PathBuf, is_alone: bool) -> Result<GitDir, DiscoverError> {
    let shared = files::read_of_git(&dir.join("commondir"))?;
    let is_linked = shared.is_some();
    let common = shared.map_or_else(|| dir.clone(), |path| dir.join(lossy(&path).trim()));
    let settings = settings(&dir, &common)?;
    let format = match settings.get("extensions.objectformat") {
        None | Some("sha1") => Format::Sha1,
        Some("sha256") => Format::Sha256,
        Some(format) => {
            return Err(DiscoverError::Format { path: dir, format: format.to_owned() });
        }
    };
    let refs = match settings.get("extensions.refstorage") {
        None | Some("files") => RefStorage::Files,
        Some(_) => RefStorage::Other,
    };
    let shallow = files::read_of_git(&common.join("shallow"))?;
    Ok(GitDir {
        format,
        refs,
        is_partial: settings.has_promisor(),
        is_shallow: shallow.is_some_and(|ids| !ids.trim_ascii().is_empty()),
        // A linked working tree may belong to a bare repository.
        is_bare: is_alone || (settings.is_on("core.bare") && !is_linked),
        dir,
        common,
        index: None,
    })
}

fn settings(dir: &Path, common: &Path) -> Result<Settings, FileError> {
    let read = |path: PathBuf| {
        let bytes = files::read_of_git(&path)?;
        Ok::<Settings, FileError>(Settings::parse(&lossy(&bytes.unwrap_or_default())))
    };
    let settings = read(common.join("config"))?;
    if !settings.is_on("extensions.worktreeconfig") {
        return Ok(settings);
    }
    Ok(settings.overlaid(read(dir.join("config.worktree"))?))
}
