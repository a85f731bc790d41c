//! What git recorded, read as data.
//!
//! References, the index and the settings are read natively; objects come from one `git cat-file`
//! process and history from `git rev-list`, both started so that nothing the repository configures
//! can run (see [`command`]).

pub(crate) mod command;
pub(crate) mod commit;
pub(crate) mod config;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod objects;
pub(crate) mod oid;
pub(crate) mod refs;
pub(crate) mod tree;

use std::path::PathBuf;

use crate::git::oid::Format;

/// Where a repository keeps its data, and how.
#[derive(Clone, Debug)]
pub(crate) struct GitDir {
    /// The folder of this working tree: its HEAD and index.
    pub(crate) dir: PathBuf,
    /// The folder that all working trees share: objects and references.
    pub(crate) common: PathBuf,
    /// The index, where it is not the one in that folder: git makes one for a commit of some files.
    pub(crate) index: Option<PathBuf>,
    /// Which digest names the objects.
    pub(crate) format: Format,
    /// How references are stored.
    pub(crate) refs: RefStorage,
    /// Whether objects may be missing that a remote has.
    pub(crate) is_partial: bool,
    /// Whether older history is cut off.
    pub(crate) is_shallow: bool,
    /// Whether there is no working tree.
    pub(crate) is_bare: bool,
}

/// How references are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefStorage {
    /// One file each, and `packed-refs`.
    Files,
    /// Another way, which only git reads.
    Other,
}
