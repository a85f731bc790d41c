//! Pass rules: what must hold of a run for its gate to pass.
//!
//! A rule is a line of a small typed language (`tests.passed >= 32`, `p95 < 500 ms`,
//! `artifact("dist/app").exists`). It holds, does not hold, or cannot be told, and the last is an
//! error: an unknown name, a count that nobody reports, or NaN never passes.
//!
//! | a rule asks for | written as |
//! |---|---|
//! | counts of tests | `tests.passed`, `.failed`, `.errored`, `.skipped`, `.flaky`, `.total` |
//! | the exit code, the time taken | `exit == 0`, `duration < 5 min` |
//! | a metric | `p95 < 500 ms`, `line_coverage >= 69 %`, `metric("fib 20") < 2 us` |
//! | a file | `artifact("dist/app").exists`, `artifact("dist/app").size < 5 MiB` |
//! | what was printed | `output contains "0 errors"`, `output lacks "WARNING"` |
//!
//! Comparisons are joined by `and`, `or`, `not` and parentheses; numbers by `+ - * /`. Names go on
//! over `- / : .`, so these two signs stand between blanks. Numbers carry their units, and only
//! numbers of one dimension meet (see [`Unit`]); a unit that milepost does not know stands in
//! quotes: `throughput >= 1200 "req/s"`.

mod condition;
mod error;
mod eval;
mod parse;
mod term;
mod token;
mod unit;

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

pub use condition::{Bound, Comparison};
pub use error::{EvalError, PassRuleError, RuleMistake};
pub use term::{Term, TestCount};
pub(crate) use unit::number;
pub use unit::{Dimension, Quantity, Unit};

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

/// What a rule says of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it holds.
    pub holds: bool,
    /// The values behind it, as `tests.passed = 30`: numbers and words of the rule only.
    pub seen: String,
}

/// One pass rule.
#[derive(Clone, Debug, PartialEq)]
pub struct PassRule {
    text: Box<str>,
    condition: condition::Condition,
}

impl PassRule {
    /// Reads a rule.
    ///
    /// What would say the same of every run (`1 == 1`, `tests.passed >= 0`) is no rule.
    pub fn parse(text: &str) -> Result<Self, PassRuleError> {
        Ok(Self { text: text.into(), condition: parse::condition(text)? })
    }

    /// The rule as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it holds for a run.
    pub fn eval(&self, seen: &Seen) -> Result<Answer, EvalError> {
        eval::eval(&self.condition, seen)
    }

    /// The files of the checkout that must be looked up.
    pub fn artifacts(&self) -> BTreeSet<RepoPath> {
        self.asked().artifacts
    }

    /// The texts that must be looked for in the output.
    pub fn output_texts(&self) -> BTreeSet<Box<str>> {
        self.asked().texts
    }

    /// The values of the run that it asks for.
    pub fn names(&self) -> BTreeSet<Term> {
        self.asked().terms
    }

    /// The thresholds that must hold for the whole rule to hold: comparisons of one value with one
    /// number that stand alone or are joined by `and`.
    pub fn bounds(&self) -> Vec<Bound> {
        self.condition.bounds()
    }

    fn asked(&self) -> term::Asked {
        let mut asked = term::Asked::default();
        self.condition.ask(&mut asked);
        asked
    }
}
