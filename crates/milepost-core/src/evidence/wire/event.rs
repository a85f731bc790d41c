//! The predicate `https://milepost.dev/evidence/event/v1`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::{
    Baseline, ControlsEnd, Event, EvidenceKey,
    wire::{
        Recording, WhyUnread,
        decided::WireDecided,
        definition::WireDefinition,
        part::{self, DigestSet, Gate, Item, Subject, wrong},
        statement::Shown,
    },
};

/// The kinds of events that this version knows.
const KINDS: [&str; 7] =
    ["done", "calibrated", "promoted", "demoted", "audited", "baseline", "decided"];

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
    Done { item: Item, definition: DigestSet },
    Calibrated { gate: Gate, project_tree: String, good: u32, bad: u32, end: String },
    Promoted { gate: Gate, reason: String },
    Demoted { gate: Gate, reason: String },
    Audited { gate: Gate, key: DigestSet, inputs: DigestSet, agrees: bool },
    Baseline { definition: WireDefinition, shown: Vec<Shown>, reason: String },
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
            What::Demoted { gate, reason } => {
                Event::Demoted { gate: gate.name()?, commit, reason: reason.as_str().into() }
            }
            What::Audited { gate, key, inputs, agrees } => {
                let (gate, definition) = (gate.name()?, gate.digest()?);
                let (key, inputs) = (EvidenceKey(key.read("key")?), inputs.read("inputs")?);
                if key != EvidenceKey::narrowed(&gate, definition, inputs) {
                    return Err(wrong("key", "is not that of its gate, definition and inputs"));
                }
                Event::Audited { gate, definition, commit, key, inputs, agrees: *agrees }
            }
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
            Event::Demoted { gate, commit: _, reason } => {
                Self::Demoted { gate: Gate::new(gate, None), reason: reason.to_string() }
            }
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
        }
    }
}
