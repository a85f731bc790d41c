//! A picture of boxes and the ties between them, in layers from left to right.
//!
//! What leads to something stands left of it. Ranks are the longest ways, the order within a rank
//! follows the barycentres of neighbours, and boxes stand as straight beside their neighbours as their
//! order allows. Boxes that nothing ties together are drawn beside each other. Nothing here knows what
//! a box means or how it is drawn.

mod order;
mod pack;
mod place;
mod rank;

use rank::Ranks;

/// The size of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
}

/// A point; the origin is at the upper left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// Where everything is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The size of all of it.
    pub width: i32,
    /// The same, from above.
    pub height: i32,
    /// The upper left corner of each box.
    pub boxes: Vec<Point>,
    /// The line of each tie: from the one box over bends to the other.
    pub lines: Vec<Vec<Point>>,
}

/// How far boxes stand apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// Between ranks, and between parts that nothing ties together.
    pub across: i32,
    /// Between boxes of one rank.
    pub down: i32,
}

/// Draws boxes of some sizes with ties between them, given by the numbers of the boxes.
///
/// A line of a tie from a box to itself has no points.
pub fn draw(sizes: &[Size], ties: &[(usize, usize)], gaps: Gaps) -> Picture {
    let parts = pack::parts(sizes.len(), ties);
    let drawn = parts.into_iter().map(|boxes| draw_part(boxes, sizes, ties, gaps)).collect();
    pack::together(drawn, sizes.len(), ties.len(), gaps)
}

/// A part of a picture: boxes that are tied together, by their numbers.
struct Part {
    width: i32,
    height: i32,
    boxes: Vec<(usize, Point)>,
    lines: Vec<(usize, Vec<Point>)>,
}

fn draw_part(boxes: Vec<usize>, sizes: &[Size], ties: &[(usize, usize)], gaps: Gaps) -> Part {
    let local = |number: &usize| boxes.binary_search(number).ok();
    let size = |number: &usize| sizes.get(*number).copied().unwrap_or(Size { width: 0, height: 0 });
    let sizes: Vec<Size> = boxes.iter().map(size).collect();
    if let ([only], [size]) = (boxes.as_slice(), sizes.as_slice()) {
        let boxes = vec![(*only, Point::default())];
        return Part { width: size.width, height: size.height, boxes, lines: Vec::new() };
    }
    // The number of each tie, and its ends here.
    let numbered: Vec<(usize, (usize, usize))> = ties
        .iter()
        .enumerate()
        .filter(|(_, (from, to))| from != to)
        .filter_map(|(at, (from, to))| Some((at, (local(from)?, local(to)?))))
        .collect();
    let inner: Vec<(usize, usize)> = numbered.iter().map(|(_, tie)| *tie).collect();
    let ranks = Ranks::of(sizes.len(), &inner);
    let layers = order::Layers::of(&ranks, &inner);
    let placed = place::place(&layers, &sizes, gaps);
    let lines = numbered.iter().map(|(number, _)| *number).zip(placed.lines).collect();
    let boxes = boxes.into_iter().zip(placed.boxes).collect();
    Part { width: placed.width, height: placed.height, boxes, lines }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Gaps, Picture, Point, Size, draw};

    const GAPS: Gaps = Gaps { across: 40, down: 10 };

    fn drawn(count: usize, ties: &[(usize, usize)]) -> Picture {
        draw(&vec![Size { width: 100, height: 40 }; count], ties, GAPS)
    }

    fn overlap(picture: &Picture) -> bool {
        let near = |a: &Point, b: &Point| (a.x - b.x).abs() < 100 && (a.y - b.y).abs() < 40;
        let boxes = &picture.boxes;
        boxes.iter().enumerate().any(|(at, a)| boxes[at + 1..].iter().any(|b| near(a, b)))
    }

    #[test]
    fn what_leads_to_something_stands_left_of_it() {
        let picture = drawn(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]);
        let x: Vec<i32> = picture.boxes.iter().map(|it| it.x).collect();
        assert_eq!(x, [0, 140, 280, 140], "what waits for nothing stands near what waits for it");
        assert!(!overlap(&picture));
        assert_eq!(picture.lines[2].first().unwrap().x, 100);
        assert_eq!(picture.lines[2].last().unwrap().x, 280);
    }

    #[test]
    fn a_chain_is_straight() {
        let picture = drawn(4, &[(0, 1), (1, 2), (2, 3)]);
        assert!(picture.boxes.iter().all(|it| it.y == 0), "{picture:?}");
    }

    #[test]
    fn what_waits_for_itself_is_drawn_once() {
        let picture = drawn(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]);
        assert!(!overlap(&picture));
        assert!(picture.lines[3].is_empty());
        let back = &picture.lines[2];
        assert!(back.first().unwrap().x > back.last().unwrap().x);
    }

    #[test]
    fn what_nothing_ties_stands_beside_each_other() {
        let picture = drawn(30, &[]);
        assert!(picture.width < 1_300 && picture.height < 400, "{picture:?}");
        assert!(!overlap(&picture));
    }

    proptest! {
        #[test]
        fn boxes_never_overlap_and_all_is_within(
            count in 1_usize..24,
            ties in prop::collection::vec((0_usize..24, 0_usize..24), 0..40),
        ) {
            let ties: Vec<_> = ties.into_iter().map(|(a, b)| (a % count, b % count)).collect();
            let picture = drawn(count, &ties);
            prop_assert!(!overlap(&picture));
            let inside = |it: &Point| {
                (0..=picture.width).contains(&it.x) && (0..=picture.height).contains(&it.y)
            };
            prop_assert!(picture.boxes.iter().all(inside));
            prop_assert!(picture.lines.iter().flatten().all(inside), "{:?}", picture);
        }
    }
}
