//! Several fields on one line: `**Status:** Done | **Depends on:** M1`, `Effort: 2d; depends on: M1`.

use std::{borrow::Cow, ops::Range};

use super::lines;
use crate::{
    markdown::Inline,
    plan::{Claim, Field},
    read::{atoms::id, labels, walk::known_field, word_of_work},
};

/// What only items are said to have, in few words: another field may follow it on its line, set off by little.
pub(super) const TELLING: &[&str] =
    &["status", "depends", "owner", "priority", "phase", "estimate", "target"];

/// Words that say what something depends on without a colon behind them.
const PHRASES: &[&str] = &["depends on", "depends upon", "blocked by", "blocked on"];

/// Words that do so where an id follows.
const BEFORE_IDS: &[&str] =
    &["dependent on", "requires", "needs", "waiting on", "waiting for", "pending", "after"];

/// Marks that set fields off from each other and mean nothing else.
const MARKS: &str = "|·•│‖⋅∙▪・⇒⟶►";
/// Marks that sentences have, too.
const PAUSES: &str = ";—–→";
/// Such marks where a blank stands before them.
const SET_OFF: &str = "-/~+";
/// Marks that may as well be in the middle of a value.
const WITHIN: &str = ",([.";

/// What sets a label off from the field before it, the clearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Joint {
    /// One of [`MARKS`], a picture, or a gap.
    Mark,
    /// One of [`PAUSES`] or [`SET_OFF`].
    Pause,
    /// One of [`WITHIN`].
    Within,
    /// Nothing but a blank.
    Blank,
}

/// What stands on the line before a label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// *Depends on* and its value.
    Depends,
    /// Another field of the [`TELLING`] ones.
    Telling,
    /// Any other field, which may say anything.
    Field,
    /// Words without a label.
    Words,
    /// What the fields of the line are about, if that is not the item around: `M4 | **Status:** Done`.
    Name,
}

/// A place where a label may begin.
struct Spot {
    at: usize,
    is_strong: bool,
    /// Whether a colon stands behind it.
    has_colon: bool,
}

/// Where one field ends and the label of the next one begins.
struct Cut {
    end: usize,
    label: usize,
    joint: Joint,
}

/// Lines in which every field that shares one stands on a line of its own.
pub(super) fn apart<'l>(source: &str, lines: &'l [Inline]) -> Cow<'l, [Inline]> {
    let is_wrapped = |at: usize| at > 0 && lines.get(at).is_some_and(goes_on);
    let wraps = (1..lines.len()).any(is_wrapped);
    if !wraps && lines.iter().all(|line| cuts(line, false).is_empty()) {
        return Cow::Borrowed(lines);
    }
    let mut whole: Vec<Inline> = Vec::new();
    let mut from = 0;
    for at in 1..=lines.len() {
        if !is_wrapped(at) {
            whole.push(Inline::join(lines.get(from..at).unwrap_or_default()));
            from = at;
        }
    }
    Cow::Owned(whole.iter().flat_map(|line| parts(source, line)).collect())
}

/// Whether a line goes on with a sentence: `… it`, `depends on M2`.
fn goes_on(line: &Inline) -> bool {
    let is_strong = line.strong.first().is_some_and(|it| it.start == 0);
    phrase(&line.text).is_some() && line.text.starts_with(char::is_lowercase) && !is_strong
}

/// The fields of a line, in order; the line itself where there is one at most.
pub(super) fn parts(source: &str, line: &Inline) -> Vec<Inline> {
    let cuts = cuts(line, false);
    if cuts.is_empty() { vec![line.clone()] } else { cut(source, line, &cuts) }
}

/// Adds what an entry, a heading or a cell says beside its name that it depends on: `Draw (depends on: T1)`,
/// `Draw | depends on T1`.
pub(super) fn add_depends(claim: &mut Claim, source: &str, line: &Inline) {
    if !claim.kind.is_work() {
        return;
    }
    for field in depends(source, line) {
        let is_known = claim.fields_named("depends").any(|it| it.value == field.value);
        if !is_known {
            claim.fields.push(field);
        }
    }
}

/// Everything that a line says something depends on.
pub(super) fn depends(source: &str, line: &Inline) -> Vec<Field> {
    let cuts = cuts(line, true);
    let parts = if cuts.is_empty() { vec![line.clone()] } else { cut(source, line, &cuts) };
    let said = parts.iter().filter_map(|part| {
        let labelled = lines::label(part, false)?;
        let value = part.text.get(labelled.value..)?;
        let is_said = labels::known(labelled.label) == Some("depends") && !value.is_empty();
        is_said.then(|| known_field("depends", labelled.label, value, part.span))
    });
    said.collect()
}

/// The length of the words at the beginning of a text that say what something depends on, without a colon.
pub(super) fn phrase(text: &str) -> Option<usize> {
    let len = begins_with_any(text, PHRASES).or_else(|| {
        let len = begins_with_any(text, BEFORE_IDS)?;
        names_nothing_else(text.get(len..)?.trim_start()).then_some(len)
    })?;
    let value = text.get(len..)?.trim_start();
    (!value.is_empty() && !value.starts_with(':')).then_some(len)
}

/// Whether a text begins with an id, and does not go on with a sentence: not `M4 ships`.
fn names_nothing_else(text: &str) -> bool {
    let line = text.split(". ").next().unwrap_or(text);
    let first = id::all(line).into_iter().next().filter(|it| it.range.start == 0);
    let Some(behind) = first.and_then(|it| line.get(it.range.end..)) else { return false };
    let behind = behind.trim_start();
    behind.is_empty()
        || behind.starts_with(|c: char| !c.is_alphanumeric())
        || begins_with_any(behind, &["and", "or", "to", "through", "first"]).is_some()
}

/// What a state says that something waits for, whatever stands before that: `Complete, but it depends on M2`.
pub(super) fn waits(state: &str) -> Option<(&str, &str)> {
    let begins = state.char_indices().filter(|(_, c)| c.is_alphabetic()).map(|(at, _)| at);
    let mut begins = begins.filter(|at| !ends_word(state, *at));
    begins.find_map(|at| {
        let before = state.get(..at)?;
        let word = last_word(before).to_lowercase();
        let follows = joint(before).1 < Joint::Blank
            || ["but", "and", "it", "still", "which"].contains(&word.as_str());
        let rest = state.get(at..).filter(|_| follows)?;
        let (words, value) = rest.split_at_checked(phrase(rest)?)?;
        let end = [";", ". "].iter().filter_map(|it| value.find(it)).min().unwrap_or(value.len());
        let value = value.get(..end)?;
        let bare = value.strip_suffix(')').filter(|it| !it.contains('(')).unwrap_or(value);
        Some((words, bare.trim()))
    })
}

/// The word that a text ends with, between blanks.
fn last_word(text: &str) -> &str {
    text.rsplit(char::is_whitespace).find(|it| !it.is_empty()).unwrap_or_default()
}

/// Whether what stands before words makes them say something else: `no longer`, `what`, an open quotation.
fn is_turned(before: &str) -> bool {
    const TURNING: &[&str] = &[
        "not",
        "longer",
        "what",
        "which",
        "who",
        "that",
        "nothing",
        "anything",
        "everything",
        "never",
    ];
    let word = last_word(before).to_lowercase();
    let quotes = before.chars().rev().take(200).filter(|c| *c == '"').count();
    TURNING.contains(&word.as_str()) || quotes % 2 == 1
}

/// The length of the first of some words that a text begins with.
fn begins_with_any(text: &str, words: &[&str]) -> Option<usize> {
    let word = words.iter().find(|word| {
        let (begin, behind) = text.split_at_checked(word.len()).unwrap_or_default();
        begin.eq_ignore_ascii_case(word) && !behind.starts_with(char::is_alphanumeric)
    });
    word.map(|word| word.len())
}

/// Whether a letter stands right before an offset.
fn ends_word(text: &str, at: usize) -> bool {
    text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric)
}

fn cut(source: &str, line: &Inline, cuts: &[Cut]) -> Vec<Inline> {
    let begins = std::iter::once(0).chain(cuts.iter().map(|it| it.label));
    let ends = cuts.iter().map(|it| it.end).chain([line.text.len()]);
    let opened = std::iter::once(false).chain(cuts.iter().map(|it| it.joint == Joint::Within));
    let parts = begins.zip(ends).zip(opened).map(|((from, to), is_within)| {
        let text = line.text.get(from..to).unwrap_or_default().trim_end();
        // `Done (depends on: M1)`: the bracket was opened before the label.
        let bare = text.strip_suffix([')', ']']).filter(|it| is_within && !it.contains(['(', '[']));
        line.slice(source, from..from + bare.unwrap_or(text).len())
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// Where the labels of further fields begin; with `beside_name`, of those that say what the name at the beginning of
/// the line depends on.
fn cuts(line: &Inline, beside_name: bool) -> Vec<Cut> {
    let text = &*line.text;
    let lead = text.len() - text.trim_start().len();
    let mut cuts: Vec<Cut> = Vec::new();
    let mut spots = spots(line);
    spots.retain(|it| it.at > lead);
    if spots.is_empty() {
        return cuts;
    }
    let mut stands = first(line);
    let is_own = matches!(stands, Before::Telling | Before::Depends);
    for spot in spots {
        let from = cuts.last().map_or(lead, |it| it.label);
        let before = text.get(from..spot.at).unwrap_or_default();
        // A label without a value ends no field: `**Status:** Blocked by M2`.
        if before.trim().is_empty() || before.trim_end().trim_end_matches('*').ends_with(':') {
            continue;
        }
        let (end, joint) = joint(before);
        let label = label_at(line, spot.at).map(labels::normal).unwrap_or_default();
        let is_depends = labels::known(&label) == Some("depends")
            && (label != "after" || joint == Joint::Mark || !spot.has_colon);
        let is_open = before.matches('(').count() > before.matches(')').count();
        let is_cut = match is_depends {
            true if beside_name => is_beside_name(line, &spot, joint),
            true => depends_follows(line, &spot, joint, stands),
            false if beside_name => {
                stands == Before::Depends && joint < Joint::Blank && labels::known(&label).is_some()
            }
            // What else stands on the line may be about something else, and its state, too.
            false if label == "status" && !is_own && stands != Before::Depends => false,
            false if is_open && joint != Joint::Mark => false,
            false => follows(line, &spot, &label, joint, stands),
        };
        if is_cut {
            cuts.push(Cut { end: from + end, label: spot.at, joint });
            stands = kind_of(&label);
        }
    }
    cuts
}

/// What the first words of a line are.
fn first(line: &Inline) -> Before {
    let Some(labelled) = lines::label(line, false) else {
        let text = line.text.trim_start();
        let is_marked =
            line.strong.first().is_some_and(|it| it.start == 0 && joint_behind(line, it.end))
                || line.links.iter().any(|it| it.range.start == 0);
        let is_name = id::leading(text).is_some() || is_marked;
        return if is_name { Before::Name } else { Before::Words };
    };
    let value = line.text.get(labelled.value..).unwrap_or_default();
    let stands = kind_of(labelled.label);
    let is_of_other = id::leading(labelled.label).is_some()
        || stands == Before::Field && labels::known(labelled.label) == Some("next");
    if is_of_other && id::leading(value).or_else(|| id::leading(labelled.label)).is_some() {
        Before::Name
    } else if stands == Before::Field
        && (labels::known(labelled.label).is_none() || id::leading(value).is_some())
    {
        Before::Words
    } else {
        stands
    }
}

/// Whether a field ends where the strong part at the beginning of a line does.
fn joint_behind(line: &Inline, end: u32) -> bool {
    let rest = line.text.get(end as usize..).unwrap_or_default().trim_start();
    rest.starts_with(|c| MARKS.contains(c) || PAUSES.contains(c) || SET_OFF.contains(c))
}

fn kind_of(label: &str) -> Before {
    match labels::known(label) {
        Some("depends") => Before::Depends,
        Some(name) if TELLING.contains(&name) => Before::Telling,
        Some(_) | None => Before::Field,
    }
}

/// Whether what something depends on is a field of its own behind what stands before it.
fn depends_follows(line: &Inline, spot: &Spot, joint: Joint, stands: Before) -> bool {
    let is_upper = line.text.get(spot.at..).is_some_and(|it| it.starts_with(char::is_uppercase));
    let is_near = matches!(stands, Before::Depends | Before::Telling);
    match (stands, joint) {
        (Before::Name, _) => false,
        (_, Joint::Mark) => true,
        (_, Joint::Pause | Joint::Within) if is_near => true,
        (_, Joint::Blank) if is_near => spot.is_strong || spot.has_colon || is_upper,
        (Before::Field, Joint::Pause) => spot.is_strong || spot.has_colon,
        (Before::Field, Joint::Blank) => spot.is_strong || spot.has_colon && is_upper,
        (_, Joint::Pause | Joint::Within | Joint::Blank) => spot.is_strong,
    }
}

/// Whether a name ends where it is said what it depends on.
fn is_beside_name(line: &Inline, spot: &Spot, joint: Joint) -> bool {
    let rest = line.text.get(spot.at..).unwrap_or_default();
    let has_id = || {
        let value = phrase(rest).and_then(|len| rest.get(len..));
        value.is_some_and(|it| names_nothing_else(it.trim_start()))
    };
    joint < Joint::Blank || spot.is_strong || spot.has_colon || has_id()
}

/// Whether a label that says nothing of dependencies begins a field behind what stands before it.
fn follows(line: &Inline, spot: &Spot, label: &str, joint: Joint, stands: Before) -> bool {
    let is_strong = spot.is_strong;
    let is_upper = line.text.get(spot.at..).is_some_and(|it| it.starts_with(char::is_uppercase));
    let known = labels::known(label);
    let tells = known.is_some_and(|known| TELLING.contains(&known));
    let is_far = stands == Before::Field;
    match joint {
        _ if matches!(stands, Before::Name | Before::Words) => false,
        // `M1; phase: 2` are two.
        _ if stands == Before::Depends && !is_strong => {
            joint == Joint::Mark && known.is_some() && word_of_work(label).is_none()
        }
        Joint::Mark => is_strong || tells || known.is_some() && (is_upper || !is_far),
        Joint::Pause => is_strong || tells && !is_far,
        Joint::Within => is_strong && !is_far,
        Joint::Blank => is_strong && known.is_some() && !is_far,
    }
}

/// Where labels may begin in a line, in order.
fn spots(line: &Inline) -> Vec<Spot> {
    let text = &*line.text;
    let mut found = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices(':').filter(|(at, _)| !is_code(line, *at)) {
        let behind = text.get(colon + 1..).unwrap_or_default();
        let mut strong = strong_from(line, from).take_while(|it| it.start < colon);
        if let Some(strong) = strong.find(|it| (colon..=colon + 1).contains(&it.end)) {
            found.push(Spot { at: strong.start, is_strong: true, has_colon: true });
        } else if behind.is_empty() || behind.starts_with([' ', '\t', '\u{a0}', '*']) {
            let at = last_joint(text.get(from..colon).unwrap_or_default());
            found.extend(at.map(|at| Spot { at: from + at, is_strong: false, has_colon: true }));
        }
        from = colon + 1;
    }
    if [" on", " by", " upon", "equires", "eeds", "ait", "ending", "fter"]
        .iter()
        .any(|it| text.contains(it))
    {
        found.extend(phrases(line));
    }
    found.sort_by_key(|it| (it.at, !it.is_strong));
    found.dedup_by_key(|it| it.at);
    found
}

fn is_code(line: &Inline, at: usize) -> bool {
    let behind = line.codes.partition_point(|it| it.range.end as usize <= at);
    line.codes.get(behind).is_some_and(|it| it.range.start as usize <= at)
}

/// The strong parts that begin at an offset or behind it.
fn strong_from(line: &Inline, from: usize) -> impl Iterator<Item = Range<usize>> {
    let first = line.strong.partition_point(|it| (it.start as usize) < from);
    let parts = line.strong.get(first..).unwrap_or_default();
    parts.iter().map(|it| it.start as usize..it.end as usize)
}

/// Where words stand that say what something depends on, with a colon or without.
fn phrases(line: &Inline) -> impl Iterator<Item = Spot> {
    let text = &*line.text;
    let begins = text.char_indices().filter(|(_, c)| "dDbBrRnNwWpPaA".contains(*c));
    let begins = begins.map(|(at, _)| at).filter(|at| !ends_word(text, *at) && !is_code(line, *at));
    begins.filter_map(|at| {
        let rest = text.get(at..).filter(|_| !is_turned(text.get(..at).unwrap_or_default()))?;
        let colon = begins_with_any(rest, PHRASES)
            .filter(|len| rest.get(*len..).is_some_and(|it| it.trim_start().starts_with(':')));
        let len = phrase(rest).or(colon)?;
        let is_strong = strong_from(line, at).next() == Some(at..at + len);
        Some(Spot { at, is_strong, has_colon: colon.is_some() })
    })
}

/// The words of the label that begins at an offset.
fn label_at(line: &Inline, at: usize) -> Option<&str> {
    let rest = line.text.get(at..)?;
    let end = phrase(rest).or_else(|| rest.find(':'))?;
    rest.get(..end)
}

/// Where a field ends before a label, and what stands between them.
fn joint(before: &str) -> (usize, Joint) {
    // Marks of emphasis that Markdown left as they are.
    let before = before.trim_end_matches("**");
    let bare = before.trim_end();
    let gap = before.get(bare.len()..).unwrap_or_default();
    let mark = bare.chars().next_back().unwrap_or(' ');
    let is_set_off = || bare.trim_end_matches(mark).ends_with(char::is_whitespace);
    let is_picture = !(mark.is_ascii() || mark.is_alphanumeric() || "”’»…°€£".contains(mark));
    let joint = if MARKS.contains(mark) || gap.chars().nth(1).is_some() || gap.contains('\t') {
        Joint::Mark
    } else if PAUSES.contains(mark) || SET_OFF.contains(mark) && is_set_off() {
        Joint::Pause
    } else if WITHIN.contains(mark) {
        Joint::Within
    } else if is_picture {
        Joint::Mark
    } else {
        return (bare.len(), Joint::Blank);
    };
    let is_joint = |c: char| {
        c != '.' && [MARKS, PAUSES, SET_OFF, WITHIN].iter().any(|marks| marks.contains(c))
    };
    (bare.trim_end_matches(|c: char| c.is_whitespace() || is_joint(c)).len(), joint)
}

/// Behind the last joint of a text; nothing where it has none.
fn last_joint(text: &str) -> Option<usize> {
    let mut words =
        text.char_indices().rev().filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| at);
    words.find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        !ends_word(text, *at) && joint(before).1 < Joint::Blank
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    /// What is read of lines under the heading of a milestone.
    fn under_heading(lines: &str) -> String {
        lines
            .lines()
            .map(|line| shown(&format!("# M3 Top\n\n{line}\n")))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn fields_that_share_a_line_are_all_read() {
        assert_snapshot!(under_heading("\
**Status:** Complete | **Depends on:** M2
**Status**: Planned · **Depends on**: M2 · **Owner**: Ada
*Duration: 2 weeks | Depends on: M2*
**Status:** Done **Depends on:** M2
**Status:** Done<br>**Depends on:** M2
**Status: Done** — **Depends on: M2**
Effort: 2d; Depends on: M2
Priority: high, depends on: M2
Status: done  Depends on: M2
Status: done. Depends on: M2.
**Status:** Done (depends on: M2)
**Status:** Done (depends on M2)
**Status:** Done, depends on M2
**Owner:**Ada|**Depends on:**M2
**Phases 7-8 | Depends on: M2**
Layer 2 | Depends on: M2 | Size: M
M | **Depends on:** M2
**Status** Done | **Depends on** M2
Depends on M2: the base
Blocked by M2, M1
**Depends on: M2 | Status: Done**
> **Status:** Done | **Depends on:** M2
- **Status:** Done | **Depends on:** M2
- Effort: 2d; depends on: M2
- Large | Depends on: M2
- [ ] T1 Draw | depends on: M2
- [ ] T1 Draw (depends on: M2)
- [ ] T1 Draw (depends on M2, M1)
- [ ] T1 Draw — **Depends on:** M2
Status: Done -- Depends on: M2
Status: Done<br>Blocked by: M2
Status: Done<br>Depends on M2
_Status: Done_ _Depends on: M2_
**Status:** Done|Depends on:M2
**Status:** Done, but it depends on M2
**Status:** Done (after M2)
(Depends on M2)
⛔ Blocked by M2
**⛔** Blocked by M2
Requires M2
- Waiting for M2
**Dependencies** M2
**Notes:** depends on M2
Status: Done · commit: abc1234 · Evidence: docs/a.md · Depends on: M2
Vibe: high ⋅ **Complexity:** M ⋅ **Depends on:** M2
"), @"
        milestone M3 · Top · done (Complete) · depends=M2

        milestone M3 · Top · planned (Planned) · depends=M2 · owner=Ada

        milestone M3 · Top · estimate=2 weeks · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · estimate=2d · depends=M2

        milestone M3 · Top · priority=high · depends=M2

        milestone M3 · Top · done (done) · depends=M2

        milestone M3 · Top · done (done.) · depends=M2.

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · owner=Ada · depends=M2

        milestone M3 · Top · notes=Phases 7-8 | Depends on: M2 · depends=M2

        milestone M3 · Top · notes=Layer 2 | Depends on: M2 | Size: M · depends=M2 · estimate=M

        milestone M3 · Top · notes=M | Depends on: M2 · depends=M2

        milestone M3 · Top · notes=Status Done | Depends on M2 · depends=M2

        milestone M3 · Top · depends=M2: the base

        milestone M3 · Top · depends=M2, M1

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · estimate=2d · depends=M2

        milestone M3 · Top · depends=M2

        milestone M3 · Top
        task T1 · Draw | depends on: M2 · planned ([ ]) · depends=M2 · under M3

        milestone M3 · Top
        task T1 · Draw (depends on: M2) · planned ([ ]) · depends=M2 · under M3

        milestone M3 · Top
        task T1 · Draw (depends on M2, M1) · planned ([ ]) · depends=M2, M1 · under M3

        milestone M3 · Top
        task T1 · Draw — Depends on: M2 · planned ([ ]) · depends=M2 · under M3

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · done (Done, but it depends on M2) · depends=M2

        milestone M3 · Top · done (Done) · depends=M2

        milestone M3 · Top · depends=M2

        milestone M3 · Top · notes=⛔ Blocked by M2 · depends=M2

        milestone M3 · Top · notes=⛔ Blocked by M2 · depends=M2

        milestone M3 · Top · depends=M2

        milestone M3 · Top · depends=M2

        milestone M3 · Top · depends=M2

        milestone M3 · Top · depends=M2 · notes=depends on M2

        milestone M3 · Top · done (Done) · commit=abc1234 · evidence=docs/a.md · depends=M2 · cites docs/a.md

        milestone M3 · Top · notes=Vibe: high ⋅ Complexity: M ⋅ Depends on: M2 · depends=M2
        ");
    }

    #[test]
    fn what_is_part_of_a_value_stays_there() {
        assert_snapshot!(under_heading("\
**Goal:** People find things: by name, by day; at 10:30
**Goal:** Write `a | Depends on: b` in a cell
**Goal:** Do what is **most urgent:** the roof
**Goal:** Ship what the plan, the one that depends on M2, says
**Goal:** It works; the rest: later
**Goal:** Parse `x, depends on M2` lines
**Goal:** The page says **Status:** Complete
**Goal:** Move from todo → status: done
**Goal:** The tool, blocked by nothing, runs
Status: Done. M8 depends on M7.
Status: Done. No longer depends on M9.
Status: Done (commit abc1234; owner: Ada)
After M4 ships, people can log in.
**Risk:** none left | **Status:** Closed
**Tests:** 12 passed | **Status:** ✅
- [ ] T1 Find what depends on T2
- [ ] T1 Show \"blocked by: T2\" in board
- [ ] T1 Ship; no longer depends on T4
Each row: id | status: done | owner: x
The board shows | Status: Complete
**Example:** T1 | **Status:** Done
**M2** · **Status:** Done · **Depends on:** M1
M4 Roof | Status: Done
**T4:** Roof | **Status:** Done
**Next:** M4 | **Status:** Done
- M4 | Status: Done
- **M4 Roof** | **Status:** Done | **Depends on:** M2
**Depends on:** M1; phase: 2, M2
**Status:** Blocked by M2
Nothing here depends on M2, and status: unknown.
"), @r#"
        milestone M3 · Top · goal=People find things: by name, by day; at 10:30

        milestone M3 · Top · goal=Write a | Depends on: b in a cell

        milestone M3 · Top · goal=Do what is most urgent: the roof

        milestone M3 · Top · goal=Ship what the plan, the one that depends on M2, says

        milestone M3 · Top · goal=It works; the rest: later

        milestone M3 · Top · goal=Parse x, depends on M2 lines

        milestone M3 · Top · goal=The page says Status: Complete

        milestone M3 · Top · goal=Move from todo → status: done

        milestone M3 · Top · goal=The tool, blocked by nothing, runs

        milestone M3 · Top · done (Done. M8 depends on M7.)

        milestone M3 · Top · done (Done. No longer depends on M9.)

        milestone M3 · Top · done (Done (commit abc1234; owner: Ada))

        milestone M3 · Top · notes=After M4 ships, people can log in.

        milestone M3 · Top · risk=none left | Status: Closed

        milestone M3 · Top · tests=12 passed | Status: ✅ · #12 passed

        milestone M3 · Top
        task T1 · Find what depends on T2 · planned ([ ]) · under M3

        milestone M3 · Top
        task T1 · Show "blocked by: T2" in board · planned ([ ]) · under M3

        milestone M3 · Top
        task T1 · Ship; no longer depends on T4 · planned ([ ]) · under M3

        milestone M3 · Top · notes=Each row: id | status: done | owner: x

        milestone M3 · Top · notes=The board shows | Status: Complete

        milestone M3 · Top · example=T1 | Status: Done

        milestone M3 · Top · notes=M2 · Status: Done · Depends on: M1

        milestone M3 · Top · notes=M4 Roof | Status: Done

        milestone M3 · Top · t4=Roof | Status: Done

        milestone M3 · Top
        queue-entry · M4 | Status: Done · milestone=M4 · under M3

        milestone M3 · Top

        milestone M3 · Top

        milestone M3 · Top · depends=M1; phase: 2, M2

        milestone M3 · Top · blocked (Blocked by M2)

        milestone M3 · Top · notes=Nothing here depends on M2, and status: unknown.
        "#);
    }

    #[test]
    fn a_wrapped_sentence_is_no_field() {
        assert_snapshot!(shown("# M3 Top\n\nThe base is what it\ndepends on M2 for.\n"), @"milestone M3 · Top · notes=The base is what it depends on M2 for.");
    }

    #[test]
    fn headings_rows_and_tables_of_fields_say_what_they_depend_on() {
        assert_snapshot!(shown("
## M3 Top (depends on M2)

| Field | Value | Notes |
|---|---|---|
| Status | Complete | |
| Owner | Ada | new |

## M4 Roof | Depends on: M3

| **Status** | Complete |
|---|---|
| **Blocked by** | M1, M2 |
| Colour | red |

### Prerequisites

- M5
- [x] M6
- [ ] Buy nails

## M5 Door

**Dependencies**

- M1

## M6 Lock

**Dependencies**
M5

### Depends on: M4

## M7 Key

| Status | Depends on |
|---|---|
| Planned | M6 |

### Dependencies

| Which | Why |
|---|---|
| M1 | base |

## Tasks

| Task | Notes | Status |
|---|---|---|
| T1 Draw | Depends on M2 | Done |
| T2 Print (depends on: T1) | quick; blocked by: T3 | Done |
"), @"
        milestone M3 · Top (depends on M2) · done (Complete) · depends=M2 · owner=Ada
        milestone M4 · Roof | Depends on: M3 · done (Complete) · depends=M3 · depends=M1, M2 · colour=red · depends=M5 · depends=M6
        check · M6 · done ([x]) · under M4
        task · Buy nails · planned ([ ]) · under M4
        milestone M5 · Door · depends=M1
        milestone M6 · Lock · depends=M5 · depends=M4
        milestone M7 · Key · planned (Planned) · depends=M6 · depends=M1
        task T1 · Draw · done (Done) · notes=Depends on M2 · depends=M2
        task T2 · Print (depends on: T1) · done (Done) · depends=T1 · notes=quick; blocked by: T3 · depends=T3
        ");
    }

    #[test]
    fn tables_of_something_else_are_no_fields() {
        assert_snapshot!(shown("
# M3 Top

| Column | Meaning |
|---|---|
| Status | Done when the gate passes |
| Owner | a name |

The API returns these:

| Field | Value |
|---|---|
| status | done |
| id | 12 |

| Phase | Status |
|---|---|
| Phase 1 | Planned |

| Criterion | Status |
|---|---|
| Fast | Done |
| Target | Planned |

An example of a row:

| Status | Owner |
|---|---|
| Done | Ada |

The response has these:

| Key | Value |
|---|---|
| Status | Done |
| Owner | root |

## Prerequisites

- [x] M1 Base
"), @"
        field status: done
        milestone M3 · Top · notes=The API returns these: · depends=M1 Base
          + Fast · done (Done)
          + Target · planned (Planned)
        metric · id · #12 id
        phase Phase 1 · planned (Planned) · under M3
        deliverable · Done · done (Done) · owner=Ada · under M3
        check · M1 Base · done ([x]) · under M3
        ");
    }

    #[test]
    fn what_stands_inside_a_task_is_about_the_task() {
        assert_snapshot!(shown("
# M3 Top

- [ ] T1 Draw
  - Owner: Ada | Status: Done
  - Depends on: M2
- [x] T2 Print

  Depends on M1

- [x] T3 Fold
  - Dependencies
    - T2
- [x] T4 Send
  depends on T3
- [x] T5 Post

  **Depends on:**

  - T4
- [ ] T6 Sort [depends: T5] [status: done]
"), @"
        milestone M3 · Top
        task T1 · Draw · planned ([ ]) · owner=Ada · status=Done · depends=M2 · under M3
        task T2 · Print · done ([x]) · depends=M1 · under M3
        task T3 · Fold · done ([x]) · depends=T2 · under M3
        task T4 · Send depends on T3 · done ([x]) · depends=T3 · under M3
        task T5 · Post · done ([x]) · depends=T4 · under M3
        task T6 · Sort [depends: T5] [status: done] · planned ([ ]) · depends=T5 · under M3
        ");
    }
}
