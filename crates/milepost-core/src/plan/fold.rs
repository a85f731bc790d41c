//! From claims to items: all that all documents say about one thing, in one place.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hasher as _},
    ops::RangeInclusive,
};

use indexmap::{IndexMap, IndexSet};

use crate::{
    id::{ItemId, Scope},
    plan::{Claim, ClaimAt, Document, ItemKind, Status, StatusClaim},
    series::Member,
};

/// What makes two claims be about one item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey {
    /// The group of documents.
    pub scope: Scope,
    /// The kind.
    pub kind: ItemKind,
    /// The id, or the title in lower case where there is none.
    pub name: ItemId,
}

/// Everything the documents say about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub key: ItemKey,
    /// Whether the name is an id; else it is a title.
    pub has_id: bool,
    /// Document and claim, in reading order; never empty.
    pub claims: Vec<(usize, ClaimAt)>,
    /// The item it belongs to.
    pub parent: Option<ItemKey>,
}

/// All documents, and the items they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The trackers, sorted by path.
    pub documents: Vec<Document>,
    /// The items, sorted by scope, kind and name, and found by their keys without comparing many: rules
    /// look them up a hundred times for each.
    pub items: IndexMap<ItemKey, Item>,
    /// The parts of each item, sorted.
    parts: IndexMap<ItemKey, Vec<ItemKey>>,
    /// The items that bear a name in any scope, by the name in lower case.
    names: IndexMap<String, Vec<ItemKey>>,
    /// What the ids of work begin with.
    families: IndexSet<Box<str>>,
    /// The kinds of work of which some bears a mere number as its id: `Phase 3`, `1.2`.
    counted: IndexSet<ItemKind>,
    /// The work of each series of ids by its numbers, sorted.
    numbered: IndexMap<Box<str>, Vec<(u64, ItemId)>>,
    /// The numbers of a series that one piece of work stands for: `M1-M5` and `M7+`.
    many: IndexMap<Box<str>, Vec<(RangeInclusive<u64>, ItemKey)>>,
    /// The work with ids by what it is called: the places in `items` by a hash of the title in lower case.
    titled: IndexMap<u64, Vec<usize>>,
    /// What may be part of something by its id, and is no part of it otherwise.
    strays: IndexMap<ItemKey, Vec<ItemKey>>,
}

impl Plan {
    /// Folds documents into a plan. The order of the documents does not matter.
    pub fn new(mut documents: Vec<Document>) -> Self {
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        share_scopes(&mut documents);
        let mut items: IndexMap<ItemKey, Item> = IndexMap::new();
        for (at_document, document) in documents.iter().enumerate() {
            for (at, claim) in document.claims_at() {
                let Some(key) = key_of(document, claim) else { continue };
                let parent = claim
                    .parent
                    .and_then(|parent| document.claim(parent))
                    .and_then(|parent| key_of(document, parent))
                    .filter(|parent| *parent != key);
                let item = items.entry(key.clone()).or_insert_with(|| Item {
                    key,
                    has_id: claim.id.is_some(),
                    claims: Vec::new(),
                    parent: None,
                });
                item.claims.push((at_document, at));
                item.parent = item.parent.take().or(parent);
            }
        }
        items.sort_unstable_keys();
        let mut plan = Self { documents, items, ..Self::default() };
        plan.name();
        plan.note_titles();
        plan.adopt_by_id();
        plan.index();
        plan.count();
        plan.stray();
        plan
    }

    fn name(&mut self) {
        for key in self.items.keys() {
            let name = key.name.as_str().to_lowercase();
            self.names.entry(name).or_default().push(key.clone());
        }
    }

    /// Notes what work with ids is called.
    fn note_titles(&mut self) {
        let mut titled: IndexMap<u64, Vec<usize>> = IndexMap::new();
        let work =
            self.items.values().enumerate().filter(|(_, it)| it.has_id && it.key.kind.is_work());
        for (at, item) in work {
            let names = self.claims(item).map(|(_, claim)| &*claim.title);
            if let Some(title) = names.into_iter().find(|title| !title.is_empty()) {
                titled.entry(hash_of(title)).or_default().push(at);
            }
        }
        self.titled = titled;
    }

    /// The work with ids that is called so.
    pub(crate) fn titled<'a>(&'a self, title: &'a ItemId) -> impl Iterator<Item = &'a Item> {
        let places = self.titled.get(&hash_of(title.as_str())).into_iter().flatten();
        let items = places.filter_map(|at| Some(self.items.get_index(*at)?.1));
        items.filter(|item| {
            let mut claims = self.claims(item);
            claims.any(|(_, claim)| title_key(&claim.title).as_ref() == Some(title))
        })
    }

    fn index(&mut self) {
        for item in self.items.values() {
            if let Some(parent) = &item.parent {
                self.parts.entry(parent.clone()).or_default().push(item.key.clone());
            }
        }
    }

    /// Notes what the ids of work are like.
    fn count(&mut self) {
        let work = self.items.values().filter(|it| it.has_id && it.key.kind.is_work());
        let (mut families, mut numbered, mut many) =
            (IndexSet::new(), IndexMap::<Box<str>, Vec<_>>::new(), IndexMap::<_, Vec<_>>::new());
        let mut counted = IndexSet::new();
        for item in work {
            let name = &item.key.name;
            if is_counted(name) {
                counted.insert(item.key.kind);
            }
            if let Some(family) = name.family().filter(|family| !families.contains(*family)) {
                families.insert(Box::from(family));
            }
            let Some(member) = Member::of(name) else { continue };
            let known = numbered.entry(Box::from(member.series)).or_default();
            known.push((member.number, name.clone()));
            let throughs = self.claims(item).filter_map(|(_, claim)| claim.through.as_ref());
            let lasts = throughs.filter_map(Member::of).filter(|it| it.series == member.series);
            let last =
                if member.is_open { Some(u64::MAX) } else { lasts.map(|it| it.number).max() };
            if let Some(last) = last {
                let row = (member.number..=last, item.key.clone());
                many.entry(Box::from(member.series)).or_default().push(row);
            }
        }
        for known in numbered.values_mut() {
            known.sort();
            known.dedup();
        }
        (self.families, self.numbered, self.many) = (families, numbered, many);
        self.counted = counted;
    }

    /// Notes what may be part of something by its id alone, though its own document or folder says otherwise.
    fn stray(&mut self) {
        let mut strays: IndexMap<ItemKey, Vec<ItemKey>> = IndexMap::new();
        let is_part = |kind| matches!(kind, ItemKind::Deliverable | ItemKind::Milestone);
        for part in self.items.values().filter(|it| it.has_id && is_part(it.key.kind)) {
            for whole in self.wholes_by_id(part) {
                if part.parent.as_ref() != Some(&whole) && whole != part.key {
                    strays.entry(whole).or_default().push(part.key.clone());
                }
            }
        }
        self.strays = strays;
    }

    /// What an id says that an item is part of: in its own folder, else in any.
    fn wholes_by_id(&self, part: &Item) -> Vec<ItemKey> {
        let named: Vec<ItemKey> = parents_by_id(&part.key).collect();
        if let Some(own) = named.iter().find(|key| self.items.contains_key(*key)) {
            return vec![own.clone()];
        }
        let elsewhere = named.iter().map(|key| {
            let mut found = self.find(key.name.as_str());
            found.retain(|it| it.key.kind == key.kind && it.has_id && self.is_of_folder(it));
            found.into_iter().map(|it| it.key.clone()).collect::<Vec<_>>()
        });
        elsewhere.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The claims about an item with their documents.
    pub fn claims<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = (&'a Document, &'a Claim)> {
        item.claims.iter().filter_map(|(document, at)| {
            let document = self.documents.get(*document)?;
            Some((document, document.claim(*at)?))
        })
    }

    /// What the documents say of the item's state: the first statement of its main claim, else
    /// the first statement at all.
    pub fn says<'a>(&'a self, item: &'a Item) -> Option<(&'a Document, &'a StatusClaim)> {
        self.claims(item).find_map(|(document, claim)| Some((document, claim.status.as_ref()?)))
    }

    /// The item's title: the longest one given.
    pub fn title<'a>(&'a self, item: &'a Item) -> &'a str {
        let titles = self.claims(item).map(|(_, claim)| &*claim.title);
        titles.fold("", |best, title| if best.is_empty() { title } else { best })
    }

    /// The items that belong to another, in order.
    pub fn children<'a>(&'a self, key: &'a ItemKey) -> impl Iterator<Item = &'a Item> {
        self.parts.get(key).into_iter().flatten().filter_map(|part| self.items.get(part))
    }

    /// The items that people may mean by a name: any scope, any kind, any case.
    pub fn find(&self, name: &str) -> Vec<&Item> {
        let keys = self.names.get(&name.to_lowercase()).into_iter().flatten();
        keys.filter_map(|key| self.items.get(key)).collect()
    }

    /// Whether ids of work begin like that: see [`ItemId::family`].
    pub(crate) fn has_family(&self, family: &str) -> bool {
        self.families.contains(family)
    }

    /// Whether some work of a kind bears a mere number as its id: `Phase 3`, `1.2`.
    pub(crate) fn has_counted(&self, kind: ItemKind) -> bool {
        self.counted.contains(&kind)
    }

    /// The numbers of a series that one piece of work stands for, each: `M1-M5` and `M7+`.
    pub(crate) fn rows_of_many(
        &self,
        series: &str,
    ) -> impl Iterator<Item = &(RangeInclusive<u64>, ItemKey)> {
        self.many.get(series).into_iter().flatten()
    }

    /// The ids of work of a series from a number on, in order.
    pub(crate) fn numbered(&self, series: &str, from: u64) -> impl Iterator<Item = &ItemId> {
        let all = self.numbered.get(series).map_or(&[][..], Vec::as_slice);
        let start = all.partition_point(|(number, _)| *number < from);
        all.iter().skip(start).map(|(_, id)| id)
    }

    /// What may be part of an item by its id, and is no part of it by its own document or folder.
    pub(crate) fn strays<'a>(&'a self, key: &ItemKey) -> impl Iterator<Item = &'a Item> {
        self.strays.get(key).into_iter().flatten().filter_map(|part| self.items.get(part))
    }

    /// Whether documents of other folders can mean an item: it stands in no code fence, and is no mere number, which
    /// counts within its document.
    pub(crate) fn is_of_folder(&self, item: &Item) -> bool {
        let mut claims = self.claims(item);
        claims.any(|(document, claim)| claim.fence == 0 && item.key.scope == document.scope)
    }

    /// The state that all claims with one agree on, if they do.
    pub fn agreed_status(&self, item: &Item) -> Option<Status> {
        let mut states = self.claims(item).filter_map(|(_, claim)| claim.status.as_ref());
        let first = states.next()?.status;
        states.all(|claim| claim.status == first).then_some(first)
    }

    /// Gives items without a parent the one that their id names: `M1-T05` belongs to `M1`.
    fn adopt_by_id(&mut self) {
        let orphans: Vec<ItemKey> = self
            .items
            .values()
            .filter(|item| item.parent.is_none() && item.has_id)
            .map(|item| item.key.clone())
            .collect();
        for key in orphans {
            let parent = self.parent_by_id(&key);
            if let Some(item) = self.items.get_mut(&key) {
                item.parent = parent;
            }
        }
    }

    fn parent_by_id(&self, key: &ItemKey) -> Option<ItemKey> {
        parents_by_id(key).find(|parent| self.items.contains_key(parent))
    }
}

/// Documents of one scope name it by one allocation, which makes their keys cheap to compare.
fn share_scopes(documents: &mut [Document]) {
    let mut known = BTreeSet::new();
    for document in documents {
        match known.get(&document.scope) {
            Some(scope) => document.scope = Scope::clone(scope),
            None => drop(known.insert(document.scope.clone())),
        }
    }
}

/// What an item may belong to by its id alone, the nearest first: `M1-T05` belongs to `M1`, if there is
/// such a thing.
pub(crate) fn parents_by_id(key: &ItemKey) -> impl Iterator<Item = ItemKey> {
    let kinds: &'static [ItemKind] = match key.kind {
        ItemKind::Task => &[ItemKind::Deliverable, ItemKind::Milestone, ItemKind::Task],
        ItemKind::Deliverable => &[ItemKind::Milestone],
        ItemKind::Milestone => &[ItemKind::Phase],
        ItemKind::Phase
        | ItemKind::Gate
        | ItemKind::Decision
        | ItemKind::Approval
        | ItemKind::Risk
        | ItemKind::Blocker
        | ItemKind::Finding
        | ItemKind::Resolution
        | ItemKind::Release
        | ItemKind::Consumer
        | ItemKind::QueueEntry
        | ItemKind::CalendarEntry
        | ItemKind::Check
        | ItemKind::Criterion
        | ItemKind::Commit
        | ItemKind::Test
        | ItemKind::Metric
        | ItemKind::Progress
        | ItemKind::Invariant
        | ItemKind::Policy
        | ItemKind::Bucket
        | ItemKind::Term
        | ItemKind::Worker
        | ItemKind::HandoffField => &[],
    };
    let name = key.name.as_str();
    let cuts = name.char_indices().filter(|(_, c)| matches!(c, '-' | '.')).map(|(at, _)| at);
    let mut cuts: Vec<usize> = if kinds.is_empty() { Vec::new() } else { cuts.collect() };
    cuts.reverse();
    let names: Vec<ItemId> = cuts.into_iter().filter_map(|cut| ItemId::new(&name[..cut])).collect();
    let scope = key.scope.clone();
    names.into_iter().flat_map(move |name| {
        let scope = scope.clone();
        kinds.iter().map(move |kind| ItemKey {
            scope: scope.clone(),
            kind: *kind,
            name: name.clone(),
        })
    })
}

/// What a claim is about; nothing for claims that name no thing that others could name.
pub(crate) fn key_of(document: &Document, claim: &Claim) -> Option<ItemKey> {
    let name = match &claim.id {
        Some(id) => id.clone(),
        None => title_key(&claim.title)?,
    };
    let scope = match claim.fence {
        0 if is_local(&name) => Scope::new(document.path.as_str()),
        0 => document.scope.clone(),
        fence => Scope::new(&format!("{}#{fence}", document.path)),
    };
    Some(ItemKey { scope, kind: claim.kind, name })
}

/// Whether a name only counts within its document: `1.2` and `Phase 3` are places in a list, which
/// the next document of the folder numbers anew.
fn is_local(name: &ItemId) -> bool {
    let number = name.as_str().strip_prefix("Phase ").unwrap_or(name.as_str());
    is_number(number)
}

/// Whether an id is a mere number, with or without the word for what it counts: `1.2`, `Phase 3`, `Sprint 4`.
pub(crate) fn is_counted(name: &ItemId) -> bool {
    let name = name.as_str();
    is_number(name.rsplit_once(' ').map_or(name, |(_, number)| number))
}

/// Whether a text is a mere number: `3`, `1.2`.
pub(crate) fn is_number(text: &str) -> bool {
    let mut parts = text.split('.');
    parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A hash of a title, whatever its case.
fn hash_of(title: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in title.chars().take(100).flat_map(char::to_lowercase) {
        hasher.write_u32(c.into());
    }
    hasher.finish()
}

/// The name of what has no id.
pub(crate) fn title_key(title: &str) -> Option<ItemId> {
    let short: String = title.chars().take(100).collect::<String>().to_lowercase();
    ItemId::new(&short)
}
