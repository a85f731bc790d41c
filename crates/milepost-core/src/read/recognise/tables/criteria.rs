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
