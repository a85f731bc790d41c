//! Consumers: `Consumer | Coupling type | Readiness | Principal risk`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Consumer,
    fits,
    titles: &["consumer"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.has("consumer")
}
