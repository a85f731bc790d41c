//! The road beside the branches: `refs/milepost/ledger`, to and from a remote, only when asked.
//!
//! The reference only ever grows: what is on it is the union of all that was, and a remote that has
//! moved on is fetched and united with, never overwritten.

mod remote;
mod unite;

use std::io;

use milepost_core::evidence::ledger::{LedgerProblem, WholeFiles};

use self::remote::{Pushed, Remote};
use crate::{
    Workspace,
    git::{GitDir, objects::Objects, oid::ObjectId, refs::RefsError},
    ledger::{LedgerError, LedgerWriter, WriteError, read},
    view::ViewError,
};

/// A remote that others push to just now is tried so often.
const TRIES: usize = 10;

/// Whether something is done, or only said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// It is done.
    Off,
    /// Nothing changes; only what would be done is found out.
    On,
}

/// What went to or came from a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The remote.
    pub remote: String,
    /// The files of the ledger, by their paths in it, that the other side lacked.
    pub files: Vec<String>,
    /// What was left where it is, because it is not what its name says.
    pub left: Vec<LedgerProblem>,
}

/// Why a ledger could not be carried. Whatever was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// There is no repository.
    #[error("{root} is not in a git repository, so there is no remote")]
    NoRepository {
        /// The folder.
        root: String,
    },
    /// No remote was named, and there is none.
    #[error("the repository has no remote")]
    NoRemote,
    /// No remote was named, and there are several.
    #[error("the repository has several remotes, and none of them is `origin`")]
    ManyRemotes {
        /// Their names.
        names: Vec<String>,
    },
    /// The ledger here could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// References could not be read.
    #[error(transparent)]
    Refs(#[from] RefsError),
    /// What came could not be written into the working tree.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Git could not be started or spoken to.
    #[error("could not run `git {task}`")]
    Start {
        /// What git was to do.
        task: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Git failed.
    #[error("`git {task}` failed{said}")]
    Failed {
        /// What git was to do.
        task: &'static str,
        /// What git said.
        said: String,
    },
    /// Somebody else was always faster.
    #[error(
        "the ledger was changed by others {TRIES} times in a row while this one was united with it"
    )]
    Busy,
}

/// The three places that a ledger may be in.
struct Places {
    /// The files of the working tree.
    tree: WholeFiles,
    /// Those that a remote has.
    theirs: WholeFiles,
    /// Those under the reference, and all others.
    all: WholeFiles,
}

impl Workspace {
    /// Fetches the ledger of a remote, writes what is missing into the working tree, and unites the
    /// reference with it.
    pub fn pull_ledger(
        &self,
        remote: Option<&str>,
        rehearsal: Rehearsal,
    ) -> Result<Carried, CarryError> {
        let git = self.carrying()?;
        let remote = Remote::named(git, self.root(), remote)?;
        let fetched = remote.fetch()?;
        let places = self.places(git, fetched.as_ref().map(|fetched| fetched.id))?;
        let missing = places.all.missing_in(&places.tree);
        if rehearsal == Rehearsal::Off {
            let writer = LedgerWriter::new(self.root(), Vec::new());
            for (path, bytes) in &missing {
                writer.put(path, bytes)?;
            }
            unite::unite(git, fetched.as_ref().map(|fetched| fetched.id), &places.all)?;
        }
        Ok(carried(&remote, &missing, &places))
    }

    /// Unites the reference with the working tree and with what a remote has, and pushes it there.
    pub fn push_ledger(
        &self,
        remote: Option<&str>,
        rehearsal: Rehearsal,
    ) -> Result<Carried, CarryError> {
        let git = self.carrying()?;
        let remote = Remote::named(git, self.root(), remote)?;
        for _ in 0..TRIES {
            let fetched = remote.fetch()?;
            let there = fetched.as_ref().map(|fetched| fetched.id);
            let places = self.places(git, there)?;
            let missing = places.all.missing_in(&places.theirs);
            let done = carried(&remote, &missing, &places);
            if rehearsal == Rehearsal::On {
                return Ok(done);
            }
            let tip = unite::unite(git, there, &places.all)?;
            match tip.filter(|tip| Some(*tip) != there) {
                None => return Ok(done),
                Some(tip) => match remote.push(tip)? {
                    Pushed::Taken => return Ok(done),
                    Pushed::Behind => {}
                },
            }
        }
        Err(CarryError::Busy)
    }

    fn carrying(&self) -> Result<&GitDir, CarryError> {
        let root = || self.root().display().to_string();
        let git = self.git().ok_or_else(|| CarryError::NoRepository { root: root() })?;
        if git.is_bare {
            let root = git.dir.clone();
            return Err(LedgerError::from(ViewError::Bare { root }).into());
        }
        Ok(git)
    }

    fn places(&self, git: &GitDir, fetched: Option<ObjectId>) -> Result<Places, CarryError> {
        let mut objects = Objects::new(git);
        let mut tree = WholeFiles::default();
        read::on_disk(self.root(), &mut taking(&mut tree))?;
        let mut theirs = WholeFiles::default();
        if let Some(id) = fetched {
            read::carried_by(&mut objects, id, &mut taking(&mut theirs))?;
        }
        let mut all = WholeFiles::default();
        read::under_reference(&mut objects, &mut taking(&mut all))?;
        all.extend(&theirs);
        all.extend(&tree);
        Ok(Places { tree, theirs, all })
    }
}

/// Takes files in. One that cannot be read is a problem like one that is damaged.
fn taking(files: &mut WholeFiles) -> impl FnMut(&str, Result<&[u8], &str>) + '_ {
    |path, read| match read {
        Ok(bytes) => files.add(path, bytes),
        Err(said) => {
            let (path, said) = (path.into(), said.into());
            files.problems.insert(LedgerProblem::Unreadable { path, said });
        }
    }
}

fn carried(remote: &Remote<'_>, missing: &[(&str, &[u8])], places: &Places) -> Carried {
    Carried {
        remote: remote.name.clone(),
        files: missing.iter().map(|(path, _)| (*path).to_owned()).collect(),
        left: places.all.problems.iter().cloned().collect(),
    }
}
