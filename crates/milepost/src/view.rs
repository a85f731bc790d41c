//! Which state of the project a command looks at.

use clap::Args;
use milepost_host::{LoadRequest, View, When};

/// Which state of the project to look at; the working tree where nothing is said.
#[derive(Args, Clone, Debug)]
pub(crate) struct ViewArgs {
    /// Look at the project as it stood at a commit, without checking it out
    ///
    /// Documents, configuration and ledger are those of the commit, and the clock is that of its time.
    /// What `refs/milepost/ledger` holds counts as far as it had been recorded by then.
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
        let when = if self.at.is_some() { When::AtTheTime } else { When::Now };
        LoadRequest { view, when, ..LoadRequest::default() }
    }
}
