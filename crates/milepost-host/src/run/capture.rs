//! What a process writes: digested and searched in full, kept in part.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Write as _},
    path::Path,
};

use memchr::memmem;
use milepost_core::{digest::Pieces, evidence::OutputRecord};

/// How much of an output is kept, for each stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the beginning that are kept in memory.
    pub head: usize,
    /// Bytes of the end that are kept in memory.
    pub tail: usize,
    /// Bytes of the beginning that are stored in the file; the tail follows where there are more.
    pub stored: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: 64 * 1024, tail: 1024 * 1024, stored: 64 * 1024 * 1024 }
    }
}

/// What became of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// Digest and length of all of it, also of what is not kept.
    pub record: OutputRecord,
    /// Its beginning.
    pub head: Vec<u8>,
    /// Its end; overlaps the beginning where the output is short.
    pub tail: Vec<u8>,
    /// Which of the wanted texts occur in it, anywhere.
    pub found: BTreeSet<Box<str>>,
    /// What the file holds.
    pub stored: Stored,
}

/// What the file of a stream holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// All of it.
    Whole,
    /// Its beginning and its end.
    Cut {
        /// How many bytes between them are missing.
        left_out: u64,
    },
    /// Not what it should: it could not be written, or not to the end.
    Failed {
        /// What the system said.
        why: Box<str>,
    },
}

/// A stream that is being captured.
pub(super) struct Capture {
    limits: Limits,
    digest: Pieces,
    bytes: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
    search: Search,
    file: io::Result<File>,
    /// Bytes that the file holds.
    written: u64,
}

impl Capture {
    /// Begins a capture. That the file cannot be made is said at the end: it holds up no run.
    pub(super) fn new(path: &Path, limits: Limits, needles: &[Box<str>]) -> Self {
        Self {
            limits,
            digest: Pieces::default(),
            bytes: 0,
            head: Vec::new(),
            tail: Vec::new(),
            search: Search::new(needles),
            file: File::create(path),
            written: 0,
        }
    }

    /// Takes the next bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.digest.add(bytes);
        self.bytes += length(bytes);
        let room = self.limits.head - self.head.len();
        self.head.extend(bytes.iter().take(room));
        self.tail.extend(bytes);
        // Cutting only now and then costs one move for each byte on the whole.
        if self.tail.len() > self.limits.tail.saturating_mul(2) {
            self.cut_tail();
        }
        self.search.take(bytes);
        let room = self.limits.stored - self.written;
        let fitting = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
        self.store(bytes.get(..fitting).unwrap_or_default());
    }

    fn cut_tail(&mut self) {
        let surplus = self.tail.len().saturating_sub(self.limits.tail);
        self.tail.drain(..surplus);
    }

    /// Writes to the file, until that fails once.
    fn store(&mut self, bytes: &[u8]) {
        let Ok(file) = &mut self.file else { return };
        match file.write_all(bytes) {
            Ok(()) => self.written += length(bytes),
            Err(error) => self.file = Err(error),
        }
    }

    /// Ends the capture.
    pub(super) fn finish(mut self) -> Captured {
        self.cut_tail();
        let missing = self.bytes - self.written;
        let mut left_out = 0;
        if missing > 0 {
            let kept =
                usize::try_from(missing).map_or(self.tail.len(), |it| it.min(self.tail.len()));
            let end = self.tail.split_off(self.tail.len() - kept);
            left_out = missing - length(&end);
            if left_out > 0 {
                self.store(format!("\n[milepost left out {left_out} bytes here]\n").as_bytes());
            }
            self.store(&end);
            self.tail.extend(end);
        }
        let stored = match self.file {
            Ok(_) if left_out == 0 => Stored::Whole,
            Ok(_) => Stored::Cut { left_out },
            Err(error) => Stored::Failed { why: error.to_string().into() },
        };
        Captured {
            record: OutputRecord { digest: self.digest.digest(), bytes: self.bytes },
            head: self.head,
            tail: self.tail,
            found: self.search.found,
            stored,
        }
    }
}

/// A search for several texts in bytes that come piece by piece.
struct Search {
    /// What was not found yet.
    wanted: Vec<Box<str>>,
    found: BTreeSet<Box<str>>,
    /// The end of what came before, one byte shorter than the longest text.
    before: Vec<u8>,
}

impl Search {
    fn new(needles: &[Box<str>]) -> Self {
        // An empty text is in every output and shows nothing.
        let wanted = needles.iter().filter(|needle| !needle.is_empty()).cloned().collect();
        Self { wanted, found: BTreeSet::new(), before: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        if self.wanted.is_empty() {
            return;
        }
        self.before.extend(bytes);
        let (found, wanted) = std::mem::take(&mut self.wanted)
            .into_iter()
            .partition(|needle| memmem::find(&self.before, needle.as_bytes()).is_some());
        self.wanted = wanted;
        let found: Vec<Box<str>> = found;
        self.found.extend(found);
        let longest = self.wanted.iter().map(|needle| needle.len()).max().unwrap_or(1);
        let surplus = self.before.len().saturating_sub(longest - 1);
        self.before.drain(..surplus);
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use milepost_core::digest::Digest;

    use super::{Capture, Captured, Limits, Stored};

    const SMALL: Limits = Limits { head: 4, tail: 3, stored: 6 };

    fn capture(path: &Path, pieces: &[&str]) -> Captured {
        let needles = ["needle".into(), "edl".into(), "absent".into(), "".into()];
        let mut capture = Capture::new(path, SMALL, &needles);
        for piece in pieces {
            capture.take(piece.as_bytes());
        }
        capture.finish()
    }

    #[track_caller]
    fn check(pieces: &[&str], file: &str, head: &str, tail: &str, stored: &Stored) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let captured = capture(&path, pieces);
        let whole = pieces.concat();
        assert_eq!(fs::read_to_string(&path).unwrap(), file);
        assert_eq!(captured.record.digest, Digest::of(whole.as_bytes()));
        assert_eq!(captured.record.bytes, whole.len() as u64);
        assert_eq!(captured.head, head.as_bytes());
        assert_eq!(captured.tail, tail.as_bytes());
        assert_eq!(captured.stored, *stored);
    }

    #[test]
    fn what_is_kept_is_the_beginning_and_the_end() {
        check(&[], "", "", "", &Stored::Whole);
        check(&["ab"], "ab", "ab", "ab", &Stored::Whole);
        check(&["abc", "def"], "abcdef", "abcd", "def", &Stored::Whole);
        check(&["abc", "defgh"], "abcdefgh", "abcd", "fgh", &Stored::Whole);
        let cut = "abcdef\n[milepost left out 4 bytes here]\nklm";
        check(&["abcdefghijklm"], cut, "abcd", "klm", &Stored::Cut { left_out: 4 });
        let pieces = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"];
        check(&pieces, cut, "abcd", "klm", &Stored::Cut { left_out: 4 });
    }

    #[test]
    fn a_text_is_found_across_the_borders_of_pieces() {
        let folder = tempfile::tempdir().unwrap();
        let found = |pieces: &[&str]| {
            let found = capture(&folder.path().join("out"), pieces).found;
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found(&["hay needle hay"]), "edl needle");
        assert_eq!(found(&["hay n", "e", "e", "d", "l", "e hay"]), "edl needle");
        assert_eq!(found(&["nee", " ", "dle"]), "");
        assert_eq!(found(&["e", "dl"]), "edl");
        assert_eq!(found(&[]), "");
    }

    #[test]
    fn a_file_that_cannot_be_written_holds_up_nothing() {
        let captured = capture(Path::new("/nowhere/out"), &["a needle"]);
        assert_eq!(captured.record.digest, Digest::of(b"a needle"));
        assert_eq!(captured.found.len(), 2);
        assert!(matches!(captured.stored, Stored::Failed { .. }), "{captured:?}");
        // Everything that is written to it is refused for want of space.
        let captured = capture(Path::new("/dev/full"), &["a needle"]);
        assert_eq!(captured.record.bytes, 8);
        assert!(matches!(captured.stored, Stored::Failed { .. }), "{captured:?}");
    }
}
