//! What the ledger holds: runs and events, each with when and by whom it was recorded.

use jiff::Timestamp;

use crate::{
    comparison::Interval,
    digest::Digest,
    evidence::{
        Baseline, Covers, Decided, EvidenceKey, ObjectName, Packet, Run, SignatureRecord, Statement,
    },
    gate::GateName,
    id::{CommitId, ItemId, Scope},
    signature::Signed,
};

/// One record of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The digest of its line, without the line break: its name for ever.
    pub id: Digest,
    /// The segment that holds it; the first in order where several do.
    pub segment: Digest,
    /// When it was recorded, by the clock of who did; that of its segment where a foreign record
    /// does not say. Clocks may be wrong: order comes from the segments first.
    pub recorded: Timestamp,
    /// Who recorded it, by their own word; empty where a foreign record does not say.
    pub by: Box<str>,
    /// What it says.
    pub payload: Payload,
    /// The signatures over it that are right, whoever made them.
    pub signatures: Vec<Endorsement>,
}

/// A signature over a record that is right, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    /// Whose it is, and what for.
    pub signed: Signed,
    /// Whether it is over this record alone, or over all of its segment that stands before it.
    pub covers: Covers,
    /// The segment that holds it together with the record: the key must have been valid when that one
    /// entered the history, wherever else the record is.
    pub segment: Digest,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// A gate was run.
    Run(Box<Run>),
    /// Something else took place.
    Event(Event),
    /// A person states something.
    Statement(Box<Statement>),
    /// A signature that is right; what it covers says so, too.
    Signature(Box<SignatureRecord>),
    /// Something that this milepost has no meaning for. It is kept and counts for nothing.
    Unknown {
        /// What the record says that it is.
        predicate_type: Box<str>,
    },
}

/// Something that took place and is no run.
///
/// Every event has a commit: the one it was seen at, which is the subject of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The judge found an item proven. That it once was is never taken back.
    Done {
        /// The item.
        item: ItemName,
        /// The digest of what was to be shown.
        definition: Digest,
        /// Where it was shown.
        commit: CommitId,
    },
    /// A gate was tried on its controls.
    Calibrated {
        /// The gate.
        gate: GateName,
        /// The digest of its definition.
        definition: Digest,
        /// The commit that the controls were applied to.
        commit: CommitId,
        /// The project tree of that commit.
        at: ObjectName,
        /// How many known-good states it passed.
        good: u32,
        /// How many known-bad states it failed, with the signal it should give.
        bad: u32,
        /// What follows.
        end: ControlsEnd,
    },
    /// A gate now blocks.
    Promoted {
        /// The gate.
        gate: GateName,
        /// Where that was decided.
        commit: CommitId,
        /// Why.
        reason: Box<str>,
    },
    /// A gate now only advises.
    Demoted {
        /// The gate.
        gate: GateName,
        /// Where that was decided.
        commit: CommitId,
        /// Why.
        reason: Box<str>,
        /// The decision that says so; nothing where an older record does not name one.
        decision: Option<ItemId>,
    },
    /// Somebody said where work goes from here.
    Steered {
        /// What it is said of.
        target: Target,
        /// What is said.
        turn: Turn,
        /// Where that was said.
        commit: CommitId,
        /// Why; never empty.
        reason: Box<str>,
    },
    /// Somebody took what another one still held.
    Stolen {
        /// What was held.
        item: ItemName,
        /// Who held it.
        from: Box<str>,
        /// Where that was done.
        commit: CommitId,
        /// Why; never empty.
        reason: Box<str>,
    },
    /// A gate was run with its inputs and nothing else.
    Audited {
        /// The gate.
        gate: GateName,
        /// The digest of its definition.
        definition: Digest,
        /// The commit whose inputs it was run with.
        commit: CommitId,
        /// The key of the runs that it speaks of.
        key: EvidenceKey,
        /// The digest of the inputs.
        inputs: Digest,
        /// Whether it passed and counted the same as with the whole project.
        agrees: bool,
    },
    /// The gates of a period of a cadence were run and bundled.
    Packet {
        /// The commit they were run on.
        commit: CommitId,
        /// What it came to.
        packet: Packet,
    },
    /// Work was handed to whoever comes next.
    Handoff {
        /// The commit at the time.
        commit: CommitId,
        /// The commit that it tells from; nothing where it tells from the beginning.
        since: Option<CommitId>,
    },
    /// Somebody recorded what an item means, to hold it against later.
    Baseline {
        /// What it means.
        baseline: Box<Baseline>,
        /// Where that was seen.
        commit: CommitId,
    },
    /// Something became of a decision; no signature says so.
    Decided {
        /// What.
        decided: Box<Decided>,
        /// Where that was said.
        commit: CommitId,
    },
}

/// What is steered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// One item, with all that belongs to it.
    Item(ItemName),
    /// All work of the project.
    Project,
}

/// Where work goes from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is set aside for now.
    Suspended {
        /// What goes on all the same, by its id.
        except: Vec<ItemId>,
    },
    /// It goes on again, whatever was said before.
    Resumed,
    /// It is no longer part of the plan, or a narrower thing is.
    Rescoped {
        /// What is left of it; nothing where all of it is out of scope.
        to: Option<Box<str>>,
        /// The decision that it rests on.
        decision: Option<ItemName>,
    },
    /// Another item takes its place.
    Superseded {
        /// Which.
        by: ItemName,
        /// The decision that it rests on.
        decision: Option<ItemName>,
    },
}

impl Turn {
    /// The word for it, as every output format writes it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Suspended { .. } => "suspended",
            Self::Resumed => "resumed",
            Self::Rescoped { .. } => "rescoped",
            Self::Superseded { .. } => "superseded",
        }
    }
}

/// How a calibration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlsEnd {
    /// It passed every good state and failed every bad one.
    Sound,
    /// It passed a bad one.
    Blind,
    /// It failed a good one, or a bad one without the signal, or a control could not be run.
    Unsound,
}

impl ControlsEnd {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Blind => "blind",
            Self::Unsound => "unsound",
        }
    }

    /// The end of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Sound, Self::Blind, Self::Unsound].into_iter().find(|end| end.as_str() == name)
    }
}

/// The name of an item across documents, as events keep it.
///
/// The kind is its word and not an enum: a record outlives the kinds that a milepost knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemName {
    /// Where its id means one thing.
    pub scope: Scope,
    /// The word for its kind.
    pub kind: Box<str>,
    /// Its id.
    pub id: ItemId,
}

/// A metric compared with that of another commit.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRecord {
    /// The metric.
    pub metric: Box<str>,
    /// The commit it was compared with.
    pub baseline: CommitId,
    /// The project tree of that commit.
    pub baseline_project: ObjectName,
    /// The record that holds what it measured, where that was not run again.
    pub evidence: Option<Digest>,
    /// Candidate by baseline; always finite. Nothing where the baseline is not above zero.
    pub interval: Option<Interval>,
    /// How many pairs were run.
    pub pairs: u32,
    /// What follows.
    pub verdict: ComparisonVerdict,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComparisonVerdict {
    /// It is worse than allowed.
    Worse,
    /// It is not.
    Fine,
    /// The measurements do not tell.
    Undecided,
}

impl ComparisonVerdict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Fine => "fine",
            Self::Undecided => "undecided",
        }
    }

    /// The verdict of that name.
    pub fn of(name: &str) -> Option<Self> {
        let all = [Self::Worse, Self::Fine, Self::Undecided];
        all.into_iter().find(|verdict| verdict.as_str() == name)
    }
}

impl Event {
    /// The commit that it was seen at.
    pub fn commit(&self) -> &CommitId {
        match self {
            Self::Done { commit, .. }
            | Self::Calibrated { commit, .. }
            | Self::Promoted { commit, .. }
            | Self::Demoted { commit, .. }
            | Self::Baseline { commit, .. }
            | Self::Decided { commit, .. }
            | Self::Steered { commit, .. }
            | Self::Stolen { commit, .. }
            | Self::Audited { commit, .. }
            | Self::Packet { commit, .. }
            | Self::Handoff { commit, .. } => commit,
        }
    }

    /// The gate that it is about, if it is about one.
    pub fn gate(&self) -> Option<&GateName> {
        match self {
            Self::Baseline { .. }
            | Self::Decided { .. }
            | Self::Done { .. }
            | Self::Packet { .. }
            | Self::Handoff { .. }
            | Self::Steered { .. }
            | Self::Stolen { .. } => None,
            Self::Calibrated { gate, .. }
            | Self::Promoted { gate, .. }
            | Self::Demoted { gate, .. }
            | Self::Audited { gate, .. } => Some(gate),
        }
    }

    /// The item that it is about, if it is about one.
    pub fn item(&self) -> Option<&ItemName> {
        match self {
            Self::Baseline { baseline, .. } => Some(&baseline.definition.item),
            Self::Decided { decided, .. } => Some(&decided.decision),
            Self::Done { item, .. }
            | Self::Stolen { item, .. }
            | Self::Steered { target: Target::Item(item), .. } => Some(item),
            Self::Steered { target: Target::Project, .. }
            | Self::Calibrated { .. }
            | Self::Promoted { .. }
            | Self::Demoted { .. }
            | Self::Audited { .. }
            | Self::Packet { .. }
            | Self::Handoff { .. } => None,
        }
    }
}
