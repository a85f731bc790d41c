//! Tables of names and values: `Metric | Value`, `Metadata |`.

use super::{Shape, View};
use crate::{
    markdown::Row,
    plan::{Claim, ItemKind},
    read::{
        atoms::measure,
        walk::{Walk, field},
    },
};

pub(super) const SHAPE: Shape =
    Shape { kind: ItemKind::Metric, fits, titles: &["metric"], finish, keep };

fn fits(view: &View<'_>) -> bool {
    let explains = ["description", "purpose", "type", "notes"].iter().any(|name| view.has(name));
    view.columns.len() == 2 && view.first() == "metric" && !explains
}

/// The number in the value cell; a percentage of an overall progress is a progress.
fn finish(_: &View<'_>, row: &Row, claim: &mut Claim) {
    let Some(cell) = row.cells.get(1) else { return };
    claim.title = row.cells.first().map(|it| it.text.trim().into()).unwrap_or_default();
    claim.status = None;
    claim.id = None;
    if claim.measures.is_empty() {
        let number = cell.text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        claim.measures.extend(measure::all(cell));
        if let Some(number) = number
            && claim.measures.is_empty()
        {
            claim.measures.push(crate::plan::Measure {
                label: claim.title.clone(),
                fraction: None,
                percent: None,
                value: Some(number),
                unit: "".into(),
                bound: None,
                span: cell.span,
            });
        }
    }
    let is_progress = claim.title.to_lowercase().contains("progress")
        && claim.measures.iter().any(|it| it.percent.is_some() || it.fraction.is_some());
    if is_progress {
        claim.kind = ItemKind::Progress;
    }
}

/// A row whose value is no number is a field of the document.
fn keep(walk: &mut Walk<'_>, mut claim: Claim) {
    let value = claim.fields.first().map(|field| (field.value.clone(), field.span));
    match value {
        Some((value, span)) if claim.measures.is_empty() => {
            walk.document.fields.push(field(&claim.title, &value, span));
        }
        Some(_) | None => {
            claim.fields.clear();
            super::row::keep(walk, claim);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn names_with_numbers_are_metrics() {
        let text = "
| Metric | Value |
|---|---|
| Total tasks | 29 |
| Overall progress | 45% |
| Coverage | 81.5 % |
| Maintainer | Ada |
";
        assert_snapshot!(shown(text), @"
        field maintainer: Ada
        metric · Total tasks · #29 Total tasks
        progress · Overall progress · #45%
        metric · Coverage · #81.5%
        ");
    }
}
