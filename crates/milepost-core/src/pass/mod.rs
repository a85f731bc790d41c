//! Pass rules: what must hold of a run for its gate to pass.
//!
//! A rule is a line of a small typed language (`tests.passed >= 32`, `p95 < 500 ms`,
//! `artifact("dist/app").exists`). It holds, does not hold, or cannot be told, and the last is an
//! error: an unknown name, a count that nobody reports, or NaN never passes.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    report::{Counts, Metric},
    text::RepoPath,
};

/// What a run left behind for rules to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The exit code; nothing where a signal ended the run.
    pub exit: Option<i32>,
    /// How long it took.
    pub duration: Duration,
    /// The test counts of all reports together; nothing where no report has any.
    pub tests: Option<Counts>,
    /// The metrics of all reports.
    pub metrics: BTreeMap<Box<str>, Metric>,
    /// The files that rules ask for, by path: the size of each, or nothing where there is none.
    pub artifacts: BTreeMap<RepoPath, Option<u64>>,
    /// For each text that rules look for in the output, whether it occurred.
    pub output: BTreeMap<Box<str>, bool>,
}

/// One pass rule.
#[derive(Clone, Debug, PartialEq)]
pub struct PassRule {
    text: Box<str>,
}

impl PassRule {
    /// The rule as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}
