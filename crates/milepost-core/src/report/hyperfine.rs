//! What `hyperfine --export-json` writes.
//!
//! One command gives `mean`, `median`, `min`, `max`, `p95` and `stddev`, in seconds. Several commands
//! have their name before each, as in `quick.median`. Everything is computed from the single times,
//! which stand behind `mean` and `median`; what hyperfine states has to agree.

use serde::Deserialize;

use crate::report::{
    Direction, Fault, Metric, Reading, ReportError, json,
    measured::{self, Metrics},
    source::Text,
};

#[derive(Deserialize)]
struct Export {
    results: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    command: Box<str>,
    mean: f64,
    median: f64,
    min: f64,
    max: f64,
    times: Vec<f64>,
    exit_codes: Vec<Option<i32>>,
}

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut results = Vec::new();
    for text in files {
        let export: Export = json::read(text)?;
        for result in export.results {
            result.check().map_err(|fault| text.fault(fault))?;
            results.push(result);
        }
    }
    let mut metrics = Metrics::new();
    match results.as_slice() {
        [] => return Err(Fault::NothingMeasured { what: "no measured command" }.into()),
        [result] => result.add("", &mut metrics)?,
        results => {
            for result in results {
                result.add(&format!("{}.", result.command), &mut metrics)?;
            }
        }
    }
    Ok(Reading { metrics, ..Reading::default() })
}

impl Measured {
    /// Every run succeeded, and the summary is that of the runs.
    fn check(&self) -> Result<(), Fault> {
        if self.times.is_empty() {
            return Err(Fault::NothingMeasured { what: "no time of a command" });
        }
        if let Some(exit) = self.exit_codes.iter().find(|exit| **exit != Some(0)) {
            let exit = exit.map_or("a signal".into(), |code| format!("exit code {code}"));
            return Err(Fault::CommandFailed { command: self.command.clone(), exit: exit.into() });
        }
        if self.exit_codes.len() != self.times.len() {
            return Err(Fault::Contradiction {
                what: format!("the number of times of `{}`", self.command).into(),
                stated: self.exit_codes.len().to_string().into(),
                counted: self.times.len().to_string().into(),
            });
        }
        let sorted = measured::sorted(&self.times);
        let [Some(median), Some(min), Some(max)] =
            [0.5, 0.0, 1.0].map(|part| measured::quantile(&sorted, part))
        else {
            return Err(Fault::Overflow { what: "the number of times".into() });
        };
        let rows = [
            ("mean", self.mean, mean(&self.times)),
            ("median", self.median, median),
            ("min", self.min, min),
            ("max", self.max, max),
        ];
        let mut rows = rows.into_iter();
        rows.try_for_each(|(what, stated, counted)| {
            measured::agree(&format!("the {what} of `{}`", self.command), stated, counted)
        })
    }

    fn add(&self, prefix: &str, metrics: &mut Metrics) -> Result<(), Fault> {
        let sorted = measured::sorted(&self.times);
        let lower = Some(Direction::Lower);
        let mut add = |name: &str, value: f64, samples: &[f64]| {
            let samples = samples.to_vec();
            let metric = Metric { value, unit: "s".into(), direction: lower, samples };
            measured::add(metrics, &format!("{prefix}{name}"), metric)
        };
        add("mean", mean(&self.times), &self.times)?;
        for (name, part) in [("min", 0.0), ("median", 0.5), ("p95", 0.95), ("max", 1.0)] {
            let value = measured::quantile(&sorted, part).unwrap_or(f64::NAN);
            add(name, value, if name == "median" { &self.times } else { &[] })?;
        }
        match deviation(&self.times) {
            Some(deviation) => add("stddev", deviation, &[]),
            None => Ok(()),
        }
    }
}

fn mean(samples: &[f64]) -> f64 {
    samples.iter().sum::<f64>() / count(samples)
}

/// How far samples lie apart; one sample does not say.
fn deviation(samples: &[f64]) -> Option<f64> {
    let mean = mean(samples);
    let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
    (samples.len() > 1).then(|| (squares / (count(samples) - 1.0)).sqrt())
}

fn count(samples: &[f64]) -> f64 {
    samples.iter().map(|_| 1.0).sum()
}
