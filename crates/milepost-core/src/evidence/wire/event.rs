//! The predicate `https://milepost.dev/evidence/event/v1`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{
        Baseline, ControlsEnd, Event, EvidenceKey, ItemName, Target, Turn,
        wire::{
            Recording, WhyUnread,
            decided::WireDecided,
            definition::WireDefinition,
            packet::WirePacket,
            part::{self, DigestSet, Gate, Item, Subject, item_id, wrong},
            statement::Shown,
        },
    },
    id::CommitId,
};

/// The kinds of events that this version knows.
const KINDS: [&str; 14] = [
    "done",
    "calibrated",
    "promoted",
    "demoted",
    "audited",
    "packet",
    "handoff",
    "suspended",
    "resumed",
    "rescoped",
    "superseded",
    "stolen",
    "baseline",
    "decided",
];

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
    Suspended {
        item: Option<Item>,
        except: Vec<String>,
        reason: String,
    },
    Resumed {
        item: Option<Item>,
        reason: String,
    },
    Rescoped {
        item: Option<Item>,
        to: Option<String>,
        decision: Option<Item>,
        reason: String,
    },
    Superseded {
        item: Option<Item>,
        replacement: Item,
        decision: Option<Item>,
        reason: String,
    },
    Stolen {
        item: Item,
        from: String,
        reason: String,
    },
    Baseline {
        definition: WireDefinition,
        shown: Vec<Shown>,
        reason: String,
    },
    Decided(WireDecided),
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
            What::Suspended { item, except, reason } => {
                let except = except.iter().map(|id| item_id(id, "except"));
                let turn = Turn::Suspended { except: except.collect::<Result<_, _>>()? };
                steered(item.as_ref(), turn, commit, reason)?
            }
            What::Resumed { item, reason } => {
                steered(item.as_ref(), Turn::Resumed, commit, reason)?
            }
            What::Rescoped { item, to, decision, reason } => {
                let to = to.as_deref().map(Into::into);
                let turn = Turn::Rescoped { to, decision: read(decision.as_ref())? };
                steered(item.as_ref(), turn, commit, reason)?
            }
            What::Superseded { item, replacement, decision, reason } => {
                let (by, decision) = (replacement.read()?, read(decision.as_ref())?);
                steered(item.as_ref(), Turn::Superseded { by, decision }, commit, reason)?
            }
            What::Stolen { item, from, reason } => Event::Stolen {
                item: item.read()?,
                from: from.as_str().into(),
                commit,
                reason: said(reason)?,
            },
            What::Baseline { definition, shown, reason } => {
                let baseline = Baseline {
                    definition: definition.read()?,
                    shown: shown.iter().map(Shown::read).collect::<Result<_, _>>()?,
                    reason: reason.as_str().into(),
                };
                Event::Baseline { baseline: Box::new(baseline), commit }
            }
            What::Decided(decided) => Event::Decided { decided: Box::new(decided.read()?), commit },
        })
    }
}

fn steered(
    item: Option<&Item>,
    turn: Turn,
    commit: CommitId,
    reason: &str,
) -> Result<Event, WhyUnread> {
    let target = match (read(item)?, &turn) {
        (Some(item), _) => Target::Item(item),
        (None, Turn::Suspended { .. } | Turn::Resumed) => Target::Project,
        (None, Turn::Rescoped { .. } | Turn::Superseded { .. }) => {
            return Err(wrong("item", "is missing: no project leaves its own plan"));
        }
    };
    Ok(Event::Steered { target, turn, commit, reason: said(reason)? })
}

fn read(item: Option<&Item>) -> Result<Option<ItemName>, WhyUnread> {
    item.map(Item::read).transpose()
}

/// A reason, which says something.
fn said(reason: &str) -> Result<Box<str>, WhyUnread> {
    match reason.trim() {
        "" => Err(wrong("reason", "is empty")),
        _ => Ok(reason.into()),
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
            Event::Baseline { baseline, commit: _ } => Self::Baseline {
                definition: WireDefinition::new(&baseline.definition),
                shown: baseline.shown.iter().map(Shown::new).collect(),
                reason: baseline.reason.to_string(),
            },
            Event::Decided { decided, commit: _ } => Self::Decided(WireDecided::new(decided)),
            Event::Packet { commit: _, packet } => Self::Packet { packet: packet.into() },
            Event::Handoff { commit: _, since } => {
                Self::Handoff { since: since.as_ref().map(ToString::to_string) }
            }
            Event::Steered { target, turn, commit: _, reason } => {
                Self::steered(target, turn, reason.to_string())
            }
            Event::Stolen { item, from, commit: _, reason } => Self::Stolen {
                item: Item::new(item),
                from: from.to_string(),
                reason: reason.to_string(),
            },
        }
    }

    fn steered(target: &Target, turn: &Turn, reason: String) -> Self {
        let item = match target {
            Target::Item(item) => Some(Item::new(item)),
            Target::Project => None,
        };
        let decided = |decision: &Option<ItemName>| decision.as_ref().map(Item::new);
        match turn {
            Turn::Suspended { except } => {
                let except = except.iter().map(ToString::to_string).collect();
                Self::Suspended { item, except, reason }
            }
            Turn::Resumed => Self::Resumed { item, reason },
            Turn::Rescoped { to, decision } => {
                let to = to.as_ref().map(ToString::to_string);
                Self::Rescoped { item, to, decision: decided(decision), reason }
            }
            Turn::Superseded { by, decision } => {
                let (replacement, decision) = (Item::new(by), decided(decision));
                Self::Superseded { item, replacement, decision, reason }
            }
        }
    }
}
