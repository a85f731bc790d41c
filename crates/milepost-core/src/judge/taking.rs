//! Who may take what: work that can be done now, that nobody else is at, and that is theirs to do.

use crate::{
    actor::Actor,
    config::Config,
    judge::{Judged, Report, Standing},
    lease::{AtWork, Whose},
    plan::{Item, ItemKey, Plan},
};

/// How far up an item is looked for what it belongs to.
const DEEPEST: usize = 32;

/// Why somebody may not take a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It is no work.
    NotWork,
    /// It needs an operator, and who asks works on their own.
    Operator {
        /// The roles that may.
        may: Vec<Box<str>>,
    },
    /// It is not open: it waits, is finished or was set aside.
    Standing {
        /// Where it stands.
        standing: Standing,
        /// What it waits for.
        by: Vec<ItemKey>,
    },
    /// It is worked on in its parts.
    Parts {
        /// The first part that is open.
        part: ItemKey,
    },
    /// Somebody else is at it, or at what it belongs to.
    AtWork {
        /// The item that they are at.
        item: ItemKey,
        /// Who.
        at: Box<AtWork>,
    },
}

/// Whether an actor may take an item now; the weightiest obstacle where not. That somebody else is
/// at it is the last one: it alone can be overcome.
pub fn may_take(
    plan: &Plan,
    report: &Report,
    config: &Config,
    actor: &Actor,
    item: &Item,
) -> Result<(), Obstacle> {
    may_advance(plan, config, actor, item)?;
    let Some(judged) = report.judged(&item.key) else { return Err(Obstacle::NotWork) };
    stands_open(plan, judged)?;
    if let Some(part) = open_part(plan, report, item) {
        return Err(Obstacle::Parts { part });
    }
    match others(plan, report, item) {
        Some((item, at)) => Err(Obstacle::AtWork { item: item.clone(), at: Box::new(at.clone()) }),
        None => Ok(()),
    }
}

/// Whether an actor may take, suspend, rescope or otherwise move an item at all.
pub fn may_advance(
    plan: &Plan,
    config: &Config,
    actor: &Actor,
    item: &Item,
) -> Result<(), Obstacle> {
    if !item.key.kind.is_work() {
        return Err(Obstacle::NotWork);
    }
    if is_operators(plan, item) && config.work.is_autonomous(actor) {
        let may = config.work.coordinated().map(Into::into).collect();
        return Err(Obstacle::Operator { may });
    }
    Ok(())
}

/// Whether an item needs an operator: it says so, or the nearest thing around it that says anything.
pub fn is_operators(plan: &Plan, item: &Item) -> bool {
    wholes(plan, item).find_map(|item| says_operator(plan, item)).unwrap_or(false)
}

fn says_operator(plan: &Plan, item: &Item) -> Option<bool> {
    for (_, claim) in plan.claims(item) {
        if let Some(field) = claim.field("mode") {
            let value = field.value.to_lowercase();
            if value.contains("operator") {
                return Some(true);
            }
            if value.contains("autonomous") {
                return Some(false);
            }
        }
        let mut texts = claim.fields.iter().flat_map(|it| [&*it.label, &*it.value]);
        let named = |text: &str| text.to_lowercase().starts_with("operator-coordinated");
        let is_titled = claim.title.to_lowercase().contains("operator-coordinated");
        if is_titled || texts.any(named) {
            return Some(true);
        }
    }
    None
}

/// An item and what it belongs to, from the nearest on.
fn wholes<'p>(plan: &'p Plan, item: &'p Item) -> impl Iterator<Item = &'p Item> {
    let above = |item: &&'p Item| item.parent.as_ref().and_then(|key| plan.items.get(key));
    std::iter::successors(Some(item), above).take(DEEPEST)
}

fn stands_open(plan: &Plan, judged: &Judged) -> Result<(), Obstacle> {
    let standing = judged.standing.clone();
    let by = match &judged.standing {
        Standing::Ready
        | Standing::InProgress
        | Standing::Contradicted
        | Standing::Regressed { .. } => return Ok(()),
        Standing::Blocked { by } => by.clone(),
        Standing::Planned => waits_for(plan, judged),
        Standing::Claimed
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => Vec::new(),
    };
    Err(Obstacle::Standing { standing, by })
}

/// What the reasons of an item name that it waits for.
fn waits_for(plan: &Plan, judged: &Judged) -> Vec<ItemKey> {
    let named = judged.missing.iter().filter_map(|it| it.next.strip_prefix("milepost why "));
    let found = named.filter_map(|name| match plan.find(name).as_slice() {
        [only] => Some(only.key.clone()),
        [] | [_, ..] => None,
    });
    found.collect()
}

/// The first part of an item that one would work on instead.
fn open_part(plan: &Plan, report: &Report, item: &Item) -> Option<ItemKey> {
    let parts = plan.children(&item.key).filter(|part| part.key.kind.is_work());
    let is_open = |part: &&Item| {
        let standing = report.judged(&part.key).map(|judged| &judged.standing);
        matches!(
            standing,
            Some(
                Standing::Planned
                    | Standing::Ready
                    | Standing::InProgress
                    | Standing::Blocked { .. }
            )
        )
    };
    parts.into_iter().find(is_open).map(|part| part.key.clone())
}

/// Whoever else is at an item, or at what it belongs to.
pub(crate) fn others<'r>(
    plan: &'r Plan,
    report: &'r Report,
    item: &'r Item,
) -> Option<(&'r ItemKey, &'r AtWork)> {
    wholes(plan, item).find_map(|whole| {
        let judged = report.judged(&whole.key)?;
        let is_own = whole.key == item.key;
        // A branch for a whole is not one for each of its parts.
        let counts = |at: &&AtWork| match at {
            AtWork::Held { .. } => true,
            AtWork::Branch { .. } => is_own,
        };
        let mut at_work = judged.at_work.iter().filter(counts);
        let other = at_work.find(|at| at.whose() == Whose::Others)?;
        let is_mine =
            judged.at_work.iter().any(|at| matches!(at, AtWork::Held { whose: Whose::Mine, .. }));
        (!is_mine).then_some((&judged.key, other))
    })
}
