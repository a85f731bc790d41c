//! What items say they depend on.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    id::{ItemId, Scope},
    plan::{Document, Item, ItemKey, ItemKind, Plan},
    read::atoms,
    series::Member,
    text::{RepoPath, Span},
};

/// How many items of one range are looked for where they may not be there.
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

/// Ids that one *Depends on* names and that mean no piece of work, though ids of work here begin alike.
pub(crate) struct Undefined<'a> {
    /// The ids, as they follow each other there; never empty.
    pub(crate) ids: Vec<ItemId>,
    /// Why they mean nothing.
    pub(crate) why: Why,
    /// Where that is written.
    pub(crate) document: &'a Document,
    /// The place in it.
    pub(crate) span: Span,
}

/// Why an id means no piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// No document defines it.
    Nowhere,
    /// What is defined under it is no work: a risk, a decision, an example.
    NoWork,
    /// So many other folders define it, and its own does not.
    Folders(usize),
    /// It is the lesser thing here, and the greater one in another folder.
    Shadowed(ItemKind, ItemKind),
}

/// Everything an item depends on by its own words, once each, in order of the keys.
pub(crate) fn of<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Dependency<'a>> {
    let mut found: BTreeMap<ItemKey, Dependency<'a>> = BTreeMap::new();
    for Named { document, span, id } in named(plan, item) {
        let Ok(on) = meant(plan, item, document, &id) else { continue };
        let dependency = Dependency { on: on.clone(), document, span };
        found.entry(on).or_insert(dependency);
    }
    found.into_values().collect()
}

/// What an item depends on by its own words and cannot be followed, though the ids are those of work here: `M1`
/// beside an `M2`. What was deleted is not shown by being gone. Each id once.
pub(crate) fn undefined<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Undefined<'a>> {
    let mut known = BTreeSet::new();
    let mut found: BTreeMap<(&RepoPath, Span, Why), Undefined<'a>> = BTreeMap::new();
    for Named { document, span, id } in named(plan, item) {
        let Err(why) = meant(plan, item, document, &id) else { continue };
        let is_of_work = id.family().is_some_and(|family| plan.has_family(family));
        if is_of_work && known.insert(id.clone()) {
            let new = || Undefined { ids: Vec::new(), why, document, span };
            found.entry((&document.path, span, why)).or_insert_with(new).ids.push(id);
        }
    }
    found.into_values().collect()
}

impl Undefined<'_> {
    /// `` `M4` ``, or `` `M4`, `M5` and 3 more ``.
    pub(crate) fn named(&self) -> String {
        let quoted = |id: &ItemId| format!("`{id}`");
        match self.ids.as_slice() {
            [one, two, rest @ ..] if !rest.is_empty() => {
                format!("{}, {} and {} more", quoted(one), quoted(two), rest.len())
            }
            few => few.iter().map(quoted).collect::<Vec<_>>().join(" and "),
        }
    }

    /// What is wrong with them, as what follows their names.
    pub(crate) fn is(&self) -> String {
        let is = if self.ids.len() == 1 { "is" } else { "are" };
        match self.why {
            Why::Nowhere => format!("{is} defined nowhere"),
            Why::NoWork if self.ids.len() == 1 => "is no piece of work".to_owned(),
            Why::NoWork => "are no pieces of work".to_owned(),
            Why::Folders(many) => {
                format!("{is} defined in {many} other folders, and not in its own")
            }
            Why::Shadowed(here, there) => {
                let (here, there) = (here.as_str(), there.as_str());
                format!("{is} a {here} here and a {there} in another folder")
            }
        }
    }
}

/// An id behind a *Depends on*, with its place.
struct Named<'a> {
    document: &'a Document,
    span: Span,
    id: ItemId,
}

fn named<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Named<'a>> {
    let mut named = Vec::new();
    for (document, claim) in plan.claims(item) {
        for field in claim.fields_named("depends") {
            let found = atoms::id::all(&field.value);
            let hard = found.iter().filter(|it| !is_soft(entry(&field.value, &it.range)));
            let ids = hard.flat_map(|found| ids(plan, item, found));
            named.extend(ids.map(|id| Named { document, span: field.span, id }));
            let others = unread(&field.value, &found);
            let others =
                others.filter(|id| *id != item.key.name && meant(plan, item, document, id).is_ok());
            named.extend(others.map(|id| Named { document, span: field.span, id }));
        }
    }
    named
}

/// What could be ids in words that are read as none, as in `m1`, `M1.md`, `plan/M1` and `M1=done`. They count where
/// there is such work.
fn unread<'t>(value: &'t str, found: &'t [atoms::id::Found]) -> impl Iterator<Item = ItemId> + 't {
    let words = value.split_whitespace().filter(|word| !word.contains("://"));
    let parts = words.flat_map(|word| {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric());
        let (is_path, name) = name.rsplit_once('/').map_or((false, name), |(_, name)| (true, name));
        let name = name.strip_suffix(".md").unwrap_or(name);
        // What a path leads to is meant as a whole: `docs/M1-notes.md` is no M1.
        name.split(move |c: char| !is_path && !c.is_alphanumeric())
    });
    let parts = parts.filter(|part| part.contains(|c: char| c.is_ascii_digit()));
    let is_new = move |part: &&str| {
        let at = part.as_ptr().addr() - value.as_ptr().addr();
        !found.iter().any(|it| it.range.contains(&at)) && !is_soft(entry(value, &(at..at)))
    };
    parts.filter(is_new).filter_map(ItemId::new)
}

/// All ids that one word names. Of a range that is too long to be written out, its ends, and what is there between.
fn ids(plan: &Plan, item: &Item, found: &atoms::id::Found) -> Vec<ItemId> {
    let first = Member::of(&found.id);
    let others = |from, to| between(plan, from, to).filter(|id| *id != item.key.name);
    let (Some(last), Some(from)) = (&found.through, first) else {
        let Some(open) = first.filter(|it| it.is_open && !has_work(plan, &found.id)) else {
            return vec![found.id.clone()];
        };
        let closed = ItemId::new(found.id.as_str().trim_end_matches('+'));
        return closed.into_iter().chain(others(open, u64::MAX)).collect();
    };
    let all = atoms::id::expand(&found.id, last, MOST_OF_A_RANGE + 1).unwrap_or_default();
    if (1..=MOST_OF_A_RANGE).contains(&all.len()) {
        return all;
    }
    let to = Member::of(last).map_or(u64::MAX, |last| last.number);
    [found.id.clone(), last.clone()].into_iter().chain(others(from, to)).collect()
}

fn has_work(plan: &Plan, id: &ItemId) -> bool {
    plan.find(id.as_str()).iter().any(|it| it.key.kind.is_work())
}

fn between<'a>(plan: &'a Plan, from: Member<'a>, to: u64) -> impl Iterator<Item = ItemId> {
    let names = plan.items.values().filter(|it| it.has_id && it.key.kind.is_work());
    let names = names.map(|it| &it.key.name);
    let is_between = move |id: &&ItemId| {
        let member = Member::of(id).filter(|it| it.series == from.series);
        member.is_some_and(|it| (from.number..=to).contains(&it.number))
    };
    names.filter(is_between).cloned()
}

/// The part of a list that names an id.
fn entry<'t>(value: &'t str, id: &std::ops::Range<usize>) -> &'t str {
    let ends = [',', ';'];
    let before = value.get(..id.start).unwrap_or_default();
    let start = before.rfind(ends).map_or(0, |at| at + 1);
    let behind = value.get(id.end..).unwrap_or_default();
    let end = behind.find(ends).map_or(value.len(), |at| id.end + at);
    value.get(start..end).unwrap_or(value)
}

/// Whether the words leave it open whether the one must wait for the other.
fn is_soft(entry: &str) -> bool {
    let lower = entry.to_lowercase();
    let is_said = |word: &str| {
        ["soft", "optional", "optionally", "none", "partial", "unless", "if"].contains(&word)
    };
    lower.contains("nice to have") || lower.split(|c: char| !c.is_alphanumeric()).any(is_said)
}

/// The work that an id means: that of its own tracker, or else of the only other folder that has it. A word that
/// could mean several things means none of them.
fn meant(plan: &Plan, item: &Item, document: &Document, id: &ItemId) -> Result<ItemKey, Why> {
    let of_document = Scope::new(document.path.as_str());
    let own = [&item.key.scope, &document.scope, &of_document];
    let others = others(plan, &own, id);
    if let Some(here) = own.into_iter().find_map(|scope| within(plan, scope, id)) {
        let greater = others.values().find(|kind| rank(**kind) > rank(here.kind));
        return greater.map_or(Ok(here.clone()), |there| Err(Why::Shadowed(here.kind, *there)));
    }
    if let Some(around) = around(plan, &own, id) {
        return Ok(around);
    }
    let mut folders = others.keys();
    match (folders.next(), others.len()) {
        (Some(only), 1) => within(plan, only, id).ok_or(Why::NoWork),
        (Some(_), many) => Err(Why::Folders(many)),
        (None, _) if plan.find(id.as_str()).is_empty() => Err(Why::Nowhere),
        (None, _) => Err(Why::NoWork),
    }
}

/// The other folders with work of that id that their documents mean: not what stands in code fences, and no mere
/// number, which counts within its document.
fn others<'a>(plan: &'a Plan, own: &[&Scope], id: &ItemId) -> BTreeMap<&'a Scope, ItemKind> {
    let is_meant = |it: &&Item| {
        let mut claims = plan.claims(it);
        claims.any(|(document, claim)| claim.fence == 0 && it.key.scope == document.scope)
    };
    let found = plan.find(id.as_str()).into_iter().filter(|it| it.key.name == *id);
    let found = found.filter(|it| it.key.kind.is_work() && !own.contains(&&it.key.scope));
    let mut folders = BTreeMap::new();
    for it in found.filter(is_meant) {
        let kind = folders.entry(&it.key.scope).or_insert(it.key.kind);
        if rank(it.key.kind) > rank(*kind) {
            *kind = it.key.kind;
        }
    }
    folders
}

/// How much work a kind of item stands for.
fn rank(kind: ItemKind) -> u8 {
    if kind == ItemKind::Task { 0 } else { u8::from(kind != ItemKind::Deliverable) + 1 }
}

/// The work of that id in a folder, in whatever case it is written.
fn within(plan: &Plan, scope: &Scope, id: &ItemId) -> Option<ItemKey> {
    let kinds = [
        ItemKind::Milestone,
        ItemKind::Deliverable,
        ItemKind::Task,
        ItemKind::Phase,
        ItemKind::Release,
    ];
    let exact = kinds.into_iter().find_map(|kind| {
        let key = ItemKey { scope: scope.clone(), kind, name: id.clone() };
        plan.items.contains_key(&key).then_some(key)
    });
    exact.or_else(|| {
        let mut alike = plan.find(id.as_str());
        alike.retain(|it| it.key.kind.is_work() && it.key.scope == *scope);
        alike.first().map(|it| it.key.clone())
    })
}

/// The row that stands for an id without bearing it: `M1-M5` for `M4`, `M7+` for `M9`.
fn around(plan: &Plan, own: &[&Scope], id: &ItemId) -> Option<ItemKey> {
    let wanted = Member::of(id)?;
    let stands_for_it = |it: &&Item| {
        let first = Member::of(&it.key.name).filter(|it| it.series == wanted.series);
        let Some(first) = first.filter(|first| first.number <= wanted.number) else {
            return false;
        };
        let mut lasts = plan.claims(it).filter_map(|(_, claim)| claim.through.as_ref());
        let reaches = |last: &ItemId| {
            Member::of(last)
                .is_some_and(|last| last.series == wanted.series && wanted.number <= last.number)
        };
        own.contains(&&it.key.scope) && (first.is_open || lasts.any(reaches))
    };
    let mut found = plan.rows_of_many().filter(stands_for_it);
    let only = found.next().filter(|_| found.next().is_none())?;
    Some(only.key.clone())
}
