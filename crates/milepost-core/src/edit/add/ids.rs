//! The next free id.

use std::collections::BTreeMap;

use crate::{
    id::ItemId,
    plan::{Document, Item, ItemKind, Plan},
};

/// The next free id of a kind, in the form that the plan's own ids have: the commonest one.
///
/// A number counts as taken if any document speaks of it, as any kind of thing, here or elsewhere.
pub(super) fn next(
    plan: &Plan,
    elsewhere: &[Document],
    kind: ItemKind,
    parent: Option<&Item>,
) -> ItemId {
    let (stem, width) = form(plan, kind, parent);
    let named =
        plan.documents.iter().chain(elsewhere).flat_map(|document| &document.claims).flat_map(
            |claim| {
                let own = [claim.id.as_ref(), claim.through.as_ref()].into_iter().flatten();
                let others =
                    claim.references.iter().flat_map(|it| [Some(&it.id), it.through.as_ref()]);
                own.chain(others.flatten())
            },
        );
    let numbers = named.filter_map(|id| {
        let rest = id.as_str().strip_prefix(stem.as_str())?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
    });
    let next = numbers.max().unwrap_or(0).saturating_add(1);
    ItemId::new(&format!("{stem}{next:0width$}")).expect("a stem and a number are an id")
}

/// What stands before the number, and how many digits it has at least.
fn form(plan: &Plan, kind: ItemKind, parent: Option<&Item>) -> (String, usize) {
    let owner = parent.map(|item| milestone(plan, item));
    let mut forms: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for item in plan.items.values().filter(|item| item.key.kind == kind && item.has_id) {
        let Some((stem, width)) = split(item.key.name.as_str()) else { continue };
        let theirs = item.parent.as_ref().and_then(|key| plan.items.get(key));
        // An id that begins with that of its milestone begins with that of another one there.
        let stem = match (&owner, theirs.map(|item| milestone(plan, item))) {
            (Some(owner), Some(theirs)) => match stem.strip_prefix(theirs.as_str()) {
                Some(rest) => format!("{owner}{rest}"),
                None => stem.to_owned(),
            },
            (Some(_) | None, Some(_) | None) => stem.to_owned(),
        };
        *forms.entry((stem, width)).or_default() += 1;
    }
    let common = forms.into_iter().max_by_key(|(_, count)| *count).map(|(form, _)| form);
    common.unwrap_or_else(|| native(kind, owner.as_ref()))
}

/// The form in the native template.
fn native(kind: ItemKind, owner: Option<&ItemId>) -> (String, usize) {
    if kind == ItemKind::Decision {
        return ("D-".to_owned(), 3);
    }
    let letter: String = kind.as_str().chars().take(1).collect::<String>().to_uppercase();
    let width = if kind == ItemKind::Task { 2 } else { 1 };
    (owner.map_or(letter.clone(), |owner| format!("{owner}-{letter}")), width)
}

/// The milestone that an item belongs to, else what is outermost.
fn milestone(plan: &Plan, item: &Item) -> ItemId {
    let mut at = item;
    // Parents are never below their children, and no chain is longer than there are items.
    for _ in 0..plan.items.len() {
        if at.key.kind == ItemKind::Milestone {
            break;
        }
        let Some(above) = at.parent.as_ref().and_then(|key| plan.items.get(key)) else { break };
        if above.key.kind == ItemKind::Phase {
            break;
        }
        at = above;
    }
    at.key.name.clone()
}

/// The number at the end of an id, as what stands before it and how many digits it has: as many as
/// it must where it begins with a zero, else one.
fn split(id: &str) -> Option<(&str, usize)> {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id.get(stem.len()..)?;
    let width = if digits.starts_with('0') { digits.len() } else { 1 };
    (!digits.is_empty() && !stem.is_empty()).then_some((stem, width))
}
