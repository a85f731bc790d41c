//! The folders that runs write to: used again where nothing of one run is left for the next.
//!
//! To make and remove a folder costs more than to start a short program.

use std::{
    cell::RefCell,
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    rc::Rc,
};

use tempfile::TempDir;

/// The folders of one runner, which runs one process at a time.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    outputs: Rc<RefCell<Vec<TempDir>>>,
    scratch: RefCell<Option<Scratch>>,
}

/// A folder for the output of a run, free for another when it is dropped. Files of an earlier run may
/// lie in it, to be written anew.
#[derive(Debug)]
pub(super) struct OutputRoom {
    folder: Option<TempDir>,
    home: Rc<RefCell<Vec<TempDir>>>,
}

/// A folder that a run sees as TMPDIR: empty, and of a name that no living process of another has.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    /// Its path without links.
    path: PathBuf,
    /// What it is on the disk: a run may put another in its place.
    inode: u64,
    mode: u32,
}

impl Rooms {
    /// A folder for an output.
    pub(super) fn output(&self) -> io::Result<OutputRoom> {
        let known = self.outputs.borrow_mut().pop();
        let folder = match known {
            Some(folder) => folder,
            None => tempfile::Builder::new().prefix("milepost-output-").tempdir()?,
        };
        Ok(OutputRoom { folder: Some(folder), home: Rc::clone(&self.outputs) })
    }

    /// An empty folder to be TMPDIR.
    pub(super) fn scratch(&self) -> io::Result<Scratch> {
        match self.scratch.borrow_mut().take() {
            Some(scratch) => Ok(scratch),
            None => Scratch::new(),
        }
    }

    /// Takes a folder back from a run of which no process is left. One that the run left something
    /// in, or changed, is removed.
    pub(super) fn give_back(&self, scratch: Scratch) {
        if scratch.is_as_new() {
            *self.scratch.borrow_mut() = Some(scratch);
        }
    }
}

impl OutputRoom {
    /// The file of a name in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.as_ref().map_or_else(PathBuf::new, |folder| folder.path().join(name))
    }
}

impl Drop for OutputRoom {
    fn drop(&mut self) {
        self.home.borrow_mut().extend(self.folder.take());
    }
}

impl Scratch {
    fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("milepost-run-").tempdir()?;
        let path = folder.path().canonicalize()?;
        let seen = fs::symlink_metadata(&path)?;
        Ok(Self { folder, path, inode: seen.ino(), mode: seen.mode() })
    }

    /// Its path without links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn is_as_new(&self) -> bool {
        let is_same = fs::symlink_metadata(self.folder.path())
            .is_ok_and(|seen| seen.ino() == self.inode && seen.mode() == self.mode);
        is_same && fs::read_dir(&self.path).is_ok_and(|mut entries| entries.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use super::Rooms;

    #[track_caller]
    fn check(leave: impl Fn(&Path), is_used_again: bool) {
        let rooms = Rooms::default();
        let scratch = rooms.scratch().unwrap();
        let before = scratch.path().to_owned();
        leave(&before);
        rooms.give_back(scratch);
        let next = rooms.scratch().unwrap();
        assert_eq!(next.path() == before, is_used_again);
        assert_eq!(fs::read_dir(next.path()).unwrap().count(), 0);
        assert!(is_used_again || !before.exists());
    }

    #[test]
    fn a_folder_is_used_again_only_as_it_was() {
        check(|_| (), true);
        check(|path| drop((fs::write(path.join("x"), ""), fs::remove_file(path.join("x")))), true);
        check(|path| fs::write(path.join("x"), "").unwrap(), false);
        check(|path| fs::create_dir_all(path.join("x/y")).unwrap(), false);
        let closed = fs::Permissions::from_mode(0o500);
        check(|path| fs::set_permissions(path, closed.clone()).unwrap(), false);
        let replaced = |path: &Path| {
            fs::rename(path, path.with_extension("old")).unwrap();
            fs::create_dir(path).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
            fs::remove_dir(path.with_extension("old")).unwrap();
        };
        check(replaced, false);
    }

    #[test]
    fn outputs_that_are_used_at_once_have_folders_of_their_own() {
        let rooms = Rooms::default();
        let (one, two) = (rooms.output().unwrap(), rooms.output().unwrap());
        assert_ne!(one.file("x"), two.file("x"));
        let path = one.file("x");
        drop(one);
        assert_eq!(rooms.output().unwrap().file("x"), path);
    }
}
