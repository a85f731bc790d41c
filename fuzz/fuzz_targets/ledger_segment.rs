//! Any bytes are a segment, a pack or a problem, under names that fit them and names that do not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    digest::Digest,
    evidence::{
        ledger::{Ledger, Segment, raw_line},
        wire::{Origin, decode},
    },
};

fuzz_target!(|text: &str| {
    let bytes = text.as_bytes();
    let digest = Digest::of(bytes);
    let names = [
        format!("2026/03/20260301T120000Z-{digest}.jsonl"),
        format!("pack-{digest}.jsonl"),
        text.chars().take(120).collect(),
    ];
    for name in &names {
        let ledger = Ledger::fold([(name, bytes), (name, bytes)]);
        assert!(!ledger.segments.is_empty() || !ledger.problems.is_empty());
        assert_eq!(ledger, Ledger::fold([(name, bytes)]));
        for record in ledger.records.iter().take(10) {
            let line = raw_line(name, bytes, record.id).expect("what was read stands there");
            assert_eq!(Digest::of(line.as_bytes()), record.id);
        }
    }
    lines(text);
});

/// Lines that are not empty make a segment, which is read as it was written.
fn lines(text: &str) {
    let written = "2026-03-01T12:00:00Z".parse().expect("this is a time");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    for line in &lines {
        drop(decode(line, Origin { segment: Digest::of(b""), written }));
    }
    if let Some((name, bytes)) = Segment::write(&lines, &[], written, "fuzz") {
        let segment = Segment::parse(&name, &bytes).expect("what was written can be read");
        assert_eq!(segment.lines.len(), lines.len());
    }
}
