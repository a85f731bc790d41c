//! What is due, what was bundled, who depends on the project, and what is handed over, on the wire.

use serde::Serialize;

use crate::{
    cadence::{Outlook, State},
    config,
    digest::Digest,
    evidence,
    gate::GateName,
    id::{CommitId, ItemId},
    judge::Report,
    render::{
        cadence::{Due, Page},
        handoff,
        json::item::Key,
    },
    text::RepoPath,
};

/// A consumer of the configuration.
#[derive(Serialize)]
pub(super) struct Consumer<'a> {
    name: &'a str,
    repo: &'a str,
    tier: &'static str,
    current: Option<&'a str>,
    rollback: Option<&'a str>,
    gates: Vec<GateSaid<'a>>,
}

/// What evidence says of a gate.
#[derive(Serialize)]
struct GateSaid<'a> {
    gate: &'a str,
    verdict: &'static str,
    reasons: &'a [String],
    record: Option<String>,
}

impl<'a> Consumer<'a> {
    pub(super) fn new(
        (name, consumer): (&'a ItemId, &'a config::Consumer),
        report: &'a Report,
    ) -> Self {
        let gates = consumer.gates.iter().filter_map(|gate| {
            let judged = report.verdicts.gates.get(gate)?;
            let record = judged.basis.as_ref().map(|basis| basis.record.to_string());
            let (verdict, reasons) = (judged.verdict.as_str(), judged.reasons.as_slice());
            Some(GateSaid { gate: gate.as_str(), verdict, reasons, record })
        });
        Self {
            name: name.as_str(),
            repo: &consumer.repo,
            tier: consumer.tier.as_str(),
            current: consumer.current.as_ref().map(CommitId::as_str),
            rollback: consumer.rollback.as_ref().map(CommitId::as_str),
            gates: gates.collect(),
        }
    }
}

/// The answer of `show` about a consumer that no document speaks of.
#[derive(Serialize)]
pub(super) struct ConsumerAlone<'a> {
    pub(super) consumer: Consumer<'a>,
}

/// The answer of `due`.
#[derive(Serialize)]
pub(super) struct DueAnswer<'a> {
    today: String,
    cadences: Vec<Cadence<'a>>,
    deprecations: Vec<Deprecation<'a>>,
}

#[derive(Serialize)]
struct Cadence<'a> {
    name: &'a str,
    owner: Option<&'a str>,
    state: &'static str,
    starts: String,
    ends: Option<String>,
    missed: u32,
    gates: Vec<&'a str>,
    reviews: Vec<&'a str>,
    audits: Vec<&'a str>,
    greens: u32,
    packets: u32,
    command: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deprecation<'a> {
    what: &'a str,
    announced: String,
    notice_ends: String,
    removal: Option<String>,
    is_over: bool,
}

impl<'a> DueAnswer<'a> {
    pub(super) fn new(due: &'a Due<'a>) -> Self {
        let deprecations = due.deprecations().map(|timer| Deprecation {
            what: &timer.deprecation.what,
            announced: timer.deprecation.announced.to_string(),
            notice_ends: timer.ends.to_string(),
            removal: timer.deprecation.removal.map(|day| day.to_string()),
            is_over: timer.is_over,
        });
        Self {
            today: due.today.to_string(),
            cadences: due.cadences.iter().map(Cadence::new).collect(),
            deprecations: deprecations.collect(),
        }
    }
}

impl<'a> Cadence<'a> {
    fn new(outlook: &'a Outlook<'a>) -> Self {
        let (state, starts, ends, missed) = match outlook.state {
            State::NotBegun { starts } => ("not-begun", starts, None, 0),
            State::Done(period) => ("done", period.starts, Some(period.ends), 0),
            State::Due(period) => ("due", period.starts, Some(period.ends), 0),
            State::Overdue { now, missed, .. } => ("overdue", now.starts, Some(now.ends), missed),
        };
        let is_due = matches!(outlook.state, State::Due(_) | State::Overdue { .. });
        Self {
            name: outlook.name.as_str(),
            owner: outlook.cadence.owner.as_deref(),
            state,
            starts: starts.to_string(),
            ends: ends.map(|day| day.to_string()),
            missed,
            gates: names(&outlook.cadence.gates),
            reviews: names(&outlook.reviews),
            audits: names(&outlook.audits),
            greens: outlook.streak.greens,
            packets: outlook.streak.packets,
            command: is_due.then(|| format!("milepost packet {}", outlook.name)),
        }
    }
}

fn names(gates: &[GateName]) -> Vec<&str> {
    gates.iter().map(GateName::as_str).collect()
}

/// The answer of `packet`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PacketAnswer<'a> {
    cadence: &'a str,
    starts: String,
    ends: String,
    commit: &'a str,
    is_green: bool,
    gates: Vec<Bundled<'a>>,
    reviews: Vec<&'a str>,
    audits: Vec<&'a str>,
    greens: u32,
    packets: u32,
    rules_out: Option<f64>,
}

#[derive(Serialize)]
struct Bundled<'a> {
    gate: &'a str,
    verdict: &'a str,
    record: Option<String>,
}

impl<'a> PacketAnswer<'a> {
    pub(super) fn new(page: &'a Page<'a>) -> Self {
        let evidence::Packet { cadence, starts, ends, gates, reviews, audits } = page.packet;
        let bundled = gates.iter().map(|it| Bundled {
            gate: it.gate.as_str(),
            verdict: &it.verdict,
            record: it.record.map(|record: Digest| record.to_string()),
        });
        Self {
            cadence: cadence.as_str(),
            starts: starts.to_string(),
            ends: ends.to_string(),
            commit: page.commit.as_str(),
            is_green: page.packet.is_green(),
            gates: bundled.collect(),
            reviews: names(reviews),
            audits: names(audits),
            greens: page.streak.greens,
            packets: page.streak.packets,
            rules_out: page.rules_out(),
        }
    }
}

/// The answer of `handoff`.
#[derive(Serialize)]
pub(super) struct HandoffAnswer<'a> {
    last: Option<Last<'a>>,
    handoff: Handoff<'a>,
}

/// The handoff that was recorded last, and what it told.
#[derive(Serialize)]
struct Last<'a> {
    by: &'a str,
    recorded: String,
    handoff: Option<Handoff<'a>>,
}

#[derive(Serialize)]
struct Handoff<'a> {
    since: Option<&'a str>,
    commit: Option<&'a str>,
    commits: Option<usize>,
    completed: Vec<Completed<'a>>,
    gates: Vec<Ran<'a>>,
    opened: Vec<Named<'a>>,
    settled: Vec<Named<'a>>,
    decisions: Vec<Named<'a>>,
    next: Option<NextUp<'a>>,
    uncommitted: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Completed<'a> {
    item: Key<'a>,
    title: &'a str,
    standing: &'static str,
    is_shown: bool,
}

#[derive(Serialize)]
struct Ran<'a> {
    gate: &'a str,
    verdict: &'a str,
    runs: usize,
    records: Vec<String>,
}

#[derive(Serialize)]
struct Named<'a> {
    item: Key<'a>,
    title: &'a str,
    says: &'a str,
}

#[derive(Serialize)]
struct NextUp<'a> {
    item: Key<'a>,
    title: &'a str,
    reason: &'a str,
    command: &'a str,
}

impl<'a> HandoffAnswer<'a> {
    pub(super) fn new(
        last: Option<&'a handoff::Last>,
        before: Option<&'a handoff::Handoff>,
        now: &'a handoff::Handoff,
    ) -> Self {
        let last = last.map(|last| Last {
            by: &last.by,
            recorded: last.recorded.to_string(),
            handoff: before.map(Handoff::new),
        });
        Self { last, handoff: Handoff::new(now) }
    }
}

impl<'a> Handoff<'a> {
    fn new(handoff: &'a handoff::Handoff) -> Self {
        let completed = handoff.completed.iter().map(|it| Completed {
            item: Key::from(&it.key),
            title: &it.title,
            standing: it.standing,
            is_shown: it.is_shown,
        });
        let gates = handoff.gates.iter().map(|it| Ran {
            gate: it.gate.as_str(),
            verdict: &it.verdict,
            runs: it.records.len(),
            records: it.records.iter().map(ToString::to_string).collect(),
        });
        let next = handoff.next.as_ref().map(|it| NextUp {
            item: Key::from(&it.key),
            title: &it.title,
            reason: &it.reason,
            command: &it.command,
        });
        Self {
            since: handoff.since.as_deref(),
            commit: handoff.commit.as_ref().map(CommitId::as_str),
            commits: handoff.commits,
            completed: completed.collect(),
            gates: gates.collect(),
            opened: named(&handoff.opened),
            settled: named(&handoff.settled),
            decisions: named(&handoff.decisions),
            next,
            uncommitted: handoff.uncommitted.iter().map(RepoPath::as_str).collect(),
        }
    }
}

fn named(items: &[handoff::Named]) -> Vec<Named<'_>> {
    let named =
        items.iter().map(|it| Named { item: Key::from(&it.key), title: &it.title, says: &it.says });
    named.collect()
}
