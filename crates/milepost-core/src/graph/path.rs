//! The critical path: the longest chain of work that is not proven.
//!
//! It is measured in effort, not on the calendar: by estimates where items have them, by their number
//! where none has. Each item begins and ends: what it waits for ends before it begins, and its parts
//! begin and end within it. So a part waits for whatever its whole waits for.

use crate::{
    circles,
    graph::{TieKind, ties::Whole},
    judge::Standing,
    plan::{Item, ItemKind, Plan},
    read::atoms::estimate,
};

/// The longest chain of work that is not proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// What is on it, the first first; empty where no work that is not proven waits for other work.
    pub items: Vec<&'a Item>,
    /// How its length was measured.
    pub measure: Measure,
}

/// How the length of a chain is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// By estimates, in minutes of working days of eight hours.
    Estimates {
        /// How long the chain is.
        minutes: u64,
        /// How many on it have no estimate of their own and none in their parts.
        without: usize,
    },
    /// By how many items there are on it.
    Count,
}

/// How long something takes: estimates count before the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Length {
    minutes: u64,
    count: usize,
}

/// From the beginning or end of an item to that of another: which, and how long it takes.
type Step = (usize, Length);

pub(super) fn longest<'a>(plan: &Plan, whole: &Whole<'a>) -> Path<'a> {
    let open: Vec<bool> = (0..whole.things.len()).map(|at| is_work_left(whole, at)).collect();
    let own: Vec<Option<u64>> =
        whole.things.iter().map(|thing| thing.item().and_then(|it| minutes(plan, it))).collect();
    let steps = steps(whole, &open, &own);
    let order = order(&steps);
    let (best, before) = walk(&steps, &order);
    let ends = |at: &usize| {
        at % 2 == 1
            && open.get(at / 2) == Some(&true)
            && (whole.about.is_empty() || whole.about.contains(&(at / 2)))
    };
    let mut last: Option<usize> = None;
    for at in (0..best.len()).filter(ends) {
        if last.is_none_or(|last| best.get(at) > best.get(last)) {
            last = Some(at);
        }
    }
    let way = way(last, &before, &open);
    let minutes = last.and_then(|at| best.get(at)).map_or(0, |length| length.minutes);
    let measure = if minutes > 0 {
        let has_own = |at: usize| own.get(at).is_some_and(Option::is_some);
        // A whole whose parts are estimated needs no estimate of its own.
        let has_one = |at: usize| {
            let parts = whole.first.get(at).into_iter().flatten();
            let mut parts = parts.filter(|(_, kind)| *kind == TieKind::Part);
            has_own(at) || parts.any(|(part, _)| has_own(*part))
        };
        let without = way.iter().filter(|at| !has_one(**at)).count();
        Measure::Estimates { minutes, without }
    } else {
        Measure::Count
    };
    // One item that waits for nothing is no chain.
    let is_chain = way.len() > 1 || measure != Measure::Count;
    let way = if is_chain { way } else { Vec::new() };
    let items = way.iter().filter_map(|at| whole.things.get(*at)?.item()).collect();
    Path { items, measure }
}

/// Whether something is left to do at a thing, as far as one can plan it: approvals and removals are
/// no work.
fn is_work_left(whole: &Whole<'_>, at: usize) -> bool {
    let Some(judged) = whole.things.get(at).and_then(|thing| thing.judged()) else { return false };
    let is_work = match judged.standing {
        Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected
        | Standing::Waiting
        | Standing::Proven
        | Standing::Done { .. } => false,
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Contradicted
        | Standing::Unanswered
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. } => true,
    };
    is_work && whole.is_open(at)
}

/// The most that an item is estimated at by its own words, in working minutes.
fn minutes(plan: &Plan, item: &Item) -> Option<u64> {
    const MINUTES_A_DAY: f64 = 480.0;
    const MOST_DAYS: f64 = 100_000.0;
    let read = plan.claims(item).find_map(|(_, claim)| {
        claim.fields_named("estimate").find_map(|field| estimate::read(&field.value))
    })?;
    let days = if read.most_days.is_finite() { read.most_days } else { read.least_days };
    let minutes = (days.clamp(0.0, MOST_DAYS) * MINUTES_A_DAY).round();
    // Between nothing and what a hundred thousand days have.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
    Some(minutes as u64)
}

/// Beginnings are even, ends odd.
fn steps(whole: &Whole<'_>, open: &[bool], own: &[Option<u64>]) -> Vec<Vec<Step>> {
    let mut steps: Vec<Vec<Step>> = vec![Vec::new(); whole.things.len() * 2];
    let is_open = |at: usize| open.get(at) == Some(&true);
    let mut add = |from: usize, to: usize, length| {
        if let Some(steps) = steps.get_mut(from) {
            steps.push((to, length));
        }
    };
    for at in 0..whole.things.len() {
        let length = if is_open(at) {
            Length { minutes: own.get(at).copied().flatten().unwrap_or(0), count: 1 }
        } else {
            Length::default()
        };
        add(at * 2, at * 2 + 1, length);
        for (to, kind) in whole.then.get(at).into_iter().flatten() {
            match kind {
                TieKind::Waits => add(at * 2 + 1, to * 2, Length::default()),
                TieKind::Part => {
                    add(to * 2, at * 2, Length::default());
                    let is_task = whole.things.get(at).and_then(|thing| thing.item());
                    if is_task.is_none_or(|item| item.key.kind != ItemKind::Task) {
                        let ends = Length { minutes: 0, count: usize::from(is_open(*to)) };
                        add(at * 2 + 1, to * 2 + 1, ends);
                    }
                }
                TieKind::Blocks | TieKind::Shows => {}
            }
        }
    }
    without_circles(steps)
}

/// Things that wait for each other have no order: they are walked as if they did not.
fn without_circles(mut steps: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
    let numbers: Vec<Vec<usize>> =
        steps.iter().map(|steps| steps.iter().map(|(to, _)| *to).collect()).collect();
    for component in circles::components(&numbers) {
        for at in &component {
            let is_inside = |to: usize| component.binary_search(&to).is_ok();
            let is_own = |to: usize| at % 2 == 0 && to == at + 1;
            if let Some(steps) = steps.get_mut(*at) {
                steps.retain(|(to, _)| is_own(*to) || !is_inside(*to));
            }
        }
    }
    steps
}

/// An order in which every step leads on.
fn order(steps: &[Vec<Step>]) -> Vec<usize> {
    let mut waiting = vec![0_usize; steps.len()];
    for (to, _) in steps.iter().flatten() {
        if let Some(waiting) = waiting.get_mut(*to) {
            *waiting += 1;
        }
    }
    let free = waiting.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut order: Vec<usize> = free.map(|(at, _)| at).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for (to, _) in steps.get(at).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*to) {
                *count -= 1;
                if *count == 0 {
                    order.push(*to);
                }
            }
        }
    }
    order
}

/// The longest way to each beginning and end, and what comes before it on that way.
fn walk(steps: &[Vec<Step>], order: &[usize]) -> (Vec<Length>, Vec<Option<usize>>) {
    let mut best = vec![Length::default(); steps.len()];
    let mut before: Vec<Option<usize>> = vec![None; steps.len()];
    for at in order {
        let here = best.get(*at).copied().unwrap_or_default();
        for (to, length) in steps.get(*at).into_iter().flatten() {
            let new = Length {
                minutes: here.minutes.saturating_add(length.minutes),
                count: here.count + length.count,
            };
            if let (Some(best), Some(before)) = (best.get_mut(*to), before.get_mut(*to))
                && (new > *best || before.is_none())
            {
                (*best, *before) = (new, Some(*at));
            }
        }
    }
    (best, before)
}

/// The things whose ends are on the way, the first first.
fn way(last: Option<usize>, before: &[Option<usize>], open: &[bool]) -> Vec<usize> {
    let mut way = Vec::new();
    let mut at = last;
    while let Some(here) = at {
        if here % 2 == 1 && open.get(here / 2) == Some(&true) {
            way.push(here / 2);
        }
        at = before.get(here).copied().flatten();
    }
    way.reverse();
    way
}
