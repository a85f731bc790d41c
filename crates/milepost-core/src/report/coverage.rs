//! Covered lines and branches, counted once however often a report has them.

use std::collections::BTreeMap;

use crate::report::{Direction, Fault, Reading, measured};

/// Which lines and branches of which files ran. A line that ran once anywhere is covered.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    files: BTreeMap<Box<str>, Covered>,
}

/// The lines and branches of one file.
#[derive(Debug, Default)]
pub(super) struct Covered {
    lines: BTreeMap<u64, bool>,
    branches: BTreeMap<(u64, Box<str>), bool>,
}

/// How many ran, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) covered: u64,
    pub(super) total: u64,
}

impl Coverage {
    /// What is known of a file.
    pub(super) fn file(&mut self, name: &str) -> &mut Covered {
        self.files.entry(name.into()).or_default()
    }

    pub(super) fn lines(&self) -> Share {
        self.files.values().map(Covered::lines).fold(Share::default(), Share::plus)
    }

    pub(super) fn branches(&self) -> Share {
        self.files.values().map(Covered::branches).fold(Share::default(), Share::plus)
    }

    /// Adds everything of another one.
    pub(super) fn add(&mut self, other: Self) {
        for (name, covered) in other.files {
            self.file(&name).add(covered);
        }
    }

    /// The metrics: of nothing there is no part, so that no line is an error and no branch is silence.
    pub(super) fn reading(&self) -> Result<Reading, Fault> {
        let mut reading = Reading::default();
        let lines = self.lines();
        if lines.total == 0 {
            return Err(Fault::NothingMeasured { what: "no line that could be covered" });
        }
        let shares =
            [("lines", "line_coverage", lines), ("branches", "branch_coverage", self.branches())];
        for (name, percent, share) in shares.into_iter().filter(|(_, _, share)| share.total > 0) {
            let higher = Some(Direction::Higher);
            let (covered, total) = (measured::whole(share.covered), measured::whole(share.total));
            let metrics = &mut reading.metrics;
            measured::add(
                metrics,
                &format!("{name}.covered"),
                measured::plain(covered, "", higher),
            )?;
            measured::add(metrics, &format!("{name}.total"), measured::plain(total, "", None))?;
            measured::add(metrics, percent, measured::plain(100.0 * covered / total, "%", higher))?;
        }
        Ok(reading)
    }
}

impl Covered {
    pub(super) fn line(&mut self, number: u64, is_covered: bool) {
        *self.lines.entry(number).or_default() |= is_covered;
    }

    pub(super) fn branch(&mut self, line: u64, name: &str, is_covered: bool) {
        *self.branches.entry((line, name.into())).or_default() |= is_covered;
    }

    pub(super) fn lines(&self) -> Share {
        Share::of(self.lines.values())
    }

    pub(super) fn branches(&self) -> Share {
        Share::of(self.branches.values())
    }

    pub(super) fn add(&mut self, other: Self) {
        for (line, is_covered) in other.lines {
            self.line(line, is_covered);
        }
        for ((line, name), is_covered) in other.branches {
            self.branch(line, &name, is_covered);
        }
    }
}

impl Share {
    fn of<'a>(all: impl Iterator<Item = &'a bool>) -> Self {
        all.fold(Self::default(), |share, is_covered| Self {
            covered: share.covered + u64::from(*is_covered),
            total: share.total + 1,
        })
    }

    fn plus(self, other: Self) -> Self {
        Self { covered: self.covered + other.covered, total: self.total + other.total }
    }
}
