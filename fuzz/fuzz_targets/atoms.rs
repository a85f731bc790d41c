//! The smallest things a tracker says can be looked for in any text, and lie inside it.
#![no_main]

use std::ops::Range;

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    markdown::{Block, BlockKind, Inline},
    read::atoms::{citation, date, estimate, id, measure, status},
};

fuzz_target!(|text: &str| {
    statuses(text);
    ids(text);
    dates(text);
    lines(text);
});

fn assert_inside(range: &Range<usize>, text: &str) {
    assert!(text.get(range.clone()).is_some(), "{range:?} is not inside {text:?}");
}

fn statuses(text: &str) {
    for found in [status::whole(text), status::trailing(text), status::leading(text)] {
        found.iter().for_each(|found| assert_inside(&found.range, text));
    }
    for mark in text.chars().take(100) {
        status::of_checkbox(mark);
    }
}

fn ids(text: &str) {
    const MOST: usize = 100;
    let all = id::all(text);
    for found in all.iter().chain(&id::leading(text)).chain(&id::whole(text)) {
        assert_inside(&found.range, text);
        id::looks_like_gate(&found.id);
        let expanded = found.through.as_ref().and_then(|last| id::expand(&found.id, last, MOST));
        assert!(expanded.is_none_or(|ids| ids.len() <= MOST));
    }
}

fn dates(text: &str) {
    estimate::read(text);
    if let Some(found) = date::first(text) {
        assert_inside(&found.range, text);
        found.when.last_day(None);
        found.when.last_day(Some(jiff::civil::date(2026, 2, 28)));
        found.when.last_day(Some(jiff::civil::Date::MAX));
    }
}

/// Citations and measures are looked for in lines, which come from blocks.
fn lines(text: &str) {
    let blocks = milepost_fuzz::blocks(text).blocks;
    for line in blocks.iter().flat_map(lines_of) {
        for citation in citation::all(line).iter().chain(&citation::placeholder(line)) {
            milepost_fuzz::assert_fits(citation.span, text);
        }
        for measure in measure::all(line) {
            milepost_fuzz::assert_fits(measure.span, text);
        }
    }
}

fn lines_of(block: &Block) -> &[Inline] {
    match &block.kind {
        BlockKind::Heading { text, .. } => std::slice::from_ref(text),
        BlockKind::Paragraph { lines } => lines,
        BlockKind::Table(table) => &table.header.cells,
        BlockKind::List(_)
        | BlockKind::Code { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Html
        | BlockKind::Rule => &[],
    }
}
