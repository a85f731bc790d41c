//! Stated progress that no count gives.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, placement},
    plan::{
        Claim, ClaimAt, Document, Fraction, ItemKey, ItemKind, Measure, Origin, Status, key_of,
    },
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(109),
    name: "progress-mismatch",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Recounts stated progress: a percentage beside its own fraction (`45% (2/5)`), that of an item against
its criteria and its parts, and that of the whole project against the items of the document.

## Why is this bad?
A percentage that nothing adds up to is a feeling. It looks measured, grows steadily and reaches
90 % long before anything is finished.

## Example
```fixture
## Progress

**Overall:** 60% (1/2 milestones complete)

**Current milestone:** M2 Exporter (80% complete)

- [x] Deliverable 1: Writer (COMPLETE)
- [ ] Deliverable 2: Reader (IN PROGRESS)

## Milestones

- [x] M1 Importer
- [ ] M2 Exporter
```

Instead: state what the parts give.
```fixture
## Progress

**Overall:** 50% (1/2 milestones complete)

**Current milestone:** M2 Exporter (50% complete)

- [x] Deliverable 1: Writer (COMPLETE)
- [ ] Deliverable 2: Reader (IN PROGRESS)

## Milestones

- [x] M1 Importer
- [ ] M2 Exporter
```

## When it stays silent
When criteria or parts give the percentage, rounded either way, and when the document lists neither.
Thresholds (`coverage > 85 %`) are no progress. Parts that left the plan are not counted.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let mut looked = BTreeSet::new();
        for claim in &document.claims {
            for measure in &claim.measures {
                if measure.bound.is_none() && looked.insert(measure.span) {
                    against_own_fraction(document, claim, measure, findings);
                }
            }
        }
        if document.claims.iter().any(|claim| claim.kind == ItemKind::Progress) {
            progress(document, findings);
        }
    }
}

/// `45% (2/5)`.
fn against_own_fraction(
    document: &Document,
    claim: &Claim,
    measure: &Measure,
    findings: &mut Findings<'_>,
) {
    let (Some(fraction), Some(percent)) = (measure.fraction, measure.percent) else { return };
    let Some(exact) = percent_of(fraction) else { return };
    if is_close(exact, percent) || fraction.part > fraction.whole {
        return;
    }
    let Fraction { part, whole } = fraction;
    let message = format!("{percent} % is stated of {part}/{whole}, which is {} %", exact.floor());
    let finding = findings
        .report(document, measure.span, message)
        .help("state the fraction alone, or the percentage that it gives");
    // The progress of an item is the item's, stated twice.
    if let Some(id) = claim.id.as_ref().filter(|_| claim.kind.is_work()) {
        finding.item(id);
    }
}

fn progress(document: &Document, findings: &mut Findings<'_>) {
    let counts = Counts::of(document);
    for claim in document.claims.iter().filter(|claim| claim.kind == ItemKind::Progress) {
        let owner = claim.parent.and_then(|at| Some((at, document.claim(at)?)));
        let owner = owner.filter(|(_, owner)| owner.kind.is_work());
        for measure in claim.measures.iter().filter(|measure| measure.bound.is_none()) {
            match owner {
                Some((at, owner)) => of_item(document, &counts, (at, owner), measure, findings),
                None if is_overall(claim) => {
                    of_all(document, &counts, claim.fence, measure, findings);
                }
                None => {}
            }
        }
    }
}

fn is_overall(claim: &Claim) -> bool {
    let lower = claim.title.to_lowercase();
    ["overall", "total", "project"].iter().any(|word| lower.contains(word))
}

/// What an item says of itself, against its criteria and its parts.
fn of_item(
    document: &Document,
    counts: &Counts<'_>,
    (at, owner): (ClaimAt, &Claim),
    measure: &Measure,
    findings: &mut Findings<'_>,
) {
    let (Some(percent), None) = (measure.percent, measure.fraction) else { return };
    let given = counts.of_item(at, owner);
    if given.is_empty() || given.iter().any(|(_, it)| gives(*it, percent)) {
        return;
    }
    let sources = given.iter().map(|(name, fraction)| {
        let exact = percent_of(*fraction).unwrap_or_default().floor();
        format!("its {name} give {exact} % ({}/{})", fraction.part, fraction.whole)
    });
    let message = format!(
        "{} `{}` is stated at {percent} %, and {}",
        owner.kind.as_str(),
        owner.name(),
        sources.collect::<Vec<_>>().join(" and "),
    );
    let finding = findings
        .report(document, measure.span, message)
        .help("state what criteria or parts give, with the fraction beside it");
    if let Some(id) = &owner.id {
        finding.item(id);
    }
}

/// What a document says of the whole project, against the items that it lists.
fn of_all(
    document: &Document,
    counts: &Counts<'_>,
    fence: u16,
    measure: &Measure,
    findings: &mut Findings<'_>,
) {
    let listed = counts.of_all(fence);
    let told = |(kind, fraction): &(ItemKind, Fraction)| {
        format!("{}/{} {}s", fraction.part, fraction.whole, kind.as_str())
    };
    let wrong = match (measure.fraction, measure.percent) {
        (Some(stated), _) => {
            let named = listed.iter().find(|(kind, _)| measure.label.contains(kind.as_str()));
            named.filter(|(_, it)| it.whole == stated.whole && it.part != stated.part).map(|it| {
                format!(
                    "{}/{} is stated, and this document lists {}",
                    stated.part,
                    stated.whole,
                    told(it)
                )
            })
        }
        (None, Some(percent)) => {
            let mut all = listed.iter().map(|(_, it)| *it).chain(tables(document, fence));
            let is_given = all.any(|it| gives(it, percent));
            let milestones = listed.iter().find(|(kind, _)| *kind == ItemKind::Milestone);
            milestones.filter(|_| !is_given).map(|it| {
                format!("{percent} % is stated of all, and this document lists {} done", told(it))
            })
        }
        (None, None) => None,
    };
    if let Some(message) = wrong {
        findings
            .report(document, measure.span, message)
            .help("state the fraction that the items give");
    }
}

/// The fractions that the rows under each heading give.
fn tables(document: &Document, fence: u16) -> impl Iterator<Item = Fraction> {
    placement::rows(document).into_iter().filter_map(move |rows| {
        let rows = rows.into_iter().filter_map(|at| document.claim(at));
        let work = rows.filter(|row| row.kind.is_work() && row.fence == fence);
        fraction(work.map(|row| row.status.as_ref().map(|it| it.status)))
    })
}

/// What the claims of a document count up to.
struct Counts<'d> {
    children: BTreeMap<ClaimAt, Vec<&'d Claim>>,
    /// The distinct items of each fence and kind, with the first state that is stated.
    items: BTreeMap<(u16, ItemKind), BTreeMap<ItemKey, Option<Status>>>,
}

impl<'d> Counts<'d> {
    fn of(document: &'d Document) -> Self {
        let mut counts = Self { children: BTreeMap::new(), items: BTreeMap::new() };
        for claim in document.claims.iter().filter(|claim| claim.kind.is_work()) {
            if let Some(parent) = claim.parent {
                counts.children.entry(parent).or_default().push(claim);
            }
            if claim.origin == Origin::Prose || claim.through.is_some() {
                continue;
            }
            if let Some(key) = key_of(document, claim) {
                let items = counts.items.entry((claim.fence, claim.kind)).or_default();
                let state = items.entry(key).or_default();
                *state = state.or(claim.status.as_ref().map(|it| it.status));
            }
        }
        counts
    }

    /// The fractions of an item: criteria met, and parts finished by kind.
    fn of_item(&self, at: ClaimAt, owner: &Claim) -> Vec<(&'static str, Fraction)> {
        let states = owner.criteria.iter().map(|it| it.status.as_ref().map(|it| it.status));
        let criteria = fraction(states).map(|it| ("criteria", it));
        let parts = self.children.get(&at).map(Vec::as_slice).unwrap_or_default();
        let kinds = [
            ("milestones", ItemKind::Milestone),
            ("deliverables", ItemKind::Deliverable),
            ("tasks", ItemKind::Task),
        ];
        let by_kind = kinds.into_iter().filter_map(|(name, kind)| {
            let parts = parts.iter().filter(|part| part.kind == kind);
            let states = parts.map(|part| part.status.as_ref().map(|it| it.status));
            Some((name, fraction(states)?))
        });
        criteria.into_iter().chain(by_kind).collect()
    }

    /// The fractions of all that a document lists, by kind.
    fn of_all(&self, fence: u16) -> Vec<(ItemKind, Fraction)> {
        let kinds = [ItemKind::Phase, ItemKind::Milestone, ItemKind::Deliverable, ItemKind::Task];
        let listed = kinds.into_iter().filter_map(|kind| {
            let items = self.items.get(&(fence, kind))?;
            Some((kind, fraction(items.values().copied())?))
        });
        listed.collect()
    }
}

/// The finished ones of those that are still in the plan; nothing where no state is stated.
fn fraction(states: impl Iterator<Item = Option<Status>>) -> Option<Fraction> {
    let states: Vec<Option<Status>> = states.collect();
    if states.iter().all(Option::is_none) {
        return None;
    }
    let counted = states.iter().filter(|it| !it.is_some_and(Status::is_dropped));
    let finished = states.iter().filter(|it| it.is_some_and(Status::is_finished)).count();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Some(Fraction { part: number(finished), whole: number(counted.count()) })
}

fn gives(fraction: Fraction, percent: f64) -> bool {
    percent_of(fraction).is_some_and(|exact| is_close(exact, percent))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a document are far below 2^52")]
fn percent_of(fraction: Fraction) -> Option<f64> {
    (fraction.whole > 0).then(|| fraction.part as f64 * 100.0 / fraction.whole as f64)
}

/// People round up, down and to the nearest.
fn is_close(exact: f64, stated: f64) -> bool {
    (exact - stated).abs() < 1.0
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_percentage_is_compared_with_its_own_fraction() {
        let text = "
## Milestones

- [x] M1 Store
- [ ] M2 Shop

## Test status

- Unit: 30/40 passing (90%)
- Smoke: 2/3 passing (67%)
- Contract: 7/8 passing (87%)
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:8:9 error[progress-mismatch]: 90 % is stated of 30/40, which is 75 %
          at: 30/40 passing (90%)
          help: state the fraction alone, or the percentage that it gives
        ");
    }

    #[test]
    fn the_progress_of_an_item_is_recounted_from_criteria_and_parts() {
        let text = "
# Milestone: M2 Shop

- Status: In progress
- Progress: 70%

## Acceptance criteria

- [x] Orders are kept
- [ ] Orders are paid

## Deliverables

- [x] M2-D1 Basket
- [ ] M2-D2 Till
- [ ] M2-D3 Receipt
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:4:13 error[progress-mismatch]: milestone `M2` is stated at 70 %, and its criteria give 50 % (1/2) and its deliverables give 33 % (1/3)
          at: 70%
          help: state what criteria or parts give, with the fraction beside it
        ");
    }

    #[test]
    fn overall_progress_is_recounted_from_the_items_listed() {
        let text = "
## Progress

| Metric | Value |
|---|---|
| Overall progress | 75% |

## Board

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:5:22 error[progress-mismatch]: 75 % is stated of all, and this document lists 1/2 milestones done
          at: 75%
          help: state the fraction that the items give
        ");
    }

    #[test]
    fn either_fraction_is_good_enough_and_thresholds_are_no_progress() {
        let text = "
# Milestone: M2 Shop

- Status: In progress
- Progress: 33%

## Acceptance criteria

- [x] Coverage > 85% of lines
- [ ] Orders are paid

## Deliverables

- [x] M2-D1 Basket
- [ ] M2-D2 Till
- [ ] M2-D3 Receipt
- [ ] M2-D4 Van (out of scope)
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn the_rows_of_any_table_may_give_the_overall_progress() {
        let text = "
## Progress

| Metric | Value |
|---|---|
| Overall progress | 25% |

## Board

| Deliverable | Status |
|---|---|
| EP-1 Store | Done |
| EP-2 Shop | Planned |
| EP-3 Roof | Planned |
| EP-4 Door | Planned |

## Milestones

- [x] M1 Permit
- [ ] M2 Opening
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn progress_of_things_without_parts_is_taken_as_it_is() {
        let text = "
## Milestones

- [x] M1 Store
- [ ] M2 Shop - 65%
- [ ] M3 Roof - 0%
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
