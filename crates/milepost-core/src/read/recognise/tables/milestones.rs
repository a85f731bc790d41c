//! Milestone boards: `Milestone | Status | Evidence`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Milestone,
    fits,
    titles: &["milestone", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    let others = ["finding", "blocker", "risk", "resolution", "decision", "task", "gate"];
    let names_others = others.iter().any(|other| view.has(other));
    view.has("milestone") && !names_others
        || view.is_about(ItemKind::Milestone)
            && (view.has("item") || view.has("id"))
            && (view.has("status") || view.has("target"))
}
