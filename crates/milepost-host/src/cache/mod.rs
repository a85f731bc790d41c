//! What was understood of documents, kept so that it need not be found out again.
//!
//! The cache is never needed and never believed: it is looked up by what a document says, how it
//! is read and by which build of the reader, and all of it is under a digest. A file that was left
//! alone since it was read is not even opened; see [`stat`]. What is damaged, of another build, or
//! was lost is read as if there had never been a cache.
//!
//! Beside it lies what whole commands answered, see [`told`], and what documents said in the past, see
//! [`past`].
//!
//! It is as safe as the git folder that it lies in: whoever can write there can also write commits.

mod document;
mod past;
mod place;
mod stat;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod told;
mod wire;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use milepost_core::{
    digest::Digest,
    read::{Fences, ReadOptions},
    text::RepoPath,
};

use crate::cache::{
    table::{Body, Content, Row},
    wire::{Wire as _, put_piece},
};

pub(crate) use document::Understood;
pub(crate) use past::{Did, Past, Version};
pub(crate) use place::Place;
pub(crate) use stat::{Began, Stat};

/// How often the file is written before a row that was of no use is dropped from it.
const KEPT: u8 = 8;

/// The name of the file.
const READ: &str = "read";

/// The bytes of a cache, as they lie on disk.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    bytes: Vec<u8>,
}

impl Stored {
    /// Reads the first cache that there is.
    pub(crate) fn read(places: &[Place]) -> Self {
        Self { bytes: places.iter().find_map(|place| place.read(READ)).unwrap_or_default() }
    }

    #[cfg(test)]
    fn of(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

/// A document that is asked for, and how it would be read.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    path: &'a RepoPath,
    options: &'a ReadOptions,
    label: Vec<u8>,
}

impl<'a> Asked<'a> {
    /// A document at a path, to be read with some options.
    pub(crate) fn new(path: &'a RepoPath, options: &'a ReadOptions) -> Self {
        let ReadOptions { scope, is_named, fences, start } = options;
        let mut label = Vec::new();
        put_piece(path.as_str().as_bytes(), &mut label);
        put_piece(scope.as_str().as_bytes(), &mut label);
        label.push(u8::from(*is_named));
        label.push(match fences {
            Fences::Examples => 0,
            Fences::Read => 1,
        });
        start.put(&mut label);
        Self { path, options, label }
    }
}

/// What is known, and what was learned since.
pub(crate) struct Cache<'a> {
    began: Began,
    rows: Vec<Row<'a>>,
    used: Vec<AtomicBool>,
    learned: Mutex<Vec<Learned>>,
}

struct Learned {
    label: Vec<u8>,
    content: Content,
    stat: Option<Stat>,
    body: Source,
}

/// Where a body comes from.
enum Source {
    Row(usize),
    New(Vec<u8>),
}

impl<'a> Cache<'a> {
    /// Looks into a cache, before any document is looked at.
    pub(crate) fn new(stored: &'a Stored, began: Began) -> Self {
        let rows = table::parse(&stored.bytes).unwrap_or_default();
        let used = rows.iter().map(|_| AtomicBool::new(false)).collect();
        Self { began, rows, used, learned: Mutex::default() }
    }

    /// What is known of a document whose file looks like this.
    pub(crate) fn seen(&self, asked: &Asked<'_>, stat: Stat) -> Option<Understood> {
        // The file may have been settled when it was read, and the clock have been set back since.
        let mut rows = self.rows_of(asked).filter(|_| stat.is_settled(self.began));
        let at = rows.find(|at| self.rows.get(*at).is_some_and(|row| row.stat == Some(stat)))?;
        self.take(at, asked)
    }

    /// What is known of a document that has these bytes.
    pub(crate) fn known(
        &self,
        asked: &Asked<'_>,
        content: Content,
        stat: Option<Stat>,
    ) -> Option<Understood> {
        let mut rows = self.rows_of(asked);
        let at = rows.find(|at| self.rows.get(*at).is_some_and(|row| row.content == content))?;
        let understood = self.take(at, asked)?;
        if let Some(stat) = stat.filter(|stat| stat.is_settled(self.began)) {
            self.note(asked, content, Some(stat), Source::Row(at));
        }
        Some(understood)
    }

    /// Notes what was understood of a document that has these bytes.
    pub(crate) fn learn(
        &self,
        asked: &Asked<'_>,
        content: Content,
        stat: Option<Stat>,
        understood: &Understood,
    ) {
        let stat = stat.filter(|stat| stat.is_settled(self.began));
        self.note(asked, content, stat, Source::New(understood.put()));
    }

    /// The file to be kept from now on; nothing where the present one says all there is.
    #[cfg(test)]
    fn renewed(&self) -> Option<Vec<u8>> {
        self.renew(|pieces| pieces.concat())
    }

    /// Hands over the file to be kept from now on, in pieces: copied into one they would be a tenth of
    /// all the memory there is to be.
    fn renew<R>(&self, take: impl FnOnce(&[&[u8]]) -> R) -> Option<R> {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if learned.is_empty() {
            return None;
        }
        let fresh = learned.iter().filter_map(|it| {
            let body = match &it.body {
                Source::Row(at) => self.rows.get(*at)?.body,
                Source::New(bytes) => Body::new(bytes),
            };
            let Learned { label, content, stat, body: _ } = it;
            Some(Row { label, content: *content, stat: *stat, age: 0, body })
        });
        let old = self.rows.iter().zip(&self.used).filter_map(|(row, used)| {
            let age = if used.load(Ordering::Relaxed) { 0 } else { row.age.saturating_add(1) };
            (age < KEPT).then_some(Row { age, ..*row })
        });
        // What was just learned stands first, so that it replaces what was known.
        let mut rows: Vec<Row<'_>> = fresh.chain(old).collect();
        rows.sort_by_key(table::order);
        rows.dedup_by_key(|row| table::order(row));
        let rows = within(rows);
        let head = table::head(&rows);
        let bodies = rows.iter().map(|row| row.body.bytes());
        let pieces: Vec<&[u8]> = [&*head].into_iter().chain(bodies).collect();
        Some(take(&pieces))
    }

    /// Writes down what was learned. Where that cannot be done, the next look learns it again.
    pub(crate) fn keep(&self, places: &[Place]) {
        // Where none can be written, there is nobody whom it would help to know.
        let write = |pieces: &[&[u8]]| places.iter().any(|place| place.write(READ, pieces).is_ok());
        self.renew(write).unwrap_or_default();
    }

    fn note(&self, asked: &Asked<'_>, content: Content, stat: Option<Stat>, body: Source) {
        let learned = Learned { label: asked.label.clone(), content, stat, body };
        self.learned.lock().unwrap_or_else(PoisonError::into_inner).push(learned);
    }

    /// The rows of a document, in any state.
    fn rows_of(&self, asked: &Asked<'_>) -> impl Iterator<Item = usize> {
        let label = &*asked.label;
        let start = self.rows.partition_point(|row| row.label < label);
        let rest = self.rows.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|row| row.label == label).count();
        start..start + count
    }

    /// What a row says, if it is intact.
    fn take(&self, at: usize, asked: &Asked<'_>) -> Option<Understood> {
        let bytes = self.rows.get(at)?.body.intact()?;
        let understood = Understood::take(bytes, asked.path, asked.options)?;
        self.used.get(at)?.store(true, Ordering::Relaxed);
        Some(understood)
    }
}

/// The digest that a document's bytes are known by.
pub(crate) fn content(bytes: &[u8]) -> Content {
    *Digest::of(bytes).as_bytes()
}

/// As many rows as a file may hold, those of use first.
fn within(mut rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    // A quarter is for the table.
    let most = usize::try_from(place::LARGEST / 4 * 3).unwrap_or(usize::MAX);
    let size = |rows: &[Row<'_>]| rows.iter().map(|row| row.body.len()).sum::<usize>();
    if size(&rows) > most {
        rows.sort_by_key(|row| row.age);
        let mut sum = 0_usize;
        rows.retain(|row| {
            sum = sum.saturating_add(row.body.len());
            sum <= most
        });
        rows.sort_by_key(table::order);
    }
    rows
}
