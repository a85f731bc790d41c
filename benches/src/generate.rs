//! `generate`: writes a tracker into a new git repository with a short history.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::tracker::{Files, Page, Tracker};

/// Write a tracker into a new git repository
#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// How many items it has
    #[arg(long, default_value_t = 1000)]
    items: usize,
    /// How many of them share a file
    #[arg(long, value_enum, default_value = "hundred")]
    files: Files,
    /// What varies its words: the same seed gives the same bytes and commits
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write; must not exist yet, or be empty
    dir: PathBuf,
}

/// Why a repository could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerateError {
    /// The folder holds something already.
    #[error("{} is not empty", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("could not write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Git could not be started.
    #[error("could not start git: {source}")]
    NoGit {
        /// What the system said.
        source: io::Error,
    },
    /// Git refused.
    #[error("`git {command}` failed: {stderr}")]
    Git {
        /// What it was to do.
        command: String,
        /// What it said.
        stderr: String,
    },
}

pub(crate) fn run(args: &GenerateArgs) -> Result<(), GenerateError> {
    write(Tracker { items: args.items, files: args.files, seed: args.seed }, &args.dir)
}

/// In how many commits the documents arrive.
const COMMITS: usize = 4;

/// Writes a tracker: first what the documents cite, then the documents in a few commits, each
/// citing the commit before it.
pub(crate) fn write(tracker: Tracker, dir: &Path) -> Result<(), GenerateError> {
    let wrong = |source| GenerateError::Write { path: dir.to_owned(), source };
    fs::create_dir_all(dir).map_err(wrong)?;
    if fs::read_dir(dir).map_err(wrong)?.next().is_some() {
        return Err(GenerateError::NotEmpty { path: dir.to_owned() });
    }
    git(dir, &["init", "--quiet", "--initial-branch=main", "--object-format=sha1"])?;
    for page in tracker.sources() {
        write_page(dir, &page)?;
    }
    let mut last = commit(dir, "feat: everything that the plan cites", 0)?;
    let documents = tracker.documents();
    let size = documents.div_ceil(COMMITS).max(1);
    for (at, first) in (0..documents).step_by(size).enumerate() {
        for document in first..(first + size).min(documents) {
            write_page(dir, &tracker.document(document, &last))?;
        }
        last = commit(dir, "docs: one more part of the plan", at + 1)?;
    }
    // So that `git status` has an index whose times it can trust, as after some minutes of work.
    git(dir, &["update-index", "--refresh"]).map(drop)
}

/// Makes a repository of a folder as it is.
pub(crate) fn commit_all(dir: &Path) -> Result<(), GenerateError> {
    git(dir, &["init", "--quiet", "--initial-branch=main", "--object-format=sha1"])?;
    commit(dir, "feat: everything", 0)?;
    git(dir, &["update-index", "--refresh"]).map(drop)
}

/// Commits what is new.
pub(crate) fn commit_more(dir: &Path, message: &str) -> Result<(), GenerateError> {
    commit(dir, message, COMMITS + 1)?;
    git(dir, &["update-index", "--refresh"]).map(drop)
}

fn write_page(dir: &Path, page: &Page) -> Result<(), GenerateError> {
    let path = dir.join(&page.path);
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| fs::write(&path, &page.text));
    written.map_err(|source| GenerateError::Write { path, source })
}

/// Commits everything and gives the short id of the commit.
fn commit(dir: &Path, message: &str, day: usize) -> Result<String, GenerateError> {
    git(dir, &["add", "--all"])?;
    let date = format!("2026-02-{:02}T12:00:00+00:00", day + 2);
    let mut command = command(dir, &["commit", "--quiet", "--no-verify", "-m", message]);
    command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    finish(command, message)?;
    git(dir, &["rev-parse", "--short=12", "HEAD"])
}

fn git(dir: &Path, args: &[&str]) -> Result<String, GenerateError> {
    finish(command(dir, args), &args.join(" "))
}

/// Git with nothing of the machine's configuration, so that a seed gives the same commits anywhere.
fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(["-c", "commit.gpgSign=false", "-c", "gc.auto=0", "-c", "core.autocrlf=false"])
        .args(args)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .env("GIT_AUTHOR_NAME", "builder")
        .env("GIT_AUTHOR_EMAIL", "builder@example.invalid")
        .env("GIT_COMMITTER_NAME", "builder")
        .env("GIT_COMMITTER_EMAIL", "builder@example.invalid")
        .stdin(Stdio::null());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
}

fn finish(mut command: Command, what: &str) -> Result<String, GenerateError> {
    let output = command.output().map_err(|source| GenerateError::NoGit { source })?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(GenerateError::Git { command: what.to_owned(), stderr });
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
