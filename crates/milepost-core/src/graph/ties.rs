//! Everything that is in a graph, and what leads to what in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    circles, dependencies,
    gate::GateName,
    graph::{Asked, Thing, TieKind},
    judge::Report,
    plan::{Item, ItemKey, ItemKind, Plan},
    proof,
};

/// What is in a graph beside the work that is tied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Tasks that nothing depends on, too.
    pub all_tasks: bool,
    /// The gates that criteria are bound to.
    pub gates: bool,
    /// Nothing but phases and milestones, where all would be too much.
    pub only_wholes: bool,
}

/// The graph of a whole plan.
pub(super) struct Whole<'a> {
    pub(super) things: Vec<Thing<'a>>,
    /// What each thing leads to, and why.
    pub(super) then: Vec<Vec<(usize, TieKind)>>,
    /// What leads to each thing, and why.
    pub(super) first: Vec<Vec<(usize, TieKind)>>,
    /// The things that wait for each other, whole components.
    pub(super) circles: Vec<Vec<usize>>,
    /// What the graph is asked about.
    pub(super) about: Vec<usize>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(plan: &'a Plan, report: &'a Report, asked: &Asked) -> Self {
        let mut gathered = Gathered { plan, report, things: Vec::new(), at: BTreeMap::new() };
        gathered.work(asked);
        gathered.blockers();
        let mut found = gathered.ties();
        if asked.extent.gates {
            found.extend(gathered.gates());
        }
        let Gathered { things, at, .. } = gathered;
        let mut then = vec![Vec::new(); things.len()];
        let mut first = vec![Vec::new(); things.len()];
        for (from, to, kind) in found {
            if let (Some(then), Some(first)) = (then.get_mut(from), first.get_mut(to)) {
                then.push((to, kind));
                first.push((from, kind));
            }
        }
        let numbers = numbers(&then);
        let circles = circles::components(&numbers);
        let about = asked.about.iter().filter_map(|key| at.get(key).copied()).collect();
        Self { things, then, first, circles, about }
    }

    /// What leads to a thing and must be shown before it: tasks are bookkeeping, and hold no whole back.
    pub(super) fn must_be_shown(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.first.get(at).into_iter().flatten();
        let counts = |from: usize, kind: TieKind| match kind {
            TieKind::Part => self.kind(from) != Some(ItemKind::Task),
            TieKind::Waits | TieKind::Blocks | TieKind::Shows => true,
        };
        first.filter(move |(from, kind)| counts(*from, *kind)).map(|(from, _)| *from)
    }

    /// The other way round: what a thing holds back as long as it is not shown.
    pub(super) fn holds_back(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let then = self.then.get(at).into_iter().flatten();
        let is_task = self.kind(at) == Some(ItemKind::Task);
        then.filter(move |(_, kind)| !(is_task && *kind == TieKind::Part)).map(|(to, _)| *to)
    }

    pub(super) fn is_open(&self, at: usize) -> bool {
        self.things.get(at).is_some_and(|thing| !thing.is_settled())
    }

    fn kind(&self, at: usize) -> Option<ItemKind> {
        self.things.get(at)?.item().map(|item| item.key.kind)
    }
}

/// Ties as plain numbers.
pub(super) fn numbers(then: &[Vec<(usize, TieKind)>]) -> Vec<Vec<usize>> {
    then.iter().map(|ties| ties.iter().map(|(to, _)| *to).collect()).collect()
}

/// A tie on its way into a graph.
type Found = (usize, usize, TieKind);

struct Gathered<'a> {
    plan: &'a Plan,
    report: &'a Report,
    things: Vec<Thing<'a>>,
    at: BTreeMap<&'a ItemKey, usize>,
}

impl<'a> Gathered<'a> {
    fn add(&mut self, key: &'a ItemKey, thing: Thing<'a>) {
        self.at.insert(key, self.things.len());
        self.things.push(thing);
    }

    /// The work, in plan order; tasks where something depends on them, or they on something.
    fn work(&mut self, asked: &Asked) {
        let tied = self.tied_tasks();
        let is_whole = |key: &ItemKey| matches!(key.kind, ItemKind::Phase | ItemKind::Milestone);
        let is_shown = |key: &ItemKey| {
            if asked.extent.only_wholes {
                return is_whole(key);
            }
            key.kind != ItemKind::Task
                || asked.extent.all_tasks
                || tied.contains(key)
                || asked.about.contains(key)
        };
        for judged in &self.report.items {
            let Some((key, item)) = self.plan.items.get_key_value(&judged.key) else { continue };
            if is_shown(key) {
                self.add(key, Thing::Work { item, judged });
            }
        }
    }

    fn tied_tasks(&self) -> BTreeSet<ItemKey> {
        let mut tied = BTreeSet::new();
        for item in self.plan.items.values().filter(|item| item.key.kind.is_work()) {
            for dependency in dependencies::of(self.plan, item) {
                tied.extend([&dependency.on, &item.key].map(Clone::clone));
            }
        }
        tied
    }

    /// The blockers that hold something.
    fn blockers(&mut self) {
        let by = self.report.items.iter().flat_map(|judged| judged.standing.blocked_by());
        let keys: BTreeSet<&ItemKey> = by.filter(|key| key.kind == ItemKind::Blocker).collect();
        for key in keys {
            if let Some((key, item)) = self.plan.items.get_key_value(key) {
                self.add(key, Thing::Blocker { item });
            }
        }
    }

    fn ties(&self) -> Vec<Found> {
        let mut found = BTreeSet::new();
        for (to, thing) in self.things.iter().enumerate() {
            let Thing::Work { item, judged } = thing else { continue };
            for dependency in dependencies::of(self.plan, item) {
                // Who waits for itself waits for itself, whatever was decided.
                let owed = if dependency.on == item.key {
                    Some(&item.key)
                } else {
                    self.owed(&dependency.on).filter(|owed| **owed != item.key)
                };
                found.extend(owed.and_then(|it| self.tie(it, to, TieKind::Waits)));
            }
            let parts = self.plan.children(&item.key).filter(|part| part.key.kind.is_work());
            let parts = parts.filter_map(|part| self.owed(&part.key));
            for part in parts.filter(|part| **part != item.key) {
                found.extend(self.tie(part, to, TieKind::Part));
            }
            let blockers = judged.standing.blocked_by().iter();
            for key in blockers.filter(|key| key.kind == ItemKind::Blocker) {
                found.extend(self.tie(key, to, TieKind::Blocks));
            }
        }
        found.into_iter().collect()
    }

    fn tie(&self, first: &ItemKey, then: usize, kind: TieKind) -> Option<Found> {
        Some((*self.at.get(first)?, then, kind))
    }

    /// What must be shown where an item is asked for.
    fn owed(&self, key: &ItemKey) -> Option<&'a ItemKey> {
        let item: &'a Item = self.plan.items.get(key)?;
        let course = self.report.judged(key).and_then(|judged| judged.course.as_ref());
        proof::owed(self.plan, item, course).map(|item| &item.key)
    }

    /// The gates that criteria of things in the graph are bound to, as leaves.
    fn gates(&mut self) -> Vec<Found> {
        let mut bound: BTreeMap<&'a GateName, BTreeSet<usize>> = BTreeMap::new();
        for (at, thing) in self.things.iter().enumerate() {
            let Some(judged) = thing.judged() else { continue };
            for gate in judged.criteria.iter().filter_map(|criterion| criterion.gate.as_ref()) {
                bound.entry(gate).or_default().insert(at);
            }
        }
        let mut found = Vec::new();
        for (name, items) in bound {
            let verdict = self.report.verdicts.gates.get(name);
            let at = self.things.len();
            self.things.push(Thing::Gate { name, verdict });
            found.extend(items.into_iter().map(|item| (at, item, TieKind::Shows)));
        }
        found
    }
}
