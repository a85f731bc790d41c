//! Progress lines of items, `Progress: 3/7 (43 %)` with or without a bar: they count the boxes beside them.
//!
//! A line is stamped only where it is clear what it counts: its item has all of its criteria in the same
//! place, each with a box, and nothing else of the item could be meant. Any other line stays as it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{Mark, Stamp, verdict};
use crate::{
    plan::{Claim, ClaimAt, Document, Fraction, ItemKind, Measure, Origin, key_of},
    render::pages::Book,
    text::{Source, Span},
    verdict::Verdict,
};

/// The progress lines of a document that should say something else.
pub(super) fn stamps(book: &Book<'_>, source: &Source) -> Vec<Stamp> {
    let documents = book.scene.plan.documents.iter();
    let found = documents.filter(|document| document.path == source.path).flat_map(|document| {
        let lines = document.claims.iter().filter(|claim| claim.kind == ItemKind::Progress);
        lines.flat_map(|line| stamp(book, document, line, &source.text).unwrap_or_default())
    });
    found.collect()
}

fn stamp(book: &Book<'_>, document: &Document, line: &Claim, text: &str) -> Option<Vec<Stamp>> {
    let [measure] = &*line.measures else { return None };
    let at = line.parent?;
    let owner = document.claim(at)?;
    if line.origin != Origin::Line || line.fence > 0 || measure.bound.is_some() {
        return None;
    }
    let boxes = boxes(book, document, owner, text)?;
    if !counts_criteria(book, document, (at, owner), measure, boxes) {
        return None;
    }
    let name = owner.name();
    let Fraction { part, whole } = boxes;
    let message =
        |said: &str| format!("`{name}` is stated at `{said}`, and its boxes give {part}/{whole}");
    let said = measure.span.of(text);
    let numbers = (!is_right(measure, boxes)).then(|| numbers(said, measure, boxes));
    let numbers = match numbers {
        Some(numbers) => Some(numbers?),
        None => None,
    };
    let numbers = numbers.map(|text| Stamp { span: measure.span, text, message: message(said) });
    let bar = bar(text, measure.span).filter(|bar| !bar.is_right(boxes));
    let bar = bar.map(|bar| Stamp {
        span: bar.span,
        text: bar.drawn(boxes),
        message: message(bar.span.of(text)),
    });
    Some(numbers.into_iter().chain(bar).collect())
}

/// How many boxes of an item are ticked once they are stamped; nothing where some are elsewhere, say
/// something else, or do not count.
fn boxes(book: &Book<'_>, document: &Document, owner: &Claim, text: &str) -> Option<Fraction> {
    let key = key_of(document, owner)?;
    let all = &book.account.judged(&key)?.criteria;
    if owner.criteria.is_empty() || owner.criteria.len() != all.len() {
        return None;
    }
    let mut part = 0;
    for criterion in &owner.criteria {
        let said = Mark::said(criterion, text)?;
        let verdict = verdict(book, &key, criterion)?;
        if verdict == Verdict::NotApplicable {
            return None;
        }
        part += u64::from(Mark::shown(verdict).unwrap_or(said) == Mark::Ticked);
    }
    Some(Fraction { part, whole: u64::try_from(owner.criteria.len()).ok()? })
}

/// Whether a line can mean nothing but the criteria of its item.
fn counts_criteria(
    book: &Book<'_>,
    document: &Document,
    (at, owner): (ClaimAt, &Claim),
    measure: &Measure,
    boxes: Fraction,
) -> bool {
    let label = measure.label.to_lowercase();
    if label.contains("criteri") {
        return true;
    }
    if !matches!(&*label, "" | "progress" | "complete" | "completed" | "done" | "met") {
        return false;
    }
    let key = key_of(document, owner);
    let items = key.iter().flat_map(|key| book.account.children(key)).map(|item| item.key.kind);
    let beside = document.claims.iter().filter(|claim| claim.parent == Some(at));
    let (mut parts, mut seen) = (BTreeMap::<ItemKind, u64>::new(), BTreeSet::new());
    for kind in items.filter(|kind| kind.is_work()) {
        *parts.entry(kind).or_default() += 1;
    }
    for claim in beside.filter(|claim| claim.kind.is_work()) {
        // A range of ids, or the same thing twice, is not so many parts.
        if claim.through.is_some() || !seen.insert(claim.name()) {
            return false;
        }
        parts.entry(claim.kind).or_insert(1);
    }
    match measure.fraction {
        _ if parts.is_empty() => true,
        Some(said) => said.whole == boxes.whole && parts.values().all(|it| *it != said.whole),
        None => false,
    }
}

/// Whether a line says what the boxes give; people round up, down and to the nearest.
fn is_right(measure: &Measure, boxes: Fraction) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "so many boxes fit no document")]
    let exact = boxes.part as f64 * 100.0 / boxes.whole as f64;
    measure.fraction.is_none_or(|said| said == boxes)
        && measure.percent.is_none_or(|said| (said - exact).abs() < 1.0)
}

/// What a line says with its numbers exchanged; nothing where they are not all found.
fn numbers(said: &str, measure: &Measure, boxes: Fraction) -> Option<String> {
    let percent = (boxes.part * 100 / boxes.whole).to_string();
    let mut new = Vec::new();
    if measure.fraction.is_some() {
        let numbers = [boxes.part.to_string(), boxes.whole.to_string()];
        new.push((fraction(said)?, numbers));
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for ([part, whole], [new_part, new_whole]) in new {
        edits.push((part, new_part));
        edits.push((whole, new_whole));
    }
    if measure.percent.is_some() {
        edits.push((percentage(said)?, percent));
    }
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::new(), 0);
    for (range, text) in edits {
        out.push_str(said.get(at..range.start)?);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(said.get(at..)?);
    Some(out)
}

/// The numbers of a text, with where they stand.
fn digits(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| c.is_ascii_digit())?;
        let length = text.get(start..)?.find(|c: char| !c.is_ascii_digit() && c != '.');
        at = length.map_or(text.len(), |length| start + length);
        Some(start..at)
    })
}

/// Where the two numbers of `3/7` or `3 of 7` stand.
fn fraction(text: &str) -> Option<[Range<usize>; 2]> {
    let numbers: Vec<Range<usize>> = digits(text).collect();
    let mut pairs = numbers.windows(2).filter_map(|pair| {
        let [part, whole] = pair else { return None };
        let joint = text.get(part.end..whole.start)?;
        matches!(joint.trim(), "/" | "of").then(|| [part.clone(), whole.clone()])
    });
    pairs.next().filter(|_| pairs.next().is_none())
}

/// Where the number of `43 %` stands.
fn percentage(text: &str) -> Option<Range<usize>> {
    let is_percent = |range: &Range<usize>| {
        text.get(range.end..).is_some_and(|rest| rest.trim_start().starts_with('%'))
    };
    let mut found = digits(text).filter(is_percent);
    found.next().filter(|_| found.next().is_none())
}

/// How people draw how far something is: what is done, and what is left.
const BARS: &[(char, char)] = &[
    ('█', '░'),
    ('▓', '░'),
    ('█', '▒'),
    ('■', '□'),
    ('▰', '▱'),
    ('●', '○'),
    ('⬛', '⬜'),
    ('🟩', '⬜'),
];

/// The same within brackets.
const PLAIN_BARS: &[(char, char)] = &[('#', '-'), ('#', '.'), ('=', '-'), ('=', ' '), ('#', ' ')];

/// A bar is no shorter.
const SHORTEST: usize = 4;

/// A drawing of how far something is.
struct Bar {
    span: Span,
    full: char,
    rest: char,
    filled: u64,
    width: u64,
}

/// The only bar in the line of a measure.
fn bar(text: &str, measure: Span) -> Option<Bar> {
    let before = text.get(..measure.range().start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    let plain = PLAIN_BARS.iter().filter_map(|kind| {
        let (at, inside) = bracketed(line)?;
        Bar::of(inside, start + at, *kind)
    });
    let drawn = BARS.iter().filter_map(|kind| {
        let is_of_it = |c: char| c == kind.0 || c == kind.1;
        let at = line.find(is_of_it)?;
        let run = line.get(at..)?;
        let end = run.find(|c| !is_of_it(c)).unwrap_or(run.len());
        let (run, rest) = run.split_at(end);
        (!rest.contains(is_of_it)).then(|| Bar::of(run, start + at, *kind))?
    });
    drawn.chain(plain).next()
}

/// What stands in the only brackets of a line, and where.
fn bracketed(line: &str) -> Option<(usize, &str)> {
    let (before, rest) = line.split_once('[')?;
    let (inside, after) = rest.split_once(']')?;
    (!after.contains('[')).then_some((before.len() + 1, inside))
}

impl Bar {
    fn of(run: &str, at: usize, (full, rest): (char, char)) -> Option<Self> {
        let filled = run.chars().take_while(|c| *c == full).count();
        let width = run.chars().count();
        let is_bar = width >= SHORTEST && run.chars().skip(filled).all(|c| c == rest);
        is_bar.then_some(Self {
            span: Span::new(at, at + run.len()),
            full,
            rest,
            filled: u64::try_from(filled).ok()?,
            width: u64::try_from(width).ok()?,
        })
    }

    /// Whether it is as long as the boxes give, rounded either way; all of it only for all of them.
    fn is_right(&self, boxes: Fraction) -> bool {
        let exact = self.width * boxes.part;
        let is_close = (self.filled * boxes.whole).abs_diff(exact) < boxes.whole;
        is_close && (self.filled == self.width) == (boxes.part == boxes.whole)
    }

    fn drawn(&self, boxes: Fraction) -> String {
        let filled = self.width * boxes.part / boxes.whole;
        (0..self.width).map(|at| if at < filled { self.full } else { self.rest }).collect()
    }
}
