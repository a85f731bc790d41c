//! What holds work back: for an item the chains down to it, for a plan what holds most.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    circles,
    graph::{
        Thing,
        ties::{Whole, numbers},
    },
    judge::Judged,
    proof::Missing,
};

/// What holds an item back.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<'a> {
    /// The item.
    pub thing: Thing<'a>,
    /// A chain down to each thing that holds it, the shortest first; empty where it is proven.
    pub by: Vec<Chain<'a>>,
}

/// How something holds an item back.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain<'a> {
    /// From the item down to what holds it, both included.
    pub way: Vec<Thing<'a>>,
    /// What keeps the last one from being shown.
    pub why: Why<'a>,
}

/// What keeps a thing from being shown that waits for no other.
#[derive(Clone, Debug, PartialEq)]
pub enum Why<'a> {
    /// This is missing of it.
    Missing(&'a Missing),
    /// It is a blocker, and open.
    Open,
    /// What evidence says of the gate.
    Verdict,
    /// It waits for itself, by way of these.
    Circle(Vec<Thing<'a>>),
    /// Nothing is known of it.
    Unknown,
}

/// What holds work back.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder<'a> {
    /// What it is.
    pub thing: Thing<'a>,
    /// What keeps it from being shown.
    pub why: Why<'a>,
    /// How many other pieces of work wait for it, at any distance.
    pub holds: usize,
}

/// What holds one thing back.
pub(super) fn of<'a>(whole: &Whole<'a>, at: usize) -> Option<Held<'a>> {
    let thing = whole.things.get(at).copied()?;
    let mut by = Vec::new();
    if whole.is_open(at) {
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut seen = BTreeSet::from([at]);
        let mut queue = VecDeque::from([at]);
        while let Some(here) = queue.pop_front() {
            if let Some(why) = why(whole, here) {
                by.push(Chain { way: way(whole, at, here, &before), why });
            }
            for first in whole.must_be_shown(here).filter(|first| whole.is_open(*first)) {
                if seen.insert(first) {
                    before.insert(first, here);
                    queue.push_back(first);
                }
            }
        }
    }
    Some(Held { thing, by })
}

/// Everything that holds other work back, the heaviest first.
pub(super) fn holders<'a>(whole: &Whole<'a>) -> Vec<Holder<'a>> {
    let mut holders = Vec::new();
    for (at, thing) in whole.things.iter().enumerate().filter(|(at, _)| whole.is_open(*at)) {
        if let Some(why) = why(whole, at) {
            let holds = held_by(whole, at);
            if holds > 0 {
                holders.push(Holder { thing: *thing, why, holds });
            }
        }
    }
    holders.sort_by_key(|holder| std::cmp::Reverse(holder.holds));
    holders
}

fn held_by(whole: &Whole<'_>, at: usize) -> usize {
    let mut seen = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(here) = open.pop() {
        for then in whole.holds_back(here).filter(|then| whole.is_open(*then)) {
            if seen.insert(then) {
                open.push(then);
            }
        }
    }
    seen.len() - 1
}

/// Why a thing holds others back by itself; nothing where it only waits itself.
fn why<'a>(whole: &Whole<'a>, at: usize) -> Option<Why<'a>> {
    let component = whole.circles.iter().find(|component| component.first() == Some(&at));
    if let Some(component) = component {
        let way = circles::shortest(&numbers(&whole.then), component)?;
        let things = way.iter().filter_map(|at| whole.things.get(*at).copied());
        return Some(Why::Circle(things.collect()));
    }
    if whole.must_be_shown(at).any(|first| whole.is_open(first)) {
        return None;
    }
    Some(match whole.things.get(at)? {
        Thing::Work { judged, .. } => missing(judged).map_or(Why::Unknown, Why::Missing),
        Thing::Blocker { .. } => Why::Open,
        Thing::Gate { .. } => Why::Verdict,
    })
}

fn missing(judged: &Judged) -> Option<&Missing> {
    judged.missing.first()
}

fn way<'a>(
    whole: &Whole<'a>,
    start: usize,
    end: usize,
    before: &BTreeMap<usize, usize>,
) -> Vec<Thing<'a>> {
    let mut way = vec![end];
    let mut at = end;
    while at != start {
        let Some(previous) = before.get(&at) else { break };
        at = *previous;
        way.push(at);
    }
    way.iter().rev().filter_map(|at| whole.things.get(*at).copied()).collect()
}
