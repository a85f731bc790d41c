//! Gates: `Gate | Scope | Command | Pass criteria | Evidence`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Gate,
    fits,
    titles: &["gate", "item", "description"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.has("gate")
        && (view.first() == "gate" || view.is_about(ItemKind::Gate))
        && (view.has("command")
            || view.has("pass")
            || view.has("scope")
            || view.has("status")
            || view.has("evidence")
            || view.has("enforcement"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn gates_have_a_command_and_a_rule() {
        let text = "
| Gate | Scope | Command | Pass criteria | Evidence |
|---|---|---|---|---|
| VG-IO-001 | reader | `just io` | no diff | `evidence/io.txt` |
| VG-IO-002 | writer | `just out` | 0 failed | pending |
";
        assert_snapshot!(shown(text), @"
        gate VG-IO-001 · scope=reader · command=just io · pass=no diff · evidence=evidence/io.txt · cites evidence/io.txt
        gate VG-IO-002 · scope=writer · command=just out · pass=0 failed · evidence=pending · #0 failed · cites pending
        ");
    }
}
