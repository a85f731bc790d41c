//! Work that is named by what it is called, or by where it stands: `Foundation`, `all previous phases`.

use super::named::{Word, entries};
use crate::{
    id::ItemId,
    plan::{Claim, Document, Item, ItemKind, is_number, key_of, title_key},
    read::{atoms, word_of_work},
};

/// Words that set names off from each other.
const AND: &[&str] = &[" and ", " & ", " + "];

/// What the entries of a value may be the names of, with where they begin: each as a whole, and what `and` joins.
pub(super) fn all<'t>(
    item: &'t Item,
    value: &'t str,
    most: usize,
) -> impl Iterator<Item = (usize, Word)> + 't {
    let titles = entries(value).take(most).flat_map(|entry| {
        let text = value.get(entry.clone()).unwrap_or_default();
        let mut all = vec![(entry.start, text)];
        if AND.iter().any(|and| text.contains(and)) {
            all.extend(joined(text).map(|(at, part)| (entry.start + at, part)));
        }
        all
    });
    titles.filter_map(|(at, text)| {
        let text = bare(text);
        // What is an id or a number is read as that.
        let is_title = !is_number(text) && atoms::id::whole(text).is_none();
        let title = title_key(text).filter(|_| is_title)?;
        (title != item.key.name).then_some((at, Word::Title(title)))
    })
}

/// The parts of an entry that words for `and` set off.
fn joined(entry: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = entry.get(at..).filter(|rest| !rest.is_empty())?;
        let next = AND.iter().filter_map(|and| Some((rest.find(and)?, and.len()))).min();
        let (end, joint) = next.unwrap_or((rest.len(), 0));
        let part = (at, rest.get(..end)?);
        at += end + joint;
        Some(part)
    })
}

/// A name without marks around it and remarks behind it.
fn bare(text: &str) -> &str {
    let name = text.split(" (").next().unwrap_or(text);
    name.trim().trim_end_matches('.').trim_matches(['*', '_', '`', '"', '“', '”', '(', ')'])
}

/// What stands before an item in its document, where the words say so: `previous phase`, `all prior milestones`,
/// `all of the above`. What is not there is missed.
pub(super) fn before(
    item: &Item,
    document: &Document,
    claim: &Claim,
    value: &str,
) -> Vec<(usize, Word)> {
    const BEFORE: &[&str] = &["previous", "prior", "preceding", "earlier", "foregoing"];
    let lower = value.to_ascii_lowercase();
    let mut words = Vec::new();
    for (at, word) in BEFORE.iter().flat_map(|word| lower.match_indices(word)) {
        let rest = value.get(at + word.len()..).unwrap_or_default();
        let behind = rest.trim_start();
        let of = word_of_work(behind).filter(|_| behind.len() < rest.len());
        let is_named =
            of.is_some() || behind.is_empty() || behind.starts_with([',', ';', '.', ')']);
        let is_word = !lower.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        if !is_named || !is_word {
            continue;
        }
        let all_before = lower.get(..at).unwrap_or_default();
        let is_all =
            ["all ", "every ", "all of the ", "all the "].iter().any(|it| all_before.ends_with(it));
        let is_many = is_all || of.is_some_and(|(word, _, len)| len > word.len());
        let kind = of.map_or(item.key.kind, |(_, kind, _)| kind);
        let len = word.len() + rest.len() - behind.len() + of.map_or(0, |(.., len)| len);
        let id = ItemId::new(value.get(at..at + len).unwrap_or_default());
        words.extend(id.into_iter().flat_map(|id| {
            places(item, document, claim, &id, kind, is_many)
                .map(|word| (at, word))
                .collect::<Vec<_>>()
        }));
    }
    let above = ["all above", "all of the above", "everything above", "the above"];
    let above = above.iter().find_map(|words| Some((lower.find(words)?, words.len())));
    if let Some((at, len)) = above
        && let Some(id) = ItemId::new(value.get(at..at + len).unwrap_or_default())
    {
        let places = places(item, document, claim, &id, item.key.kind, true);
        words.extend(places.map(|word| (at, word)));
    }
    words
}

/// The things of a kind that a document introduces before a claim, or the last of them; one that is missed where
/// there are none.
fn places<'t>(
    item: &'t Item,
    document: &'t Document,
    claim: &'t Claim,
    id: &'t ItemId,
    kind: ItemKind,
    is_many: bool,
) -> impl Iterator<Item = Word> + 't {
    let earlier = document.claims.iter().filter(move |it| {
        it.kind == kind && it.fence == claim.fence && it.span.start < claim.span.start
    });
    let mut keys: Vec<_> =
        earlier.filter_map(|it| key_of(document, it)).filter(|key| *key != item.key).collect();
    if !is_many {
        keys = keys.pop().into_iter().collect();
    }
    let missed = keys.is_empty().then(|| Word::Place { id: id.clone(), key: None });
    let found = keys.into_iter().map(|key| Word::Place { id: key.name.clone(), key: Some(key) });
    found.chain(missed)
}
