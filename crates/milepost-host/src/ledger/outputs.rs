//! What runs wrote, kept for people who look into them. It stays in the clone and can be thrown away.
//!
//! The ledger itself holds digests only: what a gate prints may be a secret.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use milepost_core::digest::Digest;

use crate::{
    Workspace,
    checkout::sweep,
    files,
    ledger::{UNFINISHED, local},
};

/// So many bytes of outputs are kept; the oldest go first.
const MOST: u64 = 512 << 20;

/// Whoever keeps less than this need not look at once whether there is room.
const SMALL: u64 = 1 << 20;

/// What a run wrote, as far as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOutput {
    /// What it wrote to stdout.
    pub stdout: Vec<u8>,
    /// What it wrote to stderr.
    pub stderr: Vec<u8>,
}

/// Why an output could not be kept or shown.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// There is no repository, so nothing is kept beside it.
    #[error("{} is not in a git repository, so no outputs are kept", root.display())]
    NoRepository {
        /// The folder.
        root: PathBuf,
    },
    /// The system refused.
    #[error("could not use the kept outputs in {}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A kept file could not be read.
    #[error(transparent)]
    File(#[from] files::FileError),
}

impl Workspace {
    /// Keeps copies of the files that a run wrote, under the id of its record; of a run that wrote
    /// nothing, nothing. Where all together become too large, the oldest go: at once if these are
    /// large, else with [`Self::trim_outputs`].
    pub fn keep_output(
        &self,
        record: Digest,
        stdout: &Path,
        stderr: &Path,
    ) -> Result<(), OutputError> {
        let git = self.git().ok_or_else(|| no_repository(self))?;
        let length = |file: &Path| fs::metadata(file).map(|it| it.len()).map_err(refused(file));
        if length(stdout)? == 0 && length(stderr)? == 0 {
            return Ok(());
        }
        let folder = local::folder(git, "outputs").map_err(refused(&git.common))?;
        // Whole or not at all; only this user may look inside.
        let made = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(&folder);
        let made = made.map_err(refused(&folder))?;
        let mut bytes = 0;
        for (from, name) in [(stdout, "stdout"), (stderr, "stderr")] {
            bytes += fs::copy(from, made.path().join(name)).map_err(refused(from))?;
        }
        let place = folder.join(record.to_string());
        match fs::rename(made.path(), &place) {
            // It has its name now, and there is nothing left to clean up.
            Ok(()) => drop(made.keep()),
            // Kept before: the same record is the same run.
            Err(_) if place.is_dir() => {}
            Err(error) => return Err(refused(&place)(error)),
        }
        if bytes < SMALL {
            return Ok(());
        }
        make_room(&folder, Some(&place), MOST).map_err(refused(&folder))
    }

    /// Removes the oldest outputs if all together are too large.
    pub fn trim_outputs(&self) -> Result<(), OutputError> {
        let git = self.git().ok_or_else(|| no_repository(self))?;
        for folder in local::places(git, "outputs") {
            if folder.is_dir() {
                make_room(&folder, None, MOST).map_err(refused(&folder))?;
            }
        }
        Ok(())
    }

    /// What the run of a record wrote, if it is still kept here.
    pub fn output(&self, record: Digest) -> Result<Option<KeptOutput>, OutputError> {
        let git = self.git().ok_or_else(|| no_repository(self))?;
        for folder in local::places(git, "outputs") {
            let place = folder.join(record.to_string());
            let stdout = files::read_if_there(&place.join("stdout"))?;
            let stderr = files::read_if_there(&place.join("stderr"))?;
            if let (Some(stdout), Some(stderr)) = (stdout, stderr) {
                return Ok(Some(KeptOutput { stdout, stderr }));
            }
        }
        Ok(None)
    }
}

/// Removes the oldest outputs until all together take no more than so many bytes. The one that was
/// just kept stays.
fn make_room(folder: &Path, newest: Option<&Path>, most: u64) -> io::Result<()> {
    let mut kept: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_finished = !entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes());
        // Another process may have removed it meanwhile.
        if let (true, Ok(seen)) = (is_finished, entry.metadata()) {
            let path = entry.path();
            kept.push((
                seen.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                path.clone(),
                sweep::size(&path),
            ));
        }
    }
    kept.sort();
    let mut bytes: u64 = kept.iter().map(|(_, _, bytes)| bytes).sum();
    for (_, path, size) in kept {
        if bytes <= most {
            break;
        }
        if Some(&*path) != newest {
            match fs::remove_dir_all(&path) {
                Err(error) if !files::is_absence(&error) => return Err(error),
                Ok(()) | Err(_) => bytes -= size,
            }
        }
    }
    Ok(())
}

fn no_repository(workspace: &Workspace) -> OutputError {
    OutputError::NoRepository { root: workspace.root().to_owned() }
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> OutputError + use<> {
    let path = path.to_owned();
    move |source| OutputError::Refused { path, source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::make_room;

    #[test]
    fn the_oldest_outputs_go_and_the_newest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for (age, name) in [(3_u64, "old"), (2, "middle"), (1, "new")] {
            fs::create_dir(place(name)).unwrap();
            fs::write(place(name).join("stdout"), [b'x'; 10]).unwrap();
            let then = std::time::SystemTime::now() - std::time::Duration::from_secs(age * 100);
            fs::File::open(place(name)).unwrap().set_modified(then).unwrap();
        }
        make_room(folder.path(), Some(&place("new")), 30).unwrap();
        assert!(place("old").is_dir());
        make_room(folder.path(), None, 20).unwrap();
        assert!(!place("old").exists() && place("middle").is_dir());
        make_room(folder.path(), Some(&place("new")), 5).unwrap();
        assert!(!place("middle").exists() && place("new").is_dir());
    }
}
