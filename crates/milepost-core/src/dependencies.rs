//! What items say they depend on.

use std::collections::BTreeMap;

use crate::{
    id::ItemId,
    plan::{Document, Item, ItemKey, ItemKind, Plan},
    read::atoms,
    text::Span,
};

/// How many items one range may name.
const MOST_OF_A_RANGE: usize = 200;

/// One *Depends on* of an item.
pub(crate) struct Dependency<'a> {
    /// What it depends on.
    pub(crate) on: ItemKey,
    /// Where that is written.
    pub(crate) document: &'a Document,
    /// The place in it.
    pub(crate) span: Span,
}

/// Everything an item depends on by its own words, once each, in order of the keys.
pub(crate) fn of<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Dependency<'a>> {
    let mut found: BTreeMap<ItemKey, Dependency<'a>> = BTreeMap::new();
    for (document, claim) in plan.claims(item) {
        for field in claim.fields_named("depends").filter(|field| !is_soft(&field.value)) {
            for named in atoms::id::all(&field.value) {
                for id in ids(&named) {
                    let Some(on) = work(plan, item, &id) else { continue };
                    let dependency = Dependency { on: on.clone(), document, span: field.span };
                    found.entry(on).or_insert(dependency);
                }
            }
        }
    }
    found.into_values().collect()
}

fn ids(named: &atoms::id::Found) -> Vec<ItemId> {
    match &named.through {
        Some(last) => atoms::id::expand(&named.id, last, MOST_OF_A_RANGE).unwrap_or_default(),
        None => vec![named.id.clone()],
    }
}

/// Whether the words leave it open whether the one must wait for the other.
fn is_soft(value: &str) -> bool {
    let lower = value.to_lowercase();
    ["soft", "optional", "none", "partial", "nice to have", "after", "unless", "if "]
        .iter()
        .any(|word| lower.contains(word))
}

fn work(plan: &Plan, item: &Item, id: &ItemId) -> Option<ItemKey> {
    let kinds = [
        ItemKind::Milestone,
        ItemKind::Deliverable,
        ItemKind::Task,
        ItemKind::Phase,
        ItemKind::Release,
    ];
    kinds.into_iter().find_map(|kind| {
        let key = ItemKey { scope: item.key.scope.clone(), kind, name: id.clone() };
        plan.items.contains_key(&key).then_some(key)
    })
}
