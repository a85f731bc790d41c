//! What an item belongs to: it holds its parts back, and its parts speak against it.

use std::collections::BTreeMap;

use crate::{
    judge::{
        Judged,
        standing::{Court, Missing, Standing},
    },
    plan::{Item, ItemKey, ItemKind},
};

/// How far up an item is looked for what it belongs to; also where claims say that two items belong
/// to each other.
const DEEPEST: usize = 32;

impl<'a> Court<'a> {
    /// What the item belongs to, from the nearest on.
    fn around(&self, key: &ItemKey) -> impl Iterator<Item = &'a ItemKey> {
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

    /// Lets parts that are contradicted speak against all that is claimed finished with them: parts
    /// combine by the worst. Tasks are bookkeeping and speak for nothing.
    pub(super) fn combine(&self, judged: &mut [Judged]) {
        let mut against: BTreeMap<ItemKey, Vec<ItemKey>> = BTreeMap::new();
        let speaks =
            |it: &&Judged| it.standing == Standing::Contradicted && it.key.kind != ItemKind::Task;
        for part in judged.iter().filter(speaks) {
            for whole in self.around(&part.key).filter(|whole| **whole != part.key) {
                against.entry(whole.clone()).or_default().push(part.key.clone());
            }
        }
        for it in judged.iter_mut().filter(|it| it.standing == Standing::Claimed) {
            let Some(parts) = against.get(&it.key) else { continue };
            it.standing = Standing::Contradicted;
            it.missing.splice(0..0, parts.iter().map(contradicted));
        }
    }
}

fn contradicted(part: &ItemKey) -> Missing {
    let name = &part.name;
    Missing {
        what: format!("its part `{name}` is said to be finished, and contradicted"),
        next: format!("milepost why {name}"),
    }
}
