//! Layers: the boxes of each rank, and the bends of ties that pass it, with as few crossings as a few
//! sweeps find.

use crate::render::layered::rank::Ranks;

/// More bends than that are not drawn: longer ties then are straight lines.
const MOST_BENDS: usize = 6_000;
/// How often the layers are put in order.
const SWEEPS: usize = 12;
/// Of pictures with more spots than this, less often.
const LARGE: usize = 4_000;

/// Boxes and bends, in layers.
pub(super) struct Layers {
    /// The spots of each layer from above. The first spots are the boxes.
    pub(super) rows: Vec<Vec<usize>>,
    /// For each spot its neighbours on the left.
    pub(super) left: Vec<Vec<usize>>,
    /// The same on the right.
    pub(super) right: Vec<Vec<usize>>,
    /// For each tie the spots that it goes over, in its own direction.
    pub(super) ways: Vec<Vec<usize>>,
    /// For each spot its layer.
    pub(super) layer: Vec<usize>,
}

impl Layers {
    pub(super) fn of(ranks: &Ranks, ties: &[(usize, usize)]) -> Self {
        let count = ranks.of.iter().max().map_or(0, |most| most + 1);
        let mut layers = vec![Vec::new(); count];
        let mut layer = ranks.of.clone();
        let rank = |at: usize| ranks.of.get(at).copied().unwrap_or(0);
        let long = ties.iter().map(|(from, to)| rank(*from).abs_diff(rank(*to)).saturating_sub(1));
        let has_bends = long.sum::<usize>() <= MOST_BENDS;
        let mut ways = Vec::new();
        for ((from, to), is_turned) in ties.iter().zip(&ranks.turned) {
            let (start, end) = if *is_turned { (*to, *from) } else { (*from, *to) };
            let mut way = vec![start];
            if has_bends {
                for passed in rank(start) + 1..rank(end) {
                    way.push(layer.len());
                    layer.push(passed);
                }
            }
            way.push(end);
            ways.push(way);
        }
        let spots = layer.len();
        let (mut left, mut right) = (vec![Vec::new(); spots], vec![Vec::new(); spots]);
        for (a, b) in ways.iter().flat_map(|way| way.iter().zip(way.iter().skip(1))) {
            if let (Some(right), Some(left)) = (right.get_mut(*a), left.get_mut(*b)) {
                right.push(*b);
                left.push(*a);
            }
        }
        for (way, is_turned) in ways.iter_mut().zip(&ranks.turned) {
            if *is_turned {
                way.reverse();
            }
        }
        for (spot, at) in layer.iter().enumerate() {
            if let Some(layer) = layers.get_mut(*at) {
                layer.push(spot);
            }
        }
        let mut found = Self { rows: layers, left, right, ways, layer };
        found.sweep();
        found
    }

    fn sweep(&mut self) {
        let sweeps = if self.layer.len() > LARGE { SWEEPS / 3 } else { SWEEPS };
        let mut best = (self.crossings(), self.rows.clone());
        let mut places = vec![0.0; self.layer.len()];
        for layer in &self.rows {
            note_places(layer, &mut places);
        }
        for sweep in 0..sweeps {
            if best.0 == 0 {
                break;
            }
            let count = self.rows.len();
            for step in 0..count {
                let by_left = sweep % 2 == 0;
                let at = if by_left { step } else { count - 1 - step };
                let sides = if by_left { &self.left } else { &self.right };
                if let Some(layer) = self.rows.get_mut(at) {
                    sort_layer(layer, sides, &places);
                    note_places(layer, &mut places);
                }
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// How many pairs of ties between neighbouring layers cross.
    fn crossings(&self) -> usize {
        let mut place = vec![0_usize; self.layer.len()];
        for layer in &self.rows {
            for (at, spot) in layer.iter().enumerate() {
                if let Some(place) = place.get_mut(*spot) {
                    *place = at;
                }
            }
        }
        let mut crossings = 0;
        for pair in self.rows.windows(2) {
            let [layer, next] = pair else { continue };
            let mut ends = Vec::new();
            for spot in layer {
                let right = self.right.get(*spot).into_iter().flatten();
                let mut here: Vec<usize> = right.filter_map(|to| place.get(*to)).copied().collect();
                here.sort_unstable();
                ends.extend(here);
            }
            crossings += inversions(&ends, next.len());
        }
        crossings
    }
}

/// Sorts a layer by the mean place of the neighbours on one side; who has none stays about there.
fn sort_layer(layer: &mut [usize], sides: &[Vec<usize>], places: &[f64]) {
    let place = |spot: &usize| {
        let near = sides.get(*spot).map(Vec::as_slice).unwrap_or_default();
        if near.is_empty() {
            return places.get(*spot).copied().unwrap_or(0.0);
        }
        near.iter().filter_map(|it| places.get(*it)).sum::<f64>() / number(near.len())
    };
    layer.sort_by(|a, b| place(a).total_cmp(&place(b)));
}

/// The place of each spot in its layer, from 0 to 1.
fn note_places(layer: &[usize], places: &mut [f64]) {
    for (at, spot) in layer.iter().enumerate() {
        if let Some(place) = places.get_mut(*spot) {
            *place = (number(at) + 0.5) / number(layer.len());
        }
    }
}

/// How many pairs are out of order, counted by a tree of partial sums.
fn inversions(ends: &[usize], most: usize) -> usize {
    let mut sums = vec![0_usize; most + 1];
    let mut inversions = 0;
    for (seen, end) in ends.iter().enumerate() {
        let mut not_greater = 0;
        let mut at = end + 1;
        while at > 0 {
            not_greater += sums.get(at).copied().unwrap_or(0);
            at &= at - 1;
        }
        inversions += seen - not_greater;
        let mut at = end + 1;
        while let Some(sum) = sums.get_mut(at) {
            *sum += 1;
            at += at & at.wrapping_neg();
        }
    }
    inversions
}

#[expect(clippy::cast_precision_loss, reason = "pictures have fewer spots than 2^52")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::inversions;

    #[test]
    fn pairs_out_of_order_are_counted() {
        assert_eq!(inversions(&[0, 1, 2], 3), 0);
        assert_eq!(inversions(&[2, 1, 0], 3), 3);
        assert_eq!(inversions(&[1, 1, 0], 3), 2);
    }
}
