//! The columns of a board: as wide as they need to be, as far as the screen allows.

use crate::{
    plan::Fraction,
    render::{Screen, board::rows::Row, layout, screen::Ink, words},
};

/// The widths of the columns.
pub(super) struct Columns {
    item: usize,
    says: usize,
    shows: usize,
    criteria: usize,
    parts: usize,
    has_percent: bool,
}

const GAP: usize = 2;
const LEAST_ITEM: usize = 22;

impl Columns {
    /// Columns for these rows. Where the screen is narrow, percentages go first, then the counts.
    pub(super) fn fitting<'a>(rows: impl Iterator<Item = &'a Row<'a>>, screen: Screen) -> Self {
        let mut columns =
            Self { item: 4, says: 4, shows: 5, criteria: 0, parts: 0, has_percent: true };
        let (mut criteria, mut parts) = (Widest::default(), Widest::default());
        for row in rows {
            columns.item = columns.item.max(layout::width(&name(row)));
            columns.says = columns.says.max(layout::width(&row.says.0));
            columns.shows = columns.shows.max(layout::width(&row.shows.0));
            criteria.add(row.criteria);
            parts.add(row.parts);
        }
        columns.says = columns.says.min((screen.width / 5).max(14));
        columns.shows = columns.shows.min(screen.width / 4);
        columns.criteria = criteria.width(true, "criteria");
        columns.parts = parts.width(true, "parts");
        if columns.rest(screen) < LEAST_ITEM {
            columns.has_percent = false;
            columns.criteria = criteria.width(false, "criteria");
            columns.parts = parts.width(false, "parts");
        }
        if columns.rest(screen) < LEAST_ITEM {
            columns.parts = 0;
        }
        if columns.rest(screen) < LEAST_ITEM {
            columns.criteria = 0;
        }
        columns.item = columns.item.min(columns.rest(screen));
        columns
    }

    /// What is left for the names.
    fn rest(&self, screen: Screen) -> usize {
        let others = [self.says, self.shows, self.criteria, self.parts];
        let taken: usize = others.iter().filter(|width| **width > 0).map(|width| width + GAP).sum();
        screen.width.saturating_sub(taken + GAP)
    }

    /// The line above the rows.
    pub(super) fn head(&self, screen: Screen) -> String {
        let cells = [
            layout::fit("", self.item),
            layout::fit("SAYS", self.says),
            layout::fit("SHOWS", self.shows),
            layout::fit_right("criteria", self.criteria),
            layout::fit_right("parts", self.parts),
        ];
        let line = Self::join(&cells);
        format!("{}\n", screen.paint(Ink::Faint, line))
    }

    /// One row.
    pub(super) fn row(&self, row: &Row<'_>, screen: Screen) -> String {
        let cells = [
            self.item(row, screen),
            screen.paint(row.says.1, layout::fit(&row.says.0, self.says)).into_owned(),
            screen.paint(row.shows.1, layout::fit(&row.shows.0, self.shows)).into_owned(),
            layout::fit_right(&self.fraction(row.criteria), self.criteria),
            layout::fit_right(&self.fraction(row.parts), self.parts),
        ];
        Self::join(&cells) + "\n"
    }

    fn join(cells: &[String]) -> String {
        let filled = cells.iter().filter(|cell| !cell.is_empty());
        let line = filled.fold(String::new(), |line, cell| line + "  " + cell);
        line.trim_end().to_owned()
    }

    fn item(&self, row: &Row<'_>, screen: Screen) -> String {
        let text = layout::fit(&name(row), self.item);
        // The id stands out of its line, unless the line is too short for it.
        let lead = row.branch.len() + row.id.len();
        let is_whole = !row.id.is_empty() && text.starts_with(&row.branch);
        match (text.get(row.branch.len()..lead), text.get(lead..)) {
            (Some(id), Some(rest)) if is_whole && id == row.id => {
                let branch = screen.paint(Ink::Faint, row.branch.as_str());
                format!("{branch}{}{rest}", screen.paint(Ink::Strong, id))
            }
            (Some(_) | None, Some(_) | None) => text,
        }
    }

    fn fraction(&self, fraction: Option<Fraction>) -> String {
        let Some(fraction) = fraction else { return String::new() };
        match words::percent(fraction) {
            Some(percent) if self.has_percent => {
                format!("{} {percent:>5}", words::fraction(fraction))
            }
            Some(_) | None => words::fraction(fraction),
        }
    }
}

fn name(row: &Row<'_>) -> String {
    let gap = if row.id.is_empty() || row.title.is_empty() { "" } else { " " };
    format!("{}{}{gap}{}", row.branch, row.id, row.title)
}

/// The widest fraction of a column.
#[derive(Default)]
struct Widest(usize);

impl Widest {
    fn add(&mut self, fraction: Option<Fraction>) {
        let width = fraction.map_or(0, |fraction| words::fraction(fraction).len());
        self.0 = self.0.max(width);
    }

    fn width(&self, has_percent: bool, title: &str) -> usize {
        match (self.0, has_percent) {
            (0, _) => 0,
            (width, true) => (width + " 100 %".len()).max(title.len()),
            (width, false) => width.max(title.len()),
        }
    }
}
