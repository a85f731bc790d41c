//! What became of a decision, as events and statements carry it, and the predicate `decision/v1`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::{
    Affected, Allowed, Decided, DecisionRuling, Judging, Says, Statement, StatementSubject,
    wire::{
        Recording, WhyUnread,
        part::{self, DigestSet, Item, Subject, wrong},
        statement::{Head, Predicate},
    },
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireDecided {
    decision: Item,
    title: String,
    ruling: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    superseded_by: Option<Item>,
    text: DigestSet,
    affects: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allows: Vec<WireAllowed>,
}

/// An alteration that is let pass. A definition that is not there has no digest.
#[derive(Serialize, Deserialize)]
struct WireAllowed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<Item>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<DigestSet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<DigestSet>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DecisionPredicate {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    decided: WireDecided,
}

impl WireDecided {
    pub(super) fn new(decided: &Decided) -> Self {
        let Decided { decision, title, ruling, text, affects, allows } = decided;
        let superseded_by = match ruling {
            DecisionRuling::Superseded { by } => Some(Item::new(by)),
            DecisionRuling::Accepted | DecisionRuling::Rejected => None,
        };
        Self {
            decision: Item::new(decision),
            title: title.to_string(),
            ruling: ruling.as_str().to_owned(),
            superseded_by,
            text: (*text).into(),
            affects: affects.iter().map(ToString::to_string).collect(),
            allows: allows.iter().map(WireAllowed::new).collect(),
        }
    }

    pub(super) fn read(&self) -> Result<Decided, WhyUnread> {
        let ruling = match (self.ruling.as_str(), &self.superseded_by) {
            ("accepted", None) => DecisionRuling::Accepted,
            ("rejected", None) => DecisionRuling::Rejected,
            ("superseded", Some(by)) => DecisionRuling::Superseded { by: by.read()? },
            _ => {
                return Err(wrong("ruling", "is none, or does not go with what stands beside it"));
            }
        };
        let affected = |text: &String| {
            let affected = Affected::parse(text).filter(|it| it.to_string() == *text);
            affected.ok_or(wrong("affects", "names no item and no gate"))
        };
        Ok(Decided {
            decision: self.decision.read()?,
            title: self.title.as_str().into(),
            ruling,
            text: self.text.read("text")?,
            affects: self.affects.iter().map(affected).collect::<Result<_, _>>()?,
            allows: self.allows.iter().map(WireAllowed::read).collect::<Result<_, _>>()?,
        })
    }
}

impl WireAllowed {
    fn new(allowed: &Allowed) -> Self {
        let Allowed { of, before, after } = allowed;
        let (gate, item, part) = match of {
            Judging::Gate(gate) => (Some(gate.to_string()), None, None),
            Judging::Item(item) => (None, Some(Item::new(item)), None),
            Judging::Part(part) => (None, None, Some(part.to_string())),
        };
        Self { gate, item, part, before: before.map(Into::into), after: after.map(Into::into) }
    }

    fn read(&self) -> Result<Allowed, WhyUnread> {
        let of = match (&self.gate, &self.item, self.part.as_deref()) {
            (Some(gate), None, None) => Judging::Gate(part::gate_name(gate)?),
            (None, Some(item), None) => Judging::Item(item.read()?),
            (None, None, Some(part)) if !part.is_empty() => Judging::Part(part.into()),
            _ => return Err(wrong("allows", "must each name one thing that is altered")),
        };
        let digest = |set: &Option<DigestSet>| {
            set.as_ref().map(|digest| digest.read("allows.digest")).transpose()
        };
        Ok(Allowed { of, before: digest(&self.before)?, after: digest(&self.after)? })
    }
}

impl DecisionPredicate {
    pub(super) fn new(
        decided: &Decided,
        subject: &StatementSubject,
        recording: &Recording<'_>,
    ) -> Self {
        Self { head: Head::new(subject, recording), decided: WireDecided::new(decided) }
    }
}

impl Predicate for DecisionPredicate {
    fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        self.head.recorded()
    }

    fn read(&self, subjects: &[Subject<'_>]) -> Result<Statement, WhyUnread> {
        let says = Says::Decision(self.decided.read()?);
        Ok(Statement { subject: self.head.subject(subjects)?, says })
    }
}
