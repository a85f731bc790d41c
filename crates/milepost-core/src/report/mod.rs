//! Reports of test runners, coverage and benchmark tools, read without trust.
//!
//! One format is one file. A reading recounts from the cases, keeps what a producer does not say as
//! unknown, and refuses what contradicts itself; see `reference/EVIDENCE.md` §4.5.

mod bmf;
mod cargo_test;
mod cases;
mod cobertura;
mod coverage;
mod criterion;
mod ctrf;
mod error;
mod go_test;
mod hyperfine;
mod json;
mod junit;
mod lcov;
mod measured;
mod merge;
mod sarif;
mod source;
mod tap;
mod values;
mod xml;

use std::collections::BTreeMap;

use self::source::Text;
pub use self::{
    error::{Fault, ReportError},
    measured::UNITS,
    merge::merge,
};
use crate::id::CommitPrefix;

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases that passed, flaky ones included.
    pub passed: u64,
    /// Cases that failed.
    pub failed: u64,
    /// Cases that could not be carried out.
    pub errored: u64,
    /// Cases that were left out; nothing where the producer does not report them.
    pub skipped: Option<u64>,
    /// Passed cases that failed before; nothing where the producer does not report them.
    pub flaky: Option<u64>,
}

impl Counts {
    /// All cases that the report names.
    pub fn total(&self) -> u64 {
        let parts = [self.passed, self.failed, self.errored, self.skipped.unwrap_or(0)];
        parts.into_iter().fold(0, u64::saturating_add)
    }
}

/// How one case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseEnd {
    /// It passed.
    Passed,
    /// It passed after it had failed.
    Flaky,
    /// It was left out.
    Skipped,
    /// It failed.
    Failed,
    /// It could not be carried out.
    Errored,
}

/// One test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the producer calls it, with its suite; never empty.
    pub id: Box<str>,
    /// How it ended.
    pub end: CaseEnd,
}

/// The tests of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tests {
    /// How many ended how, counted from the cases where the format has any.
    pub counts: Counts,
    /// The cases; empty where the format has only counts.
    pub cases: Vec<Case>,
}

/// Which way a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
}

/// One measured number.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Its value in `unit`; always finite.
    pub value: f64,
    /// The unit as the producer has it, in the spelling of [`crate::pass`]; empty for a plain number.
    pub unit: Box<str>,
    /// Which way it is better, where the format says so.
    pub direction: Option<Direction>,
    /// The single measurements behind the value, where the format has them; all finite.
    pub samples: Vec<f64>,
}

/// Everything that a report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Test cases; nothing where the format has none.
    pub tests: Option<Tests>,
    /// Measured numbers by name.
    pub metrics: BTreeMap<Box<str>, Metric>,
    /// The commit that the producer says it looked at.
    pub commit: Option<CommitPrefix>,
}

/// One file of a report. Some producers write many for one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportFile<'a> {
    /// Its path in the checkout.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// A format that reports are read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `JUnit` XML, in the dialects of Ant, Surefire, pytest, nextest, Jest and Gradle.
    Junit,
    /// Common Test Report Format, JSON.
    Ctrf,
    /// Test Anything Protocol, 13 and 14.
    Tap,
    /// What `cargo test` writes to stdout.
    CargoTest,
    /// What `go test -json` writes to stdout.
    GoTest,
    /// Line coverage as lcov has it.
    Lcov,
    /// Cobertura XML, also what coverage.py writes.
    Cobertura,
    /// SARIF 2.1.0.
    Sarif,
    /// The folder that criterion leaves, `target/criterion`.
    Criterion,
    /// What `hyperfine --export-json` writes.
    Hyperfine,
    /// Bencher Metric Format, JSON.
    Bmf,
    /// `name=value` lines, a unit behind the value.
    Values,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Junit,
        Self::Ctrf,
        Self::Tap,
        Self::CargoTest,
        Self::GoTest,
        Self::Lcov,
        Self::Cobertura,
        Self::Sarif,
        Self::Criterion,
        Self::Hyperfine,
        Self::Bmf,
        Self::Values,
    ];

    /// The name in `milepost.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Ctrf => "ctrf",
            Self::Tap => "tap",
            Self::CargoTest => "cargo-test",
            Self::GoTest => "go-test",
            Self::Lcov => "lcov",
            Self::Cobertura => "cobertura",
            Self::Sarif => "sarif",
            Self::Criterion => "criterion",
            Self::Hyperfine => "hyperfine",
            Self::Bmf => "bmf",
            Self::Values => "values",
        }
    }

    /// Whether its reports say of cases how they ended, so that they show a failure by themselves.
    /// The others hold measurements, which only a rule can find wanting.
    pub fn has_tests(self) -> bool {
        match self {
            Self::Junit | Self::Ctrf | Self::Tap | Self::CargoTest | Self::GoTest => true,
            Self::Lcov
            | Self::Cobertura
            | Self::Sarif
            | Self::Criterion
            | Self::Hyperfine
            | Self::Bmf
            | Self::Values => false,
        }
    }

    /// The format of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// Reads all files of a report, which are in the order of their paths.
type Reader = fn(&[Text<'_>]) -> Result<Reading, ReportError>;

impl Format {
    /// Reads the files of one report together.
    ///
    /// Nothing in a file is believed that can be counted again, and what cannot be understood is an
    /// error, as is a report without a file. The order of the files means nothing.
    pub fn read(self, files: &[ReportFile<'_>]) -> Result<Reading, ReportError> {
        let read: Reader = match self {
            Self::Junit => junit::read,
            Self::Ctrf => ctrf::read,
            Self::Tap => tap::read,
            Self::CargoTest => cargo_test::read,
            Self::GoTest => go_test::read,
            Self::Lcov => lcov::read,
            Self::Cobertura => cobertura::read,
            Self::Sarif => sarif::read,
            Self::Criterion => criterion::read,
            Self::Hyperfine => hyperfine::read,
            Self::Bmf => bmf::read,
            Self::Values => values::read,
        };
        let texts = source::texts(files)?;
        read(&texts).map_err(|error| match texts.as_slice() {
            [only] => only.named(error),
            _ => error,
        })
    }
}
