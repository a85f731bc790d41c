//! Walking history for a line of time: one pass along first parents, with one process for all objects.
//!
//! First parents are the states that the branch itself was in: what a merge brought, it brought at once.
//! All of it is read by the configuration at the end of the line, so that a change of that is no change
//! of the plan; what a commit says by its own, `--at` tells.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{
    config::{Config, Documents},
    digest::{Digest, Framed},
    discovery,
    evidence::ledger::{Pack, PackName, SegmentName},
    history::{self, Change, Moment, Recorder, Timeline, Told, Voices},
    id::CommitId,
    text::RepoPath,
};
use rayon::prelude::*;

use crate::{
    cache::{Asked, Did, Past, Place, Version},
    documents,
    git::{
        GitDir,
        commit::Commit,
        history::{HistoryError, OnLine, line},
        objects::{Answer, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
        refs::{self, Head},
        tree::{self, Filter, Kind, Walked},
    },
    ledger::{self, FOLDER, LedgerError},
    view::{self, ViewError},
    workspace::{Caching, LoadError, Snapshot, Workspace, load},
};

/// So many commits are looked at in one go.
const CHUNK: usize = 256;

/// So many contents are read before what they say is made out and they are let go.
const READ_AT_ONCE: usize = 512;

/// Which line of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastRequest {
    /// Where it ends; HEAD where nothing is said.
    pub to: Option<String>,
    /// Where it begins; with the first commit of all where nothing is said.
    pub since: Option<Since>,
}

/// Where a line begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// After a commit and all that it was made from.
    Revision(String),
    /// At a moment.
    Moment(Timestamp),
}

/// How far a walk is; for progress shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastEvent {
    /// So many commits are to be looked at.
    Found(usize),
    /// So many more were.
    Looked(usize),
}

/// Why there is no line of time.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// An end of it cannot be looked at.
    #[error(transparent)]
    View(#[from] ViewError),
    /// There is no commit yet.
    #[error("the repository has no commit, so it has no past")]
    Unborn,
    /// A part of it is not in this clone.
    #[error("what commit {commit} changed in {} is not in this clone", folder_name(folder))]
    Partial {
        /// The commit.
        commit: CommitId,
        /// The folder.
        folder: Box<str>,
    },
    /// A commit of it is damaged or not here.
    #[error("commit {commit} could not be read: the repository is damaged")]
    Damaged {
        /// The commit.
        commit: CommitId,
    },
    /// Two commits have nothing in common.
    #[error("`{one}` and `{other}` have no commit in common{}", here(*is_cut_off))]
    Apart {
        /// The one, as it was asked for.
        one: String,
        /// The other.
        other: String,
        /// Whether the history is not all here.
        is_cut_off: bool,
    },
    /// History could not be walked.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Objects could not be read.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The state before its beginning could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

fn folder_name(folder: &str) -> String {
    if folder.is_empty() { "the root folder".to_owned() } else { format!("`{folder}`") }
}

fn here(is_cut_off: bool) -> &'static str {
    if is_cut_off { " in this clone, which does not have the whole history" } else { "" }
}

impl Workspace {
    /// The newest commit that two have in common.
    pub fn fork(&self, one: &str, other: &str) -> Result<CommitId, PastError> {
        let git =
            self.git().ok_or_else(|| ViewError::NoRepository { root: self.root().to_owned() })?;
        let mut objects = Objects::new(git);
        let [first, second] = [one, other].map(|rev| view::revision(&mut objects, rev));
        let (first, second) = (first?.id, second?.id);
        let fork = crate::git::history::merge_base(git, first, second)?;
        fork.map(ObjectId::commit).ok_or_else(|| PastError::Apart {
            one: one.to_owned(),
            other: other.to_owned(),
            is_cut_off: git.is_shallow,
        })
    }

    /// What became of the plan on the way to what a snapshot shows.
    ///
    /// Writes nothing but the cache, and runs nothing that the repository chooses.
    pub fn timeline(
        &self,
        request: &PastRequest,
        snapshot: &Snapshot,
        on: &dyn Fn(PastEvent),
    ) -> Result<Timeline, PastError> {
        let git =
            self.git().ok_or_else(|| ViewError::NoRepository { root: self.root().to_owned() })?;
        let places = match self.caches() {
            Caching::Off => Vec::new(),
            Caching::On => Place::of(git),
        };
        let voices = history::voices(&snapshot.scene());
        let mut walk = Walk {
            objects: Objects::new(git),
            config: &snapshot.config,
            past: Past::read(&places),
            trees: Walked::default(),
        };
        walk.past.ask(asked_files(&snapshot.config));
        let found = walk.timeline(git, request, snapshot, &voices, on);
        walk.past.keep(&places);
        found
    }
}

/// A walk through history.
struct Walk<'a> {
    objects: Objects<'a>,
    config: &'a Config,
    past: Past,
    trees: Walked,
}

/// What a commit holds, or did to what was there before.
#[derive(Default)]
struct Step {
    documents: Vec<(RepoPath, Option<ObjectId>)>,
    segments: Vec<Digest>,
}

impl Walk<'_> {
    fn timeline(
        &mut self,
        git: &GitDir,
        request: &PastRequest,
        snapshot: &Snapshot,
        voices: &Voices,
        on: &dyn Fn(PastEvent),
    ) -> Result<Timeline, PastError> {
        let to = match &request.to {
            Some(rev) => view::revision(&mut self.objects, rev)?.id,
            None => match refs::head(&mut self.objects).map_err(ViewError::from)? {
                Head::At(id) => id,
                Head::Unborn => return Err(PastError::Unborn),
            },
        };
        let since = match &request.since {
            Some(Since::Revision(rev)) => Some(view::revision(&mut self.objects, rev)?.id),
            Some(Since::Moment(_)) | None => None,
        };
        let mut line = line(git, since, to)?;
        let dates: Vec<Timestamp> = line.iter().map(|on_line| on_line.dated).collect();
        let placed = history::placed(&dates, Timestamp::now());
        let mut at = placed.at;
        if let Some(Since::Moment(moment)) = request.since {
            let begin = at.partition_point(|at| *at < moment);
            // The one before it is what the line begins after.
            let kept = begin.saturating_sub(1);
            line.drain(..kept);
            at.drain(..kept);
        }
        let mut tags: BTreeMap<CommitId, Vec<Box<str>>> = BTreeMap::new();
        for (name, tag) in &snapshot.repository.tags {
            tags.entry(tag.commit.clone()).or_default().push(name.clone());
        }
        let committed = ledger::committed(&mut self.objects, to)?;
        let mut recorder = Recorder::new(self.config, &snapshot.ledger, &committed, voices, &tags);
        let begun = self.begin(&mut recorder, request, (&line, &at), to)?;
        let (line, at) = (
            line.get(begun.skipped..).unwrap_or_default(),
            at.get(begun.skipped..).unwrap_or_default(),
        );
        on(PastEvent::Found(line.len()));
        let mut before = begun.tree;
        let chunks = line.chunks(CHUNK).zip(at.chunks(CHUNK));
        for (commits, at) in chunks {
            before = self.chunk(&mut recorder, before, commits, at)?;
            on(PastEvent::Looked(commits.len()));
        }
        let mut timeline = recorder.finish();
        timeline.skewed = placed.skewed;
        timeline.is_cut_off = begun.is_cut_off;
        Ok(timeline)
    }

    /// Tells the recorder what there was before the line, where there was something.
    fn begin(
        &mut self,
        recorder: &mut Recorder<'_>,
        request: &PastRequest,
        (line, at): (&[OnLine], &[Timestamp]),
        to: ObjectId,
    ) -> Result<Begun, PastError> {
        let Some((first, at)) = line.first().zip(at.first()) else {
            // Nothing is new since then: the line is its own beginning.
            let known = view::known(&mut self.objects, to)?;
            let at = known.commit.committed;
            return self.begin_at(recorder, (to, known.commit.tree), at, 0);
        };
        let commit = self.commit(first.id)?;
        let Some(parent) = commit.parents.first() else {
            return Ok(Begun { tree: None, skipped: 0, is_cut_off: false });
        };
        // A line since a moment has the commit before it as its first.
        if matches!(request.since, Some(Since::Moment(_))) && line.len() > 1 {
            return self.begin_at(recorder, (first.id, commit.tree), *at, 1);
        }
        if let Some(before) = crate::git::history::commit(&mut self.objects, *parent)? {
            self.begin_at(recorder, (*parent, before.tree), *at, 0)
        } else {
            let begun = self.begin_at(recorder, (first.id, commit.tree), *at, 1)?;
            Ok(Begun { is_cut_off: true, ..begun })
        }
    }

    fn begin_at(
        &mut self,
        recorder: &mut Recorder<'_>,
        (commit, tree): (ObjectId, ObjectId),
        at: Timestamp,
        skipped: usize,
    ) -> Result<Begun, PastError> {
        let listing = tree::list(&mut self.objects, tree)?;
        load::whole(&listing, &format!("commit {commit}"))?;
        let files = listing.entries.iter().filter(|entry| entry.kind == Kind::File);
        let documents = files.filter(|it| documents::is_wanted(&it.path, self.config));
        let documents =
            documents.filter_map(|entry| Some((RepoPath::new(&entry.path)?, Some(entry.id))));
        let step = Step { documents: documents.collect(), segments: Vec::new() };
        let changes = self.read(vec![step])?.into_iter().flatten().collect();
        let segments: Vec<Digest> =
            ledger::committed(&mut self.objects, commit)?.into_iter().collect();
        recorder.begin(Moment { commit: commit.commit(), at }, changes, &segments);
        Ok(Begun { tree: Some(tree), skipped, is_cut_off: false })
    }

    fn commit(&mut self, id: ObjectId) -> Result<Commit, PastError> {
        let found = crate::git::history::commit(&mut self.objects, id)?;
        found.ok_or_else(|| PastError::Damaged { commit: id.commit() })
    }

    /// Looks at some commits, and gives the tree of the last one.
    fn chunk(
        &mut self,
        recorder: &mut Recorder<'_>,
        mut before: Option<ObjectId>,
        commits: &[OnLine],
        at: &[Timestamp],
    ) -> Result<Option<ObjectId>, PastError> {
        let mut steps = Vec::with_capacity(commits.len());
        for did in self.did(before, commits)? {
            before = Some(did.tree);
            steps.push(self.step(did)?);
        }
        let segments: Vec<Vec<Digest>> =
            steps.iter_mut().map(|step| std::mem::take(&mut step.segments)).collect();
        let changes = self.read(steps)?;
        let moments = commits.iter().zip(at);
        for (((on_line, at), changes), segments) in moments.zip(changes).zip(segments) {
            let moment = Moment { commit: on_line.id.commit(), at: *at };
            recorder.step(moment, changes, &segments);
        }
        Ok(before)
    }

    /// What some commits did. Only those are looked at that never were before.
    fn did(
        &mut self,
        mut before: Option<ObjectId>,
        commits: &[OnLine],
    ) -> Result<Vec<Did>, PastError> {
        let unknown: Vec<ObjectId> =
            commits.iter().map(|it| it.id).filter(|id| self.past.did(*id).is_none()).collect();
        let mut roots = unknown.iter().zip(self.roots(&unknown)?);
        let mut pairs = Vec::with_capacity(unknown.len());
        for on_line in commits {
            before = if let Some(did) = self.past.did(on_line.id) {
                Some(did.tree)
            } else {
                let damaged = || PastError::Damaged { commit: on_line.id.commit() };
                let tree = roots.next().and_then(|(_, tree)| tree).ok_or_else(damaged)?;
                pairs.push((before, tree));
                Some(tree)
            };
        }
        let config = self.config;
        let filter = Filter {
            folder: &|path| !discovery::is_skipped_folder_at(path, config),
            file: &|path| is_of_ledger(path) || documents::is_wanted(path, config),
        };
        let changes = self.trees.changes(&mut self.objects, &pairs, &filter)?;
        let mut fresh = BTreeMap::new();
        for ((commit, (_, tree)), changes) in unknown.iter().zip(pairs).zip(changes) {
            if let Some(folder) = changes.unknown.into_iter().next() {
                return Err(PastError::Partial { commit: commit.commit(), folder });
            }
            // A link to a document is no second document.
            let files = changes.files.into_iter().map(|change| {
                let content = change.after.filter(|(kind, _)| *kind == Kind::File);
                (change.path, content.map(|(_, id)| id))
            });
            fresh.insert(*commit, self.past.walked(*commit, tree, files));
        }
        let did = |on_line: &OnLine| {
            fresh.remove(&on_line.id).or_else(|| self.past.did(on_line.id).cloned())
        };
        Ok(commits.iter().filter_map(did).collect())
    }

    /// The root folders of some commits.
    fn roots(&mut self, commits: &[ObjectId]) -> Result<Vec<Option<ObjectId>>, ObjectsError> {
        let names: Vec<String> = commits.iter().map(ObjectId::to_string).collect();
        let mut roots = Vec::with_capacity(names.len());
        self.objects.each(&names, |_, answer| {
            roots.push(match answer {
                Answer::Found(object) if object.kind == ObjectKind::Commit => root(&object.bytes),
                Answer::Found(_)
                | Answer::TooLarge { .. }
                | Answer::Missing
                | Answer::Ambiguous => None,
            });
        })?;
        Ok(roots)
    }

    /// Tells documents and segments apart.
    fn step(&mut self, did: Did) -> Result<Step, PastError> {
        let mut step = Step::default();
        for (path, content) in did.files {
            if let Some(path) = of_ledger(&path) {
                if let Some(id) = content {
                    step.segments.extend(self.segments(path, id)?);
                }
            } else if let Some(path) = RepoPath::new(&path) {
                step.documents.push((path, content));
            }
        }
        Ok(step)
    }

    /// The segments that a file of the ledger holds. One that cannot be read holds nothing that counts.
    fn segments(&mut self, path: &str, id: ObjectId) -> Result<Vec<Digest>, ObjectsError> {
        if let Some(name) = SegmentName::new(path) {
            return Ok(vec![name.digest()]);
        }
        let Some(name) = PackName::new(path) else { return Ok(Vec::new()) };
        let Answer::Found(object) = self.objects.get(&id.to_string())? else {
            return Ok(Vec::new());
        };
        let pack = Pack::parse(&name, &object.bytes);
        Ok(pack.iter().flat_map(Pack::segments).map(|(name, _)| name.digest()).collect())
    }

    /// What documents say from some commits on. Each version is read once, ever.
    fn read(&mut self, steps: Vec<Step>) -> Result<Vec<Vec<Change>>, ObjectsError> {
        let mut wanted: BTreeMap<Version, (RepoPath, ObjectId)> = BTreeMap::new();
        for (path, content) in steps.iter().flat_map(|step| &step.documents) {
            let Some(id) = content else { continue };
            let version = self.version(path, *id);
            if !self.past.knows(version) {
                wanted.entry(version).or_insert_with(|| (path.clone(), *id));
            }
        }
        // What is too much to be kept is known here all the same.
        let mut fresh: BTreeMap<Version, Told> = BTreeMap::new();
        let wanted: Vec<(Version, (RepoPath, ObjectId))> = wanted.into_iter().collect();
        for some in wanted.chunks(READ_AT_ONCE) {
            let names: Vec<String> = some.iter().map(|(_, (_, id))| id.to_string()).collect();
            let mut answers = Vec::with_capacity(names.len());
            self.objects.each(&names, |_, answer| answers.push(answer))?;
            let config = self.config;
            let read = some.par_iter().zip(answers).map(|((version, (path, _)), answer)| {
                (*version, documents::told(path, answer, config))
            });
            for (version, told) in read.collect::<Vec<_>>() {
                // What was not there is looked for again the next time.
                let Some(told) = told else { continue };
                self.past.learn(version, &told);
                if !self.past.knows(version) {
                    fresh.insert(version, told);
                }
            }
        }
        let mut changes = Vec::with_capacity(steps.len());
        for step in steps {
            let mut of_commit = Vec::with_capacity(step.documents.len());
            for (path, content) in step.documents {
                let Some(id) = content else {
                    of_commit.push(Change::Gone(path));
                    continue;
                };
                let version = self.version(&path, id);
                let told = self.past.get(version).or_else(|| fresh.get(&version).cloned());
                of_commit.push(match told {
                    Some(told) => Change::Told(path, told),
                    None => Change::Unread(path),
                });
            }
            changes.push(of_commit);
        }
        Ok(changes)
    }

    fn version(&self, path: &RepoPath, id: ObjectId) -> Version {
        let options = discovery::options_for(path, self.config);
        Version::of(&Asked::new(path, &options), id)
    }
}

/// Where a line begins.
struct Begun {
    /// The root folder before its first commit.
    tree: Option<ObjectId>,
    /// How many commits of it are the beginning itself.
    skipped: usize,
    is_cut_off: bool,
}

/// Which files are asked for, as a name for the question.
fn asked_files(config: &Config) -> [u8; 32] {
    let Documents { include, exclude, fenced, groups: _ } = &config.documents;
    let mut framed = Framed::new("asked-files/1");
    for globs in [include, exclude, fenced] {
        let patterns: Vec<&str> = globs.patterns().collect();
        framed.list(patterns.into_iter());
    }
    *framed.digest().as_bytes()
}

/// The root folder of a commit: its first line says it.
fn root(commit: &[u8]) -> Option<ObjectId> {
    let line = commit.split(|byte| *byte == b'\n').next()?;
    ObjectId::from_hex(std::str::from_utf8(line.strip_prefix(b"tree ")?).ok()?)
}

/// A path in the ledger, seen from its folder.
fn of_ledger(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_prefix('/')
}

fn is_of_ledger(path: &str) -> bool {
    of_ledger(path).is_some()
}
