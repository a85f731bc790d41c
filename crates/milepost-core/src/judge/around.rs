//! What an item belongs to: while that waits, its parts wait.

use crate::{
    judge::standing::Court,
    plan::{Item, ItemKey},
};

/// How far up an item is looked for what it belongs to; also where claims say that two items belong
/// to each other.
const DEEPEST: usize = 32;

impl<'a> Court<'a> {
    /// What the item belongs to, from the nearest on.
    pub(super) fn around(&self, key: &ItemKey) -> impl Iterator<Item = &'a ItemKey> {
        let items = &self.scene.plan.items;
        let above = move |key: &ItemKey| items.get(key).and_then(|item| item.parent.as_ref());
        std::iter::successors(above(key), move |key| above(key)).take(DEEPEST)
    }

    /// The open dependencies of what an item belongs to, each with whose it is. What depends on
    /// parts of its own does not wait outside of itself.
    pub(super) fn inherited(&self, item: &Item) -> Vec<(&'a ItemKey, &ItemKey)> {
        let mut found = Vec::new();
        for whole in self.around(&item.key).filter(|whole| **whole != item.key) {
            let outside = |key: &&ItemKey| {
                **key != item.key && *key != whole && !self.around(key).any(|it| it == whole)
            };
            found.extend(self.open(whole).iter().filter(outside).map(|key| (whole, key)));
        }
        found
    }
}
