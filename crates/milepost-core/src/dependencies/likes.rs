//! Words that are not written as ids and may be some, and paths.

use super::named::Word;
use crate::{
    id::ItemId,
    plan::{Document, Plan, key_of},
};

/// What could be ids among the words, with where they begin: a letter, and a digit behind it. Of a path, what it
/// leads to; `docs/M1-notes.md` leads to no `M1`, and an address to nothing here.
pub(super) fn all<'t>(plan: &'t Plan, value: &'t str) -> impl Iterator<Item = (usize, Word)> + 't {
    let ends = |c: char| c.is_whitespace() || ",;:=()[]{}<>|@\"\'`*".contains(c);
    let mut at = 0;
    let words = value.split_inclusive(ends).map(move |word| {
        let start = at;
        at += word.len();
        (start, word.trim_end_matches(ends))
    });
    words.filter_map(|(start, word)| {
        // A place in a document is one of its.
        let word = word.find(".md#").and_then(|end| word.get(..end + 3)).unwrap_or(word);
        let (folder, name) = word.rsplit_once('/').map_or((None, word), |(a, b)| (Some(a), b));
        let folder = folder.map(|it| it.trim_start_matches(['.', '/'])).filter(|it| !it.is_empty());
        let name = name.trim_end_matches(['.', '!', '?']);
        let stem = name.strip_suffix(".md");
        let page = stem.and_then(|_| page(plan, word.trim_start_matches(['.', '/'])));
        if let Some(page) = page {
            return Some((start, page));
        }
        let name = stem.unwrap_or(name);
        let is_like =
            name.starts_with(char::is_alphabetic) && name.contains(|c: char| c.is_ascii_digit());
        let id = ItemId::new(name).filter(|_| is_like)?;
        if is_range(name) {
            return Some((start, Word::TooMany(id)));
        }
        Some((start, Word::Like { id, folder: folder.map(Into::into) }))
    })
}

/// What the only document of a path is about, where that is one thing: `plan/base.md`. What leads to several
/// documents names none of them.
fn page(plan: &Plan, path: &str) -> Option<Word> {
    let path = path.trim_end_matches(['.', '!', '?']);
    let is_there = |document: &&Document| {
        let before = document.path.as_str().strip_suffix(path);
        before.is_some_and(|it| it.is_empty() || it.ends_with('/'))
    };
    let mut documents = plan.documents.iter().filter(is_there);
    let document = documents.next().filter(|_| documents.next().is_none())?;
    let title = document.headings.first().filter(|it| it.level == 1)?;
    let about = document.claim(title.claim?).filter(|it| it.kind.is_work())?;
    let key = key_of(document, about)?;
    Some(Word::Place { id: key.name.clone(), key: Some(key) })
}

/// Whether a word that is read as no id has the form of a range: `m1-m5`, `M1-M31000000`.
fn is_range(word: &str) -> bool {
    let family = |id: &str| ItemId::new(id)?.family().map(str::to_lowercase);
    word.split_once(['-', '–'])
        .is_some_and(|(first, last)| family(first).is_some_and(|first| Some(first) == family(last)))
}
