//! Results that say the opposite of the claim they stand beside.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, finished},
    plan::{Claim, Criterion, Document, Fraction, ItemKind, Measure, Origin},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(106),
    name: "result-contradicts-claim",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# result-contradicts-claim

## What it does

Compares what a claim says with the numbers beside it: failed tests, or fewer passed than there are,
beside `Complete` or `PASS`; a ticked criterion that states a measured value on the wrong side of its
own threshold; a share that is not what its fraction gives.

## Why is this bad?

The result is the evidence. Where it says the opposite of the claim, the claim is wrong, and whoever
reads only the status column never sees it.

## Example

```fixture
//- STATUS.md
| Milestone | Status | Tests |
|---|---|---|
| M1 Parser | Complete | 28/32 passing |
| M2 Writer | Planned | |
```

Instead: the status follows the result.

```fixture
//- STATUS.md
| Milestone | Status | Tests |
|---|---|---|
| M1 Parser | In progress | 28/32 passing |
| M2 Writer | Planned | |
```

## When it stays silent

When the numbers tell of something else: the title of the work (`[x] Fix 3 failing tests`), a result
that a later one beside it replaces (`11 failed, then 0 failed`), words that tell of the past
(`reduced from`, `was`, `before`), tests that are counted as skipped, a stated threshold below all.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim) in finished::claims(scene) {
        if counts(claim.kind) {
            of_claim(findings, document, claim);
        }
        for criterion in &claim.criteria {
            of_criterion(findings, document, claim, criterion);
        }
    }
}

/// Kinds whose numbers are their own result. Those of findings and risks tell what was found.
fn counts(kind: ItemKind) -> bool {
    kind.is_work()
        || matches!(
            kind,
            ItemKind::Gate
                | ItemKind::Check
                | ItemKind::Criterion
                | ItemKind::Test
                | ItemKind::Metric
                | ItemKind::CalendarEntry
        )
}

fn of_claim(findings: &mut Findings<'_>, document: &Document, claim: &Claim) {
    let item = finished::item(document, claim);
    if !claim.kind.is_work() {
        for (measure, share) in claim.measures.iter().filter_map(wrong_share) {
            let message = format!("{} {share}", finished::called(claim));
            let finding = findings.report(document, measure.span, message).help(SHARE_HELP);
            if let Some(item) = &item {
                finding.item(item);
            }
        }
    }
    if !claim.says_finished() {
        return;
    }
    let results: Vec<&Measure> =
        claim.measures.iter().filter(|measure| is_result(claim, measure)).collect();
    let Some((measure, result)) = contradiction(&results, claim.kind == ItemKind::Test) else {
        return;
    };
    let message = format!("{}, and its result is {result}", finished::says(claim));
    let finding = findings.report(document, measure.span, message).help(HELP);
    if let Some(item) = &item {
        finding.item(item);
    }
}

const HELP: &str = "run it again and state the result, or take the claim back";
const SHARE_HELP: &str = "state the fraction alone; its share follows from it";

/// Whether a measure is a result of the claim, and not a part of its name or its history.
fn is_result(claim: &Claim, measure: &Measure) -> bool {
    if let Some(status) = &claim.status
        && status.span.contains(measure.span)
    {
        return !tells_of_the_past(&status.raw);
    }
    let field = claim.fields.iter().find(|field| field.span.contains(measure.span));
    match field {
        Some(field) => {
            let name = field.name.as_str();
            let is_own = claim.origin == Origin::Row || RESULT_FIELDS.contains(&name);
            is_own && !tells_of_the_past(&field.value)
        }
        None => claim.origin == Origin::ListItem && is_set_off(&claim.title, measure),
    }
}

/// Labelled lines of a section that state its result.
const RESULT_FIELDS: &[&str] =
    &["actual", "coverage", "evidence", "outcome", "progress", "result", "status", "tests"];

/// Words of sentences that tell of an earlier result.
const PAST: &[&str] = &[
    "before",
    "baseline",
    "down",
    "earlier",
    "expected",
    "first",
    "fixed",
    "from",
    "had",
    "initially",
    "known",
    "previously",
    "reduced",
    "remaining",
    "resolved",
    "till",
    "until",
    "was",
    "were",
    "→",
    "->",
];

fn tells_of_the_past(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'));
    words.any(|word| PAST.contains(&word))
}

/// Whether a measure stands behind a bracket, dash or colon of a title: `All pass (28/32)`.
fn is_set_off(title: &str, measure: &Measure) -> bool {
    let at = spellings(measure).into_iter().find_map(|spelling| title.find(&spelling));
    let before = at.and_then(|at| title.get(..at)).unwrap_or_default();
    let is_set_off = before.contains(['(', '[', ':', '—', '–']) || before.contains(" - ");
    is_set_off && !tells_of_the_past(title)
}

/// How a measure may be written.
fn spellings(measure: &Measure) -> Vec<String> {
    let mut spellings = Vec::new();
    if let Some(Fraction { part, whole }) = measure.fraction {
        spellings.push(format!("{part}/{whole}"));
        spellings.push(format!("{part} of {whole}"));
    }
    spellings.extend(measure.percent.or(measure.value).map(|value| value.to_string()));
    spellings
}

/// The first result that cannot stand beside a claim of success.
fn contradiction<'a>(results: &[&'a Measure], any_label: bool) -> Option<(&'a Measure, String)> {
    if results.iter().any(|measure| measure.bound.is_some()) {
        return None;
    }
    let failed = results.iter().filter(|measure| is_failure(measure));
    let mut failed = failed.filter_map(|measure| Some((measure, measure.value?)));
    let none_left = results.iter().any(|it| is_failure(it) && it.value == Some(0.0));
    if let Some((measure, value)) = failed.find(|(_, value)| *value > 0.0)
        && !none_left
    {
        return Some((measure, format!("`{value} {}`", measure.label.trim())));
    }
    let short = results.iter().filter_map(|measure| {
        let fraction = measure.fraction.filter(|it| it.part < it.whole)?;
        let is_success = tells_success(&measure.label) || any_label && measure.label.is_empty();
        is_success.then_some((*measure, fraction))
    });
    let mut short = short.filter(|(_, fraction)| !is_made_up(results, *fraction));
    let (measure, Fraction { part, whole }) = short.next()?;
    Some((measure, format!("`{}`", format!("{part}/{whole} {}", measure.label).trim())))
}

fn is_failure(measure: &Measure) -> bool {
    let label = measure.label.to_lowercase();
    let last = label.rsplit(' ').next().unwrap_or_default();
    let is_plain = measure.fraction.is_none() && measure.unit.is_empty();
    is_plain && matches!(last, "fail" | "failed" | "failing" | "failures" | "failure" | "red")
}

fn tells_success(label: &str) -> bool {
    let label = label.to_lowercase();
    label.split(' ').any(|word| {
        matches!(
            word,
            "pass"
                | "passed"
                | "passes"
                | "passing"
                | "green"
                | "ok"
                | "succeeded"
                | "tests"
                | "met"
        )
    })
}

/// Whether other results make up for a short fraction: a full one, or the skipped rest.
fn is_made_up(results: &[&Measure], short: Fraction) -> bool {
    let full = |measure: &&Measure| {
        measure.fraction.is_some_and(|it| it.part == it.whole && it.whole >= short.whole)
    };
    let rest = short.whole.saturating_sub(short.part).to_string();
    let skipped = |measure: &&Measure| {
        let label = measure.label.to_lowercase();
        let is_skip =
            label.contains("skip") || label.contains("ignored") || label.contains("xfail");
        is_skip && measure.value.is_some_and(|value| value.to_string() == rest)
    };
    results.iter().any(|measure| full(measure) || skipped(measure))
}

/// A share that its own fraction does not give, rounded in any way.
fn wrong_share(measure: &Measure) -> Option<(&Measure, String)> {
    let Fraction { part, whole } = measure.fraction?;
    let stated = measure.percent?;
    let whole = u32::try_from(whole).ok().filter(|whole| *whole > 0)?;
    let share = f64::from(u32::try_from(part).ok()?) * 100.0 / f64::from(whole);
    let text = format!("states {part}/{whole} as {stated} %, and it is {} %", share.floor());
    ((stated - share).abs() >= 1.0).then_some((measure, text))
}

fn of_criterion(
    findings: &mut Findings<'_>,
    document: &Document,
    claim: &Claim,
    criterion: &Criterion,
) {
    let mut report = |span: Span, message: String, help: &str| {
        let finding = findings.report(document, span, message).help(help);
        if let Some(item) = finished::item(document, claim) {
            finding.item(&item);
        }
    };
    let quoted = finished::quoted(&criterion.text);
    for (measure, share) in criterion.measures.iter().filter_map(wrong_share) {
        report(measure.span, format!("criterion {quoted} {share}"), SHARE_HELP);
    }
    if !finished::is_met(criterion) || tells_of_the_past(&criterion.text) {
        return;
    }
    let results = criterion.measures.iter().filter(|it| is_set_off(&criterion.text, it));
    let results: Vec<&Measure> = results.collect();
    if let Some((measure, result)) = contradiction(&results, false) {
        let message = format!("criterion {quoted} is marked met, and its result is {result}");
        report(measure.span, message, HELP);
    } else if let Some((measure, message)) = misses_bound(criterion) {
        report(measure.span, format!("criterion {quoted} is marked met, and {message}"), HELP);
    }
}

/// A measured value, set off behind the only threshold of a criterion, on its wrong side.
fn misses_bound(criterion: &Criterion) -> Option<(&Measure, String)> {
    let mut bounds = criterion.measures.iter().filter(|it| it.bound.is_some());
    let (bound, None) = (bounds.next()?, bounds.next()) else { return None };
    let is_measured = |it: &&Measure| {
        it.bound.is_none()
            && it.fraction.is_none()
            && it.span.start >= bound.span.end
            && it.unit == bound.unit
            && it.percent.is_some() == bound.percent.is_some()
            && is_set_off(&criterion.text, it)
    };
    let mut measured = criterion.measures.iter().filter(is_measured);
    let (measure, None) = (measured.next()?, measured.next()) else { return None };
    let is_share = bound.percent.is_some();
    if !is_share && bound.unit.is_empty() {
        return None;
    }
    let (limit, value) = (number(bound)?, number(measure)?);
    let sign = bound.bound.as_deref()?;
    let holds = match sign {
        "<" => value < limit,
        "<=" => value <= limit,
        ">" => value > limit,
        ">=" => value >= limit,
        _ => true,
    };
    let unit = if is_share { "%" } else { &bound.unit };
    (!holds).then(|| (measure, format!("{value} {unit} is not {sign} {limit} {unit}")))
}

fn number(measure: &Measure) -> Option<f64> {
    measure.percent.or(measure.value)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn results_that_say_the_opposite_are_reported() {
        let fixture = "
| Milestone | Status | Tests | Notes |
|---|---|---|---|
| M1 Parser | Complete | 28/32 passing | |
| M2 Writer | Complete | 40 passed, 11 failed | |
| M3 Reader | Done | 12/12 passing | |
| M4 Linter | In progress | 3/9 passing | |

## Test status

| Test | Result | Notes |
|---|---|---|
| unit | PASS | 3 failed |
| integration | PASS | 28/32 (100%) |
| smoke | PASS | 32/32 (100%) |
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:3:26 error[result-contradicts-claim]: milestone `M1` is marked `Complete`, and its result is `28/32 passing`
          at: 28/32 passing
          help: run it again and state the result, or take the claim back
        STATUS.md:4:37 error[result-contradicts-claim]: milestone `M2` is marked `Complete`, and its result is `11 failed`
          at: 11 failed
          help: run it again and state the result, or take the claim back
        STATUS.md:12:17 error[result-contradicts-claim]: test “unit” is marked `PASS`, and its result is `3 failed`
          at: 3 failed
          help: run it again and state the result, or take the claim back
        STATUS.md:13:24 error[result-contradicts-claim]: test “integration” is marked `PASS`, and its result is `28/32`
          at: 28/32 (100%)
          help: run it again and state the result, or take the claim back
        STATUS.md:13:24 error[result-contradicts-claim]: test “integration” states 28/32 as 100 %, and it is 87 %
          at: 28/32 (100%)
          help: state the fraction alone; its share follows from it
        ");
    }

    #[test]
    fn what_tells_of_something_else_is_no_result() {
        let fixture = "
| Milestone | Status | Notes |
|---|---|---|
| M1 Parser | Complete | failures reduced from 11 failed to none |
| M2 Writer | Complete | first run: 3 failed; now 0 failed |
| M3 Reader | Complete | 28/32 passing, 4 skipped |
| M4 Printer | Complete | 0 failed, 2/3 of the pages moved |

## Tasks

- [x] M1-T01 Fix 3 failing tests
- [x] M1-T02 Get from 28/32 passing to all

## Findings

| ID | Finding | Status |
|---|---|---|
| F1 | 11 failed in the full suite | Resolved |
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn ticked_criteria_are_held_to_their_own_numbers() {
        let fixture = "
# M1 Parser

**Goal:** Every table is read

## Acceptance criteria

- [x] Coverage of lines ≥ 80 % (71 %)
- [x] p95 latency < 500 ms (measured: 620 ms)
- [x] Every test passes (28/32 passing)
- [x] Coverage of branches ≥ 60 % (64 %)
- [x] Coverage raised from 40 % to ≥ 60 %
- [ ] Coverage of pages ≥ 80 % (12 %)
- [x] At least 32 integration tests pass
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:7:33 error[result-contradicts-claim]: criterion “Coverage of lines ≥ 80 % (71 %)” is marked met, and 71 % is not >= 80 %
          at: 71 %
          help: run it again and state the result, or take the claim back
        STATUS.md:8:39 error[result-contradicts-claim]: criterion “p95 latency < 500 ms (measured: 620 ms)” is marked met, and 620 ms is not < 500 ms
          at: 620 ms
          help: run it again and state the result, or take the claim back
        STATUS.md:9:26 error[result-contradicts-claim]: criterion “Every test passes (28/32 passing)” is marked met, and its result is `28/32 passing`
          at: 28/32 passing
          help: run it again and state the result, or take the claim back
        ");
    }
}
