//! An entry of a register that is settled: marked where it stands, or answered in the register of
//! resolutions, and never deleted.
//!
//! Where what it waits for holds, the record that shows it is written with it. Everything else keeps
//! every byte; what was made is read again before it is given back.

mod error;
mod shape;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;

pub use self::error::ResolveError;
use crate::{
    discovery,
    edit::add::{Change, Ground, next_id},
    id::ItemId,
    lint::registers::{Bound, Entry, Exit, Holds, State},
    plan::{Claim, Document, Item, ItemKind, Origin, Plan},
    read,
    text::Source,
};

/// What is to be settled, and how.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The item.
    pub item: &'a Item,
    /// Where it stands.
    pub entry: &'a Entry,
    /// Why, where nothing but a person's word says so; beside evidence it is a remark.
    pub reason: Option<&'a str>,
    /// Today.
    pub today: Date,
}

/// What settles an entry, in words for a document.
pub(super) struct Words {
    /// Why it is settled.
    pub(super) how: String,
    /// The record that shows it, for a place that names the gate already; empty where none does.
    pub(super) record: String,
    /// The same with the gate, for a place that does not.
    pub(super) evidence: String,
}

/// Settles an entry where it stands.
pub fn item(ground: Ground<'_>, order: &Order<'_>) -> Result<Change, ResolveError> {
    let words = words(order)?;
    let (document, claim) = place(ground.plan, order.item)?;
    let Some(source) = ground.sources.get(&document.path) else {
        return Err(ResolveError::NotRead { path: document.path.clone() });
    };
    let id = next_id(ground, ItemKind::Resolution);
    let made = shape::Made { text: &source.text, document, claim, words: &words, order, id: &id };
    let found =
        made.candidates().into_iter().find(|after| is_understood(ground, order, document, after));
    let after = found.ok_or_else(|| ResolveError::NotUnderstood { path: document.path.clone() })?;
    let before = Some(Arc::clone(&source.text));
    Ok(Change { path: source.path.clone(), before, after, id: Some(order.item.key.name.clone()) })
}

/// What settles an entry: what it waits for, where that holds, else a person's reason.
fn words(order: &Order<'_>) -> Result<Words, ResolveError> {
    let Entry { key, state, exits, .. } = order.entry;
    let reason = order.reason.map(str::trim);
    if reason.is_some_and(|reason| reason.is_empty() || reason.contains(char::is_control)) {
        return Err(ResolveError::NotAReason);
    }
    if *state == State::Dropped {
        return Err(ResolveError::Settled { name: key.name.clone() });
    }
    if let Some(exit) = exits.iter().find(|exit| exit.holds != Holds::Yes) {
        return Err(ResolveError::Unmet {
            name: key.name.clone(),
            why: exit.why.clone(),
            next: exit.next.clone(),
        });
    }
    let Some(exit) = exits.last() else {
        let reason = reason.ok_or(ResolveError::NoReason { name: key.name.clone() })?;
        let (how, record, evidence) = (reason.to_owned(), String::new(), String::new());
        return Ok(Words { how, record, evidence });
    };
    let shown = shown(exit);
    let how = reason.map_or(shown, str::to_owned);
    let record = exit.record.map(|record| format!("`record:{}`", record.short()));
    let record = record.unwrap_or_default();
    Ok(Words { how, evidence: evidence(exit, &record), record })
}

fn shown(exit: &Exit) -> String {
    match &exit.on {
        Bound::Gate(gate) => format!("gate `{gate}` passes"),
        Bound::Item(key) => format!("{} `{}` is proven", key.kind.as_str(), key.name),
        Bound::Nothing(name) => format!("`{name}` holds"),
    }
}

/// The evidence, as it stays bound to its gate.
fn evidence(exit: &Exit, record: &str) -> String {
    match &exit.on {
        Bound::Gate(gate) => format!("{record} (gate `{gate}`)").trim_start().to_owned(),
        Bound::Item(_) | Bound::Nothing(_) => record.to_owned(),
    }
}

/// Where an entry stands: the claim that says something of its state, else the first one.
fn place<'a>(plan: &'a Plan, item: &'a Item) -> Result<(&'a Document, &'a Claim), ResolveError> {
    let is_construct = |claim: &Claim| {
        claim.fence == 0 && matches!(claim.origin, Origin::Row | Origin::ListItem | Origin::Section)
    };
    if let Some((_, says)) = plan.says(item)
        && says.status.is_finished()
    {
        return Err(ResolveError::Settled { name: item.key.name.clone() });
    }
    let places = || plan.claims(item).filter(|(_, claim)| is_construct(claim));
    let found = places().find(|(_, claim)| claim.status.is_some()).or_else(|| places().next());
    found.ok_or_else(|| ResolveError::NoPlace { name: item.key.name.clone() })
}

/// Whether a new text says that the entry is settled, and all that it said before of everything else.
fn is_understood(ground: Ground<'_>, order: &Order<'_>, before: &Document, after: &str) -> bool {
    let source = Source { path: before.path.clone(), text: after.into() };
    let document = read::read(&source, &discovery::options_for(&before.path, ground.config));
    if others(&document, order.item) != others(before, order.item) {
        return false;
    }
    let documents = ground.plan.documents.iter().filter(|it| it.path != before.path).cloned();
    let plan = Plan::new(documents.chain([document]).collect());
    let item = plan.items.get(&order.item.key);
    item.and_then(|item| plan.says(item)).is_some_and(|(_, says)| says.status.is_finished())
}

/// What a claim says: of what kind of thing, its id, its title, and the words for its state.
type Said = (ItemKind, Option<ItemId>, Box<str>, Option<Box<str>>);

/// What a document says of all items but one, resolutions of that one aside.
fn others(document: &Document, item: &Item) -> Vec<Said> {
    let own = &item.key.name;
    let is_own = |claim: &Claim| {
        let is_it = claim.kind == item.key.kind && claim.id.as_ref() == Some(own);
        let is_titled = !item.has_id
            && claim.kind == item.key.kind
            && claim.title.to_lowercase().starts_with(own.as_str());
        let speaks_of_it = claim.kind == ItemKind::Resolution
            && claim.references.iter().any(|reference| reference.id == *own);
        is_it || is_titled || speaks_of_it
    };
    let claims = document.claims.iter().filter(|claim| !is_own(claim));
    let said = claims.map(|claim| {
        let says = claim.status.as_ref().map(|status| status.raw.clone());
        (claim.kind, claim.id.clone(), claim.title.clone(), says)
    });
    said.collect()
}
