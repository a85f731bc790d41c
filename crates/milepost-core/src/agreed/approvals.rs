//! What people answered to the request to accept an item: over its present definition, or void.

use jiff::Timestamp;

use crate::{
    agreed::{
        definition::definition,
        goalposts::{self, Change},
        occasion::{self, Need},
    },
    authority::{self, Unheard, Voice},
    digest::Digest,
    evidence::{Condition, Definition, Ruling},
    gate::GateName,
    plan::Item,
    scene::Scene,
    verdict::{HeardApproval, Verdict, item_name},
};

/// What people answered to the request to accept an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalState {
    /// Nobody has to.
    NotNeeded,
    /// Somebody must still answer.
    Outstanding {
        /// The last approval, where it was of another definition.
        void: Option<Void>,
        /// Why answers that were given count for nothing.
        unheard: Vec<Unheard>,
    },
    /// Somebody answered under conditions. When they hold, the request is open again.
    Conditional {
        /// Who, and which record.
        by: Answerer,
        /// The conditions.
        conditions: Vec<JudgedCondition>,
    },
    /// It is accepted.
    Approved {
        /// Who, and which record.
        by: Answerer,
    },
    /// It is not.
    Rejected {
        /// Who, and which record.
        by: Answerer,
        /// Why.
        reason: Box<str>,
    },
}

/// Who answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answerer {
    /// Whose signature it is.
    pub voice: Voice,
    /// The record.
    pub record: Digest,
}

/// An approval of another definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// Who approved.
    pub by: Answerer,
    /// What changed since.
    pub changes: Vec<Change>,
}

/// A condition with what evidence says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedCondition {
    /// What must hold.
    pub text: Box<str>,
    /// The gate that shows it; none where the person looks again.
    pub gate: Option<GateName>,
    /// What the gate says; missing where there is none.
    pub verdict: Verdict,
}

impl JudgedCondition {
    /// Whether a program can tell that it does not hold yet.
    pub fn is_open(&self) -> bool {
        self.gate.is_some() && !self.verdict.satisfies()
    }
}

impl ApprovalState {
    /// When it was accepted, if it was.
    pub fn approved_at(&self) -> Option<Timestamp> {
        match self {
            Self::Approved { by } => Some(by.voice.at),
            Self::NotNeeded
            | Self::Outstanding { .. }
            | Self::Conditional { .. }
            | Self::Rejected { .. } => None,
        }
    }
}

/// The answers that stand for an item.
pub(crate) fn approval(scene: &Scene<'_>, item: &Item, need: Need) -> ApprovalState {
    let heard = scene.verdicts.people.approvals.get(&item_name(&item.key));
    let Some(heard) = heard else {
        return match need {
            Need::None => ApprovalState::NotNeeded,
            Need::Asked { .. } | Need::Policy { .. } => {
                ApprovalState::Outstanding { void: None, unheard: Vec::new() }
            }
        };
    };
    let now = definition(scene.plan, scene.config, item);
    let digest = now.digest();
    let mut unheard = Vec::new();
    let mut valid: Vec<(&HeardApproval, Answerer)> = Vec::new();
    for one in heard {
        match may_say(scene, one, need) {
            Ok(voice) => {
                let record = one.position.record;
                valid.push((one, Answerer { voice, record }));
            }
            Err(why) => unheard.push(why),
        }
    }
    let here: Vec<&(&HeardApproval, Answerer)> =
        valid.iter().filter(|(one, _)| one.approval.definition.digest() == digest).collect();
    let is_last = |one: &HeardApproval| !here.iter().any(|(later, _)| later.saw(one));
    let standing = here.iter().filter(|(one, _)| is_last(one));
    // Of answers that did not see each other, a no counts.
    match standing.max_by_key(|(one, _)| severity(&one.approval.ruling)) {
        Some((one, by)) => answered(scene, &one.approval.ruling, by),
        None if need.is_some() => {
            let void = last_approved(&valid).map(|(one, by)| void(one, by, &now));
            ApprovalState::Outstanding { void, unheard }
        }
        None => ApprovalState::NotNeeded,
    }
}

/// Who of those behind an answer may give it.
pub(crate) fn may_say(
    scene: &Scene<'_>,
    heard: &HeardApproval,
    need: Need,
) -> Result<Voice, Unheard> {
    let approvals = &scene.config.approvals;
    let who = approvals.who(need.occasion());
    let voice = authority::among(&heard.voices, &scene.config.roles, who)?;
    match heard.approval.ruling {
        // Whoever made something may always say that it is not good enough.
        Ruling::Rejected { .. } => {}
        Ruling::Approved | Ruling::Conditional { .. } => {
            let producers = heard.producers.iter().map(|producer| &**producer);
            approvals.independent(&voice.principal, producers)?;
        }
    }
    Ok(voice)
}

fn severity(ruling: &Ruling) -> u8 {
    match ruling {
        Ruling::Approved => 0,
        Ruling::Conditional { .. } => 1,
        Ruling::Rejected { .. } => 2,
    }
}

fn answered(scene: &Scene<'_>, ruling: &Ruling, by: &Answerer) -> ApprovalState {
    let by = by.clone();
    match ruling {
        Ruling::Approved => ApprovalState::Approved { by },
        Ruling::Conditional { conditions } => {
            let conditions = conditions.iter().map(|one| judged(scene, one)).collect();
            ApprovalState::Conditional { by, conditions }
        }
        Ruling::Rejected { reason } => ApprovalState::Rejected { by, reason: reason.clone() },
    }
}

fn judged(scene: &Scene<'_>, condition: &Condition) -> JudgedCondition {
    let bound = condition.gate.as_ref().and_then(|gate| scene.verdicts.bound(gate));
    let verdict = bound.map_or(Verdict::Missing, |bound| bound.verdict);
    let Condition { text, gate } = condition.clone();
    JudgedCondition { text, gate, verdict }
}

fn last_approved<'v, 'h>(
    valid: &'v [(&'h HeardApproval, Answerer)],
) -> Option<&'v (&'h HeardApproval, Answerer)> {
    valid.iter().rev().find(|(one, _)| one.approval.ruling == Ruling::Approved)
}

fn void(one: &HeardApproval, by: &Answerer, now: &Definition) -> Void {
    let changes = goalposts::changes(&one.approval.definition, now);
    Void { by: by.clone(), changes: changes.into_iter().filter(Change::is_binding).collect() }
}

/// Whether a person must decide about an item.
pub fn need(scene: &Scene<'_>, item: &Item) -> Need {
    occasion::need(scene.plan, scene.config, item)
}
