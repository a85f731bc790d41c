//! Decision logs: `ID | Decision | Status | Date`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Decision,
    fits,
    titles: &["decision", "item", "summary", "description"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "decision"
        || view.is_about(ItemKind::Decision) && (view.has_ids() || view.has("status"))
}
