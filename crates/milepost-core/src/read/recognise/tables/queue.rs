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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_queue_is_ordered() {
        let text = "
## Next work (ordered)

| Priority | Task ID | Description |
|---|---|---|
| P0 | M2-T01 | Mask names on tapes |
| P1 | M2-T02 | Publish the schema |
";
        assert_snapshot!(shown(text), @"
        queue-entry M2-T01 · Mask names on tapes · priority=P0
        queue-entry M2-T02 · Publish the schema · priority=P1
        ");
    }
}
