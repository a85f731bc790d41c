//! What items say they depend on.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    id::{ItemId, Scope},
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

/// What an item depends on by its own words and no document defines, or several folders do and not its own,
/// though the ids are those of work here: `M1` beside an `M2`. What was deleted is not shown by being gone.
///
/// Each id once, with the first place that names it.
pub(crate) fn undefined<'a>(
    plan: &'a Plan,
    item: &'a Item,
) -> BTreeMap<ItemId, (&'a Document, Span)> {
    let is_open = |id: &ItemId| match work(plan, item, id) {
        Some(_) => false,
        None => plan.find(id.as_str()).is_empty() || !folders(plan, id).is_empty(),
    };
    let is_of_work = |id: &ItemId| id.family().is_some_and(|family| plan.has_family(family));
    let mut found = BTreeMap::new();
    for (document, span, id) in named(plan, item) {
        if is_open(&id) && is_of_work(&id) {
            found.entry(id).or_insert((document, span));
        }
    }
    found
}

/// Why a dependency names nothing, as what follows its name.
pub(crate) fn undefined_how(plan: &Plan, id: &ItemId) -> String {
    match folders(plan, id).len() {
        0 => "is defined nowhere".to_owned(),
        many => format!("is defined in {many} other folders, and not in its own"),
    }
}

/// The folders with work of that id that other documents can mean: not what stands in code fences, and no mere
/// number, which counts within its document.
fn folders<'a>(plan: &'a Plan, id: &ItemId) -> BTreeSet<&'a Scope> {
    let can_be_meant = |it: &&Item| {
        it.key.kind.is_work()
            && plan
                .claims(it)
                .any(|(document, claim)| claim.fence == 0 && it.key.scope == document.scope)
    };
    plan.find(id.as_str()).into_iter().filter(can_be_meant).map(|it| &it.key.scope).collect()
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

/// The work of that id: that of the item's own folder, or else of the only other one that has it. A word that
/// could mean several things means none of them.
fn work(plan: &Plan, item: &Item, id: &ItemId) -> Option<ItemKey> {
    within(plan, &item.key.scope, id).or_else(|| {
        let mut folders = folders(plan, id).into_iter();
        let only = folders.next().filter(|_| folders.next().is_none())?;
        within(plan, only, id)
    })
}

fn within(plan: &Plan, scope: &Scope, id: &ItemId) -> Option<ItemKey> {
    let kinds = [
        ItemKind::Milestone,
        ItemKind::Deliverable,
        ItemKind::Task,
        ItemKind::Phase,
        ItemKind::Release,
    ];
    kinds.into_iter().find_map(|kind| {
        let key = ItemKey { scope: scope.clone(), kind, name: id.clone() };
        plan.items.contains_key(&key).then_some(key)
    })
}
