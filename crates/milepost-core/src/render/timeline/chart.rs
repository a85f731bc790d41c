//! The burn-up on a terminal: columns of time, with signs that are told apart without colour.

use jiff::Timestamp;

use crate::{
    history::{Point, Tally, Timeline},
    render::{Screen, layout::Lines as _, screen::Ink, timeline::Counted},
};

/// How many lines the columns are high.
const ROWS: u32 = 8;

/// No chart is wider.
const WIDEST: usize = 96;

const SHOWN: char = '█';
const SAID: char = '▒';
const PLANNED: char = '·';

/// How much was planned, said and shown, over time.
pub(super) fn chart(line: &Timeline, counted: Counted, screen: Screen) -> String {
    let tallies: Vec<(Timestamp, Tally)> =
        line.points.iter().map(|point| (point.at, counted.of(&point.counts))).collect();
    let most = tallies.iter().map(|(_, tally)| tally.all).max().unwrap_or(0);
    let axis = most.to_string().len().max(2);
    let columns = screen.width.saturating_sub(axis + 6).min(WIDEST);
    let levels: Vec<[u32; 3]> =
        sampled(&line.points, columns, counted).map(|tally| levels(tally, most)).collect();
    let mut page = String::new();
    page.line(format!("  {}", screen.paint(Ink::Faint, counted.as_str())));
    for row in (1..=ROWS).rev() {
        let label = if row == ROWS { most.to_string() } else { String::new() };
        let mut cells = String::new();
        for [all, said, shown] in &levels {
            cells.push(if row <= *shown {
                SHOWN
            } else if row <= *said {
                SAID
            } else if row <= *all {
                PLANNED
            } else {
                ' '
            });
        }
        page.line(format!("  {label:>axis$} │{}", paint(&cells, screen)));
    }
    page.line(format!("  {:>axis$} └{}", 0, "─".repeat(columns)));
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    if let (Some((first, _)), Some((last, _))) = (tallies.first(), tallies.last()) {
        let (first, last) = (day(*first), day(*last));
        let gap = columns.saturating_sub(first.len() + last.len());
        let dates = format!("  {:axis$}  {first}{}{last}", "", " ".repeat(gap));
        page.line(screen.paint(Ink::Faint, dates));
    }
    page.line(format!("  {:axis$}  {PLANNED} planned  {SAID} said  {SHOWN} shown", ""));
    page
}

/// What there was at the end of each of so many equal stretches of time.
fn sampled(points: &[Point], columns: usize, counted: Counted) -> impl Iterator<Item = Tally> + '_ {
    let second = |point: Option<&Point>| point.map_or(0, |point| point.at.as_second());
    let (first, last) = (second(points.first()), second(points.last()));
    let span = i128::from(last) - i128::from(first);
    let width = i128::try_from(columns).unwrap_or(1).max(1);
    (1..=width).map(move |column| {
        let until = i128::from(first) + span * column / width;
        let at = points.partition_point(|point| i128::from(point.at.as_second()) <= until);
        let point = at.checked_sub(1).and_then(|at| points.get(at));
        point.map(|point| counted.of(&point.counts)).unwrap_or_default()
    })
}

/// How high a column is. What is planned is rounded up and all else down: nothing looks finished that
/// is not.
fn levels(tally: Tally, most: u32) -> [u32; 3] {
    let up = |value: u32| (u64::from(value) * u64::from(ROWS)).div_ceil(u64::from(most.max(1)));
    let down = |value: u32| u64::from(value) * u64::from(ROWS) / u64::from(most.max(1));
    let number = |level: u64| u32::try_from(level).unwrap_or(ROWS);
    let all = number(up(tally.all));
    let part = |value: u32| match value {
        0 => 0,
        value if value >= tally.all => all,
        // What there is a little of is seen where there is room to see that it is not all.
        value => number(down(value)).max(1).min(all.saturating_sub(1)),
    };
    [all, part(tally.said), part(tally.shown)]
}

/// Runs of one sign are painted together.
fn paint(cells: &str, screen: Screen) -> String {
    let ink = |sign: char| match sign {
        SHOWN => Ink::Good,
        SAID => Ink::Doubt,
        _ => Ink::Faint,
    };
    let mut out = String::new();
    let mut run = String::new();
    for sign in cells.chars() {
        if run.chars().next().is_some_and(|first| first != sign) {
            let first = run.chars().next().unwrap_or(' ');
            out.push_str(&screen.paint(ink(first), std::mem::take(&mut run)));
        }
        run.push(sign);
    }
    let first = run.chars().next().unwrap_or(' ');
    out.push_str(&screen.paint(ink(first), run));
    out
}

#[cfg(test)]
mod tests {
    use super::levels;
    use crate::history::Tally;

    #[test]
    fn nothing_looks_finished_that_is_not() {
        let check = |all, said, shown, most| levels(Tally { all, said, shown }, most);
        assert_eq!(check(0, 0, 0, 0), [0, 0, 0]);
        assert_eq!(check(100, 100, 100, 100), [8, 8, 8]);
        assert_eq!(check(100, 100, 99, 100), [8, 8, 7]);
        assert_eq!(check(100, 1, 0, 100), [8, 1, 0]);
        assert_eq!(check(50, 49, 48, 100), [4, 3, 3]);
        // One row cannot show a part of it.
        assert_eq!(check(5, 4, 1, 100), [1, 0, 0]);
    }
}
