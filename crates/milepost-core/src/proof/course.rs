//! Where people sent work: set aside, out of the plan, or replaced, as the ledger has it.
//!
//! Such a record is unsigned. It changes where an item stands and stops it being offered; it takes
//! nothing away from what must be proven. Only one that names a decision which the plan has and which
//! holds moves the line, and then that is listed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    digest::Digest,
    evidence::{Event, ItemName, Record, Target, Turn, ledger::Ledger},
    id::ItemId,
    lease,
    plan::{Item, ItemKey, ItemKind, Plan},
    verdict::item_name,
};

/// How far up an item is looked for what it belongs to.
const DEEPEST: usize = 32;

/// One thing that somebody said about where work goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steer {
    /// The id of its record.
    pub record: Digest,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom; empty where that is not said.
    pub by: Box<str>,
    /// What was said.
    pub turn: Turn,
    /// Why.
    pub reason: Box<str>,
}

/// What holds of an item because somebody said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What was said.
    pub steer: Steer,
    /// What it was said of.
    pub through: Through,
    /// Whether it takes the item out of what must be proven.
    pub removal: Removal,
}

/// What a word was said of that holds of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// The item itself.
    Itself,
    /// What it belongs to.
    Whole(ItemKey),
    /// The project.
    Project,
}

/// Whether a word takes something away from what must be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Removal {
    /// It names no decision, or one that the plan does not have or that does not hold.
    Unsupported,
    /// It names a decision of the plan that holds.
    Decided,
}

/// What somebody said, and its place in the ledger.
type Said = (usize, Steer);

/// Everything that was said, in the order of the ledger.
#[derive(Debug, Default)]
pub(crate) struct Courses {
    items: BTreeMap<ItemName, Vec<Said>>,
    project: Vec<Said>,
}

impl Courses {
    pub(crate) fn of(ledger: &Ledger) -> Self {
        let mut courses = Self::default();
        for (place, (record, event)) in ledger.events().enumerate() {
            let Event::Steered { target, turn, reason, commit: _ } = event else { continue };
            let said = (place, steer(record, turn, reason));
            match target {
                Target::Item(name) => courses.items.entry(name.clone()).or_default().push(said),
                Target::Project => courses.project.push(said),
            }
        }
        courses
    }

    /// What was said of an item itself, the first first.
    pub(crate) fn history(&self, key: &ItemKey) -> Vec<Steer> {
        self.own(key).iter().map(|(_, steer)| steer.clone()).collect()
    }

    /// What was said of the project last, if it is suspended.
    pub(crate) fn project(&self) -> Option<Steer> {
        let (_, last) = self.project.last()?;
        matches!(last.turn, Turn::Suspended { .. }).then(|| last.clone())
    }

    /// What holds of an item: the last word about it, else about what it belongs to, else about the
    /// project. Who was resumed after a wider word goes on.
    pub(crate) fn course(&self, plan: &Plan, item: &Item) -> Option<Course> {
        if self.items.is_empty() && self.project.is_empty() {
            return None;
        }
        let mut resumed = None;
        let mut is_excepted = false;
        let mut around = Some(item);
        for _ in 0..DEEPEST {
            let Some(at) = around else { break };
            let whole = (at.key != item.key).then_some(&at.key);
            if let Some((place, steer)) = settled(self.own(&at.key)) {
                if steer.turn == Turn::Resumed {
                    resumed = resumed.max(Some(*place));
                } else if resumed < Some(*place) {
                    let through = whole.map_or(Through::Itself, |key| Through::Whole(key.clone()));
                    return Some(course(plan, steer, through));
                }
            }
            is_excepted |= self.is_excepted(&at.key);
            around = at.parent.as_ref().and_then(|parent| plan.items.get(parent));
        }
        let (place, steer) = settled(&self.project)?;
        let holds = steer.turn != Turn::Resumed && resumed < Some(*place) && !is_excepted;
        holds.then(|| course(plan, steer, Through::Project))
    }

    fn own(&self, key: &ItemKey) -> &[Said] {
        if self.items.is_empty() {
            return &[];
        }
        self.items.get(&item_name(key)).map_or(&[], Vec::as_slice)
    }

    /// Whether an item goes on while the project is suspended.
    fn is_excepted(&self, key: &ItemKey) -> bool {
        let is_named = |except: &[ItemId]| {
            except.iter().any(|id| id.as_str().eq_ignore_ascii_case(key.name.as_str()))
        };
        match self.project.last() {
            Some((_, Steer { turn: Turn::Suspended { except }, .. })) => is_named(except),
            Some(_) | None => false,
        }
    }
}

fn steer(record: &Record, turn: &Turn, reason: &str) -> Steer {
    Steer {
        record: record.id,
        at: record.recorded,
        by: record.by.clone(),
        turn: turn.clone(),
        reason: reason.into(),
    }
}

/// The last word that says where an item stands: what is left of one says nothing of that.
fn settled(said: &[Said]) -> Option<&Said> {
    said.iter().rev().find(|(_, steer)| !matches!(steer.turn, Turn::Rescoped { to: Some(_), .. }))
}

fn course(plan: &Plan, steer: &Steer, through: Through) -> Course {
    let decision = match &steer.turn {
        Turn::Rescoped { to: None, decision } | Turn::Superseded { by: _, decision } => {
            decision.as_ref()
        }
        Turn::Rescoped { to: Some(_), .. } | Turn::Suspended { .. } | Turn::Resumed => None,
    };
    let removal = match decision {
        Some(decision) if holds(plan, decision) => Removal::Decided,
        Some(_) | None => Removal::Unsupported,
    };
    Course { steer: steer.clone(), through, removal }
}

/// What must be shown where an item is asked for: itself, unless a decision of the plan puts another
/// in its place, or takes it out.
pub(crate) fn owed<'a>(
    plan: &'a Plan,
    item: &'a Item,
    course: Option<&Course>,
) -> Option<&'a Item> {
    let course = course
        .filter(|course| course.removal == Removal::Decided && course.through == Through::Itself);
    match course.map(|course| &course.steer.turn) {
        Some(Turn::Rescoped { to: None, .. }) => None,
        Some(Turn::Superseded { by, decision: _ }) => {
            lease::key_of(plan, by).and_then(|key| plan.items.get(key)).or(Some(item))
        }
        Some(Turn::Rescoped { to: Some(_), .. } | Turn::Suspended { .. } | Turn::Resumed)
        | None => Some(item),
    }
}

/// Whether the plan has a decision, and does not say that it was only proposed, refused or replaced.
fn holds(plan: &Plan, decision: &ItemName) -> bool {
    let item = lease::key_of(plan, decision).and_then(|key| plan.items.get(key));
    let item = item.filter(|item| item.key.kind == ItemKind::Decision);
    item.is_some_and(|item| {
        plan.claims(item)
            .all(|(_, claim)| claim.status.as_ref().is_none_or(|claim| claim.status.is_finished()))
    })
}
