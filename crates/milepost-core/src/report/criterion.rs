//! The folder that criterion leaves, `target/criterion`.
//!
//! Each benchmark has a folder `new` of its last run: `benchmark.json` has its id, `sample.json` the
//! measurements. A metric is named by the id; behind it are the times of one iteration in
//! nanoseconds, and its value is their median. Other files, earlier runs among them, are not read.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::report::{
    Direction, Fault, Metric, Reading, ReportError, json,
    measured::{self, Metrics},
    source::Text,
};

#[derive(Deserialize)]
struct Benchmark {
    full_id: Box<str>,
}

#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// The files of one benchmark.
#[derive(Default)]
struct Files<'t, 'a> {
    benchmark: Option<&'t Text<'a>>,
    sample: Option<&'t Text<'a>>,
    estimates: Option<&'t Text<'a>>,
}

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut folders: BTreeMap<&str, Files<'_, '_>> = BTreeMap::new();
    for text in files {
        let Some((folder, name)) = text.path.rsplit_once('/') else { continue };
        if folder != "new" && !folder.ends_with("/new") {
            continue;
        }
        match name {
            "benchmark.json" => folders.entry(folder).or_default().benchmark = Some(text),
            "sample.json" => folders.entry(folder).or_default().sample = Some(text),
            "estimates.json" => folders.entry(folder).or_default().estimates = Some(text),
            _ => {}
        }
    }
    if folders.is_empty() {
        return Err(Fault::NothingMeasured { what: "no benchmark in a folder `new`" }.into());
    }
    let mut metrics = Metrics::new();
    for (folder, files) in folders {
        files.read(folder, &mut metrics)?;
    }
    Ok(Reading { metrics, ..Reading::default() })
}

impl Files<'_, '_> {
    fn read(&self, folder: &str, metrics: &mut Metrics) -> Result<(), ReportError> {
        let missing = |name: &str| {
            let what = format!("`{folder}/{name}`").into();
            ReportError::from(Fault::Missing { what })
        };
        let benchmark = self.benchmark.ok_or_else(|| missing("benchmark.json"))?;
        let text = self.sample.ok_or_else(|| missing("sample.json"))?;
        let estimates = self.estimates.ok_or_else(|| missing("estimates.json"))?;
        let Benchmark { full_id } = json::read(benchmark)?;
        let sample: Sample = json::read(text)?;
        let samples = sample.per_iteration(&full_id).map_err(|fault| text.fault(fault))?;
        let median = measured::quantile(&measured::sorted(&samples), 0.5);
        let value = median.unwrap_or(f64::NAN);
        let stated: Estimates = json::read(estimates)?;
        let what = format!("the median of `{full_id}`");
        measured::agree(&what, stated.median.point_estimate, value)
            .map_err(|fault| estimates.fault(fault))?;
        let direction = Some(Direction::Lower);
        let metric = Metric { value, unit: "ns".into(), direction, samples };
        measured::add(metrics, &full_id, metric).map_err(|fault| text.fault(fault))
    }
}

impl Sample {
    fn per_iteration(&self, id: &str) -> Result<Vec<f64>, Fault> {
        if self.times.is_empty() {
            return Err(Fault::NothingMeasured { what: "no time of a benchmark" });
        }
        if self.iters.len() != self.times.len() {
            return Err(Fault::Contradiction {
                what: format!("the number of times of `{id}`").into(),
                stated: self.iters.len().to_string().into(),
                counted: self.times.len().to_string().into(),
            });
        }
        let times = self.times.iter().zip(&self.iters).map(|(time, iterations)| time / iterations);
        let times: Vec<f64> = times.collect();
        if times.iter().all(|time| time.is_finite() && *time >= 0.0) {
            return Ok(times);
        }
        Err(Fault::NotFinite { what: format!("a time of `{id}`").into() })
    }
}
