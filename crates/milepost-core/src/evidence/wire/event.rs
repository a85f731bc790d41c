//! The predicate `https://milepost.dev/evidence/event/v1`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::{
    ControlsEnd, Event, EvidenceKey,
    wire::{
        Recording, WhyUnread,
        packet::WirePacket,
        part::{self, DigestSet, Gate, Item, Subject, item_id, wrong},
    },
};

/// The kinds of events that this version knows.
const KINDS: [&str; 7] =
    ["done", "calibrated", "promoted", "demoted", "audited", "packet", "handoff"];

/// As much of an event as tells which it is.
#[derive(Deserialize)]
pub(super) struct Kind<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
}

impl Kind<'_> {
    pub(super) fn is_known(&self) -> bool {
        KINDS.contains(&&*self.event)
    }
}

/// What stands in the statement of an event.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Predicate {
    recorded_at: String,
    recorded_by: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum What {
    Done {
        item: Item,
        definition: DigestSet,
    },
    Calibrated {
        gate: Gate,
        project_tree: String,
        good: u32,
        bad: u32,
        end: String,
    },
    Promoted {
        gate: Gate,
        reason: String,
    },
    Demoted {
        gate: Gate,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<String>,
    },
    Audited {
        gate: Gate,
        key: DigestSet,
        inputs: DigestSet,
        agrees: bool,
    },
    Packet {
        packet: WirePacket,
    },
    Handoff {
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<String>,
    },
}

/// The subject of an event.
pub(super) fn subject<'a>(event: &'a Event, repository: &str) -> Subject<'a> {
    Subject::new(repository, event.commit(), None)
}

impl Predicate {
    pub(super) fn new(event: &Event, recording: &Recording<'_>) -> Self {
        Self {
            recorded_at: recording.at.to_string(),
            recorded_by: recording.by.to_owned(),
            what: What::new(event),
        }
    }

    pub(super) fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        Ok((part::time(&self.recorded_at, "recordedAt")?, self.recorded_by.as_str().into()))
    }

    pub(super) fn read(&self, subjects: &[Subject<'_>]) -> Result<Event, WhyUnread> {
        let subject = part::the_subject(subjects)?;
        let commit = part::commit(&subject.git_commit, "subject")?;
        Ok(match &self.what {
            What::Done { item, definition } => Event::Done {
                item: item.read()?,
                definition: definition.read("definition")?,
                commit,
            },
            What::Calibrated { gate, project_tree, good, bad, end } => Event::Calibrated {
                gate: gate.name()?,
                definition: gate.digest()?,
                commit,
                at: part::object(project_tree, "projectTree")?,
                good: *good,
                bad: *bad,
                end: ControlsEnd::of(end).ok_or(wrong("end", "is no end of a calibration"))?,
            },
            What::Promoted { gate, reason } => {
                Event::Promoted { gate: gate.name()?, commit, reason: reason.as_str().into() }
            }
            What::Demoted { gate, reason, decision } => Event::Demoted {
                gate: gate.name()?,
                commit,
                reason: reason.as_str().into(),
                decision: decision.as_deref().map(|id| item_id(id, "decision")).transpose()?,
            },
            What::Audited { gate, key, inputs, agrees } => {
                let (gate, definition) = (gate.name()?, gate.digest()?);
                let (key, inputs) = (EvidenceKey(key.read("key")?), inputs.read("inputs")?);
                if key != EvidenceKey::narrowed(&gate, definition, inputs) {
                    return Err(wrong("key", "is not that of its gate, definition and inputs"));
                }
                Event::Audited { gate, definition, commit, key, inputs, agrees: *agrees }
            }
            What::Packet { packet } => Event::Packet { commit, packet: packet.read()? },
            What::Handoff { since } => {
                let since = since.as_ref().map(|since| part::commit(since, "since")).transpose()?;
                Event::Handoff { commit, since }
            }
        })
    }
}

impl What {
    fn new(event: &Event) -> Self {
        match event {
            Event::Done { item, definition, commit: _ } => {
                Self::Done { item: Item::new(item), definition: (*definition).into() }
            }
            Event::Calibrated { gate, definition, commit: _, at, good, bad, end } => {
                Self::Calibrated {
                    gate: Gate::new(gate, Some(*definition)),
                    project_tree: at.to_string(),
                    good: *good,
                    bad: *bad,
                    end: end.as_str().to_owned(),
                }
            }
            Event::Promoted { gate, commit: _, reason } => {
                Self::Promoted { gate: Gate::new(gate, None), reason: reason.to_string() }
            }
            Event::Demoted { gate, commit: _, reason, decision } => Self::Demoted {
                gate: Gate::new(gate, None),
                reason: reason.to_string(),
                decision: decision.as_ref().map(ToString::to_string),
            },
            Event::Audited { gate, definition, commit: _, key, inputs, agrees } => Self::Audited {
                gate: Gate::new(gate, Some(*definition)),
                key: key.0.into(),
                inputs: (*inputs).into(),
                agrees: *agrees,
            },
            Event::Packet { commit: _, packet } => Self::Packet { packet: packet.into() },
            Event::Handoff { commit: _, since } => {
                Self::Handoff { since: since.as_ref().map(ToString::to_string) }
            }
        }
    }
}
