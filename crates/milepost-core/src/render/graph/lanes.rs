//! Lanes: lines beside the rows, each from one thing down to all that wait for it.
//!
//! `┌` begins a lane beside the thing that must be shown first, `├▶` and `└▶` lead to what waits for it.
//! Where a lane only passes, it is drawn through.

use std::collections::BTreeMap;

use crate::{
    graph::{Graph, TieKind},
    render::graph::rows::Row,
};

/// The lanes beside one row.
pub(super) struct Drawn {
    /// As they are drawn, with a space behind where there are any.
    pub(super) text: String,
    /// What the row waits for that no lane leads from: it stands below, or there was no room.
    pub(super) waits_too: Vec<usize>,
}

/// One lane.
struct Lane {
    column: usize,
    begins: usize,
    ends: usize,
    /// The rows that it leads to.
    leads_to: Vec<usize>,
}

pub(super) fn draw(rows: &[Row], graph: &Graph<'_>, most: usize) -> Vec<Drawn> {
    let row_of: BTreeMap<usize, usize> =
        rows.iter().enumerate().rev().map(|(at, row)| (row.thing, at)).collect();
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut too: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for tie in graph.ties.iter().filter(|tie| tie.kind == TieKind::Waits) {
        let (Some(first), Some(then)) = (row_of.get(&tie.first), row_of.get(&tie.then)) else {
            continue;
        };
        if first < then {
            wanted.entry(*first).or_default().push(*then);
        } else if let Some(too) = too.get_mut(*then) {
            too.push(tie.first);
        }
    }
    let mut lanes: Vec<Lane> = Vec::new();
    let mut free_from: Vec<usize> = Vec::new();
    for (begins, mut leads_to) in wanted {
        leads_to.sort_unstable();
        let ends = leads_to.last().copied().unwrap_or(begins);
        let column = free_from.iter().position(|free| *free <= begins);
        let column = column.unwrap_or(free_from.len());
        if column >= most {
            let thing = rows.get(begins).map(|row| row.thing);
            for row in leads_to {
                if let Some(too) = too.get_mut(row) {
                    too.extend(thing);
                }
            }
            continue;
        }
        free_from.resize(free_from.len().max(column + 1), 0);
        if let Some(free) = free_from.get_mut(column) {
            // In the row where a lane ends no other begins in its column.
            *free = ends + 1;
        }
        lanes.push(Lane { column, begins, ends, leads_to });
    }
    let count = free_from.len();
    let mut passing: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (number, lane) in lanes.iter().enumerate() {
        for row in passing.iter_mut().take(lane.ends + 1).skip(lane.begins) {
            row.push(number);
        }
    }
    let texts = passing.iter().enumerate().map(|(row, passing)| {
        let here = passing.iter().filter_map(|number| lanes.get(*number));
        text(row, here, count)
    });
    let drawn = texts.zip(too).map(|(text, waits_too)| Drawn { text, waits_too });
    drawn.collect()
}

fn text<'l>(row: usize, lanes: impl Iterator<Item = &'l Lane>, count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let mut cells: Vec<Option<&Lane>> = vec![None; count];
    for lane in lanes {
        if let Some(cell) = cells.get_mut(lane.column) {
            *cell = Some(lane);
        }
    }
    let leads = |lane: &Lane| lane.leads_to.binary_search(&row).is_ok();
    let mut text = String::new();
    let (mut is_level, mut is_led) = (false, false);
    for cell in cells {
        let sign = match cell {
            None if is_level => '─',
            None => ' ',
            Some(lane) if leads(lane) => {
                is_led = true;
                match (lane.ends == row, is_level) {
                    (true, false) => '└',
                    (true, true) => '┴',
                    (false, false) => '├',
                    (false, true) => '┼',
                }
            }
            Some(lane) if lane.begins == row => {
                if is_level {
                    '┬'
                } else {
                    '┌'
                }
            }
            Some(_) => '│',
        };
        is_level |= matches!(cell, Some(lane) if leads(lane) || lane.begins == row);
        text.push(sign);
        text.push(if is_level { '─' } else { ' ' });
    }
    text.push(match (is_level, is_led) {
        (_, true) => '▶',
        (true, false) => '─',
        (false, false) => ' ',
    });
    text
}
