//! The predicate `https://milepost.dev/evidence/run/v1`.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod measured;

use measured::{Comparison, Counts, Metric};

use crate::{
    evidence::{
        Admission, Ending, EvidenceKey, Grade, Inputs, Outcome, OutputRecord, ReportRecord,
        RuleRecord, Run, RunMember, RunSubject,
        wire::{
            Recording, WhyUnread,
            part::{self, DigestSet, Gate, Subject, boxed, owned, wrong},
        },
    },
    gate::{Member, Tuple},
    report::Format,
    text::RepoPath,
};

/// The most failed cases that a record names.
const MOST_FAILED: usize = 1000;

/// What stands in the statement of a run.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Predicate {
    recorded_at: String,
    recorded_by: String,
    gate: Gate,
    key: DigestSet,
    project_tree: String,
    left_out: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<WireInputs>,
    /// What the subjects behind the first one are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<WireMember>,
    grade: String,
    ending: WireEnding,
    result: String,
    reasons: Vec<String>,
    started_at: String,
    finished_at: String,
    rules: Vec<WireRule>,
    reports: Vec<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<Counts>,
    failed_tests: Vec<String>,
    metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<Comparison>,
    stdout: Output,
    stderr: Output,
    #[serde(skip_serializing_if = "Option::is_none")]
    admission: Option<WireAdmission>,
    environment: BTreeMap<String, String>,
    variables: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WireInputs {
    globs: Vec<String>,
    digest: DigestSet,
    files: u64,
}

#[derive(Serialize, Deserialize)]
struct WireMember {
    consumer: String,
    tuple: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum WireEnding {
    Exited { code: i32 },
    Killed { signal: i32 },
    CouldNotStart,
    TimedOut,
    Leaked { code: i32 },
    Refused,
    Cancelled,
    Interrupted,
}

#[derive(Serialize, Deserialize)]
struct WireRule {
    rule: String,
    /// Present and `null` where it cannot be told.
    holds: Option<bool>,
    seen: String,
}

#[derive(Serialize, Deserialize)]
struct Report {
    format: String,
    path: String,
    digest: DigestSet,
}

#[derive(Serialize, Deserialize)]
struct Output {
    digest: DigestSet,
    bytes: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAdmission {
    slot: u32,
    slots: u32,
    waited_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    available_bytes: Option<u64>,
}

/// The subjects of a run: the project, and every repository that it was run with.
pub(super) fn subjects<'a>(run: &'a Run, repository: &str) -> Vec<Subject<'a>> {
    let own = Subject::new(repository, &run.subject.commit, Some(&run.subject.tree));
    let others = run.with.iter().map(|RunMember { member, tree }| {
        let Member { consumer, tuple: _, commit } = member;
        Subject::new(consumer.as_str(), commit, Some(tree))
    });
    [own].into_iter().chain(others).collect()
}

impl Predicate {
    /// The predicate of a run; nothing where it holds a number that JSON does not have.
    pub(super) fn new(run: &Run, recording: &Recording<'_>) -> Option<Self> {
        let texts = |map: &BTreeMap<Box<str>, Box<str>>| {
            map.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
        };
        let metrics = run.metrics.iter().map(|(name, metric)| Metric::new(name, metric));
        let comparison = match &run.comparison {
            Some(comparison) => Some(Comparison::new(comparison)?),
            None => None,
        };
        Some(Self {
            recorded_at: recording.at.to_string(),
            recorded_by: recording.by.to_owned(),
            gate: Gate::new(&run.gate, Some(run.definition)),
            key: run.key.0.into(),
            project_tree: run.subject.project.to_string(),
            left_out: run.subject.left_out.iter().map(ToString::to_string).collect(),
            inputs: run.inputs.as_ref().map(WireInputs::new),
            with: run.with.iter().map(WireMember::new).collect(),
            grade: run.grade.as_str().to_owned(),
            ending: WireEnding::new(run.ending),
            result: run.outcome.as_str().to_owned(),
            reasons: owned(&run.reasons),
            started_at: run.started.to_string(),
            finished_at: run.finished.to_string(),
            rules: run.rules.iter().map(WireRule::new).collect(),
            reports: run.reports.iter().map(Report::new).collect(),
            tests: run.tests.as_ref().map(Counts::new),
            failed_tests: owned(&run.failed),
            metrics: metrics.collect::<Option<_>>()?,
            comparison,
            stdout: Output::new(&run.stdout),
            stderr: Output::new(&run.stderr),
            admission: run.admission.as_ref().map(WireAdmission::new),
            environment: texts(&run.environment),
            variables: owned(&run.variables),
        })
    }

    pub(super) fn recorded(&self) -> Result<(Timestamp, Box<str>), WhyUnread> {
        Ok((part::time(&self.recorded_at, "recordedAt")?, self.recorded_by.as_str().into()))
    }

    /// The run, once everything in it is checked.
    pub(super) fn read(&self, subjects: &[Subject<'_>]) -> Result<Run, WhyUnread> {
        // Without other repositories, more subjects than one are none of this version.
        let own = if self.with.is_empty() { subjects.len() } else { 1 };
        let (own, others) = subjects.split_at_checked(own).unwrap_or((subjects, &[]));
        let subject = part::the_subject(own)?;
        let tree = subject.git_tree.as_ref().ok_or(wrong("subject", "has no tree"))?;
        let with = self.members(others)?;
        let path = |path: &String| {
            let known = RepoPath::new(path).filter(|known| known.as_str() == path);
            known.ok_or(wrong("leftOut", "holds what is no path"))
        };
        let subject = RunSubject {
            commit: part::commit(&subject.git_commit, "subject")?,
            tree: part::object(tree, "subject")?,
            project: part::object(&self.project_tree, "projectTree")?,
            left_out: self.left_out.iter().map(path).collect::<Result<_, _>>()?,
        };
        let metrics = self.metrics.iter().map(Metric::read).collect::<Result<Vec<_>, _>>()?;
        let count = metrics.len();
        let metrics: BTreeMap<_, _> = metrics.into_iter().collect();
        let texts = |map: &BTreeMap<String, String>| {
            map.iter().map(|(key, value)| (key.as_str().into(), value.as_str().into())).collect()
        };
        let run = Run {
            gate: self.gate.name()?,
            definition: self.gate.digest()?,
            key: EvidenceKey(self.key.read("key")?),
            subject,
            inputs: self.inputs.as_ref().map(WireInputs::read).transpose()?,
            with,
            grade: Grade::of(&self.grade).ok_or(wrong("grade", "is no grade"))?,
            ending: self.ending.read(),
            outcome: Outcome::of(&self.result).ok_or(wrong("result", "is no outcome"))?,
            reasons: boxed(&self.reasons),
            started: part::time(&self.started_at, "startedAt")?,
            finished: part::time(&self.finished_at, "finishedAt")?,
            rules: self.rules.iter().map(WireRule::read).collect(),
            reports: self.reports.iter().map(Report::read).collect::<Result<_, _>>()?,
            tests: self.tests.as_ref().map(Counts::read),
            failed: boxed(&self.failed_tests),
            metrics,
            comparison: self.comparison.as_ref().map(Comparison::read).transpose()?,
            stdout: self.stdout.read("stdout")?,
            stderr: self.stderr.read("stderr")?,
            admission: self.admission.as_ref().map(WireAdmission::read),
            environment: texts(&self.environment),
            variables: boxed(&self.variables),
        };
        if run.metrics.len() != count {
            return Err(wrong("metrics", "names one metric twice"));
        }
        contradiction(&run).map_or(Ok(run), Err)
    }
}

/// What in a run cannot be true together.
fn contradiction(run: &Run) -> Option<WhyUnread> {
    let is_pass = run.outcome == Outcome::Passed;
    if run.key != run.made_key() {
        Some(wrong("key", "is not that of its gate, definition and content"))
    } else if run.started > run.finished {
        Some(wrong("finishedAt", "lies before its `startedAt`"))
    } else if is_pass && !matches!(run.ending, Ending::Exited(_)) {
        Some(wrong("result", "is a pass of a process that did not end by itself"))
    } else if is_pass && run.rules.iter().any(|rule| rule.holds != Some(true)) {
        Some(wrong("result", "is a pass with a rule that does not hold"))
    } else if run.failed.len() > MOST_FAILED {
        Some(wrong("failedTests", "names more than 1000 cases"))
    } else {
        None
    }
}

impl Predicate {
    /// The repositories beside the project, each with the subject that is its commit and tree.
    fn members(&self, subjects: &[Subject<'_>]) -> Result<Vec<RunMember>, WhyUnread> {
        if self.with.len() != subjects.len() {
            return Err(wrong("subject", "is not exactly one for each repository"));
        }
        let members = self.with.iter().zip(subjects).map(|(wire, subject)| {
            let tuple = Tuple::of(&wire.tuple).ok_or(wrong("with", "names no tuple"))?;
            let tree = subject.digest.git_tree.as_ref().ok_or(wrong("subject", "has no tree"))?;
            let consumer = part::item_id(&wire.consumer, "with")?;
            let commit = part::commit(&subject.digest.git_commit, "subject")?;
            let member = Member { consumer, tuple, commit };
            Ok(RunMember { member, tree: part::object(tree, "subject")? })
        });
        let members = members.collect::<Result<Vec<_>, WhyUnread>>()?;
        let is_sorted = members.is_sorted_by(|a, b| a.member < b.member);
        if is_sorted { Ok(members) } else { Err(wrong("with", "is not sorted, each once")) }
    }
}

impl WireMember {
    fn new(member: &RunMember) -> Self {
        let Member { consumer, tuple, commit: _ } = &member.member;
        Self { consumer: consumer.to_string(), tuple: tuple.as_str().to_owned() }
    }
}

impl WireInputs {
    fn new(inputs: &Inputs) -> Self {
        let Inputs { globs, digest, files } = inputs;
        Self { globs: owned(globs), digest: (*digest).into(), files: *files }
    }

    fn read(&self) -> Result<Inputs, WhyUnread> {
        let digest = self.digest.read("inputs")?;
        Ok(Inputs { globs: boxed(&self.globs), digest, files: self.files })
    }
}

impl WireEnding {
    fn new(ending: Ending) -> Self {
        match ending {
            Ending::Exited(code) => Self::Exited { code },
            Ending::Killed(signal) => Self::Killed { signal },
            Ending::CouldNotStart => Self::CouldNotStart,
            Ending::TimedOut => Self::TimedOut,
            Ending::Leaked(code) => Self::Leaked { code },
            Ending::Refused => Self::Refused,
            Ending::Cancelled => Self::Cancelled,
            Ending::Interrupted => Self::Interrupted,
        }
    }

    fn read(&self) -> Ending {
        match self {
            Self::Exited { code } => Ending::Exited(*code),
            Self::Killed { signal } => Ending::Killed(*signal),
            Self::CouldNotStart => Ending::CouldNotStart,
            Self::TimedOut => Ending::TimedOut,
            Self::Leaked { code } => Ending::Leaked(*code),
            Self::Refused => Ending::Refused,
            Self::Cancelled => Ending::Cancelled,
            Self::Interrupted => Ending::Interrupted,
        }
    }
}

impl WireRule {
    fn new(rule: &RuleRecord) -> Self {
        let RuleRecord { rule, holds, seen } = rule;
        Self { rule: rule.to_string(), holds: *holds, seen: seen.to_string() }
    }

    fn read(&self) -> RuleRecord {
        let Self { rule, holds, seen } = self;
        RuleRecord { rule: rule.as_str().into(), holds: *holds, seen: seen.as_str().into() }
    }
}

impl Report {
    fn new(report: &ReportRecord) -> Self {
        let ReportRecord { format, path, digest } = report;
        let format = format.as_str().to_owned();
        Self { format, path: path.to_string(), digest: (*digest).into() }
    }

    fn read(&self) -> Result<ReportRecord, WhyUnread> {
        let format = Format::of(&self.format).ok_or(wrong("reports", "are in no known format"))?;
        let digest = self.digest.read("reports")?;
        Ok(ReportRecord { format, path: self.path.as_str().into(), digest })
    }
}

impl Output {
    fn new(output: &OutputRecord) -> Self {
        Self { digest: output.digest.into(), bytes: output.bytes }
    }

    fn read(&self, field: &'static str) -> Result<OutputRecord, WhyUnread> {
        Ok(OutputRecord { digest: self.digest.read(field)?, bytes: self.bytes })
    }
}

impl WireAdmission {
    fn new(admission: &Admission) -> Self {
        let Admission { slot, slots, waited, available } = *admission;
        let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        Self { slot, slots, waited_ms, available_bytes: available }
    }

    fn read(&self) -> Admission {
        let Self { slot, slots, waited_ms, available_bytes } = *self;
        let waited = Duration::from_millis(waited_ms);
        Admission { slot, slots, waited, available: available_bytes }
    }
}
