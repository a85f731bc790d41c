//! What facts and surfaces make one look up, and the answers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{Fact, Surface, pattern::Pattern};
use crate::{
    id::CommitId,
    text::{RepoPath, Source},
};

/// What must be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Files whose text is needed.
    pub texts: BTreeSet<RepoPath>,
    /// Globs whose files are listed; those of tallies are among them.
    pub globs: BTreeSet<Box<str>>,
    /// What is counted in files.
    pub tallies: BTreeSet<Tally>,
    /// Globs over the names of tags, of which the newest is wanted.
    pub tags: BTreeSet<Box<str>>,
    /// Paths whose last commit is wanted.
    pub touched: BTreeSet<RepoPath>,
    /// Paths whose commits are counted; all commits where there is no path.
    pub commits: BTreeSet<Option<RepoPath>>,
}

/// Something that is counted in all files of a glob.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// The files.
    pub glob: Box<str>,
    /// What is counted in each.
    pub counting: Counting,
}

/// What is counted in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counting {
    /// Lines.
    Lines,
    /// Lines with a match of a pattern.
    LinesWith(Pattern),
    /// Matches of a pattern.
    Matches(Pattern),
}

impl Counting {
    /// How many there are in a text.
    pub fn count(&self, text: &str) -> usize {
        match self {
            Self::Lines => text.lines().count(),
            Self::LinesWith(pattern) => text.lines().filter(|line| pattern.is_in(line)).count(),
            Self::Matches(pattern) => pattern.count(text),
        }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// In how many files.
    pub files: usize,
    /// How many.
    pub number: usize,
}

/// Why something could not be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    /// The files cannot be listed here.
    #[error("the files of this state of the project cannot be listed here")]
    NoList,
    /// One of the files cannot be read.
    #[error("`{path}` {why}")]
    File {
        /// The file.
        path: RepoPath,
        /// Why not.
        why: Unheld,
    },
}

/// Why the text of a file is not known, as the predicate of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unheld {
    /// There is none.
    #[error("is not there")]
    Missing,
    /// It is a folder, a pipe or a device.
    #[error("is no plain file")]
    NotAFile,
    /// It is a link, or lies behind one.
    #[error("is a symbolic link or lies behind one, and links are not followed")]
    Link,
    /// It is no text.
    #[error("is not UTF-8 text")]
    NotText,
    /// It is too large to be read.
    #[error("is too large to be read")]
    TooLarge,
    /// A merge left it with conflicts.
    #[error("has merge conflicts")]
    Conflicted,
    /// It is recorded, and its content is not in this clone.
    #[error("is not in this clone, which is partial")]
    NotHere,
    /// The system refused, or nobody looked.
    #[error("could not be read")]
    Refused,
}

/// The text of a file, or why it is not known.
pub type Held = Result<Arc<Source>, Unheld>;

/// Why the history says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoHistory {
    /// The project is in no repository.
    #[error("the project is in no git repository")]
    NoRepository,
    /// There is no commit.
    #[error("there is no commit yet")]
    Unborn,
    /// A part of the history is not here.
    #[error("this clone does not have the whole history; `git fetch --unshallow --tags` gets it")]
    CutOff,
}

/// A commit or tag that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name of the tag; empty for a commit.
    pub name: Box<str>,
    /// The commit.
    pub commit: CommitId,
    /// When it was made.
    pub at: Timestamp,
}

/// The answers to [`Inputs`]. What is not in them was not looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Answers to [`Inputs::texts`].
    pub texts: BTreeMap<RepoPath, Held>,
    /// Answers to [`Inputs::globs`]: the files, sorted; nothing where they cannot be listed.
    pub globs: BTreeMap<Box<str>, Option<Vec<RepoPath>>>,
    /// Files of those globs that git tracks and that are not on disk.
    pub absent: BTreeSet<RepoPath>,
    /// Paths of [`Inputs::touched`] and [`Inputs::commits`] at which nothing is.
    pub gone: BTreeSet<RepoPath>,
    /// Answers to [`Inputs::tallies`].
    pub tallies: BTreeMap<Tally, Result<Counted, NotCounted>>,
    /// Answers to [`Inputs::tags`].
    pub tags: BTreeMap<Box<str>, Result<Option<Found>, NoHistory>>,
    /// Answers to [`Inputs::touched`].
    pub touched: BTreeMap<RepoPath, Result<Option<Found>, NoHistory>>,
    /// Answers to [`Inputs::commits`].
    pub commits: BTreeMap<Option<RepoPath>, Result<usize, NoHistory>>,
}

impl Inputs {
    /// Everything that must be looked up for facts and surfaces.
    pub fn of(facts: &[Fact], surfaces: &[Surface]) -> Self {
        let mut inputs = Self::default();
        for fact in facts {
            fact.expr.ask(&mut inputs);
        }
        let places = surfaces.iter().flat_map(|surface| &surface.places);
        inputs.texts.extend(places.map(|place| place.file.clone()));
        inputs
    }

    /// The paths whose history is wanted.
    pub fn with_history(&self) -> impl Iterator<Item = &RepoPath> {
        self.touched.iter().chain(self.commits.iter().flatten())
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Answers {
    /// The text of a file.
    pub fn text(&self, path: &RepoPath) -> Result<&Arc<Source>, Unheld> {
        match self.texts.get(path) {
            Some(Ok(source)) => Ok(source),
            Some(Err(why)) => Err(why.clone()),
            None => Err(Unheld::Refused),
        }
    }

    /// All texts.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.texts.values().filter_map(|held| held.as_ref().ok())
    }
}
