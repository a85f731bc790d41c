//! All that is known before anything is judged.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    base::Base,
    config::Config,
    diag::Place,
    evidence::ledger::{Ledger, LedgerProblem},
    fact::Survey,
    lease::Underway,
    plan::{ItemKey, Plan},
    repository::{RangeCommit, Repository},
    verdict::Verdicts,
};

/// What the clock said when the question was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The instant.
    pub now: Timestamp,
    /// The zone of the person who asks.
    pub zone: TimeZone,
}

impl Clock {
    /// Today, where the person is.
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }
}

/// A range of history with the plan as it was at its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// What the user called the beginning.
    pub from: Box<str>,
    /// The plan at the beginning.
    pub before: Plan,
    /// The commits after it, newest first.
    pub commits: Vec<RangeCommit>,
    /// Whether the range ends where a shallow clone is cut off.
    pub cut_off: bool,
    /// Segments of the ledger that are at the beginning or were added since, and are gone or altered.
    pub rewritten: Vec<LedgerProblem>,
}

/// Everything a rule may look at.
pub struct Scene<'a> {
    /// The documents and items.
    pub plan: &'a Plan,
    /// What git says.
    pub repository: &'a Repository,
    /// What the project configures.
    pub config: &'a Config,
    /// What the clock says.
    pub clock: &'a Clock,
    /// The range of history, where one was asked for.
    pub range: Option<&'a Range>,
    /// What judged before the change that is looked at, where it was asked for.
    pub base: Option<&'a Base>,
    /// What evidence says of the gates.
    pub verdicts: &'a Verdicts,
    /// Everything that was recorded, and what is wrong with it.
    pub ledger: &'a Ledger,
    /// Of the work that registers wait for, what evidence shows. Where nobody looked, it is nothing.
    pub shown: Option<&'a BTreeSet<ItemKey>>,
    /// Who is at what right now.
    pub underway: &'a Underway,
    /// What facts are and what places state of them, once everything was judged.
    pub survey: Option<&'a Survey>,
    /// Where pages do not say what they should, where somebody looked.
    pub drifts: &'a [Drift],
}

/// A page, or a part of one, that does not say what it should.
///
/// What a page should say follows from the whole report, so that it is looked up once that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What mends it.
    pub help: String,
}
