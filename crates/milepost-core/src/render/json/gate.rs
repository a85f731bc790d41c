//! Gates on the wire: their definition in short, and what evidence says of them.

use serde::Serialize;

use crate::{
    config::Config,
    evidence::RunMember,
    gate::{self, Check, GateName, Member},
    judge::Report,
    render::json::{decided, item::Key},
    text::RepoPath,
    verdict::{self, Freshness, GateVerdict},
};

#[derive(Serialize)]
pub(super) struct Gates<'a> {
    gates: Vec<Gate<'a>>,
}

impl<'a> Gates<'a> {
    pub(super) fn new(config: &'a Config, report: &'a Report, only: Option<&GateName>) -> Self {
        let gates = config.gates.values().filter(|gate| only.is_none_or(|it| *it == gate.name));
        let judged = gates.filter_map(|gate| {
            let verdict = report.verdicts.gates.get(&gate.name)?;
            Some(Gate::new(gate, verdict, report))
        });
        Self { gates: judged.collect() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Gate<'a> {
    name: &'a str,
    kind: &'static str,
    run: Option<String>,
    definition: Option<String>,
    enforcement: &'static str,
    life: &'static str,
    streak: Option<Streak>,
    verdict: &'static str,
    reasons: &'a [String],
    next: Option<&'a str>,
    attempts: Attempts,
    moved: Vec<&'a str>,
    decided_in: Vec<Key<'a>>,
    basis: Option<Basis<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attempts {
    passed: u32,
    failed: u32,
    errors: u32,
    in_a_row: u32,
    needed: u32,
}

/// Greens in a row, of those that make an advisory gate block.
#[derive(Serialize)]
struct Streak {
    greens: u32,
    wanted: u32,
}

/// The run that a verdict rests on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Basis<'a> {
    record: String,
    commit: &'a str,
    freshness: Option<&'static str>,
    grade: &'static str,
    outcome: &'static str,
    started: String,
    finished: String,
    with: Vec<With<'a>>,
}

/// Another repository that it was made with.
#[derive(Serialize)]
struct With<'a> {
    consumer: &'a str,
    tuple: &'static str,
    commit: &'a str,
    tree: &'a str,
}

impl<'a> Gate<'a> {
    pub(super) fn new(gate: &'a gate::Gate, verdict: &'a GateVerdict, report: &'a Report) -> Self {
        let (kind, run, definition) = match &gate.check {
            Check::Run(check) => {
                ("run", Some(check.run.to_string()), Some(check.definition().to_string()))
            }
            Check::Review(_) => ("review", None, None),
        };
        let attempts = verdict.attempts;
        Self {
            name: gate.name.as_str(),
            kind,
            run,
            definition,
            enforcement: verdict.enforcement.as_str(),
            life: verdict.life.as_str(),
            streak: verdict.streak.map(|it| Streak { greens: it.greens, wanted: it.wanted }),
            verdict: verdict.verdict.as_str(),
            reasons: &verdict.reasons,
            next: verdict.next.as_deref(),
            attempts: Attempts {
                passed: attempts.passed,
                failed: attempts.failed,
                errors: attempts.errors,
                in_a_row: attempts.in_a_row,
                needed: attempts.needed,
            },
            moved: verdict.moved.iter().map(RepoPath::as_str).collect(),
            decided_in: decided::of_gate(report, &gate.name),
            basis: verdict.basis.as_ref().map(Basis::new),
        }
    }
}

impl<'a> Basis<'a> {
    fn new(basis: &'a verdict::Basis) -> Self {
        let run = &basis.run;
        Self {
            record: basis.record.to_string(),
            commit: run.subject.commit.as_str(),
            freshness: basis.freshness.map(Freshness::as_str),
            grade: run.grade.as_str(),
            outcome: run.outcome.as_str(),
            started: run.started.to_string(),
            finished: run.finished.to_string(),
            with: run.with.iter().map(With::new).collect(),
        }
    }
}

impl<'a> With<'a> {
    fn new(beside: &'a RunMember) -> Self {
        let RunMember { member: Member { consumer, tuple, commit }, tree } = beside;
        Self {
            consumer: consumer.as_str(),
            tuple: tuple.as_str(),
            commit: commit.as_str(),
            tree: tree.as_str(),
        }
    }
}
