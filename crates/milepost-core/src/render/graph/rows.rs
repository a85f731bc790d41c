//! The rows of a drawing: wholes with their parts under them, in an order in which what must be shown
//! first stands above what waits for it, as far as circles let it.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, Thing, TieKind};

/// One row.
pub(super) struct Row {
    /// The thing in it.
    pub(super) thing: usize,
    /// The branches before its name.
    pub(super) tree: String,
}

pub(super) fn of(graph: &Graph<'_>) -> Vec<Row> {
    let forest = Forest::of(graph);
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    let roots: Vec<usize> = (0..graph.things.len()).filter(|at| forest.is_root(*at)).collect();
    for root in forest.sorted(&roots) {
        forest.grow(root, &mut rows, &mut seen);
    }
    // Things that are parts of each other have no root.
    for at in 0..graph.things.len() {
        if !seen.contains(&at) && !forest.is_leaf(at) {
            forest.grow(at, &mut rows, &mut seen);
        }
    }
    rows
}

struct Forest<'g> {
    graph: &'g Graph<'g>,
    /// What each thing is drawn under.
    whole: Vec<Option<usize>>,
    parts: Vec<Vec<usize>>,
    /// Gates and blockers of each thing, drawn under each anew.
    leaves: Vec<Vec<usize>>,
    /// For each thing the things that wait for it.
    then: BTreeMap<usize, Vec<usize>>,
}

impl<'g> Forest<'g> {
    fn of(graph: &'g Graph<'g>) -> Self {
        let count = graph.things.len();
        let mut forest = Self {
            graph,
            whole: vec![None; count],
            parts: vec![Vec::new(); count],
            leaves: vec![Vec::new(); count],
            then: BTreeMap::new(),
        };
        for tie in &graph.ties {
            match tie.kind {
                TieKind::Part => {
                    let Some(whole) = forest.whole.get_mut(tie.first) else { continue };
                    if whole.is_none() && tie.first != tie.then {
                        *whole = Some(tie.then);
                        if let Some(parts) = forest.parts.get_mut(tie.then) {
                            parts.push(tie.first);
                        }
                    }
                }
                TieKind::Waits => forest.then.entry(tie.first).or_default().push(tie.then),
                TieKind::Blocks | TieKind::Shows => {
                    if let Some(leaves) = forest.leaves.get_mut(tie.then) {
                        leaves.push(tie.first);
                    }
                }
            }
        }
        forest
    }

    fn is_leaf(&self, at: usize) -> bool {
        !matches!(self.graph.things.get(at), Some(Thing::Work { .. }))
    }

    /// Whether a thing is drawn under no other. Leaves are, unless what they belong to is not drawn.
    fn is_root(&self, at: usize) -> bool {
        let belongs = || self.graph.ties.iter().any(|tie| tie.first == at);
        self.whole.get(at) == Some(&None) && !(self.is_leaf(at) && belongs())
    }

    /// Draws a thing with its leaves and parts. Deep trees are no deep recursion.
    fn grow(&self, root: usize, rows: &mut Vec<Row>, seen: &mut BTreeSet<usize>) {
        // A thing, the branch before it, and that before what is under it.
        let mut open = vec![(root, String::new(), String::new())];
        while let Some((thing, tree, below)) = open.pop() {
            if !self.is_leaf(thing) && !seen.insert(thing) {
                continue;
            }
            rows.push(Row { thing, tree });
            let leaves = self.leaves.get(thing).into_iter().flatten().copied();
            let parts = self.parts.get(thing).map(Vec::as_slice).unwrap_or_default();
            let under: Vec<usize> = leaves.chain(self.sorted(parts)).collect();
            let last = under.len();
            for (at, child) in under.into_iter().enumerate().rev() {
                let (branch, stem) = if at + 1 == last { ("└ ", "  ") } else { ("├ ", "│ ") };
                open.push((child, format!("{below}{branch}"), format!("{below}{stem}")));
            }
        }
    }

    /// Siblings in an order in which what must be shown first comes first; else in that of the plan.
    fn sorted(&self, siblings: &[usize]) -> Vec<usize> {
        let home = self.homes(siblings);
        let mut then: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut waiting: BTreeMap<usize, usize> = siblings.iter().map(|at| (*at, 0)).collect();
        for (first, waits) in &self.then {
            for later in waits {
                let (Some(from), Some(to)) = (home.get(first), home.get(later)) else { continue };
                if from != to
                    && then.entry(*from).or_default().insert(*to)
                    && let Some(count) = waiting.get_mut(to)
                {
                    *count += 1;
                }
            }
        }
        let mut sorted = Vec::with_capacity(siblings.len());
        let free = waiting.iter().filter(|(_, count)| **count == 0).map(|(at, _)| *at);
        let mut free: BTreeSet<usize> = free.collect();
        while sorted.len() < siblings.len() {
            // In a circle nothing is free: the first one of those left begins.
            let left = || waiting.keys().next().copied();
            let Some(at) = free.pop_first().or_else(left) else { break };
            if waiting.remove(&at).is_none() {
                continue;
            }
            sorted.push(at);
            for to in then.get(&at).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(to) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        free.insert(*to);
                    }
                }
            }
        }
        sorted
    }

    /// For everything that is drawn under one of these, under which.
    fn homes(&self, siblings: &[usize]) -> BTreeMap<usize, usize> {
        let mut home = BTreeMap::new();
        for sibling in siblings {
            let mut open = vec![*sibling];
            while let Some(at) = open.pop() {
                if home.insert(at, *sibling).is_none() {
                    open.extend(self.parts.get(at).into_iter().flatten());
                }
            }
        }
        home
    }
}
