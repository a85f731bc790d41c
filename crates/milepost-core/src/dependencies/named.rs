//! What the words behind *Depends on* name.

use std::{collections::BTreeSet, ops::Range};

use super::counted::{self, Counted, Said};
use crate::{
    id::ItemId,
    plan::{Document, Item, Plan, title_key},
    read::atoms,
    series::Member,
    text::Span,
};

/// How many things one word may stand for.
const MOST: usize = 200;

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
            Self::Id(id) | Self::TooMany(id) | Self::Title(id) | Self::Like { id, .. } => id,
            Self::Counted(counted) => &counted.id,
        }
    }
}

/// Everything that is named behind each *Depends on* of an item, in order.
pub(super) fn all<'a>(plan: &'a Plan, item: &'a Item) -> Vec<Named<'a>> {
    let mut named = Vec::new();
    for (document, claim) in plan.claims(item) {
        for field in claim.fields_named("depends") {
            let words = words(plan, item, &field.value);
            named.extend(words.map(|word| Named { document, span: field.span, word }));
        }
    }
    named
}

fn words<'t>(plan: &'t Plan, item: &'t Item, value: &'t str) -> impl Iterator<Item = Word> + 't {
    let found = atoms::id::all(value);
    let soft = entries(value).filter(|it| is_soft(&value[it.clone()]));
    let soft: Vec<Range<usize>> = soft.chain(nothing(value)).chain(turned(value)).collect();
    let is_hard = move |at: usize| !soft.iter().any(|soft| soft.contains(&at));
    let likes = likes(value)
        .filter(|(at, _)| is_hard(*at) && !found.iter().any(|it| it.range.contains(at)));
    let likes: Vec<Word> = likes.map(|(_, word)| word).collect();
    let likes = likes.into_iter().filter(|word| *word.id() != item.key.name);
    let counted = counted(item, value).into_iter().filter(|said| is_hard(said.at));
    let counted = words_of(counted);
    let hard: Vec<Word> = found
        .iter()
        .filter(|found| is_hard(found.range.start))
        .flat_map(|found| ids(plan, item, found))
        .collect();
    let titles = entries(value).take(MOST).filter(|it| is_hard(it.start)).filter_map(|it| {
        let title = title_key(value[it].trim().trim_end_matches('.'))?;
        (title != item.key.name).then_some(Word::Title(title))
    });
    let titles: Vec<Word> = titles.collect();
    hard.into_iter().chain(likes).chain(counted).chain(titles)
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

/// All things that one word names.
fn ids(plan: &Plan, item: &Item, found: &atoms::id::Found) -> Vec<Word> {
    let (first, is_open) = (&found.id, Member::of(&found.id).is_some_and(|it| it.is_open));
    let all = match &found.through {
        Some(last) => atoms::id::expand(first, last, MOST + 1).unwrap_or_default(),
        None if is_open => from(plan, first),
        None => return vec![Word::Id(first.clone())],
    };
    if !(1..=MOST).contains(&all.len()) {
        let last = found.through.as_ref().map_or_else(String::new, |last| format!("-{last}"));
        let whole = ItemId::new(&format!("{first}{last}")).unwrap_or_else(|| first.clone());
        return vec![Word::TooMany(whole)];
    }
    // Who is one of many that it waits for does not wait for itself.
    all.into_iter().filter(|id| *id != item.key.name).map(Word::Id).collect()
}

/// What an open end stands for: a row that is called so, the first, and all that come behind it.
fn from(plan: &Plan, open: &ItemId) -> Vec<ItemId> {
    let Some(member) = Member::of(open) else { return vec![open.clone()] };
    let behind = plan.numbered(member.series, member.number);
    let row = plan.find(open.as_str()).iter().any(|it| it.key.kind.is_work());
    let first = ItemId::new(open.as_str().trim_end_matches('+'));
    let first = if row { Some(open.clone()) } else { first };
    first.into_iter().chain(behind.take(MOST + 1).cloned()).collect()
}

/// The entries of a list, as ranges of bytes.
fn entries(value: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    value.split([',', ';']).map(move |entry| {
        let range = start..start + entry.len();
        start = range.end + 1;
        range
    })
}

/// What only explains that there is nothing: `Nothing (parallel with M2; M3 waits for it)`.
fn nothing(value: &str) -> Option<Range<usize>> {
    let begins =
        |word: &&str| value.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    let word = ["nothing", "none"].into_iter().find(begins)?;
    let rest = value.get(word.len()..)?;
    let why = rest.trim_start().starts_with('(').then(|| rest.find(')')).flatten()?;
    let but = rest.get(..why)?.to_lowercase();
    let is_but =
        ["except", "other than", "besides", "but", "apart from"].iter().any(|it| but.contains(it));
    (!is_but).then_some(0..word.len() + why)
}

/// What stands there for another reason than that it is waited for, up to the end of the brackets or of the entry:
/// `M1 (parallel with M2)`, `M1, blocks M3`.
fn turned(value: &str) -> impl Iterator<Item = Range<usize>> {
    const TURNS: &[&str] = &[
        "parallel with",
        "parallel to",
        "independent of",
        "overlap with",
        "overlaps with",
        "no dependency on",
        "not dependent on",
        "does not depend on",
        "blocks",
        "unblocks",
        "enables",
        "required by",
        "needed by",
    ];
    let lower = value.to_ascii_lowercase();
    let turns = TURNS.iter().flat_map(|turn| {
        let begins: Vec<usize> = lower.match_indices(turn).map(|(at, _)| at).collect();
        begins
    });
    let turns: Vec<Range<usize>> = turns
        .map(|at| {
            let rest = value.get(at..).unwrap_or_default();
            at..at + rest.find([',', ';', ')']).unwrap_or(rest.len())
        })
        .collect();
    turns.into_iter()
}

/// Whether the words leave it open whether the one must wait for the other.
fn is_soft(entry: &str) -> bool {
    let lower = entry.to_lowercase();
    let is_said =
        |word: &str| ["soft", "optional", "optionally", "partial", "unless", "if"].contains(&word);
    lower.contains("nice to have") || lower.split(|c: char| !c.is_alphanumeric()).any(is_said)
}

/// What could be ids among the words, with where they begin: a letter, and a digit behind it. Of a path, what it
/// leads to; `docs/M1-notes.md` leads to no `M1`, and an address to nothing here.
fn likes(value: &str) -> impl Iterator<Item = (usize, Word)> {
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
        let name = name.strip_suffix(".md").unwrap_or(name);
        let is_like =
            name.starts_with(char::is_alphabetic) && name.contains(|c: char| c.is_ascii_digit());
        let id = ItemId::new(name).filter(|_| is_like)?;
        if is_range(name) {
            return Some((start, Word::TooMany(id)));
        }
        Some((start, Word::Like { id, folder: folder.map(Into::into) }))
    })
}

/// Whether a word that is read as no id has the form of a range: `m1-m5`, `M1-M31000000`.
fn is_range(word: &str) -> bool {
    let family = |id: &str| ItemId::new(id)?.family().map(str::to_lowercase);
    word.split_once(['-', '–'])
        .is_some_and(|(first, last)| family(first).is_some_and(|first| Some(first) == family(last)))
}
