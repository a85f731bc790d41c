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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn findings_are_settled_by_their_evidence() {
        let text = "
## Findings

| ID | Finding | Evidence | Milestone |
|---|---|---|---|
| F1 | Retries are not counted | Resolved by M2-T03 | M2 |
| F2 | Clock drifts on sleep | `logs/drift.txt` | M3 |
";
        assert_snapshot!(shown(text), @"
        finding F1 · Retries are not counted · resolved (Resolved) · evidence=Resolved by M2-T03 · milestone=M2
        finding F2 · Clock drifts on sleep · evidence=logs/drift.txt · milestone=M3 · cites logs/drift.txt
        ");
    }
}
