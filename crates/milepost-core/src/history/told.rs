//! What a document says, as far as its past is concerned: its items with their state, their criteria
//! and what they belong to. No spans, no prose: most versions of a document differ in nothing here.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    evidence::plain,
    gate::GateName,
    plan::{Binding, Claim, Document, Item, ItemKey, ItemKind, Origin, Plan, Status, key_of},
};

/// So many titles of one item are kept to tell whether its id still means the same.
const TITLES: usize = 8;

/// What one document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its items, sorted by key, each once.
    pub items: Vec<Arc<ToldItem>>,
}

/// What one document says of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldItem {
    /// The item.
    pub key: ItemKey,
    /// Whether its name is an id; else it is a title.
    pub has_id: bool,
    /// Its title: the first one that is given.
    pub title: Box<str>,
    /// The titles where the document defines it, at most a few.
    pub names: Vec<Box<str>>,
    /// What the document says of its state, with its own words.
    pub status: Option<(Status, Box<str>)>,
    /// Its criteria, each once, in order.
    pub criteria: Vec<ToldCriterion>,
    /// What it stands under.
    pub parent: Option<ItemKey>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCriterion {
    /// What must hold, with single spaces.
    pub text: Box<str>,
    /// The gate that it is bound to.
    pub gate: Option<GateName>,
    /// Whether its box or word says that it holds.
    pub is_ticked: bool,
}

impl Told {
    /// What a document says; nothing where it is no tracker.
    pub fn of(document: &Document) -> Self {
        let mut items: BTreeMap<ItemKey, ToldItem> = BTreeMap::new();
        let claims = document.is_tracker().then_some(&document.claims).into_iter().flatten();
        for claim in claims.filter(|claim| is_kept(claim.kind)) {
            let Some(key) = key_of(document, claim) else { continue };
            let parent = claim.parent.and_then(|parent| document.claim(parent));
            let parent = parent.and_then(|parent| key_of(document, parent));
            let parent = parent.filter(|parent| *parent != key);
            let item = items.entry(key.clone()).or_insert_with(|| ToldItem {
                key,
                has_id: claim.id.is_some(),
                title: "".into(),
                names: Vec::new(),
                status: None,
                criteria: Vec::new(),
                parent: None,
            });
            item.hear(claim);
            item.parent = item.parent.take().or(parent);
        }
        Self { items: items.into_values().map(Arc::new).collect() }
    }
}

impl ToldItem {
    fn hear(&mut self, claim: &Claim) {
        if self.title.is_empty() {
            self.title.clone_from(&claim.title);
        }
        let is_new = !claim.title.is_empty() && !self.names.contains(&claim.title);
        if defines(claim) && is_new && self.names.len() < TITLES {
            self.names.push(claim.title.clone());
        }
        if self.status.is_none() {
            self.status = claim.status.as_ref().map(|it| (it.status, it.raw.clone()));
        }
        for criterion in &claim.criteria {
            let gate = match &criterion.binding {
                Binding::Gate { gate, .. } => Some(gate.clone()),
                Binding::Suggested { .. } | Binding::Review => None,
            };
            let is_ticked = criterion.status.as_ref().is_some_and(|it| it.status.is_finished());
            let new = ToldCriterion { text: plain(&criterion.text), gate, is_ticked };
            if !self.criteria.iter().any(|old| (&old.text, &old.gate) == (&new.text, &new.gate)) {
                self.criteria.push(new);
            }
        }
    }
}

/// The titles of an item where documents define it, at most a few.
pub(super) fn names<'a>(plan: &'a Plan, item: &'a Item) -> Vec<&'a str> {
    let claims = plan.claims(item).map(|(_, claim)| claim);
    let named = claims.filter(|claim| defines(claim) && !claim.title.is_empty());
    named.map(|claim| &*claim.title).take(TITLES).collect()
}

/// Whether the line of time speaks of such things.
fn is_kept(kind: ItemKind) -> bool {
    kind.is_work() || kind == ItemKind::Decision
}

fn defines(claim: &Claim) -> bool {
    match claim.origin {
        Origin::Section | Origin::Row | Origin::ListItem => true,
        Origin::Line | Origin::Prose | Origin::FrontMatter | Origin::Tree => false,
    }
}
