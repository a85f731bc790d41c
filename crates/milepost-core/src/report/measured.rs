//! Measured numbers: finite ones only, each under one name.

use std::collections::BTreeMap;

use crate::report::{Direction, Fault, Metric};

/// How units are spelled: times, sizes, and parts of a hundred.
pub const UNITS: &[&str] =
    &["ns", "us", "ms", "s", "min", "h", "B", "kB", "MB", "GB", "KiB", "MiB", "GiB", "%"];

/// The metrics of a report.
pub(super) type Metrics = BTreeMap<Box<str>, Metric>;

/// Adds a metric that nobody has named yet.
pub(super) fn add(metrics: &mut Metrics, name: &str, metric: Metric) -> Result<(), Fault> {
    if name.trim().is_empty() {
        return Err(Fault::Missing { what: "the name of a metric".into() });
    }
    if !metric.value.is_finite() || !metric.samples.iter().all(|sample| sample.is_finite()) {
        return Err(Fault::NotFinite { what: format!("`{name}`").into() });
    }
    match metrics.insert(name.into(), metric) {
        None => Ok(()),
        Some(_) => Err(Fault::MetricTwice { name: name.into() }),
    }
}

/// A number without single measurements behind it.
pub(super) fn plain(value: f64, unit: &str, direction: Option<Direction>) -> Metric {
    Metric { value, unit: unit.into(), direction, samples: Vec::new() }
}

/// A count as a number.
pub(super) fn whole(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "what a file names is far fewer than 2^53")]
    {
        count as f64
    }
}

/// The value below which a part of the samples lies, between the two nearest ones.
///
/// This is Hyndman and Fan's seventh definition, which spreadsheets, NumPy and R use unasked.
pub(super) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = u32::try_from(sorted.len().checked_sub(1)?).ok()?;
    let place = f64::from(last) * part;
    let below = *sorted.get(index(place.floor())?)?;
    let above = *sorted.get(index(place.ceil())?)?;
    Some(below + (above - below) * place.fract())
}

/// The index that a whole number of that size stands for.
fn index(place: f64) -> Option<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, not negative, and less than the length of a slice"
    )]
    (0.0..f64::from(u32::MAX)).contains(&place).then_some(place as usize)
}

/// The samples in their order, for [`quantile`].
pub(super) fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Refuses a summary that the samples do not bear out, but for rounding.
pub(super) fn agree(what: &str, stated: f64, counted: f64) -> Result<(), Fault> {
    let difference = (stated - counted).abs();
    if difference <= 1e-6 * counted.abs().max(stated.abs()) {
        return Ok(());
    }
    Err(Fault::Contradiction {
        what: what.into(),
        stated: stated.to_string().into(),
        counted: counted.to_string().into(),
    })
}
