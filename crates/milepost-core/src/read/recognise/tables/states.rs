//! Any table of names with a state each: `Category | Progress | Status`.
//!
//! A column of states alone does not make a tracker; tables that compare platforms, options or
//! endpoints have one too, and are no work.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind},
    read::topic::Topic,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Deliverable,
    fits,
    titles: &["item", "deliverable", "summary", "description", "scope", "category"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.states() * 2 > view.table.rows.len() && !view.compares()
}

/// The first column names the row, whatever it is called.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    if claim.title.is_empty()
        && claim.id.is_none()
        && let Some(at) = view.columns.iter().position(|column| column.as_str() == view.first())
        && let Some(cell) = row.cells.get(at)
    {
        claim.title = cell.text.trim().into();
        claim.name_span = cell.span;
        let name = view.first().to_owned();
        claim.fields.retain(|field| field.name.as_str() != name);
    }
    if let Some(Topic::Items(kind)) = view.topic
        && (kind.is_work() || kind.is_register() || kind == ItemKind::Check)
    {
        claim.kind = kind;
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn names_with_states_are_read_whatever_the_column_is_called() {
        let text = "
| Category | Progress | Status |
|---|---|---|
| Search | 5/5 | ✅ Complete |
| Upload | 1/4 | 🔄 In progress |
| **Total** | **6/9** | |
";
        assert_snapshot!(shown(text), @"
        deliverable · Search · done (✅ Complete) · progress=5/5 · #5/5
        deliverable · Upload · in-progress (🔄 In progress) · progress=1/4 · #1/4
        progress · Total · #6/9
        ");
    }

    #[test]
    fn tables_that_compare_claim_nothing() {
        let text = "
| Platform | Status | Notes |
|---|---|---|
| Linux | ✅ Done | all versions |
| Windows | ❌ | planned |

| Feature | Ours | Theirs |
|---|---|---|
| Offline | ✅ | ❌ |
| Plugins | ❌ | ✅ |

| Option | Default | Description |
|---|---|---|
| `--color` | auto | when to colour |

| Endpoint | Status | Meaning |
|---|---|---|
| `/health` | 200 | up |
";
        assert_snapshot!(shown(text), @"");
    }
}
