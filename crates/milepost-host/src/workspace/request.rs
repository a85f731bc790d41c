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

/// What to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Which state.
    pub view: View,
    /// The beginning of a range of history to look at as well.
    pub since: Option<String>,
    /// The commit that what is looked at is judged by, as a change since then; its history is looked
    /// at, too.
    pub base: Option<String>,
    /// What the clock says; the system's clock and zone where nothing is said.
    pub clock: Option<Clock>,
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
