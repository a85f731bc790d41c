//! Risk registers: `Risk | Likelihood | Impact | Mitigation | Status`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Risk,
    fits,
    titles: &["risk", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "risk"
        || view.is_about(ItemKind::Risk)
            && (view.has("mitigation") || view.has("impact") || view.has("likelihood"))
}
