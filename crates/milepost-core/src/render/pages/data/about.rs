//! Everything in templates that is about the whole project: what comes next, who waits for whom, what was
//! bundled and handed over.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Ground, day,
    fields::Fields,
    go,
    item::{self, Item, Showing},
    log::Then,
    phase,
};
use crate::{
    agreed::{self, ApprovalState},
    cadence, config,
    evidence::{Event, Payload, Record},
    id::{CommitId, ItemId},
    judge::{self, RequestAbout},
    lease,
    plan::{self, ItemKey, ItemKind},
    render::{queue, queue::shell_word, summary},
};

/// A project that depends on this one.
#[derive(Serialize)]
pub(super) struct Consumer<'a> {
    name: &'a str,
    repo: &'a str,
    tier: &'static str,
    current: Option<&'a str>,
    rollback: Option<&'a str>,
    gates: Vec<super::gate::Gate<'a>>,
    fields: Fields<'a>,
}

/// The consumers of the configuration, with what documents say of them, and those that only documents know.
pub(super) fn consumers(ground: Ground<'_>) -> Vec<Consumer<'_>> {
    let configured = &ground.scene.config.consumers;
    let consumers = configured.iter().map(|(name, it)| Consumer::new(ground, name, it));
    let said = super::of_kind(ground.account.plan, plan::ItemKind::Consumer);
    let said = said.filter(|item| !configured.keys().any(|name| is_called(item, name)));
    consumers.chain(said.map(|item| Consumer::said(ground, item))).collect()
}

fn is_called(item: &plan::Item, name: &ItemId) -> bool {
    item.key.name.as_str().trim_matches('`').eq_ignore_ascii_case(name.as_str())
}

impl<'a> Consumer<'a> {
    fn new(ground: Ground<'a>, name: &'a ItemId, consumer: &'a config::Consumer) -> Self {
        let mut items = super::of_kind(ground.account.plan, plan::ItemKind::Consumer);
        let said = items.find(|item| is_called(item, name));
        let fields = said.map(|item| item::fields(ground, item)).unwrap_or_default();
        let gates = super::gate::all(ground).into_iter();
        let gates = gates.filter(|gate| consumer.gates.iter().any(|it| it.as_str() == gate.name()));
        Self {
            name: name.as_str(),
            repo: &consumer.repo,
            tier: consumer.tier.as_str(),
            current: consumer.current.as_ref().map(CommitId::short),
            rollback: consumer.rollback.as_ref().map(CommitId::short),
            gates: gates.collect(),
            fields: Fields::new(fields),
        }
    }
}

impl<'a> Consumer<'a> {
    /// One that only documents know.
    fn said(ground: Ground<'a>, item: &'a plan::Item) -> Self {
        Self {
            name: summary::name(ground.account, item).trim_matches('`'),
            repo: "",
            tier: "",
            current: None,
            rollback: None,
            gates: Vec::new(),
            fields: Fields::new(item::fields(ground, item)),
        }
    }
}

/// The entries of calendars, in the order of their documents.
pub(super) fn calendar(ground: Ground<'_>) -> Vec<Day<'_>> {
    let entries = super::of_kind(ground.account.plan, plan::ItemKind::CalendarEntry);
    let mut entries: Vec<&plan::Item> = entries.collect();
    entries.sort_by_key(|item| item.claims.first().copied());
    entries.into_iter().map(|item| Day::new(ground, item)).collect()
}

/// An entry of a calendar.
#[derive(Serialize)]
pub(super) struct Day<'a> {
    title: &'a str,
    says: Option<&'a str>,
    is_finished: bool,
    on: Option<String>,
    fields: Fields<'a>,
}

impl<'a> Day<'a> {
    fn new(ground: Ground<'a>, item: &'a plan::Item) -> Self {
        let says = ground.account.says(item);
        let fields = item::fields(ground, item);
        let on = fields.values().find_map(|field| field.day);
        Self {
            title: ground.account.plan.title(item),
            says: says.map(|says| &*says.raw),
            is_finished: says.is_some_and(|says| says.status.is_finished()),
            on: on.map(|day| day.to_string()),
            fields: Fields::new(fields),
        }
    }
}

/// An entry of a queue that documents keep.
#[derive(Serialize)]
pub(super) struct Queued<'a> {
    id: Option<&'a str>,
    title: &'a str,
    priority: Option<&'a str>,
}

/// The entries of the documents' own queues that are not finished.
pub(super) fn queued(ground: Ground<'_>) -> Vec<Queued<'_>> {
    let entries = queue::queued(ground.account);
    let entries = entries.map(|(_, claim)| Queued {
        id: claim.id.as_ref().map(ItemId::as_str),
        title: &claim.title,
        priority: claim.field("priority").map(|field| &*field.value),
    });
    entries.collect()
}

/// Work that can be done now.
#[derive(Serialize)]
pub(super) struct Next<'a> {
    name: &'a str,
    title: &'a str,
    kind: &'static str,
    why: &'static str,
    parent: Option<&'a str>,
    command: String,
    is_queued: bool,
}

/// What to work on, in order.
pub(super) fn next(ground: Ground<'_>) -> Vec<Next<'_>> {
    let ready = queue::ready(ground.account).into_iter();
    // One works on the milestones of a phase.
    let is_whole = |item: &plan::Item| {
        item.key.kind == ItemKind::Phase && !phase::milestones(ground, item).is_empty()
    };
    let is_held = |item: &plan::Item| go::of(ground, item).is_some_and(|go| !go.is_allowed());
    let ready = ready.filter(|ready| !is_whole(ready.item) && !is_held(ready.item));
    let next = ready.map(|ready| Next {
        name: ready.name,
        title: ready.title,
        kind: ready.item.key.kind.as_str(),
        why: ready.urgency.as_str(),
        parent: ready.item.parent.as_ref().map(|parent| parent.name.as_str()),
        command: ready.command,
        is_queued: ready.is_queued,
    });
    next.collect()
}

/// Something that a person is asked for.
#[derive(Serialize)]
pub(super) struct Request<'a> {
    name: &'a str,
    title: &'a str,
    kind: &'static str,
    who: Vec<&'a str>,
    next: String,
    /// The work that it is about.
    item: Option<Item<'a>>,
    /// The next of its kind, which it lets begin.
    then: Option<Then<'a>>,
}

/// What waits for a person: what was proven and is not accepted, and what only a person can answer.
pub(super) fn requests(ground: Ground<'_>) -> Vec<Request<'_>> {
    let account = ground.account;
    let config = ground.scene.config;
    let asked = judge::requests(account.plan, config, account.report);
    let mut keys: BTreeSet<&ItemKey> = BTreeSet::new();
    let mut gates = Vec::new();
    for request in asked {
        match request.about {
            RequestAbout::Item(key) => drop(keys.insert(key)),
            RequestAbout::Gate(name) => gates.push(Request {
                name: name.as_str(),
                title: "",
                kind: "gate",
                who: config.gates.get(name).map(who_of).unwrap_or_default(),
                next: format!("milepost review --gate {}", shell_word(name.as_str())),
                item: None,
                then: None,
            }),
        }
    }
    keys.extend(outstanding(ground));
    let items = keys.into_iter().filter_map(|key| account.plan.items.get(key));
    let items = items.map(|item| {
        let name = summary::name(account, item);
        let need = agreed::need(ground.scene, item);
        let shown = shell_word(name);
        let next = if item.key.kind == ItemKind::Decision {
            format!("milepost decide {shown} --accept")
        } else if need.is_some() {
            format!("milepost approve {shown}")
        } else {
            format!("milepost review {shown}")
        };
        Request {
            name,
            title: account.plan.title(item),
            kind: item.key.kind.as_str(),
            who: config.approvals.who(need.occasion()).iter().map(|who| &**who).collect(),
            next,
            item: item.key.kind.is_work().then(|| Item::new(ground, item)),
            then: Then::after(ground, item),
        }
    });
    items.chain(gates).collect()
}

fn who_of(gate: &crate::gate::Gate) -> Vec<&str> {
    match &gate.check {
        crate::gate::Check::Review(check) => check.by.iter().map(|who| &**who).collect(),
        crate::gate::Check::Run(_) => Vec::new(),
    }
}

/// What was proven once, and nobody has accepted.
fn outstanding(ground: Ground<'_>) -> impl Iterator<Item = &ItemKey> {
    ground.account.report.items.iter().filter_map(move |judged| {
        let item = ground.account.plan.items.get(&judged.key)?;
        let is_open = match judged.approval {
            ApprovalState::Outstanding { .. } | ApprovalState::Conditional { .. } => true,
            ApprovalState::NotNeeded
            | ApprovalState::Approved { .. }
            | ApprovalState::Rejected { .. } => false,
        };
        (is_open && Showing::of(ground, item, Some(judged)).is_shown).then_some(&judged.key)
    })
}

/// What is looked at in every period, and what was bundled last.
#[derive(Serialize)]
pub(super) struct Cadence<'a> {
    name: &'a str,
    owner: Option<&'a str>,
    packet: Option<Packet<'a>>,
    packets: usize,
}

/// What a period came to.
#[derive(Serialize)]
struct Packet<'a> {
    starts: String,
    ends: String,
    on: String,
    commit: &'a str,
    is_green: bool,
    gates: Vec<PacketGate<'a>>,
    reviews: Vec<&'a str>,
    audits: Vec<&'a str>,
}

/// A gate of a packet.
#[derive(Serialize)]
struct PacketGate<'a> {
    gate: &'a str,
    verdict: &'a str,
    record: Option<String>,
    is_green: bool,
}

/// The cadences of the configuration.
pub(super) fn cadences(ground: Ground<'_>) -> Vec<Cadence<'_>> {
    let cadences = ground.scene.config.cadences.iter().map(|(name, cadence)| {
        let packets = cadence::packets(ground.scene.ledger, name);
        let last = packets.last().copied();
        Cadence {
            name: name.as_str(),
            owner: cadence.owner.as_deref(),
            packets: packets.len(),
            packet: last.map(|(record, packet)| Packet::new(record, packet)),
        }
    });
    cadences.collect()
}

impl<'a> Packet<'a> {
    fn new(record: &'a Record, packet: &'a crate::evidence::Packet) -> Self {
        let gates = packet.gates.iter().map(|bundled| PacketGate {
            gate: bundled.gate.as_str(),
            verdict: &bundled.verdict,
            record: bundled.record.map(|record| record.short()),
            is_green: bundled.is_green(),
        });
        let commit = match &record.payload {
            Payload::Event(event) => event.commit().short(),
            Payload::Run(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => "",
        };
        Self {
            starts: packet.starts.to_string(),
            ends: packet.ends.to_string(),
            on: day(record.recorded),
            commit,
            is_green: packet.is_green(),
            gates: gates.collect(),
            reviews: packet.reviews.iter().map(ItemId::as_str).collect(),
            audits: packet.audits.iter().map(ItemId::as_str).collect(),
        }
    }
}

/// What was recorded since work was handed over last, or since the beginning.
#[derive(Serialize)]
pub(super) struct Handoff<'a> {
    since: Option<Since<'a>>,
    completed: Vec<Named<'a>>,
    gates: Vec<Ran<'a>>,
    decided: Vec<Named<'a>>,
}

/// The handoff before.
#[derive(Serialize)]
struct Since<'a> {
    on: String,
    commit: &'a str,
    by: &'a str,
}

/// Something with what became of it.
#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    title: &'a str,
    says: &'a str,
    on: String,
}

/// A gate that was run.
#[derive(Serialize)]
struct Ran<'a> {
    gate: &'a str,
    outcome: &'static str,
    records: Vec<String>,
}

impl<'a> Handoff<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Self {
        let records = &ground.scene.ledger.records;
        let is_handoff =
            |record: &Record| matches!(&record.payload, Payload::Event(Event::Handoff { .. }));
        let last = records.iter().rposition(is_handoff);
        let since = last.and_then(|at| records.get(at)).map(|record| Since {
            on: day(record.recorded),
            commit: match &record.payload {
                Payload::Event(event) => event.commit().short(),
                Payload::Run(_)
                | Payload::Statement(_)
                | Payload::Signature(_)
                | Payload::Unknown { .. } => "",
            },
            by: &record.by,
        });
        let mut handoff =
            Self { since, completed: Vec::new(), gates: Vec::new(), decided: Vec::new() };
        for record in records.iter().skip(last.map_or(0, |at| at + 1)) {
            handoff.take(ground, record);
        }
        handoff
    }

    fn take(&mut self, ground: Ground<'a>, record: &'a Record) {
        let on = day(record.recorded);
        match &record.payload {
            Payload::Run(run) => {
                let gate = run.gate.as_str();
                let id = record.id.short();
                match self.gates.iter_mut().find(|ran| ran.gate == gate) {
                    Some(ran) => {
                        ran.outcome = run.outcome.as_str();
                        ran.records.push(id);
                    }
                    None => self.gates.push(Ran {
                        gate,
                        outcome: run.outcome.as_str(),
                        records: vec![id],
                    }),
                }
            }
            Payload::Event(Event::Done { item, .. }) => {
                let title = lease::key_of(ground.account.plan, item)
                    .and_then(|key| ground.account.plan.items.get(key))
                    .map_or("", |item| ground.account.plan.title(item));
                self.completed.push(Named { name: item.id.as_str(), title, says: "proven", on });
            }
            Payload::Event(Event::Decided { decided, .. }) => self.decided.push(Named {
                name: decided.decision.id.as_str(),
                title: &decided.title,
                says: decided.ruling.as_str(),
                on,
            }),
            Payload::Statement(statement) => match &statement.says {
                crate::evidence::Says::Decision(decided) => self.decided.push(Named {
                    name: decided.decision.id.as_str(),
                    title: &decided.title,
                    says: decided.ruling.as_str(),
                    on,
                }),
                crate::evidence::Says::Approval(_)
                | crate::evidence::Says::Review { .. }
                | crate::evidence::Says::Waiver(_) => {}
            },
            Payload::Event(_) | Payload::Signature(_) | Payload::Unknown { .. } => {}
        }
    }
}
