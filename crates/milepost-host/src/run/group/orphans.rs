//! Orphans: processes that a run left behind and that the system made children of milepost.

use std::{
    collections::BTreeMap, ffi::OsStr, fs, io, os::unix::ffi::OsStrExt as _, sync::OnceLock,
};

use rustix::{
    io::Errno,
    process::{Pid, RawPid, WaitId, WaitIdOptions, getpgrp, getpid, set_child_subreaper, waitid},
};

use super::{Listed, Orphan, Owner, running};

/// The children that this process had before it ran anything: it may have taken over a shell's.
static BEFORE: OnceLock<Vec<Pid>> = OnceLock::new();

/// Makes orphans children of this process, from now on.
pub(super) fn adopt_them() {
    BEFORE.get_or_init(|| {
        let before = children().unwrap_or_default();
        // Where the system refuses, orphans go to its first process, and are not seen.
        match set_child_subreaper(Some(getpid())) {
            Ok(()) | Err(_) => before,
        }
    });
}

/// The orphans of one run that are still there. Those that ended are let go.
///
/// An orphan belongs to the run whose TMPDIR it has. One that hides its environment may belong to any
/// that is running.
pub(super) fn of(leader: Pid) -> Vec<Orphan> {
    let none = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    if let Err(Errno::CHILD) = waitid(WaitId::All, none) {
        return Vec::new();
    }
    let running = running();
    let before = BEFORE.get().map(Vec::as_slice).unwrap_or_default();
    let children = children().unwrap_or_default();
    let mut orphans = Vec::new();
    for child in children.into_iter().filter(|child| !before.contains(child)) {
        let Some(seen) = Seen::new(child) else { continue };
        // What milepost starts for itself, git for example, stays in its group.
        if seen.group == getpgrp() || running.contains_key(&seen.group.as_raw_pid()) {
            continue;
        }
        if seen.has_ended {
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
            match waitid(WaitId::Pid(child), ended) {
                Ok(_) | Err(_) => continue,
            }
        }
        let owner = match seen.owner(child, &running) {
            Found::Run(owner) if owner == leader.as_raw_pid() => Owner::Known,
            Found::Run(_other) => continue,
            Found::Hidden => Owner::Hidden,
            Found::NotYet => Owner::NotYetKnown,
        };
        orphans.push(Orphan { process: child, owner });
    }
    orphans
}

/// What `/proc` says of a child.
struct Seen {
    group: Pid,
    has_ended: bool,
    /// Where its environment begins in its memory: another place after each `exec`, and 0 once it is
    /// ending.
    environment_at: Box<str>,
}

/// Whose a child is.
enum Found {
    Run(RawPid),
    Hidden,
    /// It is on its way to another program or to its end, and has no environment for a moment.
    NotYet,
}

impl Seen {
    fn new(child: Pid) -> Option<Self> {
        let text = fs::read(format!("/proc/{}/stat", child.as_raw_pid())).ok()?;
        let text = String::from_utf8_lossy(&text);
        // proc_pid_stat(5): the name stands in brackets and may hold any character.
        let mut fields = text.rsplit_once(") ")?.1.split_ascii_whitespace();
        let state = fields.next()?;
        let parent = number(fields.next()?)?;
        let group = number(fields.next()?)?;
        // The fields so far are 3 to 5, and this is field 50.
        let environment_at = fields.nth(44)?.into();
        let has_ended = matches!(state, "Z" | "X");
        (parent == getpid()).then_some(Self { group, has_ended, environment_at })
    }

    fn owner(&self, child: Pid, running: &BTreeMap<RawPid, Listed>) -> Found {
        let read = fs::read(format!("/proc/{}/environ", child.as_raw_pid()));
        if read.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied) {
            return Found::Hidden;
        }
        // Any other error is one of a process that is ending.
        let environment = read.unwrap_or_default();
        let has = |mark: &OsStr| {
            let line = [b"TMPDIR=", mark.as_bytes()].concat();
            environment.split(|byte| *byte == 0).any(|variable| variable == line)
        };
        if let Some((owner, _)) = running.iter().find(|(_, listed)| has(&listed.mark)) {
            return Found::Run(*owner);
        }
        let is_same = |now: Self| now.environment_at == self.environment_at;
        if &*self.environment_at != "0" && Self::new(child).is_some_and(is_same) {
            Found::Hidden
        } else {
            Found::NotYet
        }
    }
}

/// The children of this process, of all its threads.
fn children() -> io::Result<Vec<Pid>> {
    let mut children = Vec::new();
    for task in fs::read_dir("/proc/self/task")? {
        let Ok(listed) = fs::read_to_string(task?.path().join("children")) else {
            // The thread has ended since, or this system keeps no such lists.
            continue;
        };
        children.extend(listed.split_ascii_whitespace().filter_map(number));
    }
    Ok(children)
}

fn number(text: &str) -> Option<Pid> {
    Pid::from_raw(text.parse().ok()?)
}
