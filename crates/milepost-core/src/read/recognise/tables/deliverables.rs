//! Deliverables: `EP | Module | Status | Tests | Notes`, `Proposal | Champion`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Deliverable,
    fits,
    titles: &["deliverable", "deliverables", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    matches!(view.first(), "deliverable" | "deliverables")
        || view.is_about(ItemKind::Deliverable) && (view.has("status") || view.has("item"))
}
