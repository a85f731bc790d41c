//! The two sides of a comparison, and their measurements.

use std::collections::BTreeMap;

use super::ComparisonError;
use crate::{
    gate::Compare,
    pass::Unit,
    report::{Direction, Metric},
};

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is compared with.
    Baseline,
    /// What is judged.
    Candidate,
}

/// In which order the sides of a pair run, counted from 0: the first pair AB, the second BA, and so
/// on, so that a steady drift favours neither side.
pub fn order(pair: u32) -> [Side; 2] {
    match pair % 2 {
        0 => [Side::Baseline, Side::Candidate],
        _ => [Side::Candidate, Side::Baseline],
    }
}

/// Proof that two subjects differ: nothing is compared with itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sides {
    baseline: Box<str>,
    candidate: Box<str>,
}

impl Sides {
    /// The sides, by the names of their project trees.
    pub fn new(baseline: &str, candidate: &str) -> Result<Self, ComparisonError> {
        if baseline == candidate {
            return Err(ComparisonError::SameSubject);
        }
        Ok(Self { baseline: baseline.into(), candidate: candidate.into() })
    }

    /// The project tree of one side.
    pub fn project(&self, side: Side) -> &str {
        match side {
            Side::Baseline => &self.baseline,
            Side::Candidate => &self.candidate,
        }
    }
}

/// The measurements of one run of each side, in one unit. Never empty, always finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub(super) baseline: Vec<f64>,
    pub(super) candidate: Vec<f64>,
    pub(super) unit: Unit,
}

impl Pair {
    /// The measurements of the metric that is compared, from the metrics of two runs.
    ///
    /// Samples count more than the value that a producer made of them. The candidate is converted to
    /// the unit of the baseline.
    pub fn new(
        compare: &Compare,
        baseline: &BTreeMap<Box<str>, Metric>,
        candidate: &BTreeMap<Box<str>, Metric>,
    ) -> Result<Self, ComparisonError> {
        let metric = || compare.metric.clone();
        let no_baseline = || ComparisonError::NoBaseline { metric: metric() };
        let disappeared = || ComparisonError::Disappeared { metric: metric() };
        let a = baseline.get(&compare.metric).ok_or_else(no_baseline)?;
        let b = candidate.get(&compare.metric).ok_or_else(disappeared)?;
        let is_other = |said: Option<Direction>| said.is_some_and(|it| it != compare.direction);
        if is_other(a.direction) || is_other(b.direction) {
            return Err(ComparisonError::DirectionContradicted { metric: metric() });
        }
        let unit = Unit::of(&a.unit);
        let converted = |metric: &Metric| -> Option<Vec<f64>> {
            let from = Unit::of(&metric.unit);
            measured(metric).iter().map(|value| from.convert(*value, &unit)).collect()
        };
        let changed = || ComparisonError::UnitChanged { metric: metric() };
        let baseline = converted(a).ok_or_else(changed)?;
        let candidate = converted(b).ok_or_else(changed)?;
        if !baseline.iter().chain(&candidate).all(|value| value.is_finite()) {
            return Err(ComparisonError::NotFinite);
        }
        Ok(Self { baseline, candidate, unit })
    }
}

fn measured(metric: &Metric) -> &[f64] {
    if metric.samples.is_empty() { std::slice::from_ref(&metric.value) } else { &metric.samples }
}

/// The middle of some numbers, or between the two middle ones; nothing of none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    middle(&values)
}

/// The median of sorted numbers.
pub(super) fn middle(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}
