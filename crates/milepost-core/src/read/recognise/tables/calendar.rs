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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_calendar_names_days_and_their_work() {
        let text = "
| Day | Focus | Owner | Deliverable | Status |
|---|---|---|---|---|
| Day 1 | Scaffold | Ada | M1-D1 | done |
| Day 2–3 | Reader | Bo & Cy | M1-D2 | in progress |
";
        assert_snapshot!(shown(text), @"
        calendar-entry · Scaffold · done (done) · day=Day 1 · owner=Ada · deliverable=M1-D1
        calendar-entry · Reader · in-progress (in progress) · day=Day 2–3 · owner=Bo · owner=Cy · deliverable=M1-D2
        ");
    }
}
