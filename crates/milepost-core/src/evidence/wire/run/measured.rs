//! What a run measured: counts, metrics, and how a metric compares.

use serde::{Deserialize, Serialize};

use crate::{
    comparison::Interval,
    evidence::{
        ComparisonRecord, ComparisonVerdict, MetricRecord,
        wire::{
            WhyUnread,
            part::{self, DigestSet, wrong},
        },
    },
    report::{self, Direction},
};

#[derive(Serialize, Deserialize)]
pub(super) struct Counts {
    passed: u64,
    failed: u64,
    errored: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flaky: Option<u64>,
}

impl Counts {
    pub(super) fn new(counts: &report::Counts) -> Self {
        let report::Counts { passed, failed, errored, skipped, flaky } = *counts;
        Self { passed, failed, errored, skipped, flaky }
    }

    pub(super) fn read(&self) -> report::Counts {
        let Self { passed, failed, errored, skipped, flaky } = *self;
        report::Counts { passed, failed, errored, skipped, flaky }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Metric {
    name: String,
    value: f64,
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<String>,
    samples: Vec<f64>,
}

impl Metric {
    /// A metric; nothing where a number of it is not finite.
    pub(super) fn new(name: &str, metric: &MetricRecord) -> Option<Self> {
        let MetricRecord { value, unit, direction, samples } = metric;
        let is_finite = value.is_finite() && samples.iter().all(|sample| sample.is_finite());
        is_finite.then(|| Self {
            name: name.to_owned(),
            value: *value,
            unit: unit.to_string(),
            direction: direction.map(|direction| direction_word(direction).to_owned()),
            samples: samples.clone(),
        })
    }

    pub(super) fn read(&self) -> Result<(Box<str>, MetricRecord), WhyUnread> {
        let direction = self.direction.as_deref().map(direction_of).transpose()?;
        let metric = MetricRecord {
            value: self.value,
            unit: self.unit.as_str().into(),
            direction,
            samples: self.samples.clone(),
        };
        Ok((self.name.as_str().into(), metric))
    }
}

fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Lower => "lower",
        Direction::Higher => "higher",
    }
}

fn direction_of(word: &str) -> Result<Direction, WhyUnread> {
    match word {
        "lower" => Ok(Direction::Lower),
        "higher" => Ok(Direction::Higher),
        _ => Err(wrong("metrics", "have a direction that is none")),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comparison {
    metric: String,
    baseline_commit: String,
    baseline_project_tree: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    baseline_record: Option<DigestSet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    pairs: u32,
    verdict: String,
}

impl Comparison {
    /// A comparison; nothing where a number of it is not finite.
    pub(super) fn new(comparison: &ComparisonRecord) -> Option<Self> {
        let numbers = comparison.interval.map(|it| [it.ratio, it.low, it.high]);
        let is_finite = numbers.is_none_or(|numbers| numbers.into_iter().all(f64::is_finite));
        is_finite.then(|| Self {
            metric: comparison.metric.to_string(),
            baseline_commit: comparison.baseline.to_string(),
            baseline_project_tree: comparison.baseline_project.to_string(),
            baseline_record: comparison.evidence.map(Into::into),
            ratio: numbers.map(|[ratio, _, _]| ratio),
            low: numbers.map(|[_, low, _]| low),
            high: numbers.map(|[_, _, high]| high),
            pairs: comparison.pairs,
            verdict: comparison.verdict.as_str().to_owned(),
        })
    }

    pub(super) fn read(&self) -> Result<ComparisonRecord, WhyUnread> {
        let verdict = ComparisonVerdict::of(&self.verdict);
        let interval = match (self.ratio, self.low, self.high) {
            (Some(ratio), Some(low), Some(high)) => Some(Interval { ratio, low, high }),
            (None, None, None) => None,
            (_, _, _) => return Err(wrong("comparison", "has a part of an interval")),
        };
        if interval.is_some_and(|it| it.low > it.high) {
            return Err(wrong("comparison", "has an interval that ends before it begins"));
        }
        Ok(ComparisonRecord {
            metric: self.metric.as_str().into(),
            baseline: part::commit(&self.baseline_commit, "comparison")?,
            baseline_project: part::object(&self.baseline_project_tree, "comparison")?,
            evidence: self.baseline_record.as_ref().map(|it| it.read("comparison")).transpose()?,
            interval,
            pairs: self.pairs,
            verdict: verdict.ok_or(wrong("comparison", "has a verdict that is none"))?,
        })
    }
}
