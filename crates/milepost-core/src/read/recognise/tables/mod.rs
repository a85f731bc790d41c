//! Tables: one shape of table, one file, one line in the registry.
//!
//! A shape says which header words make it and what its rows are; how a row becomes a claim is
//! the same for all, in [`row`].

mod blockers;
mod calendar;
mod consumers;
mod criteria;
mod decisions;
mod deliverables;
mod fields;
mod findings;
mod gates;
mod ledger;
mod metrics;
mod milestones;
mod phases;
mod plain;
mod queue;
mod releases;
mod resolutions;
mod results;
mod risks;
mod row;
mod states;
mod tasks;

use crate::{
    id::ItemId,
    markdown::{Row, Table},
    plan::{Claim, FieldName, ItemKind},
    read::{
        atoms::{id, status},
        labels,
        topic::Topic,
        walk::Walk,
    },
    text::Span,
};

/// Every shape, in the order in which they are tried: the first that fits reads the table.
pub(super) const ALL: &[&Shape] = &[
    &ledger::SHAPE,
    &metrics::SHAPE,
    &queue::SHAPE,
    &calendar::SHAPE,
    &consumers::SHAPE,
    &criteria::SHAPE,
    &releases::SHAPE,
    &results::SHAPE,
    &resolutions::SHAPE,
    &blockers::SHAPE,
    &findings::SHAPE,
    &risks::SHAPE,
    &decisions::SHAPE,
    &phases::SHAPE,
    &tasks::SHAPE,
    &deliverables::SHAPE,
    &milestones::SHAPE,
    &gates::SHAPE,
    &plain::SHAPE,
    &states::SHAPE,
];

/// One shape of table.
pub(super) struct Shape {
    /// What the rows are.
    pub(super) kind: ItemKind,
    /// Whether a table is of this shape.
    pub(super) fits: fn(&View<'_>) -> bool,
    /// The columns that name a row, best first.
    pub(super) titles: &'static [&'static str],
    /// What this shape knows beyond its columns.
    pub(super) finish: fn(&View<'_>, &Row, &mut Claim),
    /// Where the claim of a row goes.
    pub(super) keep: fn(&mut Walk<'_>, Claim),
}

/// A table with its header understood.
pub(super) struct View<'t> {
    pub(super) table: &'t Table,
    /// What each column means.
    pub(super) columns: Vec<FieldName>,
    /// What the heading above announces.
    pub(super) topic: Option<Topic>,
}

impl View<'_> {
    /// Whether there is such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// The first column of that meaning.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.as_str() == name)
    }

    /// The meaning of the first column that names things (an id or number column is passed over).
    pub(super) fn first(&self) -> &str {
        let names = self.columns.iter().map(FieldName::as_str);
        names.into_iter().find(|name| !matches!(*name, "id" | "number" | "")).unwrap_or("")
    }

    /// Whether the first column that names things is headed by one of these words as written.
    pub(super) fn is_headed(&self, words: &[&str]) -> bool {
        let at = self.column(self.first());
        let cell = at.and_then(|at| self.table.header.cells.get(at));
        cell.is_some_and(|cell| words.contains(&labels::normal(&cell.text).as_str()))
    }

    /// Whether a column says what only work has: a state, an owner, a date.
    pub(super) fn tracks(&self) -> bool {
        const TRACKING: &[&str] = &[
            "status",
            "progress",
            "owner",
            "target",
            "date",
            "priority",
            "estimate",
            "depends",
            "evidence",
            "phase",
            "milestone",
            "id",
            "severity",
            "readiness",
            "coupling",
            "tier",
        ];
        TRACKING.iter().any(|name| self.has(name))
    }

    /// Whether the first column names what is compared, and not what is worked on.
    pub(super) fn compares(&self) -> bool {
        let first = self.table.header.cells.first();
        let words = first.map(|cell| labels::normal(&cell.text)).unwrap_or_default();
        words.split(' ').any(|word| COMPARED.contains(&word.trim_end_matches('s')))
    }

    /// Whether the heading above announces such items.
    pub(super) fn is_about(&self, kind: ItemKind) -> bool {
        self.topic == Some(Topic::Items(kind))
    }

    /// Whether a column of ids stands before the names.
    pub(super) fn has_ids(&self) -> bool {
        self.has("id")
            || self
                .table
                .rows
                .iter()
                .take(3)
                .any(|row| row.cells.first().is_some_and(|cell| id::leading(&cell.text).is_some()))
    }

    /// How many rows have a known state in the state column.
    pub(super) fn states(&self) -> usize {
        let Some(column) = self.column("status") else { return 0 };
        let cells = self.table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.filter(|cell| status::whole(&cell.text).is_some()).count()
    }
}

/// Nothing to add.
pub(super) fn nothing_more(_: &View<'_>, _: &Row, _: &mut Claim) {}

/// Reads a table; `is_led_in` where the words before it say what it is.
pub(in crate::read) fn table(walk: &mut Walk<'_>, span: Span, table: &Table, is_led_in: bool) {
    if walk.topic() == Some(Topic::Examples) {
        return;
    }
    let columns = table.header.cells.iter().map(|cell| labels::field_name(&cell.text)).collect();
    let view = View { table, columns, topic: topic(walk) };
    let shape = ALL.iter().find(|shape| (shape.fits)(&view));
    // A table of names and values may be one of the fields of an item.
    let is_free = shape.is_none_or(|shape| shape.kind == ItemKind::Metric);
    if !is_led_in && (fields::row(walk, &view) || is_free && fields::read(walk, &view)) {
        return;
    }
    match shape {
        Some(shape) => {
            for row in &table.rows {
                row::read(walk, &view, shape, row);
            }
        }
        None if looks_like_tracking(&view) => {
            walk.unread(span, "this table looks like tracking, but its columns are not known");
        }
        None => {}
    }
}

/// What the heading above announces. A heading that only says a state leaves it to the columns
/// what the rows are.
fn topic(walk: &Walk<'_>) -> Option<Topic> {
    let is_bare = walk.column().is_some();
    walk.topic().filter(|topic| !is_bare || *topic != Topic::Items(ItemKind::Task))
}

/// Whether a table that no shape fits should have been read: it has some known states, or ids in a
/// section that announces items.
fn looks_like_tracking(view: &View<'_>) -> bool {
    let announced = matches!(view.topic, Some(Topic::Items(_) | Topic::RisksAndBlockers));
    !view.compares() && (view.states() > 0 || announced && view.has_ids())
}

/// First words of tables that compare.
#[rustfmt::skip]
const COMPARED: &[&str] = &[
    "api", "architecture", "arch", "argument", "attribute", "backend", "benchmark", "browser",
    "code", "command", "compiler", "crate", "database", "device", "distro", "driver", "endpoint",
    "engine", "env", "environment", "event", "exit", "field", "file", "flag", "format", "framework",
    "function", "header", "host", "http", "key", "language", "library", "method", "model", "operator",
    "option", "os", "package", "parameter", "path", "platform", "plugin", "port", "property",
    "protocol", "provider", "route", "runtime", "setting", "target", "tool", "type", "url",
    "variable", "vendor",
];

/// The id a cell is, in a column of ids.
pub(super) fn id_of_cell(text: &str) -> Option<ItemId> {
    id::whole(text).map(|found| found.id)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_table_that_looks_like_tracking_is_noted_when_it_is_not_understood() {
        let text = "
| Who cares | Answered by | Status |
|---|---|---|
| Auditors | a call | Open |
| Users | a letter | somehow |
| Press | a note | who knows |
";
        assert_snapshot!(shown(text), @"unread `| Who cares | Answered by | Status |`: this table looks like tracking, but its columns are not known");
    }

    #[test]
    fn tables_of_examples_claim_nothing() {
        let text = "
## Examples

| Task | Status |
|---|---|
| Draw the map | Done |
";
        assert_snapshot!(shown(text), @"");
    }

    #[test]
    fn ordinary_tables_claim_nothing() {
        let text = "
## Performance

| Benchmark | Before | After |
|---|---|---|
| parse | 12 ms | 9 ms |

## Environment variables

| Name | Default | Purpose |
|---|---|---|
| `CACHE` | unset | where to keep things |

## Exit codes

| Code | Meaning |
|---|---|
| 0 | success |
| 1 | failure |
";
        assert_snapshot!(shown(text), @"");
    }
}
