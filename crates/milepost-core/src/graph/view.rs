//! The part of a graph that is asked for.

use std::collections::{BTreeSet, VecDeque};

use crate::{
    circles,
    graph::{
        Asked, Graph, Held, Holder, Path, Tie,
        ties::{Whole, numbers},
    },
    plan::ItemKey,
};

pub(super) fn of<'a>(
    whole: &Whole<'a>,
    path: Path<'a>,
    held: Vec<Held<'a>>,
    holders: Vec<Holder<'a>>,
    asked: &Asked,
) -> Graph<'a> {
    let kept = kept(whole, asked);
    let mut place: Vec<Option<usize>> = vec![None; whole.things.len()];
    for (new, old) in kept.iter().enumerate() {
        if let Some(place) = place.get_mut(*old) {
            *place = Some(new);
        }
    }
    let place = |old: usize| place.get(old).copied().flatten();
    let critical = neighbours(&path);
    let key = |at: usize| whole.things.get(at).and_then(|thing| thing.item()).map(|it| &it.key);
    let mut ties = Vec::new();
    for first in &kept {
        for (then, kind) in whole.then.get(*first).into_iter().flatten() {
            let (Some(from), Some(to)) = (place(*first), place(*then)) else { continue };
            let is_critical = matches!(
                (key(*first), key(*then)),
                (Some(first), Some(then)) if critical.contains(&(first, then))
            );
            let inside = |circle: &&Vec<usize>| {
                circle.binary_search(first).is_ok() && circle.binary_search(then).is_ok()
            };
            let is_in_circle = whole.circles.iter().any(|circle| inside(&circle));
            ties.push(Tie { first: from, then: to, kind: *kind, is_critical, is_in_circle });
        }
    }
    ties.sort();
    let steps = numbers(&whole.then);
    let ways = whole.circles.iter().filter_map(|it| circles::shortest(&steps, it));
    let ways = ways.map(|way| way.into_iter().map(place).collect::<Option<Vec<usize>>>());
    Graph {
        circles: ways.flatten().collect(),
        about: whole.about.iter().filter_map(|at| place(*at)).collect(),
        beyond: whole.things.len() - kept.len(),
        things: kept.iter().filter_map(|at| whole.things.get(*at).copied()).collect(),
        ties,
        path,
        held,
        holders,
    }
}

/// What is near enough to what the graph is about, both ways, in order.
fn kept(whole: &Whole<'_>, asked: &Asked) -> BTreeSet<usize> {
    if asked.about.is_empty() {
        return (0..whole.things.len()).collect();
    }
    let mut kept: BTreeSet<usize> = whole.about.iter().copied().collect();
    for ties in [&whole.first, &whole.then] {
        let mut seen: BTreeSet<usize> = whole.about.iter().copied().collect();
        let mut queue: VecDeque<(usize, usize)> = whole.about.iter().map(|at| (*at, 0)).collect();
        while let Some((at, depth)) = queue.pop_front() {
            if asked.depth.is_some_and(|most| depth >= most) {
                continue;
            }
            for (next, _) in ties.get(at).into_iter().flatten() {
                if seen.insert(*next) {
                    queue.push_back((*next, depth + 1));
                }
            }
        }
        kept.extend(seen);
    }
    kept
}

/// What follows on what on the critical path.
fn neighbours<'a>(path: &Path<'a>) -> BTreeSet<(&'a ItemKey, &'a ItemKey)> {
    let after = path.items.iter().skip(1);
    path.items.iter().zip(after).map(|(first, then)| (&first.key, &then.key)).collect()
}
