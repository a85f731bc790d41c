//! The façade: find the project, load everything that judging needs.

mod based;
pub(crate) mod load;
mod pages;
mod plain;
mod request;
mod shown;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::{
    base::Base,
    config::{Config, ConfigErrors},
    evidence::ledger::Ledger,
    lease::Underway,
    plan::Plan,
    render::pages::{Commits, Texts},
    repository::{Questions, Repository},
    scene::{Clock, Range, Scene},
    signature::signers::Signers,
    text::{RepoPath, Source},
    verdict::{Ground, Verdicts},
};

use crate::{
    decode::NotText,
    discover::{self, DiscoverError, Place},
    documents::{Looked, Unreadable},
    files::FileError,
    git::{GitDir, history::HistoryError, objects::ObjectsError, refs::RefsError},
    leases::LeaseError,
    ledger::LedgerError,
    view::ViewError,
    walk::WalkError,
};

pub use plain::PlainFile;
pub use request::{Footing, LoadEvent, LoadRequest, View, When};

/// Everything that judging needs, gathered.
pub struct Snapshot {
    /// What the project configures.
    pub config: Config,
    /// What the documents say.
    pub plan: Plan,
    /// What git says.
    pub repository: Repository,
    /// The range of history, where one was asked for.
    pub range: Option<Range>,
    /// What the clock says.
    pub clock: Clock,
    /// The texts of the documents and of `milepost.toml`, to show spans.
    pub sources: BTreeMap<RepoPath, Arc<Source>>,
    /// How many Markdown files were looked at and are no trackers.
    pub passed_over: usize,
    /// How many checklist boxes stand in those.
    pub loose_boxes: u32,
    /// Documents that could not be read, sorted by path.
    pub unreadable: Vec<Unreadable>,
    /// Everything that was recorded.
    pub ledger: Ledger,
    /// What gates run on at the judged commit; nothing where there is none, or parts of it are not
    /// here.
    pub ground: Option<Ground>,
    /// What evidence says of the gates.
    pub verdicts: Verdicts,
    /// Whose signatures count.
    pub signers: Signers,
    /// Who is at what right now; nobody for a view of a commit.
    pub underway: Underway,
    /// What judged before, where a base was asked for.
    pub base: Option<Base>,
    /// The same state of the project, as it is seen by what judged before; nothing where that makes no
    /// difference.
    pub by_base: Option<ByBase>,
    /// The texts that pages are made of, and those that they are written into.
    pub pages: Texts,
    /// The files that documents were read from, where they were those of the working tree and nothing
    /// else was asked.
    pub(crate) looked: Option<Looked>,
}

/// A state of the project, seen by what its base configures and asks for.
#[derive(Clone, Debug)]
pub struct ByBase {
    /// What the base configures, with the gates that are new.
    pub config: Config,
    /// The documents that the base calls trackers, with the criteria that they had.
    pub plan: Plan,
    /// What git says of them.
    pub repository: Repository,
    /// What evidence says of the gates, as the base defines them.
    pub verdicts: Verdicts,
}

impl Snapshot {
    /// Whose signatures vouch for runs: with a base, those whom it lists, whatever the change says.
    pub fn machines(&self) -> Cow<'_, Signers> {
        match &self.base {
            Some(base) => Cow::Owned(base.signers()),
            None => Cow::Borrowed(&self.signers),
        }
    }

    /// All that rules may look at.
    pub fn scene(&self) -> Scene<'_> {
        Scene {
            plan: &self.plan,
            repository: &self.repository,
            config: &self.config,
            clock: &self.clock,
            range: self.range.as_ref(),
            base: self.base.as_ref(),
            verdicts: &self.verdicts,
            ledger: &self.ledger,
            shown: None,
            underway: &self.underway,
            survey: None,
            drifts: &[],
        }
    }

    /// The plan that a report is about: that of the base, where one was asked for and it sees another.
    pub fn shown_plan(&self) -> &Plan {
        self.by_base.as_ref().map_or(&self.plan, |seen| &seen.plan)
    }

    /// The same, as what judged before sees it; nothing where no base was asked for, or it sees the same.
    pub fn scene_by_base(&self) -> Option<Scene<'_>> {
        let seen = self.by_base.as_ref()?;
        Some(Scene {
            plan: &seen.plan,
            repository: &seen.repository,
            config: &seen.config,
            verdicts: &seen.verdicts,
            ..self.scene()
        })
    }
}

/// Why a project could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The state asked for cannot be looked at.
    #[error(transparent)]
    View(#[from] ViewError),
    /// `milepost.toml` could not be read.
    #[error("could not read the configuration")]
    ConfigFile(#[from] FileError),
    /// `milepost.toml` is in the view, and is no text.
    #[error("milepost.toml is not text")]
    NoConfigText,
    /// `.milepost/allowed_signers` is in the view, and is no text.
    #[error(".milepost/allowed_signers is not text")]
    NoSignersText,
    /// The clone is partial and lacks what a file held in a state that is looked at; nothing is fetched.
    #[error("what {path} holds there is not in this clone")]
    NotHere {
        /// The file.
        path: RepoPath,
    },
    /// `milepost.toml` has mistakes.
    #[error("{errors}")]
    Config {
        /// The mistakes, with their places.
        errors: ConfigErrors,
        /// The text that has them.
        source_text: Arc<Source>,
    },
    /// A file that was named could not be read.
    #[error(transparent)]
    File(FileError),
    /// A file that was named is no text.
    #[error("{} is {what}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: NotText,
    },
    /// Folders of a commit are missing here, so nobody can say which documents it has.
    #[error("some folders of {what} are not in this clone, so its documents cannot be listed")]
    Folders {
        /// The commit, or the index.
        what: String,
    },
    /// The documents could not be found.
    #[error("could not look for documents")]
    Walk(#[from] WalkError),
    /// Objects could not be read.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// Tags could not be read.
    #[error(transparent)]
    Refs(#[from] RefsError),
    /// History could not be walked.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Who is at what could not be told.
    #[error(transparent)]
    Leases(#[from] LeaseError),
    /// What is looked at cannot be judged by a commit.
    #[error("`{rev}` cannot judge what is looked at: {why}")]
    NoBase {
        /// The commit, as it was asked for.
        rev: String,
        /// Why not.
        why: WhyNoBase,
    },
    /// `milepost.toml` has mistakes in the commit that is to judge.
    #[error("milepost.toml has mistakes at `{rev}`: {errors}")]
    BaseConfig {
        /// The commit, as it was asked for.
        rev: String,
        /// The mistakes.
        errors: ConfigErrors,
    },
}

/// Why a commit cannot judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNoBase {
    /// There is no commit to judge.
    #[error("there is no commit yet")]
    Unborn,
    /// The history in between is not all here.
    #[error("this clone does not have all of the history in between")]
    CutOff,
    /// They have nothing in common.
    #[error("they have no commit in common")]
    Apart,
}

/// A project on disk.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    git: Option<GitDir>,
    caching: Caching,
}

/// Whether what was understood of documents is kept for the next time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// Nothing is written, and nothing that was is looked at.
    #[default]
    Off,
    /// In the git folder, or the user's cache folder where that may only be read.
    On,
}

impl Workspace {
    /// Finds the project around a folder: the nearest git repository, else the folder itself.
    pub fn discover(start: &Path) -> Result<Self, DiscoverError> {
        let Place { root, git } = discover::find(start)?;
        Ok(Self { root, git, caching: Caching::default() })
    }

    /// The same project, with or without a cache. Every answer is the same either way.
    #[must_use]
    pub fn caching(self, caching: Caching) -> Self {
        Self { caching, ..self }
    }

    /// The same project with another index, as git hands its hooks one.
    #[must_use]
    pub fn with_index(mut self, index: Option<PathBuf>) -> Self {
        if let (Some(git), Some(index)) = (&mut self.git, index) {
            git.index = Some(index);
        }
        self
    }

    /// Whether it has a cache.
    pub(crate) fn caches(&self) -> Caching {
        self.caching
    }

    /// The root of the project; a bare repository's own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it is a repository without a working tree.
    pub fn is_bare(&self) -> bool {
        self.git.as_ref().is_some_and(|git| git.is_bare)
    }

    /// The repository, if there is one.
    pub(crate) fn git(&self) -> Option<&GitDir> {
        self.git.as_ref()
    }

    /// Loads everything that judging needs, and tells how far it is.
    ///
    /// Writes nothing but the cache, and runs nothing that the repository chooses.
    pub fn load(
        &self,
        request: &LoadRequest,
        on: &(dyn Fn(LoadEvent) + Sync),
    ) -> Result<Snapshot, LoadError> {
        load::load(self, request, on)
    }

    /// Answers questions about a view, whatever its documents say.
    pub fn ask(&self, view: &View, questions: &Questions) -> Result<Repository, LoadError> {
        load::ask(self, view, questions)
    }

    /// The commits that a view descends from, the newest first.
    pub fn commits(&self, view: &View) -> Result<Commits, LoadError> {
        load::commits(self, view)
    }

    /// Reads single files, inside or outside the project, whatever they are called.
    pub fn read_files(&self, paths: &[PathBuf]) -> Result<Vec<PlainFile>, LoadError> {
        plain::read(self, paths)
    }
}

/// The clock of this machine.
fn system_clock() -> Clock {
    Clock { now: Timestamp::now(), zone: TimeZone::system() }
}
