//! Calendars: `Day | Focus | Owner | Deliverable | Status`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::CalendarEntry,
    fits,
    titles: &["focus", "item", "task", "milestone", "deliverable"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    matches!(view.first(), "day" | "date")
        && (view.has("focus")
            || view.has("deliverable")
            || view.has("milestone")
            || view.has("task")
            || view.has("item"))
        || view.is_about(ItemKind::CalendarEntry) && (view.has("day") || view.has("date"))
}
