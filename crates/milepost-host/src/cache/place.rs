//! Where the cache lies, and how it is replaced in one step.
//!
//! Nothing here can fail in a way that matters: a cache that cannot be read is none, and one that
//! cannot be written is written another time.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use milepost_core::digest::Digest;

use crate::{files, git::GitDir, user_cache};

/// No cache is larger, in bytes.
pub(super) const LARGEST: u64 = 512 << 20;

/// After so long, whoever was writing the cache is not at it any more.
const ABANDONED: Duration = Duration::from_mins(1);

/// A folder that can hold a cache: one that is there, and one to be made in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) base: PathBuf,
    pub(super) folders: Vec<String>,
}

impl Place {
    /// The places for a working tree, the best first: its own git folder, which goes when it goes,
    /// and the user's cache folder, for a repository that may only be read.
    pub(crate) fn of(git: &GitDir) -> Vec<Self> {
        let named = |folders: &[&str]| folders.iter().map(|it| (*it).to_owned()).collect();
        let own = Self { base: git.dir.clone(), folders: named(&["milepost", "cache"]) };
        let name = Digest::of(git.dir.as_os_str().as_encoded_bytes()).short();
        let users = user_cache::folder().and_then(|folder| Self::below(&folder, name));
        [own].into_iter().chain(users).collect()
    }

    /// A place in a folder that may have to be made first.
    fn below(folder: &Path, name: String) -> Option<Self> {
        let base = folder.ancestors().find(|it| it.is_dir())?;
        let missing = folder.strip_prefix(base).ok()?.iter();
        let missing = missing.map(|part| part.to_str().map(ToOwned::to_owned));
        let folders = missing.chain([Some(name)]).collect::<Option<_>>()?;
        Some(Self { base: base.to_owned(), folders })
    }

    fn folder(&self) -> PathBuf {
        let mut path = self.base.clone();
        path.extend(&self.folders);
        path
    }

    /// What lies there under a name.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        // A folder on the way that is a link may lead anywhere.
        self.folders(|_| false)?;
        files::read_at_most(&self.folder().join(name), LARGEST).ok()
    }

    /// A file there without a name, to tell what time it is on that disk.
    pub(super) fn probe(&self) -> Option<fs::File> {
        self.folders(|path| builder().create(path).is_ok())?;
        tempfile::tempfile_in(self.folder()).ok()
    }

    /// Removes the oldest files that begin so, until no more than so many are left.
    pub(super) fn thin(&self, begin: &str, most: usize) {
        let Ok(entries) = fs::read_dir(self.folder()) else { return };
        let begins = |entry: &fs::DirEntry| {
            entry.file_name().as_encoded_bytes().starts_with(begin.as_bytes())
        };
        let dated = entries.flatten().filter(begins).filter_map(|entry| {
            Some((entry.metadata().and_then(|seen| seen.modified()).ok()?, entry.path()))
        });
        let mut dated: Vec<(SystemTime, PathBuf)> = dated.collect();
        dated.sort();
        let surplus = dated.len().saturating_sub(most);
        for (_, path) in dated.into_iter().take(surplus) {
            // Another process may have done so.
            drop(fs::remove_file(path));
        }
    }

    /// Replaces what lies there under a name, unless somebody else is just doing that.
    pub(super) fn write(&self, name: &str, pieces: &[&[u8]]) -> io::Result<()> {
        let made = self.folders(|path| builder().create(path).is_ok());
        made.ok_or(io::ErrorKind::NotADirectory)?;
        let file = self.folder().join(name);
        let new = file.with_extension("new");
        let opened = match create(&new) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_abandoned(&new) => {
                fs::remove_file(&new)?;
                create(&new)?
            }
            opened => opened?,
        };
        let mut writer = io::BufWriter::new(opened);
        let written = pieces.iter().try_for_each(|piece| writer.write_all(piece));
        let written = written.and_then(|()| writer.flush()).and_then(|()| fs::rename(&new, file));
        if written.is_err() {
            // A disk that is full must not stay so because of this.
            drop(fs::remove_file(&new));
        }
        written
    }

    /// Walks down to the folder; what is not there yet may be made.
    fn folders(&self, make: impl Fn(&Path) -> bool) -> Option<()> {
        let mut path = self.base.clone();
        for folder in &self.folders {
            path.push(folder);
            let is_folder = || fs::symlink_metadata(&path).is_ok_and(|seen| seen.is_dir());
            let is_there = is_folder() || make(&path) && is_folder();
            if !is_there {
                return None;
            }
        }
        Some(())
    }
}

fn is_abandoned(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|seen| seen.modified());
    let age = modified.map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
    age.is_ok_and(|age| age > ABANDONED)
}

/// What documents say is for those who may read the documents: for now, this user.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes to set"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
