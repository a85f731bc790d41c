//! The cases of JUnit XML, counted as its producers may have counted them.

use crate::report::{CaseEnd, Fault, cases, xml::Element};

/// What a child of a case says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Error,
    Failure,
    Skipped,
    Flaky,
    Rerun,
}

/// A case with everything that is said about it.
#[derive(Debug)]
pub(super) struct RawCase {
    pub(super) id: Box<str>,
    pub(super) file: Option<Box<str>>,
    pub(super) marks: Vec<Mark>,
}

impl RawCase {
    pub(super) fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    /// Of two marks, the worse one counts.
    pub(super) fn end(&self) -> CaseEnd {
        let ends = [
            (Mark::Error, CaseEnd::Errored),
            (Mark::Failure, CaseEnd::Failed),
            (Mark::Skipped, CaseEnd::Skipped),
            (Mark::Flaky, CaseEnd::Flaky),
        ];
        let worst = ends.into_iter().find(|(mark, _)| self.has(*mark));
        worst.map_or(CaseEnd::Passed, |(_, end)| end)
    }
}

/// Counts as a producer may have made them: by how cases ended, and by what is said about them,
/// which differs for a case that both failed and was skipped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) tests: u64,
    ended: Marked,
    marked: Marked,
}

#[derive(Clone, Copy, Debug, Default)]
struct Marked {
    errors: u64,
    failures: u64,
    skipped: u64,
}

impl Marked {
    fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.failures += other.failures;
        self.skipped += other.skipped;
    }
}

impl Tally {
    pub(super) fn of(case: &RawCase) -> Self {
        let end = case.end();
        Self {
            tests: 1,
            ended: Marked {
                errors: u64::from(end == CaseEnd::Errored),
                failures: u64::from(end == CaseEnd::Failed),
                skipped: u64::from(end == CaseEnd::Skipped),
            },
            marked: Marked {
                errors: u64::from(case.has(Mark::Error)),
                failures: u64::from(case.has(Mark::Failure)),
                skipped: u64::from(case.has(Mark::Skipped)),
            },
        }
    }

    /// A whole suite as one child of another, as Node counts: it failed if anything in it did.
    pub(super) fn as_child(self) -> Self {
        let failures = self.ended.failures.min(1);
        let ended = Marked { errors: self.ended.errors.min(1), failures, skipped: 0 };
        // Node takes a suite with failures for a skipped one as well.
        Self { tests: 1, ended, marked: Marked { skipped: failures, ..ended } }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.tests += other.tests;
        self.ended.add(other.ended);
        self.marked.add(other.marked);
    }
}

/// The counts in the head of a suite.
#[derive(Debug, Default)]
pub(super) struct Head {
    tests: Option<u64>,
    errors: Option<u64>,
    failures: Option<u64>,
    pub(super) skipped: Option<u64>,
}

impl Head {
    pub(super) fn of(element: &Element<'_>) -> Result<Self, Fault> {
        let (skipped, disabled) = (element.count("skipped")?, element.count("disabled")?);
        let skipped = match (skipped, disabled) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        Ok(Self {
            tests: element.count("tests")?,
            errors: element.count("errors")?,
            failures: element.count("failures")?,
            skipped,
        })
    }

    pub(super) fn check(&self, tally: &Tally) -> Result<(), Fault> {
        let Tally { tests, ended, marked } = *tally;
        let rows = [
            ("the number of tests", self.tests, tests, tests),
            ("the number of errors", self.errors, ended.errors, marked.errors),
            ("the number of failures", self.failures, ended.failures, marked.failures),
            ("the number of skipped tests", self.skipped, ended.skipped, marked.skipped),
        ];
        for (what, stated, ended, marked) in rows {
            if let Some(stated) = stated.filter(|stated| *stated != marked) {
                cases::agree(what, stated, ended)?;
            }
        }
        Ok(())
    }
}
