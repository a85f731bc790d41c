//! A wish to stop that reaches every run at once.

use std::{
    io::{self, PipeReader, PipeWriter, Write as _},
    os::fd::{AsFd as _, BorrowedFd},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

/// A wish to stop, shared by everyone who should hear of it. Clones are one and the same.
#[derive(Clone, Debug)]
pub struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    asked: AtomicU8,
    /// Becomes readable with the first wish, and stays so: it wakes whoever waits for output.
    bell: PipeReader,
    rope: PipeWriter,
}

/// How urgently somebody wants to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Nobody does.
    Nothing,
    /// Everything may end by itself first.
    Gently,
    /// At once.
    Hard,
}

impl Stop {
    /// Nobody has asked yet.
    pub fn new() -> io::Result<Self> {
        let (bell, rope) = io::pipe()?;
        Ok(Self { shared: Arc::new(Shared { asked: AtomicU8::new(0), bell, rope }) })
    }

    /// Asks to stop: gently the first time, hard from the second on.
    pub fn ask(&self) -> Asked {
        if self.shared.asked.fetch_add(1, Ordering::SeqCst) != 0 {
            // Two is as much as can be asked; a count that went on could begin again.
            self.shared.asked.store(2, Ordering::SeqCst);
            return Asked::Hard;
        }
        // A pipe that nobody reads takes one byte. Were it closed, those who wait look by themselves.
        match (&self.shared.rope).write(&[1]) {
            Ok(_) | Err(_) => Asked::Gently,
        }
    }

    /// What was asked so far.
    pub fn asked(&self) -> Asked {
        match self.shared.asked.load(Ordering::SeqCst) {
            0 => Asked::Nothing,
            1 => Asked::Gently,
            2.. => Asked::Hard,
        }
    }

    /// What becomes readable when somebody asks.
    pub(super) fn bell(&self) -> BorrowedFd<'_> {
        self.shared.bell.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Stop};

    #[test]
    fn the_second_wish_is_a_hard_one() {
        let stop = Stop::new().unwrap();
        let other = stop.clone();
        assert_eq!(stop.asked(), Asked::Nothing);
        assert_eq!(other.ask(), Asked::Gently);
        assert_eq!(stop.asked(), Asked::Gently);
        for _ in 0..300 {
            assert_eq!(stop.ask(), Asked::Hard);
            assert_eq!(other.asked(), Asked::Hard);
        }
    }
}
