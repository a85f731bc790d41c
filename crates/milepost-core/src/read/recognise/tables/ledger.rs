//! Commit ledgers: `Date | Commit | Type | Summary`.

use super::{Shape, View};
use crate::{
    id::{CommitPrefix, ItemId},
    markdown::Row,
    plan::{Claim, ItemKind},
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Commit,
    fits,
    titles: &["summary", "description", "notes"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    let tells = view.has("summary") || view.has("description") || view.has("notes");
    let names_work = [ItemKind::Task, ItemKind::Milestone, ItemKind::Deliverable]
        .into_iter()
        .any(|kind| view.is_about(kind));
    view.has("commit") && tells && !view.has("status") && !names_work
}

/// A commit is called by its hash, whatever ids its summary begins with.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    let title = view.column("summary").or(view.column("description")).or(view.column("notes"));
    if let Some(cell) = title.and_then(|at| row.cells.get(at)) {
        claim.title = cell.text.trim().into();
    }
    claim.status = None;
    claim.id = None;
    let Some(cell) = view.column("commit").and_then(|at| row.cells.get(at)) else { return };
    if let Some(hash) = CommitPrefix::new(cell.text.trim()) {
        claim.id = ItemId::new(hash.as_str());
    }
    claim.name_span = cell.span;
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_ledger_lists_commits() {
        let text = "
## Commit ledger

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-01 | `1a2b3c4` | feat | M1 reader lands |
| 2026-02-02 | pending (this commit) | docs | board of M1 |
";
        assert_snapshot!(shown(text), @"
        commit 1a2b3c4 · M1 reader lands · date=2026-02-01 · commit=1a2b3c4 · type=feat · cites 1a2b3c4
        commit · board of M1 · date=2026-02-02 · commit=pending (this commit) · type=docs · cites pending (this commit)
        ");
    }

    #[test]
    fn tasks_with_their_commits_are_tasks() {
        let text = "
## Quick tasks completed

| # | Description | Date | Commit |
|---|---|---|---|
| 1 | Mend the search for windows | 2026-04-07 | 8e34bb6 |
| 2 | Fill the history | 2026-04-09 | 3de2947 |
";
        assert_snapshot!(shown(text), @"
        task · Mend the search for windows · number=1 · date=2026-04-07 · commit=8e34bb6 · cites 8e34bb6
        task · Fill the history · number=2 · date=2026-04-09 · commit=3de2947 · cites 3de2947
        ");
    }
}
