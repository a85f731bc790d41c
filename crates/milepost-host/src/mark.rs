//! What the system notes of a file or folder, and changes whenever it is changed.
//!
//! The time of change cannot be set by a program. Something that was changed in the very tick of the
//! file system's clock in which it was looked at may be changed again unseen; see [`Mark::is_before`].

use std::{
    fs::{File, Metadata},
    io,
    os::unix::fs::{FileExt as _, MetadataExt as _},
};

/// A time as the file system notes it: seconds and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tick(pub(crate) i64, pub(crate) i64);

impl Tick {
    /// Now, by the clock that the files beside this one get their times from.
    pub(crate) fn now(probe: &File) -> io::Result<Self> {
        probe.write_all_at(b"\n", 0)?;
        let seen = probe.metadata()?;
        Ok(Self(seen.mtime(), seen.mtime_nsec()))
    }
}

/// What the system notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) mode: u32,
    pub(crate) size: u64,
    pub(crate) modified: Tick,
    pub(crate) changed: Tick,
}

impl Mark {
    /// What was seen of something.
    pub(crate) fn of(seen: &Metadata) -> Self {
        Self {
            device: seen.dev(),
            inode: seen.ino(),
            mode: seen.mode(),
            size: seen.len(),
            modified: Tick(seen.mtime(), seen.mtime_nsec()),
            changed: Tick(seen.ctime(), seen.ctime_nsec()),
        }
    }

    /// What of a folder stays when something is put into it.
    pub(crate) fn identity(&self) -> (u64, u64, u32) {
        (self.device, self.inode, self.mode)
    }

    /// Whether whatever is changed from now on gets another time, by the same clock.
    pub(crate) fn is_before(&self, now: Tick) -> bool {
        self.modified < now && self.changed < now
    }
}
