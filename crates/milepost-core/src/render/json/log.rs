//! The ledger on the wire.

use serde::Serialize;

use crate::{
    evidence::{Event, Grade, Outcome, Payload, Run, Says, ledger::Line},
    gate::GateName,
    id::CommitId,
    render::log,
};

/// The answer of `log`.
#[derive(Serialize)]
pub(super) struct Log<'a> {
    total: usize,
    records: Vec<Record<'a>>,
}

/// One line of the ledger.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: String,
    kind: &'static str,
    summary: String,
    segment: String,
    recorded: Option<String>,
    by: Option<&'a str>,
    gate: Option<&'a str>,
    outcome: Option<&'static str>,
    reasons: &'a [Box<str>],
    event: Option<&'static str>,
    predicate_type: Option<&'a str>,
    commit: Option<&'a str>,
    grade: Option<&'static str>,
}

impl<'a> Log<'a> {
    pub(super) fn new(log: &log::Log<'a>) -> Self {
        Self { total: log.total, records: log.lines.iter().map(|line| record(*line)).collect() }
    }
}

fn record(line: Line<'_>) -> Record<'_> {
    let (segment, recorded, by, gate, payload) = match line {
        Line::Read(record) => (
            record.segment,
            Some(record.recorded),
            Some(&*record.by),
            log::gate_of(record),
            Some(&record.payload),
        ),
        Line::Unread(unread) => {
            (unread.segment.digest(), unread.segment.written(), None, None, None)
        }
    };
    let run = payload.and_then(run);
    Record {
        id: line.id().to_string(),
        kind: payload.map_or("unread", kind),
        summary: log::what(line),
        segment: segment.to_string(),
        recorded: recorded.map(|moment| moment.to_string()),
        by,
        gate: gate.map(GateName::as_str),
        outcome: run.map(|run| run.outcome).map(Outcome::as_str),
        reasons: run.map_or(&[], |run| run.reasons.as_slice()),
        event: payload.and_then(event),
        predicate_type: payload.and_then(predicate_type),
        commit: log::commit(line).map(CommitId::as_str),
        grade: log::grade(line).map(Grade::as_str),
    }
}

fn kind(payload: &Payload) -> &'static str {
    match payload {
        Payload::Run(_) => "run",
        Payload::Event(_) => "event",
        Payload::Statement(statement) => match statement.says {
            Says::Approval(_) => "approval",
            Says::Review { .. } => "review",
            Says::Waiver(_) => "waiver",
            Says::Decision(_) => "decision",
        },
        Payload::Signature(_) => "signature",
        Payload::Unknown { .. } => "unknown",
    }
}

fn run(payload: &Payload) -> Option<&Run> {
    match payload {
        Payload::Run(run) => Some(run),
        Payload::Event(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => None,
    }
}

fn event(payload: &Payload) -> Option<&'static str> {
    match payload {
        Payload::Event(event) => Some(match event {
            Event::Done { .. } => "done",
            Event::Calibrated { .. } => "calibrated",
            Event::Promoted { .. } => "promoted",
            Event::Demoted { .. } => "demoted",
            Event::Audited { .. } => "audited",
            Event::Packet { .. } => "packet",
            Event::Handoff { .. } => "handoff",
            Event::Steered { turn, .. } => turn.as_str(),
            Event::Stolen { .. } => "stolen",
            Event::Baseline { .. } => "baseline",
            Event::Decided { .. } => "decided",
        }),
        Payload::Run(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => None,
    }
}

fn predicate_type(payload: &Payload) -> Option<&str> {
    match payload {
        Payload::Unknown { predicate_type } => Some(predicate_type),
        Payload::Run(_) | Payload::Event(_) | Payload::Statement(_) | Payload::Signature(_) => None,
    }
}
