//! What people stated that counts: approvals, answers, waivers and decisions, each with who said it;
//! and the baselines that anyone may record.
//!
//! A later statement replaces those that its writer saw, by all it says of itself. Of statements that did not see each other,
//! the one that lets less pass counts: nobody wins by being merged last.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    authority::{Authority, Unheard, Voice},
    digest::Digest,
    evidence::{
        Answered, AnsweredOf, Approval, Baseline, Decided, Event, EvidenceKey, Holds, ItemName,
        Payload, Record, Says, StatementSubject, Waived, Waiver, WaiverExtent, ledger::Ledger,
        plain,
    },
    gate::GateName,
};

/// What people stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The answers to requests for approval, of each item, in the order of the ledger.
    pub approvals: BTreeMap<ItemName, Vec<HeardApproval>>,
    answers: BTreeMap<(AnsweredOf, Box<str>), Vec<HeardAnswer>>,
    waivers: BTreeMap<Waived, Vec<HeardWaiver>>,
    /// What items are held against, of each item in the order of the ledger.
    pub baselines: BTreeMap<ItemName, Vec<HeardBaseline>>,
    /// What became of each decision, in the order of the ledger.
    pub decisions: BTreeMap<ItemName, Vec<HeardDecision>>,
    /// Statements that count for nothing, with why, in the order of the ledger.
    pub unheard: Vec<(Digest, Unheard)>,
}

/// Where a statement stands in the order of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its record.
    pub record: Digest,
    /// The segment of that.
    pub segment: Digest,
    /// Its place among all records.
    at: usize,
}

/// An answer to a request for approval, by someone who is listed. Whether that one may give it
/// depends on the item.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardApproval {
    /// Where it stands.
    pub position: Position,
    /// Everyone for whom the signature speaks.
    pub voices: Vec<Voice>,
    /// What it was given at.
    pub subject: StatementSubject,
    /// What it says.
    pub approval: Approval,
    /// Who recorded the runs that it was shown.
    pub producers: Vec<Box<str>>,
    /// The answers that its writer saw.
    saw: Vec<Digest>,
}

/// An answer to what no program can judge.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardAnswer {
    /// Where it stands.
    pub position: Position,
    /// Everyone for whom the signature speaks.
    pub voices: Vec<Voice>,
    /// Whether it holds.
    pub holds: Holds,
    /// The content that it is about.
    pub key: EvidenceKey,
    /// The commit that it was given at.
    pub commit: crate::id::CommitId,
}

/// A waiver by someone who may waive.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardWaiver {
    /// Where it stands.
    pub position: Position,
    /// Who waived.
    pub voice: Voice,
    /// What.
    pub waiver: Waiver,
}

/// What an item is held against, by anyone.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardBaseline {
    /// Where it stands.
    pub position: Position,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it, by their own word.
    pub by: Box<str>,
    /// What it says.
    pub baseline: Baseline,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardDecision {
    /// Where it stands.
    pub position: Position,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it, by their own word.
    pub by: Box<str>,
    /// Everyone for whom the signature speaks; nobody where there is none.
    pub voices: Vec<Voice>,
    /// What it says.
    pub decided: Decided,
}

impl Position {
    /// Its place among all records, counted from 0.
    pub fn place(self) -> usize {
        self.at
    }

    /// Whether it stands behind another one in the order of the ledger.
    pub fn is_after(self, other: Self) -> bool {
        self.at > other.at
    }
}

impl HeardApproval {
    /// Whether its writer saw another answer.
    pub fn saw(&self, other: &Self) -> bool {
        self.saw.contains(&other.position.record)
    }
}

impl People {
    /// Hears everything that people state in a ledger.
    pub fn hear(ledger: &Ledger, authority: &Authority<'_>) -> Self {
        let mut people = Self::default();
        for (at, record) in ledger.records.iter().enumerate() {
            let position = Position { record: record.id, segment: record.segment, at };
            let statement = match &record.payload {
                Payload::Statement(statement) => statement,
                Payload::Event(event) => {
                    people.event(record, position, event);
                    continue;
                }
                Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => continue,
            };
            let voices = match authority.voices(record) {
                Ok(voices) => voices,
                Err(why) => {
                    people.unheard.push((record.id, why));
                    continue;
                }
            };
            let subject = &statement.subject;
            match &statement.says {
                Says::Approval(approval) => {
                    people.approval(ledger, position, &voices, subject, approval);
                    people.answers(position, &voices, subject, &approval.answers);
                }
                Says::Review { answers } => people.answers(position, &voices, subject, answers),
                Says::Waiver(waiver) => people.waiver(authority, record, position, waiver),
                Says::Decision(decided) => people.decided(record, position, voices, decided),
            }
        }
        people.keep_latest(ledger);
        people
    }

    fn event(&mut self, record: &Record, position: Position, event: &Event) {
        match event {
            Event::Baseline { baseline, .. } => {
                let heard = HeardBaseline {
                    position,
                    at: record.recorded,
                    by: record.by.clone(),
                    baseline: (**baseline).clone(),
                };
                self.baselines.entry(baseline.definition.item.clone()).or_default().push(heard);
            }
            Event::Decided { decided, .. } => self.decided(record, position, Vec::new(), decided),
            Event::Done { .. }
            | Event::Calibrated { .. }
            | Event::Promoted { .. }
            | Event::Demoted { .. }
            | Event::Audited { .. }
            | Event::Steered { .. }
            | Event::Stolen { .. }
            | Event::Packet { .. }
            | Event::Handoff { .. } => {}
        }
    }

    fn decided(
        &mut self,
        record: &Record,
        position: Position,
        voices: Vec<Voice>,
        decided: &Decided,
    ) {
        let heard = HeardDecision {
            position,
            at: record.recorded,
            by: record.by.clone(),
            voices,
            decided: decided.clone(),
        };
        self.decisions.entry(decided.decision.clone()).or_default().push(heard);
    }

    fn approval(
        &mut self,
        ledger: &Ledger,
        position: Position,
        voices: &[Voice],
        subject: &StatementSubject,
        approval: &Approval,
    ) {
        let of_item = self.approvals.entry(approval.definition.item.clone()).or_default();
        let before = of_item.iter().filter(|old| replaces(ledger, position, old.position));
        let saw = before.map(|old| old.position.record).collect();
        of_item.push(HeardApproval {
            position,
            voices: voices.to_vec(),
            subject: subject.clone(),
            approval: approval.clone(),
            producers: producers(ledger, position, approval),
            saw,
        });
    }

    fn answers(
        &mut self,
        position: Position,
        voices: &[Voice],
        subject: &StatementSubject,
        answers: &[Answered],
    ) {
        for answer in answers {
            let heard = HeardAnswer {
                position,
                voices: voices.to_vec(),
                holds: answer.holds,
                key: answer.key,
                commit: subject.commit.clone(),
            };
            let name = (answer.of.clone(), plain(&answer.text));
            self.answers.entry(name).or_default().push(heard);
        }
    }

    fn waiver(
        &mut self,
        authority: &Authority<'_>,
        record: &Record,
        position: Position,
        waiver: &Waiver,
    ) {
        match authority.hear(record, authority.approvals.who_waives()) {
            Ok(voice) => {
                let heard = HeardWaiver { position, voice, waiver: waiver.clone() };
                self.waivers.entry(waiver.of.clone()).or_default().push(heard);
            }
            Err(why) => self.unheard.push((record.id, why)),
        }
    }

    /// Leaves only what no later statement replaces.
    fn keep_latest(&mut self, ledger: &Ledger) {
        for answers in self.answers.values_mut() {
            let all: Vec<Position> = answers.iter().map(|answer| answer.position).collect();
            answers.retain(|old| !all.iter().any(|new| replaces(ledger, *new, old.position)));
        }
        for waivers in self.waivers.values_mut() {
            let all: Vec<Position> = waivers.iter().map(|waiver| waiver.position).collect();
            waivers.retain(|old| !all.iter().any(|new| replaces(ledger, *new, old.position)));
        }
    }

    /// The last answers to a question; several where their writers did not see each other.
    pub fn answered(&self, of: &AnsweredOf, text: &str) -> &[HeardAnswer] {
        self.answers.get(&(of.clone(), plain(text))).map_or(&[], Vec::as_slice)
    }

    /// Whether anybody answered what an item asks.
    pub fn answered_of_items(&self) -> bool {
        self.answers.keys().any(|(of, _)| matches!(of, AnsweredOf::Item(_)))
    }

    /// The waiver of something; of several that did not see each other, the one that ends first.
    pub fn waived(&self, of: &Waived) -> Option<&HeardWaiver> {
        let waivers = self.waivers.get(of)?;
        waivers.iter().min_by_key(|heard| match heard.waiver.extent {
            WaiverExtent::Until(day) => (0, Some(day)),
            WaiverExtent::NotApplicable => (1, None),
        })
    }

    /// All waivers, sorted by what they are of.
    pub fn waivers(&self) -> impl Iterator<Item = &HeardWaiver> {
        self.waivers.values().flatten()
    }
}

/// Whether a statement replaces an earlier one about the same: its writer saw that, or wrote both.
///
/// What a segment says of its parents is not signed, and where a line stands in it is not, either: an old
/// statement could be copied behind a newer one. When it was made is signed, so that must agree.
fn replaces(ledger: &Ledger, new: Position, old: Position) -> bool {
    let made = |position: Position| ledger.records.get(position.at).map(|it| it.recorded);
    let is_behind = if new.segment == old.segment {
        new.at > old.at
    } else {
        ledger.saw(new.segment, old.segment)
    };
    is_behind && made(old) <= made(new)
}

/// Who recorded the runs that an approval was shown: of each key the last one before it.
fn producers(ledger: &Ledger, position: Position, approval: &Approval) -> Vec<Box<str>> {
    let before = ledger.records.get(..position.at).unwrap_or_default();
    let mut found: Vec<Box<str>> = Vec::new();
    let keys = approval.shown.iter().filter_map(|shown| Some((&shown.gate, shown.key?)));
    for (gate, key) in keys {
        let is_it = |record: &&Record| is_run(record, gate, key);
        found.extend(before.iter().rev().find(is_it).map(|record| record.by.clone()));
    }
    found.sort();
    found.dedup();
    found
}

fn is_run(record: &Record, gate: &GateName, key: EvidenceKey) -> bool {
    match &record.payload {
        Payload::Run(run) => run.gate == *gate && run.key == key,
        Payload::Event(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Position, replaces};
    use crate::{
        digest::Digest,
        evidence::{Payload, Record, ledger::Ledger},
    };

    /// Whether the second of two records of one segment replaces the first; both say when they were made.
    fn check(first: i64, second: i64, expected: bool) {
        let segment = Digest::of(b"segment");
        let record = |seconds: i64| Record {
            id: Digest::of(&seconds.to_be_bytes()),
            segment,
            recorded: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds),
            by: "ada".into(),
            payload: Payload::Unknown { predicate_type: "a statement".into() },
            signatures: Vec::new(),
        };
        let records = vec![record(first), record(second)];
        let position = |at: usize| Position { record: records[at].id, segment, at };
        let (old, new) = (position(0), position(1));
        let mut ledger = Ledger::default();
        ledger.records = records;
        assert_eq!(replaces(&ledger, new, old), expected, "{first} {second}");
        assert!(!replaces(&ledger, old, new), "{first} {second}");
    }

    #[test]
    fn a_statement_that_was_copied_behind_a_newer_one_replaces_nothing() {
        check(1, 2, true);
        check(2, 2, true);
        check(3, 2, false);
    }
}
