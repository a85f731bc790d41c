//! Consumers: `Consumer | Coupling type | Readiness | Principal risk`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Consumer,
    fits,
    titles: &["consumer"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.has("consumer") && (view.tracks() || view.is_headed(&["consumer", "downstream"]))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn consumers_say_how_they_are_coupled() {
        let text = "
| Consumer | Coupling type | Readiness | Principal risk |
|---|---|---|---|
| orders-web | HTTP client | Ready | pins the old schema |
| ledger-batch | file drop | Not started | nobody owns it |
";
        assert_snapshot!(shown(text), @"
        consumer · orders-web · coupling=HTTP client · readiness=Ready · principal-risk=pins the old schema
        consumer · ledger-batch · coupling=file drop · readiness=Not started · principal-risk=nobody owns it
        ");
    }
}
