//! Comparisons: whether a metric became worse than that of another subject.
//!
//! A deterministic metric is compared exactly. A noisy one is measured in interleaved pairs of runs,
//! baseline and candidate next to each other (see [`order`]), because machines drift and a drift that
//! both sides share cancels out. The statistic is the median over the pairs of the ratio of their
//! medians; its interval is a percentile bootstrap over the pairs (Efron and Tibshirani, *An
//! Introduction to the Bootstrap*, 1993, chapter 13) with 10,000 resamples. The generator is seeded by
//! the key of the evidence, so that the same measurements give the same verdict everywhere.
//!
//! The candidate is *worse* where the whole interval is beyond what is allowed, *fine* where none of
//! it is, and *undecided* otherwise; undecided does not pass. What is allowed is the greater of the
//! budget (`worse_by_at_most`) and the floor: a difference must exceed both to count.
//!
//! With five pairs the interval spans all of their ratios, so it holds the true median in 1 - 2⁻⁴ =
//! 93.75 % of all cases if the pairs are independent. Several metrics of one gate share the risk: each
//! doubling of their number asks for one pair more (see [`least_pairs`]).
//!
//! What that means, for log-normal noise of 3 % in each of 10 samples a run, a drift of 3 % between
//! pairs, of which 0.5 % is not shared within a pair, five pairs, and an allowance of 2 %: out of 300
//! comparisons of a subject with itself none reads as worse, +5 % reads as worse in at least 70 %, and
//! +10 % in at least 99 %. The tests of this module prove these numbers by simulation; machines whose
//! pairs share less of their drift do worse, which is what [`calibrate`] is for.

mod bootstrap;
mod calibration;
mod exact;
mod random;
mod sides;
mod streak;

#[cfg(test)]
mod tests;

pub use bootstrap::{decide, least_pairs};
pub use calibration::{Calibration, calibrate};
pub use exact::compare_exactly;
pub use sides::{Pair, Side, Sides, order};
pub use streak::{CONFIDENCE, ruled_out};

use crate::{
    gate::{Compare, Noise},
    pass::Unit,
};

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is worse by more than is allowed.
    Worse,
    /// It is not.
    Fine,
    /// The measurements do not tell. Never a pass.
    Undecided,
}

impl Verdict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Fine => "fine",
            Self::Undecided => "undecided",
        }
    }
}

/// Candidate over baseline, with how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The ratio.
    pub ratio: f64,
    /// The least that it may well be.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// A verdict with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// The ratio; nothing where the baseline is not above zero, which only exact comparisons allow.
    pub interval: Option<Interval>,
    /// How many pairs of runs are behind it.
    pub pairs: u32,
}

/// What to do after a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is decided, or stays undecided.
    Done,
    /// So many more pairs.
    MorePairs(u32),
}

impl Decision {
    /// What to do next: an undecided comparison goes on by as many pairs as it began with, up to the
    /// most that its gate allows.
    pub fn next_step(&self, compare: &Compare) -> Step {
        let more = match (self.verdict, compare.noise) {
            (Verdict::Undecided, Noise::Noisy { pairs, most }) => {
                most.saturating_sub(self.pairs).min(pairs.max(1))
            }
            (Verdict::Undecided, Noise::Deterministic) | (Verdict::Worse | Verdict::Fine, _) => 0,
        };
        if more == 0 { Step::Done } else { Step::MorePairs(more) }
    }
}

/// Why two subjects cannot be compared. Never a pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComparisonError {
    /// A comparison with itself finds nothing.
    #[error("baseline and candidate are the same content")]
    SameSubject,
    /// The baseline has no such metric.
    #[error("the baseline has no metric `{metric}`")]
    NoBaseline {
        /// The metric.
        metric: Box<str>,
    },
    /// The baseline has the metric, and the candidate does not.
    #[error("the metric `{metric}` disappeared")]
    Disappeared {
        /// The metric.
        metric: Box<str>,
    },
    /// The two sides measure different things.
    #[error("the metric `{metric}` changed its unit")]
    UnitChanged {
        /// The metric.
        metric: Box<str>,
    },
    /// The report says that the other way is better.
    #[error("the report of `{metric}` says that the other direction is better")]
    DirectionContradicted {
        /// The metric.
        metric: Box<str>,
    },
    /// A value is NaN or infinite.
    #[error("a value is no finite number")]
    NotFinite,
    /// A ratio needs values above zero.
    #[error("a value of a noisy metric is not above zero")]
    NotPositive,
    /// A budget or floor that is negative or no number.
    #[error("the budget or the floor is no number from zero on")]
    BadBudget,
    /// The floor is in a unit that does not fit the metric.
    #[error("the unit of the floor does not fit the metric")]
    FloorUnit,
    /// Fewer pairs than the interval needs.
    #[error("{pairs} pairs are too few; it takes {least}")]
    TooFewPairs {
        /// How many there are.
        pairs: usize,
        /// How many there must be.
        least: u32,
    },
}

/// By how much a value may be worse than a baseline, in the unit of the metric.
fn allowance(compare: &Compare, baseline: f64, unit: &Unit) -> Result<f64, ComparisonError> {
    let Compare { worse_by_at_most: budget, floor, floor_unit, .. } = compare;
    let is_sound = |number: f64| number.is_finite() && number >= 0.0;
    if !is_sound(*budget) || !is_sound(*floor) {
        return Err(ComparisonError::BadBudget);
    }
    let floor_unit = if floor_unit.is_empty() { unit.clone() } else { Unit::of(floor_unit) };
    let floor = floor_unit.convert(*floor, unit).ok_or(ComparisonError::FloorUnit)?;
    Ok(floor.max(budget * baseline.abs()))
}
