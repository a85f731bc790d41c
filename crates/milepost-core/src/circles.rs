//! Circles among numbered things: the strongly connected components that lead back to themselves.
//!
//! Nothing here recurses: chains may be as long as a plan.

use std::collections::{BTreeMap, VecDeque};

/// The components with a circle in them, each sorted, in order of their first things.
///
/// `ties` has for each thing the things that it leads to. Numbers that are none of a thing are
/// passed over.
pub fn components(ties: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search::new(ties);
    for root in 0..ties.len() {
        if search.seen(root).is_none() {
            search.from(root);
        }
    }
    search.components.sort();
    search.components
}

/// The shortest way from the first thing of a component back to it; it begins with that thing.
pub fn shortest(ties: &[Vec<usize>], component: &[usize]) -> Option<Vec<usize>> {
    let start = *component.first()?;
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        for to in ties.get(from).into_iter().flatten() {
            if *to == start {
                return Some(way_back(start, from, &before));
            }
            if component.binary_search(to).is_ok() && !before.contains_key(to) {
                before.insert(*to, from);
                queue.push_back(*to);
            }
        }
    }
    None
}

fn way_back(start: usize, end: usize, before: &BTreeMap<usize, usize>) -> Vec<usize> {
    let mut way = vec![end];
    let mut at = end;
    while at != start {
        let Some(previous) = before.get(&at) else { break };
        at = *previous;
        way.push(at);
    }
    way.reverse();
    way
}

/// One walk by Tarjan's method.
struct Search<'a> {
    ties: &'a [Vec<usize>],
    /// When each thing was met, and the earliest one that it leads back to.
    met: Vec<Option<(usize, usize)>>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    count: usize,
    components: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    fn new(ties: &'a [Vec<usize>]) -> Self {
        Self {
            ties,
            met: vec![None; ties.len()],
            on_stack: vec![false; ties.len()],
            stack: Vec::new(),
            count: 0,
            components: Vec::new(),
        }
    }

    fn next(&self, at: usize, step: usize) -> Option<usize> {
        self.ties.get(at)?.get(step).copied()
    }

    fn seen(&self, at: usize) -> Option<(usize, usize)> {
        self.met.get(at).copied().flatten()
    }

    fn meet(&mut self, at: usize) {
        if let (Some(met), Some(on_stack)) = (self.met.get_mut(at), self.on_stack.get_mut(at)) {
            *met = Some((self.count, self.count));
            *on_stack = true;
            self.count += 1;
            self.stack.push(at);
        }
    }

    fn lower(&mut self, at: usize, to: usize) {
        if let Some(Some((_, low))) = self.met.get_mut(at) {
            *low = (*low).min(to);
        }
    }

    fn from(&mut self, root: usize) {
        let mut calls = vec![(root, 0)];
        self.meet(root);
        while let Some((at, step)) = calls.pop() {
            if let Some(to) = self.next(at, step) {
                calls.push((at, step + 1));
                match self.seen(to) {
                    None if to < self.met.len() => {
                        self.meet(to);
                        calls.push((to, 0));
                    }
                    Some((index, _)) if self.on_stack.get(to) == Some(&true) => {
                        self.lower(at, index);
                    }
                    None | Some(_) => {}
                }
                continue;
            }
            let Some((index, low)) = self.seen(at) else { continue };
            if let Some((caller, _)) = calls.last() {
                self.lower(*caller, low);
            }
            if index == low {
                self.take(at);
            }
        }
    }

    /// Takes the component of a thing off the stack; keeps it if it holds a circle.
    fn take(&mut self, root: usize) {
        let mut component = Vec::new();
        while let Some(at) = self.stack.pop() {
            if let Some(on_stack) = self.on_stack.get_mut(at) {
                *on_stack = false;
            }
            component.push(at);
            if at == root {
                break;
            }
        }
        component.sort_unstable();
        let leads_to_itself = || self.ties.get(root).is_some_and(|ties| ties.contains(&root));
        if component.len() > 1 || leads_to_itself() {
            self.components.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{components, shortest};

    #[test]
    fn circles_are_found_and_named_by_the_shortest_way() {
        // 0 → 1 → 2 → 0, 0 → 2, 3 → 3, 4 → 0, and a number that is none.
        let ties = [vec![1, 2], vec![2], vec![0], vec![3], vec![0, 9]];
        let found = components(&ties);
        assert_eq!(found, [vec![0, 1, 2], vec![3]]);
        let ways: Vec<_> = found.iter().map(|it| shortest(&ties, it)).collect();
        assert_eq!(ways, [Some(vec![0, 2]), Some(vec![3])]);
    }

    #[test]
    fn long_chains_are_no_circles() {
        let ties: Vec<Vec<usize>> = (0..100_000).map(|at| vec![at + 1]).collect();
        assert_eq!(components(&ties), Vec::<Vec<usize>>::new());
    }
}
