//! What people state over their signature: approvals, reviews, waivers.
//!
//! A statement counts only with a signature of someone who may make it; that is asked in `authority`.

use jiff::civil::Date;

use crate::{
    digest::{Digest, Framed},
    evidence::{Decided, Definition, EvidenceKey, ItemName, ObjectName},
    gate::GateName,
    id::CommitId,
};

/// A statement of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it was made at.
    pub subject: StatementSubject,
    /// What it says.
    pub says: Says,
}

/// What a statement was made at. It is recorded, and binds nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementSubject {
    /// The commit.
    pub commit: CommitId,
    /// Its tree.
    pub tree: ObjectName,
    /// That tree without what the key of evidence leaves out.
    pub project: ObjectName,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Whether an item is accepted.
    Approval(Box<Approval>),
    /// What no program can judge, answered.
    Review {
        /// The answers, at least one.
        answers: Vec<Answered>,
    },
    /// That something need not hold.
    Waiver(Waiver),
    /// What becomes of a decision.
    Decision(Decided),
}

/// Whether an item is accepted, over exactly what was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The answer.
    pub ruling: Ruling,
    /// What the item meant. Another definition voids the answer.
    pub definition: Definition,
    /// What the gates said, sorted by name.
    pub shown: Vec<ShownGate>,
    /// The criteria that no program can judge, each answered.
    pub answers: Vec<Answered>,
    /// The digest of the policy that it was asked for under.
    pub policy: Digest,
    /// What the person wants to add.
    pub note: Box<str>,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Yes.
    Approved,
    /// Not yet: when this holds, it is to be asked for again.
    Conditional {
        /// What must hold; never empty.
        conditions: Vec<Condition>,
    },
    /// No.
    Rejected {
        /// Why.
        reason: Box<str>,
    },
}

impl Ruling {
    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Conditional { .. } => "conditional",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// What must hold before an item is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What must hold.
    pub text: Box<str>,
    /// The gate that shows it; none where the person looks again.
    pub gate: Option<GateName>,
}

/// What a gate said when something was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownGate {
    /// The gate.
    pub gate: GateName,
    /// The word for its verdict.
    pub verdict: Box<str>,
    /// What its evidence was about.
    pub key: Option<EvidenceKey>,
    /// How many tests its reports counted.
    pub tests: Option<u64>,
}

/// One answer of a person to what no program can judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What it belongs to.
    pub of: AnsweredOf,
    /// What was asked, as the criterion or the checklist says.
    pub text: Box<str>,
    /// Whether it holds.
    pub holds: Holds,
    /// What the person wants to add.
    pub note: Box<str>,
    /// The content that it is about: on another one it is stale.
    pub key: EvidenceKey,
}

/// What an answer belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnsweredOf {
    /// The checklist of a review gate.
    Gate(GateName),
    /// The criteria of an item.
    Item(ItemName),
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// It holds.
    Yes,
    /// It does not.
    No,
}

/// That one criterion or gate need not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// What need not hold.
    pub of: Waived,
    /// How far that goes.
    pub extent: WaiverExtent,
    /// Why; never empty.
    pub reason: Box<str>,
    /// Who sees to it that it holds in the end.
    pub owner: Box<str>,
}

/// What need not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waived {
    /// A gate, under one definition.
    Gate {
        /// The gate.
        gate: GateName,
        /// The digest of its definition: a waiver is for the gate that was seen.
        definition: Digest,
    },
    /// One criterion of an item.
    Criterion {
        /// The item.
        item: ItemName,
        /// What the criterion says, white space made plain.
        text: Box<str>,
    },
}

/// How far a waiver goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaiverExtent {
    /// Until the end of a day, in UTC.
    Until(Date),
    /// It has no meaning here, and leaves the count.
    NotApplicable,
}

/// A signature over a record, or over all records of its segment before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureRecord {
    /// What it covers.
    pub covers: Covers,
    /// The digest of what it covers.
    pub digest: Digest,
    /// The signature, as `ssh-keygen -Y sign` writes it.
    pub armor: Box<str>,
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covers {
    /// One line of the same segment with its line break, as `milepost log --raw` prints it.
    Record,
    /// All bytes of its segment that stand before it.
    Segment,
}

impl EvidenceKey {
    /// The key of an answer to a criterion that no gate measures: the criterion on a content, which
    /// is the digest of some inputs or the name of the project tree.
    pub fn answer(item: &ItemName, text: &str, content: &AnsweredContent) -> Self {
        let mut framed = Framed::new("answer-key/1");
        framed.text(item.scope.as_str()).text(&item.kind).text(item.id.as_str());
        framed.text(&super::definition::plain(text));
        match content {
            AnsweredContent::Tree(project) => framed.text("tree").text(project.as_str()),
            AnsweredContent::Inputs(digest) => framed.text("inputs").field(digest.as_bytes()),
        };
        Self(framed.digest())
    }
}

/// What an answer was given on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnsweredContent {
    /// The whole project tree.
    Tree(ObjectName),
    /// The digest of the paths of a scope.
    Inputs(Digest),
}
