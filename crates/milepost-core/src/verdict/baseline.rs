//! What a comparison was made with, held against what that name stands for now.

use crate::{
    digest::Digest,
    evidence::{Ending, Grade, Outcome, Payload, Record, Run},
    gate::{Baseline, Compare, GateName},
    id::CommitId,
    verdict::{Ground, GroundAnswers, SubjectAnswer, SubjectQuestion},
};

/// Why the id of a record names nothing that can be compared with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPinned {
    /// No record has such an id.
    #[error("names no record of the ledger")]
    Missing,
    /// Several have.
    #[error("names several records of the ledger")]
    Ambiguous,
    /// It is a record of something else.
    #[error("names no run of this gate")]
    NotOfThisGate,
    /// It proves too little.
    #[error("names a run whose grade is {}, and the policy asks for {}", grade.as_str(), least.as_str())]
    Grade {
        /// Its grade.
        grade: Grade,
        /// The least that proves.
        least: Grade,
    },
    /// It measured nothing that can be relied on.
    #[error("names a run that did not measure to its end")]
    Unmeasured,
}

/// The run of a gate that is pinned by the beginning of its record's id.
///
/// It need not keep today's rules, and must have been measured to its end, with at least a grade as
/// grades are told.
pub fn pinned<'a>(
    records: &'a [Record],
    gate: &GateName,
    id: &str,
    (least, grade): (Grade, impl Fn(&Record, &Run) -> Grade),
) -> Result<(Digest, &'a Run), NotPinned> {
    let mut named = records.iter().filter(|record| record.id.to_string().starts_with(id));
    let record = named.next().ok_or(NotPinned::Missing)?;
    if named.any(|other| other.id != record.id) {
        return Err(NotPinned::Ambiguous);
    }
    let run = match &record.payload {
        Payload::Run(run) if run.gate == *gate => run,
        Payload::Run(_)
        | Payload::Event(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => {
            return Err(NotPinned::NotOfThisGate);
        }
    };
    let grade = grade(record, run);
    if grade < least {
        return Err(NotPinned::Grade { grade, least });
    }
    let is_measured = match run.outcome {
        Outcome::Passed => matches!(run.ending, Ending::Exited(_)),
        Outcome::Failed => run.ending == Ending::Exited(0),
        Outcome::Error | Outcome::NotRun => false,
    };
    if is_measured { Ok((record.id, run)) } else { Err(NotPinned::Unmeasured) }
}

/// What baselines are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Baselines<'a> {
    pub(super) records: &'a [Record],
    pub(super) ground: &'a Ground,
    pub(super) answers: &'a GroundAnswers,
    pub(super) least: Grade,
    /// The grade that a run counts with.
    pub(super) grade: &'a dyn Fn(&Record, &Run) -> Grade,
}

/// That a run was compared with something else than its gate is compared with now.
pub(super) struct Outdated {
    /// What differs.
    pub(super) why: String,
    /// What supplies the comparison that counts.
    pub(super) next: String,
}

impl Baselines<'_> {
    /// Whether the comparison of a run was made with another baseline than the one of now. A run
    /// that came to no comparison says what it says whatever the baseline is.
    pub(super) fn outdated(self, compare: &Compare, run: &Run) -> Option<Outdated> {
        let comparison = run.comparison.as_ref()?;
        let (with, gate) = (&compare.with, &run.gate);
        let then = comparison.baseline.short();
        let again = || format!("milepost verify --gate {gate}");
        match with {
            Baseline::Commit(name) => match self.commit(name) {
                Some(now) if now == comparison.baseline && comparison.evidence.is_none() => None,
                Some(now) => {
                    let now = now.short();
                    let why = format!("`{name}` names {now} now, and it was compared with {then}");
                    Some(Outdated { why, next: again() })
                }
                None => Some(Outdated {
                    why: format!(
                        "`{name}`, which it is compared with, names no commit or tag here, and it \
                         was compared with {then}"
                    ),
                    next: "`git fetch --tags` if it is a tag elsewhere, else correct \
                           `compare.with` in milepost.toml"
                        .to_owned(),
                }),
            },
            Baseline::Evidence(id) => match self.pinned(gate, id) {
                Ok((record, _)) if comparison.evidence == Some(record) => None,
                Ok((_, of)) => {
                    let now = of.subject.commit.short();
                    let why =
                        format!("`{with}` was taken at {now}, and it was compared with {then}");
                    Some(Outdated { why, next: again() })
                }
                Err(why) => Some(Outdated {
                    why: format!("`{with}`, which it is compared with, {why}"),
                    next: format!(
                        "`milepost log --gate {gate}` lists its runs: correct `compare.with`"
                    ),
                }),
            },
        }
    }

    /// The commit that a name stands for now. A whole id is its own meaning, wherever its commit is.
    fn commit(self, name: &str) -> Option<CommitId> {
        self.ground.commits.get(name).cloned().or_else(|| CommitId::new(name))
    }

    fn pinned(&self, gate: &GateName, id: &str) -> Result<(Digest, &Run), String> {
        let (record, run) = pinned(self.records, gate, id, (self.least, self.grade))
            .map_err(|why| why.to_string())?;
        match self.answers.subjects.get(&SubjectQuestion::of(run)) {
            Some(SubjectAnswer::Agrees | SubjectAnswer::Absent) => Ok((record, run)),
            Some(SubjectAnswer::Disagrees) => {
                let commit = run.subject.commit.short();
                Err(format!("names a run on commit {commit}, which holds something else"))
            }
            None => Err("names a run whose commit could not be looked up".to_owned()),
        }
    }
}
