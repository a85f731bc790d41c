//! Several fields on one line: `**Status:** Done | **Depends on:** M1`, `Effort: 2d; depends on: M1`.

use std::{borrow::Cow, ops::Range};

use super::lines;
use crate::{
    markdown::Inline,
    plan::{Claim, Field},
    read::{labels, topic, walk::known_field},
};

/// Words that say what something depends on without a colon behind them.
const PHRASES: &[&str] = &["depends on", "depends upon", "blocked by", "blocked on"];

/// What only items are said to have, so that the word with a colon is a label wherever one may stand.
pub(super) const TELLING: &[&str] =
    &["status", "depends", "owner", "priority", "phase", "estimate", "target"];

/// What sets a label off from the field before it, the clearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Joint {
    /// A mark that nothing else is written with: `|`, `·`, a line break in HTML, or a gap.
    Mark,
    /// A mark that sentences have, too: `;`, a dash.
    Pause,
    /// What may as well be in the middle of a value: `,`, `(`, `.`, `/`.
    Within,
    /// Nothing but a blank.
    Blank,
}

/// Lines in which every field that shares one stands on a line of its own.
pub(super) fn apart<'l>(source: &str, lines: &'l [Inline]) -> Cow<'l, [Inline]> {
    let wraps = |lines: &[Inline]| lines.iter().skip(1).any(is_wrapped);
    if !wraps(lines) && lines.iter().all(|line| cuts(line, false).is_empty()) {
        return Cow::Borrowed(lines);
    }
    let mut whole: Vec<Inline> = Vec::new();
    for line in lines {
        match whole.last_mut().filter(|_| is_wrapped(line)) {
            Some(before) => *before = Inline::join(&[before.clone(), line.clone()]),
            None => whole.push(line.clone()),
        }
    }
    Cow::Owned(whole.iter().flat_map(|line| parts(source, line)).collect())
}

/// Whether a line goes on with a sentence: `… it`, `depends on M2`.
fn is_wrapped(line: &Inline) -> bool {
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

fn depends(source: &str, line: &Inline) -> Vec<Field> {
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
    let begins =
        |phrase: &&&str| text.get(..phrase.len()).is_some_and(|it| it.eq_ignore_ascii_case(phrase));
    let phrase = PHRASES.iter().find(begins)?;
    let behind = text.get(phrase.len()..)?;
    let value = behind.trim_start();
    (value.len() < behind.len() && !value.is_empty() && !value.starts_with(':'))
        .then_some(phrase.len())
}

/// Where one field ends and the label of the next one begins.
struct Cut {
    end: usize,
    label: usize,
    joint: Joint,
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

/// Where the labels of further fields begin. With `any`, whatever stands before what it depends on.
fn cuts(line: &Inline, any: bool) -> Vec<Cut> {
    let text = &*line.text;
    let lead = text.len() - text.trim_start().len();
    let mut cuts: Vec<Cut> = Vec::new();
    let mut labels = labels_within(line);
    labels.retain(|(at, _)| *at > lead);
    if labels.is_empty() {
        return cuts;
    }
    let is_labelled = any || lines::label(line, false).is_some();
    for (at, is_strong) in labels {
        let from = cuts.last().map_or(lead, |it| it.label);
        let before = text.get(from..at).unwrap_or_default();
        if before.trim().is_empty() {
            continue;
        }
        let (end, joint) = joint(before);
        let label = label_at(line, at).map(labels::normal).unwrap_or_default();
        if is_field(&label, joint, is_strong, is_labelled || !cuts.is_empty()) {
            cuts.push(Cut { end: from + end, label: at, joint });
        }
    }
    cuts
}

/// Where labels may begin in a line, in order, and whether they are strong.
fn labels_within(line: &Inline) -> Vec<(usize, bool)> {
    let text = &*line.text;
    let is_code = |at: usize| {
        let behind = line.codes.partition_point(|it| it.range.end as usize <= at);
        line.codes.get(behind).is_some_and(|it| it.range.start as usize <= at)
    };
    let mut found = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices(':').filter(|(at, _)| !is_code(*at)) {
        let behind = text.get(colon + 1..).unwrap_or_default();
        let strong = strong_from(line, from)
            .take_while(|it| it.start < colon)
            .find(|it| (colon..=colon + 1).contains(&it.end));
        if let Some(strong) = strong {
            found.push((strong.start, true));
        } else if behind.is_empty() || behind.starts_with([' ', '\t', '\u{a0}', '*']) {
            let before = text.get(from..colon).unwrap_or_default();
            found.extend(last_joint(before).map(|at| (from + at, false)));
        }
        from = colon + 1;
    }
    if text.contains(" on ") || text.contains(" by ") || text.contains(" upon ") {
        found.extend(phrases(line));
    }
    found.sort_unstable();
    found.dedup_by_key(|(at, _)| *at);
    found
}

/// The strong parts that begin at an offset or behind it.
fn strong_from(line: &Inline, from: usize) -> impl Iterator<Item = Range<usize>> {
    let first = line.strong.partition_point(|it| (it.start as usize) < from);
    let parts = line.strong.get(first..).unwrap_or_default();
    parts.iter().map(|it| it.start as usize..it.end as usize)
}

/// Where the words of [`PHRASES`] begin behind a joint, or as a strong part of their own.
fn phrases(line: &Inline) -> impl Iterator<Item = (usize, bool)> {
    let text = &*line.text;
    let begins = text.char_indices().filter(|(_, c)| matches!(c, 'd' | 'D' | 'b' | 'B'));
    let begins = begins.filter_map(|(at, _)| Some((at, phrase(text.get(at..)?)?)));
    begins.filter_map(|(at, len)| {
        let strong = strong_from(line, at).next() == Some(at..at + len);
        let before = text.get(..at)?;
        (strong || joint(before).1 < Joint::Blank).then_some((at, strong))
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
    let is_set_off =
        |mark: char| bare.strip_suffix(mark).is_some_and(|it| it.ends_with(char::is_whitespace));
    let joint = match mark {
        '|' | '·' | '•' | '│' | '‖' | '→' | '⋅' | '∙' => Joint::Mark,
        _ if bare.ends_with("<br>") || bare.ends_with("<br/>") || bare.ends_with("<br />") => {
            Joint::Mark
        }
        ';' | '—' | '–' => Joint::Pause,
        '-' | '/' | '~' if is_set_off(mark) => Joint::Pause,
        ',' | '(' | '[' | '.' => Joint::Within,
        _ if gap.chars().count() > 1 || gap.contains('\t') => Joint::Mark,
        _ => Joint::Blank,
    };
    let end = match joint {
        Joint::Blank => bare.len(),
        Joint::Mark | Joint::Pause | Joint::Within => {
            let bare =
                bare.trim_end_matches("<br>").trim_end_matches("<br/>").trim_end_matches("<br />");
            bare.trim_end_matches(|c: char| c.is_whitespace() || "|·•│‖→⋅∙;—–-/~,([".contains(c))
                .len()
        }
    };
    (end, joint)
}

/// Behind the last joint of a text; nothing where it has none.
fn last_joint(text: &str) -> Option<usize> {
    let words = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| at);
    let begins = words.filter(|at| {
        let before = text.get(..*at).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && joint(before).1 < Joint::Blank
    });
    begins.last()
}

/// Whether words before a colon are the label of a field.
fn is_field(label: &str, joint: Joint, is_strong: bool, is_labelled: bool) -> bool {
    let known = labels::known(label);
    let is_depends = known == Some("depends") && label != "after";
    let tells = known.is_some_and(|known| TELLING.contains(&known));
    let is_known = known.is_some() || topic::of(label).is_some();
    match joint {
        Joint::Mark => known.is_some() || is_strong,
        Joint::Pause => is_labelled && (tells || is_strong) || is_strong && is_depends,
        Joint::Within => is_depends && (is_labelled || is_strong) || is_strong && is_labelled,
        Joint::Blank => is_strong && (is_depends || is_labelled && is_known),
    }
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

        milestone M3 · Top · notes=Phases 7-8 Depends on: M2 · depends=M2

        milestone M3 · Top · notes=Layer 2 Depends on: M2 Size: M · depends=M2 · estimate=M

        milestone M3 · Top · notes=M Depends on: M2 · depends=M2

        milestone M3 · Top · notes=Status Done Depends on M2 · depends=M2

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
**Status:** Blocked by M2
Nothing here depends on M2, and status: unknown.
"), @"
        milestone M3 · Top · goal=People find things: by name, by day; at 10:30

        milestone M3 · Top · goal=Write a | Depends on: b in a cell

        milestone M3 · Top · goal=Do what is most urgent: the roof

        milestone M3 · Top · goal=Ship what the plan, the one that depends on M2, says

        milestone M3 · Top · goal=It works; the rest: later

        milestone M3 · Top · blocked (Blocked by M2)

        milestone M3 · Top · notes=Nothing here depends on M2, and status: unknown.
        ");
    }

    #[test]
    fn a_wrapped_sentence_is_no_field() {
        assert_snapshot!(shown("# M3 Top\n\nThe base is what it\ndepends on M2 for.\n"), @"milestone M3 · Top · notes=The base is what it depends on M2 for.");
    }

    #[test]
    fn headings_rows_and_tables_of_fields_say_what_they_depend_on() {
        assert_snapshot!(shown("
## M3 Top (depends on M2)

| Field | Value |
|---|---|
| Status | Complete |
| Owner | Ada |

## M4 Roof | Depends on: M3

| **Status** | Complete |
|---|---|
| **Blocked by** | M1, M2 |
| Colour | red |

### Prerequisites

- M5
- [x] M6

## M5 Door

**Dependencies**

- M1

## Tasks

| Task | Notes | Status |
|---|---|---|
| T1 Draw | Depends on M2 | Done |
| T2 Print (depends on: T1) | quick; blocked by: T3 | Done |
"), @"
        milestone M3 · Top (depends on M2) · done (Complete) · depends=M2 · owner=Ada
        milestone M4 · Roof | Depends on: M3 · done (Complete) · depends=M3 · depends=M1, M2 · colour=red · depends=M5 · depends=M6
        check · M6 · done ([x]) · under M4
        milestone M5 · Door · depends=M1
        task T1 · Draw · done (Done) · notes=Depends on M2 · depends=M2
        task T2 · Print (depends on: T1) · done (Done) · depends=T1 · notes=quick; blocked by: T3 · depends=T3
        ");
    }
}
