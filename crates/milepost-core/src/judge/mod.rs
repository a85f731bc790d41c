//! Where every item stands: what documents claim, held against git, other claims and evidence.
//!
//! [`judge`] is a pure function. One way alone leads to `proven`: through the verdicts of gates.

mod around;
mod by_base;
mod decided;
mod done;
mod facts;
mod gates_of;
mod request;
mod standing;
mod taking;
#[cfg(test)]
mod tests;
mod waiting;
mod whole;

pub use by_base::judge_by_base;
pub use decided::DecisionLine;
pub use done::newly_done;
pub use gates_of::gates_of;
pub use request::{
    Question, Readiness, Request, RequestAbout, against, approval, gate_questions, questions,
    requests, shown_gates,
};
pub use standing::{Fractions, Standing};
pub(crate) use taking::others;
pub use taking::{Obstacle, is_operators, may_advance, may_take};

use crate::{
    agreed::ApprovalState,
    config::Mode,
    diag::{Problem, Severity},
    fact::Survey,
    lease::AtWork,
    lint::{
        self,
        registers::{Entry, Registers},
    },
    plan::{Item, ItemKey, ItemKind},
    proof::{Course, JudgedCriterion, Missing, Steer},
    repository::Subject,
    scene::Scene,
    verdict::Verdicts,
};

/// Everything there is to say about one plan at one commit.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was looked at.
    pub subject: Subject,
    /// The work items in plan order, each with its standing.
    pub items: Vec<Judged>,
    /// What the rules found.
    pub problems: Vec<Problem>,
    /// How many problems the configuration expects.
    pub suppressed: usize,
    /// What evidence says of the gates.
    pub verdicts: Verdicts,
    /// The entries of registers in plan order, each with where it stands.
    pub registers: Vec<Entry>,
    /// Where every decision stands, in plan order.
    pub decisions: Vec<(ItemKey, DecisionLine)>,
    /// How work is done in this project.
    pub conduct: Conduct,
    /// What facts are, and what places state of them.
    pub survey: Survey,
}

/// How work is done in a project, as far as everyone should know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// How careful one is with the machine.
    pub mode: Mode,
    /// How many heavy things run at once.
    pub heavy_slots: u32,
    /// How many bytes of memory must be available for one.
    pub memory_floor: Option<u64>,
    /// The roles that may run one; everyone where there is none.
    pub heavy_by: Vec<Box<str>>,
    /// Why all work is set aside, if it is.
    pub suspended: Option<Steer>,
    /// Lease files that cannot be read: somebody may hold what they are about.
    pub unreadable_leases: Vec<Box<str>>,
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
    /// Its criteria, each with what evidence says of it.
    pub criteria: Vec<JudgedCriterion>,
    /// What people answered to the request to accept it.
    pub approval: ApprovalState,
    /// Who is at it.
    pub at_work: Vec<AtWork>,
    /// What holds of it because somebody said so.
    pub course: Option<Course>,
    /// All that was said about where it goes, the first first.
    pub steered: Vec<Steer>,
}

impl Judged {
    /// The criterion with that text.
    pub fn criterion(&self, text: &str) -> Option<&JudgedCriterion> {
        self.criteria.iter().find(|criterion| &*criterion.text == text)
    }
}

impl Report {
    /// The judgement of an item.
    pub fn judged(&self, key: &ItemKey) -> Option<&Judged> {
        self.items
            .binary_search_by(|judged| judged.key.cmp(key))
            .ok()
            .and_then(|at| self.items.get(at))
    }

    /// Where an entry of a register stands.
    pub fn entry(&self, key: &ItemKey) -> Option<&Entry> {
        let at = self.registers.binary_search_by(|entry| entry.key.cmp(key)).ok()?;
        self.registers.get(at)
    }

    /// How many items of a kind evidence shows here and now.
    pub fn proven(&self, kind: ItemKind) -> usize {
        let of_kind = self.items.iter().filter(|judged| judged.key.kind == kind);
        of_kind.filter(|judged| judged.standing.is_shown()).count()
    }

    /// How many problems weigh so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

/// Judges a plan.
pub fn judge(scene: &Scene<'_>) -> Report {
    let shown = lint::registers::shown(scene);
    let scene = &Scene { shown: Some(&shown), ..*scene };
    let mut linted = lint::run(scene, lint::rules::ALL);
    let work = |item: &&Item| item.key.kind.is_work();
    let items = scene.plan.items.values().filter(work);
    let court = standing::Court::new(scene, &linted.problems);
    let mut items: Vec<Judged> = items.map(|item| court.judge(item)).collect();
    whole::combine(scene.plan, &mut items);
    let conduct = conduct(scene, court.suspended());
    let survey = facts::of_report(scene, &items);
    lint::run_behind(&Scene { survey: Some(&survey), ..*scene }, &mut linted);
    let verdicts = scene.verdicts.clone();
    let decisions = decided::lines(scene);
    let registers = Registers::new(scene).entries().collect();
    Report {
        subject: scene.repository.subject.clone(),
        items,
        problems: linted.problems,
        suppressed: linted.suppressed,
        verdicts,
        conduct,
        survey,
        registers,
        decisions,
    }
}

/// What facts are, for a scene that nobody judged yet.
#[cfg(test)]
pub(crate) fn surveyed(scene: &Scene<'_>) -> Survey {
    judge(scene).survey
}

fn conduct(scene: &Scene<'_>, suspended: Option<Steer>) -> Conduct {
    let (work, resources) = (&scene.config.work, &scene.config.resources);
    Conduct {
        mode: work.mode,
        heavy_slots: resources.heavy_slots,
        memory_floor: resources.min_available_memory,
        heavy_by: work.heavy_by.clone(),
        suspended,
        unreadable_leases: scene.underway.unreadable.clone(),
    }
}
