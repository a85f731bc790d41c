//! Which state of the project a command looks at.

use clap::Args;
use milepost_host::{LoadRequest, View};

/// Which state of the project to look at; the working tree where nothing is said.
#[derive(Args, Clone, Debug)]
pub(crate) struct ViewArgs {
    /// Look at the documents as a commit has them, without checking it out
    #[arg(long, value_name = "REV", conflicts_with = "staged")]
    at: Option<String>,
    /// Look at the documents as they are staged
    #[arg(long)]
    staged: bool,
}

impl ViewArgs {
    /// The request to load that state.
    pub(crate) fn request(&self) -> LoadRequest {
        let view = match (&self.at, self.staged) {
            (Some(revision), _) => View::Commit(revision.clone()),
            (None, true) => View::Index,
            (None, false) => View::WorkingTree,
        };
        LoadRequest { view, ..LoadRequest::default() }
    }
}
