//! What people answered to the request to accept an item, on the wire.

use serde::Serialize;

use crate::{
    agreed::{Answerer, ApprovalState, JudgedCondition},
    judge::Judged,
    signature::Presence,
};

/// An answer, or that there is none.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Approval<'a> {
    state: &'static str,
    by: Option<By<'a>>,
    reason: Option<&'a str>,
    conditions: Vec<Condition<'a>>,
    /// What changed since the last approval, where that is void.
    changes: Vec<String>,
}

/// Who answered.
#[derive(Serialize)]
struct By<'a> {
    principal: &'a str,
    key: &'a str,
    presence: bool,
    at: String,
    record: String,
}

/// A condition, and what its gate says.
#[derive(Serialize)]
struct Condition<'a> {
    text: &'a str,
    gate: Option<&'a str>,
    verdict: &'static str,
}

impl<'a> Approval<'a> {
    /// The answer; nothing where nobody has to give one.
    pub(super) fn new(judged: &'a Judged) -> Option<Self> {
        let none = |state| Self {
            state,
            by: None,
            reason: None,
            conditions: Vec::new(),
            changes: Vec::new(),
        };
        Some(match &judged.approval {
            ApprovalState::NotNeeded => return None,
            ApprovalState::Outstanding { void: None, .. } => none("outstanding"),
            ApprovalState::Outstanding { void: Some(void), .. } => Self {
                by: Some(By::new(&void.by)),
                changes: void.changes.iter().map(ToString::to_string).collect(),
                ..none("void")
            },
            ApprovalState::Conditional { by, conditions } => Self {
                by: Some(By::new(by)),
                conditions: conditions.iter().map(Condition::new).collect(),
                ..none("conditional")
            },
            ApprovalState::Approved { by } => Self { by: Some(By::new(by)), ..none("approved") },
            ApprovalState::Rejected { by, reason } => {
                Self { by: Some(By::new(by)), reason: Some(reason), ..none("rejected") }
            }
        })
    }
}

impl<'a> By<'a> {
    fn new(by: &'a Answerer) -> Self {
        let Answerer { voice, record } = by;
        Self {
            principal: &voice.principal,
            key: &voice.key,
            presence: voice.presence == Presence::Touched,
            at: voice.at.to_string(),
            record: record.to_string(),
        }
    }
}

impl<'a> Condition<'a> {
    fn new(condition: &'a JudgedCondition) -> Self {
        Self {
            text: &condition.text,
            gate: condition.gate.as_ref().map(crate::id::ItemId::as_str),
            verdict: condition.verdict.as_str(),
        }
    }
}
