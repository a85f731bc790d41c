//! Waiting for a process, with all that can come in between.

use std::{
    io::{self, Read as _},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    process::{ChildStderr, ChildStdout},
    time::{Duration, Instant},
};

use milepost_core::evidence::Ending;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::Pid,
};

use crate::run::{
    capture::Capture,
    group::Group,
    process::{Order, RunEvent, Stream, Why, ending},
    stop::{Asked, Stop},
};

/// How often one looks where the system does not wake one up.
const TICK: Duration = Duration::from_millis(5);

/// A run that is being watched.
pub(super) struct Watch<'a> {
    order: &'a Order,
    stop: &'a Stop,
    on: &'a dyn Fn(RunEvent),
    group: Group,
    /// Becomes readable when the first process ends, where the system offers that.
    end: Option<OwnedFd>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    captures: [Capture; 2],
    buffer: Vec<u8>,
    phase: Phase,
    why: Option<Why>,
}

/// What comes next, and when.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// It runs; its time is up then.
    Running { until: Option<Instant> },
    /// Its first process has ended; what is left then was left behind.
    Settling { until: Instant },
    /// It was asked to end; it is killed then.
    Asked { until: Instant },
    /// It was killed; what cannot be killed is given up then.
    Killed { until: Instant },
}

impl<'a> Watch<'a> {
    /// What a run writes that does not take place.
    pub(super) fn captures(order: &Order) -> [Capture; 2] {
        [&order.stdout, &order.stderr].map(|path| Capture::new(path, order.limits, &order.needles))
    }

    pub(super) fn new(
        order: &'a Order,
        stop: &'a Stop,
        on: &'a dyn Fn(RunEvent),
        mut group: Group,
        captures: [Capture; 2],
        began: Instant,
    ) -> Self {
        let (stdout, stderr) = (group.child().stdout.take(), group.child().stderr.take());
        on(RunEvent::Started { process: group.child().id() });
        let end = end_of(group.leader());
        // A limit beyond what a clock can say is none.
        let phase = Phase::Running { until: began.checked_add(order.timeout) };
        let buffer = vec![0; 64 * 1024];
        Self { order, stop, on, group, end, stdout, stderr, captures, buffer, phase, why: None }
    }

    /// Waits until all has ended.
    pub(super) fn last(&mut self) -> io::Result<Ending> {
        loop {
            let now = Instant::now();
            self.advance(now);
            let status = self.group.status()?;
            if status.is_some() {
                self.end = None;
                if let Phase::Running { .. } = self.phase {
                    self.phase = Phase::Settling { until: now + self.order.settle };
                }
                let is_silent = self.stdout.is_none() && self.stderr.is_none();
                if is_silent && !self.group.is_left() {
                    break;
                }
            }
            if let Phase::Killed { until } = self.phase {
                // What was in the middle of starting others may have done so.
                self.group.kill();
                if now >= until {
                    break;
                }
            }
            self.wait(now)?;
        }
        if self.why.is_none() && self.group.is_suspect() {
            self.why = Some(Why::LeftBehind);
        }
        Ok(match (self.why, self.group.status()?.map(ending)) {
            (Some(Why::TimedOut), _) => Ending::TimedOut,
            (Some(Why::Cancelled), _) => Ending::Cancelled,
            (Some(Why::LeftBehind), Some(Ending::Exited(code))) => Ending::Leaked(code),
            // As a shell would say it.
            (Some(Why::LeftBehind), Some(Ending::Killed(signal))) => Ending::Leaked(128 + signal),
            (Some(Why::LeftBehind) | None, Some(ending)) => ending,
            (Some(Why::LeftBehind) | None, None) => Ending::Interrupted,
        })
    }

    /// What each stream was.
    pub(super) fn into_captures(self) -> [Capture; 2] {
        self.captures
    }

    /// Goes on to the next phase when it is time.
    fn advance(&mut self, now: Instant) {
        let (asked, grace) = (self.stop.asked(), self.order.grace);
        match self.phase {
            Phase::Killed { .. } => {}
            _ if asked == Asked::Hard => self.kill(now, Why::Cancelled),
            Phase::Running { .. } | Phase::Settling { .. } if asked == Asked::Gently => {
                self.ask(now + grace, Why::Cancelled);
            }
            Phase::Running { until: Some(until) } if now >= until => {
                self.ask(now + grace, Why::TimedOut);
            }
            Phase::Settling { until } if now >= until => self.kill(now, Why::LeftBehind),
            Phase::Asked { until } if now >= until => self.kill(now, Why::TimedOut),
            Phase::Running { .. } | Phase::Settling { .. } | Phase::Asked { .. } => {}
        }
    }

    fn ask(&mut self, until: Instant, why: Why) {
        self.why = Some(why);
        self.phase = Phase::Asked { until };
        (self.on)(RunEvent::AskedToEnd(why));
        self.group.ask_to_end();
    }

    /// Kills; the reason of an earlier request stands.
    fn kill(&mut self, now: Instant, why: Why) {
        let why = *self.why.get_or_insert(why);
        self.phase = Phase::Killed { until: now + self.order.grace };
        (self.on)(RunEvent::Killing(why));
        self.group.kill();
    }

    /// Waits until something happens, and takes what was written.
    fn wait(&mut self, now: Instant) -> io::Result<()> {
        let patience = self.patience(now);
        let bell = (self.stop.asked() == Asked::Nothing).then(|| self.stop.bell());
        let watched = [
            self.stdout.as_ref().map(AsFd::as_fd),
            self.stderr.as_ref().map(AsFd::as_fd),
            self.end.as_ref().map(AsFd::as_fd),
            bell,
        ];
        let [stdout, stderr, ..] = ready(watched, patience)?;
        if stdout {
            self.take(Stream::Stdout)?;
        }
        if stderr {
            self.take(Stream::Stderr)?;
        }
        Ok(())
    }

    /// How long nothing needs to be done unless something happens.
    fn patience(&self, now: Instant) -> Option<Duration> {
        let until = match self.phase {
            Phase::Running { until } => until,
            Phase::Settling { until } | Phase::Asked { until } | Phase::Killed { until } => {
                Some(until)
            }
        };
        let patience = until.map(|until| until.saturating_duration_since(now));
        // The bell rings once, and the end of what the first process left behind rings none.
        let must_look = self.end.is_none() || self.stop.asked() != Asked::Nothing;
        if must_look { Some(patience.map_or(TICK, |it| it.min(TICK))) } else { patience }
    }

    /// Takes what one stream holds; a read of what is ready waits for nothing.
    fn take(&mut self, stream: Stream) -> io::Result<()> {
        let [stdout, stderr] = &mut self.captures;
        let (read, capture) = match stream {
            Stream::Stdout => (self.stdout.as_mut().map(|it| it.read(&mut self.buffer)), stdout),
            Stream::Stderr => (self.stderr.as_mut().map(|it| it.read(&mut self.buffer)), stderr),
        };
        let count = match read {
            None => return Ok(()),
            Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            Some(read) => read?,
        };
        if count == 0 {
            match stream {
                Stream::Stdout => self.stdout = None,
                Stream::Stderr => self.stderr = None,
            }
            return Ok(());
        }
        capture.take(self.buffer.get(..count).unwrap_or_default());
        (self.on)(RunEvent::Output { stream, bytes: u64::try_from(count).unwrap_or(u64::MAX) });
        Ok(())
    }
}

/// What tells the end of the first process. Where there is none, one looks now and then.
#[cfg(target_os = "linux")]
pub(super) fn end_of(process: Pid) -> Option<OwnedFd> {
    rustix::process::pidfd_open(process, rustix::process::PidfdFlags::empty()).ok()
}

/// What tells the end of the first process: nothing here, so one looks now and then.
#[cfg(not(target_os = "linux"))]
pub(super) fn end_of(_process: Pid) -> Option<OwnedFd> {
    None
}

/// Waits for some of four things, and says which can be read or have come to their end.
pub(super) fn ready(
    watched: [Option<BorrowedFd<'_>>; 4],
    patience: Option<Duration>,
) -> io::Result<[bool; 4]> {
    let mut places = Vec::with_capacity(watched.len());
    let mut polled = Vec::with_capacity(watched.len());
    for (place, descriptor) in watched.into_iter().enumerate() {
        if let Some(descriptor) = descriptor {
            places.push(place);
            polled.push(PollFd::from_borrowed_fd(descriptor, PollFlags::IN));
        }
    }
    // A wait that is too long for the system is one without end.
    let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
    match poll(&mut polled, patience.as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let mut ready = [false; 4];
    for (place, polled) in places.iter().zip(&polled) {
        if let Some(ready) = ready.get_mut(*place) {
            *ready = !polled.revents().is_empty();
        }
    }
    Ok(ready)
}
