//! The kinds of things that trackers track.

/// What kind of thing an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A stretch of a project that holds milestones.
    Phase,
    /// A major checkpoint with acceptance criteria.
    Milestone,
    /// A concrete output that contributes to a milestone.
    Deliverable,
    /// An atomic unit of work.
    Task,
    /// A named check.
    Gate,
    /// A choice that was or will be made, with its reasons.
    Decision,
    /// A logged answer of a person who may approve.
    Approval,
    /// Something that may go wrong.
    Risk,
    /// Something that holds work up.
    Blocker,
    /// Something that was found out.
    Finding,
    /// How a finding or blocker was resolved.
    Resolution,
    /// A version given to users.
    Release,
    /// A project that depends on this one.
    Consumer,
    /// One place in a queue of work.
    QueueEntry,
    /// One row of a calendar.
    CalendarEntry,
    /// One line of a checklist that is not a criterion.
    Check,
    /// A criterion that no work item owns.
    Criterion,
    /// One row of a commit ledger.
    Commit,
    /// One row of test results.
    Test,
    /// A stated measurement.
    Metric,
    /// A stated progress.
    Progress,
    /// A stated constant that must hold, as `OBS_DIM=260`.
    Invariant,
    /// One rule of a policy.
    Policy,
    /// One bucket of a backlog.
    Bucket,
    /// A word of the tracker's own vocabulary, with its meaning.
    Term,
    /// Someone at work, with what they are doing.
    Worker,
    /// One field of a handoff.
    HandoffField,
}

impl ItemKind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Self; 27] = [
        Self::Phase,
        Self::Milestone,
        Self::Deliverable,
        Self::Task,
        Self::Gate,
        Self::Decision,
        Self::Approval,
        Self::Risk,
        Self::Blocker,
        Self::Finding,
        Self::Resolution,
        Self::Release,
        Self::Consumer,
        Self::QueueEntry,
        Self::CalendarEntry,
        Self::Check,
        Self::Criterion,
        Self::Commit,
        Self::Test,
        Self::Metric,
        Self::Progress,
        Self::Invariant,
        Self::Policy,
        Self::Bucket,
        Self::Term,
        Self::Worker,
        Self::HandoffField,
    ];

    /// The word for one of them, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Milestone => "milestone",
            Self::Deliverable => "deliverable",
            Self::Task => "task",
            Self::Gate => "gate",
            Self::Decision => "decision",
            Self::Approval => "approval",
            Self::Risk => "risk",
            Self::Blocker => "blocker",
            Self::Finding => "finding",
            Self::Resolution => "resolution",
            Self::Release => "release",
            Self::Consumer => "consumer",
            Self::QueueEntry => "queue-entry",
            Self::CalendarEntry => "calendar-entry",
            Self::Check => "check",
            Self::Criterion => "criterion",
            Self::Commit => "commit",
            Self::Test => "test",
            Self::Metric => "metric",
            Self::Progress => "progress",
            Self::Invariant => "invariant",
            Self::Policy => "policy",
            Self::Bucket => "bucket",
            Self::Term => "term",
            Self::Worker => "worker",
            Self::HandoffField => "handoff-field",
        }
    }

    /// Whether it is work with a standing of its own: what boards show and dependencies name.
    pub fn is_work(self) -> bool {
        matches!(
            self,
            Self::Phase | Self::Milestone | Self::Deliverable | Self::Task | Self::Release
        )
    }

    /// Whether it stands in a register: it is opened, and closed by something that holds.
    pub fn is_register(self) -> bool {
        matches!(self, Self::Risk | Self::Blocker | Self::Finding | Self::Decision)
    }
}
