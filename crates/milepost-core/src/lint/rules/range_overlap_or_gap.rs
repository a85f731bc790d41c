//! Ranges of ids that share a member, or leave one out.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    id::ItemId,
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, Document, Reference},
    read::atoms::id,
    scene::Scene,
    series::{self, Member},
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(119),
    name: "range-overlap-or-gap",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks at tables whose rows claim ranges of ids (`Phase 1 | M0-M14`, `Phase 2 | M15-M50`): an id that
two rows claim is an error, and so is one that the document speaks of and no row claims. A gap of
which nothing is said is a note.

## Why is this bad?
What belongs to two phases is counted twice, and what belongs to none is counted never. Either way no
number over phases can be right.

## Example
```fixture
| Phase | Range | Status |
|---|---|---|
| Phase 1 | M1-M10 | Done |
| Phase 2 | M10-M20 | In progress |
| Phase 3 | M26-M40 | Planned |

## Milestones

- [x] M22 Caching
```

Instead:
```fixture
| Phase | Range | Status |
|---|---|---|
| Phase 1 | M1-M10 | Done |
| Phase 2 | M11-M25 | In progress |
| Phase 3 | M26-M40 | Planned |

## Milestones

- [x] M22 Caching
```

## When it stays silent
For a range that covers all the others (a row of totals), and for ranges of different series.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let groups = groups(document);
        if groups.is_empty() {
            continue;
        }
        let spoken = spoken(document);
        for (key, ranges) in groups {
            look(document, &ranges, spoken.get(&key), findings);
        }
    }
}

/// The fence and the series.
type Key<'a> = (u16, &'a str);

/// A range that a row claims.
#[derive(Clone, Copy)]
struct Claimed<'a> {
    claim: &'a Claim,
    span: Span,
    series: &'a str,
    width: usize,
    from: u64,
    to: u64,
}

impl Claimed<'_> {
    /// Some of the ids as people write them: `M150`, or `M150-M152`.
    fn words(&self, from: u64, to: u64) -> String {
        let first = series::id(self.series, from, self.width);
        if from == to {
            return format!("`{first}`");
        }
        format!("`{first}-{}`", series::id(self.series, to, self.width))
    }
}

/// The ranges of each series, in their order; only where there are several.
fn groups(document: &Document) -> BTreeMap<Key<'_>, Vec<Claimed<'_>>> {
    let mut groups: BTreeMap<Key<'_>, Vec<Claimed<'_>>> = BTreeMap::new();
    for claim in &document.claims {
        for field in claim.fields_named("range") {
            let Some(range) = claimed(claim, &field.value, field.span) else { continue };
            groups.entry((claim.fence, range.series)).or_default().push(range);
        }
    }
    for ranges in groups.values_mut() {
        ranges.sort_by_key(|range| (range.from, range.to));
        let ends = ranges.iter().map(|it| it.from).min().zip(ranges.iter().map(|it| it.to).max());
        ranges.retain(|range| ends != Some((range.from, range.to)));
    }
    groups.retain(|_, ranges| ranges.len() > 1);
    groups
}

/// The only range of a cell. Its series is borrowed from the claim's own references.
fn claimed<'a>(claim: &'a Claim, value: &str, span: Span) -> Option<Claimed<'a>> {
    let found = id::whole(value)?;
    let is_same = |it: &&Reference| it.id == found.id && it.through == found.through;
    let reference = claim.references.iter().find(is_same)?;
    let first = Member::of(&reference.id)?;
    let to = match &reference.through {
        Some(last) => Member::of(last).filter(|last| last.series == first.series)?.number,
        None => first.number,
    };
    Some(Claimed { claim, span, series: first.series, width: first.width, from: first.number, to })
}

/// The single ids that claims are about or name, with the first place of each.
fn spoken(document: &Document) -> BTreeMap<Key<'_>, BTreeMap<u64, (&ItemId, Span)>> {
    let mut spoken: BTreeMap<Key<'_>, BTreeMap<u64, (&ItemId, Span)>> = BTreeMap::new();
    let mut hear = |fence: u16, id, span| {
        if let Some(member) = Member::of(id).filter(|member| !member.is_open) {
            let places = spoken.entry((fence, member.series)).or_default();
            places.entry(member.number).or_insert((id, span));
        }
    };
    for claim in document.claims.iter().filter(|claim| claim.field("range").is_none()) {
        if let Some(id) = &claim.id {
            hear(claim.fence, id, claim.name_span);
        }
        for reference in claim.references.iter().filter(|it| it.through.is_none()) {
            hear(claim.fence, &reference.id, reference.span);
        }
    }
    spoken
}

fn look(
    document: &Document,
    ranges: &[Claimed<'_>],
    spoken: Option<&BTreeMap<u64, (&ItemId, Span)>>,
    findings: &mut Findings<'_>,
) {
    let mut seen = BTreeSet::new();
    let mut furthest: Option<Claimed<'_>> = None;
    for range in ranges {
        if let Some(before) = furthest {
            if range.from <= before.to {
                overlap(document, before, *range, findings);
            } else if range.from > before.to + 1 && seen.insert(before.to) {
                gap(document, before, *range, spoken, findings);
            }
        }
        if furthest.is_none_or(|before| range.to >= before.to) {
            furthest = Some(*range);
        }
    }
}

fn overlap(
    document: &Document,
    before: Claimed<'_>,
    range: Claimed<'_>,
    findings: &mut Findings<'_>,
) {
    let shared = range.words(range.from, range.to.min(before.to));
    let (left, right) = (before.claim.name(), range.claim.name());
    findings
        .report(document, range.span, format!("{shared} belongs to `{left}` and to `{right}`"))
        .label(document, before.span, format!("the range of `{left}`"))
        .help("let one range end before the next begins");
}

fn gap(
    document: &Document,
    before: Claimed<'_>,
    range: Claimed<'_>,
    spoken: Option<&BTreeMap<u64, (&ItemId, Span)>>,
    findings: &mut Findings<'_>,
) {
    let (from, to) = (before.to + 1, range.from - 1);
    let missing = range.words(from, to);
    let (left, right) = (before.claim.name(), range.claim.name());
    let between = format!("between `{left}` and `{right}`");
    let witness = spoken.and_then(|ids| ids.range(from..=to).next());
    let finding = match witness {
        Some((_, (id, span))) => findings
            .report(
                document,
                range.span,
                format!("`{id}` belongs to no range: {missing} is left out {between}"),
            )
            .label(document, *span, format!("`{id}` is spoken of here")),
        None => findings
            .report(document, range.span, format!("{missing} belongs to no range {between}"))
            .at_most(Severity::Note),
    };
    finding.help("widen a range, or say what became of the ids between");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn shared_ids_are_errors_and_silent_gaps_are_notes() {
        let text = "
## Phases

| Phase | Range | Status |
|---|---|---|
| Phase 1 (Dig) | T01-T04 | Done |
| Phase 2 (Build) | T03-T09 | In progress |
| Phase 3 (Paint) | T12-T15 | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:6:21 error[range-overlap-or-gap]: `T03-T04` belongs to `Phase 1` and to `Phase 2`
          at: T03-T09
          see STATUS.md:5: the range of `Phase 1`
          help: let one range end before the next begins
        STATUS.md:7:21 note[range-overlap-or-gap]: `T10-T11` belongs to no range between `Phase 2` and `Phase 3`
          at: T12-T15
          help: widen a range, or say what became of the ids between
        ");
    }

    #[test]
    fn an_id_in_a_gap_that_the_document_speaks_of_is_an_error() {
        let text = "
## Phases

| Phase | M-row range | Status |
|---|---|---|
| Phase 1 | M0–M9 | Done |
| Phase 2 | M20–M29 | Planned |

## Milestones

- M12 — shelf
- M21 — counter
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:6:13 error[range-overlap-or-gap]: `M12` belongs to no range: `M10-M19` is left out between `Phase 1` and `Phase 2`
          at: M20–M29
          see STATUS.md:10: `M12` is spoken of here
          help: widen a range, or say what became of the ids between
        ");
    }

    #[test]
    fn ranges_that_follow_each_other_and_a_row_of_totals_are_fine() {
        let text = "
## Phases

| Phase | Range | Status |
|---|---|---|
| Phase 1 | M1-M4 | Done |
| Phase 2 | M5-M9 | In progress |
| Phase 3 | D-001..D-004 | Planned |
| All | M1-M9 | In progress |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
