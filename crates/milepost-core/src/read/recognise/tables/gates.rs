//! Gates: `Gate | Scope | Command | Pass criteria | Evidence`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Gate,
    fits,
    titles: &["gate", "item", "description"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.has("gate")
        && (view.first() == "gate" || view.is_about(ItemKind::Gate))
        && (view.has("command")
            || view.has("pass")
            || view.has("scope")
            || view.has("status")
            || view.has("evidence")
            || view.has("enforcement"))
}
