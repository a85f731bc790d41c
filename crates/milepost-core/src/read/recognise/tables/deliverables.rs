//! Deliverables: `EP | Module | Status | Tests | Notes`, `Proposal | Champion`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Deliverable,
    fits,
    titles: &["deliverable", "deliverables", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    // A table of features or components may as well compare them.
    let names = matches!(view.first(), "deliverable" | "deliverables");
    let is_list = view.is_headed(&["deliverable", "deliverables", "work package"]);
    names && (view.tracks() || is_list || view.is_about(ItemKind::Deliverable))
        || view.is_about(ItemKind::Deliverable) && (view.has("status") || view.has("item"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn modules_with_a_state_are_deliverables() {
        let text = "
| EP | Module | Status | Tests | Notes |
|---|---|---|---|---|
| EP-101 | Intake | Complete | 12 passed | in use |
| EP-102 | Sorting | In progress | | half of it |
";
        assert_snapshot!(shown(text), @"
        deliverable EP-101 · Intake · done (Complete) · tests=12 passed · notes=in use · #12 passed
        deliverable EP-102 · Sorting · in-progress (In progress) · notes=half of it
        ");
    }

    #[test]
    fn rows_below_a_heading_of_a_state_take_it() {
        let text = "
## Out of scope

| Feature | Reason |
|---|---|
| Mobile layout | desktop first |
| Sharing | no accounts yet |
";
        assert_snapshot!(shown(text), @"");
    }
}
