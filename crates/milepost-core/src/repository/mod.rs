//! What git says, as plain values: the questions a plan raises, and their answers.
//!
//! The core asks with [`Questions`]; `milepost-host` looks and answers with [`Repository`].
//! A question without an answer is never a pass: see [`PathState::Unknown`].

mod places;
mod questions;
mod scope;
mod waiting;

pub use places::{Located, Places, folder_of_glob, globs_of};
pub use questions::{Comparison, busy, comparisons, is_code, scopes};
pub use scope::{Reserve, reserve};
pub use waiting::waiting_lines;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    fact::{Answers, Inputs},
    id::{CommitId, CommitPrefix},
    text::RepoPath,
};

/// What must be looked up to judge a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Paths that documents cite, already resolved to the places where they may lie.
    pub paths: BTreeSet<RepoPath>,
    /// File names and path tails that may lie anywhere (`ffi/mod.rs`, `STATUS.md`).
    pub tails: BTreeSet<Box<str>>,
    /// Globs over paths (`src/api/**`).
    pub globs: BTreeSet<Box<str>>,
    /// Commits that documents cite.
    pub commits: BTreeSet<CommitPrefix>,
    /// Paths and globs whose content must be compared between a cited commit and the judged one.
    pub contents: BTreeSet<(CommitPrefix, Box<str>)>,
    /// Paths and globs of scopes whose files must be told apart.
    pub scopes: BTreeSet<Box<str>>,
    /// What facts and surfaces rest on.
    pub facts: Inputs,
}

/// What is known about one path at the judged commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathState {
    /// A file in the judged tree (or index, with `--staged`).
    File,
    /// A folder in the judged tree.
    Folder,
    /// A symbolic link in the judged tree; what it points to is not followed.
    Link,
    /// A submodule in the judged tree; what is inside is not looked at.
    Submodule,
    /// On disk, not in the judged tree, and not ignored.
    Untracked,
    /// On disk, not in the judged tree, and ignored by git.
    Ignored,
    /// Neither in the judged tree nor on disk.
    Missing,
    /// Could not be looked up; never counts as being there.
    Unknown,
}

/// What is known about one cited commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitState {
    /// There is exactly one such commit.
    Known {
        /// Its whole id.
        id: CommitId,
        /// When it was committed.
        committed: Timestamp,
        /// Whether the judged commit descends from it or is it.
        reachable: bool,
    },
    /// More than one object begins so.
    Ambiguous,
    /// The object is not a commit.
    NotACommit,
    /// There is no such object.
    Missing,
    /// Cannot be told here, because the clone is shallow or partial: the commit, or the way from
    /// the judged commit to it, may exist elsewhere.
    BeyondHistory,
}

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The commit it names in the end.
    pub commit: CommitId,
    /// When the tag was made, or its commit for a lightweight one.
    pub tagged: Timestamp,
}

/// A path with the object id of its content.
pub type Content = BTreeMap<RepoPath, Box<str>>;

/// The same paths at a cited commit and at the judged one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// What lay there at the cited commit.
    pub cited: Content,
    /// What lies there at the judged commit.
    pub judged: Content,
}

/// One commit of a range, for the rules over history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeCommit {
    /// Its id.
    pub id: CommitId,
    /// The first line of its message.
    pub subject: Box<str>,
    /// When it was committed.
    pub committed: Timestamp,
    /// Its message.
    pub message: Box<str>,
    /// Whether it has more than one parent.
    pub is_merge: bool,
    /// The paths it changed against its first parent.
    pub paths: BTreeSet<RepoPath>,
    /// Who wrote it, by their own word: `Name <address>`.
    pub author: Box<str>,
    /// The lines of the tracking files that it changed which wait for the id of a commit.
    pub waiting: Vec<Waiting>,
}

impl RangeCommit {
    /// The e-mail address of its author, as it is written there.
    pub fn email(&self) -> &str {
        let inside = self.author.rsplit_once('<').and_then(|(_, rest)| rest.split('>').next());
        inside.unwrap_or(&self.author).trim()
    }
}

/// The lines of one file that have a placeholder in place of a commit, as [`waiting_lines`] finds them,
/// before and after a commit that changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The file.
    pub path: RepoPath,
    /// The lines before.
    pub before: Vec<Box<str>>,
    /// The lines after.
    pub after: Vec<Box<str>>,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A folder without git: nothing can be looked up.
    Folder,
    /// A repository whose branch has no commit yet.
    Unborn,
    /// The working tree on top of a commit.
    WorkingTree {
        /// The commit under it.
        commit: CommitId,
    },
    /// The index on top of a commit.
    Index {
        /// The commit under it.
        commit: CommitId,
    },
    /// A commit as it was recorded.
    Commit {
        /// The commit.
        commit: CommitId,
        /// The moment as of which it is looked at, where that lies in the past; nothing where it is
        /// looked at now.
        stood: Option<Timestamp>,
    },
}

impl Subject {
    /// The commit that claims are judged at.
    pub fn commit(&self) -> Option<&CommitId> {
        match self {
            Self::Folder | Self::Unborn => None,
            Self::WorkingTree { commit }
            | Self::Index { commit }
            | Self::Commit { commit, stood: _ } => Some(commit),
        }
    }
}

/// What git says about everything that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// What was looked at.
    pub subject: Subject,
    /// When the judged commit was made.
    pub committed: Option<Timestamp>,
    /// Whether older history is cut off here (a shallow clone).
    pub shallow: bool,
    /// Answers to [`Questions::paths`].
    pub paths: BTreeMap<RepoPath, PathState>,
    /// Answers to [`Questions::tails`]: the paths of the judged tree that end so, sorted.
    pub tails: BTreeMap<Box<str>, Vec<RepoPath>>,
    /// Answers to [`Questions::globs`]: how many files of the judged tree match.
    pub globs: BTreeMap<Box<str>, usize>,
    /// Answers to [`Questions::commits`].
    pub commits: BTreeMap<CommitPrefix, CommitState>,
    /// All tags of the repository.
    pub tags: BTreeMap<Box<str>, Tag>,
    /// Answers to [`Questions::contents`].
    pub contents: BTreeMap<(CommitPrefix, Box<str>), Compared>,
    /// Answers to [`Questions::scopes`]: the files of the judged tree in each, sorted.
    pub scopes: BTreeMap<Box<str>, Vec<RepoPath>>,
    /// Answers to [`Questions::facts`].
    pub facts: Answers,
}

impl Repository {
    /// A folder without git: every question stays open.
    pub fn folder() -> Self {
        Self {
            subject: Subject::Folder,
            committed: None,
            shallow: false,
            paths: BTreeMap::new(),
            tails: BTreeMap::new(),
            globs: BTreeMap::new(),
            commits: BTreeMap::new(),
            tags: BTreeMap::new(),
            contents: BTreeMap::new(),
            scopes: BTreeMap::new(),
            facts: Answers::default(),
        }
    }

    /// The state of a path; unknown where it was not asked for.
    pub fn path(&self, path: &RepoPath) -> PathState {
        self.paths.get(path).cloned().unwrap_or(PathState::Unknown)
    }
}
