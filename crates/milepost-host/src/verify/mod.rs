//! Running gates and recording what became of them.
//!
//! Which gates are run, and what their runs amount to, is decided in the core. Here they are run, each
//! after those it needs, some beside each other, and every run is in the ledger before it is told.

mod audit;
mod calibrate;
mod collect;
mod equipment;
mod facts;
mod members;
mod one;
mod paired;
mod record;
mod rooms;
mod schedule;
mod site;
mod stage;
mod versions;

use std::{error::Error as _, io, time::Duration};

use milepost_core::{
    evidence::{Outcome, Run},
    gate::{Gate, GateName},
    verdict::PlannedRun,
};

pub use crate::verify::{
    calibrate::Calibrated,
    members::MemberError,
    record::{Scribe, VerifyError},
};
use crate::{
    Snapshot, Workspace,
    run::{Stop, Waiting},
    verify::{
        equipment::Equipment,
        one::Runner,
        record::Recorder,
        schedule::{Board, Turn},
    },
};

/// What is to be run, and how.
#[derive(Clone, Copy, Debug)]
pub struct VerifyOrder<'a> {
    /// The runs, each after those it needs.
    pub runs: &'a [PlannedRun],
    /// How many run at once; at least one does.
    pub jobs: u32,
    /// Whether what gates keep from run to run is used.
    pub kept: Kept,
    /// Where gates run.
    pub place: Place,
    /// Who records.
    pub scribe: Scribe<'a>,
}

/// Whether what gates keep from run to run is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// It is.
    #[default]
    Used,
    /// Every run begins with nothing but the files of the commit.
    Removed,
}

/// Where gates run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In clean checkouts of the judged commit.
    #[default]
    Checkout,
    /// In the working tree as it is. What comes of it is diagnostic and proves nothing.
    Here,
}

/// What happens while gates are run.
#[derive(Clone, Debug)]
pub enum VerifyEvent<'a> {
    /// A gate waits for its turn at the door of heavy ones.
    Waiting {
        /// The gate.
        gate: &'a GateName,
        /// For what.
        on: &'a Waiting,
    },
    /// Its checkout is being made.
    CheckingOut {
        /// The gate.
        gate: &'a GateName,
    },
    /// What it needs beforehand is being run.
    Preparing {
        /// The gate.
        gate: &'a GateName,
    },
    /// It runs.
    Running {
        /// The gate.
        gate: &'a GateName,
    },
    /// It ended.
    Finished {
        /// The gate.
        gate: &'a GateName,
        /// What its run amounts to.
        run: &'a Run,
        /// The end of what it wrote, for people who look at a failure; never recorded.
        tail: &'a str,
        /// What should be known of its checkout.
        remarks: &'a [Box<str>],
    },
    /// It was not run.
    Skipped {
        /// The gate.
        gate: &'a GateName,
        /// Why.
        why: String,
    },
    /// So many runs are in the ledger for good.
    Recorded {
        /// How many.
        runs: usize,
    },
}

/// Who hears of events. Gates run beside each other, and so do their events.
pub type VerifyListener<'a> = &'a (dyn Fn(VerifyEvent<'_>) + Sync);

/// A gate that was run or was to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The gate.
    pub gate: GateName,
    /// Its last run; nothing where it was skipped.
    pub run: Option<Run>,
}

/// Why a gate cannot be calibrated or audited: there is nothing to try, or it was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsaid {
    /// A person answers it.
    #[error("it is a review, which nothing runs")]
    Review,
    /// It has no controls.
    #[error("it has no `controls`: nothing says what it must pass and fail")]
    NoControls,
    /// It declares no inputs.
    #[error("it has no `inputs`: it runs with the whole project as it is")]
    NoInputs,
    /// Its inputs name no file.
    #[error("its `inputs` name no file of this commit")]
    NoFiles,
    /// A person stopped it, or it was not let in.
    #[error("it was stopped, or not let in, before all was run; nothing is recorded")]
    Stopped,
}

impl Workspace {
    /// Runs gates and records what became of them.
    pub fn verify(
        &self,
        snapshot: &Snapshot,
        order: &VerifyOrder<'_>,
        stop: &Stop,
        on: VerifyListener<'_>,
    ) -> Result<Vec<Verified>, VerifyError> {
        let equipment = Equipment::of(snapshot)?;
        let skill = equipment.skill(self, snapshot)?;
        let recorder = Recorder::open(self, snapshot, order.scribe)?;
        let board = Board::new(order.runs);
        let workers = usize::try_from(order.jobs.max(1)).unwrap_or(1).min(order.runs.len().max(1));
        let mut ended = std::thread::scope(|scope| {
            let work = || {
                let mut runner = Runner::new(skill, order, stop);
                let mut done = Vec::new();
                while let Some(turn) = board.turn() {
                    done.push(take(turn, &mut runner, &board, &recorder, snapshot, on)?);
                }
                Ok::<_, VerifyError>(done)
            };
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let mut ended = Vec::new();
            let mut failed = None;
            for thread in threads {
                match thread.join() {
                    Ok(Ok(done)) => ended.extend(done),
                    Ok(Err(error)) => failed = failed.or(Some(error)),
                    Err(_panicked) => {
                        let lost = io::Error::other("a worker ended unexpectedly");
                        failed = failed.or(Some(VerifyError::Worker(lost)));
                    }
                }
            }
            match failed {
                Some(error) => Err(error),
                None => Ok(ended),
            }
        })?;
        recorder.close(on)?;
        // That no room could be made takes nothing away from what was recorded.
        drop(self.trim_outputs());
        ended.sort_by(|a, b| a.gate.cmp(&b.gate));
        Ok(ended)
    }
}

/// Takes a turn: a run, as often as it takes, or a word on why there is none.
fn take(
    turn: Turn<'_>,
    runner: &mut Runner<'_>,
    board: &Board<'_>,
    recorder: &Recorder<'_>,
    snapshot: &Snapshot,
    on: VerifyListener<'_>,
) -> Result<Verified, VerifyError> {
    let (planned, gate) = match turn {
        Turn::Run(planned) => (planned, snapshot.config.gates.get(&planned.gate)),
        Turn::Skip(planned, why) => {
            board.ended(&planned.gate, Outcome::NotRun);
            on(VerifyEvent::Skipped { gate: &planned.gate, why });
            return Ok(Verified { gate: planned.gate.clone(), run: None });
        }
    };
    let (skill, order) = (runner.skill, runner.order);
    let ahead = || {
        let upcoming = board.upcoming(AHEAD).into_iter();
        let gates = upcoming.filter_map(|planned| snapshot.config.gates.get(&planned.gate));
        gates.filter_map(|gate| one::foretold(skill, order, gate)).collect()
    };
    let result = match gate {
        Some(gate) => repeat(gate, planned.times, runner, recorder, &ahead, on),
        None => Ok(None),
    };
    let result = match result {
        // The others go on: what it lacks is told, and it does not pass.
        Err(VerifyError::Member(why)) => {
            let cause = why.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            let why = format!("{why}{cause}; {}", why.help());
            on(VerifyEvent::Skipped { gate: &planned.gate, why });
            Ok(None)
        }
        result => result,
    };
    let outcome = match &result {
        Ok(Some(run)) => run.outcome,
        Ok(None) | Err(_) => Outcome::Error,
    };
    board.ended(&planned.gate, outcome);
    Ok(Verified { gate: planned.gate.clone(), run: result? })
}

/// Runs a gate until it passed so often, or did not.
fn repeat(
    gate: &Gate,
    times: u32,
    runner: &mut Runner<'_>,
    recorder: &Recorder<'_>,
    ahead: &dyn Fn() -> Vec<Run>,
    on: VerifyListener<'_>,
) -> Result<Option<Run>, VerifyError> {
    let mut last = None;
    for _ in 0..times.max(1) {
        let Some(run) = runner.run(gate, recorder, ahead, on)? else { break };
        let passed = run.outcome == Outcome::Passed;
        last = Some(run);
        if !passed {
            break;
        }
    }
    Ok(last)
}

/// How long records may wait for others to be written with them.
const BATCH: Duration = Duration::from_secs(2);

/// How many runs are announced with one that begins.
const AHEAD: usize = 63;
