//! Plans and events of runs on the wire.

use serde::Serialize;

use crate::{evidence::Run, gate::GateName, verdict};

/// What is to be run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunPlan<'a> {
    runs: Vec<Planned<'a>>,
    not_planned: Vec<NotPlanned<'a>>,
    passing: usize,
}

#[derive(Serialize)]
struct Planned<'a> {
    gate: &'a str,
    verdict: &'static str,
    why: &'a str,
    times: u32,
    after: Vec<&'a str>,
}

#[derive(Serialize)]
struct NotPlanned<'a> {
    gate: &'a str,
    why: &'a str,
}

impl<'a> RunPlan<'a> {
    pub(super) fn new(plan: &'a verdict::RunPlan) -> Self {
        let runs = plan.runs.iter().map(|run| Planned {
            gate: run.gate.as_str(),
            verdict: run.verdict.as_str(),
            why: &run.why,
            times: run.times,
            after: run.after.iter().map(GateName::as_str).collect(),
        });
        let refused = plan.not_planned.iter();
        let refused = refused.map(|it| NotPlanned { gate: it.gate.as_str(), why: &it.why });
        Self { runs: runs.collect(), not_planned: refused.collect(), passing: plan.passing }
    }
}

/// What happens while gates are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunEvent {
    /// It waits for its turn.
    Waiting,
    /// Its checkout is being made.
    CheckingOut,
    /// What it needs beforehand is being run.
    Preparing,
    /// It runs.
    Running,
    /// It ended.
    Finished,
    /// It was not run.
    Skipped,
    /// What ended is in the ledger.
    Recorded,
}

/// One line.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    schema_version: u32,
    kind: &'static str,
    #[serde(rename = "event")]
    what: RunEvent,
    gate: Option<&'a str>,
    outcome: Option<&'static str>,
    reasons: Vec<&'a str>,
    milliseconds: Option<u128>,
    text: &'a str,
}

impl<'a> Event<'a> {
    pub(super) fn new(
        event: RunEvent,
        gate: Option<&'a GateName>,
        run: Option<&'a Run>,
        text: &'a str,
    ) -> Self {
        let took = run.map(|run| run.finished.duration_since(run.started).unsigned_abs());
        Self {
            schema_version: super::SCHEMA_VERSION,
            kind: "run-event",
            what: event,
            gate: gate.map(GateName::as_str),
            outcome: run.map(|run| run.outcome.as_str()),
            reasons: run.into_iter().flat_map(|run| &run.reasons).map(|it| &**it).collect(),
            milliseconds: took.map(|took| took.as_millis()),
            text,
        }
    }
}
