//! Where every item stands, as far as documents and git can show.
//!
//! [`judge`] is a pure function. Nothing becomes proven by it yet: that takes evidence of a run,
//! and [`Standing`] has no value for it until there is such evidence.

mod around;
mod standing;
#[cfg(test)]
mod tests;
mod whole;

pub use standing::{Fractions, Missing, Standing};

use crate::{
    diag::{Problem, Severity},
    lint::{self, Linted, Scene},
    plan::{Item, ItemKey},
    repository::Subject,
};

/// Everything there is to say about one plan at one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was looked at.
    pub subject: Subject,
    /// The work items in plan order, each with its standing.
    pub items: Vec<Judged>,
    /// What the rules found.
    pub problems: Vec<Problem>,
    /// How many problems the configuration expects.
    pub suppressed: usize,
}

/// One item and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The item.
    pub key: ItemKey,
    /// Where it stands.
    pub standing: Standing,
    /// What is missing until it would be proven.
    pub missing: Vec<Missing>,
    /// How far it is, by its own parts.
    pub fractions: Fractions,
}

impl Report {
    /// The judgement of an item.
    pub fn judged(&self, key: &ItemKey) -> Option<&Judged> {
        self.items
            .binary_search_by(|judged| judged.key.cmp(key))
            .ok()
            .and_then(|at| self.items.get(at))
    }

    /// How many problems weigh so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

/// Judges a plan.
pub fn judge(scene: &Scene<'_>) -> Report {
    let Linted { problems, suppressed } = lint::run(scene, lint::rules::ALL);
    let work = |item: &&Item| item.key.kind.is_work();
    let items = scene.plan.items.values().filter(work);
    let court = standing::Court::new(scene, &problems);
    let mut items: Vec<Judged> = items.map(|item| court.judge(item)).collect();
    whole::combine(scene.plan, &mut items);
    Report { subject: scene.repository.subject.clone(), items, problems, suppressed }
}
