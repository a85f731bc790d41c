//! Work that is named by the word for it and its number: `Phase 5`, `Milestones 1, 2 and 4`, `1.2`.

use std::cmp::Ordering;

use indexmap::IndexMap;

use crate::{
    dependencies::Why,
    id::{ItemId, Scope, natural_order},
    plan::{Document, Item, ItemKey, ItemKind, Plan, is_counted, is_number, key_of},
    read::{atoms, word_of_work},
    series::Member,
};

/// One thing that is named so.
pub(super) struct Counted {
    /// The word before the number; nothing before a bare one, which counts things of the item's own kind.
    word: Option<&'static str>,
    kind: ItemKind,
    number: Box<str>,
    /// Both, as they are told: `Phase 5`.
    pub(super) id: ItemId,
    /// Whether it is one of a range.
    pub(super) is_of_many: bool,
}

impl Counted {
    fn new(word: Option<&'static str>, kind: ItemKind, number: &str) -> Option<Self> {
        let id = match word {
            Some(word) => ItemId::new(&format!("{} {number}", capitalised(word))),
            None => ItemId::new(number),
        };
        Some(Self { word, kind, number: number.into(), id: id?, is_of_many: false })
    }

    /// The names that such a thing may have, the likeliest first.
    fn names(&self, of: &ItemId) -> Vec<ItemId> {
        let bare = self.number.trim_start_matches('0');
        let number =
            if bare.starts_with(|c: char| c.is_ascii_digit()) { bare } else { &*self.number };
        let mut names = vec![self.id.to_string(), number.to_owned()];
        // `1` behind `Sprint 2` is `Sprint 1`.
        let word = self.word.map_or_else(
            || of.as_str().rsplit_once(' ').map_or("Phase", |(word, _)| word).to_owned(),
            capitalised,
        );
        names.push(format!("{word} {number}"));
        names.push(self.id.as_str().to_lowercase());
        if let Some(series) = Member::of(of).map(|it| it.series).filter(|_| self.word.is_none()) {
            names.extend((1..=3).map(|width| format!("{series}{number:0>width$}")));
        }
        let stem = of.as_str().rsplit_once('-').map(|(stem, _)| format!("{stem}-"));
        for prefix in self.word.map_or(&[][..], prefixes) {
            for width in 1..=3 {
                let padded = format!("{number:0>width$}");
                names.extend(stem.iter().map(|stem| format!("{stem}{prefix}{padded}")));
                names.push(format!("{prefix}{padded}"));
                names.push(format!("{prefix}-{padded}"));
            }
        }
        names.iter().filter_map(|name| ItemId::new(name)).collect()
    }
}

/// The work that an id may mean that nothing bears: `M1` where there is a `Milestone 1`.
pub(super) fn by_letters(plan: &Plan, own: &[&Scope], id: &ItemId) -> Option<ItemKey> {
    let words = [("milestone", ItemKind::Milestone), ("phase", ItemKind::Phase)];
    let mut words =
        words.into_iter().chain([("task", ItemKind::Task), ("epic", ItemKind::Deliverable)]);
    words.find_map(|(word, kind)| {
        let upper = id.as_str().to_uppercase();
        let digits = upper.find(|c: char| c.is_ascii_digit())?;
        let (letters, number) = upper.split_at_checked(digits)?;
        let fits = prefixes(word).contains(&letters.trim_end_matches('-')) && is_number(number);
        let counted = Counted::new(Some(word), kind, number).filter(|_| fits)?;
        let names = [counted.id.clone(), ItemId::new(number)?];
        let key = |scope: &Scope, name: &ItemId| ItemKey {
            scope: scope.clone(),
            kind,
            name: name.clone(),
        };
        let mut keys = own.iter().flat_map(|scope| names.iter().map(move |name| key(scope, name)));
        keys.find(|key| plan.items.contains_key(key))
    })
}

/// What the ids of such things begin with.
fn prefixes(word: &str) -> &'static [&'static str] {
    match word {
        "milestone" => &["M", "MS"],
        "phase" => &["P", "PH"],
        "deliverable" => &["D", "DEL"],
        "task" => &["T", "TASK"],
        "epic" => &["EP", "EPIC", "E"],
        "work package" => &["WP"],
        "user story" | "story" => &["US"],
        _ => &[],
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
    format!("{}{rest}", first.to_uppercase())
}

/// What stands at one place.
pub(super) struct Said {
    pub(super) at: usize,
    /// What is named, in order; nothing where it is too many.
    pub(super) things: Vec<Counted>,
    /// A range of too many things, as it is written.
    pub(super) too_many: Option<ItemId>,
}

/// All that a text names by the word for it and its number, ranges of at most `most` things.
pub(super) fn worded(value: &str, most: usize) -> Vec<Said> {
    let mut said = Vec::new();
    let mut at = 0;
    while let Some(rest) = value.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((word, kind, len)) = word_of_work(rest) {
            let is_many = len > word.len();
            let numbers = Numbers { value, word: Some(word), is_many, kind, most };
            at = numbers.read(at + len, &mut said);
        }
        // To the beginning of the next word.
        let rest = value.get(at..).unwrap_or_default();
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let gap = rest.get(word..).unwrap_or_default();
        at += word + gap.find(char::is_alphanumeric).unwrap_or(gap.len());
    }
    said
}

/// The mere numbers behind an id that go on with its list, with where they stand: `M1, 2 and 4`.
pub(super) fn behind(value: &str, end: usize, most: usize) -> Vec<(usize, Box<str>)> {
    let Some(next) = next_of_list(value, end) else { return Vec::new() };
    let mut said = Vec::new();
    let numbers = Numbers { value, word: None, is_many: false, kind: ItemKind::Task, most };
    numbers.read(next, &mut said);
    // A longer number is a year, or that of an issue.
    let is_short = |number: &str| number.len() <= 3 && !number.contains('.');
    let things = said.into_iter().flat_map(|said| {
        let at = said.at;
        said.things.into_iter().map(move |it| (at, it.number))
    });
    things.take_while(|(_, number)| is_short(number)).collect()
}

/// What an entry of a list says by nothing but numbers, of work that is itself named by one.
pub(super) fn bare(entry: &str, item: &ItemKey, most: usize) -> Vec<Said> {
    let mut said = Vec::new();
    let is_numbered = is_counted(&item.name) || Member::of(&item.name).is_some();
    // `#12` mostly is an issue somewhere else.
    if is_numbered && !entry.trim_start().starts_with('#') {
        let numbers = Numbers { value: entry, word: None, is_many: false, kind: item.kind, most };
        let end = behind_marks(entry, numbers.read(0, &mut said));
        let rest = entry.get(end..).unwrap_or_default().trim_matches([' ', '.']);
        if !matches!(&*rest.to_lowercase(), "" | "complete" | "completed" | "done" | "finished") {
            said.clear();
        }
    }
    said
}

/// Numbers that follow each other in a text.
struct Numbers<'a> {
    value: &'a str,
    /// The word before them.
    word: Option<&'static str>,
    /// Whether it speaks of several: `Phases`.
    is_many: bool,
    kind: ItemKind,
    most: usize,
}

impl<'a> Numbers<'a> {
    /// Reads them from an offset on, and says where they end.
    fn read(&self, from: usize, said: &mut Vec<Said>) -> usize {
        let value = self.value;
        let (mut at, mut end) = (skip(value, from, " \u{a0}-#*_`[("), from);
        // `Phase 1, #12` waits for an issue, too; `Phases #1, #2` for none.
        let has_sign = value.get(from..at).is_some_and(|it| it.contains('#'));
        while let Some(first) = token(value, at) {
            let (first, last, behind) = self.through(first, at + first.len());
            // Only behind the word itself stand names: `Phase TS-W6`.
            let is_name = end == from && self.word.is_some();
            let is_one = is_name || (is_number(first) && self.stands_alone(behind));
            if !is_one {
                break;
            }
            let (things, too_many) = self.range(first, last);
            let open = open_end(value, behind).filter(|_| is_number(first) && last.is_none());
            let too_many = too_many.or_else(|| {
                open.and_then(|_| {
                    Some(Counted::new(self.word, self.kind, &format!("{first}+"))?.id)
                })
            });
            said.push(Said { at, things, too_many });
            end = behind + open.unwrap_or(0);
            let Some(next) = next_of_list(value, behind) else { break };
            at = if has_sign { skip(value, next, "#") } else { next };
        }
        end
    }

    /// The two ends of what may be a range, and where it ends: `1-6`, `1 – 6`, `1 through Phase 6`, `4`.
    fn through(&self, first: &'a str, end: usize) -> (&'a str, Option<&'a str>, usize) {
        let value = self.value;
        if let Some((first, last)) =
            first.split_once('-').filter(|(a, b)| is_number(a) && is_number(b))
        {
            return (first, Some(last), end);
        }
        let at = skip(value, end, " \u{a0}");
        let rest = value.get(at..).unwrap_or_default();
        let joints = ["–", "—", "-", "...", "..", "…", "through ", "thru ", "to "];
        let joint = joints.into_iter().filter(|_| is_number(first)).find(|it| rest.starts_with(it));
        let last = joint.and_then(|joint| {
            let at = skip(value, at + joint.len(), " \u{a0}");
            let again = value.get(at..).and_then(word_of_work).filter(|it| Some(it.0) == self.word);
            let at = again.map_or(at, |(.., len)| skip(value, at + len, " \u{a0}"));
            let last = token(value, at).filter(|it| is_number(it))?;
            let end = at + last.len();
            // `Phase 7 - 50 % done`, `Phase 1 – 3 weeks`
            (again.is_some() || self.stands_alone(end)).then_some((last, end))
        });
        last.map_or((first, None, end), |(last, end)| (first, Some(last), end))
    }

    /// Whether what follows a number does not say what it is a number of. Behind `Phases` only what plainly is
    /// something else does.
    fn stands_alone(&self, end: usize) -> bool {
        let rest = self.value.get(end..).unwrap_or_default();
        let is_plain = !rest.starts_with('%') && !UNITS.contains(&&*word_behind(rest));
        stands_alone(self.value, end) || self.is_many && is_plain
    }

    /// The things from a number through another, or the range where that cannot be followed.
    fn range(&self, first: &str, last: Option<&str>) -> (Vec<Counted>, Option<ItemId>) {
        let thing = |number: &str| Counted::new(self.word, self.kind, number);
        let Some(last) = last else { return (thing(first).into_iter().collect(), None) };
        // Only ids make a range, and `N` makes them of numbers.
        let id = |number| ItemId::new(&format!("N{number}"));
        let ends = id(first).zip(id(last));
        let ids = ends.and_then(|(first, last)| atoms::id::expand(&first, &last, self.most + 1));
        match ids.filter(|ids| (1..=self.most).contains(&ids.len())) {
            Some(ids) => {
                let one = |id: &ItemId| {
                    Some(Counted { is_of_many: true, ..thing(id.as_str().strip_prefix('N')?)? })
                };
                (ids.iter().filter_map(one).collect(), None)
            }
            None => (Vec::new(), thing(&format!("{first}-{last}")).map(|it| it.id)),
        }
    }
}

/// Whether nothing behind a number says what it is a number of: `1, 2 weeks`.
pub(super) fn stands_alone(value: &str, end: usize) -> bool {
    let rest = value.get(end..).unwrap_or_default();
    let is_said = ["", "and", "or", "then", "plus", "complete", "completed", "done", "finished"];
    !rest.starts_with(['%', '/']) && is_said.contains(&&*word_behind(rest))
}

/// The word that follows, in lower case; nothing where a mark does.
fn word_behind(rest: &str) -> String {
    let word = rest.trim_start_matches([' ', '\u{a0}', '-']);
    word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
}

/// The number or name at an offset: `5`, `8.5`, `00-A`, `TS-W6`.
fn token(value: &str, at: usize) -> Option<&str> {
    let rest = value.get(at..)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || ".-_".contains(c)));
    let token = rest.get(..end.unwrap_or(rest.len()))?;
    let token = token.split("..").next().unwrap_or_default().trim_end_matches(['.', '-', '_']);
    let is_one =
        token.starts_with(char::is_alphanumeric) && token.contains(|c: char| c.is_ascii_digit());
    is_one.then_some(token)
}

/// The length of what says that all later ones are meant, too: `3+`, `3 and up`, `3 onwards`.
pub(super) fn open_end(value: &str, end: usize) -> Option<usize> {
    const LATER: &[&str] = &[
        "+",
        "and up",
        "and later",
        "and above",
        "and beyond",
        "and onward",
        "and following",
        "and after",
        "or later",
        "onward",
        "upward",
        "ff",
    ];
    let rest = value.get(end..)?;
    let bare = rest.trim_start();
    let later =
        LATER.iter().find(|it| bare.get(..it.len()).is_some_and(|b| b.eq_ignore_ascii_case(it)))?;
    let behind = bare.get(later.len()..)?;
    // `1+2` is a list.
    let is_open = *later != "+" || !behind.trim_start().starts_with(char::is_alphanumeric);
    is_open.then(|| rest.len() - behind.len())
}

/// Where the next number of a list stands: behind `,`, `&`, `/`, `+`, `and`, `or`.
fn next_of_list(value: &str, end: usize) -> Option<usize> {
    let at = behind_marks(value, end);
    let rest = value.get(at..)?;
    let comma = rest.strip_prefix([',', '&', '/', '+', '|', '→']).unwrap_or(rest);
    let bare = comma.trim_start_matches(' ');
    let word = ["and ", "or ", "then ", "plus "].into_iter().find_map(|word| {
        let begins = bare.get(..word.len())?.eq_ignore_ascii_case(word);
        bare.get(word.len()..).filter(|_| begins)
    });
    let behind = word.unwrap_or(comma);
    (behind.len() < rest.len()).then(|| skip(value, value.len() - behind.len(), " \u{a0}*_`[("))
}

/// What is counted by a number before it, where that is no work.
const UNITS: &[&str] = &[
    "day",
    "days",
    "d",
    "week",
    "weeks",
    "w",
    "month",
    "months",
    "hour",
    "hours",
    "h",
    "minutes",
    "people",
    "persons",
    "engineers",
    "developers",
    "devs",
    "reviewers",
    "points",
    "pts",
    "times",
    "x",
    "of",
    "percent",
    "items",
    "tests",
    "files",
    "prs",
    "issues",
];

/// Where what explains a number ends: `1 (done)`, `1 ✅`, `1 [x]`.
fn behind_marks(value: &str, end: usize) -> usize {
    let mut at = end;
    loop {
        let rest = value.get(at..).unwrap_or_default();
        let bare = rest.trim_start_matches(|c: char| {
            " \u{a0}*_`])".contains(c)
                || !(c.is_ascii() || c.is_alphanumeric() || "–—…→".contains(c))
        });
        let group = [('(', ')'), ('[', ']')].into_iter().find(|(open, _)| bare.starts_with(*open));
        let close = group.and_then(|(_, close)| bare.find(close));
        let Some(close) = close else { return at + rest.len() - bare.len() };
        at += rest.len() - bare.len() + close + 1;
    }
}

fn skip(value: &str, at: usize, blanks: &str) -> usize {
    let rest = value.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches(|c| blanks.contains(c)).len()
}

/// The work that is meant: that of its own document or folder, or else of the only other one that has it.
pub(super) fn meant(
    plan: &Plan,
    item: &Item,
    document: &Document,
    own: &[&Scope],
    counted: &Counted,
) -> Result<ItemKey, Why> {
    let names = counted.names(&item.key.name);
    let kinds = [counted.kind, ItemKind::Task, ItemKind::Phase, ItemKind::Milestone];
    let kinds = if counted.word.is_some() { &kinds[..1] } else { &kinds[..] };
    let keys = own.iter().flat_map(|scope| kinds.iter().map(move |kind| (*scope, *kind)));
    for (scope, kind) in keys {
        let key = |name: &ItemId| ItemKey { scope: scope.clone(), kind, name: name.clone() };
        if let Some(here) = names.iter().map(key).find(|key| plan.items.contains_key(key)) {
            return Ok(here);
        }
    }
    // Numbers count within their document: one that it lacks is not that of another.
    if counted.word.is_none() || counts(document, item, counted) {
        return Err(Why::Nowhere);
    }
    let found = names.iter().flat_map(|name| plan.find(name.as_str()));
    let found = found.filter(|it| it.key.kind == counted.kind && !own.contains(&&it.key.scope));
    let found = found.filter(|it| plan.claims(it).any(|(_, claim)| claim.fence == 0));
    // The likeliest name of each document.
    let mut documents = IndexMap::new();
    for it in found {
        documents.entry(&it.key.scope).or_insert(&it.key);
    }
    let documents: Vec<&ItemKey> = documents.into_values().collect();
    match documents.as_slice() {
        [] => Err(Why::Nowhere),
        [only] => Ok((*only).clone()),
        several => Err(Why::Documents(several.len())),
    }
}

/// Whether a document numbers things of that kind up to that one, so that its own is meant. Where it begins
/// behind it, it goes on from another: `Phase 6` after the `Phase 5` of last year's plan.
fn counts(document: &Document, item: &Item, counted: &Counted) -> bool {
    let claims = document.claims.iter().filter(|it| it.kind == counted.kind && it.fence == 0);
    claims.filter(|claim| key_of(document, claim).is_some_and(|key| key != item.key)).any(|claim| {
        let numbered = claim.id.as_ref().filter(|id| is_counted(id)).map(ItemId::as_str);
        let number = numbered.map(|id| id.rsplit_once(' ').map_or(id, |(_, number)| number));
        number.is_some_and(|it| natural_order(it, &counted.number) != Ordering::Greater)
    })
}

/// Whether there is such work here, so that one that is defined nowhere is missed.
pub(super) fn is_of_work(plan: &Plan, item: &Item, counted: &Counted) -> bool {
    let has_family = || counted.id.family().is_some_and(|family| plan.has_family(family));
    let Some(word) = counted.word else {
        // `0` stands for none, `1` behind `1.2` for something else, and a long one for an issue.
        let is_short = is_counted(&item.key.name) || counted.number.len() <= 3;
        let depth = |name: &str| name.matches('.').count();
        return *counted.number != *"0"
            && is_number(&counted.number)
            && is_short
            && depth(&counted.number) == depth(item.key.name.as_str());
    };
    if counted.kind == ItemKind::Phase || !is_number(&counted.number) {
        return has_family();
    }
    let is_kind = |id: &ItemId| plan.find(id.as_str()).iter().any(|it| it.key.kind == counted.kind);
    let has_ids = |prefix: &str| {
        let dashed = format!("{prefix}-");
        plan.numbered(prefix, 0).chain(plan.numbered(&dashed, 0)).any(is_kind)
    };
    plan.has_counted(counted.kind) || prefixes(word).iter().any(|prefix| has_ids(prefix))
}

#[cfg(test)]
mod tests {
    use super::worded;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let told = worded(value, 9).into_iter().flat_map(|said| {
            let things = said.things.into_iter().map(|it| it.id.to_string());
            things.chain(said.too_many.map(|it| format!("{it}!"))).collect::<Vec<_>>()
        });
        assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{value}");
    }

    #[test]
    fn a_word_for_work_and_its_number_name_a_thing() {
        check("Phase 5", "Phase 5");
        check("milestone-1", "Milestone 1");
        check("**Milestone 8.5** (Akahu) ✅ Complete", "Milestone 8.5");
        check("Phase 00-A, Phase TS-W6", "Phase 00-A, Phase TS-W6");
        check("Work Package 3 and user story 2", "Work package 3, User story 2");
        check("SPRINT #4.", "Sprint 4");
        check("Phase 4's output, multiphase 3, phased 2, phase two", "Phase 4");
    }

    #[test]
    fn lists_and_ranges_name_many() {
        check("Milestones 1, 2 and 4 ✅", "Milestone 1, Milestone 2, Milestone 4");
        check("Phases 1–3 complete", "Phase 1, Phase 2, Phase 3");
        check("Phases 1-3", "Phase 1, Phase 2, Phase 3");
        check("Phases 2 through 3 & 5/6", "Phase 2, Phase 3, Phase 5, Phase 6");
        check("Phase 1 or Phase 2", "Phase 1, Phase 2");
        check("Phase 1 through Phase 3", "Phase 1, Phase 2, Phase 3");
        check("Phases 1..3", "Phase 1, Phase 2, Phase 3");
        check("Milestones 1 and 2 must be complete", "Milestone 1, Milestone 2");
        check(
            "Milestones 1 (done), 2 ✅, 4 [x] AND 5 (open)",
            "Milestone 1, Milestone 2, Milestone 4, Milestone 5",
        );
        check("Stories 2.1 and 2.2, Phase(s) 1, 2", "Story 2.1, Story 2.2, Phase 1, Phase 2");
        check("Tasks 1.1-1.3", "Task 1.1, Task 1.2, Task 1.3");
    }

    #[test]
    fn other_numbers_behind_are_none_of_them() {
        check("Phase 1, 2 weeks", "Phase 1");
        check("Phase 1 and 3 reviewers", "Phase 1");
        check("Phase 1, #12", "Phase 1");
        check("Phases #1, #2", "Phase 1, Phase 2");
        check("Phase 7 - 50% complete, Phase 1 – 3 weeks", "Phase 7, Phase 1");
        check("Phase 12, 80% coverage; Phase 1, 3/5 done", "Phase 12, Phase 1");
        check("Phases 1 and 2 weeks", "Phase 1");
        check("2 people, 4 issues", "");
    }

    #[test]
    fn what_is_no_range_stands_for_too_many() {
        check("Phases 1-90", "Phase 1-90!");
        check("Phases 3-1", "Phase 3-1!");
        check("Phases 1-99999999999999999999", "Phase 1-99999999999999999999!");
    }
}
