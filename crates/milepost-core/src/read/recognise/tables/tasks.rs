//! Tasks: `Task | Owner | Status`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Task,
    fits,
    titles: &["task", "item", "summary", "description"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    // Tables of actions and steps may as well be a manual.
    let names = view.first() == "task";
    names && (view.tracks() || view.is_headed(&["task", "tasks", "subtask", "work item", "todo"]))
        || view.is_about(ItemKind::Task)
            && (view.has("id")
                || view.has("summary")
                || view.has("description")
                || view.has("item"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn tasks_have_owners_and_states() {
        let text = "
| Task | Owner | Estimate | Depends on | Status |
|---|---|---|---|---|
| M1-T01 Tables | Ada | 2 days | - | Done (2026-02-01) |
| M1-T02 Lists | Bo | 4h | M1-T01 | Blocked |
";
        assert_snapshot!(shown(text), @"
        task M1-T01 · Tables · done (Done (2026-02-01)) · owner=Ada · estimate=2 days
        task M1-T02 · Lists · blocked (Blocked) · owner=Bo · estimate=4h · depends=M1-T01
        ");
    }
}
