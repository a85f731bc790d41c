//! Criteria in a table: `# | Criterion | Verdict | Evidence`.

use super::{Shape, View};
use crate::{
    id::ItemId,
    markdown::Row,
    plan::{Binding, Claim, Criterion, ItemKind},
    read::{recognise::lists, topic::Topic, walk::Walk},
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Criterion,
    fits,
    titles: &["criterion", "item", "description"],
    finish,
    keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "criterion"
        || matches!(view.topic, Some(Topic::Criteria(_)))
            && (view.has("status") || view.has("item"))
}

/// The number of a criterion is its name among the others.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    if claim.id.is_none()
        && let Some(cell) = view.column("number").and_then(|at| row.cells.get(at))
    {
        claim.id = ItemId::new(&cell.text);
    }
}

/// Keeps a criterion with the item it belongs to, or as a claim of its own where none is open.
pub(super) fn keep(walk: &mut Walk<'_>, claim: Claim) {
    // The row traces an item that the document introduced elsewhere.
    if claim.kind != ItemKind::Criterion {
        super::row::keep(walk, claim);
        return;
    }
    let gate = claim.field("gate").map(|field| (field.value.clone(), field.span));
    let bound = gate.and_then(|(value, span)| {
        let name = value.trim().trim_matches('`').to_owned();
        ItemId::new(&name).map(|gate| Binding::Gate { gate, span })
    });
    let Some(owner) = walk.owner_among(lists::CRITERIA_OWNERS) else {
        walk.claim(claim);
        return;
    };
    let criterion = Criterion {
        text: claim.title,
        category: None,
        status: claim.status,
        binding: bound.unwrap_or(Binding::Review),
        measures: claim.measures,
        evidence: claim.evidence,
        span: claim.span,
    };
    if let Some(owner) = walk.claim_mut(owner) {
        owner.criteria.push(criterion);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn criteria_belong_to_the_item_around() {
        let text = "
## Milestone: Pilot

### Acceptance criteria

| # | Criterion | Verdict | Evidence |
|---|---|---|---|
| 1 | Three sites run it | Pass | docs/sites.md |
| 2 | No data is lost | Pending | |
";
        assert_snapshot!(shown(text), @"
        milestone · Pilot
          + Three sites run it · passed (Pass)
          + No data is lost · pending (Pending)
        ");
    }

    #[test]
    fn a_required_gate_binds() {
        let text = "
## M3 Latency

| Criterion | Required gates |
|---|---|
| p95 stays under 300 ms | `latency` |
";
        assert_snapshot!(shown(text), @"
        milestone M3 · Latency
          + p95 stays under 300 ms · #<300ms · gate latency
        ");
    }

    #[test]
    fn a_table_that_traces_requirements_speaks_of_them() {
        let text = "
## Requirements

- [x] **NAV-01**: The sidebar leads to every page
- [ ] **NAV-02**: The back button works

## Traceability

| Requirement | Phase | Status |
|---|---|---|
| NAV-01 | Phase 1 | Complete |
| NAV-02 | Phase 2 | Pending |
";
        assert_snapshot!(shown(text), @"
        task NAV-01 · The sidebar leads to every page · done ([x])
        task NAV-02 · The back button works · planned ([ ])
        task NAV-01 · done (Complete) · phase=Phase 1
        task NAV-02 · pending (Pending) · phase=Phase 2
        ");
    }
}
