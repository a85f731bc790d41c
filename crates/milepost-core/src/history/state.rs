//! What all documents say at one commit, kept up to date as they change.
//!
//! Folding a whole plan anew for each commit would cost the size of the plan each time; here a commit
//! costs what it changed. What is said of an item is the same as what [`Plan`](crate::plan::Plan) says
//! of it: the first statement in the order of the documents.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    gate::GateName,
    history::{Counts, Tally, Told, ToldCriterion, ToldItem},
    plan::{ItemKey, ItemKind, Status, parents_by_id},
    text::RepoPath,
};

/// How deep parts are followed.
const DEEPEST: usize = 8;

/// Nothing is part of more than so many.
const MOST_WHOLES: usize = 64;

/// What a commit did to one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It says this from now on.
    Told(RepoPath, Told),
    /// It is not there any more.
    Gone(RepoPath),
    /// It is there and could not be read: what it says is not known.
    Unread(RepoPath),
}

impl Change {
    fn path(&self) -> &RepoPath {
        match self {
            Self::Told(path, _) | Self::Gone(path) | Self::Unread(path) => path,
        }
    }
}

/// What all documents say.
#[derive(Debug, Default)]
pub(super) struct State {
    documents: BTreeMap<RepoPath, Told>,
    items: BTreeMap<ItemKey, BTreeMap<RepoPath, Arc<ToldItem>>>,
    /// What may be a part of each item.
    under: BTreeMap<ItemKey, BTreeSet<ItemKey>>,
    /// The documents that could not be read; what they said last is kept.
    unread: BTreeSet<RepoPath>,
    counts: Counts,
    /// How many criteria in the plan are bound to each gate.
    bound: BTreeMap<GateName, u32>,
}

/// What documents say of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) title: Box<str>,
    pub(super) names: Vec<Box<str>>,
    pub(super) has_id: bool,
    pub(super) status: Option<(Status, Box<str>)>,
    pub(super) criteria: Vec<ToldCriterion>,
    /// Whether they call it finished: by a word, or without one by all that it consists of.
    pub(super) is_said: bool,
    /// Whether a document that speaks of it could not be read.
    pub(super) is_unread: bool,
}

/// An item of which documents say something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) key: ItemKey,
    pub(super) before: Option<Seen>,
    pub(super) after: Option<Seen>,
}

impl Seen {
    /// Whether a word takes it out of the plan.
    pub(super) fn is_dropped(&self) -> bool {
        self.status.as_ref().is_some_and(|(status, _)| status.is_dropped())
    }

    /// What it adds to the counts.
    fn counts(&self, kind: ItemKind) -> Counts {
        let mut counts = Counts::default();
        if self.is_dropped() {
            return counts;
        }
        if let Some(tally) = counts.of(kind) {
            *tally = Tally { all: 1, said: u32::from(self.is_said), shown: 0 };
        }
        if kind.is_work() {
            let ticked = self.criteria.iter().filter(|it| it.is_ticked).count();
            counts.criteria =
                Tally { all: number(self.criteria.len()), said: number(ticked), shown: 0 };
        }
        counts
    }
}

impl State {
    /// How much is planned and said; nothing is shown by documents.
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// The documents that could not be read.
    pub(super) fn unread(&self) -> &BTreeSet<RepoPath> {
        &self.unread
    }

    /// Takes what a commit did to documents, and gives what is said otherwise since, sorted by key.
    pub(super) fn apply(&mut self, changes: Vec<Change>) -> Vec<Step> {
        let mut direct = BTreeSet::new();
        for change in &changes {
            self.touched(change, &mut direct);
        }
        let stated = stated(&changes);
        let mut touched = direct.clone();
        for key in &direct {
            touched.extend(self.wholes(key, &stated));
        }
        let before: Vec<Option<Seen>> = touched.iter().map(|key| self.seen(key)).collect();
        for key in &direct {
            self.unlink(key);
        }
        for change in changes {
            self.take(change);
        }
        for key in &direct {
            self.link(key);
        }
        let mut steps = Vec::new();
        for (key, before) in touched.into_iter().zip(before) {
            let after = self.seen(&key);
            if before == after {
                continue;
            }
            self.bind(key.kind, before.as_ref(), u32::saturating_sub);
            self.bind(key.kind, after.as_ref(), u32::saturating_add);
            self.counts -= before.as_ref().map(|it| it.counts(key.kind)).unwrap_or_default();
            self.counts += after.as_ref().map(|it| it.counts(key.kind)).unwrap_or_default();
            steps.push(Step { key, before, after });
        }
        steps
    }

    /// How many criteria in the plan are bound to each gate.
    pub(super) fn bound(&self) -> &BTreeMap<GateName, u32> {
        &self.bound
    }

    fn bind(&mut self, kind: ItemKind, seen: Option<&Seen>, count: fn(u32, u32) -> u32) {
        let seen = seen.filter(|seen| kind.is_work() && !seen.is_dropped());
        for gate in seen.iter().flat_map(|it| &it.criteria).filter_map(|it| it.gate.as_ref()) {
            let bound = self.bound.entry(gate.clone()).or_default();
            *bound = count(*bound, 1);
        }
    }

    /// The items of which a document says something else after a change.
    fn touched(&self, change: &Change, touched: &mut BTreeSet<ItemKey>) {
        let old = self.documents.get(change.path()).map_or(&[][..], |told| &told.items);
        let was_unread = self.unread.contains(change.path());
        let new = match change {
            Change::Told(_, told) if !was_unread => told.items.as_slice(),
            Change::Gone(_) if !was_unread => &[],
            Change::Unread(_) if was_unread => return,
            Change::Told(_, told) => {
                touched.extend(told.items.iter().map(|item| item.key.clone()));
                &[]
            }
            Change::Gone(_) | Change::Unread(_) => &[],
        };
        let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) => a.key.cmp(&b.key),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => return,
            };
            let a = order.is_le().then(|| old.next()).flatten();
            let b = order.is_ge().then(|| new.next()).flatten();
            if a != b {
                touched.extend(a.or(b).map(|item| item.key.clone()));
            }
        }
    }

    fn take(&mut self, change: Change) {
        let path = change.path().clone();
        match change {
            Change::Told(_, told) => {
                self.replace(&path, Some(told));
                self.unread.remove(&path);
            }
            Change::Gone(_) => {
                self.replace(&path, None);
                self.unread.remove(&path);
            }
            Change::Unread(_) => {
                self.documents.entry(path.clone()).or_default();
                self.unread.insert(path);
            }
        }
    }

    fn replace(&mut self, path: &RepoPath, told: Option<Told>) {
        for item in self.documents.remove(path).unwrap_or_default().items {
            if let Some(of_item) = self.items.get_mut(&item.key) {
                of_item.remove(path);
                if of_item.is_empty() {
                    self.items.remove(&item.key);
                }
            }
        }
        let Some(told) = told else { return };
        for item in &told.items {
            let of_item = self.items.entry(item.key.clone()).or_default();
            of_item.insert(path.clone(), item.clone());
        }
        self.documents.insert(path.clone(), told);
    }

    /// What is said of an item; nothing where no document speaks of it.
    pub(super) fn seen(&self, key: &ItemKey) -> Option<Seen> {
        self.look(key, DEEPEST)
    }

    fn look(&self, key: &ItemKey, depth: usize) -> Option<Seen> {
        let told = self.items.get(key)?;
        let mut seen = Seen {
            title: "".into(),
            names: Vec::new(),
            has_id: told.values().next().is_some_and(|item| item.has_id),
            status: None,
            criteria: Vec::new(),
            is_said: false,
            is_unread: false,
        };
        for (path, item) in told {
            let is_unread = self.unread.contains(path);
            seen.is_unread |= is_unread;
            if seen.title.is_empty() {
                seen.title.clone_from(&item.title);
            }
            seen.names.extend(item.names.iter().cloned());
            if seen.status.is_none() && !is_unread {
                seen.status.clone_from(&item.status);
            }
            for new in &item.criteria {
                let is_same =
                    |old: &ToldCriterion| (&old.text, &old.gate) == (&new.text, &new.gate);
                if !seen.criteria.iter().any(is_same) {
                    let is_ticked = new.is_ticked && !is_unread;
                    seen.criteria.push(ToldCriterion { is_ticked, ..new.clone() });
                }
            }
        }
        seen.is_said = match &seen.status {
            Some((status, _)) => status.is_finished(),
            None => self.is_claimed(key, &seen, depth),
        };
        Some(seen)
    }

    /// Without a word of its own, an item is called finished where all that it consists of is.
    fn is_claimed(&self, key: &ItemKey, seen: &Seen, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let is_whole = matches!(
            key.kind,
            ItemKind::Phase | ItemKind::Milestone | ItemKind::Deliverable | ItemKind::Release
        );
        let parts = self.parts(key).filter_map(|part| self.look(&part, depth));
        let mut parts = parts.filter(|part| !part.is_dropped()).peekable();
        let has_any = !seen.criteria.is_empty() || parts.peek().is_some();
        is_whole
            && has_any
            && seen.criteria.iter().all(|it| it.is_ticked)
            && parts.all(|part| part.is_said)
    }

    /// The milestones and deliverables that an item consists of.
    pub(super) fn parts<'a>(&'a self, key: &'a ItemKey) -> impl Iterator<Item = ItemKey> + 'a {
        let under = self.under.get(key).into_iter().flatten();
        under.filter(|part| self.whole(part).as_ref() == Some(key)).cloned()
    }

    /// What an item belongs to, as documents say, else as its id does.
    fn whole(&self, key: &ItemKey) -> Option<ItemKey> {
        let told = self.items.get(key)?;
        let stated = told.values().find_map(|item| item.parent.clone());
        let has_id = told.values().next().is_some_and(|item| item.has_id);
        let by_id = || parents_by_id(key).find(|parent| self.items.contains_key(parent));
        stated.or_else(|| has_id.then(by_id).flatten())
    }

    /// All that an item may be part of, before some changes or after them.
    fn wholes(&self, key: &ItemKey, stated: &BTreeMap<ItemKey, Vec<ItemKey>>) -> Vec<ItemKey> {
        let mut found = Vec::new();
        let mut open = vec![key.clone()];
        while let Some(key) = open.pop().filter(|_| found.len() < MOST_WHOLES) {
            let new = stated.get(&key).into_iter().flatten().cloned();
            for whole in self.links(&key).into_iter().chain(new) {
                if !found.contains(&whole) {
                    found.push(whole.clone());
                    open.push(whole);
                }
            }
        }
        found
    }

    /// What an item is part of, and what that is part of, the nearest first.
    pub(super) fn wholes_of(&self, key: &ItemKey) -> Vec<ItemKey> {
        let mut found: Vec<ItemKey> = Vec::new();
        let mut next = self.whole(key);
        while let Some(whole) = next.filter(|it| it != key && !found.contains(it)) {
            next = self.whole(&whole);
            found.push(whole);
        }
        found
    }

    fn links(&self, key: &ItemKey) -> Vec<ItemKey> {
        if !is_part(key.kind) {
            return Vec::new();
        }
        let told = self.items.get(key).into_iter().flat_map(BTreeMap::values);
        told.filter_map(|item| item.parent.clone()).chain(parents_by_id(key)).collect()
    }

    fn link(&mut self, key: &ItemKey) {
        if self.items.contains_key(key) {
            for whole in self.links(key) {
                self.under.entry(whole).or_default().insert(key.clone());
            }
        }
    }

    fn unlink(&mut self, key: &ItemKey) {
        for whole in self.links(key) {
            if let Some(parts) = self.under.get_mut(&whole) {
                parts.remove(key);
                if parts.is_empty() {
                    self.under.remove(&whole);
                }
            }
        }
    }
}

/// What items stand under from some changes on.
fn stated(changes: &[Change]) -> BTreeMap<ItemKey, Vec<ItemKey>> {
    let mut stated: BTreeMap<ItemKey, Vec<ItemKey>> = BTreeMap::new();
    for change in changes {
        let Change::Told(_, told) = change else { continue };
        for item in told.items.iter().filter(|item| is_part(item.key.kind)) {
            if let Some(parent) = &item.parent {
                stated.entry(item.key.clone()).or_default().push(parent.clone());
            }
        }
    }
    stated
}

/// Whether a thing finishes what it belongs to. Tasks are bookkeeping.
fn is_part(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Milestone | ItemKind::Deliverable)
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
