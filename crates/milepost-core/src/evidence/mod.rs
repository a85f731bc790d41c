//! Evidence: immutable records of what was run, on what, and how it ended.
//!
//! This module is the records as they are meant. How a record is written down is in `wire`, and
//! what a set of records amounts to is in `ledger`.

mod agreed;
mod definition;
pub mod ledger;
mod names;
mod packet;
mod record;
mod statement;
pub mod wire;

use std::{collections::BTreeMap, fmt, time::Duration};

use jiff::Timestamp;

use crate::{
    digest::Digest,
    gate::{GateName, Member},
    id::CommitId,
    report::{Counts, Direction, Format},
    text::RepoPath,
};

pub use agreed::{Affected, Allowed, Baseline, Decided, DecisionRuling, Judging};
pub use definition::{DefinedCriterion, DefinedGate, DefinedPart, Definition, plain};
pub use packet::{Packet, PacketGate};
pub use record::{
    ComparisonRecord, ComparisonVerdict, ControlsEnd, Endorsement, Event, ItemName, Payload,
    Record, Target, Turn,
};
pub use statement::{
    Answered, AnsweredContent, AnsweredOf, Approval, Condition, Covers, Holds, Ruling, Says,
    ShownGate, SignatureRecord, Statement, StatementSubject, Waived, Waiver, WaiverExtent,
};

/// The name of a git object that is no commit: a tree or a blob. 40 or 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName(Box<str>);

impl ObjectName {
    /// Checks an object name.
    pub fn new(text: &str) -> Option<Self> {
        CommitId::new(text).map(|_| Self(text.into()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first ten digits, as people read them.
    pub fn short(&self) -> &str {
        self.0.get(..10).unwrap_or(&self.0)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much a piece of evidence can be trusted, from nothing to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Somebody says so.
    Claimed,
    /// milepost ran it, in a working tree that may hold anything. Never proves.
    Diagnostic,
    /// A report that was produced elsewhere.
    Imported,
    /// milepost ran it on a clean checkout.
    Clean,
    /// The same, signed by a machine that the trusted base lists.
    Signed,
}

impl Grade {
    /// Every grade, the least first.
    pub const ALL: [Self; 5] =
        [Self::Claimed, Self::Diagnostic, Self::Imported, Self::Clean, Self::Signed];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Diagnostic => "diagnostic",
            Self::Imported => "imported",
            Self::Clean => "clean",
            Self::Signed => "signed",
        }
    }

    /// The grade of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == name)
    }
}

/// What was run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSubject {
    /// The commit.
    pub commit: CommitId,
    /// The tree of that commit.
    pub tree: ObjectName,
    /// That tree without what the key leaves out: what lay in the checkout.
    pub project: ObjectName,
    /// The paths that were left out, sorted; all of `.milepost` and `milepost.toml` always are, and
    /// are not listed.
    pub left_out: Vec<RepoPath>,
}

/// Another repository that a run was made with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunMember {
    /// The consumer and its commit.
    pub member: Member,
    /// The tree of that commit, all of which was there.
    pub tree: ObjectName,
}

impl Run {
    /// What it was run with, to stand behind what is said of it: ` with a current 1a2b3c4d5e, b rollback …`;
    /// nothing where that is this project alone.
    pub fn beside(&self) -> String {
        let members: Vec<String> = self.with.iter().map(|it| it.member.to_string()).collect();
        if members.is_empty() { String::new() } else { format!(" with {}", members.join(", ")) }
    }

    /// The key that follows from what it says it was run on.
    pub fn made_key(&self) -> EvidenceKey {
        let key = match &self.inputs {
            None => EvidenceKey::whole(&self.gate, self.definition, &self.subject.project),
            Some(inputs) => EvidenceKey::narrowed(&self.gate, self.definition, inputs.digest),
        };
        key.beside(self.with.iter().map(|it| (it.member.name(), &it.member.commit)))
    }
}

/// The part of the project tree that a gate declares as its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The globs, as defined at the time.
    pub globs: Vec<Box<str>>,
    /// The digest over mode, path and content of every file that they name; see
    /// [`inputs_digest`].
    pub digest: Digest,
    /// How many files they name.
    pub files: u64,
}

/// What makes evidence count: the same key is the same definition on the same content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceKey(pub Digest);

impl EvidenceKey {
    /// The key of a gate whose inputs are the whole project tree.
    pub fn whole(gate: &GateName, definition: Digest, project: &ObjectName) -> Self {
        let mut framed = crate::digest::Framed::new("evidence-key/1");
        framed.text(gate.as_str()).field(definition.as_bytes());
        framed.text("tree").text(project.as_str());
        Self(framed.digest())
    }

    /// The key of a gate with inputs of its own.
    pub fn narrowed(gate: &GateName, definition: Digest, inputs: Digest) -> Self {
        let mut framed = crate::digest::Framed::new("evidence-key/1");
        framed.text(gate.as_str()).field(definition.as_bytes());
        framed.text("inputs").field(inputs.as_bytes());
        Self(framed.digest())
    }
}

impl EvidenceKey {
    /// The key of the same gate on the same content beside some commits of other repositories: a commit
    /// that moved makes another key. Without any, it is the key itself.
    #[must_use]
    pub fn beside<'a>(self, members: impl IntoIterator<Item = (String, &'a CommitId)>) -> Self {
        let mut members: Vec<(String, &CommitId)> = members.into_iter().collect();
        if members.is_empty() {
            return self;
        }
        members.sort();
        let mut framed = crate::digest::Framed::new("tuple-key/1");
        framed.field(self.0.as_bytes());
        framed.list(members.iter().map(|(name, _)| &**name));
        framed.list(members.iter().map(|(_, commit)| commit.as_str()));
        Self(framed.digest())
    }
}

impl fmt::Display for EvidenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The digest over files: mode, path and object name of each, sorted by path.
///
/// Contents are never hashed again: git has done so.
pub fn inputs_digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Digest {
    let mut framed = crate::digest::Framed::new("inputs/1");
    for (mode, path, object) in files {
        framed.text(mode).text(path).text(object);
    }
    framed.digest()
}

/// How the process of a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// It ended by itself, with an exit code.
    Exited(i32),
    /// A signal ended it that milepost did not send.
    Killed(i32),
    /// It could not be started, or its preparation failed.
    CouldNotStart,
    /// It took longer than it may.
    TimedOut,
    /// It ended and left processes behind.
    Leaked(i32),
    /// It was not let in: there was no slot or not enough memory.
    Refused,
    /// A person stopped it.
    Cancelled,
    /// milepost itself ended before it did.
    Interrupted,
}

/// What a run says of its gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every pass rule holds.
    Passed,
    /// A pass rule does not hold.
    Failed,
    /// It could not be measured.
    Error,
    /// It did not take place: refused or cancelled.
    NotRun,
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
            Self::NotRun => "not-run",
        }
    }

    /// The outcome of that name.
    pub fn of(name: &str) -> Option<Self> {
        let all = [Self::Passed, Self::Failed, Self::Error, Self::NotRun];
        all.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// A report that a run left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRecord {
    /// Its format.
    pub format: Format,
    /// Where it lay in the checkout; empty for stdout.
    pub path: Box<str>,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// A metric as it is recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricRecord {
    /// Its value; always finite.
    pub value: f64,
    /// Its unit; empty for a plain number.
    pub unit: Box<str>,
    /// Which way it is better, where the producer says so.
    pub direction: Option<Direction>,
    /// The single measurements, where there are any.
    pub samples: Vec<f64>,
}

/// One pass rule and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRecord {
    /// The rule as defined.
    pub rule: Box<str>,
    /// Whether it holds; nothing where that cannot be told.
    pub holds: Option<bool>,
    /// The values behind it, as `tests.passed = 30`; made from numbers and names of the definition,
    /// never from what the gate printed.
    pub seen: Box<str>,
}

/// What a heavy run was let in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Which slot, from 0 on.
    pub slot: u32,
    /// Of how many.
    pub slots: u32,
    /// How long it waited.
    pub waited: Duration,
    /// How much memory was available, in bytes, where the system says.
    pub available: Option<u64>,
}

/// What a run wrote to one of its streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputRecord {
    /// The digest of all of it.
    pub digest: Digest,
    /// How many bytes.
    pub bytes: u64,
}

/// A run, recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The gate.
    pub gate: GateName,
    /// The digest of its definition.
    pub definition: Digest,
    /// What makes it count.
    pub key: EvidenceKey,
    /// What it was run on.
    pub subject: RunSubject,
    /// The other repositories that it was run with, sorted.
    pub with: Vec<RunMember>,
    /// The inputs, where the gate has some of its own.
    pub inputs: Option<Inputs>,
    /// How much it can be trusted.
    pub grade: Grade,
    /// How the process ended.
    pub ending: Ending,
    /// What follows for the gate.
    pub outcome: Outcome,
    /// Why it is no pass, in milepost's own words; empty for a pass.
    pub reasons: Vec<Box<str>>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
    /// The pass rules, each with what became of it.
    pub rules: Vec<RuleRecord>,
    /// The reports it left behind.
    pub reports: Vec<ReportRecord>,
    /// The counts of all reports together.
    pub tests: Option<Counts>,
    /// The ids of cases that failed or could not be carried out, sorted; at most 1,000.
    pub failed: Vec<Box<str>>,
    /// The metrics of all reports.
    pub metrics: BTreeMap<Box<str>, MetricRecord>,
    /// What a metric was compared with, where the gate says so and it came to that.
    pub comparison: Option<ComparisonRecord>,
    /// What it wrote to stdout.
    pub stdout: OutputRecord,
    /// What it wrote to stderr.
    pub stderr: OutputRecord,
    /// What it was let in with, for heavy gates.
    pub admission: Option<Admission>,
    /// Facts about where it ran: `os`, `arch`, `milepost`, `host` (a salted digest), probed versions.
    pub environment: BTreeMap<Box<str>, Box<str>>,
    /// The names of the environment variables that were handed on.
    pub variables: Vec<Box<str>>,
}
