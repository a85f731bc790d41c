//! Places: where boxes and bends stand, given their order.

use crate::render::layered::{
    Gaps, Point, Size,
    order::{Layers, number},
};

/// How high a bend is: room for a line.
const BEND: i32 = 12;
/// How much more bends than boxes want to stand straight.
const STRAIGHT: f64 = 4.0;
/// How often places are bettered, from both sides.
const ROUNDS: usize = 6;

/// Where everything of a part is.
pub(super) struct Placed {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) boxes: Vec<Point>,
    pub(super) lines: Vec<Vec<Point>>,
}

pub(super) fn place(layers: &Layers, sizes: &[Size], gaps: Gaps) -> Placed {
    let columns = columns(layers, sizes, gaps);
    let middles = middles(layers, sizes, gaps);
    let height_of = |spot: usize| sizes.get(spot).map_or(BEND, |size| size.height);
    let tops = middles.iter().enumerate().map(|(spot, y)| y - f64::from(height_of(spot)) / 2.0);
    let top = tops.fold(f64::INFINITY, f64::min);
    let y = |spot: usize| whole(middles.get(spot).copied().unwrap_or(0.0) - top);
    let column = |spot: usize| {
        layers.layer.get(spot).and_then(|at| columns.get(*at)).copied().unwrap_or_default()
    };
    let boxes = sizes.iter().enumerate().map(|(at, size)| {
        // Narrower boxes stand in the middle of their column.
        let x = column(at).0 + (column(at).1 - size.width) / 2;
        Point { x, y: y(at) - size.height / 2 }
    });
    let boxes: Vec<Point> = boxes.collect();
    let side = |spot: usize, is_right: bool| {
        let (x, width) = match (boxes.get(spot), sizes.get(spot)) {
            (Some(place), Some(size)) => (place.x, size.width),
            (Some(_) | None, Some(_) | None) => column(spot),
        };
        Point { x: if is_right { x + width } else { x }, y: y(spot) }
    };
    let lines = layers.ways.iter().map(|way| {
        let goes_right = match (way.first(), way.last()) {
            (Some(first), Some(last)) => column(*first).0 < column(*last).0,
            (Some(_) | None, Some(_) | None) => true,
        };
        let last = way.len().saturating_sub(1);
        let points = way.iter().enumerate().flat_map(|(at, spot)| {
            let enters = (at > 0).then(|| side(*spot, !goes_right));
            let leaves = (at < last).then(|| side(*spot, goes_right));
            [enters, leaves].into_iter().flatten()
        });
        points.collect()
    });
    let bottoms =
        (0..middles.len()).map(|spot| y(spot) + height_of(spot) / 2 + height_of(spot) % 2);
    Placed {
        width: columns.last().map_or(0, |(x, width)| x + width),
        height: bottoms.max().unwrap_or(0),
        lines: lines.collect(),
        boxes,
    }
}

/// Where each layer begins, and how wide it is.
fn columns(layers: &Layers, sizes: &[Size], gaps: Gaps) -> Vec<(i32, i32)> {
    let mut x = 0;
    let mut columns = Vec::new();
    for layer in &layers.rows {
        let widths = layer.iter().filter_map(|spot| sizes.get(*spot)).map(|size| size.width);
        let width = widths.max().unwrap_or(0);
        columns.push((x, width));
        x += width + gaps.across;
    }
    columns
}

/// The middle of each spot: as near to those of its neighbours as its layer allows.
fn middles(layers: &Layers, sizes: &[Size], gaps: Gaps) -> Vec<f64> {
    let mut middles = vec![0.0; layers.layer.len()];
    for layer in &layers.rows {
        settle(layer, &vec![0.0; layer.len()], sizes, gaps, &mut middles);
    }
    let count = layers.rows.len();
    for round in 0..ROUNDS {
        for step in 0..count * 2 {
            let goes_right = step < count;
            let at = if goes_right { step } else { count * 2 - 1 - step };
            let Some(layer) = layers.rows.get(at) else { continue };
            let wanted: Vec<f64> = layer
                .iter()
                .map(|spot| {
                    let side =
                        |ties: &'_ [Vec<usize>]| ties.get(*spot).cloned().unwrap_or_default();
                    let near = match (round + 1 == ROUNDS, goes_right) {
                        (true, _) => [side(&layers.left), side(&layers.right)].concat(),
                        (false, true) => side(&layers.left),
                        (false, false) => side(&layers.right),
                    };
                    let own = middles.get(*spot).copied().unwrap_or(0.0);
                    let sum: f64 = near.iter().filter_map(|it| middles.get(*it)).sum();
                    if near.is_empty() { own } else { sum / number(near.len()) }
                })
                .collect();
            settle(layer, &wanted, sizes, gaps, &mut middles);
        }
    }
    middles
}

/// Puts the spots of a layer as near as can be, by least squares, to where they want to stand: blocks
/// of spots that are too near to each other are pushed together and stand where they want on average.
fn settle(layer: &[usize], wanted: &[f64], sizes: &[Size], gaps: Gaps, middles: &mut [f64]) {
    struct Block {
        weight: f64,
        sum: f64,
        count: usize,
    }
    let half = |spot: usize| f64::from(sizes.get(spot).map_or(BEND, |size| size.height)) / 2.0;
    let mut offsets = Vec::with_capacity(layer.len());
    let mut below: Option<(f64, f64)> = None;
    for spot in layer {
        let offset = below.map_or(0.0, |(offset, half_above)| {
            offset + half_above + f64::from(gaps.down) + half(*spot)
        });
        offsets.push(offset);
        below = Some((offset, half(*spot)));
    }
    let mut blocks: Vec<Block> = Vec::new();
    for ((spot, wanted), offset) in layer.iter().zip(wanted).zip(&offsets) {
        let weight = if *spot < sizes.len() { 1.0 } else { STRAIGHT };
        let mut new = Block { weight, sum: weight * (wanted - offset), count: 1 };
        while let Some(last) = blocks.pop() {
            if last.sum / last.weight <= new.sum / new.weight {
                blocks.push(last);
                break;
            }
            new = Block {
                weight: last.weight + new.weight,
                sum: last.sum + new.sum,
                count: last.count + new.count,
            };
        }
        blocks.push(new);
    }
    let means = blocks.iter().flat_map(|it| std::iter::repeat_n(it.sum / it.weight, it.count));
    for ((spot, mean), offset) in layer.iter().zip(means).zip(&offsets) {
        if let Some(middle) = middles.get_mut(*spot) {
            *middle = mean + offset;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pictures are smaller than 2^31")]
fn whole(number: f64) -> i32 {
    number.round() as i32
}
