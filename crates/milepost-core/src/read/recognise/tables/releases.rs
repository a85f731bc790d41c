//! Releases: `Version | Target | Status`, and milestone rows under a release heading.

use super::{Shape, View};
use crate::{
    id::ItemId,
    markdown::Row,
    plan::{Claim, ItemKind},
    read::kinds,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Release,
    fits,
    titles: &["release", "version", "milestone", "item"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    matches!(view.first(), "release")
        || view.first() == "version" && (view.has("status") || view.has("target"))
        || view.is_about(ItemKind::Release) && (view.has("status") || view.has("target"))
}

/// A version makes a release; any other row under a release heading is a milestone of it.
fn finish(view: &View<'_>, _: &Row, claim: &mut Claim) {
    let title = claim.title.clone();
    let version = title.split_whitespace().next().unwrap_or_default();
    if claim.id.is_none() && is_version(version) {
        claim.id = ItemId::new(version);
        let rest = title.get(version.len()..).unwrap_or_default().trim();
        claim.title = rest.trim_matches(['(', ')', '-', '—', '–', ' ']).into();
    } else if view.has("milestone") {
        claim.kind = claim
            .id
            .as_ref()
            .and_then(kinds::of_id)
            .filter(|kind| *kind != ItemKind::Phase)
            .unwrap_or(ItemKind::Milestone);
    }
}

fn is_version(word: &str) -> bool {
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.')
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn releases_have_a_target_and_a_state() {
        let text = "
## Releases

| Version | Target | Status |
|---|---|---|
| v0.1.0 (Lantern) | 2026-01-20 | Released |
| 0.2.0 | 2026-06 | Planned |
";
        assert_snapshot!(shown(text), @"
        release v0.1.0 · Lantern · done (Released) · target=2026-01-20
        release 0.2.0 · planned (Planned) · target=2026-06
        ");
    }

    #[test]
    fn milestones_of_a_release_stay_milestones() {
        let text = "
## Release plan

| Milestone | Target | Status |
|---|---|---|
| M4 Polish | 2026-07-01 | Not started |
";
        assert_snapshot!(shown(text), @"milestone M4 · Polish · planned (Not started) · target=2026-07-01");
    }
}
