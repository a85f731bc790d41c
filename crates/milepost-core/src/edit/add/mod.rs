//! A new item in a document that people write.
//!
//! The new line follows the shape of its neighbours, and everything else keeps every byte. What was
//! made is read again before it is given back: the document must say what it said before, and the
//! new item, and nothing else.

mod error;
mod ids;
mod place;
mod record;
mod shape;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use self::error::AddError;
use self::place::Place;
pub use self::record::begin;
use crate::{
    config::Config,
    discovery,
    id::ItemId,
    plan::{Binding, Document, Item, ItemKey, ItemKind, Plan},
    read,
    text::{RepoPath, Source},
};

/// What documents say, and how they are read.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The texts of its documents.
    pub sources: &'a BTreeMap<RepoPath, Arc<Source>>,
    /// What the project configures.
    pub config: &'a Config,
    /// The documents of other branches and working trees: their numbers are taken, too.
    pub elsewhere: &'a [Document],
    /// The Markdown files of those branches, trackers or not.
    pub files: &'a BTreeSet<RepoPath>,
}

/// What is to be added.
#[derive(Clone, Copy)]
pub struct New<'a> {
    /// What it is: a milestone, deliverable, task, criterion, risk, blocker, finding or decision.
    pub kind: ItemKind,
    /// Its id, where it was said.
    pub id: Option<&'a ItemId>,
    /// Its title, or the text of a criterion.
    pub title: &'a str,
    /// The item it is part of.
    pub parent: Option<&'a Item>,
    /// The gate that a criterion rests on.
    pub gate: Option<&'a ItemId>,
    /// The document it goes into, where it was said.
    pub within: Option<&'a RepoPath>,
    /// What a new decision says beside its title, as label and text.
    pub details: &'a [(&'static str, String)],
}

/// A file as it is and as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it lies.
    pub path: RepoPath,
    /// Its text; nothing for a new file.
    pub before: Option<Arc<str>>,
    /// Its new text.
    pub after: String,
    /// The id of the new item, where its kind has one.
    pub id: Option<ItemId>,
}

/// Puts a new item where its neighbours stand.
pub fn item(ground: Ground<'_>, new: &New<'_>) -> Result<Change, AddError> {
    check_title(new)?;
    if let Some(record) = record::item(ground, new)? {
        return Ok(record);
    }
    // A criterion has no name.
    let is_named = new.kind != ItemKind::Criterion;
    let id = if is_named { Some(free_id(ground, new)?) } else { None };
    if new.kind == ItemKind::Milestone
        && let Some(path) = place::file_of_milestone(ground, new, id.as_ref())?
    {
        return milestone(ground, new, path, id);
    }
    let place = match place::find(ground, new) {
        Err(AddError::NoPlace { .. }) if new.kind == ItemKind::Decision => {
            return record::begin(ground, new);
        }
        place => place?,
    };
    let Some(source) = ground.sources.get(&place.document.path) else {
        return Err(AddError::NotRead { path: place.document.path.clone() });
    };
    let insertion = shape::insertion(&source.text, &place, new, id.as_ref());
    let (at, text) = insertion.ok_or_else(|| place.unlike(&source.text))?;
    let after = inserted(&source.text, at, &text);
    check_reading(ground, new, &place, id.as_ref(), &after)?;
    Ok(Change { path: source.path.clone(), before: Some(Arc::clone(&source.text)), after, id })
}

/// The next free id of a kind that stands alone.
pub(crate) fn next_id(ground: Ground<'_>, kind: ItemKind) -> ItemId {
    ids::next(ground.plan, ground.elsewhere, kind, None)
}

/// The next free id for something that stands where an item does.
pub(crate) fn next_id_beside(ground: Ground<'_>, item: &Item) -> ItemId {
    let parent = item.parent.as_ref().and_then(|key| ground.plan.items.get(key));
    ids::next(ground.plan, ground.elsewhere, item.key.kind, parent)
}

/// A text with another one put into it.
fn inserted(text: &str, at: usize, new: &str) -> String {
    let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
    [head, new, tail].concat()
}

/// A title is one line that Markdown leaves as it is.
fn check_title(new: &New<'_>) -> Result<(), AddError> {
    let is_line = !new.title.trim().is_empty() && !new.title.contains(char::is_control);
    if is_line { Ok(()) } else { Err(AddError::NotATitle) }
}

fn free_id(ground: Ground<'_>, new: &New<'_>) -> Result<ItemId, AddError> {
    let next = || ids::next(ground.plan, ground.elsewhere, new.kind, new.parent);
    let Some(id) = new.id else { return Ok(next()) };
    if ground.plan.find(id.as_str()).iter().any(|item| item.key.kind == new.kind) {
        return Err(AddError::Taken { id: id.clone(), free: next() });
    }
    Ok(id.clone())
}

/// A milestone in a file of its own, in the native template.
fn milestone(
    ground: Ground<'_>,
    new: &New<'_>,
    path: RepoPath,
    id: Option<ItemId>,
) -> Result<Change, AddError> {
    let name = id.as_ref().map_or("", ItemId::as_str);
    let after = format!(
        "# {name} {}\n\n**Goal:** One sentence that says what people can do once this is reached\n\
         **Approval required:** yes\n\n## Acceptance criteria\n\n\
         - [ ] The first thing that must hold, said so that a run or a person can answer yes or no\n",
        new.title.trim()
    );
    let document = reread(ground, &path, &after);
    let found = document.claims.iter().find(|claim| claim.id == id);
    match found {
        Some(claim) if document.is_tracker() && says(&claim.title, new.title) => {
            Ok(Change { path, before: None, after, id })
        }
        Some(_) | None => Err(AddError::NotUnderstood { path }),
    }
}

fn reread(ground: Ground<'_>, path: &RepoPath, text: &str) -> Document {
    let source = Source { path: path.clone(), text: text.into() };
    read::read(&source, &discovery::options_for(path, ground.config))
}

/// Reads a new text as milepost will: all that was there, and the new item under its parent.
fn check_reading(
    ground: Ground<'_>,
    new: &New<'_>,
    place: &Place<'_>,
    id: Option<&ItemId>,
    after: &str,
) -> Result<(), AddError> {
    let path = &place.document.path;
    let document = reread(ground, path, after);
    let mut names = names(&document);
    if let Some(id) = id {
        let wanted = |it: &Named| it.0 == new.kind && it.1 == id.as_str() && says(&it.2, new.title);
        let at = names.iter().position(wanted);
        let at = at.ok_or_else(|| AddError::NotUnderstood { path: path.clone() })?;
        names.remove(at);
    }
    let criteria = criteria(&document).checked_sub(criteria(place.document));
    let grown = usize::from(new.kind == ItemKind::Criterion);
    let is_bound = new.gate.is_none_or(|gate| bound(&document, gate) > bound(place.document, gate));
    if names != self::names(place.document) || criteria != Some(grown) || !is_bound {
        return Err(AddError::NotUnderstood { path: path.clone() });
    }
    match (new.parent, id) {
        (Some(parent), Some(id)) => check_parent(ground, document, &parent.key, new.kind, id),
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

fn check_parent(
    ground: Ground<'_>,
    document: Document,
    parent: &ItemKey,
    kind: ItemKind,
    id: &ItemId,
) -> Result<(), AddError> {
    let path = document.path.clone();
    let others = ground.plan.documents.iter().filter(|other| other.path != path).cloned();
    let plan = Plan::new(others.chain([document]).collect());
    let is_part = |item: &&Item| item.key.kind == kind && item.parent.as_ref() == Some(parent);
    let is_found = plan.find(id.as_str()).iter().any(is_part);
    if is_found { Ok(()) } else { Err(AddError::NotUnderstood { path }) }
}

/// What a claim is about.
type Named = (ItemKind, String, Box<str>);

fn names(document: &Document) -> Vec<Named> {
    let claims = document.claims.iter();
    claims.map(|claim| (claim.kind, claim.name().to_owned(), claim.title.clone())).collect()
}

fn criteria(document: &Document) -> usize {
    document.claims.iter().map(|claim| claim.criteria.len()).sum()
}

fn bound(document: &Document, gate: &ItemId) -> usize {
    let criteria = document.claims.iter().flat_map(|claim| &claim.criteria);
    let is_bound =
        |binding: &Binding| matches!(binding, Binding::Gate { gate: it, span: _ } if it == gate);
    criteria.filter(|criterion| is_bound(&criterion.binding)).count()
}

/// Whether a title that was read is the one that was written, markup aside.
fn says(read: &str, written: &str) -> bool {
    let bare = |text: &str| {
        let kept = text.chars().filter(|c| !matches!(c, '*' | '_' | '`' | '\\'));
        kept.collect::<String>().trim().to_owned()
    };
    bare(read) == bare(written)
}
