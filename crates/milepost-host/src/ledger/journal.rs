//! The journal of runs that were begun, so that none of them is forgotten.
//!
//! Before a gate starts, the record that would say of it "interrupted" is forced to the disk. When
//! the gate has ended and its real record is in the ledger, that is taken back. A process holds a
//! lock on its own file as long as it lives: a file without a lock is that of a process which died,
//! and its open attempts are orphans, to be put into the ledger as they stand.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    Workspace, files,
    git::GitDir,
    ledger::{UNFINISHED, local, write},
};

/// Why the journal could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// There is no repository, so there is no journal.
    #[error("{} is not in a git repository, so no journal of runs can be kept", root.display())]
    NoRepository {
        /// The folder.
        root: PathBuf,
    },
    /// A record is no single line.
    #[error("what stands for an attempt is one line")]
    NotALine,
    /// The system refused.
    #[error("could not keep the journal of runs in {}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The journal of one process. It is removed when it is dropped with nothing open.
#[derive(Debug)]
pub struct Journal {
    /// Holds the lock.
    file: File,
    path: PathBuf,
    begun: usize,
    open: Vec<Attempt>,
}

/// One run that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt(usize);

/// What a process left behind that died.
#[derive(Debug)]
pub struct Orphan {
    /// The records of the runs that nobody saw end, to be put into the ledger.
    pub records: Vec<String>,
    path: PathBuf,
    /// Holds the lock, so that no one else puts them there as well.
    _file: File,
}

impl Workspace {
    /// Opens a journal for this process.
    pub fn journal(&self) -> Result<Journal, JournalError> {
        let folder = self.journal_folder()?;
        let refused = |source| JournalError::Refused { path: folder.clone(), source };
        // Under a name that nobody looks at until the lock is held.
        let made = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&folder);
        let made = made.map_err(refused)?;
        made.as_file().lock().map_err(refused)?;
        let name = made.path().file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default().replacen(UNFINISHED, "run-", 1);
        let path = folder.join(name);
        let file = made.persist_noclobber(&path).map_err(|error| refused(error.error))?;
        write::sync(&folder).map_err(refused)?;
        Ok(Journal { file, path, begun: 0, open: Vec::new() })
    }

    /// What dead processes left behind, each for one taker only.
    pub fn orphans(&self) -> Result<Vec<Orphan>, JournalError> {
        let mut orphans = Vec::new();
        for folder in local::places(self.of_journal()?, "journal") {
            let refused = |source| JournalError::Refused { path: folder.clone(), source };
            let entries = match fs::read_dir(&folder) {
                Err(error) if files::is_absence(&error) => continue,
                entries => entries.map_err(refused)?,
            };
            for entry in entries {
                let entry = entry.map_err(refused)?;
                if entry.file_name().as_encoded_bytes().starts_with(b"run-") {
                    orphans.extend(orphan(&entry.path())?);
                }
            }
        }
        orphans.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(orphans)
    }

    fn journal_folder(&self) -> Result<PathBuf, JournalError> {
        let git = self.of_journal()?;
        let refused = |source| JournalError::Refused { path: git.common.clone(), source };
        local::folder(git, "journal").map_err(refused)
    }

    /// The repository that the journal is kept beside.
    fn of_journal(&self) -> Result<&GitDir, JournalError> {
        self.git().ok_or_else(|| JournalError::NoRepository { root: self.root().to_owned() })
    }
}

/// What one file says, unless its process lives or it is gone meanwhile.
fn orphan(path: &Path) -> Result<Option<Orphan>, JournalError> {
    let refused = |source| JournalError::Refused { path: path.to_owned(), source };
    let file = match File::options().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if files::is_absence(&error) => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(refused(error)),
    }
    // Who held the lock before may have settled it.
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if files::is_absence(&error) => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    Ok(Some(Orphan { records: still_open(&text), path: path.to_owned(), _file: file }))
}

/// The records of the attempts that were not finished. A line without its end was never
/// acknowledged, so its gate was never started.
fn still_open(text: &str) -> Vec<String> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut open: Vec<(&str, &str)> = Vec::new();
    for line in whole.split('\n') {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("started"), Some(attempt), Some(record)) => open.push((attempt, record)),
            (Some("finished"), Some(attempt), None) => open.retain(|(other, _)| *other != attempt),
            (_, _, _) => {}
        }
    }
    open.into_iter().map(|(_, record)| record.to_owned()).collect()
}

impl Journal {
    /// Notes that a run is about to begin, with the record that stands for it should it never end.
    pub fn started(&mut self, interrupted: &str) -> Result<Attempt, JournalError> {
        if interrupted.is_empty() || interrupted.contains(['\n', '\r']) {
            return Err(JournalError::NotALine);
        }
        let attempt = Attempt(self.begun);
        self.note(&format!("started {} {interrupted}\n", attempt.0))?;
        self.begun += 1;
        self.open.push(attempt);
        Ok(attempt)
    }

    /// Notes that the real record of a run is in the ledger.
    pub fn finish(&mut self, attempt: Attempt) -> Result<(), JournalError> {
        self.note(&format!("finished {}\n", attempt.0))?;
        self.open.retain(|other| *other != attempt);
        Ok(())
    }

    fn note(&mut self, line: &str) -> Result<(), JournalError> {
        let noted = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        noted.map_err(|source| JournalError::Refused { path: self.path.clone(), source })
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if self.open.is_empty() {
            // A file that stays says nothing: it has no open attempt.
            drop(fs::remove_file(&self.path));
        }
    }
}

impl Orphan {
    /// Forgets them, once they are in the ledger.
    pub fn settle(self) -> Result<(), JournalError> {
        let path = self.path.clone();
        fs::remove_file(&path).map_err(|source| JournalError::Refused { path, source })
    }
}
