//! From runs to the ledger: several at once, and each before anyone is told that it is there.

use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use jiff::Timestamp;
use milepost_core::{
    digest::Digest,
    evidence::{
        Ending, Event, Outcome, Payload, Run,
        wire::{self, Origin, Recording},
    },
    gate::GateName,
};

use crate::{
    Attempt, Journal, JournalError, LedgerWriter, Snapshot, Workspace, WriteError,
    checkout::CheckoutError,
    git::objects::ObjectsError,
    run::{Refused, RunError},
    sign::{MachineKey, SignError},
    verify::{BATCH, VerifyEvent, VerifyListener, members::MemberError},
};

/// Why gates could not be run or recorded.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no commit to run on.
    #[error("there is no commit to verify, or parts of it are not in this clone")]
    NoCommit,
    /// A repository that the gate runs with cannot be had.
    #[error(transparent)]
    Member(#[from] MemberError),
    /// The checkout could not be made.
    #[error("could not make a clean checkout")]
    Checkout(#[from] CheckoutError),
    /// The process could not be watched.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The door of heavy gates cannot be used.
    #[error(transparent)]
    Door(#[from] Refused),
    /// The local journal could not be kept, so nothing was started.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The evidence could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The key signed no more; what was run is recorded all the same.
    #[error(
        "the key signs no more: {} recorded without a signature",
        if *runs == 1 { "1 run is".to_owned() } else { format!("{runs} runs are") }
    )]
    Unsigned {
        /// How many runs.
        runs: usize,
        /// Why.
        #[source]
        why: SignError,
    },
    /// A record cannot be written down.
    #[error("a run measured something that cannot be recorded")]
    Unwritable,
    /// A folder for the run could not be made.
    #[error("could not make a folder for the run")]
    Folder(#[source] io::Error),
    /// Git does not say what is not committed.
    #[error("git status failed{stderr}")]
    Status {
        /// What git said.
        stderr: String,
    },
    /// Git could not be asked for a commit or a patch.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// A thread ended without an answer.
    #[error("could not run all gates")]
    Worker(#[source] io::Error),
}

/// Who records what is run.
#[derive(Clone, Copy, Debug)]
pub struct Scribe<'a> {
    /// Who, as records name them.
    pub by: &'a str,
    /// The key of the machine that vouches for it: for what it saw itself, and for nothing else.
    pub key: Option<&'a MachineKey>,
}

/// Writes runs to the ledger, batch by batch.
pub(super) struct Recorder<'a> {
    by: &'a str,
    state: Mutex<State>,
}

struct State {
    writer: LedgerWriter,
    journal: Journal,
    batch: Vec<String>,
    attempts: Vec<Attempt>,
    /// What was announced and has not begun.
    announced: BTreeMap<GateName, Announced>,
    since: Instant,
    /// Why runs are not signed that should be, and how many.
    unsigned: Option<(SignError, usize)>,
}

/// A run that may begin.
struct Announced {
    attempt: Attempt,
    /// What was announced of it.
    blank: Run,
}

impl<'a> Recorder<'a> {
    /// Opens the ledger, and puts there what earlier processes left behind when they died.
    pub(super) fn open(
        workspace: &Workspace,
        snapshot: &Snapshot,
        scribe: Scribe<'a>,
    ) -> Result<Self, VerifyError> {
        // Nobody here saw how those ended, and what the journal says of them anyone can have written: no
        // machine vouches for it.
        let mut writer = workspace.ledger_writer(&snapshot.ledger);
        for orphan in workspace.orphans()? {
            let mut records = orphan.records.clone();
            for record in &orphan.doubtful {
                records.push(doubted(record)?);
            }
            if !records.is_empty() {
                writer.append(&records)?;
            }
            orphan.settle()?;
        }
        let journal = workspace.journal()?;
        let state = State {
            writer: writer.signed_by(scribe.key.cloned()),
            journal,
            batch: Vec::new(),
            attempts: Vec::new(),
            announced: BTreeMap::new(),
            since: Instant::now(),
            unsigned: None,
        };
        Ok(Self { by: scribe.by, state: Mutex::new(state) })
    }

    /// Notes that a run is about to begin, with what is recorded should nobody see it end. Those that
    /// are likely to follow it are announced with it, so that the disk is waited for once.
    pub(super) fn started(
        &self,
        run: &Run,
        ahead: &dyn Fn() -> Vec<Run>,
    ) -> Result<Attempt, VerifyError> {
        let mut state = self.lock();
        if let Some(Announced { attempt, blank }) = state.announced.remove(&run.gate) {
            if is_same(&blank, run) {
                state.journal.begin(attempt)?;
                return Ok(attempt);
            }
            state.journal.finish_all(&[attempt])?;
        }
        let mut blanks = vec![run.clone()];
        blanks.extend(ahead().into_iter().filter(|it| !state.announced.contains_key(&it.gate)));
        let lines = blanks.iter().map(|blank| self.interrupted(blank));
        let lines = lines.collect::<Result<Vec<String>, VerifyError>>()?;
        let attempts = state.journal.announce(&lines)?;
        let mut announced = attempts.into_iter().zip(blanks);
        let (first, _) = announced.next().ok_or(VerifyError::Unwritable)?;
        for (attempt, blank) in announced {
            state.announced.insert(blank.gate.clone(), Announced { attempt, blank });
        }
        state.journal.begin(first)?;
        Ok(first)
    }

    /// What is recorded of a run that nobody saw end.
    fn interrupted(&self, run: &Run) -> Result<String, VerifyError> {
        let mut orphan = run.clone();
        orphan.ending = Ending::Interrupted;
        orphan.outcome = Outcome::Error;
        orphan.reasons = vec!["milepost ended before it did".into()];
        self.line(&Payload::Run(Box::new(orphan)))
    }

    /// Records a run that was begun, and gives the id of its record.
    pub(super) fn ended(
        &self,
        attempt: Attempt,
        run: &Run,
        on: VerifyListener<'_>,
    ) -> Result<Digest, VerifyError> {
        let line = self.line(&Payload::Run(Box::new(run.clone())))?;
        let id = Digest::of(line.as_bytes());
        let mut state = self.lock();
        state.batch.push(line);
        state.attempts.push(attempt);
        if state.since.elapsed() < BATCH {
            return Ok(id);
        }
        state.flush(on)?;
        Ok(id)
    }

    /// Writes what is left.
    pub(super) fn close(self, on: VerifyListener<'_>) -> Result<(), VerifyError> {
        let mut state = self.lock();
        state.flush(on)?;
        state.withdraw()?;
        match state.unsigned.take() {
            Some((why, runs)) => Err(VerifyError::Unsigned { runs, why }),
            None => Ok(()),
        }
    }

    fn line(&self, payload: &Payload) -> Result<String, VerifyError> {
        line(payload, self.by)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked has written a batch whole or not at all.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recorder<'_> {
    fn drop(&mut self) {
        // On the way out of a failure: what ended is recorded all the same where that is possible,
        // and stays in the journal where it is not.
        let mut state = self.lock();
        drop(state.flush(&|_| ()));
        drop(state.withdraw());
    }
}

/// Whether a run is what was announced, but for the time that passed.
fn is_same(announced: &Run, run: &Run) -> bool {
    let (started, finished) = (run.started, run.finished);
    Run { started, finished, ..announced.clone() } == *run
}

/// The record of a run that was announced before the machine stopped: it may have begun, so it counts,
/// and says that nobody knows.
fn doubted(record: &str) -> Result<String, VerifyError> {
    let nowhere = Origin { segment: Digest::of(b""), written: Timestamp::UNIX_EPOCH };
    let Ok(mut known) = wire::decode(record, nowhere) else { return Ok(record.to_owned()) };
    if let Payload::Run(run) = &mut known.payload {
        run.reasons = vec!["the machine stopped, and it may never have begun".into()];
    }
    let recording = Recording { at: known.recorded, by: &known.by, repository: "local" };
    wire::encode(&known.payload, &recording).ok_or(VerifyError::Unwritable)
}

fn line(payload: &Payload, by: &str) -> Result<String, VerifyError> {
    let recording = Recording { at: Timestamp::now(), by, repository: "local" };
    wire::encode(payload, &recording).ok_or(VerifyError::Unwritable)
}

impl State {
    fn flush(&mut self, on: VerifyListener<'_>) -> Result<(), VerifyError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let runs = self.batch.len();
        match self.writer.append(&self.batch) {
            Ok(_name) => {}
            // That they ended is known, whoever vouches for it: unsigned, they are not lost.
            Err(WriteError::Sign(why)) => {
                self.writer = self.writer.clone().signed_by(None);
                self.writer.append(&self.batch)?;
                self.unsigned = Some((why, 0));
            }
            Err(error) => return Err(error.into()),
        }
        if let Some((_, unsigned)) = &mut self.unsigned {
            *unsigned += runs;
        }
        self.batch.clear();
        self.journal.finish_all(&std::mem::take(&mut self.attempts))?;
        self.since = Instant::now();
        on(VerifyEvent::Recorded { runs });
        Ok(())
    }

    /// Takes back what was announced and will not begin.
    fn withdraw(&mut self) -> Result<(), VerifyError> {
        let announced = std::mem::take(&mut self.announced);
        let attempts: Vec<Attempt> = announced.into_values().map(|it| it.attempt).collect();
        Ok(self.journal.finish_all(&attempts)?)
    }
}

impl Workspace {
    /// Records a run that took place elsewhere.
    pub(crate) fn record_run(
        &self,
        snapshot: &Snapshot,
        run: &Run,
        by: &str,
    ) -> Result<(), VerifyError> {
        let line = line(&Payload::Run(Box::new(run.clone())), by)?;
        self.ledger_writer(&snapshot.ledger).append(&[line])?;
        Ok(())
    }

    /// Records what a machine saw of a gate and is no run.
    pub(super) fn record_seen(
        &self,
        snapshot: &Snapshot,
        event: Event,
        scribe: Scribe<'_>,
    ) -> Result<(), VerifyError> {
        let line = line(&Payload::Event(event), scribe.by)?;
        let mut writer = self.ledger_writer(&snapshot.ledger).signed_by(scribe.key.cloned());
        writer.append(&[line])?;
        Ok(())
    }

    /// Records events in one segment. They are conclusions, which no machine signs.
    pub fn record_events(
        &self,
        snapshot: &Snapshot,
        events: Vec<Event>,
        by: &str,
    ) -> Result<(), VerifyError> {
        if events.is_empty() {
            return Ok(());
        }
        let lines = events.into_iter().map(|event| line(&Payload::Event(event), by));
        let lines = lines.collect::<Result<Vec<String>, VerifyError>>()?;
        self.ledger_writer(&snapshot.ledger).append(&lines)?;
        Ok(())
    }
}
