//! What items must meet: their criteria, what those are bound to, and whether a person must approve.

use std::collections::BTreeMap;

use crate::{
    base::{Alteration, Altered, Effect, alteration::from_to},
    diag::Place,
    evidence::plain,
    id::ItemId,
    plan::{Binding, Claim, Criterion, Document, Item, ItemKey, ItemKind, Plan},
    text::Span,
};

/// Compares the items of two plans. One that is new judged nothing before.
///
/// One whose document lies in another folder now is the same as long as it must meet the same.
pub(super) fn compare(before: &Plan, now: &Plan, found: &mut Vec<Alteration>) {
    let moved = moved(before, now);
    for old in before.items.values().filter(|item| is_defined(before, item)) {
        let altered = || Altered::Item(old.key.clone());
        let name = format!("{} `{}`", old.key.kind.as_str(), old.key.name);
        let Some(new) = now.items.get(&old.key) else {
            let elsewhere = moved.get(&old.key);
            if elsewhere.is_some_and(|new| differences(before, old, now, new).is_empty()) {
                continue;
            }
            let what = format!("{name} is gone, with {}", count(criteria(before, old).count()));
            let place = gone(before, now, old);
            found.push(Alteration::new(altered(), what, Effect::Loosens, place));
            continue;
        };
        for difference in differences(before, old, now, new) {
            let what = format!("{name}: {}", difference.what);
            let place = difference.place.unwrap_or_else(|| place(now, new));
            found.push(Alteration::new(altered(), what, difference.effect, place));
        }
    }
}

/// The items that are gone under their name, with the only new one of their kind and id.
fn moved<'a>(before: &'a Plan, now: &'a Plan) -> BTreeMap<&'a ItemKey, &'a Item> {
    let (left, come) = (only(before, now), only(now, before));
    let pairs = left.into_iter().filter_map(|(name, old)| {
        let new = come.get(&name).copied().flatten()?;
        Some((&old?.key, new))
    });
    pairs.collect()
}

/// The items that one plan has and another has not, by kind and id; nothing where several have that id.
fn only<'a>(one: &'a Plan, other: &Plan) -> BTreeMap<(ItemKind, &'a ItemId), Option<&'a Item>> {
    let mut found = BTreeMap::new();
    let items = one.items.values().filter(|item| item.has_id);
    for item in items.filter(|item| !other.items.contains_key(&item.key)) {
        let name = (item.key.kind, &item.key.name);
        found.entry(name).and_modify(|it| *it = None).or_insert(Some(item));
    }
    found
}

struct Difference {
    what: String,
    effect: Effect,
    place: Option<Place>,
}

/// Whether there is something that an item must meet.
fn is_defined(plan: &Plan, item: &Item) -> bool {
    let is_work = matches!(
        item.key.kind,
        ItemKind::Phase | ItemKind::Milestone | ItemKind::Deliverable | ItemKind::Release
    );
    let mut claims = plan.claims(item);
    is_work && claims.any(|(_, claim)| !claim.criteria.is_empty() || wants_approval(claim))
}

fn wants_approval(claim: &Claim) -> bool {
    claim.field("approval").is_some_and(|field| !is_no(&field.value))
}

fn is_no(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    value.is_empty() || value.starts_with("no") || value == "false" || value == "-"
}

fn differences(before: &Plan, old: &Item, now: &Plan, new: &Item) -> Vec<Difference> {
    let mut found = Vec::new();
    let fresh: Vec<&Criterion> = criteria(now, new)
        .map(|(_, it)| it)
        .filter(|it| !criteria(before, old).any(|(_, other)| is_same(other, it)))
        .collect();
    let mut lost = Vec::new();
    for (_, criterion) in criteria(before, old) {
        match criteria(now, new).find(|(_, other)| is_same(criterion, other)) {
            Some((document, other)) => found.extend(rebound(criterion, document, other)),
            None => lost.push(criterion),
        }
    }
    let only_one = (lost.len(), fresh.len()) == (1, 1);
    for criterion in lost {
        let what = match fresh.first().filter(|_| only_one) {
            Some(other) => format!("criterion `{}` reads `{}` now", criterion.text, other.text),
            None => format!("criterion `{}` is gone", criterion.text),
        };
        found.push(Difference { what, effect: Effect::Loosens, place: None });
    }
    found.extend(freed(before, old, now, new));
    let wants = |plan: &Plan, item: &Item| plan.claims(item).any(|(_, it)| wants_approval(it));
    if wants(before, old) && !wants(now, new) {
        let what = "it asks for no approval any more".to_owned();
        found.push(Difference { what, effect: Effect::Loosens, place: None });
    }
    found
}

/// All that an item must meet, a line each.
pub(super) fn lines(plan: &Plan, item: &Item) -> Vec<String> {
    let mut lines = Vec::new();
    for (_, criterion) in criteria(plan, item) {
        let text = plain(&criterion.text);
        lines.push(match bound(&criterion.binding) {
            Some(gate) => format!("criterion bound to gate `{gate}`: {text}"),
            None => format!("criterion: {text}"),
        });
    }
    if plan.claims(item).any(|(_, claim)| wants_approval(claim)) {
        lines.push("it asks for an approval".to_owned());
    }
    lines.extend(parts(&depends(plan, item)).map(|part| format!("it depends on {part}")));
    lines
}

/// The words behind *Depends on*.
fn depends(plan: &Plan, item: &Item) -> String {
    let fields = plan.claims(item).flat_map(|(_, claim)| claim.fields_named("depends"));
    fields.map(|field| field.value.to_string()).collect::<Vec<_>>().join(", ")
}

/// The ids, or what may be one, in such words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_inside = |char: char| char.is_alphanumeric() || matches!(char, '-' | '.' | '_');
    text.split(move |char| !is_inside(char)).filter(|part| !part.is_empty())
}

/// What an item does not depend on any more, by its words.
fn freed(before: &Plan, old: &Item, now: &Plan, new: &Item) -> Option<Difference> {
    let (was, is) = (depends(before, old), depends(now, new));
    let is_kept = parts(&was).all(|part| parts(&is).any(|other| other == part));
    let what = format!("`Depends on` {}", from_to(&was, &is));
    (!is_kept).then_some(Difference { what, effect: Effect::Loosens, place: None })
}

/// Another binding of the same criterion.
fn rebound(old: &Criterion, document: &Document, new: &Criterion) -> Option<Difference> {
    let (was, is) = (bound(&old.binding), bound(&new.binding));
    let what = match (was, is) {
        (was, is) if was == is => return None,
        (None, Some(is)) => format!("is bound to gate `{is}` now, and to none before"),
        (Some(was), None) => format!("is not bound to gate `{was}` any more"),
        (Some(was), is) => format!("is bound to gate `{}`, not `{was}`", is.unwrap_or_default()),
        (None, None) => return None,
    };
    let what = format!("criterion `{}` {what}", old.text);
    let place = Place { path: document.path.clone(), span: new.span };
    Some(Difference { what, effect: Effect::Unclear, place: Some(place) })
}

/// The gate that a criterion is bound to; one that only stands in its text binds nothing.
pub(super) fn bound(binding: &Binding) -> Option<&str> {
    match binding {
        Binding::Gate { gate, .. } => Some(gate.as_str()),
        Binding::Suggested { .. } | Binding::Review => None,
    }
}

/// Whether two criteria say the same, whatever their boxes and spaces.
pub(super) fn is_same(one: &Criterion, other: &Criterion) -> bool {
    one.text.split_whitespace().eq(other.text.split_whitespace())
}

fn criteria<'a>(
    plan: &'a Plan,
    item: &'a Item,
) -> impl Iterator<Item = (&'a Document, &'a Criterion)> {
    plan.claims(item).flat_map(|(document, claim)| {
        claim.criteria.iter().map(move |criterion| (document, criterion))
    })
}

fn count(criteria: usize) -> String {
    match criteria {
        0 => "no criterion".to_owned(),
        1 => "its criterion".to_owned(),
        criteria => format!("its {criteria} criteria"),
    }
}

/// Where an item is named.
fn place(plan: &Plan, item: &Item) -> Place {
    let (document, claim) = plan.claims(item).next().expect("an item has a claim");
    Place { path: document.path.clone(), span: claim.name_span }
}

/// Where an item stood that is gone: its document, as far as that is still there.
fn gone(before: &Plan, now: &Plan, old: &Item) -> Place {
    let Place { path, span: _ } = place(before, old);
    let document = now.documents.iter().find(|document| document.path == path);
    let first = document.and_then(|document| document.headings.first());
    Place { path, span: first.map_or(Span::default(), |heading| heading.span) }
}
