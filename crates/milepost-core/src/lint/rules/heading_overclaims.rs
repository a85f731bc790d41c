//! Headings that claim a state for all under them.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, placement},
    plan::{Claim, ClaimAt, Document, Heading, ItemKind, Status},
    read::atoms::status,
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(111),
    name: "heading-overclaims",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for headings whose words give one finished state to all that stands under them (`ALL
MITIGATED`, `COMPLETED`, `Completed milestones`, `FINAL STATUS`), over rows that say otherwise.

## Why is this bad?
People read headings. Whoever skims the document takes away that nothing is left, while its own rows
say that something is.

## Example
```fixture
## Risk register: ALL MITIGATED

| ID | Risk | Status |
|---|---|---|
| R1 | Parser runs out of memory | Mitigated |
| R2 | Clock drifts between hosts | Open |
```

Instead: let the heading say what it holds.
```fixture
## Risk register

| ID | Risk | Status |
|---|---|---|
| R1 | Parser runs out of memory | Mitigated |
| R2 | Clock drifts between hosts | Open |
```

## When it stays silent
When no row under the heading states an unfinished state, for what stands under a heading of its own
further in, for headings that name an item (`status-conflict` looks at those), and for words like
*done* inside a phrase (`Definition of done`).
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let claiming: Vec<(usize, &Heading, Overclaim<'_>)> = document
            .headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| heading.claim.is_none())
            .filter_map(|(at, heading)| Some((at, heading, overclaim(&heading.text)?)))
            .collect();
        if claiming.is_empty() {
            continue;
        }
        let rows = placement::rows(document);
        for (at, heading, words) in claiming {
            let rows = rows.get(at).map(Vec::as_slice).unwrap_or_default();
            look(document, heading, words, rows, findings);
        }
    }
}

/// The words of a heading that claim a state for all below.
#[derive(Clone, Copy)]
struct Overclaim<'h> {
    words: &'h str,
    weight: Severity,
}

fn look(
    document: &Document,
    heading: &Heading,
    overclaim: Overclaim<'_>,
    rows: &[ClaimAt],
    findings: &mut Findings<'_>,
) {
    let rows: Vec<&Claim> = rows.iter().filter_map(|at| document.claim(*at)).collect();
    let stated = || rows.iter().filter_map(|row| Some((row, row.status.as_ref()?)));
    let left: Vec<_> = stated()
        .filter(|(row, says)| placement::is_listed(row) && contradicts(row, says.status))
        .collect();
    let Some((first, says)) = left.first() else { return };
    let message = format!(
        "the heading says `{}`, and {} of {} {} under it {} not: {} `{}` is `{}`",
        overclaim.words,
        left.len(),
        stated().count(),
        if stated().count() == 1 { "row" } else { "rows" },
        if left.len() == 1 { "is" } else { "are" },
        first.kind.as_str(),
        first.name(),
        says.raw,
    );
    findings
        .report(document, heading.span, message)
        .label(document, says.span, format!("`{}` here", says.raw))
        .at_most(overclaim.weight)
        .help("take the state out of the heading, or move what is not finished elsewhere");
}

/// Whether a row's state leaves the words of the heading wrong. Queues list what comes next.
fn contradicts(row: &Claim, status: Status) -> bool {
    row.kind != ItemKind::QueueEntry && (status.is_unfinished() || status == Status::Pending)
}

/// What a heading claims for all below: its last words behind a separator, or all of it.
fn overclaim(text: &str) -> Option<Overclaim<'_>> {
    let text = text.trim().trim_end_matches([')', ']', ' ']);
    let cut = ["—", "–", "→", "->", " - ", ":", "(", "[", "|"]
        .iter()
        .filter_map(|separator| text.rfind(separator).map(|at| at + separator.len()))
        .max();
    let Some(tail) = cut.and_then(|at| text.get(at..)).map(str::trim) else {
        return whole(text);
    };
    remark(tail).map(|weight| Overclaim { words: tail, weight })
}

/// A remark behind a separator that is nothing but a state: `ALL MITIGATED`, `cleared`.
fn remark(tail: &str) -> Option<Severity> {
    let lower = tail.to_lowercase();
    if matches!(lower.as_str(), "final status" | "final" | "final state") {
        return Some(Severity::Warning);
    }
    let word = ["all ", "fully ", "everything ", "100% "]
        .iter()
        .find_map(|all| lower.strip_prefix(all))
        .unwrap_or(&lower);
    let says = |word: &str| status::whole(word).is_some_and(|it| it.status.is_finished());
    // In capitals more words may follow: `COMPLETED AHEAD OF SCHEDULE`.
    let first = word.split_whitespace().next().unwrap_or_default();
    let is_loud = tail.chars().any(char::is_alphabetic) && !tail.chars().any(char::is_lowercase);
    (says(word) || (is_loud && says(first))).then_some(Severity::Error)
}

/// A heading that is a state: `Done`, `Completed milestones`, `ALL TASKS DONE`, `Final status`.
fn whole(text: &str) -> Option<Overclaim<'_>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let weight = match *words.as_slice() {
        ["final", "status"] => Severity::Warning,
        ["completed" | "finished" | "done" | "closed" | "resolved" | "shipped" | "cleared"] => {
            Severity::Error
        }
        ["completed" | "finished" | "resolved" | "mitigated" | "shipped", noun]
            if is_plural(noun) =>
        {
            Severity::Error
        }
        ["all", .., "done" | "complete" | "completed" | "finished" | "resolved" | "mitigated"]
            if words.len() <= 4 =>
        {
            Severity::Error
        }
        _ => return None,
    };
    Some(Overclaim { words: text, weight })
}

fn is_plural(noun: &str) -> bool {
    matches!(
        noun,
        "milestones"
            | "phases"
            | "deliverables"
            | "tasks"
            | "items"
            | "risks"
            | "blockers"
            | "findings"
            | "issues"
            | "work"
            | "epics"
            | "stories"
            | "goals"
            | "features"
            | "releases"
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_final_status_over_work_in_progress_is_a_warning() {
        let text = "
## Rolling milestones — FINAL STATUS

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | In progress |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:1:4 warning[heading-overclaims]: the heading says `FINAL STATUS`, and 1 of 2 rows under it is not: milestone `M2` is `In progress`
          at: Rolling milestones — FINAL STATUS
          see STATUS.md:6: `In progress` here
          help: take the state out of the heading, or move what is not finished elsewhere
        ");
    }

    #[test]
    fn completed_lists_with_open_rows_are_errors() {
        let text = "
## Completed milestones

- [x] M1 Store
- [ ] M2 Shop

## Rollout → COMPLETED AHEAD OF TIME

| Milestone | Status |
|---|---|
| M3 Door | Planned |

## All tasks done

- [ ] M3-T01 Hinge
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:1:4 error[heading-overclaims]: the heading says `Completed milestones`, and 1 of 2 rows under it is not: milestone `M2` is `[ ]`
          at: Completed milestones
          see STATUS.md:4: `[ ]` here
          help: take the state out of the heading, or move what is not finished elsewhere
        STATUS.md:6:4 error[heading-overclaims]: the heading says `COMPLETED AHEAD OF TIME`, and 1 of 1 row under it is not: milestone `M3` is `Planned`
          at: Rollout → COMPLETED AHEAD OF TIME
          see STATUS.md:10: `Planned` here
          help: take the state out of the heading, or move what is not finished elsewhere
        STATUS.md:12:4 error[heading-overclaims]: the heading says `All tasks done`, and 1 of 1 row under it is not: task `M3-T01` is `[ ]`
          at: All tasks done
          see STATUS.md:14: `[ ]` here
          help: take the state out of the heading, or move what is not finished elsewhere
        ");
    }

    #[test]
    fn headings_that_tell_the_truth_are_silent() {
        let text = "
# Store — final

## Completed milestones

- [x] M1 Store
- [x] M2 Shop

## Risk log — ALL MITIGATED

| Risk | Status |
|---|---|
| Rain | Resolved |
| Snow | Out of scope |

## Planned milestones

- [ ] M3 Door
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn words_inside_a_phrase_claim_nothing() {
        let text = "
## Definition of done

- [ ] Reviewed by two people

## Done and next: a plan

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | In progress |

## Completed vs planned

- [ ] M4 Roof
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn a_section_further_in_speaks_for_itself() {
        let text = "
# Migration: COMPLETED

| Milestone | Status |
|---|---|
| M1 Store | Done |

## Ideas

- [ ] M2 Shop
- [ ] M3 Door
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
