//! The names of items that records hold.

use crate::evidence::{
    Answered, AnsweredOf, Decided, DecisionRuling, Definition, Event, ItemName, Judging, Payload,
    Says, Target, Turn, Waived,
};

impl Payload {
    /// Shows every name of an item in it, which may be replaced.
    pub(crate) fn for_each_name(&mut self, see: &mut impl FnMut(&mut ItemName)) {
        match self {
            Self::Event(event) => event.for_each_name(see),
            Self::Statement(statement) => match &mut statement.says {
                Says::Approval(approval) => {
                    approval.definition.for_each_name(see);
                    answered(&mut approval.answers, see);
                }
                Says::Review { answers } => answered(answers, see),
                Says::Waiver(waiver) => match &mut waiver.of {
                    Waived::Criterion { item, .. } => see(item),
                    Waived::Gate { .. } => {}
                },
                Says::Decision(decision) => decided(decision, see),
            },
            Self::Run(_) | Self::Signature(_) | Self::Unknown { .. } => {}
        }
    }

    /// Whether it binds itself to what its item means, by a definition or a digest of words: said of another item, it
    /// counts for nothing.
    pub(crate) fn is_bound(&self) -> bool {
        match self {
            Self::Event(Event::Baseline { .. } | Event::Decided { .. }) => true,
            Self::Statement(statement) => match &statement.says {
                Says::Approval(_) | Says::Decision(_) => true,
                Says::Review { .. } | Says::Waiver(_) => false,
            },
            Self::Event(_) | Self::Run(_) | Self::Signature(_) | Self::Unknown { .. } => false,
        }
    }

    /// What an item meant, where it says so.
    pub(crate) fn definition(&self) -> Option<&Definition> {
        match self {
            Self::Event(Event::Baseline { baseline, .. }) => Some(&baseline.definition),
            Self::Statement(statement) => match &statement.says {
                Says::Approval(approval) => Some(&approval.definition),
                Says::Review { .. } | Says::Waiver(_) | Says::Decision(_) => None,
            },
            Self::Event(_) | Self::Run(_) | Self::Signature(_) | Self::Unknown { .. } => None,
        }
    }
}

impl Event {
    fn for_each_name(&mut self, see: &mut impl FnMut(&mut ItemName)) {
        match self {
            Self::Done { item, .. } | Self::Stolen { item, .. } => see(item),
            Self::Steered { target, turn, .. } => {
                match target {
                    Target::Item(item) => see(item),
                    Target::Project => {}
                }
                match turn {
                    Turn::Suspended { .. } | Turn::Resumed => {}
                    Turn::Rescoped { decision, .. } => decision.iter_mut().for_each(see),
                    Turn::Superseded { by, decision } => {
                        see(by);
                        decision.iter_mut().for_each(see);
                    }
                }
            }
            Self::Baseline { baseline, .. } => baseline.definition.for_each_name(see),
            Self::Decided { decided: it, .. } => decided(it, see),
            Self::Calibrated { .. }
            | Self::Promoted { .. }
            | Self::Demoted { .. }
            | Self::Audited { .. }
            | Self::Packet { .. }
            | Self::Handoff { .. } => {}
        }
    }
}

impl Definition {
    /// Shows every name of an item in it. What is sorted by name stays so.
    pub(crate) fn for_each_name(&mut self, see: &mut impl FnMut(&mut ItemName)) {
        see(&mut self.item);
        self.parts.iter_mut().for_each(|part| see(&mut part.item));
        self.parts.sort_by(|a, b| a.item.cmp(&b.item));
        self.depends_on.iter_mut().for_each(see);
        self.depends_on.sort();
    }
}

fn answered(answers: &mut [Answered], see: &mut impl FnMut(&mut ItemName)) {
    for answer in answers {
        match &mut answer.of {
            AnsweredOf::Item(item) => see(item),
            AnsweredOf::Gate(_) => {}
        }
    }
}

fn decided(decided: &mut Decided, see: &mut impl FnMut(&mut ItemName)) {
    see(&mut decided.decision);
    match &mut decided.ruling {
        DecisionRuling::Superseded { by } => see(by),
        DecisionRuling::Accepted | DecisionRuling::Rejected => {}
    }
    for allowed in &mut decided.allows {
        match &mut allowed.of {
            Judging::Item(item) => see(item),
            Judging::Gate(_) | Judging::Part(_) => {}
        }
    }
}
