//! Why there is no clean checkout.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why there is no clean checkout.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// Neither `MILEPOST_CACHE_DIR`, `XDG_CACHE_HOME` nor `HOME` names a folder.
    #[error(
        "there is no folder for caches: neither MILEPOST_CACHE_DIR nor HOME is set to an absolute path"
    )]
    NoCache,
    /// The cache lies in the project: each checkout would be part of the next.
    #[error("the cache folder {} is inside the repository {}", cache.display(), root.display())]
    InsideRepository {
        /// The cache folder.
        cache: PathBuf,
        /// The repository's root.
        root: PathBuf,
    },
    /// The project has no repository.
    #[error("there is no git repository to check out from")]
    NoRepository,
    /// All checkouts of this repository are in use.
    #[error("all {slots} checkouts of this repository are in use")]
    AllInUse {
        /// How many there are.
        slots: u32,
    },
    /// A file of the cache could not be read or written.
    #[error("could not {what} {}", path.display())]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Git could not be started or spoken to.
    #[error("could not run `git {task}`")]
    Start {
        /// What git was to do.
        task: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Git refused.
    #[error("`git {task}` failed: {said}")]
    Refused {
        /// What git was to do.
        task: &'static str,
        /// What git said.
        said: Box<str>,
    },
    /// Git answered what it never answers.
    #[error("`git {task}` gave an answer that is none")]
    Answer {
        /// What git was to do.
        task: &'static str,
    },
    /// After all cleaning, the checkout is not its tree.
    #[error("the checkout differs from its tree in {} and {} more paths", first, more)]
    NotClean {
        /// One of the paths.
        first: Box<str>,
        /// How many others.
        more: usize,
    },
}

/// Names the file that an error is about.
pub(super) fn file<'a>(
    what: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> CheckoutError + use<'a> {
    move |source| CheckoutError::File { what, path: path.to_owned(), source }
}
