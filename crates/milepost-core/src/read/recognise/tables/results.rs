//! Test results: `Test | Result | Notes`.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind},
    read::{atoms::status, walk::status_claim},
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Test,
    fits,
    titles: &["test", "item", "criterion"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "test"
        || view.is_about(ItemKind::Test) && (view.has("result") || view.has("status"))
}

/// A result column is the state of a test.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    let Some(cell) = view.column("result").and_then(|at| row.cells.get(at)) else { return };
    if claim.status.is_none()
        && let Some(found) = status::whole(&cell.text)
    {
        claim.status = Some(status_claim(found.status, &cell.text, cell.span));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn results_are_the_states_of_tests() {
        let text = "
## Test results

| Test suite | Result | Notes |
|---|---|---|
| unit | PASS | 212 passed |
| end to end | FAIL | 3 of 40 failed |
";
        assert_snapshot!(shown(text), @"
        test · unit · passed (PASS) · result=PASS · notes=212 passed · #212 passed
        test · end to end · failed (FAIL) · result=FAIL · notes=3 of 40 failed · #3/40 failed
        ");
    }
}
