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
    use crate::{
        plan::{Cited, ItemKind},
        read::{self, ReadOptions},
        text::{RepoPath, Source},
    };

    /// What the items of a table cite.
    #[track_caller]
    fn check(table: &str, kind: ItemKind, expected: &[Cited]) {
        let source = Source { path: RepoPath::new("STATUS.md").unwrap(), text: table.into() };
        let document = read::read(&source, &ReadOptions::default());
        let claims = document.claims.iter().filter(|claim| claim.kind == kind);
        let cited: Vec<_> = claims.flat_map(|claim| &claim.evidence).map(|it| &it.cited).collect();
        assert_eq!(cited, expected.iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_tag_of_a_release_is_what_it_cites() {
        let table = "| Release | Tag | Status |\n|---|---|---|\n| First | v0.1.0 | Released |\n";
        check(table, ItemKind::Release, &[Cited::Tag("v0.1.0".into())]);
    }

    #[test]
    fn the_tag_of_a_task_is_a_label() {
        let table = "| Task | Tag | Status |\n|---|---|---|\n| M1-T01 Fix | v2.0 | Done |\n";
        check(table, ItemKind::Task, &[]);
    }
}
