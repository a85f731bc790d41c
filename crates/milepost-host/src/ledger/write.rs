//! Writing a segment: whole or not at all, and acknowledged only when it lasts.
//!
//! A file of another name, its content forced to the disk, then its own name, then the folder forced
//! to the disk. Who is stopped in between leaves a file that begins with `.new-` and is no segment.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use milepost_core::{
    digest::Digest,
    evidence::ledger::{Draft, SegmentName},
};
use tempfile::NamedTempFile;

use crate::{
    files,
    ledger::{FOLDER, UNFINISHED},
    sign::{MachineKey, SignError},
};

/// Git must not touch the bytes of a segment.
const ATTRIBUTES: &[u8] = b"ledger/** -text\n";

/// What is done to write a segment, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Make the folders that are not there.
    Folders,
    /// Make the file under its first name.
    Create,
    /// Write its content.
    Write,
    /// Force its content to the disk.
    SyncFile,
    /// Give it its name.
    Rename,
    /// Force the folder to the disk.
    SyncFolder,
    /// Say that it is done.
    Acknowledge,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Folders,
        Self::Create,
        Self::Write,
        Self::SyncFile,
        Self::Rename,
        Self::SyncFolder,
        Self::Acknowledge,
    ];
}

/// Hears of every step before it is taken and may make it fail: how a disk that is full, or a
/// process that is killed, is tried out.
pub trait Steps: Send + Sync {
    /// A step is about to be taken.
    fn reached(&self, step: Step) -> io::Result<()>;
}

/// Nothing in the way.
struct Clear;

impl Steps for Clear {
    fn reached(&self, _step: Step) -> io::Result<()> {
        Ok(())
    }
}

/// Why records were not written. None of them is in the ledger, unless only the last step failed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is nothing to write, or a record is no single line.
    #[error("a segment is made of records of one line each, at least one")]
    NotLines,
    /// The key does not sign.
    #[error("the segment could not be signed")]
    Sign(#[source] SignError),
    /// A folder on the way is a link, which may lead anywhere.
    #[error("{} is a symbolic link; a ledger is only written to a real folder", path.display())]
    Link {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused a step.
    #[error("could not write evidence to {} ({step:?})", path.display())]
    Refused {
        /// The folder or file.
        path: PathBuf,
        /// The step.
        step: Step,
        /// What the system said.
        source: io::Error,
    },
    /// A file of that name is there with another content.
    #[error("{} is there already and is not what its name says", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
}

/// Writes segments to the ledger of a working tree.
#[derive(Clone)]
pub struct LedgerWriter {
    root: PathBuf,
    heads: Vec<Digest>,
    key: Option<MachineKey>,
    steps: Arc<dyn Steps>,
}

impl fmt::Debug for LedgerWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerWriter").field("root", &self.root).finish_non_exhaustive()
    }
}

impl LedgerWriter {
    /// Writes below the root of a working tree, after the segments that are heads.
    pub fn new(root: &Path, heads: Vec<Digest>) -> Self {
        Self { root: root.to_owned(), heads, key: None, steps: Arc::new(Clear) }
    }

    /// The same, where something hears of every step.
    #[must_use]
    pub fn with(self, steps: Arc<dyn Steps>) -> Self {
        Self { steps, ..self }
    }

    /// The same, where a machine signs every segment, or none any more.
    #[must_use]
    pub fn signed_by(self, key: Option<MachineKey>) -> Self {
        Self { key, ..self }
    }

    /// Writes one segment of some records, with the signature of the machine over them all where there is
    /// a key. What comes back without an error lasts.
    pub fn append(&mut self, records: &[String]) -> Result<SegmentName, WriteError> {
        let writer = concat!("milepost ", env!("CARGO_PKG_VERSION"));
        let draft = Draft::new(records, &self.heads, Timestamp::now(), writer);
        let mut draft = draft.ok_or(WriteError::NotLines)?;
        if let Some(key) = &self.key {
            let armor = key.sign(draft.bytes()).map_err(WriteError::Sign)?;
            draft.sign(&armor);
        }
        let (name, bytes) = draft.finish().ok_or(WriteError::NotLines)?;
        self.put(name.as_str(), &bytes)?;
        self.heads = vec![name.digest()];
        Ok(name)
    }

    /// Puts a segment or a pack where its name says. What comes back without an error lasts.
    pub(super) fn put(&self, inside: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let path = self.root.join(FOLDER).join(inside);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        self.step(Step::Folders, &folder, || self.make_folders(inside))??;
        self.place(&folder, &path, bytes)?;
        self.step(Step::Acknowledge, &path, || ())
    }

    /// Takes a step, unless something is in the way.
    fn step<T>(&self, step: Step, path: &Path, take: impl FnOnce() -> T) -> Result<T, WriteError> {
        self.steps.reached(step).map_err(|source| refused(path, step, source))?;
        Ok(take())
    }

    fn place(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        let wrong = |step| move |source| refused(path, step, source);
        let file = self.step(Step::Create, path, || unfinished(folder))?;
        let mut file = file.map_err(wrong(Step::Create))?;
        self.step(Step::Write, path, || file.write_all(bytes))?.map_err(wrong(Step::Write))?;
        self.step(Step::SyncFile, path, || file.as_file().sync_all())?
            .map_err(wrong(Step::SyncFile))?;
        match self.step(Step::Rename, path, || file.persist_noclobber(path))? {
            Ok(_named) => {}
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                // The same records in the same nanosecond; anything else was put there by hand.
                if !files::read(path).is_ok_and(|there| there == bytes) {
                    return Err(WriteError::Occupied { path: path.to_owned() });
                }
            }
            Err(error) => return Err(refused(path, Step::Rename, error.error)),
        }
        self.step(Step::SyncFolder, path, || sync(folder))?.map_err(wrong(Step::SyncFolder))
    }

    /// Makes the folders of a file and says to git that its bytes are to be left alone.
    fn make_folders(&self, name: &str) -> Result<(), WriteError> {
        let mut folder = self.root.clone();
        let inside = format!("{FOLDER}/{name}");
        let parts: Vec<&str> = inside.split('/').collect();
        let folders = parts.split_last().map(|(_file, folders)| folders).unwrap_or_default();
        for part in folders {
            let above = folder.clone();
            folder.push(part);
            let wrong = |source| refused(&folder, Step::Folders, source);
            match fs::create_dir(&folder) {
                Ok(()) => sync(&above).map_err(wrong)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(wrong(error)),
            }
            if fs::symlink_metadata(&folder).map_err(wrong)?.is_symlink() {
                return Err(WriteError::Link { path: folder });
            }
        }
        self.make_attributes()
    }

    fn make_attributes(&self) -> Result<(), WriteError> {
        let folder = self.root.join(".milepost");
        let path = folder.join(".gitattributes");
        let wrong = |source| refused(&path, Step::Folders, source);
        if fs::symlink_metadata(&path).is_ok() {
            // What people wrote there is theirs.
            return Ok(());
        }
        let mut file = unfinished(&folder).map_err(wrong)?;
        file.write_all(ATTRIBUTES).map_err(wrong)?;
        match file.persist_noclobber(&path) {
            Ok(_named) => Ok(()),
            // Another writer was first.
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(wrong(error.error)),
        }
    }
}

fn refused(path: &Path, step: Step, source: io::Error) -> WriteError {
    WriteError::Refused { path: path.to_owned(), step, source }
}

/// A new file under a name that says that it is not finished. It is removed if it never is.
fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other file of the working tree; the umask is heeded.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Forces the names in a folder to the disk.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
