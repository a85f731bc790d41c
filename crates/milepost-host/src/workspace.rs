//! The façade: find the project, load everything that judging needs.

use std::{collections::BTreeMap, sync::Arc};

use milepost_core::{
    config::Config,
    lint::{Clock, Range, Scene},
    plan::Plan,
    repository::Repository,
    text::{RepoPath, Source},
};

/// Which state of the project to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The documents as they lie on disk, judged at the commit under them.
    #[default]
    WorkingTree,
    /// The documents as they are staged.
    Index,
    /// The documents as a commit has them, without checking it out.
    Commit(String),
}

/// What to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Which state.
    pub view: View,
    /// The beginning of a range of history to look at as well.
    pub since: Option<String>,
}

/// How far loading is; for progress shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadEvent {
    /// So many documents are to be read.
    Found(usize),
    /// One more document was read.
    Read,
    /// All documents are read; git is asked about what they cite.
    Asking,
}

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
    /// The texts of the documents, to show spans.
    pub sources: BTreeMap<RepoPath, Arc<Source>>,
    /// How many Markdown files were looked at and are no trackers.
    pub passed_over: usize,
    /// How many checklist boxes stand in those.
    pub loose_boxes: u32,
}

impl Snapshot {
    /// All that rules may look at.
    pub fn scene(&self) -> Scene<'_> {
        Scene {
            plan: &self.plan,
            repository: &self.repository,
            config: &self.config,
            clock: &self.clock,
            range: self.range.as_ref(),
        }
    }
}
