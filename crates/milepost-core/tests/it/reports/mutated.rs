//! Every file of the corpus, changed a few hundred times and read in every format: no panic, and never
//! a reading that is empty or that its own cases do not bear out.

use std::{fs, path::PathBuf};

use milepost_core::report::{CaseEnd, Format, Reading, ReportFile};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{contents, corpus};

/// One thing done to a file. Places are parts of its length.
#[derive(Clone, Debug)]
enum Mutation {
    CutOff(u16),
    CutOut(u16, u8),
    Flip(u16, u8),
    RepeatLine(u16),
    DropLine(u16),
    Insert(u16, &'static str),
}

#[test]
fn nothing_that_is_done_to_a_report_makes_a_panic_or_an_empty_reading() {
    let mutations = proptest::collection::vec(mutation(), 1..4);
    for path in files(corpus()) {
        let original = contents(&path);
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, rng);
        let result = runner.run(&mutations, |mutations| {
            let bytes = mutations.iter().fold(original.clone(), apply);
            for format in Format::ALL {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let path = format!("new/{name}");
                if let Ok(reading) = format.read(&[ReportFile { path: &path, bytes: &bytes }]) {
                    assert_is_sound(&reading);
                }
            }
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

fn assert_is_sound(reading: &Reading) {
    assert!(reading.tests.is_some() || !reading.metrics.is_empty());
    if let Some(tests) = &reading.tests {
        assert!(!tests.cases.is_empty());
        assert_eq!(tests.counts.total(), tests.cases.iter().map(|_| 1).sum::<u64>());
        let bad = tests
            .cases
            .iter()
            .filter(|case| matches!(case.end, CaseEnd::Failed | CaseEnd::Errored));
        assert_eq!(tests.counts.failed + tests.counts.errored, bad.map(|_| 1).sum::<u64>());
        assert!(tests.cases.iter().all(|case| !case.id.is_empty()));
    }
    for metric in reading.metrics.values() {
        assert!(metric.value.is_finite() && metric.samples.iter().all(|sample| sample.is_finite()));
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let inserted = prop_oneof![
        Just("<testcase name=\"x\"/>"),
        Just("<!DOCTYPE x [<!ENTITY a \"b\">]>"),
        Just("&a;"),
        Just("NaN"),
        Just("1e999"),
        Just("-1"),
        Just("18446744073709551615"),
        Just("\nok 1\n"),
        Just("\n1..1\n"),
        Just("    "),
        Just("\u{feff}"),
        Just("\0"),
        Just("é"),
        Just("\""),
        Just("{"),
        Just("]"),
    ];
    prop_oneof![
        any::<u16>().prop_map(Mutation::CutOff),
        any::<(u16, u8)>().prop_map(|(at, length)| Mutation::CutOut(at, length)),
        any::<(u16, u8)>().prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        any::<u16>().prop_map(Mutation::RepeatLine),
        any::<u16>().prop_map(Mutation::DropLine),
        (any::<u16>(), inserted).prop_map(|(at, text)| Mutation::Insert(at, text)),
    ]
}

fn apply(mut bytes: Vec<u8>, mutation: &Mutation) -> Vec<u8> {
    let place = |at: u16| bytes.len() * usize::from(at) / usize::from(u16::MAX);
    match *mutation {
        Mutation::CutOff(at) => bytes.truncate(place(at)),
        Mutation::CutOut(at, length) => {
            let end = (place(at) + usize::from(length)).min(bytes.len());
            drop(bytes.drain(place(at)..end));
        }
        Mutation::Flip(at, bit) => {
            let at = place(at);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (bit % 8);
            }
        }
        Mutation::RepeatLine(at) => {
            let line = line(&bytes, place(at));
            let copy = bytes.get(line.clone()).unwrap_or_default().to_vec();
            drop(bytes.splice(line.start..line.start, copy));
        }
        Mutation::DropLine(at) => drop(bytes.drain(line(&bytes, place(at)))),
        Mutation::Insert(at, text) => {
            let at = place(at);
            drop(bytes.splice(at..at, text.bytes()));
        }
    }
    bytes
}

/// The line around a place, with its end.
fn line(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = after
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |end| before.len() + end + 1);
    start..end
}

/// All files of a folder, at any depth, in order.
#[expect(clippy::disallowed_methods, reason = "tests read their fixtures themselves")]
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the corpus is there").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the corpus is too small: {found:?}");
    found
}
