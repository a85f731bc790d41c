//! Whether a gate looks at its declared inputs and nothing else.

use crate::evidence::{Outcome, Run};

/// What two runs say, one with the whole project and one with the inputs and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditEnd {
    /// They end the same.
    Agrees,
    /// They do not.
    Differs {
        /// In what.
        why: Box<str>,
    },
    /// There is nothing to compare.
    CannotSay {
        /// Why.
        why: Box<str>,
    },
}

/// Compares a run with the whole project and one with the inputs alone.
///
/// Only a pass can be confirmed: two runs that fail may fail for two reasons. The tests must be as
/// many: a runner that finds fewer files passes as well.
pub fn audit(whole: &Run, narrowed: &Run) -> AuditEnd {
    let because = |run: &Run| run.reasons.first().map_or(String::new(), |it| format!(": {it}"));
    if whole.outcome != Outcome::Passed {
        let why = format!("it does not pass with the whole project{}", because(whole));
        return AuditEnd::CannotSay { why: why.into() };
    }
    let differs = |how: &str| {
        let why = format!("it passes with the whole project, and {how} with its inputs alone");
        AuditEnd::Differs { why: format!("{why}{}", because(narrowed)).into() }
    };
    match narrowed.outcome {
        Outcome::NotRun => {
            let why = format!("it was not run with its inputs alone{}", because(narrowed));
            AuditEnd::CannotSay { why: why.into() }
        }
        Outcome::Failed => differs("fails"),
        Outcome::Error => differs("cannot be measured"),
        Outcome::Passed if whole.tests != narrowed.tests => {
            let count = |run: &Run| run.tests.map_or(0, |tests| tests.passed);
            let why = format!(
                "it counts other tests: {} passed with the whole project, and {} with its inputs \
                 alone",
                count(whole),
                count(narrowed)
            );
            AuditEnd::Differs { why: why.into() }
        }
        Outcome::Passed => AuditEnd::Agrees,
    }
}
