//! Work that is named by what it is called, or by where it stands: `Foundation`, `all previous phases`.

use super::named::{MOST, Word, entries, joints};
use crate::{
    id::ItemId,
    plan::{Claim, Document, Item, ItemKey, ItemKind, is_number, key_of, title_key},
    read::{atoms, word_of_work},
};

/// What the entries of a value may be the names of, with where they begin: each as a whole, and what `and` joins.
pub(super) fn all<'t>(item: &'t Item, value: &'t str) -> impl Iterator<Item = (usize, Word)> + 't {
    let titles = entries(value).flat_map(|entry| {
        let text = value.get(entry.clone()).unwrap_or_default();
        let whole = std::iter::once((entry.start, text));
        whole.chain(joined(text).map(move |(at, part)| (entry.start + at, part)))
    });
    titles.flat_map(|(at, text)| names(text).map(move |name| (at, name))).filter_map(
        |(at, name)| {
            // What is an id or a number is read as that.
            let is_title = !is_number(name) && atoms::id::whole(name).is_none();
            let title = title_key(name).filter(|_| is_title)?;
            (title != item.key.name).then_some((at, Word::Title(title)))
        },
    )
}

/// The parts of an entry that words for `and` set off; nothing where there are none.
fn joined(entry: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut joints = joints(entry).peekable();
    let mut from = joints.peek().map(|_| 0);
    std::iter::from_fn(move || {
        let start = from?;
        let joint = joints.next();
        let end = joint.as_ref().map_or(entry.len(), |it| it.start);
        from = joint.map(|it| it.end);
        Some((start, entry.get(start..end)?))
    })
}

/// What a text may be called: without marks around it and remarks behind it, and without words that say what it is.
fn names(text: &str) -> impl Iterator<Item = &str> {
    const BEFORE: &[&str] = &["and ", "then ", "the ", "completion of ", "milestone ", "phase "];
    const BEHIND: &[&str] =
        &[" complete", " completed", " done", " finished", " milestone", " phase", " first"];
    let name = text.split(" (").next().unwrap_or(text).trim().trim_end_matches('.');
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let mut core = name;
    while let Some(rest) = BEFORE.iter().find_map(|it| strip_start(core, it)) {
        core = rest;
    }
    while let Some(rest) = BEHIND.iter().find_map(|it| strip_end(core, it)) {
        core = rest;
    }
    let head = core.split(": ").next().filter(|head| head.len() < core.len());
    let core = Some(core).filter(|core| core.len() < name.len());
    std::iter::once(name).chain(core).chain(head).filter(|name| !name.is_empty())
}

fn strip_start<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (begin, rest) = text.split_at_checked(word.len())?;
    begin.eq_ignore_ascii_case(word).then_some(rest)
}

fn strip_end<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    end.eq_ignore_ascii_case(word).then_some(rest)
}

/// What stands before an item in its document, where the words say so: `previous phase`, `all prior milestones`,
/// `all of the above`. What is not there is missed.
pub(super) fn before(
    item: &Item,
    document: &Document,
    claim: &Claim,
    value: &str,
) -> Vec<(usize, Word)> {
    let mut known = Vec::new();
    let mut words = Vec::new();
    for place in places(value) {
        let kind = place.kind.unwrap_or(item.key.kind);
        if known.contains(&(kind, place.is_many)) {
            continue;
        }
        known.push((kind, place.is_many));
        let found = earlier(item, document, claim, kind, place.is_many);
        if found.len() > MOST {
            words.push((place.at, Word::TooMany(place.id)));
            continue;
        }
        if found.is_empty() {
            words.push((place.at, Word::Place { id: place.id, key: None }));
        }
        let found = found.into_iter();
        words.extend(
            found.map(|key| (place.at, Word::Place { id: key.name.clone(), key: Some(key) })),
        );
    }
    words
}

/// The things of a kind that a document introduces before a claim, or the last of them.
fn earlier(
    item: &Item,
    document: &Document,
    claim: &Claim,
    kind: ItemKind,
    is_many: bool,
) -> Vec<ItemKey> {
    let earlier = document.claims.iter().filter(|it| {
        it.kind == kind && it.fence == claim.fence && it.span.start < claim.span.start
    });
    let keys = earlier.rev().filter_map(|it| key_of(document, it)).filter(|key| *key != item.key);
    keys.take(if is_many { MOST + 1 } else { 1 }).collect()
}

/// Words for what stands before.
struct Place {
    at: usize,
    /// The words.
    id: ItemId,
    /// What they are about, where they say it.
    kind: Option<ItemKind>,
    is_many: bool,
}

/// Where a value speaks of what stands before.
fn places(value: &str) -> Vec<Place> {
    const BEFORE: &[&str] = &["previous", "prior", "preceding", "earlier", "foregoing"];
    const ABOVE: &[&str] = &["all above", "all of the above", "everything above", "the above"];
    let lower = value.to_ascii_lowercase();
    let named = BEFORE.iter().flat_map(|word| lower.match_indices(word));
    let named = named.filter_map(|(at, word)| named_place(value, &lower, at, word));
    let is_end = |at: usize| {
        lower.get(at..).is_some_and(|it| !it.trim_start().starts_with(char::is_alphanumeric))
    };
    let above = ABOVE.iter().find_map(|words| Some((lower.find(words)?, words.len())));
    let above = above
        .filter(|(at, len)| is_end(at + len) && !is_denied(lower.get(..*at).unwrap_or_default()));
    let above = above.and_then(|(at, len)| {
        let id = ItemId::new(value.get(at..at + len)?)?;
        Some(Place { at, id, kind: None, is_many: true })
    });
    named.chain(above).collect()
}

/// Whether the words before say that it is not so: `none of the`, `no`, `not the`.
fn is_denied(before: &str) -> bool {
    let mut words = before.rsplit(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words
        .find(|it| !["of", "the", "all", "any"].contains(it))
        .is_some_and(|it| ["no", "none", "not", "nothing", "without"].contains(&it))
}

/// `previous phase`, `all prior`, with the word that says where at an offset.
fn named_place(value: &str, lower: &str, at: usize, word: &str) -> Option<Place> {
    let before = lower.get(..at)?;
    let rest = value.get(at + word.len()..)?;
    let behind = rest.trim_start();
    let of = word_of_work(behind).filter(|_| behind.len() < rest.len());
    let is_end = behind.is_empty() || behind.starts_with([';', '.', ')']);
    if before.ends_with(char::is_alphanumeric) || is_denied(before) || (of.is_none() && !is_end) {
        return None;
    }
    let is_all =
        ["all ", "every ", "all of the ", "all the "].iter().any(|it| before.ends_with(it));
    let is_many = is_all || of.is_some_and(|(word, _, len)| len > word.len());
    let end = value.len() - behind.len() + of.map_or(0, |(.., len)| len);
    let id = ItemId::new(value.get(at..end)?.trim())?;
    Some(Place { at, id, kind: of.map(|(_, kind, _)| kind), is_many })
}

#[cfg(test)]
mod tests {
    use super::places;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let told = places(value).into_iter().map(|place| {
            let kind = place.kind.map_or("", |it| it.as_str());
            format!("{}: {} {kind}", place.id, if place.is_many { "all" } else { "one" })
        });
        assert_eq!(told.map(|it| it.trim().to_owned()).collect::<Vec<_>>().join(", "), expected);
    }

    #[test]
    fn places_are_named_by_what_stands_before() {
        check("previous phase", "previous phase: one phase");
        check("The previous phases.", "previous phases: all phase");
        check("All prior", "prior: all");
        check("all of the above", "all of the above: all");
        check("every earlier milestone", "earlier milestone: all milestone");
        check("None of the above, no previous milestone, none of the previous phases", "");
        check("the previous, slower design, the above mentioned", "");
        check("the previous talk, the priority of phase 3, earlier work", "");
    }
}
