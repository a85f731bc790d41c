//! Writing one file of the working tree because a person asked for it.
//!
//! A file is written whole or not at all: under another name in its folder, forced to the disk, then
//! given its own name. No link is followed on the way, nothing is overwritten that was not read.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use milepost_core::text::RepoPath;
use tempfile::NamedTempFile;

use crate::{
    files::{self, FileError},
    workspace::Workspace,
};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A folder on the way, or the file itself, is a link, which may lead anywhere.
    #[error("{} is a symbolic link", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// There is such a file already.
    #[error("{} is there already", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// The file is no longer what it was when it was read.
    #[error("{} was changed by someone else in the meantime", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Nobody may write the file. Renaming another one over it would not ask.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is something else where the file should be.
    #[error("{} was not written by milepost", path.display())]
    Foreign {
        /// What is there.
        path: PathBuf,
    },
    /// The file holds bytes that are no text.
    #[error("{} is not UTF-8 throughout", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be read.
    #[error(transparent)]
    File(FileError),
    /// The system refused.
    #[error("could not write {}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Workspace {
    /// The text of a file of the working tree, byte for byte; nothing where there is no such file.
    pub fn text_of(&self, path: &RepoPath) -> Result<Option<String>, EditError> {
        let path = self.without_links(path)?;
        let Some(bytes) = files::read_if_there(&path).map_err(EditError::File)? else {
            return Ok(None);
        };
        String::from_utf8(bytes).map(Some).map_err(|_bytes| EditError::NotUtf8 { path })
    }

    /// Writes a file that is not there, with the folders it needs.
    pub fn create(&self, path: &RepoPath, text: &str) -> Result<(), EditError> {
        let full = self.without_links(path)?;
        let folder = full.parent().unwrap_or(self.root());
        fs::create_dir_all(folder).map_err(refused(folder))?;
        // Once more, now that all of them are there.
        self.without_links(path)?;
        let file = written(folder, &full, text, None)?;
        match file.persist_noclobber(&full) {
            Ok(_named) => sync(folder),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(EditError::Occupied { path: full })
            }
            Err(error) => Err(refused(&full)(error.error)),
        }
    }

    /// Writes a file anew that still is what it was when it was read.
    pub fn replace(&self, path: &RepoPath, before: &str, after: &str) -> Result<(), EditError> {
        let full = self.without_links(path)?;
        let folder = full.parent().unwrap_or(self.root());
        let permissions = fs::symlink_metadata(&full).map_err(refused(&full))?.permissions();
        if permissions.readonly() {
            return Err(EditError::ReadOnly { path: full });
        }
        let file = written(folder, &full, after, Some(permissions))?;
        if self.text_of(path)?.as_deref() != Some(before) {
            return Err(EditError::Changed { path: full });
        }
        file.persist(&full).map_err(|error| refused(&full)(error.error))?;
        sync(folder)
    }

    /// The place of a file, no part of which is a link.
    fn without_links(&self, path: &RepoPath) -> Result<PathBuf, EditError> {
        let mut full = self.root().to_owned();
        for part in path.as_str().split('/') {
            full.push(part);
            match fs::symlink_metadata(&full) {
                Ok(seen) if seen.is_symlink() => return Err(EditError::Link { path: full }),
                Ok(_) => {}
                Err(error) if files::is_absence(&error) => {}
                Err(source) => return Err(EditError::Refused { path: full, source }),
            }
        }
        Ok(full)
    }
}

/// Writes a file wherever a person asked for it, over nothing but a file that begins with `head`: one that
/// was written so before.
pub fn write_over(path: &Path, head: &str, text: &str) -> Result<(), EditError> {
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Err(EditError::Foreign { path: path.to_owned() }),
    };
    let permissions = match fs::symlink_metadata(path) {
        Ok(seen) if seen.is_symlink() => return Err(EditError::Link { path: path.to_owned() }),
        Ok(seen) => {
            let before = files::read(path).map_err(EditError::File)?;
            if !before.starts_with(head.as_bytes()) {
                return Err(EditError::Foreign { path: path.to_owned() });
            }
            Some(seen.permissions())
        }
        Err(error) if files::is_absence(&error) => None,
        Err(error) => return Err(refused(path)(error)),
    };
    fs::metadata(folder).map_err(refused(folder))?;
    let is_new = permissions.is_none();
    let file = written(folder, path, text, permissions)?;
    let named = if is_new { file.persist_noclobber(path) } else { file.persist(path) };
    named.map_err(|error| refused(path)(error.error))?;
    sync(folder)
}

/// A file with its content on the disk, under a name of its own, which is gone if it gets no other.
fn written(
    folder: &Path,
    full: &Path,
    text: &str,
    permissions: Option<Permissions>,
) -> Result<NamedTempFile, EditError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".milepost-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other file of the working tree; the umask is heeded.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(refused(full))?;
    file.write_all(text.as_bytes()).map_err(refused(full))?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(refused(full))?;
    }
    file.as_file().sync_all().map_err(refused(full))?;
    Ok(file)
}

/// Forces the names in a folder to the disk.
fn sync(folder: &Path) -> Result<(), EditError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(refused(folder))
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> EditError {
    let path = path.to_owned();
    |source| EditError::Refused { path, source }
}
