//! From a comparison to what it says of a run.

use super::Assessment;
use crate::{
    evidence::{ComparisonRecord, ComparisonVerdict, Ending, Outcome},
    gate::Compare,
};

/// What a comparison makes of a run that passed otherwise, with the reason where it is no pass.
///
/// Worse is a failure, and undecided an error: it was measured, and nobody can say what it means.
pub fn compared(compare: &Compare, record: &ComparisonRecord) -> (Outcome, Option<Box<str>>) {
    let Compare { metric, with, worse_by_at_most, .. } = compare;
    let times = record.interval.map_or(String::new(), |it| {
        format!(": {:.3} times as much, {:.3} to {:.3}", it.ratio, it.low, it.high)
    });
    let allowed = worse_by_at_most * 100.0;
    let pairs = match record.pairs {
        1 => "1 pair".to_owned(),
        pairs => format!("{pairs} pairs"),
    };
    match record.verdict {
        ComparisonVerdict::Fine => (Outcome::Passed, None),
        ComparisonVerdict::Worse => {
            let why = format!(
                "`{metric}` is worse than at {with}{times}, in {pairs}; worse by {allowed} % \
                 is allowed"
            );
            (Outcome::Failed, Some(why.into()))
        }
        ComparisonVerdict::Undecided => {
            let why = format!(
                "undecided after {pairs} whether `{metric}` is worse than at {with}{times}"
            );
            (Outcome::Error, Some(why.into()))
        }
    }
}

/// Whether a run of the baseline can be compared with.
///
/// It need not keep today's rules, and must have been measured: what crashed half-way through has
/// measured something else.
pub fn is_baseline(assessment: &Assessment, ending: Ending) -> bool {
    match assessment.outcome {
        Outcome::Passed => true,
        Outcome::Failed => ending == Ending::Exited(0),
        Outcome::Error | Outcome::NotRun => false,
    }
}

#[cfg(test)]
mod tests {
    use super::compared;
    use crate::{
        comparison::Interval,
        evidence::{ComparisonRecord, ComparisonVerdict, ObjectName},
        gate::{Baseline, Compare, Noise},
        id::CommitId,
        report::Direction,
    };

    #[track_caller]
    fn check(verdict: ComparisonVerdict, interval: Option<Interval>, said: &str) {
        let compare = Compare {
            metric: "p95".into(),
            direction: Direction::Lower,
            with: Baseline::Commit("v1".into()),
            worse_by_at_most: 0.1,
            floor: 0.0,
            floor_unit: "".into(),
            noise: Noise::Noisy { pairs: 5, most: 15 },
        };
        let record = ComparisonRecord {
            metric: "p95".into(),
            baseline: CommitId::new(&"a".repeat(40)).unwrap(),
            baseline_project: ObjectName::new(&"b".repeat(40)).unwrap(),
            evidence: None,
            interval,
            pairs: 5,
            verdict,
        };
        let (outcome, why) = compared(&compare, &record);
        assert_eq!(format!("{}: {}", outcome.as_str(), why.as_deref().unwrap_or("-")), said);
    }

    #[test]
    fn only_what_is_fine_passes() {
        let interval = Some(Interval { ratio: 1.2, low: 1.15, high: 1.25 });
        check(ComparisonVerdict::Fine, interval, "passed: -");
        check(
            ComparisonVerdict::Worse,
            interval,
            "failed: `p95` is worse than at v1: 1.200 times as much, 1.150 to 1.250, in 5 pairs; \
             worse by 10 % is allowed",
        );
        check(
            ComparisonVerdict::Undecided,
            None,
            "error: undecided after 5 pairs whether `p95` is worse than at v1",
        );
    }
}
