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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_board_of_milestones() {
        let text = "
## Milestone board

| Milestone | Status | Evidence |
|---|---|---|
| M0 Scaffold | Complete ✅ | `evidence/m0/` |
| M1 – Reader (Phase 1) | IN PROGRESS | pending |
| M2+ Writer | ⏳ | |
";
        assert_snapshot!(shown(text), @"
        milestone M0 · Scaffold · done (Complete ✅) · evidence=evidence/m0/ · cites evidence/m0/
        milestone M1 · Reader (Phase 1) · in-progress (IN PROGRESS) · phase=Phase 1 · evidence=pending · cites pending
        milestone M2+ · Writer · planned (⏳)
        ");
    }
}
