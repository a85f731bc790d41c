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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn decisions_have_a_state_and_a_date() {
        let text = "
## Decision log

| ID | Decision | Status | Date |
|---|---|---|---|
| D-001 | Keep plans in Markdown | Accepted | 2026-01-04 |
| D-002 | One binary | Superseded by D-005 | 2026-01-09 |
";
        assert_snapshot!(shown(text), @"
        decision D-001 · Keep plans in Markdown · accepted (Accepted) · date=2026-01-04
        decision D-002 · One binary · superseded (Superseded by D-005) · date=2026-01-09
        ");
    }
}
