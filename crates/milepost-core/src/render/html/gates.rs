//! Gates in the report: what evidence says of them, how often they failed, and what rests on them.

use serde::Serialize;

use super::{
    Ground,
    anchors::Anchor,
    item::Evidence,
    wire::{Mark, Named, minute},
};
use crate::{
    evidence::Outcome,
    gate::{Check, GateName},
    pass::PassRule,
    render::{screen::Ink, words},
    verdict::{Career, GateVerdict},
};

/// So many runs are drawn.
const DRAWN: usize = 30;

/// One gate.
#[derive(Serialize)]
pub(super) struct Gate<'a> {
    at: Anchor,
    name: &'a str,
    shows: Mark,
    verdict: &'static str,
    life: &'static str,
    enforcement: &'static str,
    runs: Option<String>,
    asks: Vec<&'a str>,
    rules: Vec<&'a str>,
    reasons: &'a [String],
    next: Option<&'a str>,
    evidence: Option<Evidence<'a>>,
    career: Option<Told>,
    items: Vec<Named<'a>>,
}

/// What became of all its runs.
#[derive(Serialize)]
struct Told {
    all: usize,
    passed: usize,
    failed: usize,
    errors: usize,
    flaky: usize,
    /// The last ones, the first first.
    strip: Vec<Mark>,
    failed_last: Option<Failure>,
}

#[derive(Serialize)]
struct Failure {
    on: String,
    commit: String,
    why: Option<String>,
}

/// Every gate of the configuration.
pub(super) fn gates(ground: Ground<'_>) -> Vec<Gate<'_>> {
    let careers = crate::verdict::careers(ground.scene.ledger);
    let gates = ground.account.report.verdicts.gates.iter();
    gates.map(|(name, verdict)| gate(ground, name, verdict, careers.get(name))).collect()
}

fn gate<'a>(
    ground: Ground<'a>,
    name: &'a GateName,
    verdict: &'a GateVerdict,
    career: Option<&Career<'_>>,
) -> Gate<'a> {
    let (mut runs, mut asks, mut rules) = (None, Vec::new(), Vec::new());
    match ground.scene.config.gates.get(name).map(|gate| &gate.check) {
        Some(Check::Run(check)) => {
            runs = Some(check.run.to_string());
            rules = check.require.iter().map(PassRule::as_str).collect();
        }
        Some(Check::Review(check)) => asks = check.checklist.iter().map(|it| &**it).collect(),
        None => {}
    }
    Gate {
        at: Anchor::of_gate(name),
        name: name.as_str(),
        shows: Mark::new(words::verdict_mark(verdict.verdict), verdict.verdict.as_str()),
        verdict: verdict.verdict.as_str(),
        life: verdict.life.as_str(),
        enforcement: verdict.enforcement.as_str(),
        runs,
        asks,
        rules,
        reasons: &verdict.reasons,
        next: verdict.next.as_deref(),
        evidence: verdict.basis.as_ref().map(Evidence::new),
        career: career.filter(|career| !career.runs.is_empty()).map(told),
        items: resting(ground, name),
    }
}

fn told(career: &Career<'_>) -> Told {
    let from = career.runs.len().saturating_sub(DRAWN);
    let strip = career.runs.iter().skip(from).map(|(_, run)| {
        let mark = match run.outcome {
            Outcome::Passed => ("✔", Ink::Good),
            Outcome::Failed => ("✗", Ink::Bad),
            Outcome::Error | Outcome::NotRun => ("!", Ink::Doubt),
        };
        let commit = run.subject.commit.short();
        Mark::new(mark, format!("{} on {commit}, {}", run.outcome.as_str(), minute(run.finished)))
    });
    Told {
        all: career.runs.len(),
        passed: career.passed,
        failed: career.failed,
        errors: career.errors,
        flaky: career.flaky,
        strip: strip.collect(),
        failed_last: career.last_failure().map(|(_, run)| Failure {
            on: minute(run.finished),
            commit: run.subject.commit.short().to_owned(),
            why: run.reasons.first().map(ToString::to_string),
        }),
    }
}

/// The work whose criteria rest on a gate.
fn resting<'a>(ground: Ground<'a>, name: &GateName) -> Vec<Named<'a>> {
    let items = ground.account.report.items.iter();
    let rests = items.filter(|it| it.criteria.iter().any(|it| it.gate.as_ref() == Some(name)));
    rests.map(|judged| Named::of(ground, &judged.key)).collect()
}
