//! From what a run left behind to what it says of its gate.
//!
//! A pass needs everything at once: the process ended by itself, every report is there and readable,
//! exit code and reports agree, something was tested, and every rule holds. Anything that cannot be
//! told is an error. Reasons are made of numbers, rules and paths of the definition; nothing that
//! the gate printed is in them.

mod audit;
mod compared;
mod controls;
pub mod imported;
mod reports;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, time::Duration};

pub use audit::{AuditEnd, audit};
pub use compared::{compared, is_baseline};
pub use controls::{Controlled, Signal, control, controls};

use crate::{
    evidence::{Ending, MetricRecord, Outcome, RuleRecord},
    gate::RunCheck,
    id::CommitId,
    pass::{PassRule, Seen, Term, TestCount},
    report::{CaseEnd, Counts, Reading},
    text::RepoPath,
};

/// What a run left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// How its process ended.
    pub ending: Ending,
    /// How long it took.
    pub duration: Duration,
    /// The report of each source of the gate, in the order of the definition. A source without an
    /// entry is a missing report.
    pub reports: Vec<Result<Reading, ReportProblem>>,
    /// The files that rules ask for: the size of each, or nothing where there is none.
    pub artifacts: BTreeMap<RepoPath, Option<u64>>,
    /// For each text that rules look for in the output, whether it occurred.
    pub output: BTreeMap<Box<str>, bool>,
    /// The commit that was run on.
    pub commit: CommitId,
}

/// Why there is no reading of a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportProblem {
    /// No file lies there, or the run printed nothing.
    #[error("the run left none")]
    Missing,
    /// It lies there and cannot be read: no plain file, too large, or the system refuses.
    #[error("it cannot be read")]
    Unreadable,
    /// It was read, and contradicts its format or itself.
    #[error("{why}")]
    Refused {
        /// What is wrong with it, in words of the reader and never in those of the report.
        why: Box<str>,
    },
}

/// What a run says of its gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The outcome. A comparison, where the gate has one, is not part of it.
    pub outcome: Outcome,
    /// Why it is no pass; empty for a pass, and never empty otherwise.
    pub reasons: Vec<Box<str>>,
    /// The rules, each with what became of it.
    pub rules: Vec<RuleRecord>,
    /// The counts of all reports together.
    pub tests: Option<Counts>,
    /// The ids of cases that failed or could not be carried out, sorted; at most 1,000.
    pub failed: Vec<Box<str>>,
    /// The metrics of all reports.
    pub metrics: BTreeMap<Box<str>, MetricRecord>,
}

/// The most ids of failed cases that are recorded.
const MOST_FAILED: usize = 1000;

/// What a run says of its gate.
pub fn assess(check: &RunCheck, left: &Left) -> Assessment {
    let exit = match exit_code(left.ending) {
        Ok(exit) => exit,
        Err((outcome, reason)) => return unmeasured(check, outcome, vec![reason]),
    };
    let together = match reports::together(&check.reports, left) {
        Ok(together) => together,
        Err(mut reasons) => {
            if exit != 0 {
                reasons.push(format!("it ended with exit code {exit}").into());
            }
            return unmeasured(check, Outcome::Error, reasons);
        }
    };
    measured(check, left, exit, together)
}

/// The exit code of a run that ended by itself, or what follows where it did not.
fn exit_code(ending: Ending) -> Result<i32, (Outcome, Box<str>)> {
    let error = |reason: &str| Err((Outcome::Error, reason.into()));
    match ending {
        Ending::Exited(exit) => Ok(exit),
        Ending::Killed(signal) => Err((Outcome::Error, format!("signal {signal} ended it").into())),
        Ending::CouldNotStart => error("it could not be started, or its preparation failed"),
        Ending::TimedOut => error("it took longer than it may"),
        Ending::Leaked(_) => error("it ended and left processes behind"),
        Ending::Interrupted => error("milepost ended before it did"),
        Ending::Refused => {
            Err((Outcome::NotRun, "it was not let in: no slot or too little memory".into()))
        }
        Ending::Cancelled => Err((Outcome::NotRun, "a person stopped it".into())),
    }
}

/// A run that tells nothing: no rule can be answered, and what it counted is not trusted.
fn unmeasured(check: &RunCheck, outcome: Outcome, reasons: Vec<Box<str>>) -> Assessment {
    let unknown =
        |rule: &PassRule| RuleRecord { rule: rule.as_str().into(), holds: None, seen: "".into() };
    Assessment {
        outcome,
        reasons,
        rules: check.require.iter().map(unknown).collect(),
        tests: None,
        failed: Vec::new(),
        metrics: BTreeMap::new(),
    }
}

fn measured(check: &RunCheck, left: &Left, exit: i32, together: Reading) -> Assessment {
    let seen = Seen {
        exit: Some(exit),
        duration: left.duration,
        tests: together.tests.as_ref().map(|tests| tests.counts),
        metrics: together.metrics,
        artifacts: left.artifacts.clone(),
        output: left.output.clone(),
    };
    let mut remarks = Remarks::default();
    let rules = check.require.iter().map(|rule| answer(rule, &seen, &mut remarks)).collect();
    exit_and_reports_agree(check, exit, seen.tests, &mut remarks);
    something_could_fail(check, &seen, &mut remarks);
    let metrics = seen.metrics.into_iter().map(|(name, metric)| {
        let crate::report::Metric { value, unit, direction, samples } = metric;
        (name, MetricRecord { value, unit, direction, samples })
    });
    Assessment {
        outcome: remarks.outcome(),
        reasons: remarks.reasons(),
        rules,
        tests: seen.tests,
        failed: failed_ids(together.tests.map_or_else(Vec::new, |tests| tests.cases)),
        metrics: metrics.collect(),
    }
}

/// What speaks against a pass.
#[derive(Default)]
struct Remarks {
    failed: Vec<Box<str>>,
    unknown: Vec<Box<str>>,
}

impl Remarks {
    /// A definite no stays one, whatever else could not be told.
    fn outcome(&self) -> Outcome {
        match (self.failed.is_empty(), self.unknown.is_empty()) {
            (true, true) => Outcome::Passed,
            (true, false) => Outcome::Error,
            (false, _) => Outcome::Failed,
        }
    }

    fn reasons(self) -> Vec<Box<str>> {
        self.failed.into_iter().chain(self.unknown).collect()
    }
}

fn answer(rule: &PassRule, seen: &Seen, remarks: &mut Remarks) -> RuleRecord {
    let text = rule.as_str();
    let (holds, seen) = match rule.eval(seen) {
        Ok(answer) => {
            if !answer.holds {
                remarks.failed.push(format!("`{text}` does not hold: {}", answer.seen).into());
            }
            (Some(answer.holds), answer.seen)
        }
        Err(error) => {
            remarks.unknown.push(format!("`{text}` cannot be told: {error}").into());
            (None, String::new())
        }
    };
    RuleRecord { rule: text.into(), holds, seen: seen.into() }
}

/// Exit code and reports must both be good, unless the rules say what another exit code means.
fn exit_and_reports_agree(
    check: &RunCheck,
    exit: i32,
    tests: Option<Counts>,
    remarks: &mut Remarks,
) {
    let is_asked = |term: Term| check.require.iter().any(|rule| rule.names().contains(&term));
    let failures = tests.map_or((0, 0), |counts| (counts.failed, counts.errored));
    if exit != 0 && !is_asked(Term::Exit) {
        let though = match tests {
            Some(counts) if failures == (0, 0) => {
                format!(
                    ", though its reports name {} and no other end",
                    cases(counts.passed, "passed ")
                )
            }
            Some(_) | None => String::new(),
        };
        remarks.failed.push(format!("it ended with exit code {exit}{though}").into());
    }
    let (failed, errored) = failures;
    let though = if exit == 0 { ", though it ended with exit code 0" } else { "" };
    let is_allowed = |count| exit != 0 && is_asked(Term::Tests(count));
    if failed > 0 && !is_allowed(TestCount::Failed) {
        remarks.failed.push(format!("{} failed{though}", cases(failed, "")).into());
    }
    if errored > 0 && !is_allowed(TestCount::Errored) {
        remarks
            .failed
            .push(format!("{} could not be carried out{though}", cases(errored, "")).into());
    }
    if tests.is_some_and(|counts| counts.passed == 0) {
        remarks.unknown.push("no case passed".into());
    }
}

/// `1 passed case`, `2 passed cases`.
fn cases(number: u64, how: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {how}case{end}")
}

/// A gate that reads metrics and asks nothing of them would pass whatever they are.
fn something_could_fail(check: &RunCheck, seen: &Seen, remarks: &mut Remarks) {
    match &check.compare {
        Some(compare) if !seen.metrics.contains_key(&compare.metric) => {
            let metric = &compare.metric;
            remarks.unknown.push(format!("no report has the metric `{metric}` to compare").into());
        }
        Some(_) => {}
        None => {
            let asks_nothing = check.require.is_empty() && seen.tests.is_none();
            if asks_nothing && !check.reports.is_empty() {
                remarks.unknown.push(
                    "nothing could fail: its reports have only metrics, and no rule or comparison \
                     looks at them"
                        .into(),
                );
            }
        }
    }
}

fn failed_ids(cases: Vec<crate::report::Case>) -> Vec<Box<str>> {
    let did_fail = |end| match end {
        CaseEnd::Failed | CaseEnd::Errored => true,
        CaseEnd::Passed | CaseEnd::Flaky | CaseEnd::Skipped => false,
    };
    let mut ids: Vec<Box<str>> =
        cases.into_iter().filter(|case| did_fail(case.end)).map(|case| case.id).collect();
    ids.sort_unstable();
    ids.truncate(MOST_FAILED);
    ids
}
