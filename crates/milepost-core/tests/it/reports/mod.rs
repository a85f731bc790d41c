//! Reports: what real producers write, what nobody should believe, and what is only noise.

mod lies_of_measurements;
mod lies_of_tests;
mod mutated;
mod producers;
mod several;

use std::{
    fs,
    path::{Path, PathBuf},
};

use milepost_core::report::{
    Case, CaseEnd, Direction, Format, Metric, Reading, ReportError, ReportFile,
};

/// A reading, or why there is none, as a person could check it.
fn show(read: &Result<Reading, ReportError>) -> String {
    match read {
        Ok(reading) => show_reading(reading),
        Err(error) => format!("error: {error}"),
    }
}

fn show_reading(reading: &Reading) -> String {
    let mut lines = Vec::new();
    if let Some(tests) = &reading.tests {
        let counts = tests.counts;
        let told = |count: Option<u64>| count.map_or("?".to_owned(), |count| count.to_string());
        let (skipped, flaky) = (told(counts.skipped), told(counts.flaky));
        let (passed, failed, errored) = (counts.passed, counts.failed, counts.errored);
        lines.push(format!(
            "{passed} passed, {failed} failed, {errored} errored, {skipped} skipped, {flaky} flaky"
        ));
        lines.extend(tests.cases.iter().map(show_case));
    }
    lines.extend(reading.metrics.iter().map(|(name, metric)| show_metric(name, metric)));
    lines.extend(reading.commit.iter().map(|commit| format!("of {commit}")));
    lines.iter().map(|line| line.clone() + "\n").collect()
}

fn show_case(case: &Case) -> String {
    let end = match case.end {
        CaseEnd::Passed => "passed ",
        CaseEnd::Flaky => "flaky  ",
        CaseEnd::Skipped => "skipped",
        CaseEnd::Failed => "failed ",
        CaseEnd::Errored => "errored",
    };
    format!("  {end} {}", case.id)
}

fn show_metric(name: &str, metric: &Metric) -> String {
    let direction = match metric.direction {
        Some(Direction::Lower) => ", lower is better",
        Some(Direction::Higher) => ", higher is better",
        None => "",
    };
    let samples = match metric.samples.len() {
        0 => String::new(),
        count => format!(", {count} samples"),
    };
    let value = format!("{} {}", metric.value, metric.unit);
    format!("{name} = {}{direction}{samples}", value.trim_end())
}

/// Reads texts as the files `a`, `b`, … of one report.
fn read(format: Format, texts: &[&str]) -> Result<Reading, ReportError> {
    let names = ["a", "b", "c", "d"];
    let files =
        names.iter().zip(texts).map(|(path, text)| ReportFile { path, bytes: text.as_bytes() });
    format.read(&files.collect::<Vec<_>>())
}

/// Reads files of the corpus.
fn read_corpus(format: Format, paths: &[&str]) -> Result<Reading, ReportError> {
    let contents: Vec<Vec<u8>> = paths.iter().map(|path| contents(&corpus().join(path))).collect();
    let files = paths.iter().zip(&contents).map(|(path, bytes)| ReportFile { path, bytes });
    format.read(&files.collect::<Vec<_>>())
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

#[expect(clippy::disallowed_methods, reason = "tests read their fixtures themselves")]
fn contents(path: &Path) -> Vec<u8> {
    fs::read(path).expect("the corpus has this file")
}
