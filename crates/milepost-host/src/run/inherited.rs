//! A command that is run in place of milepost: with its input, its output and its environment.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _},
    os::{fd::AsFd as _, unix::process::CommandExt as _},
    process::{Child, Command},
    time::{Duration, Instant},
};

use milepost_core::evidence::Ending;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::run::{
    process::{RunError, ending},
    stop::{Asked, Stop},
    watch::ready,
};

/// How often one looks where the system does not wake one up.
const TICK: Duration = Duration::from_millis(20);

/// Why a command was not run in place of milepost.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// It could not be started.
    #[error("could not start `{}`", program.display())]
    Start {
        /// The program.
        program: OsString,
        /// What the system said.
        source: io::Error,
    },
    /// Its end cannot be waited for.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// A command that shares everything with milepost.
#[derive(Clone, Debug)]
pub struct Inherited {
    /// The program.
    pub program: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// How long it may take, where that is limited.
    pub timeout: Option<Duration>,
    /// How long it has to end by itself once its time is up.
    pub grace: Duration,
}

/// The process, and how far its signals reach.
struct Running {
    child: Child,
    pid: Pid,
    reach: Reach,
}

/// Whom signals are sent to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The process and all of its group.
    Group,
    /// The process alone: at a terminal it stays in milepost's group, or it could not read from it.
    Process,
}

impl Inherited {
    /// Runs it to its end. A wish to stop is handed on as a request to end, a second one kills.
    pub fn run(&self, stop: &Stop) -> Result<Ending, HandOverError> {
        let reach = if io::stdin().is_terminal() { Reach::Process } else { Reach::Group };
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        if reach == Reach::Group {
            command.process_group(0);
        }
        let started = command.spawn();
        let child = started
            .map_err(|source| HandOverError::Start { program: self.program.clone(), source })?;
        let pid = Pid::from_child(&child);
        let mut running = Running { child, pid, reach };
        Ok(self.watch(&mut running, stop).map_err(RunError::Watch)?)
    }

    fn watch(&self, running: &mut Running, stop: &Stop) -> io::Result<Ending> {
        let mut limit = self.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let (mut is_late, mut heard) = (false, Asked::Nothing);
        let end = super::watch::end_of(running.pid);
        loop {
            if let Some(status) = running.child.try_wait()? {
                return Ok(if is_late { Ending::TimedOut } else { ending(status) });
            }
            let now = Instant::now();
            if limit.is_some_and(|limit| now >= limit) {
                running.send(if is_late { Signal::KILL } else { Signal::TERM });
                is_late = true;
                limit = Some(now + self.grace);
            }
            let asked = stop.asked();
            if asked > heard {
                running.send(if asked == Asked::Hard { Signal::KILL } else { Signal::TERM });
                heard = asked;
            }
            let patience = limit.map(|limit| limit.saturating_duration_since(now));
            let must_look = end.is_none() || heard != Asked::Nothing;
            let patience =
                if must_look { Some(patience.map_or(TICK, |it| it.min(TICK))) } else { patience };
            let bell = (heard == Asked::Nothing).then(|| stop.bell());
            ready([None, None, end.as_ref().map(|end| end.as_fd()), bell], patience)?;
        }
    }
}

impl Running {
    /// Sends a signal, and wakes up who stopped.
    fn send(&self, signal: Signal) {
        for signal in [signal, Signal::CONT] {
            let sent = match self.reach {
                Reach::Group => kill_process_group(self.pid, signal),
                Reach::Process => kill_process(self.pid, signal),
            };
            // It may have ended just now.
            match sent {
                Ok(()) | Err(_) => {}
            }
        }
    }
}
