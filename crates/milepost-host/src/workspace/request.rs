//! What to load, and how far loading is.

use milepost_core::scene::Clock;

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

/// From when a state is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Now: by today's date, with all that was recorded since.
    #[default]
    Now,
    /// As it stood. A commit that HEAD was made from is judged by the clock of its own time, with the
    /// evidence that is in its tree; of what `refs/milepost/ledger` holds, only what had been recorded
    /// by then counts. A commit that nothing here was made from yet is looked at now: as long as it is
    /// the last one, evidence for it still comes in.
    AtTheTime,
}

/// What to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Which state.
    pub view: View,
    /// From when a commit is looked at.
    pub when: When,
    /// The beginning of a range of history to look at as well.
    pub since: Option<String>,
    /// The commit that what is looked at is judged by, as a change since then; its history is looked
    /// at, too.
    pub base: Option<String>,
    /// What the clock says; the system's clock and zone where nothing is said.
    pub clock: Option<Clock>,
    /// Whether the content of the judged commit is looked up.
    pub footing: Footing,
}

impl LoadRequest {
    /// What somebody needs who states something: what is here, with the content that it is about.
    pub fn to_state() -> Self {
        Self { footing: Footing::Always, ..Self::default() }
    }
}

/// Whether the content of the judged commit is looked up, which costs a git process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Footing {
    /// Where gates, statements or signers make it matter.
    #[default]
    WhereItMatters,
    /// In any case.
    Always,
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
