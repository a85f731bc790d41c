//! Any table of names with a state each: `Category | Progress | Status`.
//!
//! A column of states alone does not make a tracker; tables that compare platforms, options or
//! endpoints have one too, and are no work.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind},
    read::topic::Topic,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Deliverable,
    fits,
    titles: &["item", "deliverable", "summary", "description", "scope", "category"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.states() * 2 > view.table.rows.len() && !view.compares()
}

/// The first column names the row, whatever it is called.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    if claim.title.is_empty()
        && claim.id.is_none()
        && let Some(at) = view.columns.iter().position(|column| column.as_str() == view.first())
        && let Some(cell) = row.cells.get(at)
    {
        claim.title = cell.text.trim().into();
        claim.name_span = cell.span;
        let name = view.first().to_owned();
        claim.fields.retain(|field| field.name.as_str() != name);
    }
    if let Some(Topic::Items(kind)) = view.topic
        && (kind.is_work() || kind.is_register() || kind == ItemKind::Check)
    {
        claim.kind = kind;
    }
}
