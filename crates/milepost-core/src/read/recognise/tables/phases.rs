//! Phases: `Phase | M-row range | What it shipped`.

use super::{Shape, View};
use crate::{
    id::ItemId,
    markdown::Row,
    plan::{Claim, ItemKind},
    read::entry,
};

pub(super) const SHAPE: Shape = Shape {
    kind: ItemKind::Phase,
    fits,
    titles: &["phase", "item"],
    finish,
    keep: super::row::keep,
};

fn fits(view: &View<'_>) -> bool {
    view.first() == "phase" && !view.has("task") && !view.has("milestone")
}

/// `Phase 1 (RECORD)` is called `Phase 1`, and its title is what stands behind.
fn finish(view: &View<'_>, row: &Row, claim: &mut Claim) {
    if claim.id.is_some() {
        return;
    }
    let title = claim.title.clone();
    let Some(rest) = title.strip_prefix("Phase ") else { return numbered(view, row, claim) };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    let number = rest.get(..end).unwrap_or_default();
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    claim.id = ItemId::new(&format!("Phase {number}"));
    let behind = rest.get(end..).unwrap_or_default();
    let behind =
        behind.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '—' | '–'));
    let behind = match entry::bracketed_tail(behind) {
        Some((0, words)) => words,
        _ => behind,
    };
    claim.title = behind.into();
}

/// `1. Foundation`, or a bare `1` beside the column that tells its theme.
fn numbered(view: &View<'_>, row: &Row, claim: &mut Claim) {
    let title = claim.title.clone();
    let digits = title.len() - title.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = title.split_at_checked(digits).unwrap_or(("", &title));
    if !(1..=3).contains(&digits) || !(rest.is_empty() || rest.starts_with(['.', ':', ')'])) {
        return;
    }
    claim.id = ItemId::new(&format!("Phase {number}"));
    claim.title = rest.trim_start_matches(['.', ':', ')', ' ']).into();
    if claim.title.is_empty() {
        let named = ["item", "goal", "focus", "description", "theme", "deliverables"];
        let theme =
            named.iter().find_map(|name| view.column(name)).and_then(|at| row.cells.get(at));
        claim.title = theme.map(|cell| cell.text.trim().into()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn phases_have_a_range_and_an_output() {
        let text = "
| Phase | M-row range | What it shipped |
|---|---|---|
| Phase 1 (RECORD) | M1–M7 | recorder, first corpus |
| Phase 2: Replay | M8-M12 | replay engine |
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · RECORD · range=M1–M7 · output=recorder, first corpus
        phase Phase 2 · Replay · range=M8-M12 · output=replay engine
        ");
    }

    #[test]
    fn numbered_phases_are_called_by_their_number() {
        let text = "
| Phase | Theme | Plans complete | Status |
|---|---|---|---|
| 1. Scaffold | ground | 2/2 | Complete |
| 2 | Search | 1/3 | In progress |
| **Total** | | 3/5 | |
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Scaffold · done (Complete) · theme=ground · progress=2/2 · #2/2
        phase Phase 2 · Search · in-progress (In progress) · theme=Search · progress=1/3 · #1/3
        progress · Total · #3/5
        ");
    }
}
