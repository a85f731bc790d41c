//! Which claims stand directly under which heading.

use crate::plan::{Claim, ClaimAt, Document, Heading, ItemKind, Origin};

/// The rows of every heading, in the order of [`Document::headings`].
///
/// A row stands under the innermost heading around it; an item that is a heading itself stands
/// under the next one outside. What running text says is no row.
pub(super) fn rows(document: &Document) -> Vec<Vec<ClaimAt>> {
    let mut rows = vec![Vec::new(); document.headings.len()];
    let mut headings: Vec<usize> = (0..document.headings.len()).collect();
    headings.sort_by_key(|at| document.headings.get(*at).map(|it| it.section.start));
    let mut claims: Vec<(ClaimAt, &Claim)> =
        document.claims_at().filter(|(_, claim)| claim.origin != Origin::Prose).collect();
    claims.sort_by_key(|(_, claim)| claim.span.start);
    let mut open: Vec<(usize, &Heading)> = Vec::new();
    let mut next = headings.into_iter().peekable();
    for (at, claim) in claims {
        let start = claim.span.start;
        while let Some(heading) = next.next_if(|heading| {
            document.headings.get(*heading).is_some_and(|it| it.section.start <= start)
        }) {
            if let Some(it) = document.headings.get(heading) {
                open.retain(|(_, outer)| outer.section.end > it.section.start);
                open.push((heading, it));
            }
        }
        open.retain(|(_, outer)| outer.section.end > start);
        let around = open.iter().rev().find(|(_, heading)| heading.claim != Some(at));
        if let Some(rows) = around.and_then(|(heading, _)| rows.get_mut(*heading)) {
            rows.push(at);
        }
    }
    rows
}

/// Whether a claim is one of the things that a section lists, rather than a remark about them.
pub(super) fn is_listed(claim: &Claim) -> bool {
    match claim.kind {
        ItemKind::Phase
        | ItemKind::Milestone
        | ItemKind::Deliverable
        | ItemKind::Task
        | ItemKind::Gate
        | ItemKind::Decision
        | ItemKind::Approval
        | ItemKind::Risk
        | ItemKind::Blocker
        | ItemKind::Finding
        | ItemKind::Resolution
        | ItemKind::Release
        | ItemKind::Consumer
        | ItemKind::QueueEntry
        | ItemKind::CalendarEntry
        | ItemKind::Check
        | ItemKind::Criterion
        | ItemKind::Commit
        | ItemKind::Test
        | ItemKind::Bucket => true,
        ItemKind::Metric
        | ItemKind::Progress
        | ItemKind::Invariant
        | ItemKind::Policy
        | ItemKind::Term
        | ItemKind::Worker
        | ItemKind::HandoffField => false,
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::lint::fixture::Fixture;

    #[test]
    fn rows_stand_under_the_innermost_heading_and_items_under_the_outer_one() {
        let fixture = Fixture::new(
            "# Plan\n\n## Milestones\n\n### M1 Engine\n\n**Status:** Done\n\n- [x] M1-T01 Start\n\n\
             ### M2 Wheels\n\n**Status:** Planned\n\n## Risks\n\n| Risk | Status |\n|---|---|\n\
             | Rust | Open |\n",
        );
        let document = &fixture.plan.documents[0];
        let rows = rows(document);
        let found: Vec<String> = document
            .headings
            .iter()
            .zip(&rows)
            .map(|(heading, rows)| {
                let rows = rows.iter().map(|at| document.claim(*at).unwrap().name().to_owned());
                format!("{}: {}", heading.text, rows.collect::<Vec<_>>().join(", "))
            })
            .collect();
        insta::assert_snapshot!(found.join("\n"), @"
        Plan: 
        Milestones: M1, M2
        M1 Engine: M1-T01
        M2 Wheels: 
        Risks: Rust
        ");
    }
}
