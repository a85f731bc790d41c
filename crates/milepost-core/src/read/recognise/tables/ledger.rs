//! Commit ledgers: `Date | Commit | Type | Summary`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Commit,
    fits,
    titles: &["summary", "description", "notes"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.has("commit")
        && (view.has("summary") || view.has("description") || view.has("notes"))
        && !view.has("status")
}
