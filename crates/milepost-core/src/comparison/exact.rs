//! Deterministic metrics: one run each, compared exactly.

use super::{ComparisonError, Decision, Interval, Pair, Sides, Verdict, allowance, sides::median};
use crate::{gate::Compare, report::Direction};

/// Compares a metric that is the same in every run of one subject.
///
/// Equal values are the normal case and are fine. From a baseline of zero only the floor is allowed.
pub fn compare_exactly(
    compare: &Compare,
    _differ: &Sides,
    pair: &Pair,
) -> Result<Decision, ComparisonError> {
    let a = median(pair.baseline.clone()).ok_or(ComparisonError::NotFinite)?;
    let b = median(pair.candidate.clone()).ok_or(ComparisonError::NotFinite)?;
    let worse_by = match compare.direction {
        Direction::Lower => b - a,
        Direction::Higher => a - b,
    };
    // A budget of 29 % of 100 is 28.999999999999996 in floating point: the last bits are forgiven.
    let allowed = allowance(compare, a, &pair.unit)? * (1.0 + 4.0 * f64::EPSILON);
    let verdict = if worse_by > allowed { Verdict::Worse } else { Verdict::Fine };
    let ratio = b / a;
    let has_ratio = a > 0.0 && ratio.is_finite();
    let interval = has_ratio.then_some(Interval { ratio, low: ratio, high: ratio });
    if worse_by.is_finite() {
        Ok(Decision { verdict, interval, pairs: 1 })
    } else {
        Err(ComparisonError::NotFinite)
    }
}
