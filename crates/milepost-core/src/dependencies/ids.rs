//! Work that is named by ids: `M1`, `M1-M3`, `M1 to M3`, `M1, 2`, `M7+`.

use super::{counted, named::MOST, named::Word};
use crate::{
    id::ItemId,
    plan::{Item, Plan},
    read::atoms::{self, id::Found},
    series::Member,
};

/// All that a value names by ids, with where each begins.
pub(super) fn all(plan: &Plan, item: &Item, value: &str, found: &[Found]) -> Vec<(usize, Word)> {
    let mut words = Vec::new();
    let mut found = found.iter().peekable();
    while let Some(first) = found.next() {
        let last = found.next_if(|last| is_range(value, first, last));
        let number = last_number(value, first).filter(|_| last.is_none());
        let through = last.map(|last| &last.id).or(number.as_ref()).or(first.through.as_ref());
        let open = counted::open_end(value, first.range.end).filter(|_| through.is_none());
        let open = open.and_then(|_| ItemId::new(&format!("{}+", first.id)));
        let at = first.range.start;
        words.extend(
            range(plan, item, open.as_ref().unwrap_or(&first.id), through)
                .into_iter()
                .map(|word| (at, word)),
        );
        let last = last.unwrap_or(first);
        let more = counted::behind(value, last.range.end, MOST).into_iter();
        words.extend(more.filter_map(|(at, number)| {
            let series = Member::of(&last.id)?.series;
            Some((at, Word::Id(ItemId::new(&format!("{series}{number}"))?)))
        }));
    }
    words
}

/// Words between the ends of a range.
const THROUGH: &[&str] = &["to", "through", "thru", "until", "till", "bis"];

/// The other end of `M1 to 3`.
fn last_number(value: &str, first: &Found) -> Option<ItemId> {
    let rest = value.get(first.range.end..)?.trim_start();
    let (word, behind) = rest.split_once(' ')?;
    let number = behind.split(|c: char| !c.is_ascii_digit()).next()?;
    let is_said = THROUGH.iter().any(|it| word.eq_ignore_ascii_case(it));
    let end = value.len() - behind.len() + number.len();
    let is_number = !number.is_empty() && number.len() <= 3 && first.through.is_none();
    let is_number = is_number && counted::stands_alone(value, end);
    let series = Member::of(&first.id)?.series;
    ItemId::new(&format!("{series}{number}")).filter(|_| is_said && is_number)
}

/// Whether two ids are the ends of a range that is written in words: `M1 to M3`.
fn is_range(value: &str, first: &Found, last: &Found) -> bool {
    let between = value.get(first.range.end..last.range.start).unwrap_or_default();
    let is_said = THROUGH.iter().any(|it| between.trim().eq_ignore_ascii_case(it));
    let is_one = first.through.is_none() && last.through.is_none();
    let series = |id| Member::of(id).map(|it| it.series);
    is_said && is_one && series(&first.id).is_some() && series(&first.id) == series(&last.id)
}

/// All things that an id names, or a range of them.
fn range(plan: &Plan, item: &Item, first: &ItemId, through: Option<&ItemId>) -> Vec<Word> {
    let is_open = Member::of(first).is_some_and(|it| it.is_open);
    let all = match through {
        Some(last) => atoms::id::expand(first, last, MOST + 1).unwrap_or_default(),
        None if is_open => from(plan, first),
        None => return vec![Word::Id(first.clone())],
    };
    if !(1..=MOST).contains(&all.len()) {
        let last = through.map_or_else(String::new, |last| format!("-{last}"));
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
