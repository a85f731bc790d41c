//! Whether a file is the one that was read, without reading it again: as git's index tells it.

use std::{fs::Metadata, time::SystemTime};

use crate::cache::wire::{Taker, Wire};

/// How long a file must have been left alone before it is believed to be told apart from its next
/// state, in seconds. Clocks of file systems tick in steps of up to two.
pub(super) const SETTLED: i64 = 3;

/// What the system says of a file that changes whenever the file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    size: u64,
    modified: Time,
    changed: Time,
    inode: u64,
}

/// Seconds since the epoch, and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time(i64, i64);

impl Stat {
    /// What is known of a plain file. Systems that do not note when a file was changed in any way
    /// give nothing: a time of modification can be set to any.
    #[cfg(unix)]
    pub(crate) fn of(seen: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        seen.is_file().then(|| Self {
            size: seen.len(),
            modified: Time(seen.mtime(), seen.mtime_nsec()),
            changed: Time(seen.ctime(), seen.ctime_nsec()),
            inode: seen.ino(),
        })
    }

    /// The same where the system does not note when a file was changed: nothing.
    #[cfg(not(unix))]
    pub(crate) fn of(_seen: &Metadata) -> Option<Self> {
        None
    }

    /// Whether the file was left alone long enough before `began`, when nothing was read yet: one
    /// that was just written may be written again within one tick of the clock, and look the same.
    pub(super) fn is_settled(&self, began: Began) -> bool {
        let latest = self.modified.0.max(self.changed.0);
        latest.checked_add(SETTLED).is_some_and(|settled| settled <= began.0)
    }
}

/// When looking at files began, in seconds since the epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Began(i64);

impl Began {
    /// The clock of this machine.
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // Before the epoch no file is believed.
        let seconds = since.ok().and_then(|since| i64::try_from(since.as_secs()).ok());
        Self(seconds.unwrap_or(i64::MIN))
    }

    /// So late that every file is old.
    #[cfg(test)]
    pub(crate) fn far_future() -> Self {
        Self(i64::MAX)
    }
}

impl Wire for Stat {
    fn put(&self, out: &mut Vec<u8>) {
        let Self { size, modified, changed, inode } = self;
        out.extend_from_slice(&size.to_le_bytes());
        modified.put(out);
        changed.put(out);
        out.extend_from_slice(&inode.to_le_bytes());
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Some(Self {
            size: u64::from_le_bytes(from.array()?),
            modified: Wire::take(from)?,
            changed: Wire::take(from)?,
            inode: u64::from_le_bytes(from.array()?),
        })
    }
}

impl Wire for Time {
    fn put(&self, out: &mut Vec<u8>) {
        let Self(seconds, nanoseconds) = self;
        out.extend_from_slice(&seconds.to_le_bytes());
        out.extend_from_slice(&nanoseconds.to_le_bytes());
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let mut number = || Some(i64::from_le_bytes(from.array()?));
        Some(Self(number()?, number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::{Began, Stat, Time};

    #[test]
    fn a_file_is_believed_only_when_it_was_left_alone() {
        let check = |modified: i64, changed: i64, began: i64| {
            let [modified, changed] = [modified, changed].map(|seconds| Time(seconds, 0));
            Stat { size: 1, modified, changed, inode: 1 }.is_settled(Began(began))
        };
        assert!(check(100, 100, 103));
        assert!(!check(100, 100, 102));
        // A time of modification that was set back does not hide when that was done.
        assert!(!check(5, 100, 102));
        // A clock that runs behind that of the file system believes nothing.
        assert!(!check(100, 100, 50));
        assert!(!check(i64::MAX, 0, i64::MAX));
    }
}
