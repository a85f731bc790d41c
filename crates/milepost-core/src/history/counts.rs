//! How much is planned, said and shown.

use std::ops::{AddAssign, SubAssign};

use jiff::Timestamp;

use crate::{id::CommitId, plan::ItemKind};

/// So many things of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many are in the plan: the scope.
    pub all: u32,
    /// How many of them documents call finished.
    pub said: u32,
    /// How many of them evidence has shown, with nothing red or reworded since. Whether it still
    /// counts at that very commit is not asked.
    pub shown: u32,
}

/// What a plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Milestones.
    pub milestones: Tally,
    /// Deliverables.
    pub deliverables: Tally,
    /// Tasks.
    pub tasks: Tally,
    /// Criteria of all work.
    pub criteria: Tally,
}

impl Counts {
    /// What is counted, with the word for one of each.
    pub fn each(&self) -> [(&'static str, Tally); 4] {
        [
            ("milestone", self.milestones),
            ("deliverable", self.deliverables),
            ("task", self.tasks),
            ("criterion", self.criteria),
        ]
    }

    /// The tally of a kind of item, where it has one.
    pub(super) fn of(&mut self, kind: ItemKind) -> Option<&mut Tally> {
        if kind == ItemKind::Milestone {
            Some(&mut self.milestones)
        } else if kind == ItemKind::Deliverable {
            Some(&mut self.deliverables)
        } else if kind == ItemKind::Task {
            Some(&mut self.tasks)
        } else {
            None
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.milestones += other.milestones;
        self.deliverables += other.deliverables;
        self.tasks += other.tasks;
        self.criteria += other.criteria;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Self) {
        self.milestones -= other.milestones;
        self.deliverables -= other.deliverables;
        self.tasks -= other.tasks;
        self.criteria -= other.criteria;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.all = self.all.saturating_add(other.all);
        self.said = self.said.saturating_add(other.said);
        self.shown = self.shown.saturating_add(other.shown);
    }
}

impl SubAssign for Tally {
    fn sub_assign(&mut self, other: Self) {
        self.all = self.all.saturating_sub(other.all);
        self.said = self.said.saturating_sub(other.said);
        self.shown = self.shown.saturating_sub(other.shown);
    }
}

/// What a plan held from a commit on, until the next point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// The commit; nothing for what is recorded and in no commit yet.
    pub commit: Option<CommitId>,
    /// What it held.
    pub counts: Counts,
    /// How many documents could not be read there: what they held before still counts as planned, and
    /// nothing in them as said.
    pub unread: u32,
}
