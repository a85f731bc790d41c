//! The files and folders that an answer was made from, each with what the system notes of it.
//!
//! A folder that is as it was holds the same names, each of the same kind. So for something that is not
//! there, and for what kind of thing lies somewhere, the folders on the way to it are noted.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use milepost_core::{
    fact::Answers,
    repository::{PathState, Repository},
    text::RepoPath,
};
use rayon::prelude::*;

use crate::{
    cache::{
        told::{Began, circumstances},
        wire::{Taker, Wire as _, put_piece},
    },
    decode::lossy,
    documents::Looked,
    files,
    git::GitDir,
    mark::{Mark, Tick},
};

/// Alternates may have alternates, but not without end.
const DEEPEST: usize = 5;

/// What was looked at, while it is being noted.
pub(super) struct Sight {
    root: PathBuf,
    began: Began,
    /// By their paths, compared as bytes: as paths, they would be taken apart each time.
    marks: BTreeMap<OsString, Mark>,
}

impl Sight {
    pub(super) fn new(root: &Path, began: Began) -> Self {
        Self { root: root.to_owned(), began, marks: BTreeMap::new() }
    }

    /// Notes what was read to know what documents say.
    pub(super) fn of_documents(&mut self, looked: &Looked) -> Option<()> {
        for folder in &looked.folders {
            let folder = self.root.join(folder);
            self.folder(&folder)?;
        }
        for path in &looked.documents {
            self.way_to(path)?;
            self.if_there(&self.root.join(path.as_str()))?;
        }
        self.everything_below(&self.root.join(".milepost"))
    }

    /// Notes what tells the state of cited paths that the judged tree does not hold.
    pub(super) fn of_citations(&mut self, repository: &Repository) -> Option<()> {
        for (path, state) in &repository.paths {
            match state {
                PathState::File | PathState::Folder | PathState::Link | PathState::Submodule => {}
                PathState::Untracked | PathState::Ignored | PathState::Missing => {
                    self.way_to(path)?;
                    self.if_there(&self.root.join(path.as_str()))?;
                }
                PathState::Unknown => return None,
            }
        }
        Some(())
    }

    /// Notes the files that facts and surfaces rest on. That a new one comes to be in a folder is noted
    /// with the folders that documents were looked for in; hidden ones among those git lists alone.
    pub(super) fn of_facts(&mut self, facts: &Answers) -> Option<()> {
        let listed = facts.globs.values().flatten().flatten();
        let with_history = facts.touched.keys().chain(facts.commits.keys().flatten());
        let named = facts.texts.keys().chain(with_history);
        for path in named.chain(listed).chain(&facts.absent) {
            self.way_to(path)?;
            self.if_there(&self.root.join(path.as_str()))?;
        }
        // What could not be listed is looked at again.
        facts.globs.values().all(Option::is_some).then_some(())
    }

    /// Notes what git knows: references, which objects there are, and milepost's own folders.
    pub(super) fn of_git(&mut self, git: &GitDir) -> Option<()> {
        let is_split =
            |entry: fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b"sharedindex.");
        // Most of a split index lies in a file that is not noted.
        if fs::read_dir(&git.dir).ok()?.flatten().any(is_split) {
            return None;
        }
        self.everything_below(&git.common.join("refs"))?;
        if git.dir != git.common {
            self.everything_below(&git.dir.join("refs"))?;
        }
        self.objects(&git.common.join("objects"), 0)?;
        for name in circumstances::local(git) {
            self.everything_below(&git.common.join("milepost").join(name))?;
        }
        Some(())
    }

    /// Which objects there are: what they hold is in their names.
    fn objects(&mut self, folder: &Path, depth: usize) -> Option<()> {
        self.note(folder)?;
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            if entry.file_type().ok()?.is_dir() && entry.file_name() != "info" {
                self.note(&entry.path())?;
            }
        }
        let list = folder.join("info/alternates");
        let Ok(text) = files::read(&list) else { return Some(()) };
        if depth == DEEPEST {
            return None;
        }
        self.note(&list)?;
        for line in lossy(&text).lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with('"') {
                return None;
            }
            let other = folder.join(line);
            if other.is_dir() {
                self.objects(&other, depth + 1)?;
            } else {
                // It may come to be there.
                return None;
            }
        }
        Some(())
    }

    /// Notes all folders on the way to a path, as far as they are there, and what each ignores.
    fn way_to(&mut self, path: &RepoPath) -> Option<()> {
        let mut place = self.root.clone();
        self.folder(&place)?;
        let parts: Vec<&str> = path.as_str().split('/').collect();
        for part in parts.iter().take(parts.len().saturating_sub(1)) {
            place.push(part);
            if self.marks.contains_key(place.as_os_str()) {
                continue;
            }
            match fs::symlink_metadata(&place) {
                Ok(seen) if seen.is_dir() => self.folder(&place)?,
                Ok(_) => return self.note(&place),
                Err(_) => return Some(()),
            }
        }
        Some(())
    }

    /// Notes a folder and what it ignores.
    fn folder(&mut self, folder: &Path) -> Option<()> {
        if self.marks.contains_key(folder.as_os_str()) {
            return Some(());
        }
        self.note(folder)?;
        self.if_there(&folder.join(".gitignore"))
    }

    fn everything_below(&mut self, path: &Path) -> Option<()> {
        let mut open = vec![path.to_owned()];
        while let Some(path) = open.pop() {
            let Ok(seen) = fs::symlink_metadata(&path) else { continue };
            self.note(&path)?;
            if seen.is_dir() {
                for entry in fs::read_dir(&path).ok()? {
                    open.push(entry.ok()?.path());
                }
            }
        }
        Some(())
    }

    /// Notes something that may not be there. That it is not is told by the folder around it.
    fn if_there(&mut self, path: &Path) -> Option<()> {
        match fs::symlink_metadata(path) {
            Ok(seen) => self.add(path, &seen),
            Err(error) if files::is_absence(&error) => Some(()),
            Err(_) => None,
        }
    }

    fn note(&mut self, path: &Path) -> Option<()> {
        let seen = fs::symlink_metadata(path).ok()?;
        self.add(path, &seen)
    }

    /// Nothing for what may be changed again, or was, without being noticed.
    fn add(&mut self, path: &Path, seen: &fs::Metadata) -> Option<()> {
        let mark = Mark::of(seen);
        if !self.began.is_after(&mark) {
            return None;
        }
        let before = self.marks.insert(path.as_os_str().to_owned(), mark);
        before.is_none_or(|before| before == mark).then_some(())
    }

    /// Writes it down: each path by what it shares with the one before it.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        let mut before: &[u8] = b"";
        for (path, mark) in &self.marks {
            let path = Path::new(path);
            let path = path.strip_prefix(&self.root).unwrap_or(path);
            let path = path.as_os_str().as_encoded_bytes();
            let shared = path.iter().zip(before).take_while(|(a, b)| a == b).count();
            u64::try_from(shared).unwrap_or(u64::MAX).put(out);
            put_piece(path.get(shared..).unwrap_or_default(), out);
            put_mark(mark, out);
            before = path;
        }
    }
}

/// Whether everything that was written down is as it was.
pub(super) fn holds(from: &mut Taker<'_>, root: &Path, now: i64) -> bool {
    match entries(from) {
        Some(entries) => entries.par_chunks(CHUNK).all(|entries| {
            let mut path = PathBuf::new();
            entries.iter().all(|(name, mark)| {
                path.clear();
                path.push(root);
                if !name.is_empty() {
                    path.push(as_path(name));
                }
                // One of the future is one of a clock that was set back since.
                let is_past = mark.modified.0 <= now && mark.changed.0 <= now;
                is_past && fs::symlink_metadata(&path).is_ok_and(|seen| Mark::of(&seen) == *mark)
            })
        }),
        None => false,
    }
}

/// So many are looked at by one thread before it looks for more.
const CHUNK: usize = 256;

type Noted = (Vec<u8>, Mark);

fn entries(from: &mut Taker<'_>) -> Option<Vec<Noted>> {
    let mut entries: Vec<Noted> = Vec::new();
    while !from.is_at_end() {
        let shared = usize::try_from(u64::take(from)?).ok()?;
        let rest = from.piece()?;
        let before = entries.last().map_or(&[][..], |(name, _)| name);
        let mut name = Vec::with_capacity(shared.min(before.len()) + rest.len());
        name.extend_from_slice(before.get(..shared)?);
        name.extend_from_slice(rest);
        entries.push((name, take_mark(from)?));
    }
    // An answer is made from something.
    (!entries.is_empty()).then_some(entries)
}

fn as_path(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt as _;
    Path::new(std::ffi::OsStr::from_bytes(bytes))
}

fn put_mark(mark: &Mark, out: &mut Vec<u8>) {
    let Mark { device, inode, mode, size, modified, changed } = *mark;
    for number in [device, inode, u64::from(mode), size] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for Tick(seconds, nanoseconds) in [modified, changed] {
        out.extend_from_slice(&seconds.to_le_bytes());
        out.extend_from_slice(&nanoseconds.to_le_bytes());
    }
}

fn take_mark(from: &mut Taker<'_>) -> Option<Mark> {
    let mut number = || Some(u64::from_le_bytes(from.array()?));
    let (device, inode, mode, size) = (number()?, number()?, number()?, number()?);
    let mode = u32::try_from(mode).ok()?;
    let mut time = || {
        let mut number = || Some(i64::from_le_bytes(from.array()?));
        Some(Tick(number()?, number()?))
    };
    let (modified, changed) = (time()?, time()?);
    Some(Mark { device, inode, mode, size, modified, changed })
}
