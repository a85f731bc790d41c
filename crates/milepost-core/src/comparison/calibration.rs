//! Whether a comparison can be trusted on this machine: what it says where the answer is known.

use std::num::NonZeroU32;

use super::{ComparisonError, Pair, Verdict, bootstrap::decide_pairs, ruled_out};
use crate::{
    digest::{Digest, Framed},
    gate::Compare,
    report::Direction,
};

/// How a comparison fared where the answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibration {
    /// How many comparisons of a subject with itself there were.
    pub trials: u32,
    /// How many of them read as worse.
    pub alarms: u32,
    /// How many read as worse when the candidate was made worse by the effect.
    pub caught: u32,
}

impl Calibration {
    /// Whether the comparison is fit to judge: at most one false alarm in twenty, at least four of
    /// five effects caught. Never without trials.
    pub fn is_sound(&self) -> bool {
        let [trials, alarms, caught] = [self.trials, self.alarms, self.caught].map(u64::from);
        trials > 0 && alarms * 20 <= trials && caught * 5 >= trials * 4
    }

    /// The rate of false alarms that is ruled out where there was none; nothing where there was one.
    pub fn alarm_rate_ruled_out(&self) -> Option<f64> {
        (self.alarms == 0).then(|| ruled_out(self.trials))
    }
}

/// Tries a comparison on pairs of a subject with itself, as they are and with an effect put in.
///
/// Each trial is one whole comparison of its own runs. The effect is a part of the value: 0.05 makes
/// each measurement of the candidate 5 % worse.
pub fn calibrate(
    compare: &Compare,
    trials: &[Vec<Pair>],
    effect: f64,
    seed: Digest,
) -> Result<Calibration, ComparisonError> {
    if !effect.is_finite() || effect <= 0.0 {
        return Err(ComparisonError::BadBudget);
    }
    let mut calibration = Calibration { trials: 0, alarms: 0, caught: 0 };
    for pairs in trials {
        let mut framed = Framed::new("calibration/1");
        framed.field(seed.as_bytes()).field(&calibration.trials.to_be_bytes());
        let seed = framed.digest();
        let is_worse = |pairs: &[Pair]| {
            let decision = decide_pairs(compare, pairs, NonZeroU32::MIN, seed)?;
            Ok(u32::from(decision.verdict == Verdict::Worse))
        };
        let worsened: Vec<Pair> =
            pairs.iter().map(|pair| worsened(pair, compare.direction, effect)).collect();
        calibration.trials = calibration.trials.saturating_add(1);
        calibration.alarms += is_worse(pairs)?;
        calibration.caught += is_worse(&worsened)?;
    }
    Ok(calibration)
}

fn worsened(pair: &Pair, direction: Direction, effect: f64) -> Pair {
    let factor = match direction {
        Direction::Lower => 1.0 + effect,
        Direction::Higher => 1.0 - effect,
    };
    let candidate = pair.candidate.iter().map(|value| value * factor).collect();
    Pair { candidate, ..pair.clone() }
}
