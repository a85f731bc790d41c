//! Where a clone keeps what is not for others and can be thrown away.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use milepost_core::digest::Digest;

use crate::{Workspace, checkout::sweep, git::GitDir, user_cache};

/// Something that a clone keeps for itself, and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalStore {
    /// What it is: `cache`, `journal`, `leases` or `outputs`.
    pub name: &'static str,
    /// Where it lies.
    pub folder: PathBuf,
    /// How many bytes its files have.
    pub bytes: u64,
}

impl Workspace {
    /// What this clone keeps for itself.
    pub fn local_stores(&self) -> Vec<LocalStore> {
        let Some(git) = self.git() else { return Vec::new() };
        let store = |name, folder: PathBuf| {
            folder.is_dir().then(|| LocalStore { name, bytes: sweep::size(&folder), folder })
        };
        let of_tree = store("cache", git.dir.join("milepost/cache"));
        let shared = ["journal", "leases", "outputs"].into_iter();
        let shared =
            shared.flat_map(|name| places(git, name).into_iter().map(move |it| (name, it)));
        of_tree.into_iter().chain(shared.filter_map(|(name, it)| store(name, it))).collect()
    }
}

/// The folder for things of one kind: in the git folder that all working trees share, or in the
/// user's cache where that cannot be written to. It is made if need be.
pub(crate) fn folder(git: &GitDir, kind: &str) -> io::Result<PathBuf> {
    let mut refused = io::Error::from(io::ErrorKind::PermissionDenied);
    for place in places(git, kind) {
        match fs::create_dir_all(&place) {
            Ok(()) if is_writable(&place) => return Ok(place),
            Ok(()) => {}
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// All folders where things of one kind may lie, the best first. None of them need be there.
pub(crate) fn places(git: &GitDir, kind: &str) -> Vec<PathBuf> {
    let near = git.common.join("milepost").join(kind);
    let clone = Digest::of(git.common.as_os_str().as_encoded_bytes()).short();
    let far = user_cache::folder().map(|it| it.join("clones").join(clone).join(kind));
    [near].into_iter().chain(far).collect()
}

/// Whether files can be made in a folder: its mode alone does not tell.
fn is_writable(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_ok()
}
