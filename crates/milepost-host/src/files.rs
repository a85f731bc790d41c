//! Reading files without being led astray: only plain files, no links, and no more than fits.

use std::{
    fmt,
    fs::{self, File, FileType, Metadata},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// The largest file that is read, in bytes. Trackers are written by hand and far smaller.
pub(crate) const LARGEST: u64 = 64 << 20;

/// The largest file of git's own that is read, in bytes.
const LARGEST_OF_GIT: u64 = 2 << 30;

/// What is no plain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A named pipe, which may never end.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "a folder",
            Self::Link => "a symbolic link",
            Self::Pipe => "a named pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
        })
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no such file.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is there and is no plain file. Opening one of these may wait for ever or lead elsewhere.
    #[error("{} is {what}, not a plain file", path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
        /// What it is.
        what: Special,
    },
    /// It is larger than any of its kind.
    #[error("{} has {size} bytes; files of more than {largest} are not read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The largest size that is read.
        largest: u64,
    },
    /// The system refused.
    #[error("could not read {}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    fn new(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if is_absence(&source) { Self::Missing { path } } else { Self::Refused { path, source } }
    }
}

/// Reads a whole document. A link is not followed, a pipe is not waited for.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_seen(path, fs::symlink_metadata(path), LARGEST)
}

/// Reads a document that may be absent.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    unless_missing(read(path))
}

/// Reads a whole file of a size that the caller knows. A link is not followed.
pub(crate) fn read_at_most(path: &Path, largest: u64) -> Result<Vec<u8>, FileError> {
    read_seen(path, fs::symlink_metadata(path), largest)
}

/// Reads a file of git's own, which may be absent and may be large. A link is followed, as some
/// tools put links in place of such files and git follows them; a pipe is still not waited for.
pub(crate) fn read_of_git(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    unless_missing(read_seen(path, fs::metadata(path), LARGEST_OF_GIT))
}

fn unless_missing(read: Result<Vec<u8>, FileError>) -> Result<Option<Vec<u8>>, FileError> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(FileError::Missing { path: _ }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_seen(path: &Path, seen: io::Result<Metadata>, largest: u64) -> Result<Vec<u8>, FileError> {
    let refused = |error| FileError::new(path, error);
    let seen = seen.map_err(refused)?;
    if !seen.is_file() {
        let what = Special::of(seen.file_type());
        return Err(FileError::NotAFile { path: path.to_owned(), what });
    }
    if seen.len() > largest {
        return Err(FileError::TooLarge { path: path.to_owned(), size: seen.len(), largest });
    }
    let file = File::open(path).map_err(refused)?;
    let mut bytes = Vec::with_capacity(usize::try_from(seen.len()).unwrap_or(0) + 1);
    file.take(largest + 1).read_to_end(&mut bytes).map_err(refused)?;
    let size = bytes.len() as u64;
    if size > largest {
        // It grew while it was read.
        return Err(FileError::TooLarge { path: path.to_owned(), size, largest });
    }
    Ok(bytes)
}

/// Whether an error says that there is no such file, as opposed to one that cannot be looked at.
pub(crate) fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
    )
}

impl Special {
    fn of(kind: FileType) -> Self {
        if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::of_rest(kind)
        }
    }

    #[cfg(unix)]
    fn of_rest(kind: FileType) -> Self {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            Self::Pipe
        } else if kind.is_socket() {
            Self::Socket
        } else {
            Self::Device
        }
    }

    #[cfg(not(unix))]
    fn of_rest(_kind: FileType) -> Self {
        Self::Device
    }
}
