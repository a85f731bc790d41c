//! Tables of two columns that are the fields of the item around: `| Depends on | M1 |`.

use super::row::is_blank;
use crate::{
    markdown::{Inline, Row, Table},
    read::{
        labels,
        recognise::{fields::TELLING, lines},
        walk::Walk,
    },
};

/// First words of headers that name nothing.
const HEADERS: &[&str] = &[
    "",
    "aspect",
    "attribute",
    "field",
    "info",
    "item",
    "key",
    "metadata",
    "name",
    "property",
    "what",
];

/// Reads a table of fields; false where it is none.
pub(super) fn read(walk: &mut Walk<'_>, table: &Table) -> bool {
    if walk.owner().is_none() {
        return false;
    }
    let header = pair(&table.header).filter(|(label, _)| !is_header(label));
    let Some(mut pairs) = table.rows.iter().map(pair).collect::<Option<Vec<_>>>() else {
        return false;
    };
    pairs.splice(0..0, header);
    let names: Vec<_> = pairs.iter().filter_map(|(label, _)| labels::known(&label.text)).collect();
    let tells = names.iter().any(|name| TELLING.contains(name));
    if !tells || names.len() * 2 < pairs.len() {
        return false;
    }
    for (label, value) in pairs {
        if !is_blank(value) {
            lines::cell(walk, label.text.trim().trim_end_matches(':'), value);
        }
    }
    true
}

/// The label and the value of a row that has no more.
fn pair(row: &Row) -> Option<(&Inline, &Inline)> {
    let (label, rest) = row.cells.split_first()?;
    let (value, rest) = rest.split_first()?;
    rest.iter().all(Inline::is_empty).then_some((label, value))
}

fn is_header(label: &Inline) -> bool {
    HEADERS.contains(&labels::normal(&label.text).as_str())
}
