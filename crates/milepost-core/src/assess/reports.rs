//! The reports of a run, each checked by itself, and then taken together.

use super::{Left, ReportProblem};
use crate::{
    gate::{ReportPlace, ReportSource},
    id::CommitId,
    report::{self, Counts, Fault, Metric, Reading},
};

/// All reports together, or everything that is wrong with them.
pub(super) fn together(sources: &[ReportSource], left: &Left) -> Result<Reading, Vec<Box<str>>> {
    let mut together = Reading::default();
    let mut wrong: Vec<Box<str>> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let found = match left.reports.get(at) {
            Some(Ok(reading)) => sound(reading, &left.commit).map(|()| reading),
            Some(Err(problem)) => Err(problem.to_string()),
            None => Err(ReportProblem::Missing.to_string()),
        };
        let merged = found.and_then(|reading| {
            let before = std::mem::take(&mut together);
            report::merge([before, reading.clone()]).map_err(|error| beside(&error.fault))
        });
        match merged {
            Ok(merged) => together = merged,
            Err(why) => wrong.push(format!("the report {}: {why}", called(source)).into()),
        }
    }
    if left.reports.len() > sources.len() {
        wrong.push("the run has reports that its gate does not name".into());
    }
    if wrong.is_empty() { Ok(together) } else { Err(wrong) }
}

/// Why a report cannot stand beside the others; in our own words, since what it calls things is what
/// the gate printed.
fn beside(fault: &Fault) -> String {
    let what = match fault {
        Fault::MetricTwice { .. } => "a metric of it is also in another report",
        Fault::CaseTwice { .. } => "a test case of it is also in another report",
        Fault::CommitsDisagree { .. } => "it is of another commit than another report",
        Fault::Overflow { .. } => "together with the others it counts more than can be counted",
        Fault::NoFiles
        | Fault::FileTwice
        | Fault::Empty
        | Fault::TooLarge { .. }
        | Fault::NotUtf8
        | Fault::Truncated { .. }
        | Fault::Xml { .. }
        | Fault::Json { .. }
        | Fault::Doctype
        | Fault::Entity { .. }
        | Fault::TooDeep { .. }
        | Fault::TooManyAttributes { .. }
        | Fault::Unknown { .. }
        | Fault::Missing { .. }
        | Fault::NotANumber { .. }
        | Fault::NotFinite { .. }
        | Fault::NoCases
        | Fault::NothingMeasured { .. }
        | Fault::Twice { .. }
        | Fault::Contradiction { .. }
        | Fault::RerunWithoutFailure { .. }
        | Fault::NotACommit { .. }
        | Fault::GaveUp { .. }
        | Fault::CommandFailed { .. } => "it does not fit the others",
    };
    what.to_owned()
}

/// How a reason calls a report: by its place and format in the definition.
pub(super) fn called(source: &ReportSource) -> String {
    let format = source.format.as_str();
    match &source.place {
        ReportPlace::Files(path) => format!("`{path}` ({format})"),
        ReportPlace::Stdout => format!("on stdout ({format})"),
    }
}

/// Whether a report says anything at all, in numbers, and of the commit that was run on.
fn sound(reading: &Reading, subject: &CommitId) -> Result<(), String> {
    if let Some(commit) = &reading.commit
        && !subject.as_str().starts_with(commit.as_str())
    {
        return Err(format!("it is of another commit than {}", subject.short()));
    }
    if let Some(tests) = &reading.tests {
        let Counts { passed, failed, errored, .. } = tests.counts;
        match tests.counts.total() {
            0 => return Err("it has no test cases".to_owned()),
            total if passed == 0 && failed == 0 && errored == 0 => {
                let all = match total {
                    1 => "its one case was skipped".to_owned(),
                    _ => format!("all {total} cases were skipped"),
                };
                return Err(format!("it shows nothing: {all}"));
            }
            _ => {}
        }
    }
    let is_number = |metric: &Metric| {
        metric.value.is_finite() && metric.samples.iter().all(|it| it.is_finite())
    };
    if !reading.metrics.values().all(is_number) {
        return Err("a metric of it is no finite number".to_owned());
    }
    if reading.tests.is_none() && reading.metrics.is_empty() {
        return Err("it has neither test cases nor metrics".to_owned());
    }
    Ok(())
}
