//! Findings: `ID | Finding | Evidence | Milestone`.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind, Status},
    read::walk::status_claim,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Finding,
    fits,
    titles: &["finding", "item", "description", "summary"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "finding" || view.is_about(ItemKind::Finding) && view.has_ids()
}

/// `Resolved by M1-T01 …` in the evidence settles a finding that has no state of its own.
fn finish(_: &View<'_>, _: &Row, claim: &mut Claim) {
    if claim.status.is_some() {
        return;
    }
    let settled = claim.fields.iter().find(|field| {
        let first = field.value.split_whitespace().next().unwrap_or_default();
        matches!(first.to_lowercase().trim_end_matches([':', ',']), "resolved" | "fixed" | "closed")
    });
    if let Some(field) = settled {
        let raw = field.value.split_whitespace().next().unwrap_or_default();
        claim.status = Some(status_claim(Status::Resolved, raw, field.span));
    }
}
