//! Evidence that a change brings along: how far it is believed.

use std::collections::BTreeSet;

use crate::{
    authority::{Authority, Unheard},
    config::Policy,
    digest::Digest,
    evidence::{Grade, Outcome, Record, Run},
};

/// The segments that are new since a trusted base.
///
/// Who may write to a branch may write a whole new segment, under the name that its content gives it.
/// So what a change brings along cannot prove that change, whatever grade it gives itself. A failure is
/// believed all the same: nobody forges one. What a machine signed whose key the base lists is believed
/// as it stands: whoever made the change cannot have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The digests of the segments.
    pub segments: BTreeSet<Digest>,
    /// What the base is called.
    pub since: Box<str>,
    /// The best grade that a pass in them has.
    pub at_most: Grade,
}

impl Brought {
    /// These segments, with the grade of what was produced elsewhere.
    pub fn new(segments: BTreeSet<Digest>, since: &str) -> Self {
        Self { segments, since: since.into(), at_most: Grade::Imported }
    }

    /// Whether a change brings a record along.
    pub fn holds(&self, record: &Record) -> bool {
        self.segments.contains(&record.segment)
    }

    /// The grade that a run counts with which has another by itself. A machine that the base lists may
    /// vouch for what is new.
    pub(super) fn grade(&self, record: &Record, run: &Run, grade: Grade) -> Grade {
        let is_pass = run.outcome == Outcome::Passed;
        let is_doubtful = is_pass && self.holds(record) && grade < Grade::Signed;
        if is_doubtful { grade.min(self.at_most) } else { grade }
    }

    /// Whether something that is recorded and is no run counts: that a gate can fail, that its inputs
    /// are all, that an item was proven. It counts like a pass.
    pub(super) fn counts(
        &self,
        record: &Record,
        policy: &Policy,
        authority: &Authority<'_>,
    ) -> bool {
        let is_enough = self.at_most >= policy.least_grade || !self.holds(record);
        is_enough || authority.vouched(record).is_ok()
    }

    /// Why a run counts for less than it says, where nobody vouches for it for some reason.
    pub(super) fn why(&self, unvouched: &Unheard) -> String {
        let (since, grade) = (&self.since, self.at_most.as_str());
        let signed = match unvouched {
            Unheard::Unsigned => "unsigned".to_owned(),
            Unheard::Key(_)
            | Unheard::Purpose
            | Unheard::Part
            | Unheard::Role { .. }
            | Unheard::NoPresence { .. }
            | Unheard::Producer { .. }
            | Unheard::UnknownProducer => format!("its signature does not count ({unvouched})"),
        };
        format!("its segment is new since {since} and {signed}: counts as {grade}")
    }
}
