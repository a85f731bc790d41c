//! What became of all runs of a gate, whatever they were on: how often it passed, when it failed last, and
//! whether it answers differently on the same content.

use std::collections::BTreeMap;

use crate::{
    evidence::{EvidenceKey, Outcome, Payload, Record, Run, ledger::Ledger},
    gate::GateName,
};

/// All that was recorded of the runs of one gate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Career<'a> {
    /// The runs that took place, in the order of the ledger.
    pub runs: Vec<(&'a Record, &'a Run)>,
    /// How many of them passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
    /// How many could not be measured.
    pub errors: usize,
    /// On how many contents, under one definition, it both passed and failed.
    pub flaky: usize,
}

impl<'a> Career<'a> {
    /// The last run that did not pass.
    pub fn last_failure(&self) -> Option<(&'a Record, &'a Run)> {
        self.runs.iter().rev().find(|(_, run)| run.outcome != Outcome::Passed).copied()
    }

    fn add(&mut self, record: &'a Record, run: &'a Run) {
        match run.outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Error => self.errors += 1,
            // What did not take place says nothing.
            Outcome::NotRun => return,
        }
        self.runs.push((record, run));
    }

    fn count_flakes(&mut self) {
        let mut ends: BTreeMap<EvidenceKey, (bool, bool)> = BTreeMap::new();
        for (_, run) in &self.runs {
            let (passed, failed) = ends.entry(run.key).or_default();
            match run.outcome {
                Outcome::Passed => *passed = true,
                Outcome::Failed => *failed = true,
                Outcome::Error | Outcome::NotRun => {}
            }
        }
        self.flaky = ends.values().filter(|(passed, failed)| *passed && *failed).count();
    }
}

/// The careers of all gates that ever ran, by name.
pub fn careers(ledger: &Ledger) -> BTreeMap<&GateName, Career<'_>> {
    let mut careers: BTreeMap<&GateName, Career<'_>> = BTreeMap::new();
    for record in &ledger.records {
        if let Payload::Run(run) = &record.payload {
            careers.entry(&run.gate).or_default().add(record, run);
        }
    }
    careers.values_mut().for_each(Career::count_flakes);
    careers
}
