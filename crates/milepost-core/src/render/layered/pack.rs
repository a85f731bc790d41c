//! Parts that nothing ties together: found, and put beside each other in rows.

use crate::render::layered::{Gaps, Part, Picture, Point};

/// How much wider than high a picture of many parts becomes.
const WIDER: i64 = 2;
/// Pictures of several parts are at least that wide, where they have so much.
const LEAST_WIDTH: i32 = 960;

/// The boxes that are tied together, each part in order; larger parts before single boxes.
pub(super) fn parts(count: usize, ties: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); count];
    for (a, b) in ties.iter().filter(|(a, b)| a != b && *a < count && *b < count) {
        for (from, to) in [(*a, *b), (*b, *a)] {
            if let Some(near) = near.get_mut(from) {
                near.push(to);
            }
        }
    }
    let mut is_seen = vec![false; count];
    let mut parts = Vec::new();
    for root in 0..count {
        let mut part = Vec::new();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            let Some(seen) = is_seen.get_mut(at) else { continue };
            if !std::mem::replace(seen, true) {
                part.push(at);
                open.extend(near.get(at).into_iter().flatten());
            }
        }
        if !part.is_empty() {
            part.sort_unstable();
            parts.push(part);
        }
    }
    // The sort is stable.
    parts.sort_by_key(|part| part.len() == 1);
    parts
}

/// Puts parts into rows, as many in each as fit.
pub(super) fn together(parts: Vec<Part>, boxes: usize, lines: usize, gaps: Gaps) -> Picture {
    let area =
        |part: &Part| i64::from(part.width + gaps.across) * i64::from(part.height + gaps.down * 2);
    let square = (parts.iter().map(area).sum::<i64>() * WIDER).isqrt();
    let widest = parts.iter().map(|part| part.width).max().unwrap_or(0);
    let room = i32::try_from(square).unwrap_or(i32::MAX).max(LEAST_WIDTH).max(widest);
    let mut picture = Picture {
        width: 0,
        height: 0,
        boxes: vec![Point::default(); boxes],
        lines: vec![Vec::new(); lines],
    };
    let (mut x, mut y, mut height) = (0, 0, 0);
    for part in parts {
        if x > 0 && x + part.width > room {
            y += height + gaps.down * 2;
            (x, height) = (0, 0);
        }
        let moved = |point: Point| Point { x: point.x + x, y: point.y + y };
        for (at, point) in part.boxes {
            if let Some(place) = picture.boxes.get_mut(at) {
                *place = moved(point);
            }
        }
        for (at, line) in part.lines {
            if let Some(place) = picture.lines.get_mut(at) {
                *place = line.into_iter().map(moved).collect();
            }
        }
        height = height.max(part.height);
        picture.width = picture.width.max(x + part.width);
        picture.height = picture.height.max(y + height);
        x += part.width + gaps.across / 2;
    }
    picture
}
