//! What `doctor` found, on the wire.

use serde::Serialize;

use crate::{diag::Severity, evidence::ledger, render::doctor};

/// The answer of `doctor`.
#[derive(Serialize)]
pub(super) struct Doctor<'a> {
    ledger: Ledger,
    findings: Vec<Finding>,
    stores: Vec<Store<'a>>,
    pruned: Option<Pruned>,
}

/// The ledger in numbers.
#[derive(Serialize)]
struct Ledger {
    segments: usize,
    records: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// One thing that came to light.
#[derive(Serialize)]
struct Finding {
    kind: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
}

/// Something that is kept on this machine.
#[derive(Serialize)]
struct Store<'a> {
    name: &'static str,
    folder: &'a str,
    bytes: u64,
}

/// What was removed.
#[derive(Serialize)]
struct Pruned {
    removed: u32,
    freed: u64,
    left: u64,
}

impl<'a> Doctor<'a> {
    pub(super) fn new(checkup: &'a doctor::Checkup) -> Self {
        let health = &checkup.health;
        let ledger = Ledger {
            segments: health.segments,
            records: health.records,
            errors: health.count(Severity::Error),
            warnings: health.count(Severity::Warning),
            notes: health.count(Severity::Note),
        };
        let stores = checkup.stores.iter().map(|store| Store {
            name: store.name,
            folder: &store.folder,
            bytes: store.bytes,
        });
        Self {
            ledger,
            findings: health.findings.iter().map(finding).collect(),
            stores: stores.collect(),
            pruned: checkup.pruned.map(|pruned| Pruned {
                removed: pruned.removed,
                freed: pruned.freed,
                left: pruned.left,
            }),
        }
    }
}

fn finding(finding: &ledger::Finding) -> Finding {
    Finding {
        kind: finding.kind(),
        severity: finding.severity().as_str(),
        message: finding.to_string(),
        help: finding.help(),
    }
}
