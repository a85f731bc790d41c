//! Ranks: how far right each box stands.

/// The rank of each box, and which ties lead back against the ranks.
pub(super) struct Ranks {
    pub(super) of: Vec<usize>,
    /// For each tie whether it is turned round, so that no circle is left.
    pub(super) turned: Vec<bool>,
}

impl Ranks {
    /// Gives the longest way to each box as its rank, then moves boxes towards what waits for them.
    pub(super) fn of(count: usize, ties: &[(usize, usize)]) -> Self {
        let turned = turned(count, ties);
        let mut then = vec![Vec::new(); count];
        let mut first = vec![0_usize; count];
        for ((from, to), is_turned) in ties.iter().zip(&turned) {
            let (from, to) = if *is_turned { (*to, *from) } else { (*from, *to) };
            if let (Some(then), Some(first)) = (then.get_mut(from), first.get_mut(to)) {
                then.push(to);
                *first += 1;
            }
        }
        let order = order(&then, first.clone());
        let mut of = vec![0_usize; count];
        for at in &order {
            let next = of.get(*at).copied().unwrap_or(0) + 1;
            for to in then.get(*at).into_iter().flatten() {
                if let Some(rank) = of.get_mut(*to) {
                    *rank = (*rank).max(next);
                }
            }
        }
        for at in order.iter().rev() {
            let after = then.get(*at).into_iter().flatten();
            let nearest = after.clone().filter_map(|to| of.get(*to)).min().copied();
            let pulls_right = first.get(*at).is_some_and(|first| after.count() > *first);
            if let (Some(nearest), Some(rank)) = (nearest.filter(|_| pulls_right), of.get_mut(*at))
            {
                *rank = nearest.saturating_sub(1).max(*rank);
            }
        }
        Self { of, turned }
    }
}

/// The ties that close a circle, seen from the first box on.
fn turned(count: usize, ties: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, (from, _)) in ties.iter().enumerate() {
        if let Some(leaving) = leaving.get_mut(*from) {
            leaving.push(at);
        }
    }
    let mut turned = vec![false; ties.len()];
    let mut seen = vec![Seen::No; count];
    for root in 0..count {
        let mut open = vec![(root, 0)];
        while let Some((at, step)) = open.pop() {
            let Some(mark) = seen.get_mut(at) else { continue };
            if step == 0 {
                if *mark != Seen::No {
                    continue;
                }
                *mark = Seen::Open;
            }
            let Some(tie) = leaving.get(at).and_then(|leaving| leaving.get(step)).copied() else {
                *mark = Seen::Done;
                continue;
            };
            open.push((at, step + 1));
            let Some((_, to)) = ties.get(tie).copied() else { continue };
            match seen.get(to) {
                Some(Seen::Open) => turned.get_mut(tie).into_iter().for_each(|it| *it = true),
                Some(Seen::No) => open.push((to, 0)),
                Some(Seen::Done) | None => {}
            }
        }
    }
    turned
}

fn order(then: &[Vec<usize>], mut waiting: Vec<usize>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..then.len()).filter(|at| waiting.get(*at) == Some(&0)).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for to in then.get(at).into_iter().flatten() {
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
