//! Blockers: `ID | Blocker | Impact | Exit condition`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Blocker,
    fits,
    titles: &["blocker", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "blocker"
        || view.is_about(ItemKind::Blocker) && (view.has("impact") || view.has("exit"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_blocker_says_what_it_holds_up_and_when_it_ends() {
        let text = "
## Blockers

| ID | Blocker | Impact | Exit condition |
|---|---|---|---|
| B1 | Tapes of the pilot hold names | M2 waits | names are masked |
| B2 | Licence of the codec unclear | none yet | counsel answers |
";
        assert_snapshot!(shown(text), @"
        blocker B1 · Tapes of the pilot hold names · impact=M2 waits · exit=names are masked
        blocker B2 · Licence of the codec unclear · impact=none yet · exit=counsel answers
        ");
    }

    #[test]
    fn what_a_blocker_waits_for_is_not_said_to_be_there() {
        let text = "
| ID | Blocker | Impact | Exit condition |
|---|---|---|---|
| B1 | Tapes of the pilot hold names | M3 complete | M2 done |

## B2 Licence of the codec

**Exit condition:** M2 complete
";
        assert_snapshot!(shown(text), @"
        blocker B1 · Tapes of the pilot hold names · impact=M3 complete · exit=M2 done
        milestone M3 · done (complete)
        blocker B2 · Licence of the codec · exit=M2 complete
        ");
    }

    #[test]
    fn a_header_alone_makes_one() {
        let text = "
| Blocker | Owner | Status |
|---|---|---|
| No test device | Ada | Open |
| Slow mirror | Bo | Resolved (2026-03-02) |
";
        assert_snapshot!(shown(text), @"
        blocker · No test device · open (Open) · owner=Ada
        blocker · Slow mirror · resolved (Resolved (2026-03-02)) · owner=Bo
        ");
    }
}
