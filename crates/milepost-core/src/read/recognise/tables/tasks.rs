//! Tasks: `Task | Owner | Status`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Task,
    fits,
    titles: &["task", "item", "summary", "description"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "task"
        || view.is_about(ItemKind::Task)
            && (view.has("id")
                || view.has("summary")
                || view.has("description")
                || view.has("item"))
}
