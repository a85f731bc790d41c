//! Reading many documents at once, and keeping those that are trackers.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_core::{
    config::Config,
    discovery,
    history::Told,
    markdown::markers,
    plan::Document,
    read,
    text::{RepoPath, Source},
};
use rayon::prelude::*;

use crate::{
    cache::{self, Asked, Cache, Stat, Understood},
    decode::{NotText, decode},
    files::{self, FileError, LARGEST, Special},
    git::{
        index::Index,
        objects::{Answer, ObjectKind, Objects, ObjectsError},
        tree::{Kind, Listing},
    },
    ground::Ground,
    ignores::Ignores,
    walk::{self, WalkError},
    workspace::LoadEvent,
};

/// A document that should have been read and could not be.
#[derive(Debug)]
pub struct Unreadable {
    /// Where it lies.
    pub path: RepoPath,
    /// Why it could not be read.
    pub why: WhyUnreadable,
}

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WhyUnreadable {
    /// Its bytes are no text.
    #[error("it is {0}")]
    NotText(NotText),
    /// A merge left conflicts in it: which side holds is not decided.
    #[error("it has conflicts that are not resolved")]
    Conflicted,
    /// Its name cannot be told to anyone as a path.
    #[error("its name is not UTF-8")]
    Name,
    /// It is larger than any tracker.
    #[error("it has {size} bytes; documents of more than {LARGEST} are not read")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// It is no file.
    #[error("it is {what}, not a plain file")]
    NotAFile {
        /// What it is.
        what: Special,
    },
    /// The clone is partial and does not have it; nothing is fetched.
    #[error("its content is not in this clone")]
    NotHere,
    /// The system refused.
    #[error("the system refused")]
    Refused(#[source] io::Error),
}

/// The bytes of a document; nothing for one that is not there any more.
type Bytes = Result<Option<Vec<u8>>, WhyUnreadable>;

/// What reading all documents gave.
#[derive(Default)]
pub(crate) struct Gathered {
    /// The trackers.
    pub(crate) documents: Vec<Document>,
    /// Their texts.
    pub(crate) sources: BTreeMap<RepoPath, Arc<Source>>,
    /// How many documents are no trackers.
    pub(crate) passed_over: usize,
    /// How many checklist boxes stand in those.
    pub(crate) loose_boxes: u32,
    /// Those of them that may have blocks to be filled.
    pub(crate) marked: Vec<RepoPath>,
    /// What could not be read.
    pub(crate) unreadable: Vec<Unreadable>,
    /// Where they were looked for on disk.
    pub(crate) looked: Looked,
}

/// The files and folders that were looked at to know what documents say.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// The folders that were listed, as paths in the project; empty for its root.
    pub(crate) folders: Vec<String>,
    /// The documents, and the paths where one is tracked and lies no more.
    pub(crate) documents: Vec<RepoPath>,
}

impl Gathered {
    /// With the text of something that is no document and is shown beside them.
    pub(crate) fn with(mut self, source: Option<Arc<Source>>) -> Self {
        self.sources.extend(source.map(|source| (source.path.clone(), source)));
        self
    }
}

/// Told how far it is.
pub(crate) type Listener<'a> = &'a (dyn Fn(LoadEvent) + Sync);

/// How documents are read.
pub(crate) struct Reading<'a> {
    /// What says which are read, and how.
    pub(crate) config: &'a Config,
    /// What is known of some of them, where that is looked at.
    pub(crate) cache: Option<&'a Cache<'a>>,
    /// Who is told how far it is.
    pub(crate) on: Listener<'a>,
}

/// Reads the documents that lie on disk: those that git tracks, and those that it does not ignore.
pub(crate) fn on_disk(
    root: &Path,
    index: &Index,
    outside: &Ignores,
    reading: &Reading<'_>,
) -> Result<Gathered, WalkError> {
    let config = reading.config;
    let found = walk::find(root, outside, &|path| is_wanted(path, config))?;
    let mut ground = Ground::new(root);
    let tracked = index.listing.entries.iter().filter(|entry| entry.kind == Kind::File);
    let tracked = tracked.filter(|entry| is_wanted(&entry.path, config));
    let tracked = tracked.filter_map(|entry| RepoPath::new(&entry.path));
    let mut paths: Vec<RepoPath> =
        tracked.filter(|path| ground.obstacle(path).is_none()).chain(found.documents).collect();
    paths.sort();
    paths.dedup();
    let looked = Looked { folders: found.folders, documents: paths.clone() };
    let handles = paths.into_iter().map(|path| {
        let in_conflict = index.listing.in_conflict.contains(path.as_str());
        (path.clone(), (ground.place(&path), in_conflict))
    });
    let handles = handles.collect();
    let stat = |(path, in_conflict): &(PathBuf, bool)| {
        // What a merge left is looked at whole.
        let seen = (!in_conflict).then(|| fs::symlink_metadata(path).ok()).flatten();
        seen.as_ref().and_then(Stat::of)
    };
    let bytes = |(path, in_conflict): (PathBuf, bool)| settled(from_disk(&path)?, in_conflict);
    let mut gathered = gather(handles, stat, bytes, reading);
    gathered.looked = looked;
    let closed = found.closed.into_iter();
    let closed = closed.filter(|(path, _)| !discovery::is_skipped(path, config));
    gathered.unreadable.extend(
        closed.map(|(path, source)| Unreadable { path, why: WhyUnreadable::Refused(source) }),
    );
    let misnamed = found.misnamed.into_iter();
    gathered.unreadable.extend(misnamed.map(|path| Unreadable { path, why: WhyUnreadable::Name }));
    Ok(gathered)
}

/// Reads the documents of a tree or an index.
pub(crate) fn recorded(
    objects: &mut Objects<'_>,
    listing: &Listing,
    reading: &Reading<'_>,
) -> Result<Gathered, ObjectsError> {
    let wanted = listing.entries.iter().filter(|entry| entry.kind == Kind::File);
    let wanted = wanted.filter(|entry| is_wanted(&entry.path, reading.config));
    let (paths, ids): (Vec<RepoPath>, Vec<String>) = wanted
        .filter_map(|entry| Some((RepoPath::new(&entry.path)?, entry.id.to_string())))
        .unzip();
    let mut contents: Vec<Bytes> = Vec::with_capacity(ids.len());
    objects.each(&ids, |_, answer| contents.push(blob(answer)))?;
    let handles = paths.into_iter().zip(contents).map(|(path, bytes)| {
        let in_conflict = listing.in_conflict.contains(path.as_str());
        (path, if in_conflict { Err(WhyUnreadable::Conflicted) } else { bytes })
    });
    Ok(gather(handles.collect(), |_| None, |bytes| bytes, reading))
}

/// The bytes of a document on disk, unless a merge waits for someone to decide what it says.
///
/// Git's index says that a merge left conflicts; that its marks are gone says that they are
/// resolved and only not staged yet. Marks alone may be an example in a text about git.
fn settled(bytes: Option<Vec<u8>>, in_conflict: bool) -> Bytes {
    let is_mark = |line: &[u8]| line.starts_with(b"<<<<<<< ");
    let has_marks = |bytes: &Vec<u8>| bytes.split(|byte| *byte == b'\n').any(is_mark);
    if in_conflict && bytes.as_ref().is_some_and(has_marks) {
        return Err(WhyUnreadable::Conflicted);
    }
    Ok(bytes)
}

/// Whether a path is that of a document that is looked at.
pub(crate) fn is_wanted(path: &str, config: &Config) -> bool {
    let is_markdown = path.rsplit_once('.').is_some_and(|(_, extension)| {
        ["md", "markdown", "mdx"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    });
    let documents = &config.documents;
    if !is_markdown && documents.include.is_empty() && documents.fenced.is_empty() {
        return false;
    }
    let Some(path) = RepoPath::new(path) else { return false };
    let is_named = || documents.include.matches(&path) || documents.fenced.matches(&path);
    (is_markdown || is_named()) && !discovery::is_skipped(&path, config)
}

/// What reading one document gave.
enum Outcome {
    Read(Understood),
    Unreadable(Unreadable),
    Gone,
}

fn gather<H: Send>(
    handles: Vec<(RepoPath, H)>,
    stat: impl Fn(&H) -> Option<Stat> + Sync,
    bytes: impl Fn(H) -> Bytes + Sync,
    reading: &Reading<'_>,
) -> Gathered {
    (reading.on)(LoadEvent::Found(handles.len()));
    let outcomes = handles.into_par_iter().map(|(path, handle)| {
        let outcome = match reading.cache {
            Some(cache) => {
                let seen = stat(&handle);
                recall(path.clone(), seen, || bytes(handle), reading.config, cache)
            }
            None => read_one(path.clone(), bytes(handle), reading.config),
        };
        (reading.on)(LoadEvent::Read);
        (path, outcome)
    });
    let outcomes: Vec<(RepoPath, Outcome)> = outcomes.collect();
    let mut gathered = Gathered::default();
    for (path, outcome) in outcomes {
        match outcome {
            Outcome::Read(Understood::Tracker(document, source)) => {
                gathered.sources.insert(source.path.clone(), source);
                gathered.documents.push(*document);
            }
            Outcome::Read(Understood::Other { loose_boxes, is_marked }) => {
                gathered.passed_over += 1;
                gathered.marked.extend(is_marked.then_some(path));
                gathered.loose_boxes = gathered.loose_boxes.saturating_add(loose_boxes);
            }
            Outcome::Unreadable(unreadable) => gathered.unreadable.push(unreadable),
            Outcome::Gone => {}
        }
    }
    gathered
}

/// Reads a document unless it is known: by the looks of its file, else by its bytes.
fn recall(
    path: RepoPath,
    stat: Option<Stat>,
    bytes: impl FnOnce() -> Bytes,
    config: &Config,
    cache: &Cache<'_>,
) -> Outcome {
    let options = discovery::options_for(&path, config);
    let asked = Asked::new(&path, &options);
    if let Some(known) = stat.and_then(|stat| cache.seen(&asked, stat)) {
        return Outcome::Read(known);
    }
    let bytes = match bytes() {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Outcome::Gone,
        Err(why) => return Outcome::Unreadable(Unreadable { path, why }),
    };
    let content = cache::content(&bytes);
    if let Some(known) = cache.known(&asked, content, stat) {
        return Outcome::Read(known);
    }
    let outcome = read_one(path.clone(), Ok(Some(bytes)), config);
    if let Outcome::Read(understood) = &outcome {
        cache.learn(&asked, content, stat, understood);
    }
    outcome
}

fn read_one(path: RepoPath, bytes: Bytes, config: &Config) -> Outcome {
    let text = match bytes {
        Ok(None) => return Outcome::Gone,
        Ok(Some(bytes)) => decode(bytes).map_err(WhyUnreadable::NotText),
        Err(why) => Err(why),
    };
    let text = match text {
        Ok(text) => text,
        Err(why) => return Outcome::Unreadable(Unreadable { path, why }),
    };
    let options = discovery::options_for(&path, config);
    let source = Arc::new(Source { path, text: text.into() });
    let document = read::read(&source, &options);
    Outcome::Read(if document.is_tracker() {
        Understood::Tracker(Box::new(document), source)
    } else {
        let is_marked = markers::may_be_marked(&source.text);
        Understood::Other { loose_boxes: document.loose_boxes, is_marked }
    })
}

/// What a content of the past says, as far as its past is concerned; nothing where it cannot be read.
pub(crate) fn told(path: &RepoPath, answer: Answer, config: &Config) -> Option<Told> {
    match read_one(path.clone(), blob(answer), config) {
        Outcome::Read(Understood::Tracker(document, _)) => Some(Told::of(&document)),
        Outcome::Read(Understood::Other { .. }) | Outcome::Gone => Some(Told::default()),
        Outcome::Unreadable(_) => None,
    }
}

fn from_disk(path: &Path) -> Bytes {
    match files::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(FileError::Missing { .. }) => Ok(None),
        Err(FileError::NotAFile { what, .. }) => match what {
            // A link to a document is no second document, and a folder may well be named `a.md`.
            Special::Link | Special::Folder => Ok(None),
            Special::Pipe | Special::Socket | Special::Device => {
                Err(WhyUnreadable::NotAFile { what })
            }
        },
        Err(FileError::TooLarge { size, .. }) => Err(WhyUnreadable::TooLarge { size }),
        Err(FileError::Refused { source, .. }) => Err(WhyUnreadable::Refused(source)),
    }
}

fn blob(answer: Answer) -> Bytes {
    match answer {
        Answer::Found(object) if object.kind == ObjectKind::Blob => Ok(Some(object.bytes)),
        Answer::TooLarge { size } => Err(WhyUnreadable::TooLarge { size }),
        Answer::Found(_) | Answer::Missing | Answer::Ambiguous => Err(WhyUnreadable::NotHere),
    }
}
