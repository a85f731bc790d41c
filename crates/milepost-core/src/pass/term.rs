//! What a rule can ask of a run.

use std::{collections::BTreeSet, fmt};

use super::token::{is_bare, quoted};
use crate::text::RepoPath;

/// A count of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestCount {
    /// Cases that passed.
    Passed,
    /// Cases that failed.
    Failed,
    /// Cases that could not be carried out.
    Errored,
    /// Cases that were left out.
    Skipped,
    /// Cases that passed after they had failed.
    Flaky,
    /// All cases; unknown where skipped ones are not reported.
    Total,
}

impl TestCount {
    /// Every count.
    pub const ALL: [Self; 6] =
        [Self::Passed, Self::Failed, Self::Errored, Self::Skipped, Self::Flaky, Self::Total];

    /// The name in a rule.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "tests.passed",
            Self::Failed => "tests.failed",
            Self::Errored => "tests.errored",
            Self::Skipped => "tests.skipped",
            Self::Flaky => "tests.flaky",
            Self::Total => "tests.total",
        }
    }

    /// The count of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|count| count.as_str() == name)
    }
}

/// A value of a run that a rule asks for. Written as in a rule, it reads back as itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// A count of tests.
    Tests(TestCount),
    /// The exit code.
    Exit,
    /// How long the run took.
    Duration,
    /// A metric.
    Metric(Box<str>),
    /// The size of a file in the checkout, in bytes.
    Size(RepoPath),
}

/// Words that cannot be the bare name of a metric.
pub(super) const KEYWORDS: &[&str] =
    &["and", "or", "not", "exit", "duration", "artifact", "metric", "output", "contains", "lacks"];

impl Term {
    /// Whether it is never negative, so that `>= 0` says nothing.
    pub(super) fn is_never_negative(&self) -> bool {
        match self {
            Self::Tests(_) | Self::Duration | Self::Size(_) => true,
            Self::Exit | Self::Metric(_) => false,
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tests(count) => f.write_str(count.as_str()),
            Self::Exit => f.write_str("exit"),
            Self::Duration => f.write_str("duration"),
            Self::Metric(name) if is_plain(name) => f.write_str(name),
            Self::Metric(name) => write!(f, "metric({})", quoted(name)),
            Self::Size(path) => write!(f, "artifact({}).size", quoted(path.as_str())),
        }
    }
}

/// Whether a metric's name means the metric without `metric(…)` around it.
fn is_plain(name: &str) -> bool {
    is_bare(name) && !KEYWORDS.contains(&name) && !is_of_tests(name)
}

/// Whether a name is one of a count, or would be one if it were spelt right.
pub(super) fn is_of_tests(name: &str) -> bool {
    name == "tests" || name.starts_with("tests.")
}

/// Everything that rules ask of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) terms: BTreeSet<Term>,
    pub(super) artifacts: BTreeSet<RepoPath>,
    pub(super) texts: BTreeSet<Box<str>>,
}
