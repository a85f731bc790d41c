//! What facts and surfaces rest on: texts, counts of files, and history.
//!
//! Files are those of what is looked at: in the working tree they are read from disk, those that git
//! tracks and those that it does not ignore. A link is never followed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use jiff::Timestamp;
use milepost_core::{
    fact::{Answers, Counted, Found, Held, Inputs, NoHistory, NotCounted, Tally, Unheld},
    globs::Globs,
    id::{CommitId, natural_order},
    repository::Tag,
    text::{RepoPath, Source},
};
use rayon::prelude::*;

use crate::{
    answer::Disk,
    decode,
    files::{self, FileError, Special},
    git::{
        history::{self, HistoryError},
        index::Index,
        objects::{Answer, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
        tree::{Kind, Listing},
    },
    ground::{Ground, OnDisk},
    ignores::Ignores,
    view::Seen,
    walk::{self, WalkError},
    workspace::LoadError,
};

/// Answers what is asked about a view of a repository.
pub(super) fn answer(
    objects: &mut Objects<'_>,
    seen: &Seen,
    disk: Option<Disk<'_>>,
    tags: &BTreeMap<Box<str>, Tag>,
    inputs: &Inputs,
) -> Result<Answers, LoadError> {
    if inputs.is_empty() {
        return Ok(Answers::default());
    }
    let mut answers = match (seen, disk) {
        (Seen::WorkingTree { index, .. }, Some((root, outside))) => {
            on_disk(root, outside, index, inputs)?
        }
        // A repository without a working tree has none to look at.
        (Seen::WorkingTree { .. }, None) => Answers::default(),
        (Seen::Index { listing, .. } | Seen::Commit { listing, .. }, _) => {
            recorded(objects, listing, inputs)?
        }
    };
    of_history(objects, seen.commit(), tags, inputs, &mut answers)?;
    Ok(answers)
}

/// Answers what is asked about a folder without git.
pub(crate) fn in_folder(
    root: &Path,
    outside: &Ignores,
    inputs: &Inputs,
) -> Result<Answers, LoadError> {
    let mut answers = on_disk(root, outside, &Index::default(), inputs)?;
    for pattern in &inputs.tags {
        answers.tags.insert(pattern.clone(), Err(NoHistory::NoRepository));
    }
    for path in &inputs.touched {
        answers.touched.insert(path.clone(), Err(NoHistory::NoRepository));
    }
    for path in &inputs.commits {
        answers.commits.insert(path.clone(), Err(NoHistory::NoRepository));
    }
    Ok(answers)
}

fn on_disk(
    root: &Path,
    outside: &Ignores,
    index: &Index,
    inputs: &Inputs,
) -> Result<Answers, WalkError> {
    let mut answers = Answers::default();
    let mut ground = Ground::new(root);
    for path in &inputs.texts {
        let in_conflict = index.listing.in_conflict.contains(path.as_str());
        answers.texts.insert(path.clone(), from_disk(&mut ground, path, in_conflict));
    }
    for path in inputs.with_history() {
        if !matches!(ground.look(path), OnDisk::There { .. }) {
            answers.gone.insert(path.clone());
        }
    }
    if inputs.globs.is_empty() {
        return Ok(answers);
    }
    let globs = compiled(inputs);
    let is_wanted = |path: &RepoPath| globs.values().any(|globs| globs.matches(path));
    let found = walk::find(root, outside, &|path| {
        RepoPath::new(path).is_some_and(|path| is_wanted(&path))
    })?;
    let tracked = index.listing.entries.iter().filter(|entry| entry.kind == Kind::File);
    let tracked = tracked.filter_map(|entry| RepoPath::new(&entry.path)).filter(is_wanted);
    let mut files: BTreeSet<RepoPath> = found.documents.into_iter().collect();
    for path in tracked {
        let is_there = matches!(ground.look(&path), OnDisk::There { is_folder: false });
        if is_there {
            files.insert(path)
        } else {
            answers.absent.insert(path)
        };
    }
    // What cannot be listed may hold anything.
    let is_whole = found.closed.is_empty() && found.misnamed.is_empty();
    let files: Vec<RepoPath> = files.into_iter().collect();
    list(&globs, &files, is_whole, &mut answers);
    let counting = Counting::of(inputs, &answers);
    let counted: Vec<(&RepoPath, InFile)> = counting
        .files()
        .into_par_iter()
        .map(|path| {
            let in_conflict = index.listing.in_conflict.contains(path.as_str());
            (path, from_disk(&mut Ground::new(root), path, in_conflict))
        })
        .map(|(path, held)| (path, counting.in_file(path, held)))
        .collect();
    answers.tallies = counting.sum(counted);
    Ok(answers)
}

fn recorded(
    objects: &mut Objects<'_>,
    listing: &Listing,
    inputs: &Inputs,
) -> Result<Answers, ObjectsError> {
    let mut answers = Answers::default();
    let mut wanted = Vec::new();
    for path in &inputs.texts {
        match listing.get(path.as_str()).map(|entry| (entry.kind, entry.id.to_string())) {
            Some((Kind::File, id)) => wanted.push((path, id)),
            Some((Kind::Link, _)) => drop(answers.texts.insert(path.clone(), Err(Unheld::Link))),
            Some((Kind::Folder | Kind::Submodule, _)) => {
                answers.texts.insert(path.clone(), Err(Unheld::NotAFile));
            }
            None => {
                let is_folder = !listing.inside(path.as_str()).is_empty();
                let why = if is_folder { Unheld::NotAFile } else { Unheld::Missing };
                answers.texts.insert(path.clone(), Err(why));
            }
        }
    }
    for path in inputs.with_history() {
        let path_text = path.as_str();
        if listing.get(path_text).is_none() && listing.inside(path_text).is_empty() {
            answers.gone.insert(path.clone());
        }
    }
    let in_conflict = |path: &RepoPath| listing.in_conflict.contains(path.as_str());
    let ids: Vec<&str> = wanted.iter().map(|(_, id)| id.as_str()).collect();
    objects.each(&ids, |at, answer| {
        if let Some((path, _)) = wanted.get(at) {
            let held = from_object(path, answer, in_conflict(path));
            answers.texts.insert((*path).clone(), held);
        }
    })?;
    let globs = compiled(inputs);
    let files: Vec<RepoPath> = listing
        .entries
        .iter()
        .filter(|entry| entry.kind == Kind::File)
        .filter_map(|entry| RepoPath::new(&entry.path))
        .collect();
    list(&globs, &files, listing.is_whole, &mut answers);
    let counting = Counting::of(inputs, &answers);
    let files = counting.files();
    let id = |path: &&RepoPath| listing.get(path.as_str()).map(|entry| entry.id.to_string());
    let ids: Vec<String> = files.iter().filter_map(id).collect();
    let mut counted = Vec::new();
    objects.each(&ids, |at, answer| {
        if let Some(path) = files.get(at) {
            let held = from_object(path, answer, in_conflict(path));
            counted.push((*path, counting.in_file(path, held)));
        }
    })?;
    answers.tallies = counting.sum(counted);
    Ok(answers)
}

/// The globs that are asked for; those of facts were checked when they were read.
fn compiled(inputs: &Inputs) -> BTreeMap<&str, Globs> {
    let globs = inputs.globs.iter();
    globs.filter_map(|glob| Some((&**glob, Globs::new([&**glob]).ok()?))).collect()
}

fn list(globs: &BTreeMap<&str, Globs>, files: &[RepoPath], is_whole: bool, answers: &mut Answers) {
    for (glob, globs) in globs {
        let fitting = files.iter().filter(|path| globs.matches(path)).cloned().collect();
        answers.globs.insert((*glob).into(), is_whole.then_some(fitting));
    }
}

/// What is counted in each file, so that each is read once and kept no longer than that.
struct Counting<'a> {
    tallies: Vec<&'a Tally>,
    by_file: BTreeMap<RepoPath, Vec<usize>>,
    unlisted: BTreeSet<usize>,
}

/// What was counted in one file, by the place of the tally.
type InFile = Result<Vec<(usize, usize)>, Unheld>;

impl<'a> Counting<'a> {
    fn of(inputs: &'a Inputs, answers: &Answers) -> Self {
        let tallies: Vec<&Tally> = inputs.tallies.iter().collect();
        let mut by_file: BTreeMap<RepoPath, Vec<usize>> = BTreeMap::new();
        let mut unlisted = BTreeSet::new();
        for (at, tally) in tallies.iter().enumerate() {
            match answers.globs.get(&tally.glob) {
                Some(Some(files)) => {
                    for file in files {
                        by_file.entry(file.clone()).or_default().push(at);
                    }
                }
                Some(None) | None => drop(unlisted.insert(at)),
            }
        }
        Self { tallies, by_file, unlisted }
    }

    fn files(&self) -> Vec<&RepoPath> {
        self.by_file.keys().collect()
    }

    fn in_file(&self, path: &RepoPath, held: Held) -> InFile {
        let source = held?;
        let wanted = self.by_file.get(path).into_iter().flatten();
        let count = |at: &usize| {
            let tally = self.tallies.get(*at)?;
            Some((*at, tally.counting.count(&source.text)))
        };
        Ok(wanted.filter_map(count).collect())
    }

    #[expect(clippy::mutable_key_type, reason = "a pattern is ordered by its text alone")]
    fn sum(&self, files: Vec<(&RepoPath, InFile)>) -> BTreeMap<Tally, Result<Counted, NotCounted>> {
        let nothing = Counted { files: 0, number: 0 };
        let mut sums: Vec<Result<Counted, NotCounted>> = vec![Ok(nothing); self.tallies.len()];
        for (path, in_file) in files {
            match in_file {
                Ok(counts) => {
                    for (at, number) in counts {
                        if let Some(Ok(sum)) = sums.get_mut(at) {
                            sum.files += 1;
                            sum.number = sum.number.saturating_add(number);
                        }
                    }
                }
                Err(why) => {
                    for at in self.by_file.get(path).into_iter().flatten() {
                        if let Some(sum) = sums.get_mut(*at).filter(|sum| sum.is_ok()) {
                            *sum = Err(NotCounted::File { path: path.clone(), why: why.clone() });
                        }
                    }
                }
            }
        }
        for at in &self.unlisted {
            if let Some(sum) = sums.get_mut(*at) {
                *sum = Err(NotCounted::NoList);
            }
        }
        self.tallies.iter().map(|tally| (*tally).clone()).zip(sums).collect()
    }
}

fn from_disk(ground: &mut Ground<'_>, path: &RepoPath, in_conflict: bool) -> Held {
    match ground.obstacle(path) {
        None => {}
        Some(OnDisk::BehindLink(_)) => return Err(Unheld::Link),
        Some(OnDisk::Missing) => return Err(Unheld::Missing),
        Some(OnDisk::There { .. } | OnDisk::Unknown) => return Err(Unheld::Refused),
    }
    match files::read(&ground.place(path)) {
        Ok(bytes) => text(path, bytes, in_conflict),
        Err(FileError::Missing { .. }) => Err(Unheld::Missing),
        Err(FileError::NotAFile { what: Special::Link, .. }) => Err(Unheld::Link),
        Err(FileError::NotAFile { .. }) => Err(Unheld::NotAFile),
        Err(FileError::TooLarge { .. }) => Err(Unheld::TooLarge),
        Err(FileError::Refused { .. }) => Err(Unheld::Refused),
    }
}

fn from_object(path: &RepoPath, answer: Answer, in_conflict: bool) -> Held {
    match answer {
        Answer::Found(object) if object.kind == ObjectKind::Blob => {
            text(path, object.bytes, in_conflict)
        }
        Answer::TooLarge { .. } => Err(Unheld::TooLarge),
        Answer::Found(_) | Answer::Missing | Answer::Ambiguous => Err(Unheld::NotHere),
    }
}

/// Takes bytes as text, as it is: what is only nearly UTF-8 states nothing for sure.
fn text(path: &RepoPath, bytes: Vec<u8>, in_conflict: bool) -> Held {
    if std::str::from_utf8(&bytes).is_err() {
        return Err(Unheld::NotText);
    }
    let text = decode::decode(bytes).map_err(|_not_text| Unheld::NotText)?;
    if in_conflict && text.lines().any(|line| line.starts_with("<<<<<<< ")) {
        return Err(Unheld::Conflicted);
    }
    Ok(Arc::new(Source { path: path.clone(), text: text.into() }))
}

fn of_history(
    objects: &mut Objects<'_>,
    judged: Option<ObjectId>,
    tags: &BTreeMap<Box<str>, Tag>,
    inputs: &Inputs,
    answers: &mut Answers,
) -> Result<(), LoadError> {
    let repository = objects.repository();
    let why_not = match judged {
        None => Some(NoHistory::Unborn),
        Some(_) if repository.is_shallow => Some(NoHistory::CutOff),
        Some(_) => None,
    };
    let known = judged.filter(|_| why_not.is_none());
    // Of a partial clone git may not be able to tell what a commit touched.
    let told = |answer: Result<_, HistoryError>| match answer {
        Err(HistoryError::Failed { .. }) if repository.is_partial => Ok(Err(NoHistory::CutOff)),
        answer => answer.map(Ok),
    };
    for path in &inputs.touched {
        let found = match known {
            Some(judged) => told(history::last_that_touched(repository, judged, path))?,
            None => Err(why_not.unwrap_or(NoHistory::Unborn)),
        };
        let found = match found {
            Ok(Some(id)) => Ok(history::commit(objects, id)?
                .map(|commit| found_at("", id.commit(), commit.committed))),
            Ok(None) => Ok(None),
            Err(why) => Err(why),
        };
        answers.touched.insert(path.clone(), found);
    }
    for path in &inputs.commits {
        let number = match known {
            Some(judged) => match history::count(repository, judged, path.as_ref()) {
                Err(HistoryError::Failed { .. }) if repository.is_partial => Err(NoHistory::CutOff),
                number => Ok(number?),
            },
            None => Err(why_not.unwrap_or(NoHistory::Unborn)),
        };
        answers.commits.insert(path.clone(), number);
    }
    for pattern in &inputs.tags {
        let found = newest(objects, judged, tags, pattern)?;
        answers.tags.insert(pattern.clone(), found);
    }
    Ok(())
}

/// The newest tag that fits and that the judged commit descends from.
fn newest(
    objects: &Objects<'_>,
    judged: Option<ObjectId>,
    tags: &BTreeMap<Box<str>, Tag>,
    pattern: &str,
) -> Result<Result<Option<Found>, NoHistory>, LoadError> {
    let Some(judged) = judged else { return Ok(Err(NoHistory::Unborn)) };
    let Ok(globs) = Globs::new([pattern]) else { return Ok(Ok(None)) };
    let fits = |name: &str| RepoPath::new(name).is_some_and(|name| globs.matches(&name));
    let fitting = tags
        .iter()
        .filter(|(name, _)| fits(name))
        .filter_map(|(name, tag)| Some((name, tag, ObjectId::from_hex(&tag.commit.to_string())?)));
    let fitting: Vec<(&Box<str>, &Tag, ObjectId)> = fitting.collect();
    let ids: BTreeSet<ObjectId> = fitting.iter().map(|(_, _, id)| *id).collect();
    let repository = objects.repository();
    let reached = history::reachable(repository, judged, &ids)?;
    // The way to those that were not reached, or to others, may lie behind the cut.
    if repository.is_shallow && (ids.is_empty() || reached.len() < ids.len()) {
        return Ok(Err(NoHistory::CutOff));
    }
    let found = fitting
        .into_iter()
        .filter(|(_, _, id)| reached.contains(id))
        .max_by(|a, b| a.1.tagged.cmp(&b.1.tagged).then_with(|| natural_order(a.0, b.0)));
    Ok(Ok(found.map(|(name, tag, _)| found_at(name, tag.commit.clone(), tag.tagged))))
}

fn found_at(name: &str, commit: CommitId, at: Timestamp) -> Found {
    Found { name: name.into(), commit, at }
}
