//! What gates measured against what they ask for, in templates.

use serde::Serialize;

use super::{Ground, day};
use crate::{evidence::Run, gate::GateName};

/// A measurement that a pass rule speaks of.
#[derive(Serialize)]
pub(super) struct Measured<'a> {
    gate: &'a str,
    /// As `p95 = 180 ms`.
    seen: &'a str,
    /// As `p95 < 500 ms`.
    rule: &'a str,
    holds: Option<bool>,
    commit: &'a str,
    on: String,
}

/// What the last runs of gates measured.
pub(super) fn of<'a>(ground: Ground<'a>, gates: &[&'a GateName]) -> Vec<Measured<'a>> {
    let verdicts = &ground.account.report.verdicts.gates;
    let runs =
        gates.iter().filter_map(|name| Some((*name, &verdicts.get(*name)?.basis.as_ref()?.run)));
    runs.flat_map(|(name, run)| of_run(name, run)).collect()
}

fn of_run<'a>(name: &'a GateName, run: &'a Run) -> impl Iterator<Item = Measured<'a>> {
    // A rule about tests, the exit code or the output is told as such.
    let rules = run.rules.iter().filter(|rule| {
        let measures = |metric: &str| rule.seen.split(' ').any(|word| word == metric);
        run.metrics.keys().any(|metric| measures(metric))
    });
    rules.map(|rule| Measured {
        gate: name.as_str(),
        seen: &rule.seen,
        rule: &rule.rule,
        holds: rule.holds,
        commit: run.subject.commit.short(),
        on: day(run.finished),
    })
}
