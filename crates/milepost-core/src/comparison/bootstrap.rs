//! Noisy metrics: pairs of runs, decided by an interval of the ratio.

use std::num::NonZeroU32;

use super::{
    ComparisonError, Decision, Interval, Pair, Sides, Verdict, allowance,
    random::Random,
    sides::{median, middle},
};
use crate::{digest::Digest, gate::Compare, pass::Unit, report::Direction};

const RESAMPLES: usize = 10_000;
const LEAST_PAIRS: u32 = 5;

/// How many pairs a comparison needs that is one of so many of its gate.
///
/// The widest interval of `n` pairs, from the least ratio to the greatest, misses the median in
/// 2^(1-n) of all cases; `m` metrics share what five pairs risk for one.
pub fn least_pairs(metrics: NonZeroU32) -> u32 {
    LEAST_PAIRS + metrics.get().next_power_of_two().trailing_zeros()
}

/// Compares a noisy metric, one of `metrics` that its gate compares.
///
/// The seed is the key of the candidate's evidence: nobody can try seeds until one is kind.
pub fn decide(
    compare: &Compare,
    _differ: &Sides,
    pairs: &[Pair],
    metrics: NonZeroU32,
    seed: Digest,
) -> Result<Decision, ComparisonError> {
    decide_pairs(compare, pairs, metrics, seed)
}

pub(super) fn decide_pairs(
    compare: &Compare,
    pairs: &[Pair],
    metrics: NonZeroU32,
    seed: Digest,
) -> Result<Decision, ComparisonError> {
    let least = least_pairs(metrics);
    let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let unit = match pairs.first() {
        Some(pair) if count >= least => &pair.unit,
        Some(_) | None => return Err(ComparisonError::TooFewPairs { pairs: pairs.len(), least }),
    };
    let (baselines, ratios) = ratios(compare, pairs, unit)?;
    let baseline = median(baselines).ok_or(ComparisonError::NotPositive)?;
    let margin = allowance(compare, baseline, unit)? / baseline;
    let interval = interval(ratios, metrics, seed).ok_or(ComparisonError::NotFinite)?;
    Ok(Decision {
        verdict: verdict(compare.direction, interval, margin),
        interval: Some(interval),
        pairs: count,
    })
}

/// The median of each baseline, and the ratio of each pair.
fn ratios(
    compare: &Compare,
    pairs: &[Pair],
    unit: &Unit,
) -> Result<(Vec<f64>, Vec<f64>), ComparisonError> {
    let mut baselines = Vec::with_capacity(pairs.len());
    let mut ratios = Vec::with_capacity(pairs.len());
    for pair in pairs {
        if pair.unit != *unit {
            return Err(ComparisonError::UnitChanged { metric: compare.metric.clone() });
        }
        let all = || pair.baseline.iter().chain(&pair.candidate);
        if !all().all(|value| *value > 0.0) {
            return Err(ComparisonError::NotPositive);
        }
        let a = median(pair.baseline.clone()).ok_or(ComparisonError::NotPositive)?;
        let b = median(pair.candidate.clone()).ok_or(ComparisonError::NotPositive)?;
        let ratio = b / a;
        if !ratio.is_finite() || ratio <= 0.0 {
            return Err(ComparisonError::NotFinite);
        }
        baselines.push(a);
        ratios.push(ratio);
    }
    Ok((baselines, ratios))
}

fn verdict(direction: Direction, interval: Interval, margin: f64) -> Verdict {
    let Interval { low, high, .. } = interval;
    let (is_worse, is_fine) = match direction {
        Direction::Lower => (low > 1.0 + margin, high <= 1.0 + margin),
        Direction::Higher => (high < 1.0 - margin, low >= 1.0 - margin),
    };
    match (is_worse, is_fine) {
        (true, _) => Verdict::Worse,
        (false, true) => Verdict::Fine,
        (false, false) => Verdict::Undecided,
    }
}

/// The percentile interval of the median, at 1 - 0.05 / `metrics`.
fn interval(mut ratios: Vec<f64>, metrics: NonZeroU32, seed: Digest) -> Option<Interval> {
    ratios.sort_unstable_by(f64::total_cmp);
    let mut random = Random::new(seed);
    let mut drawn = vec![0.0; ratios.len()];
    let mut medians = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        for place in &mut drawn {
            *place = *ratios.get(random.below(ratios.len()))?;
        }
        drawn.sort_unstable_by(f64::total_cmp);
        medians.push(middle(&drawn)?);
    }
    medians.sort_unstable_by(f64::total_cmp);
    // 2.5 % of the resamples lie outside on either side, divided among the metrics.
    let metrics = usize::try_from(metrics.get()).unwrap_or(usize::MAX);
    let outside = RESAMPLES / 40 / metrics;
    let low = *medians.get(outside)?;
    let high = *medians.get(RESAMPLES - 1 - outside)?;
    Some(Interval { ratio: middle(&ratios)?, low, high })
}
