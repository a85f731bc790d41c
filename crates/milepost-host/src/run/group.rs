//! The processes of a run: its group, and those that left the group without leaving a trace.
//!
//! A process that calls `setsid` is in no group of ours any more. On Linux it is seen all the same:
//! milepost declares itself the one who inherits orphans, so that whatever a run leaves behind
//! becomes a child of milepost when its parent ends. Elsewhere such a process is only noticed while
//! it holds the output open.
//!
//! Not seen anywhere: work handed to a service that was running before (a container daemon, `at`), and
//! a process that joins milepost's own group on purpose.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs::File,
    io,
    os::unix::process::CommandExt as _,
    process::{Child, Command, ExitStatus},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustix::{
    io::Errno,
    process::{
        Pid, RawPid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group,
        test_kill_process_group, waitid,
    },
};

#[cfg(target_os = "linux")]
mod orphans;

/// A process that a run left behind outside of its group.
#[derive(Clone, Copy, Debug)]
struct Orphan {
    process: Pid,
    owner: Owner,
}

/// Whose an orphan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// That of the run which asks.
    Known,
    /// Its environment does not say: that of any run there is.
    Hidden,
    /// It has no environment at this moment. It is there, and is let be until it has one or is gone.
    NotYetKnown,
}

/// A group that is running.
#[derive(Debug)]
struct Listed {
    /// The folder that is TMPDIR for nobody else.
    mark: OsString,
    /// Whether an orphan was killed that may have been one of its own.
    is_suspect: bool,
}

/// The groups that are running.
///
/// Locked while a process is started, so that nobody takes it for an orphan before it is listed.
static RUNNING: Mutex<BTreeMap<RawPid, Listed>> = Mutex::new(BTreeMap::new());

fn running() -> MutexGuard<'static, BTreeMap<RawPid, Listed>> {
    // A map is as good as it was, whoever panicked.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process and everything it starts. Whatever is left is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Group {
    child: Child,
    leader: Pid,
    status: Option<ExitStatus>,
    /// Whether the group has no member any more: its number may then become that of a stranger.
    is_gone: bool,
}

impl Group {
    /// Starts a command in a group of its own. The mark is its TMPDIR, and the files are lent to it.
    pub(super) fn start(
        command: &mut Command,
        mark: &OsStr,
        lent: &[Arc<File>],
    ) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        orphans::adopt_them();
        let mut running = running();
        // Copies of them are handed on to what is started while they are there. Nothing but runs is started
        // under this lock; a git process that begins just now has it too, and ends soon.
        let copies = lent.iter().map(|file| rustix::io::dup(&**file));
        let copies = copies.collect::<Result<Vec<_>, _>>()?;
        let child = command.process_group(0).spawn();
        drop(copies);
        let child = child?;
        let leader = Pid::from_child(&child);
        running.insert(leader.as_raw_pid(), Listed { mark: mark.to_owned(), is_suspect: false });
        Ok(Self { child, leader, status: None, is_gone: false })
    }

    /// The process that was started.
    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// What the group is called.
    pub(super) fn leader(&self) -> Pid {
        self.leader
    }

    /// How the process ended, if it has.
    pub(super) fn status(&mut self) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() {
            self.status = self.child.try_wait()?;
        }
        Ok(self.status)
    }

    /// Asks all of the group to end; those that stopped are woken up to hear it.
    pub(super) fn ask_to_end(&self) {
        self.send(Signal::TERM);
        self.send(Signal::CONT);
    }

    /// Ends all of the group, and the orphans of the run.
    pub(super) fn kill(&self) {
        self.send(Signal::KILL);
        for orphan in self.orphans() {
            match orphan.owner {
                Owner::Known => {}
                Owner::Hidden => {
                    running().values_mut().for_each(|listed| listed.is_suspect = true);
                }
                Owner::NotYetKnown => continue,
            }
            gone_is_fine(kill_process(orphan.process, Signal::KILL));
        }
    }

    fn send(&self, signal: Signal) {
        if !self.is_gone {
            gone_is_fine(kill_process_group(self.leader, signal));
        }
    }

    /// Whether any process of the run is left, once the first has ended.
    pub(super) fn is_left(&mut self) -> bool {
        if self.status.is_some() && !self.is_gone {
            // Members whose parents have ended are children of milepost now, and count as being
            // there until they are asked how they ended. The first one has been asked already.
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
            while let Ok(Some(_)) = waitid(WaitId::Pgid(Some(self.leader)), ended) {}
            // That one may not be signalled means that it is there.
            self.is_gone = test_kill_process_group(self.leader) == Err(Errno::SRCH);
        }
        !self.is_gone || !self.orphans().is_empty()
    }

    /// Whether an orphan that hid whose it is was killed while this ran: it may have been left
    /// behind by this run as well as by another.
    pub(super) fn is_suspect(&self) -> bool {
        running().get(&self.leader.as_raw_pid()).is_some_and(|listed| listed.is_suspect)
    }

    #[cfg(target_os = "linux")]
    fn orphans(&self) -> Vec<Orphan> {
        orphans::of(self.leader)
    }

    #[cfg(not(target_os = "linux"))]
    fn orphans(&self) -> Vec<Orphan> {
        Vec::new()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let has_ended = self.status().is_ok_and(|status| status.is_some());
        if !has_ended {
            self.kill();
            // Killed processes end at once, but for those that wait for a disk or a network drive.
            // Waiting for these could take for ever.
            match self.status() {
                Ok(_) | Err(_) => {}
            }
        }
        running().remove(&self.leader.as_raw_pid());
    }
}

/// Signals go to processes that may have ended, or may be out of reach; both show in what is left.
fn gone_is_fine(sent: rustix::io::Result<()>) {
    match sent {
        Ok(()) | Err(_) => {}
    }
}
