//! The ledger on disk, in commits and under its reference; and what is kept beside it, locally.

mod brought;
mod came;
mod carry;
mod entered;
mod history;
mod journal;
pub(crate) mod local;
mod outputs;
mod pack;
mod read;
mod removed;
mod write;

use std::{io, path::PathBuf};

pub(crate) use brought::{brought, committed};
pub(crate) use came::came;
pub use carry::{Carried, CarryError, Rehearsal};
pub(crate) use entered::entered;
pub(crate) use history::rewritten;
use jiff::Timestamp;
pub use journal::{Attempt, Journal, JournalError, Orphan};
pub use local::LocalStore;
use milepost_core::{
    digest::Digest,
    evidence::ledger::{History, Ledger, LedgerProblem, Part, raw_line},
    text::RepoPath,
};
pub use outputs::{KeptOutput, OutputError};
pub use pack::{PackError, Packed};
pub(crate) use removed::removed;
pub use write::{LedgerWriter, Step, Steps, WriteError};

use crate::{
    Workspace,
    git::{history::HistoryError, objects::Objects, objects::ObjectsError, refs::RefsError},
    view::{Seen, ViewError},
    workspace::View,
};

/// Where a project keeps its ledger.
pub(crate) const FOLDER: &str = ".milepost/ledger";

/// What the names of files begin with that are not yet whole.
pub(crate) const UNFINISHED: &str = ".new-";

/// Why the ledger of a project cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The state asked for cannot be looked at.
    #[error(transparent)]
    View(#[from] ViewError),
    /// Its folder is a link, which may lead anywhere.
    #[error("{} is a symbolic link; a ledger is only read from a real folder", path.display())]
    Link {
        /// The folder.
        path: PathBuf,
    },
    /// Its folder is something else.
    #[error("{} is no folder, so there can be no ledger in it", path.display())]
    NoFolder {
        /// What is in its place.
        path: PathBuf,
    },
    /// A folder of it could not be listed.
    #[error("could not list {}", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A part of it is not in this clone.
    #[error("a part of the ledger in {what} is not in this clone")]
    Partial {
        /// The commit, the index or the reference.
        what: String,
    },
    /// Objects could not be read.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// References could not be read.
    #[error(transparent)]
    Refs(#[from] RefsError),
    /// History could not be walked.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// A ledger, and what lies beside its segments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundLedger {
    /// The ledger.
    pub ledger: Ledger,
    /// Files that were begun and never finished, or are being written now. They are no part of it.
    pub leftovers: Vec<RepoPath>,
}

impl Workspace {
    /// The ledger as a view has it, together with what is under `refs/milepost/ledger`.
    pub fn ledger(&self, view: &View) -> Result<FoundLedger, LedgerError> {
        self.ledger_as_of(view, None)
    }

    /// The same as it was at a moment: what is under the reference has no commit to tell when it came,
    /// and counts only as far as it was written by then.
    pub(crate) fn ledger_as_of(
        &self,
        view: &View,
        moment: Option<Timestamp>,
    ) -> Result<FoundLedger, LedgerError> {
        let mut parts = Vec::new();
        if let Some(git) = self.git() {
            read::under_reference(&mut Objects::new(git), &mut |path, read| {
                let part = part(path, read);
                parts.push(match moment {
                    Some(moment) => part.written_until(moment),
                    None => part,
                });
            })?;
        }
        let leftovers = self.own_files(view, &mut |path, read| parts.push(part(path, read)))?;
        Ok(FoundLedger { ledger: Ledger::new(parts), leftovers })
    }

    /// The line of a record, byte for byte.
    pub fn ledger_line(&self, view: &View, id: Digest) -> Result<Option<String>, LedgerError> {
        let mut found = None;
        self.ledger_files(view, &mut |path, read| {
            if let (None, Ok(bytes)) = (&found, read) {
                found = raw_line(path, bytes, id);
            }
        })?;
        Ok(found)
    }

    /// Segments that history has and `ledger` has not. Only a whole history can tell all of them.
    pub fn ledger_losses(
        &self,
        view: &View,
        ledger: &Ledger,
    ) -> Result<Vec<LedgerProblem>, LedgerError> {
        let Some(git) = self.git() else { return Ok(Vec::new()) };
        let mut objects = Objects::new(git);
        match Seen::take(&mut objects, view)?.commit() {
            Some(commit) => history::losses(&mut objects, commit, ledger),
            None => Ok(Vec::new()),
        }
    }

    /// How much of the past there is to look at.
    pub fn history(&self) -> History {
        match self.git() {
            None => History::None,
            Some(git) if git.is_shallow => History::Shallow,
            Some(_) => History::Whole,
        }
    }

    /// Writes to the ledger of the working tree, after what `ledger` has.
    pub fn ledger_writer(&self, ledger: &Ledger) -> LedgerWriter {
        LedgerWriter::new(self.root(), ledger.heads.clone())
    }

    fn ledger_files(
        &self,
        view: &View,
        take: &mut read::Take<'_>,
    ) -> Result<Vec<RepoPath>, LedgerError> {
        if let Some(git) = self.git() {
            read::under_reference(&mut Objects::new(git), take)?;
        }
        self.own_files(view, take)
    }

    /// The files that a view has.
    fn own_files(
        &self,
        view: &View,
        take: &mut read::Take<'_>,
    ) -> Result<Vec<RepoPath>, LedgerError> {
        let Some(git) = self.git() else {
            return match view {
                View::WorkingTree => read::on_disk(self.root(), take),
                View::Index | View::Commit(_) => {
                    Err(ViewError::NoRepository { root: self.root().to_owned() }.into())
                }
            };
        };
        let mut objects = Objects::new(git);
        match view {
            View::WorkingTree if git.is_bare => {
                Err(ViewError::Bare { root: git.dir.clone() }.into())
            }
            View::WorkingTree => read::on_disk(self.root(), take),
            View::Index | View::Commit(_) => {
                let seen = Seen::take(&mut objects, view)?;
                read::recorded(&mut objects, &seen, take)?;
                Ok(Vec::new())
            }
        }
    }
}

/// What one file gives.
fn part(path: &str, read: Result<&[u8], &str>) -> Part {
    match read {
        Ok(bytes) => Part::read(path, bytes),
        Err(said) => {
            let (path, said) = (path.into(), said.into());
            Part::problem(LedgerProblem::Unreadable { path, said })
        }
    }
}
