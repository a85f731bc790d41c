//! Tables that are the fields of the item around: `| Depends on | M1 |`, or one row below its labels.

use super::{View, row::is_blank};
use crate::{
    markdown::{Inline, Row},
    plan::{ClaimAt, FieldName},
    read::{
        atoms::status,
        labels,
        recognise::{fields::TELLING, lines},
        topic::Topic,
        walk::{Walk, known_field},
    },
};

/// First words of headers over labels.
const HEADERS: &[&str] =
    &["", "aspect", "attribute", "field", "info", "key", "metadata", "property"];

/// Second words of headers over values.
const VALUES: &[&str] = &["", "content", "detail", "details", "info", "value", "values"];

/// Reads a table of labels and values, one in a row; false where it is none.
pub(super) fn read(walk: &mut Walk<'_>, view: &View<'_>) -> bool {
    let Some(owner) = walk.owner() else { return false };
    if walk.topic() == Some(Topic::Field("depends")) {
        return depends(walk, owner, view);
    }
    let Some(mut pairs) = pairs(&view.table.header) else { return false };
    pairs.extend(view.table.rows.iter().filter_map(pair));
    let known = |label: &Inline| {
        // In lower case, they are the names of something else.
        labels::known(&label.text).filter(|_| label.text.trim().starts_with(char::is_uppercase))
    };
    let names: Vec<_> = pairs.iter().filter_map(|(label, _)| known(label)).collect();
    let tells = names.iter().any(|name| TELLING.contains(name));
    if !tells || names.len() * 2 < pairs.len() {
        return false;
    }
    for (label, value) in pairs.into_iter().filter(|(_, value)| !is_blank(value)) {
        lines::cell(walk, label.text.trim().trim_end_matches(':'), value);
    }
    true
}

/// Reads a table of one row whose columns are the fields of an item, and none of them its name.
pub(super) fn row(walk: &mut Walk<'_>, view: &View<'_>) -> bool {
    let [row] = view.table.rows.as_slice() else { return false };
    let first = view.columns.first().map(FieldName::as_str);
    // Under any other first column, the row may be a thing of that name.
    let tells = matches!(first, Some("status" | "depends"))
        && view.columns.len() > 1
        && view.columns.iter().all(|name| TELLING.contains(&name.as_str()));
    if !tells || walk.owner().is_none() {
        return false;
    }
    for (label, value) in view.table.header.cells.iter().zip(&row.cells) {
        if !is_blank(value) {
            lines::cell(walk, label.text.trim(), value);
        }
    }
    true
}

/// Reads a table below *Dependencies*: each row is one.
fn depends(walk: &mut Walk<'_>, owner: ClaimAt, view: &View<'_>) -> bool {
    let column = view.column("depends").unwrap_or(0);
    let cells = view.table.rows.iter().filter_map(|row| row.cells.get(column));
    let said = cells.map(|cell| known_field("depends", "depends", &cell.text, cell.span));
    if let Some(claim) = walk.claim_mut(owner) {
        claim.fields.extend(said);
    }
    true
}

/// What the header itself says, where it is the first of the pairs; nothing where it names other columns.
fn pairs(header: &Row) -> Option<Vec<(&Inline, &Inline)>> {
    let (label, value) = (header.cells.first()?, header.cells.get(1)?);
    let is_one_of =
        |words: &[&str], cell: &Inline| words.contains(&labels::normal(&cell.text).as_str());
    if is_one_of(HEADERS, label) && is_one_of(VALUES, value) {
        return Some(Vec::new());
    }
    let tells = labels::known(&label.text).is_some_and(|name| TELLING.contains(&name));
    let is_value = labels::known(&value.text).is_none() && value.text.to_lowercase() != "meaning"
        || status::whole(&value.text).is_some();
    (tells && is_value && header.cells.len() == 2).then(|| vec![(label, value)])
}

/// The label and the value of a row; further cells are notes.
fn pair(row: &Row) -> Option<(&Inline, &Inline)> {
    Some((row.cells.first()?, row.cells.get(1)?))
}
