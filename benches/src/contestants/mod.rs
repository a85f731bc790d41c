//! Who takes part. One contestant is one file here; peers have one line below.

mod beads;
mod doorstop;
mod floors;
mod milepost;
mod sphinx_needs;
mod strictdoc;
mod taskwarrior;

use std::{
    env, io,
    path::{Path, PathBuf},
};

pub(crate) use floors::{CAT, GIT_STATUS};

use crate::{contest::Entry, tracker::Tracker};

/// What a contestant finds.
pub(crate) struct Ground<'a> {
    /// The tracker that was generated.
    pub(crate) tracker: Tracker,
    /// The repository that holds it.
    pub(crate) repository: &'a Path,
    /// An empty folder for whatever a contestant needs.
    pub(crate) scratch: &'a Path,
    /// The milepost to measure.
    pub(crate) milepost: &'a Path,
}

/// Why a contestant does not take part.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Skipped {
    /// The program is not there.
    #[error("`{program}` is not on the PATH")]
    NotInstalled {
        /// Its name.
        program: &'static str,
    },
    /// It takes too long with so many items.
    #[error("only measured up to {most} items")]
    TooMany {
        /// The most that it is measured with.
        most: usize,
    },
    /// What it needs could not be written.
    #[error("could not prepare: {0}")]
    Prepare(#[from] io::Error),
    /// It refused the items.
    #[error("`{command}` failed: {stderr}")]
    Refused {
        /// What it was to do.
        command: String,
        /// What it said.
        stderr: String,
    },
}

/// Another tracker: its name, and how it makes itself ready.
pub(crate) type Peer = (&'static str, fn(&Ground<'_>) -> Result<Vec<Entry>, Skipped>);

/// All other trackers.
pub(crate) const PEERS: &[Peer] = &[
    ("Taskwarrior", taskwarrior::entries),
    ("br", beads::entries),
    ("doorstop", doorstop::entries),
];

/// Those who make documents of items.
pub(crate) const WRITERS: &[Peer] =
    &[("sphinx-needs", sphinx_needs::entries), ("StrictDoc", strictdoc::entries)];

/// Those who always take part: the floors, then milepost.
pub(crate) fn always(ground: &Ground<'_>) -> Vec<Entry> {
    let mut entries = floors::entries(ground);
    entries.extend(milepost::entries(ground));
    entries
}

/// Milepost and git, each time after one document was changed.
pub(crate) fn touched(ground: &Ground<'_>) -> Vec<Entry> {
    milepost::touched(ground)
}

/// The most items that other trackers are measured with.
const MOST_FOR_PEERS: usize = 1000;

/// Lets a peer take part up to so many items.
fn is_within_reach(ground: &Ground<'_>) -> Result<(), Skipped> {
    if ground.tracker.items > MOST_FOR_PEERS {
        return Err(Skipped::TooMany { most: MOST_FOR_PEERS });
    }
    Ok(())
}

/// A program on the `PATH`.
fn installed(program: &'static str) -> Result<PathBuf, Skipped> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
        .ok_or(Skipped::NotInstalled { program })
}

/// Runs a command of the preparation to its end.
fn prepare(entry: &Entry) -> Result<(), Skipped> {
    let mut words = entry.command.iter();
    let program = words.next().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let output = std::process::Command::new(program)
        .args(words)
        .current_dir(&entry.dir)
        .envs(entry.environment.iter().map(|(name, value)| (name, value)))
        .stdin(std::process::Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Skipped::Refused { command: entry.label.clone(), stderr })
}
