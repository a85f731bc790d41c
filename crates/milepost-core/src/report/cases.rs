//! Test cases as formats find them, and the counts that are made of them.

use std::collections::BTreeSet;

use crate::report::{Case, CaseEnd, Counts, Fault, Reading, ReportError, Tests};

/// What stands between the suites of a case and its name.
const BETWEEN: &str = " > ";

/// The number of cases that ended one way, where the producer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The producer reports such cases.
    Yes,
    /// It leaves them out, or has no word for them.
    No,
}

impl Told {
    /// What several files tell together: only what each of them does.
    pub(super) fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::No }
    }
}

/// A reading of nothing but cases.
pub(super) fn reading(
    cases: Vec<Case>,
    skipped: Told,
    flaky: Told,
) -> Result<Reading, ReportError> {
    if cases.is_empty() {
        return Err(Fault::NoCases.into());
    }
    check_unique(&cases)?;
    let count = |end| cases.iter().map(|case| u64::from(case.end == end)).sum::<u64>();
    let told = |told, count: u64| (told == Told::Yes).then_some(count);
    let counts = Counts {
        passed: count(CaseEnd::Passed) + count(CaseEnd::Flaky),
        failed: count(CaseEnd::Failed),
        errored: count(CaseEnd::Errored),
        skipped: told(skipped, count(CaseEnd::Skipped)),
        flaky: told(flaky, count(CaseEnd::Flaky)),
    };
    Ok(Reading { tests: Some(Tests { counts, cases }), ..Reading::default() })
}

/// Every id is there once: otherwise one run could be counted as many.
pub(super) fn check_unique(cases: &[Case]) -> Result<(), ReportError> {
    let mut seen = BTreeSet::new();
    match cases.iter().find(|case| !seen.insert(&*case.id)) {
        Some(case) => Err(Fault::CaseTwice { id: case.id.clone() }.into()),
        None => Ok(()),
    }
}

/// An id of suites and a name, without what is empty and what only repeats the suite.
pub(super) fn id<'a>(parts: impl IntoIterator<Item = &'a str>) -> Box<str> {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        if kept.last() != Some(&part) {
            kept.push(part);
        }
    }
    kept.join(BETWEEN).into()
}

/// Refuses a count that the cases do not bear out.
pub(super) fn agree(what: &str, stated: u64, counted: u64) -> Result<(), Fault> {
    if stated == counted {
        return Ok(());
    }
    Err(Fault::Contradiction {
        what: what.into(),
        stated: stated.to_string().into(),
        counted: counted.to_string().into(),
    })
}
