//! What documents said in the past, by the names that git gives to their contents, and what commits did
//! to them.
//!
//! A content never changes, and neither does a commit, so nothing here ever grows old. Versions of a
//! document have nearly all their items in common: each item is kept once, and a version is a list of
//! them.
//!
//! ```text
//! magic, reader, digest of all that follows, which files, paths, commits, items, versions
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use milepost_core::{
    digest::{Digest, Framed},
    history::{Told, ToldCriterion, ToldItem},
    id::{ItemId, Scope},
    plan::{ItemKey, ItemKind, Status},
};

use crate::{
    cache::{
        Asked, Place,
        table::READER,
        wire::{Taker, Wire, put_piece},
    },
    git::oid::ObjectId,
};

/// How the file begins; the number is that of its layout.
const MAGIC: &[u8] = b"milepost past 2\n";

/// The name of the file.
const PAST: &str = "past";

/// No more versions are kept, and no larger file is written.
const MOST: usize = 1_000_000;
const LARGEST: usize = 128 << 20;

/// What names a version: a content, and how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version([u8; 32]);

impl Version {
    /// The content of a blob, read as it is asked for.
    pub(crate) fn of(asked: &Asked<'_>, blob: ObjectId) -> Self {
        let mut framed = Framed::new("version/1");
        framed.field(&asked.label).field(blob.as_bytes());
        Self(*framed.digest().as_bytes())
    }
}

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Did {
    /// Its root folder.
    pub(crate) tree: ObjectId,
    /// The files that are asked for and are other than in its first parent, with what lies there now;
    /// nothing for what is no file any more.
    pub(crate) files: Vec<(Arc<str>, Option<ObjectId>)>,
}

/// What is known of the past.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// Which files were asked for.
    asked: [u8; 32],
    paths: BTreeSet<Arc<str>>,
    commits: BTreeMap<ObjectId, Did>,
    items: Vec<Arc<ToldItem>>,
    versions: BTreeMap<Version, Row>,
    /// The place of each item, by the digest of its bytes; made when something is learned.
    places: BTreeMap<[u8; 32], u32>,
    has_learned: bool,
}

/// One version.
#[derive(Debug)]
struct Row {
    items: Vec<u32>,
    is_used: bool,
}

impl Past {
    /// Reads the first file that there is.
    pub(crate) fn read(places: &[Place]) -> Self {
        let bytes = places.iter().find_map(|place| place.read(PAST)).unwrap_or_default();
        Self::parse(&bytes).unwrap_or_default()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let from = &mut Taker::new(bytes);
        let is_ours = from.bytes(MAGIC.len())? == MAGIC && from.bytes(READER.len())? == READER;
        let digest: [u8; 32] = from.array()?;
        if !is_ours || *Digest::of(from.rest()).as_bytes() != digest {
            return None;
        }
        let asked = from.array()?;
        let paths: Vec<Arc<str>> = Wire::take(from)?;
        let count = u64::take(from)?;
        let mut commits = BTreeMap::new();
        for _ in 0..count {
            let (commit, did) = take_commit(from, &paths)?;
            commits.insert(commit, did);
        }
        let items: Vec<Item> = Wire::take(from)?;
        let items: Vec<Arc<ToldItem>> = items.into_iter().map(|item| item.0).collect();
        let mut versions = BTreeMap::new();
        while !from.is_at_end() {
            let version = Version(from.array()?);
            let row: Vec<u32> = Wire::take(from)?;
            if row.iter().any(|at| items.get(*at as usize).is_none()) {
                return None;
            }
            versions.insert(version, Row { items: row, is_used: false });
        }
        let paths = paths.into_iter().collect();
        Some(Self { asked, paths, commits, items, versions, ..Self::default() })
    }

    /// What is asked for from now on: what is known of commits holds for the same files alone.
    pub(crate) fn ask(&mut self, files: [u8; 32]) {
        if self.asked != files {
            self.asked = files;
            self.commits.clear();
            self.paths.clear();
        }
    }

    /// What a commit did, where that is known.
    pub(crate) fn did(&self, commit: ObjectId) -> Option<&Did> {
        self.commits.get(&commit)
    }

    /// Notes what a commit did.
    pub(crate) fn walked(
        &mut self,
        commit: ObjectId,
        tree: ObjectId,
        files: impl IntoIterator<Item = (Box<str>, Option<ObjectId>)>,
    ) -> Did {
        let files = files.into_iter().map(|(path, content)| {
            let known = self.paths.get(&*path).cloned();
            let path = known.unwrap_or_else(|| Arc::from(path));
            self.paths.insert(path.clone());
            (path, content)
        });
        let did = Did { tree, files: files.collect() };
        if self.commits.len() < MOST {
            self.commits.insert(commit, did.clone());
            self.has_learned = true;
        }
        did
    }

    /// What a version said, where that is known.
    pub(crate) fn get(&mut self, version: Version) -> Option<Told> {
        let row = self.versions.get_mut(&version)?;
        row.is_used = true;
        let items = row.items.iter().filter_map(|at| self.items.get(*at as usize));
        Some(Told { items: items.cloned().collect() })
    }

    /// Whether it is known what a version said.
    pub(crate) fn knows(&self, version: Version) -> bool {
        self.versions.contains_key(&version)
    }

    /// Notes what a version said.
    pub(crate) fn learn(&mut self, version: Version, told: &Told) {
        if self.versions.len() >= MOST {
            return;
        }
        if self.places.is_empty() {
            let places = self.items.iter().zip(0..);
            self.places = places.map(|(item, at)| (digest(item), at)).collect();
        }
        let mut row = Vec::with_capacity(told.items.len());
        for item in &told.items {
            let next = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
            let at = *self.places.entry(digest(item)).or_insert(next);
            if at == next {
                self.items.push(item.clone());
            }
            row.push(at);
        }
        self.versions.insert(version, Row { items: row, is_used: true });
        self.has_learned = true;
    }

    /// Writes down what was learned. Where that cannot be done, the next look learns it again.
    pub(crate) fn keep(&self, places: &[Place]) {
        if !self.has_learned {
            return;
        }
        let versions = self.body(|_| true).or_else(|| self.body(|row| row.is_used));
        let Some(body) = versions.map(|versions| [self.commits(), versions].concat()) else {
            return;
        };
        let head = [MAGIC, READER, Digest::of(&body).as_bytes().as_slice()].concat();
        for place in places {
            // Where none can be written, there is nobody whom it would help to know.
            if place.write(PAST, &[head.as_slice(), &body]).is_ok() {
                return;
            }
        }
    }

    /// What commits did, as bytes; that of none where it is too much.
    fn commits(&self) -> Vec<u8> {
        let places: BTreeMap<&Arc<str>, u32> = self.paths.iter().zip(0..).collect();
        let mut body = self.asked.to_vec();
        let paths: Vec<Arc<str>> = self.paths.iter().cloned().collect();
        paths.put(&mut body);
        u64::try_from(self.commits.len()).unwrap_or(u64::MAX).put(&mut body);
        for (commit, did) in &self.commits {
            put_id(*commit, &mut body);
            put_id(did.tree, &mut body);
            u64::try_from(did.files.len()).unwrap_or(u64::MAX).put(&mut body);
            for (path, content) in &did.files {
                places.get(path).copied().unwrap_or(u32::MAX).put(&mut body);
                body.push(u8::from(content.is_some()));
                if let Some(content) = content {
                    put_id(*content, &mut body);
                }
            }
        }
        if body.len() > LARGEST {
            body = self.asked.to_vec();
            Vec::<Arc<str>>::new().put(&mut body);
            0_u64.put(&mut body);
        }
        body
    }

    /// The versions that are wanted, as bytes; nothing where that is too much.
    fn body(&self, is_wanted: impl Fn(&Row) -> bool) -> Option<Vec<u8>> {
        let mut order: BTreeMap<u32, u32> = BTreeMap::new();
        let mut items: Vec<u8> = Vec::new();
        let mut versions: Vec<u8> = Vec::new();
        for (version, row) in self.versions.iter().filter(|(_, row)| is_wanted(row)) {
            let mut places = Vec::with_capacity(row.items.len());
            for at in &row.items {
                let next = u32::try_from(order.len()).ok()?;
                let place = *order.entry(*at).or_insert(next);
                if place == next {
                    Item(self.items.get(*at as usize)?.clone()).put(&mut items);
                }
                places.push(place);
            }
            versions.extend_from_slice(&version.0);
            places.put(&mut versions);
            if items.len() + versions.len() > LARGEST {
                return None;
            }
        }
        let mut body = Vec::new();
        u64::try_from(order.len()).ok()?.put(&mut body);
        body.extend_from_slice(&items);
        body.extend_from_slice(&versions);
        Some(body)
    }
}

fn take_commit(from: &mut Taker<'_>, paths: &[Arc<str>]) -> Option<(ObjectId, Did)> {
    let (commit, tree) = (take_id(from)?, take_id(from)?);
    let count = u64::take(from)?;
    let mut files = Vec::new();
    for _ in 0..count {
        let path = paths.get(u32::take(from)? as usize)?.clone();
        let content = if take_bool(from)? { Some(take_id(from)?) } else { None };
        files.push((path, content));
    }
    Some((commit, Did { tree, files }))
}

fn put_id(id: ObjectId, out: &mut Vec<u8>) {
    put_piece(id.as_bytes(), out);
}

fn take_id(from: &mut Taker<'_>) -> Option<ObjectId> {
    ObjectId::from_bytes(from.piece()?)
}

fn digest(item: &Arc<ToldItem>) -> [u8; 32] {
    let mut bytes = Vec::new();
    Item(item.clone()).put(&mut bytes);
    *Digest::of(&bytes).as_bytes()
}

/// An item on its way to bytes and back.
struct Item(Arc<ToldItem>);

impl Wire for Item {
    fn put(&self, out: &mut Vec<u8>) {
        let ToldItem { key, has_id, title, names, status, criteria, parent } = &*self.0;
        put_key(key, out);
        out.push(u8::from(*has_id));
        title.put(out);
        names.put(out);
        out.push(u8::from(status.is_some()));
        if let Some((status, raw)) = status {
            status.put(out);
            raw.put(out);
        }
        u64::try_from(criteria.len()).unwrap_or(u64::MAX).put(out);
        for ToldCriterion { text, gate, is_ticked } in criteria {
            text.put(out);
            gate.put(out);
            out.push(u8::from(*is_ticked));
        }
        out.push(u8::from(parent.is_some()));
        if let Some(parent) = parent {
            put_key(parent, out);
        }
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let key = take_key(from)?;
        let has_id = take_bool(from)?;
        let (title, names) = (Wire::take(from)?, Wire::take(from)?);
        let status =
            if take_bool(from)? { Some((Status::take(from)?, Wire::take(from)?)) } else { None };
        let count = u64::take(from)?;
        let mut criteria = Vec::new();
        for _ in 0..count {
            let (text, gate): (Box<str>, Option<ItemId>) = (Wire::take(from)?, Wire::take(from)?);
            criteria.push(ToldCriterion { text, gate, is_ticked: take_bool(from)? });
        }
        let parent = if take_bool(from)? { Some(take_key(from)?) } else { None };
        Some(Self(Arc::new(ToldItem { key, has_id, title, names, status, criteria, parent })))
    }
}

fn put_key(key: &ItemKey, out: &mut Vec<u8>) {
    let ItemKey { scope, kind, name } = key;
    Box::<str>::from(scope.as_str()).put(out);
    kind.put(out);
    name.put(out);
}

fn take_key(from: &mut Taker<'_>) -> Option<ItemKey> {
    let scope = Scope::new(from.text()?);
    Some(ItemKey { scope, kind: ItemKind::take(from)?, name: ItemId::take(from)? })
}

fn take_bool(from: &mut Taker<'_>) -> Option<bool> {
    match from.byte()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use milepost_core::{
        history::Told,
        read::{self, ReadOptions},
        text::{RepoPath, Source},
    };

    use super::{MAGIC, Past, READER, Version};
    use crate::git::oid::ObjectId;
    use milepost_core::digest::Digest;

    fn told(text: &str) -> Told {
        let source = Source { path: RepoPath::new("PLAN.md").unwrap(), text: text.into() };
        Told::of(&read::read(&source, &ReadOptions::default()))
    }

    fn written(past: &Past) -> Vec<u8> {
        let body = [past.commits(), past.body(|_| true).unwrap()].concat();
        [MAGIC, READER, Digest::of(&body).as_bytes().as_slice(), &body].concat()
    }

    #[test]
    fn what_was_learned_comes_back_and_damage_is_as_if_there_were_nothing() {
        let plan = "# Plan\n\n## M1 Core\n\n**Status:** Done\n\n### Acceptance criteria\n\n\
                    - [x] It runs (gate `unit`)\n\n## M2 More\n\n**Status:** Planned\n";
        let versions = [told(plan), told(&plan.replace("Planned", "Done")), Told::default()];
        assert_eq!(versions.each_ref().map(|told| told.items.len()), [2, 2, 0]);
        let mut past = Past::default();
        for (at, told) in (0..).zip(&versions) {
            past.learn(Version([at; 32]), told);
        }
        let [one, other] = [1, 2].map(|byte| ObjectId::from_bytes(&[byte; 20]).unwrap());
        past.ask([9; 32]);
        let files = [("a/PLAN.md".into(), Some(other)), ("b.md".into(), None)];
        let did = past.walked(one, other, files);
        past.walked(other, one, []);
        // M1 is the same in both.
        assert_eq!(past.items.len(), 3);
        let bytes = written(&past);
        let mut back = Past::parse(&bytes).unwrap();
        for (at, told) in (0..).zip(&versions) {
            assert_eq!(back.get(Version([at; 32])).as_ref(), Some(told));
        }
        assert_eq!(back.did(one), Some(&did));
        assert_eq!(written(&back), bytes);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Past::parse(&damaged).is_none(), "{at}");
            assert!(Past::parse(&bytes[..at]).is_none(), "{at}");
        }
        // Other files are another question.
        back.ask([8; 32]);
        assert_eq!(back.did(one), None);
    }
}
