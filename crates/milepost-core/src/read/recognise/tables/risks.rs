//! Risk registers: `Risk | Likelihood | Impact | Mitigation | Status`.

use super::{Shape, View};
use crate::plan::ItemKind;

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Risk,
    fits,
    titles: &["risk", "item", "description", "summary"],
    finish: super::nothing_more,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "risk"
        || view.is_about(ItemKind::Risk)
            && (view.has("mitigation") || view.has("impact") || view.has("likelihood"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn risks_have_a_mitigation() {
        let text = "
| # | Risk | Likelihood | Impact | Mitigation |
|---|---|---|---|---|
| R1 | Data arrives late | High | High | start with a sample |
| R2 | Codec is withdrawn | Low | Medium | keep the old one |
";
        assert_snapshot!(shown(text), @"
        risk R1 · Data arrives late · likelihood=High · impact=High · mitigation=start with a sample
        risk R2 · Codec is withdrawn · likelihood=Low · impact=Medium · mitigation=keep the old one
        ");
    }

    #[test]
    fn headers_in_other_languages_mean_the_same() {
        let text = "
| # | 리스크 | 영향 | 발생가능성 | 대응방안 |
|---|---|---|---|---|
| R1 | 데이터 지연 | 높음 | 중간 | 표본으로 시작 |
";
        assert_snapshot!(shown(text), @"risk R1 · 데이터 지연 · impact=높음 · likelihood=중간 · mitigation=표본으로 시작");
    }
}
