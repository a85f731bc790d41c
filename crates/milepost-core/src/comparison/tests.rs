//! Comparisons in the face of known truths: by hand for exact ones, by seeded simulation for noisy
//! ones.

use std::{collections::BTreeMap, num::NonZeroU32};

use super::{
    ComparisonError, Decision, Pair, Side, Sides, Step, Verdict, calibrate, compare_exactly,
    decide, least_pairs, order, random::Random,
};
use crate::{
    digest::Digest,
    gate::{Baseline, Compare, Noise},
    report::{Direction, Metric},
};

const ONE: NonZeroU32 = NonZeroU32::MIN;

/// A comparison of `time`, where less is better, with a budget and a floor.
fn compare(worse_by_at_most: f64, floor: f64, floor_unit: &str) -> Compare {
    Compare {
        metric: "time".into(),
        direction: Direction::Lower,
        with: Baseline::Commit("v1".into()),
        worse_by_at_most,
        floor,
        floor_unit: floor_unit.into(),
        noise: Noise::Noisy { pairs: 5, most: 12 },
    }
}

fn higher(worse_by_at_most: f64) -> Compare {
    Compare { direction: Direction::Higher, ..compare(worse_by_at_most, 0.0, "") }
}

fn metrics(samples: &[f64], unit: &str) -> BTreeMap<Box<str>, Metric> {
    let value = samples[0];
    let metric = Metric { value, unit: unit.into(), direction: None, samples: samples.to_vec() };
    [("time".into(), metric)].into()
}

fn pair(baseline: &[f64], candidate: &[f64]) -> Pair {
    Pair::new(&compare(0.0, 0.0, ""), &metrics(baseline, "ms"), &metrics(candidate, "ms")).unwrap()
}

fn sides() -> Sides {
    Sides::new("aaaa", "bbbb").unwrap()
}

fn exactly(compare: &Compare, baseline: f64, candidate: f64) -> Decision {
    compare_exactly(compare, &sides(), &pair(&[baseline], &[candidate])).unwrap()
}

fn of_ratios(compare: &Compare, ratios: &[f64]) -> Decision {
    let pairs: Vec<Pair> = ratios.iter().map(|ratio| pair(&[100.0], &[100.0 * ratio])).collect();
    decide(compare, &sides(), &pairs, ONE, Digest::of(b"seed")).unwrap()
}

#[test]
fn nothing_is_compared_with_itself() {
    assert_eq!(Sides::new("aaaa", "aaaa"), Err(ComparisonError::SameSubject));
    assert_eq!(sides().project(Side::Candidate), "bbbb");
}

#[test]
fn pairs_run_as_abba() {
    use Side::{Baseline as A, Candidate as B};
    assert_eq!([0, 1, 2].map(order), [[A, B], [B, A], [A, B]]);
}

#[test]
fn deterministic_metrics_compare_exactly_with_the_slack() {
    for (compare, baseline, candidate, verdict) in [
        (compare(0.0, 0.0, ""), 100.0, 100.0, Verdict::Fine),
        (compare(0.0, 0.0, ""), 100.0, 101.0, Verdict::Worse),
        (compare(0.0, 0.0, ""), 100.0, 99.0, Verdict::Fine),
        (compare(0.29, 0.0, ""), 100.0, 129.0, Verdict::Fine),
        (compare(0.29, 0.0, ""), 100.0, 130.0, Verdict::Worse),
        (compare(0.0, 5.0, ""), 100.0, 105.0, Verdict::Fine),
        (compare(0.0, 5.0, "us"), 100.0, 105.0, Verdict::Worse),
        (compare(0.1, 5.0, ""), 10.0, 15.0, Verdict::Fine),
        (higher(0.1), 100.0, 90.0, Verdict::Fine),
        (higher(0.1), 100.0, 89.0, Verdict::Worse),
        (higher(0.1), 100.0, 200.0, Verdict::Fine),
    ] {
        assert_eq!(
            exactly(&compare, baseline, candidate).verdict,
            verdict,
            "{compare}: {candidate}"
        );
    }
}

#[test]
fn from_zero_only_the_floor_is_allowed() {
    let slack = compare(0.5, 2.0, "");
    assert_eq!(exactly(&slack, 0.0, 0.0).verdict, Verdict::Fine);
    assert_eq!(exactly(&slack, 0.0, 2.0).verdict, Verdict::Fine);
    assert_eq!(exactly(&slack, 0.0, 3.0).verdict, Verdict::Worse);
    assert_eq!(exactly(&slack, 0.0, 3.0).interval, None);
}

#[test]
fn what_is_missing_renamed_or_measured_otherwise_is_an_error() {
    let made = |a: &BTreeMap<_, _>, b: &BTreeMap<_, _>| Pair::new(&compare(0.0, 0.0, ""), a, b);
    let (ms, none) = (metrics(&[5.0], "ms"), BTreeMap::new());
    let metric = || "time".into();
    let no_baseline = ComparisonError::NoBaseline { metric: metric() };
    assert_eq!(made(&none, &ms), Err(no_baseline));
    assert_eq!(made(&ms, &none), Err(ComparisonError::Disappeared { metric: metric() }));
    let changed = ComparisonError::UnitChanged { metric: metric() };
    assert_eq!(made(&ms, &metrics(&[5.0], "MiB")), Err(changed.clone()));
    assert_eq!(made(&ms, &metrics(&[5.0], "")), Err(changed));
    assert_eq!(made(&ms, &metrics(&[f64::NAN], "ms")), Err(ComparisonError::NotFinite));
    assert_eq!(made(&ms, &metrics(&[0.005], "s")), Ok(pair(&[5.0], &[5.0])));

    let mut contrary = metrics(&[5.0], "ms");
    contrary.get_mut("time").unwrap().direction = Some(Direction::Higher);
    let contradicted = ComparisonError::DirectionContradicted { metric: metric() };
    assert_eq!(made(&ms, &contrary), Err(contradicted));
}

#[test]
fn budgets_and_floors_that_are_no_numbers_are_errors() {
    let error =
        |compare: Compare| compare_exactly(&compare, &sides(), &pair(&[5.0], &[5.0])).unwrap_err();
    assert_eq!(error(compare(f64::NAN, 0.0, "")), ComparisonError::BadBudget);
    assert_eq!(error(compare(f64::INFINITY, 0.0, "")), ComparisonError::BadBudget);
    assert_eq!(error(compare(0.0, -1.0, "")), ComparisonError::BadBudget);
    assert_eq!(error(compare(0.0, 1.0, "MiB")), ComparisonError::FloorUnit);
}

#[test]
fn a_noisy_metric_is_worse_fine_or_undecided_by_its_whole_interval() {
    let ten = compare(0.1, 0.0, "");
    assert_eq!(of_ratios(&ten, &[1.2, 1.21, 1.22, 1.23, 1.24]).verdict, Verdict::Worse);
    assert_eq!(of_ratios(&ten, &[0.98, 0.99, 1.0, 1.01, 1.02]).verdict, Verdict::Fine);
    assert_eq!(of_ratios(&ten, &[1.05, 1.08, 1.12, 1.15, 1.2]).verdict, Verdict::Undecided);
    assert_eq!(of_ratios(&ten, &[1.0; 5]).verdict, Verdict::Fine);
    let more = higher(0.1);
    assert_eq!(of_ratios(&more, &[0.8, 0.81, 0.82, 0.83, 0.84]).verdict, Verdict::Worse);
    assert_eq!(of_ratios(&more, &[1.2, 1.21, 1.22, 1.23, 1.24]).verdict, Verdict::Fine);
    assert_eq!(of_ratios(&more, &[0.85, 0.88, 0.9, 0.92, 0.95]).verdict, Verdict::Undecided);
}

#[test]
fn budget_and_floor_must_both_be_exceeded() {
    let ratios = [1.2, 1.21, 1.22, 1.23, 1.24];
    assert_eq!(of_ratios(&compare(0.1, 50.0, ""), &ratios).verdict, Verdict::Fine);
    assert_eq!(of_ratios(&compare(0.1, 15.0, "ms"), &ratios).verdict, Verdict::Worse);
    assert_eq!(of_ratios(&compare(0.3, 15.0, "ms"), &ratios).verdict, Verdict::Fine);
}

#[test]
fn too_few_pairs_and_values_without_a_ratio_are_errors() {
    let decided = |pairs: &[Pair], metrics: u32| {
        let metrics = NonZeroU32::new(metrics).unwrap();
        decide(&compare(0.1, 0.0, ""), &sides(), pairs, metrics, Digest::of(b"seed"))
    };
    let good = pair(&[100.0], &[100.0]);
    let few = |pairs, least| ComparisonError::TooFewPairs { pairs, least };
    assert_eq!(decided(&vec![good.clone(); 4], 1), Err(few(4, 5)));
    assert_eq!(decided(&[], 1), Err(few(0, 5)));
    assert_eq!(decided(&vec![good.clone(); 6], 3), Err(few(6, 7)));
    assert!(decided(&vec![good.clone(); 7], 3).is_ok());
    for bad in [pair(&[0.0], &[1.0]), pair(&[1.0], &[-1.0])] {
        let pairs = [vec![good.clone(); 4], vec![bad]].concat();
        assert_eq!(decided(&pairs, 1), Err(ComparisonError::NotPositive));
    }
}

#[test]
fn more_metrics_need_more_pairs_and_widen_the_interval() {
    let least = [1, 2, 3, 4, 5, 8, 9].map(|m| least_pairs(NonZeroU32::new(m).unwrap()));
    assert_eq!(least, [5, 6, 7, 7, 8, 8, 9]);
    let ratios: Vec<f64> = (0..12).map(|at| 1.0 + f64::from(at) / 100.0).collect();
    let pairs: Vec<Pair> = ratios.iter().map(|ratio| pair(&[1.0], &[*ratio])).collect();
    let width = |metrics: u32| {
        let metrics = NonZeroU32::new(metrics).unwrap();
        let seed = Digest::of(b"seed");
        let decision = decide(&compare(0.1, 0.0, ""), &sides(), &pairs, metrics, seed).unwrap();
        let interval = decision.interval.unwrap();
        interval.high - interval.low
    };
    assert!(width(20) > width(1), "{} {}", width(20), width(1));
}

#[test]
fn an_undecided_comparison_goes_on_up_to_the_most() {
    let gate = compare(0.1, 0.0, "");
    let step = |verdict, pairs| Decision { verdict, interval: None, pairs }.next_step(&gate);
    assert_eq!(step(Verdict::Undecided, 5), Step::MorePairs(5));
    assert_eq!(step(Verdict::Undecided, 10), Step::MorePairs(2));
    assert_eq!(step(Verdict::Undecided, 12), Step::Done);
    assert_eq!(step(Verdict::Worse, 5), Step::Done);
    assert_eq!(step(Verdict::Fine, 5), Step::Done);
}

#[test]
fn the_same_seed_gives_the_same_interval_and_another_one_nearly_so() {
    let pairs: Vec<Pair> =
        (0..12).map(|at| pair(&[100.0], &[100.0 + f64::from(at * at)])).collect();
    let of_seed = |seed: &[u8]| {
        decide(&compare(0.1, 0.0, ""), &sides(), &pairs, ONE, Digest::of(seed)).unwrap()
    };
    assert_eq!(of_seed(b"one"), of_seed(b"one"));
    let (one, two) = (of_seed(b"one").interval.unwrap(), of_seed(b"two").interval.unwrap());
    assert!((one.low - two.low).abs() < 0.05 && (one.high - two.high).abs() < 0.5);
}

/// A machine as in the documentation of the module: 3 % noise, and 3 % drift that the two runs of a
/// pair share but for 0.5 %.
struct Machine(Random);

impl Machine {
    /// A standard normal number, by the method of Box and Muller (1958).
    fn normal(&mut self) -> f64 {
        let mut uniform = || {
            let bits = u32::try_from(self.0.next() >> 32).unwrap();
            (f64::from(bits) + 0.5) / 4_294_967_296.0
        };
        let (radius, angle) = (uniform(), uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    fn run(&mut self, drift: f64, truth: f64) -> Vec<f64> {
        let own = 0.005 * self.normal();
        (0..10).map(|_| 100.0 * truth * (drift + own + 0.03 * self.normal()).exp()).collect()
    }

    /// Five pairs of a candidate that takes so many times as long.
    fn pairs(&mut self, truth: f64) -> Vec<Pair> {
        let one = |machine: &mut Self| {
            let drift = 0.03 * machine.normal();
            pair(&machine.run(drift, 1.0), &machine.run(drift, truth))
        };
        (0..5).map(|_| one(self)).collect()
    }
}

const TRIALS: u32 = 300;

/// How many of 300 comparisons read as worse.
fn alarms(truth: f64) -> u32 {
    let gate = compare(0.02, 0.0, "");
    let mut machine = Machine(Random::new(Digest::of(b"machine")));
    let is_worse = |trial: u32| {
        let seed = Digest::of(&trial.to_be_bytes());
        let decision = decide(&gate, &sides(), &machine.pairs(truth), ONE, seed).unwrap();
        u32::from(decision.verdict == Verdict::Worse)
    };
    (0..TRIALS).map(is_worse).sum()
}

#[test]
fn false_alarms_and_detection_are_as_documented() {
    let [same, five, ten] = [1.0, 1.05, 1.10].map(alarms);
    assert_eq!(same, 0);
    assert!(five * 100 >= TRIALS * 70 && five < TRIALS, "+5 %: {five} of {TRIALS}");
    assert!(ten * 100 >= TRIALS * 99, "+10 %: {ten} of {TRIALS}");
}

#[test]
fn calibration_counts_alarms_and_what_is_caught() {
    let mut machine = Machine(Random::new(Digest::of(b"calibration")));
    let trials: Vec<Vec<Pair>> = (0..40).map(|_| machine.pairs(1.0)).collect();
    let seed = Digest::of(b"seed");
    let found = calibrate(&compare(0.02, 0.0, ""), &trials, 0.10, seed).unwrap();
    assert_eq!((found.trials, found.alarms), (40, 0));
    assert!(found.is_sound(), "{found:?}");
    assert!(found.alarm_rate_ruled_out().is_some_and(|rate| rate < 0.08));

    let blind = calibrate(&compare(0.5, 0.0, ""), &trials, 0.10, seed).unwrap();
    assert_eq!((blind.caught, blind.is_sound()), (0, false));
    let moved: Vec<Vec<Pair>> = (0..40).map(|_| machine.pairs(1.2)).collect();
    let jumpy = calibrate(&compare(0.02, 0.0, ""), &moved, 0.10, seed).unwrap();
    assert_eq!((jumpy.alarms, jumpy.is_sound()), (40, false));
    assert_eq!(jumpy.alarm_rate_ruled_out(), None);

    assert!(!calibrate(&compare(0.02, 0.0, ""), &[], 0.1, seed).unwrap().is_sound());
    let error = calibrate(&compare(0.02, 0.0, ""), &trials, f64::NAN, seed).unwrap_err();
    assert_eq!(error, ComparisonError::BadBudget);
}
