//! What items say they depend on.

mod asides;
mod counted;
mod ids;
mod likes;
mod named;
mod titles;

use std::collections::{BTreeMap, BTreeSet};

use self::named::{Named, Word};
use crate::{
    id::{ItemId, Scope},
    plan::{Document, Item, ItemKey, ItemKind, Plan},
    series::Member,
    text::{RepoPath, Span},
};

/// One *Depends on* of an item.
pub(crate) struct Dependency<'a> {
    /// What it depends on.
    pub(crate) on: ItemKey,
    /// Where that is written.
    pub(crate) document: &'a Document,
    /// The place in it.
    pub(crate) span: Span,
}

/// Ids that one *Depends on* names and that cannot be followed.
pub(crate) struct Undefined<'a> {
    /// The ids, as they follow each other there; never empty.
    pub(crate) ids: Vec<ItemId>,
    /// Why they cannot be followed.
    pub(crate) why: Why,
    /// Where that is written.
    pub(crate) document: &'a Document,
    /// The place in it.
    pub(crate) span: Span,
}

/// Why an id cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// No document defines it.
    Nowhere,
    /// What is defined under it is no work: a risk, a decision, an example.
    NoWork,
    /// So many other folders define it, and its own does not.
    Folders(usize),
    /// So many other documents number a thing so, and its own does not.
    Documents(usize),
    /// It is the lesser thing here, and the greater one in another folder.
    Shadowed(ItemKind, ItemKind),
    /// It stands for more things than are looked at, or is no proper range.
    TooMany,
}

/// Everything an item depends on by its own words, once each, in order of the keys.
pub(crate) fn of<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Dependency<'a>> {
    let mut found: BTreeMap<ItemKey, Dependency<'a>> = BTreeMap::new();
    for Named { document, span, word } in named::all(plan, item) {
        let Ok(on) = meant(plan, item, document, &word) else { continue };
        // Who is one of many that it waits for does not wait for itself.
        if on == item.key && matches!(&word, Word::Counted(it) if it.is_of_many) {
            continue;
        }
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
    for Named { document, span, word } in named::all(plan, item) {
        let Err(why) = meant(plan, item, document, &word) else { continue };
        if is_of_work(plan, item, &word, why) && known.insert(word.id().clone()) {
            let new = || Undefined { ids: Vec::new(), why, document, span };
            let lost = found.entry((&document.path, span, why)).or_insert_with(new);
            lost.ids.push(word.id().clone());
        }
    }
    found.into_values().collect()
}

/// Whether an id that cannot be followed is meant as one of work here.
fn is_of_work(plan: &Plan, item: &Item, word: &Word, why: Why) -> bool {
    match word {
        Word::Id(id) => id.family().is_some_and(|family| plan.has_family(family)),
        Word::TooMany(id) => id.family().is_some_and(|family| {
            plan.has_family(family) || plan.has_family(&family.to_uppercase())
        }),
        Word::Counted(counted) => counted::is_of_work(plan, item, counted),
        Word::Title(_) => false,
        Word::Place { .. } => true,
        // A word that is not written as an id is one where something bears it as its name.
        Word::Like { .. } => matches!(why, Why::Folders(_) | Why::Shadowed(..)),
    }
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
            Why::Folders(1) => format!("{is} defined in another folder, and not in its own"),
            Why::Folders(many) => {
                format!("{is} defined in {many} other folders, and not in its own")
            }
            Why::Documents(many) => {
                format!("{is} numbered so in {many} other documents, and not in its own")
            }
            Why::Shadowed(here, there) => {
                let (here, there) = (here.as_str(), there.as_str());
                format!("{is} a {here} here and a {there} in another folder")
            }
            Why::TooMany => format!("{is} no range that can be followed"),
        }
    }
}

/// The work that a word means: that of its own tracker, or else of the only other folder that has it. A word that
/// could mean several things means none of them.
fn meant(plan: &Plan, item: &Item, document: &Document, word: &Word) -> Result<ItemKey, Why> {
    let of_document = Scope::new(document.path.as_str());
    let own = [&item.key.scope, &document.scope, &of_document];
    let id = match word {
        Word::TooMany(_) => return Err(Why::TooMany),
        Word::Counted(counted) => return counted::meant(plan, item, document, &own, counted),
        Word::Title(title) => {
            let here = own.into_iter().find_map(|scope| within(plan, scope, title));
            return here.or_else(|| titled(plan, item, &own, title)).ok_or(Why::Nowhere);
        }
        Word::Place { key, .. } => return key.clone().ok_or(Why::Nowhere),
        Word::Id(id) => id,
        Word::Like { id, folder } => {
            if let Some(there) = folder.as_ref().and_then(|folder| below(plan, folder, id)) {
                return there;
            }
            id
        }
    };
    if let Some(here) = own.into_iter().find_map(|scope| within(plan, scope, id)) {
        let shadow = shadow(plan, item, &own, &here);
        return shadow.map_or(Ok(here.clone()), |there| Err(Why::Shadowed(here.kind, there)));
    }
    let others = others(plan, &own, id);
    match (around(plan, &own, id), others.first_key_value()) {
        (Some(row), None) => Ok(row),
        (None, Some((only, _))) if others.len() == 1 => within(plan, only, id).ok_or(Why::NoWork),
        (_, Some(_)) => Err(Why::Folders(others.len())),
        (None, None) => counted::by_letters(plan, &own, id).ok_or_else(|| {
            if plan.find(id.as_str()).is_empty() { Why::Nowhere } else { Why::NoWork }
        }),
    }
}

/// The work of that id whose documents lie in a folder that ends so; nothing where there is none.
fn below(plan: &Plan, folder: &str, id: &ItemId) -> Option<Result<ItemKey, Why>> {
    let lies_there = |scope: &Scope| {
        scope.as_str().strip_suffix(folder).is_some_and(|it| it.is_empty() || it.ends_with('/'))
    };
    let there = others(plan, &[], id).into_keys().filter(|scope| lies_there(scope));
    match there.collect::<Vec<_>>().as_slice() {
        [] => None,
        [only] => Some(within(plan, only, id).ok_or(Why::NoWork)),
        several => Some(Err(Why::Folders(several.len()))),
    }
}

/// The greater thing of another folder that an id may mean, where here a lesser one has come to bear an id of the
/// kind of the item itself: a deliverable `M1`, which a milestone `M2` depends on.
fn shadow(plan: &Plan, item: &Item, own: &[&Scope], here: &ItemKey) -> Option<ItemKind> {
    let is_of_its_kind = here.name.family() == item.key.name.family();
    if !is_of_its_kind || rank(here.kind) >= rank(item.key.kind) {
        return None;
    }
    let others = others(plan, own, &here.name);
    others.into_values().find(|kind| rank(*kind) > rank(here.kind))
}

/// The other folders with work of that id that their documents mean: not what stands in code fences, and no mere
/// number, which counts within its document.
fn others<'a>(plan: &'a Plan, own: &[&Scope], id: &ItemId) -> BTreeMap<&'a Scope, ItemKind> {
    let found = plan.find(id.as_str()).into_iter();
    let found = found.filter(|it| it.key.kind.is_work() && !own.contains(&&it.key.scope));
    let mut folders = BTreeMap::new();
    for it in found.filter(|it| plan.is_of_folder(it)) {
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

/// The work with an id that is called so, in a folder; of several, what stands for most.
fn titled(plan: &Plan, item: &Item, own: &[&Scope], title: &ItemId) -> Option<ItemKey> {
    /// How many things of one name are looked at.
    const MOST: usize = 20;
    let titled = plan.titled(title).filter(|it| own.contains(&&it.key.scope) && it.key != item.key);
    titled.take(MOST).max_by_key(|it| rank(it.key.kind)).map(|it| it.key.clone())
}

/// The only row that stands for an id without bearing it: `M1-M5` for `M4`, `M7+` for `M9`.
fn around(plan: &Plan, own: &[&Scope], id: &ItemId) -> Option<ItemKey> {
    let wanted = Member::of(id)?;
    let rows = plan.rows_of_many(wanted.series);
    let mut rows =
        rows.filter(|(numbers, row)| numbers.contains(&wanted.number) && own.contains(&&row.scope));
    let (_, only) = rows.next().filter(|_| rows.next().is_none())?;
    Some(only.clone())
}
