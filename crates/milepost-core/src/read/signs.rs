//! The two-signs rule: which documents count as trackers.

use crate::{
    plan::{Claim, Document, ItemKind, Origin, Sign, Status},
    read::{
        ReadOptions,
        topic::{self, Topic},
    },
    text::Span,
};

/// The signs that a document shows, sorted.
pub(super) fn of(document: &Document, options: &ReadOptions) -> Vec<Sign> {
    let mut signs = Vec::new();
    if ids_with_statuses(document) {
        signs.push(Sign::IdsWithStatuses);
    }
    if status_column(document) {
        signs.push(Sign::StatusColumn);
    }
    if headings(document) {
        signs.push(Sign::TrackerHeadings);
    }
    if document.claims.iter().any(is_native) {
        signs.push(Sign::NativeTemplate);
    }
    if document.claims.iter().any(is_decision_record) || logs_decisions(document) {
        signs.push(Sign::DecisionRecord);
    }
    if options.is_named {
        signs.push(Sign::Named);
    }
    signs
}

fn ids_with_statuses(document: &Document) -> bool {
    let counts = document.claims.iter().filter(|claim| {
        let tracked = claim.kind.is_work() || claim.kind.is_register();
        tracked && claim.id.is_some() && claim.status.is_some()
    });
    let weight = counts.map(|claim| match claim.origin {
        Origin::FrontMatter => 2,
        Origin::Section
        | Origin::Row
        | Origin::ListItem
        | Origin::Line
        | Origin::Prose
        | Origin::Tree => 1,
    });
    weight.sum::<u32>() >= 2
}

fn status_column(document: &Document) -> bool {
    let rows = document.claims.iter().filter(|claim| {
        claim.origin == Origin::Row && claim.kind != ItemKind::Test && says_progress(claim)
    });
    rows.take(2).count() == 2
}

/// Whether a row says how far something is. A bare ✅ or ❌ says as often what a thing can do.
fn says_progress(claim: &Claim) -> bool {
    claim.status.as_ref().is_some_and(|status| {
        status.raw.chars().any(char::is_alphanumeric)
            || !matches!(status.status, Status::Done | Status::Failed | Status::Passed)
            || claim.id.is_some()
    })
}

/// Milestone, phase or acceptance headings. A heading over nothing that was read is no sign.
fn headings(document: &Document) -> bool {
    let mut holding: Vec<u32> = document
        .claims
        .iter()
        .filter(|claim| {
            claim.status.is_some() || !claim.criteria.is_empty() || claim.kind == ItemKind::Blocker
        })
        .flat_map(|claim| {
            let criteria = claim.criteria.iter().map(|criterion| criterion.span.start);
            std::iter::once(claim.name_span.start).chain(criteria)
        })
        .collect();
    holding.sort_unstable();
    document.headings.iter().any(|heading| {
        let claim = heading.claim.and_then(|at| document.claim(at));
        let announces = matches!(
            topic::of(&heading.text),
            Some(
                Topic::Criteria(_)
                    | Topic::RisksAndBlockers
                    | Topic::Items(
                        ItemKind::Milestone
                            | ItemKind::Phase
                            | ItemKind::Deliverable
                            | ItemKind::Blocker
                            | ItemKind::Release
                    )
            )
        );
        let names = claim.is_some_and(|claim| {
            matches!(claim.kind, ItemKind::Milestone | ItemKind::Phase | ItemKind::Deliverable)
        });
        let first = holding.partition_point(|start| *start < heading.section.start);
        let holds = holding.get(first).is_some_and(|start| *start < heading.section.end);
        (announces || names) && holds
    })
}

/// The native template: a milestone heading with an id, a goal, and criteria or another of its fields.
/// Whoever takes out its last criterion does not take it out of what is judged.
fn is_native(claim: &Claim) -> bool {
    let has = |field| claim.field(field).is_some();
    claim.kind == ItemKind::Milestone
        && claim.origin == Origin::Section
        && claim.id.is_some()
        && has("goal")
        && (!claim.criteria.is_empty()
            || ["phase", "target", "depends", "approval"].map(has).contains(&true))
}

fn is_decision_record(claim: &Claim) -> bool {
    claim.kind == ItemKind::Decision
        && claim.origin == Origin::Section
        && claim.status.is_some()
        && (claim.field("context").is_some() || claim.field("outcome").is_some())
}

/// A decision with an id and a state under a heading that announces decisions.
fn logs_decisions(document: &Document) -> bool {
    let mut sections: Vec<Span> = Vec::new();
    for heading in &document.headings {
        let is_inside = sections.last().is_some_and(|last| heading.section.start < last.end);
        let announces = heading.claim.is_none()
            && topic::of(&heading.text) == Some(Topic::Items(ItemKind::Decision));
        if announces && !is_inside {
            sections.push(heading.section);
        }
    }
    let mut decisions = document.claims.iter().filter(|claim| {
        claim.kind == ItemKind::Decision
            && claim.origin == Origin::Section
            && claim.id.is_some()
            && claim.status.is_some()
    });
    decisions.any(|claim| {
        let behind = sections.partition_point(|section| section.start <= claim.name_span.start);
        let around = behind.checked_sub(1).and_then(|at| sections.get(at));
        around.is_some_and(|section| section.contains(claim.name_span))
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::signs;

    #[test]
    fn boards_are_trackers() {
        let text = "
# Milestones

| Milestone | Status |
|---|---|
| M1 Reader | Complete |
| M2 Search | In progress |
";
        assert_snapshot!(signs(text), @"a tracker: ids with statuses, a status column, milestone, phase or acceptance headings");
    }

    #[test]
    fn a_log_of_decisions_is_a_tracker() {
        let text = "
# Decisions

## D-001 Keep one file

**Status:** Proposed
";
        assert_snapshot!(signs(text), @"a tracker: the shape of a decision record");
    }

    #[test]
    fn phases_with_states_are_trackers() {
        let text = "
## Phase 1: Ground (COMPLETE)

## Phase 2: Walls (IN PROGRESS)
";
        assert_snapshot!(signs(text), @"a tracker: ids with statuses, milestone, phase or acceptance headings");
    }

    #[test]
    fn a_matrix_of_features_is_no_tracker() {
        let text = "
# Lamp

## Deliverables of the trade

| Feature | Status |
|---|---|
| Offline | ✅ |
| Plugins | ❌ |
";
        assert_snapshot!(signs(text), @"no tracker: milestone, phase or acceptance headings");
    }

    #[test]
    fn a_readme_with_a_feature_list_is_no_tracker() {
        let text = "
# Lamp

- ✅ Fast
- ✅ Small

## Roadmap

- Colours
- Mirrors

## Releases

See the changelog.
";
        assert_snapshot!(signs(text), @"no tracker:");
    }

    #[test]
    fn an_issue_template_is_no_tracker() {
        let text = "
## What happened?

- [ ] I searched for an issue like this
- [ ] I run the newest release

**Status:** please leave empty
";
        assert_snapshot!(signs(text), @"no tracker:");
    }

    #[test]
    fn a_milestone_that_lost_its_criteria_is_a_tracker() {
        let text = "
# M1 Reader

**Goal:** People read
**Approval required:** yes

## Acceptance criteria
";
        assert_snapshot!(signs(text), @"a tracker: the native template");
    }
}
