//! The journal of runs that were begun, so that none of them is forgotten.
//!
//! Before a gate starts, the record that would say of it "interrupted" is forced to the disk. When
//! the gate has ended and its real record is in the ledger, that is taken back. A process holds a
//! lock on its own file as long as it lives: a file without a lock is that of a process which died,
//! and its open attempts are orphans, to be put into the ledger as they stand.
//!
//! Several attempts may be *announced* at once, before any of them begins; which of them did is noted
//! as they do, and not forced to the disk. That note outlives the process, but not a machine that
//! stops. So an announced attempt without it never began, if the machine is still running as it was;
//! if it was started anew since, nobody knows, and the attempt counts.

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
    /// Whether the file says under which start of the machine it was written.
    is_dated: bool,
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
    /// The same of runs that were announced, and of which nobody knows whether they began.
    pub doubtful: Vec<String>,
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
        Ok(Journal { file, path, begun: 0, is_dated: false, open: Vec::new() })
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
    let Left { records, doubtful } = left(&text, start_of_machine().as_deref());
    Ok(Some(Orphan { records, doubtful, path: path.to_owned(), _file: file }))
}

/// What names this start of the machine and no other; nothing where the system does not say.
fn start_of_machine() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty() && !id.contains(char::is_whitespace))
}

/// The records of the attempts that were not finished.
#[derive(Debug, Default, PartialEq, Eq)]
struct Left {
    records: Vec<String>,
    doubtful: Vec<String>,
}

/// An attempt whose end is not noted.
struct Open<'a> {
    attempt: &'a str,
    record: &'a str,
    has_begun: bool,
}

/// What the text of a journal leaves open. A line without its end was never acknowledged, so its gate
/// was never started.
fn left(text: &str, machine: Option<&str>) -> Left {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut written_under = None;
    for line in whole.split('\n') {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("started"), Some(attempt), Some(record)) => {
                open.push(Open { attempt, record, has_begun: true });
            }
            (Some("announced"), Some(attempt), Some(record)) => {
                open.push(Open { attempt, record, has_begun: false });
            }
            (Some("begun"), Some(attempt), None) => {
                let begun = open.iter_mut().filter(|it| it.attempt == attempt);
                begun.for_each(|it| it.has_begun = true);
            }
            (Some("finished"), Some(attempt), None) => open.retain(|it| it.attempt != attempt),
            (Some("machine"), Some(id), None) => written_under = Some(id),
            (_, _, _) => {}
        }
    }
    let is_same_start = written_under.is_some() && written_under == machine;
    let mut left = Left::default();
    for Open { record, has_begun, .. } in open {
        match (has_begun, is_same_start) {
            (true, _) => left.records.push(record.to_owned()),
            (false, false) => left.doubtful.push(record.to_owned()),
            (false, true) => {}
        }
    }
    left
}

impl Journal {
    /// Notes that a run is about to begin, with the record that stands for it should it never end.
    pub fn started(&mut self, interrupted: &str) -> Result<Attempt, JournalError> {
        is_line(interrupted)?;
        let attempt = Attempt(self.begun);
        self.note(&format!("started {} {interrupted}\n", attempt.0), Force::Now)?;
        self.begun += 1;
        self.open.push(attempt);
        Ok(attempt)
    }

    /// Notes that some runs may begin from now on, all at once. Each is to be told of with
    /// [`Self::begin`] before it does, or finished when it will not.
    pub fn announce(&mut self, interrupted: &[String]) -> Result<Vec<Attempt>, JournalError> {
        let mut lines = Vec::new();
        if !self.is_dated {
            lines.extend(start_of_machine().map(|id| format!("machine {id}\n")));
        }
        let mut attempts = Vec::new();
        for (at, record) in interrupted.iter().enumerate() {
            is_line(record)?;
            let attempt = Attempt(self.begun + at);
            lines.push(format!("announced {} {record}\n", attempt.0));
            attempts.push(attempt);
        }
        self.note(&lines.concat(), Force::Now)?;
        self.is_dated = true;
        self.begun += attempts.len();
        self.open.extend(&attempts);
        Ok(attempts)
    }

    /// Notes that a run that was announced begins.
    pub fn begin(&mut self, attempt: Attempt) -> Result<(), JournalError> {
        self.note(&format!("begun {}\n", attempt.0), Force::Later)
    }

    /// Notes that the real record of a run is in the ledger.
    pub fn finish(&mut self, attempt: Attempt) -> Result<(), JournalError> {
        self.finish_all(&[attempt])
    }

    /// Notes that the real records of some runs are in the ledger, or that they will not begin.
    pub fn finish_all(&mut self, attempts: &[Attempt]) -> Result<(), JournalError> {
        if attempts.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> =
            attempts.iter().map(|attempt| format!("finished {}\n", attempt.0)).collect();
        self.note(&lines.concat(), Force::Now)?;
        self.open.retain(|other| !attempts.contains(other));
        Ok(())
    }

    fn note(&mut self, text: &str, force: Force) -> Result<(), JournalError> {
        let noted = self.file.write_all(text.as_bytes()).and_then(|()| match force {
            Force::Now => self.file.sync_data(),
            Force::Later => Ok(()),
        });
        noted.map_err(|source| JournalError::Refused { path: self.path.clone(), source })
    }
}

/// Whether what is noted must be on the disk before one goes on.
#[derive(Clone, Copy)]
enum Force {
    Now,
    Later,
}

fn is_line(record: &str) -> Result<(), JournalError> {
    let is_line = !record.is_empty() && !record.contains(['\n', '\r']);
    is_line.then_some(()).ok_or(JournalError::NotALine)
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

#[cfg(test)]
mod tests {
    use super::left;

    /// What is left of a journal when the machine runs on, and when it was started anew.
    #[track_caller]
    fn check(text: &str, same: &str, anew: &str) {
        for (machine, expected) in [("m1", same), ("m2", anew)] {
            let left = left(text, Some(machine));
            let doubtful = left.doubtful.iter().map(|record| format!("{record}?"));
            let all: Vec<String> = left.records.iter().cloned().chain(doubtful).collect();
            assert_eq!(all.join(" "), expected, "{machine}");
        }
    }

    #[test]
    fn what_was_announced_counts_once_it_began_or_where_nobody_knows() {
        check("machine m1\nannounced 0 a\nannounced 1 b\n", "", "a? b?");
        check("machine m1\nannounced 0 a\nannounced 1 b\nbegun 0\n", "a", "a b?");
        check("machine m1\nannounced 0 a\nbegun 0\nfinished 0\n", "", "");
        check("machine m1\nannounced 0 a\nfinished 0\n", "", "");
        check("announced 0 a\nbegun 0\nannounced 1 b\n", "a b?", "a b?");
    }

    #[test]
    fn what_was_started_counts_until_it_is_finished() {
        check("started 0 a\nstarted 1 b\nfinished 0\n", "b", "b");
    }

    #[test]
    fn a_line_that_was_cut_off_says_nothing() {
        check("machine m1\nannounced 0 a\nannounced 1 b", "", "a?");
        check("machine m1\nannounced 0 a\nbegun 0", "", "a?");
    }
}
