//! Any bytes are a report or an error in every format, and what is read is neither empty nor NaN.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::report::{Format, ReportFile};

/// The names that criterion gives to its files; the other formats do not look at names.
const NAMES: [&str; 3] = ["new/benchmark.json", "new/estimates.json", "new/sample.json"];

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0);
    let files: Vec<ReportFile<'_>> =
        NAMES.iter().zip(&mut parts).map(|(path, bytes)| ReportFile { path, bytes }).collect();
    for format in Format::ALL {
        let Ok(reading) = format.read(&files) else { continue };
        assert!(reading.tests.is_some() || !reading.metrics.is_empty());
        if let Some(tests) = &reading.tests {
            assert_eq!(tests.counts.total(), tests.cases.iter().map(|_| 1).sum::<u64>());
            assert!(!tests.cases.is_empty());
        }
        for metric in reading.metrics.values() {
            assert!(metric.value.is_finite());
            assert!(metric.samples.iter().all(|sample| sample.is_finite()));
        }
    }
});
