//! Commit ledgers: `Date | Commit | Type | Summary`.

use super::{Shape, View};
use crate::{
    id::{CommitPrefix, ItemId},
    markdown::Row,
    plan::{Claim, ItemKind},
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Commit,
    fits,
    titles: &["summary", "description", "notes"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    let tells = view.has("summary") || view.has("description") || view.has("notes");
    let names_work = [ItemKind::Task, ItemKind::Milestone, ItemKind::Deliverable]
        .into_iter()
        .any(|kind| view.is_about(kind));
    view.has("commit") && tells && !view.has("status") && !names_work
}

/// A commit is called by its hash, whatever ids its summary begins with.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    let title = view.column("summary").or(view.column("description")).or(view.column("notes"));
    if let Some(cell) = title.and_then(|at| row.cells.get(at)) {
        claim.title = cell.text.trim().into();
    }
    claim.status = None;
    claim.id = None;
    let Some(cell) = view.column("commit").and_then(|at| row.cells.get(at)) else { return };
    if let Some(hash) = CommitPrefix::new(cell.text.trim()) {
        claim.id = ItemId::new(hash.as_str());
    }
    claim.name_span = cell.span;
}
