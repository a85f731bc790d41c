//! Findings: `ID | Finding | Evidence | Milestone`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Finding,
    fits,
    titles: &["finding", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "finding" || view.is_about(ItemKind::Finding) && view.has_ids()
}
