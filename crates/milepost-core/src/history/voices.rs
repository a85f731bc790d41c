//! Whose statements count, and by whom each was made.

use std::collections::BTreeMap;

use crate::{
    agreed::{may_say, need},
    authority::Voice,
    digest::Digest,
    evidence::{Event, ItemName, Payload, Record, Says, Waived},
    history::What,
    plan::Item,
    scene::Scene,
    verdict::{HeardApproval, item_name, said_by},
};

/// Who stands behind each statement of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    of: BTreeMap<Digest, Voiced>,
}

/// Who stands behind a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Voiced {
    pub(super) by: Box<str>,
    /// Why it counts for nothing, if it does.
    pub(super) void: Option<Box<str>>,
}

impl Voices {
    /// What took place with a record that is no run; nothing where that is told otherwise.
    pub(super) fn told(&self, record: &Record) -> Option<What> {
        let voiced = self.of.get(&record.id);
        let stated = || What::Stated {
            record: Box::new(record.clone()),
            by: voiced.map_or_else(|| record.by.clone(), |voiced| voiced.by.clone()),
            void: voiced.and_then(|voiced| voiced.void.clone()),
        };
        let recorded = || What::Recorded { record: Box::new(record.clone()) };
        match &record.payload {
            Payload::Statement(statement) => match &statement.says {
                Says::Approval(_) | Says::Decision(_) | Says::Waiver(_) => Some(stated()),
                Says::Review { .. } => None,
            },
            Payload::Event(event) => match event {
                Event::Decided { .. } => Some(stated()),
                Event::Baseline { .. }
                | Event::Steered { .. }
                | Event::Promoted { .. }
                | Event::Demoted { .. } => Some(recorded()),
                Event::Done { .. }
                | Event::Calibrated { .. }
                | Event::Audited { .. }
                | Event::Stolen { .. }
                | Event::Packet { .. }
                | Event::Handoff { .. } => None,
            },
            Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => None,
        }
    }
}

/// The item that a record is about, where it is about one.
pub(super) fn item_of(record: &Record) -> Option<&ItemName> {
    match &record.payload {
        Payload::Statement(statement) => match &statement.says {
            Says::Approval(approval) => Some(&approval.definition.item),
            Says::Decision(decided) => Some(&decided.decision),
            Says::Waiver(waiver) => match &waiver.of {
                Waived::Criterion { item, .. } => Some(item),
                Waived::Gate { .. } => None,
            },
            Says::Review { .. } => None,
        },
        Payload::Event(event) => event.item(),
        Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => None,
    }
}

/// Hears all statements once more, as they are heard at the end of the line: by those who may speak
/// now, of items as they are now.
pub fn voices(scene: &Scene<'_>) -> Voices {
    let people = &scene.verdicts.people;
    let items: BTreeMap<ItemName, &Item> =
        scene.plan.items.values().map(|item| (item_name(&item.key), item)).collect();
    let mut of = BTreeMap::new();
    for (name, approvals) in &people.approvals {
        for heard in approvals {
            of.insert(heard.position.record, approved(scene, items.get(name).copied(), heard));
        }
    }
    for heard in people.waivers() {
        let by = said_by(&heard.voice).into();
        of.insert(heard.position.record, Voiced { by, void: None });
    }
    for heard in people.decisions.values().flatten() {
        let by =
            if heard.voices.is_empty() { heard.by.clone() } else { said_by_all(&heard.voices) };
        of.insert(heard.position.record, Voiced { by, void: None });
    }
    for (record, why) in &people.unheard {
        let voiced = Voiced { by: "".into(), void: Some(why.to_string().into()) };
        of.insert(*record, voiced);
    }
    Voices { of }
}

fn approved(scene: &Scene<'_>, item: Option<&Item>, heard: &HeardApproval) -> Voiced {
    let Some(item) = item else {
        let why =
            "its item is in no document now, so nobody can say whether that one may approve it";
        return Voiced { by: said_by_all(&heard.voices), void: Some(why.into()) };
    };
    match may_say(scene, heard, need(scene, item)) {
        Ok(voice) => Voiced { by: said_by(&voice).into(), void: None },
        Err(why) => Voiced { by: said_by_all(&heard.voices), void: Some(why.to_string().into()) },
    }
}

fn said_by_all(voices: &[Voice]) -> Box<str> {
    voices.iter().map(said_by).collect::<Vec<_>>().join(", ").into()
}
