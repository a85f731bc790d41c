//! Queues of work: `Priority | Task ID | Description`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::QueueEntry,
    fits,
    titles: &["description", "task", "item", "milestone", "deliverable"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.is_about(ItemKind::QueueEntry)
        || view.has("priority") && view.has("id") && view.has("description") && !view.has("status")
}
