//! Bencher Metric Format, JSON: benchmarks, their measures, and a value for each.
//!
//! A metric is named `BENCHMARK.MEASURE`. The measures that Bencher has built in have its units and
//! directions; of others neither is known.

use serde::Deserialize;

use crate::report::{
    Direction, Fault, Reading, ReportError,
    json::{self, Pairs},
    measured::{self, Metrics},
    source::Text,
};

#[derive(Deserialize)]
struct Measured {
    value: f64,
    lower_value: Option<f64>,
    upper_value: Option<f64>,
}

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut metrics = Metrics::new();
    for text in files {
        let benchmarks: Pairs<Pairs<Measured>> = json::read(text)?;
        for (benchmark, measures) in &benchmarks.0 {
            for (measure, value) in &measures.0 {
                add(&mut metrics, benchmark, measure, value).map_err(|fault| text.fault(fault))?;
            }
        }
    }
    if metrics.is_empty() {
        return Err(Fault::NothingMeasured { what: "no measure of a benchmark" }.into());
    }
    Ok(Reading { metrics, ..Reading::default() })
}

fn add(
    metrics: &mut Metrics,
    benchmark: &str,
    measure: &str,
    value: &Measured,
) -> Result<(), Fault> {
    if benchmark.trim().is_empty() || measure.trim().is_empty() {
        return Err(Fault::Missing { what: "the name of a benchmark or measure".into() });
    }
    let name = format!("{benchmark}.{measure}");
    let bounds = [value.lower_value.unwrap_or(value.value), value.value]
        .into_iter()
        .chain([value.upper_value.unwrap_or(value.value)]);
    if !bounds.is_sorted() {
        return Err(Fault::Contradiction {
            what: format!("the value of `{name}`").into(),
            stated: "between its bounds".into(),
            counted: "outside of them".into(),
        });
    }
    let (unit, direction) = built_in(measure);
    measured::add(metrics, &name, measured::plain(value.value, unit, direction))
}

/// The unit and direction of the measures that Bencher has built in.
fn built_in(measure: &str) -> (&'static str, Option<Direction>) {
    match measure {
        "latency" => ("ns", Some(Direction::Lower)),
        "build-time" => ("s", Some(Direction::Lower)),
        "file-size" => ("B", Some(Direction::Lower)),
        "throughput" => ("", Some(Direction::Higher)),
        _ => ("", None),
    }
}
