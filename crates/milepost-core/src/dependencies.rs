//! What items say they depend on.

use std::collections::{BTreeMap, BTreeSet};

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
    for (document, span, id) in named(plan, item) {
        let Some(on) = work(plan, item, &id) else { continue };
        let dependency = Dependency { on: on.clone(), document, span };
        found.entry(on).or_insert(dependency);
    }
    found.into_values().collect()
}

/// What an item depends on by its own words and no document defines, though the ids are those of work here:
/// `M1` beside an `M2`. What was deleted is not shown by being gone.
pub(crate) fn undefined(plan: &Plan, item: &Item) -> BTreeSet<ItemId> {
    let is_defined = |id: &ItemId| !plan.find(id.as_str()).is_empty();
    let is_of_work = |id: &ItemId| {
        let family = family(id);
        let mut work = plan.items.values().filter(|it| it.key.kind.is_work() && it.has_id);
        family.is_some() && work.any(|it| self::family(&it.key.name) == family)
    };
    let named = named(plan, item).into_iter().map(|(_, _, id)| id);
    named.filter(|id| !is_defined(id) && is_of_work(id)).collect()
}

/// What ids of one kind begin with, before the first digit: `M` of `M1` and of `M1-T05`.
fn family(id: &ItemId) -> Option<&str> {
    let (at, _) = id.as_str().char_indices().find(|(_, c)| c.is_ascii_digit())?;
    id.as_str().get(..at).filter(|family| family.contains(char::is_alphabetic))
}

/// The ids behind each *Depends on* of an item, with their places.
fn named<'a>(plan: &'a Plan, item: &'a Item) -> Vec<(&'a Document, Span, ItemId)> {
    let mut named = Vec::new();
    for (document, claim) in plan.claims(item) {
        for field in claim.fields_named("depends").filter(|field| !is_soft(&field.value)) {
            let found = atoms::id::all(&field.value);
            let ids = found.iter().flat_map(ids);
            named.extend(ids.map(|id| (document, field.span, id)));
        }
    }
    named
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
