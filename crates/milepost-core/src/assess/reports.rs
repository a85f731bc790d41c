//! The reports of a run, each checked by itself, and then taken together.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{Left, ReportProblem};
use crate::{
    gate::{ReportPlace, ReportSource},
    id::CommitId,
    report::{Case, Counts, Metric, Reading},
};

/// What all reports say.
#[derive(Debug, Default)]
pub(super) struct Together {
    pub(super) tests: Option<Counts>,
    pub(super) cases: Vec<Case>,
    pub(super) metrics: BTreeMap<Box<str>, Metric>,
}

/// All reports together, or everything that is wrong with them.
pub(super) fn together(sources: &[ReportSource], left: &Left) -> Result<Together, Vec<Box<str>>> {
    let mut together = Together::default();
    let mut wrong: Vec<Box<str>> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let found = match left.reports.get(at) {
            Some(Ok(reading)) => sound(reading, &left.commit).map(|()| reading),
            Some(Err(problem)) => Err(problem.to_string()),
            None => Err(ReportProblem::Missing.to_string()),
        };
        let added = found.and_then(|reading| together.add(reading));
        if let Err(why) = added {
            wrong.push(format!("the report {}: {why}", called(source)).into());
        }
    }
    if left.reports.len() > sources.len() {
        wrong.push("the run has reports that its gate does not name".into());
    }
    if wrong.is_empty() { Ok(together) } else { Err(wrong) }
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
                return Err(format!("it shows nothing: all {total} cases were skipped"));
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

impl Together {
    fn add(&mut self, reading: &Reading) -> Result<(), String> {
        if let Some(tests) = &reading.tests {
            self.tests = Some(self.tests.map_or(tests.counts, |sum| plus(sum, tests.counts)));
            self.cases.extend(tests.cases.iter().cloned());
        }
        for (name, metric) in &reading.metrics {
            match self.metrics.entry(name.clone()) {
                Entry::Vacant(place) => drop(place.insert(metric.clone())),
                Entry::Occupied(_) => {
                    return Err("a metric of it is also in another report".to_owned());
                }
            }
        }
        Ok(())
    }
}

/// What one report does not count is unknown of all.
fn plus(a: Counts, b: Counts) -> Counts {
    let both = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
    Counts {
        passed: a.passed.saturating_add(b.passed),
        failed: a.failed.saturating_add(b.failed),
        errored: a.errored.saturating_add(b.errored),
        skipped: both(a.skipped, b.skipped),
        flaky: both(a.flaky, b.flaky),
    }
}
