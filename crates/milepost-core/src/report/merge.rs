//! All reports of one gate as one reading.

use crate::{
    id::CommitPrefix,
    report::{Counts, Fault, Reading, ReportError, Tests, cases},
};

/// Puts the reports of one gate together.
///
/// Counts are added; what one report of tests does not tell is not known of all. A metric or a case
/// that two reports have is an error, as are reports of different commits. No reports at all say
/// nothing.
pub fn merge(readings: impl IntoIterator<Item = Reading>) -> Result<Reading, ReportError> {
    let mut merged = Reading::default();
    for reading in readings {
        merged.tests = match (merged.tests, reading.tests) {
            (Some(one), Some(other)) => Some(add(one, other)?),
            (one, other) => one.or(other),
        };
        for (name, metric) in reading.metrics {
            if merged.metrics.insert(name.clone(), metric).is_some() {
                return Err(Fault::MetricTwice { name }.into());
            }
        }
        merged.commit = same_commit(merged.commit, reading.commit)?;
    }
    if let Some(tests) = &merged.tests {
        cases::check_unique(&tests.cases)?;
    }
    Ok(merged)
}

fn add(mut one: Tests, other: Tests) -> Result<Tests, ReportError> {
    let sum = |one: u64, other: u64| {
        let sum = one.checked_add(other);
        sum.ok_or_else(|| Fault::Overflow { what: "the number of test cases".into() })
    };
    let sum_told = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (Some(one), Some(other)) => sum(one, other).map(Some),
        (None, _) | (_, None) => Ok(None),
    };
    one.counts = Counts {
        passed: sum(one.counts.passed, other.counts.passed)?,
        failed: sum(one.counts.failed, other.counts.failed)?,
        errored: sum(one.counts.errored, other.counts.errored)?,
        skipped: sum_told(one.counts.skipped, other.counts.skipped)?,
        flaky: sum_told(one.counts.flaky, other.counts.flaky)?,
    };
    one.cases.extend(other.cases);
    Ok(one)
}

/// The longer of two prefixes of the same commit.
pub(super) fn same_commit(
    one: Option<CommitPrefix>,
    other: Option<CommitPrefix>,
) -> Result<Option<CommitPrefix>, ReportError> {
    let (Some(one), Some(other)) = (&one, &other) else { return Ok(one.or(other)) };
    let (short, long) =
        if one.as_str().len() <= other.as_str().len() { (one, other) } else { (other, one) };
    if long.as_str().starts_with(short.as_str()) {
        return Ok(Some(long.clone()));
    }
    let (one, other) = (one.as_str().into(), other.as_str().into());
    Err(Fault::CommitsDisagree { one, other }.into())
}
