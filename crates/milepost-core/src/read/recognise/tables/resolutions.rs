//! Resolutions: `ID | Resolution | Evidence`.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind, Status},
    read::walk::status_claim,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Resolution,
    fits,
    titles: &["resolution"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "resolution"
}

/// A row that says that something was resolved is itself resolved; others only tell.
fn finish(_: &View<'_>, _: &Row, claim: &mut Claim) {
    if claim.status.is_none() && claim.title.contains(" resolved ") {
        claim.status = Some(status_claim(Status::Resolved, "resolved", claim.name_span));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_resolution_is_resolved_where_it_says_so() {
        let text = "
| ID | Resolution | Evidence |
|---|---|---|
| R1 | B1 resolved by masking | `evidence/r1.md` |
| R2 | Wait for counsel | |
";
        assert_snapshot!(shown(text), @"
        resolution R1 · B1 resolved by masking · resolved (resolved) · evidence=evidence/r1.md · cites evidence/r1.md
        blocker B1 · resolved (resolved)
        resolution R2 · Wait for counsel
        ");
    }
}
