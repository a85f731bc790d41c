//! Any other table with ids or names and states: the ids say what the rows are.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind},
    read::{kinds, topic::Topic},
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Task,
    fits,
    titles: &["item", "description", "summary", "focus", "milestone", "notes"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    let names =
        view.has("item") || view.has("description") || view.has("summary") || view.has_ids();
    names
        && view.states() * 2 >= view.table.rows.len().max(1)
        && view.states() > 0
        && view.has_ids()
}

fn finish(view: &View<'_>, _: &Row, claim: &mut Claim) {
    let announced = match view.topic {
        Some(Topic::Items(kind)) => Some(kind),
        Some(
            Topic::Criteria(_)
            | Topic::RisksAndBlockers
            | Topic::State
            | Topic::Pointers
            | Topic::Field(_)
            | Topic::Examples,
        )
        | None => None,
    };
    if let Some(kind) = claim.id.as_ref().and_then(kinds::of_id).or(announced) {
        claim.kind = kind;
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn ids_say_what_rows_are() {
        let text = "
| ID | Summary | Status |
|---|---|---|
| M1 | Reader | done |
| M1-T02 | Tables | in progress |
| RISK-3 | Drift | open |
";
        assert_snapshot!(shown(text), @"
        milestone M1 · Reader · done (done)
        task M1-T02 · Tables · in-progress (in progress)
        risk RISK-3 · Drift · open (open)
        ");
    }
}
