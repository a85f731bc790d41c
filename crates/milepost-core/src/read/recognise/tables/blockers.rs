//! Blockers: `ID | Blocker | Impact | Exit condition`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Blocker,
    fits,
    titles: &["blocker", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "blocker"
        || view.is_about(ItemKind::Blocker) && (view.has("impact") || view.has("exit"))
}
