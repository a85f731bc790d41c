//! What the words behind *Depends on* name.

use std::{collections::BTreeSet, ops::Range};

use super::{
    asides,
    counted::{self, Counted, Said},
    ids, likes, titles,
};
use crate::{
    id::ItemId,
    plan::{Claim, Document, Item, ItemKey, Plan},
    read::atoms,
    text::Span,
};

/// How many things one word may stand for.
pub(super) const MOST: usize = 200;

/// One thing that is named, with its place.
pub(super) struct Named<'a> {
    pub(super) document: &'a Document,
    pub(super) span: Span,
    pub(super) word: Word,
}

/// How it is named.
pub(super) enum Word {
    /// By an id, or as one of a range.
    Id(ItemId),
    /// By a range or an open end that stands for more than is looked at, or is written as none.
    TooMany(ItemId),
    /// By the word for it and its number, or by the number alone.
    Counted(Counted),
    /// By what it is called, if something is called so.
    Title(ItemId),
    /// By where it stands, or by its page.
    Place {
        /// What it is called.
        id: ItemId,
        /// What is meant, if something stands there.
        key: Option<ItemKey>,
    },
    /// By what is not written as an id and may be one: `m1`, `M1.md`, `other/M1`.
    Like {
        /// The id it would be.
        id: ItemId,
        /// The folder that stands before it.
        folder: Option<Box<str>>,
    },
}

impl Word {
    pub(super) fn id(&self) -> &ItemId {
        match self {
            Self::Id(id)
            | Self::TooMany(id)
            | Self::Title(id)
            | Self::Place { id, .. }
            | Self::Like { id, .. } => id,
            Self::Counted(counted) => &counted.id,
        }
    }
}

/// Everything that is named behind each *Depends on* of an item, in order.
pub(super) fn all<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Named<'a>> {
    let mut named = Vec::new();
    for (document, claim) in plan.claims(item) {
        for field in claim.fields_named("depends") {
            let words = words(plan, item, document, claim, &field.value);
            named.extend(words.into_iter().map(|word| Named { document, span: field.span, word }));
        }
    }
    named
}

fn words(plan: &Plan, item: &Item, document: &Document, claim: &Claim, value: &str) -> Vec<Word> {
    let asides = asides::all(value);
    let is_hard = |at: usize| !asides::is_within(&asides, at);
    let found = atoms::id::all(value);
    let places: Vec<Range<usize>> = found.iter().map(|it| it.range.clone()).collect();
    let likes = likes::all(plan, value).filter(|(at, word)| {
        let is_id = asides::is_within(&places, *at);
        !is_id && *word.id() != item.key.name
    });
    let said = ids::all(plan, item, value, &found).into_iter().chain(likes);
    let titles = titles::before(item, document, claim, value).into_iter();
    let titles = titles.chain(titles::all(item, value).take(MOST));
    let counted = counted(item, value).into_iter().filter(|said| is_hard(said.at));
    let hard = |(at, word)| is_hard(at).then_some(word);
    said.filter_map(hard).chain(words_of(counted)).chain(titles.filter_map(hard)).collect()
}

/// What is named by numbers.
fn counted(item: &Item, value: &str) -> Vec<Said> {
    let mut said = counted::worded(value, MOST);
    let worded: BTreeSet<usize> = said.iter().map(|it| it.at).collect();
    for entry in entries(value) {
        let bare = counted::bare(&value[entry.clone()], &item.key, MOST).into_iter();
        let bare = bare.map(|it| Said { at: it.at + entry.start, ..it });
        said.extend(bare.filter(|it| !worded.contains(&it.at)));
    }
    said
}

/// What is named so, each once; what is too much for one value ends it.
fn words_of(said: impl Iterator<Item = Said>) -> Vec<Word> {
    /// How many different things one value may name by numbers.
    const ALL: usize = 1000;
    let mut known = BTreeSet::new();
    let mut words = Vec::new();
    for Said { things, too_many, .. } in said {
        let new = things.into_iter().filter(|it| known.insert(it.id.clone()));
        words.extend(new.map(Word::Counted));
        words.extend(too_many.map(Word::TooMany));
        if words.len() > ALL {
            words.truncate(ALL);
            words.extend(known.last().cloned().map(Word::TooMany));
            break;
        }
    }
    words
}

/// Where words stand that set things off from each other within an entry.
pub(super) fn joints(entry: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const AND: &[&str] = &[" and ", " & ", " + ", "/", " or ", " plus ", " then ", " with "];
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = entry.get(from..)?;
        let (at, len) = AND.iter().filter_map(|and| Some((rest.find(and)?, and.len()))).min()?;
        let found = from + at..from + at + len;
        from = found.end;
        Some(found)
    })
}

/// The entries of a list, as ranges of bytes.
pub(super) fn entries(value: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    value.split([',', ';']).map(move |entry| {
        let range = start..start + entry.len();
        start = range.end + 1;
        range
    })
}
