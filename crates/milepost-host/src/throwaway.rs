//! A repository that is made on the spot, to be looked at and thrown away.
//!
//! The one place that writes: into a folder that is new and its own.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
};

use tempfile::TempDir;

use crate::git::command;

/// A repository made from a stream of `git fast-import`, with its branch `main` checked out.
#[derive(Debug)]
pub struct Throwaway {
    root: PathBuf,
    /// Removes the folder when it is dropped; nothing where the folder is to be kept.
    _folder: Option<TempDir>,
}

/// Why there is no such repository.
#[derive(Debug, thiserror::Error)]
pub enum ThrowawayError {
    /// The folder to keep it in holds something already.
    #[error("{} is not empty", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// There is no folder to write to.
    #[error("could not make the folder {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be copied.
    #[error("could not copy {}", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Git could not be started or spoken to.
    #[error("could not run `git {task}`")]
    Start {
        /// What git was to do.
        task: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Git refused.
    #[error("`git {task}` failed: {said}")]
    Refused {
        /// What git was to do.
        task: &'static str,
        /// What git said.
        said: Box<str>,
    },
}

impl Throwaway {
    /// Makes a repository in the folder for temporary files; it is gone when the value is.
    pub fn new(stream: &[u8]) -> Result<Self, ThrowawayError> {
        let made = tempfile::Builder::new().prefix("milepost-").tempdir();
        let wrong = |source| ThrowawayError::Folder { path: std::env::temp_dir(), source };
        let folder = made.map_err(wrong)?;
        let root = absolute(folder.path())?;
        import(&root, stream)?;
        Ok(Self { root, _folder: Some(folder) })
    }

    /// Makes a repository in a folder that is new or empty, and leaves it there.
    pub fn kept(stream: &[u8], folder: &Path) -> Result<Self, ThrowawayError> {
        let wrong = |source| ThrowawayError::Folder { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(wrong)?;
        if fs::read_dir(folder).map_err(wrong)?.next().is_some() {
            return Err(ThrowawayError::NotEmpty { path: folder.to_owned() });
        }
        let root = absolute(folder)?;
        import(&root, stream)?;
        Ok(Self { root, _folder: None })
    }

    /// Copies the files of a folder from the working tree of another one; git is not told.
    pub fn copy_files(&self, other: &Self, folder: &str) -> Result<(), ThrowawayError> {
        let (from, to) = (other.root.join(folder), self.root.join(folder));
        let wrong = |path: &Path| {
            let path = path.to_owned();
            move |source| ThrowawayError::Copy { path, source }
        };
        fs::create_dir_all(&to).map_err(wrong(&to))?;
        for entry in fs::read_dir(&from).map_err(wrong(&from))? {
            let entry = entry.map_err(wrong(&from))?;
            let path = entry.path();
            fs::copy(&path, to.join(entry.file_name())).map_err(wrong(&path))?;
        }
        Ok(())
    }

    /// The root of the project.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

fn absolute(folder: &Path) -> Result<PathBuf, ThrowawayError> {
    let wrong = |source| ThrowawayError::Folder { path: folder.to_owned(), source };
    folder.canonicalize().map_err(wrong)
}

fn import(root: &Path, stream: &[u8]) -> Result<(), ThrowawayError> {
    // No template: it may hold hooks.
    let init = ["init", "--quiet", "--template=", "--initial-branch=main", "--object-format=sha1"];
    git(root, "init", &init, &[])?;
    git(root, "fast-import", &["fast-import", "--quiet"], stream)?;
    // Said outright, because without it the current folder would be the working tree.
    let tree = format!("--work-tree={}", root.display());
    git(root, "reset", &[&tree, "reset", "--quiet", "--hard", "main"], &[])
}

/// Runs git to its end, with nothing of the machine's configuration.
fn git(
    root: &Path,
    task: &'static str,
    arguments: &[&str],
    input: &[u8],
) -> Result<(), ThrowawayError> {
    let wrong = |source| ThrowawayError::Start { task, source };
    let mut command = command::at(&root.join(".git"), arguments);
    command.current_dir(root).stdin(Stdio::piped());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let mut child = command.spawn().map_err(wrong)?;
    let stdin = child.stdin.take();
    let (written, output) = thread::scope(|scope| {
        // Beside the reading: git may have more to say than a pipe holds.
        let writer = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input)));
        let output = child.wait_with_output();
        (writer.join(), output)
    });
    let output = output.map_err(wrong)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().into();
        return Err(ThrowawayError::Refused { task, said });
    }
    match written {
        Ok(written) => written.map_err(wrong),
        Err(_panicked) => Err(wrong(io::Error::other("the stream was not written"))),
    }
}
