//! Which state of the project is looked at, found out once.

use std::{collections::BTreeSet, path::PathBuf};

use jiff::Timestamp;
use milepost_core::repository::Subject;

use crate::{
    git::{
        GitDir,
        commit::Commit,
        history::{self, HistoryError},
        index::{self, Index, IndexError},
        objects::{Answer, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
        refs::{self, Head, RefsError},
        tree::{self, Kind, Listing},
    },
    workspace::View,
};

/// Why a view could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A commit or the index was asked for where there is no git.
    #[error("{} is not in a git repository, so it has no commits and no index", root.display())]
    NoRepository {
        /// The folder.
        root: PathBuf,
    },
    /// The repository has no working tree.
    #[error("bare repository: no working tree; use --at HEAD")]
    Bare {
        /// The repository.
        root: PathBuf,
    },
    /// A revision names no commit.
    #[error("`{rev}` names no commit here: {why}")]
    UnknownRevision {
        /// What was asked for.
        rev: String,
        /// Why it is none.
        why: WhyUnknown,
    },
    /// The commit under the working tree is not there.
    #[error("HEAD is {commit}, which is not in the repository: it is damaged or its clone partial")]
    NoHead {
        /// The commit.
        commit: String,
    },
    /// The references could not be read.
    #[error(transparent)]
    Refs(#[from] RefsError),
    /// Whether it lies in the past could not be told.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The index could not be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Objects could not be read.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
}

/// Why a revision names no commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyUnknown {
    /// Nothing has that name.
    #[error("there is no such revision")]
    Missing,
    /// Nothing here has that name, and history is cut off.
    #[error("there is no such revision in this clone, which does not have the whole history")]
    BeyondHistory,
    /// Several things have that name.
    #[error("it is ambiguous")]
    Ambiguous,
    /// What has that name is no commit.
    #[error("it is not a commit")]
    NotACommit,
}

/// A commit that was read.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// Its id.
    pub(crate) id: ObjectId,
    /// What it says.
    pub(crate) commit: Commit,
}

/// A view of a repository.
pub(crate) enum Seen {
    /// The files on disk.
    WorkingTree {
        /// The commit under them.
        head: Option<ObjectId>,
        /// What is tracked.
        index: Index,
    },
    /// What is staged.
    Index {
        /// The commit under it.
        head: Option<ObjectId>,
        /// What is staged.
        listing: Listing,
    },
    /// What was committed.
    Commit {
        /// The commit.
        known: Known,
        /// What it holds.
        listing: Listing,
        /// The moment as of which it is looked at; nothing where that is now.
        stood: Option<Timestamp>,
    },
}

impl Seen {
    /// Takes a view.
    pub(crate) fn take(objects: &mut Objects<'_>, view: &View) -> Result<Self, ViewError> {
        let repository = objects.repository();
        match view {
            View::Commit(rev) => {
                let known = revision(objects, rev)?;
                let listing = tree::list(objects, known.commit.tree)?;
                Ok(Self::Commit { known, listing, stood: None })
            }
            View::WorkingTree | View::Index if repository.is_bare => {
                Err(ViewError::Bare { root: repository.dir.clone() })
            }
            View::WorkingTree => {
                let (head, index) = (head(objects)?, index::read(repository)?);
                Ok(Self::WorkingTree { head, index })
            }
            View::Index => {
                let (head, index) = (head(objects)?, index::read(repository)?);
                let listing = expanded(objects, index)?;
                Ok(Self::Index { head, listing })
            }
        }
    }

    /// The commit that claims are judged at.
    pub(crate) fn commit(&self) -> Option<ObjectId> {
        match self {
            Self::WorkingTree { head, .. } | Self::Index { head, .. } => *head,
            Self::Commit { known, .. } => Some(known.id),
        }
    }

    /// What was looked at, in the words of the core.
    pub(crate) fn subject(&self) -> Subject {
        match (self, self.commit().map(ObjectId::commit)) {
            (_, None) => Subject::Unborn,
            (Self::WorkingTree { .. }, Some(commit)) => Subject::WorkingTree { commit },
            (Self::Index { .. }, Some(commit)) => Subject::Index { commit },
            (Self::Commit { stood, .. }, Some(commit)) => Subject::Commit { commit, stood: *stood },
        }
    }

    /// The same as it stood, where that is the past: HEAD was made from that commit.
    pub(crate) fn standing_then(
        mut self,
        objects: &mut Objects<'_>,
        now: Timestamp,
    ) -> Result<Self, ViewError> {
        if let Self::Commit { known, stood, .. } = &mut self
            && let Head::At(head) = refs::head(objects)?
            && head != known.id
            && !history::reachable(objects.repository(), head, &BTreeSet::from([known.id]))?
                .is_empty()
        {
            *stood = Some(history::made(objects, &known.commit)?.min(now));
        }
        Ok(self)
    }

    /// The moment as of which it is looked at; nothing where that is now.
    pub(crate) fn stood(&self) -> Option<Timestamp> {
        match self {
            Self::Commit { stood, .. } => *stood,
            Self::WorkingTree { .. } | Self::Index { .. } => None,
        }
    }
}

/// The commit under the working tree, if there is one yet.
fn head(objects: &mut Objects<'_>) -> Result<Option<ObjectId>, ViewError> {
    Ok(match refs::head(objects)? {
        Head::Unborn => None,
        Head::At(id) => Some(id),
    })
}

/// Reads the commit that HEAD names, which must be there.
pub(crate) fn known(objects: &mut Objects<'_>, id: ObjectId) -> Result<Known, ViewError> {
    match history::commit(objects, id)? {
        Some(commit) => Ok(Known { id, commit }),
        None => Err(ViewError::NoHead { commit: id.to_string() }),
    }
}

/// The commit that a person means by a name, in any of git's ways to say it.
pub(crate) fn revision(objects: &mut Objects<'_>, rev: &str) -> Result<Known, ViewError> {
    let why = if rev.trim().is_empty() || rev.contains(['\n', '\0']) {
        WhyUnknown::Missing
    } else {
        match objects.get(&format!("{rev}^{{commit}}"))? {
            Answer::Found(object) if object.kind == ObjectKind::Commit => {
                match Commit::parse(&object.bytes) {
                    Some(commit) => return Ok(Known { id: object.id, commit }),
                    None => WhyUnknown::NotACommit,
                }
            }
            Answer::Found(_) | Answer::TooLarge { .. } => WhyUnknown::NotACommit,
            Answer::Ambiguous => WhyUnknown::Ambiguous,
            Answer::Missing => why_missing(objects, rev)?,
        }
    };
    Err(ViewError::UnknownRevision { rev: rev.to_owned(), why })
}

fn why_missing(objects: &mut Objects<'_>, rev: &str) -> Result<WhyUnknown, ObjectsError> {
    let GitDir { is_shallow, is_partial, .. } = objects.repository();
    Ok(match objects.get(rev)? {
        Answer::Found(_) | Answer::TooLarge { .. } => WhyUnknown::NotACommit,
        Answer::Ambiguous => WhyUnknown::Ambiguous,
        Answer::Missing if *is_shallow || *is_partial => WhyUnknown::BeyondHistory,
        Answer::Missing => WhyUnknown::Missing,
    })
}

/// An index with the folders that it only names listed.
fn expanded(objects: &mut Objects<'_>, index: Index) -> Result<Listing, ObjectsError> {
    let (folders, mut entries): (Vec<_>, Vec<_>) =
        index.listing.entries.into_iter().partition(|entry| entry.kind == Kind::Folder);
    let in_conflict = index.listing.in_conflict;
    let folders: Vec<(String, ObjectId)> =
        folders.into_iter().map(|folder| (folder.path.into(), folder.id)).collect();
    let below = tree::list_all(objects, folders)?;
    entries.extend(below.entries);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Listing { entries, is_whole: below.is_whole, in_conflict })
}
