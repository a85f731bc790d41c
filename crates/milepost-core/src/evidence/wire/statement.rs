//! The predicates of what people state: `approval/v1`, `review/v1` and `waiver/v1`.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{
        Answered, AnsweredOf, Approval, Condition, EvidenceKey, Holds, Ruling, Says, ShownGate,
        Statement, StatementSubject, Waived, Waiver, WaiverExtent,
        wire::{
            Recording, WhyUnread,
            definition::WireDefinition,
            part::{self, DigestSet, Gate, Item, Subject, wrong},
        },
    },
    gate::GateName,
};

/// What all statements carry.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    recorded_at: String,
    recorded_by: String,
    project_tree: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApprovalPredicate {
    #[serde(flatten)]
    head: Head,
    ruling: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<WireCondition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    definition: WireDefinition,
    shown: Vec<Shown>,
    answers: Vec<Answer>,
    policy: DigestSet,
    note: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReviewPredicate {
    #[serde(flatten)]
    head: Head,
    answers: Vec<Answer>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WaiverPredicate {
    #[serde(flatten)]
    head: Head,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gate: Option<Gate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    criterion: Option<WaivedCriterion>,
    /// Present and `null` where it does not apply at all.
    until: Option<String>,
    reason: String,
    owner: String,
}

#[derive(Serialize, Deserialize)]
struct WireCondition {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Shown {
    gate: String,
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<DigestSet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<Item>,
    text: String,
    holds: bool,
    note: String,
    key: DigestSet,
}

#[derive(Serialize, Deserialize)]
struct WaivedCriterion {
    item: Item,
    text: String,
}

/// The subject of a statement.
pub(super) fn subject<'a>(statement: &'a Statement, repository: &str) -> Subject<'a> {
    let StatementSubject { commit, tree, project: _ } = &statement.subject;
    Subject::new(repository, commit, Some(tree))
}

impl Head {
    pub(super) fn new(subject: &StatementSubject, recording: &Recording<'_>) -> Self {
        Self {
            recorded_at: recording.at.to_string(),
            recorded_by: recording.by.to_owned(),
            project_tree: subject.project.to_string(),
        }
    }

    pub(super) fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        Ok((part::time(&self.recorded_at, "recordedAt")?, self.recorded_by.as_str().into()))
    }

    pub(super) fn subject(&self, subjects: &[Subject<'_>]) -> Result<StatementSubject, WhyUnread> {
        let subject = part::the_subject(subjects)?;
        let tree = subject.git_tree.as_deref().ok_or(wrong("subject", "has no tree"))?;
        Ok(StatementSubject {
            commit: part::commit(&subject.git_commit, "subject")?,
            tree: part::object(tree, "subject")?,
            project: part::object(&self.project_tree, "projectTree")?,
        })
    }
}

/// A predicate that is a statement of a person.
pub(super) trait Predicate {
    /// When and by whom it was recorded.
    fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread>;
    /// What it says.
    fn read(&self, subjects: &[Subject<'_>]) -> Result<Statement, WhyUnread>;
}

impl ApprovalPredicate {
    pub(super) fn new(
        approval: &Approval,
        subject: &StatementSubject,
        recording: &Recording<'_>,
    ) -> Self {
        let Approval { ruling, definition, shown, answers, policy, note } = approval;
        let (conditions, reason) = match ruling {
            Ruling::Approved => (Vec::new(), None),
            Ruling::Conditional { conditions } => {
                (conditions.iter().map(WireCondition::new).collect(), None)
            }
            Ruling::Rejected { reason } => (Vec::new(), Some(reason.to_string())),
        };
        Self {
            head: Head::new(subject, recording),
            ruling: ruling.as_str().to_owned(),
            conditions,
            reason,
            definition: WireDefinition::new(definition),
            shown: shown.iter().map(Shown::new).collect(),
            answers: answers.iter().map(Answer::new).collect(),
            policy: (*policy).into(),
            note: note.to_string(),
        }
    }

    fn ruling(&self) -> Result<Ruling, WhyUnread> {
        match (self.ruling.as_str(), self.conditions.as_slice(), &self.reason) {
            ("approved", [], None) => Ok(Ruling::Approved),
            ("conditional", conditions @ [_, ..], None) => {
                let conditions = conditions.iter().map(WireCondition::read);
                Ok(Ruling::Conditional { conditions: conditions.collect::<Result<_, _>>()? })
            }
            ("rejected", [], Some(reason)) => {
                Ok(Ruling::Rejected { reason: said(reason, "reason")? })
            }
            _ => Err(wrong("ruling", "is no answer, or does not go with what stands beside it")),
        }
    }
}

impl Predicate for ApprovalPredicate {
    fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        self.head.recorded()
    }

    fn read(&self, subjects: &[Subject<'_>]) -> Result<Statement, WhyUnread> {
        let approval = Approval {
            ruling: self.ruling()?,
            definition: self.definition.read()?,
            shown: self.shown.iter().map(Shown::read).collect::<Result<_, _>>()?,
            answers: self.answers.iter().map(Answer::read).collect::<Result<_, _>>()?,
            policy: self.policy.read("policy")?,
            note: self.note.as_str().into(),
        };
        let subject = self.head.subject(subjects)?;
        Ok(Statement { subject, says: Says::Approval(Box::new(approval)) })
    }
}

impl ReviewPredicate {
    pub(super) fn new(
        answers: &[Answered],
        subject: &StatementSubject,
        recording: &Recording<'_>,
    ) -> Self {
        let head = Head::new(subject, recording);
        Self { head, answers: answers.iter().map(Answer::new).collect() }
    }
}

impl Predicate for ReviewPredicate {
    fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        self.head.recorded()
    }

    fn read(&self, subjects: &[Subject<'_>]) -> Result<Statement, WhyUnread> {
        let answers = self.answers.iter().map(Answer::read).collect::<Result<Vec<_>, _>>()?;
        if answers.is_empty() {
            return Err(wrong("answers", "is empty"));
        }
        Ok(Statement { subject: self.head.subject(subjects)?, says: Says::Review { answers } })
    }
}

impl WaiverPredicate {
    pub(super) fn new(
        waiver: &Waiver,
        subject: &StatementSubject,
        recording: &Recording<'_>,
    ) -> Self {
        let Waiver { of, extent, reason, owner } = waiver;
        let (gate, criterion) = match of {
            Waived::Gate { gate, definition } => (Some(Gate::new(gate, Some(*definition))), None),
            Waived::Criterion { item, text } => {
                (None, Some(WaivedCriterion { item: Item::new(item), text: text.to_string() }))
            }
        };
        let until = match extent {
            WaiverExtent::Until(day) => Some(day.to_string()),
            WaiverExtent::NotApplicable => None,
        };
        Self {
            head: Head::new(subject, recording),
            gate,
            criterion,
            until,
            reason: reason.to_string(),
            owner: owner.to_string(),
        }
    }
}

impl Predicate for WaiverPredicate {
    fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        self.head.recorded()
    }

    fn read(&self, subjects: &[Subject<'_>]) -> Result<Statement, WhyUnread> {
        let of = match (&self.gate, &self.criterion) {
            (Some(gate), None) => Waived::Gate { gate: gate.name()?, definition: gate.digest()? },
            (None, Some(WaivedCriterion { item, text })) => {
                Waived::Criterion { item: item.read()?, text: said(text, "criterion.text")? }
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(wrong("gate", "and `criterion`: exactly one of them must be there"));
            }
        };
        let extent = match &self.until {
            Some(day) => {
                let day: Option<Date> = day.parse().ok();
                WaiverExtent::Until(day.ok_or(wrong("until", "is no day"))?)
            }
            None => WaiverExtent::NotApplicable,
        };
        let waiver = Waiver {
            of,
            extent,
            reason: said(&self.reason, "reason")?,
            owner: self.owner.as_str().into(),
        };
        Ok(Statement { subject: self.head.subject(subjects)?, says: Says::Waiver(waiver) })
    }
}

impl WireCondition {
    fn new(condition: &Condition) -> Self {
        let Condition { text, gate } = condition;
        Self { text: text.to_string(), gate: gate.as_ref().map(ToString::to_string) }
    }

    fn read(&self) -> Result<Condition, WhyUnread> {
        let gate = self.gate.as_deref().map(part::gate_name).transpose()?;
        Ok(Condition { text: said(&self.text, "conditions.text")?, gate })
    }
}

impl Shown {
    pub(super) fn new(shown: &ShownGate) -> Self {
        let ShownGate { gate, verdict, key, tests } = shown;
        Self {
            gate: gate.to_string(),
            verdict: verdict.to_string(),
            key: key.map(|key| key.0.into()),
            tests: *tests,
        }
    }

    pub(super) fn read(&self) -> Result<ShownGate, WhyUnread> {
        let key = self.key.as_ref().map(|key| key.read("shown.key")).transpose()?;
        Ok(ShownGate {
            gate: part::gate_name(&self.gate)?,
            verdict: self.verdict.as_str().into(),
            key: key.map(EvidenceKey),
            tests: self.tests,
        })
    }
}

impl Answer {
    fn new(answered: &Answered) -> Self {
        let Answered { of, text, holds, note, key } = answered;
        let (gate, item) = match of {
            AnsweredOf::Gate(gate) => (Some(gate.to_string()), None),
            AnsweredOf::Item(item) => (None, Some(Item::new(item))),
        };
        Self {
            gate,
            item,
            text: text.to_string(),
            holds: *holds == Holds::Yes,
            note: note.to_string(),
            key: key.0.into(),
        }
    }

    fn read(&self) -> Result<Answered, WhyUnread> {
        let of = match (&self.gate, &self.item) {
            (Some(gate), None) => AnsweredOf::Gate(gate_of(gate)?),
            (None, Some(item)) => AnsweredOf::Item(item.read()?),
            (Some(_), Some(_)) | (None, None) => {
                return Err(wrong("answers", "must each be of a gate or of an item"));
            }
        };
        Ok(Answered {
            of,
            text: said(&self.text, "answers.text")?,
            holds: if self.holds { Holds::Yes } else { Holds::No },
            note: self.note.as_str().into(),
            key: EvidenceKey(self.key.read("answers.key")?),
        })
    }
}

fn gate_of(text: &str) -> Result<GateName, WhyUnread> {
    part::gate_name(text)
}

/// A text that says something.
fn said(text: &str, field: &'static str) -> Result<Box<str>, WhyUnread> {
    if text.trim().is_empty() { Err(wrong(field, "is empty")) } else { Ok(text.into()) }
}
