//! A row of a table as a claim.

use super::{Shape, View, id_of_cell};
use crate::{
    id::ItemId,
    markdown::{Inline, Row},
    plan::{Claim, ItemKind, Origin, StatusClaim},
    read::{
        atoms::{citation, measure, status},
        entry,
        recognise::{fields, lines, prose, sections},
        scanned::Scanned,
        walk::{Walk, field, known_field, status_claim},
    },
};

/// Reads a row by its shape.
pub(super) fn read(walk: &mut Walk<'_>, view: &View<'_>, shape: &Shape, row: &Row) {
    if row.cells.iter().all(Inline::is_empty) {
        return;
    }
    let mut claim = Claim::bare(shape.kind, Origin::Row, row.span);
    let title = title_column(view, shape, row);
    let cells: Vec<Scanned<'_>> = row.cells.iter().map(Scanned::of).collect();
    name(walk, &mut claim, view, row, title);
    if sums_up(&claim) {
        return total(walk, row);
    }
    if let Some(cell) = title.and_then(|at| cells.get(at)) {
        cell.refer(&mut claim);
    }
    for (at, cell) in cells.iter().enumerate() {
        if Some(at) != title && !is_blank(cell.line) {
            column(walk, view, &mut claim, at, cell);
        }
    }
    if let Some(phase) = walk.phase()
        && claim.field("phase").is_none()
        && claim.kind != ItemKind::Phase
    {
        let span = row.span;
        let phase = phase.to_owned();
        claim.fields.push(known_field("phase", "phase", &phase, span));
    }
    (shape.finish)(view, row, &mut claim);
    for cell in &row.cells {
        fields::add_depends(&mut claim, walk.text, cell);
    }
    if claim.status.is_none() && claim.kind.is_work() {
        claim.status = walk.column().cloned();
    }
    known_elsewhere(walk, &mut claim);
    if claim.title.is_empty() && claim.id.is_none() {
        walk.unread(row.span, "this row names nothing");
        return;
    }
    if claim.kind.is_work() && states_progress(view, row) {
        keep_with_progress(walk, claim);
    } else {
        (shape.keep)(walk, claim);
    }
    for (at, cell) in cells.iter().enumerate() {
        let is_called = |name: &str| view.columns.get(at).is_some_and(|it| it.as_str() == name);
        // What something waits for is not said to be there.
        if !is_called("exit") {
            prose::states(walk, cell);
        }
        prose::invariants(walk, cell.line);
        if is_called("output") {
            findings_among(walk, cell.line);
        }
    }
}

/// A finding among the outputs that a cell lists: `…, the distribution finding`.
fn findings_among(walk: &mut Walk<'_>, cell: &Inline) {
    let mut from = 0;
    for part in cell.text.split(',') {
        let name = part.trim();
        if name.ends_with(" finding") {
            let at = from + part.find(name).unwrap_or(0);
            let span = cell.source(at..at + name.len());
            let mut claim = Claim::bare(ItemKind::Finding, Origin::Prose, span);
            claim.title = name.into();
            claim.parent = walk.last_row();
            walk.claim(claim);
        }
        from += part.len() + 1;
    }
}

/// Whether a cell says nothing: empty, or a dash.
pub(super) fn is_blank(cell: &Inline) -> bool {
    cell.text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—'))
}

/// Whether a row adds up the others.
fn sums_up(claim: &Claim) -> bool {
    let name = claim.name().trim_matches(['*', ':', ' ']).to_lowercase();
    matches!(name.as_str(), "total" | "totals" | "sum" | "overall" | "gesamt" | "insgesamt")
}

/// What a row of sums says of all: their progress, if it says one.
fn total(walk: &mut Walk<'_>, row: &Row) {
    let measures = row.cells.iter().flat_map(measure::all);
    let share = measures.into_iter().find(|it| it.percent.is_some() || it.fraction.is_some());
    if let Some(measure) = share {
        let mut claim = Claim::bare(ItemKind::Progress, Origin::Row, row.span);
        claim.title = row.cells.first().map(|cell| cell.text.trim().into()).unwrap_or_default();
        claim.measures.push(measure);
        walk.claim(claim);
    }
}

/// A requirement that a table traces is what the document introduced under its id.
fn known_elsewhere(walk: &Walk<'_>, claim: &mut Claim) {
    let known = claim.id.as_ref().and_then(|id| walk.kind_of(id));
    if let Some(kind) = known.filter(|kind| kind.is_work())
        && claim.kind == ItemKind::Criterion
        && claim.title.is_empty()
    {
        claim.kind = kind;
    }
}

/// Keeps the claim of a row. Only work stands under the item around; registers stand alone.
pub(super) fn keep(walk: &mut Walk<'_>, claim: Claim) {
    let alone = !claim.kind.is_work();
    let at = walk.claim(claim);
    if alone && let Some(claim) = walk.claim_mut(at) {
        claim.parent = None;
    }
}

fn keep_with_progress(walk: &mut Walk<'_>, claim: Claim) {
    let says = claim.measures.iter().find(|it| it.percent.is_some()).cloned();
    let at = walk.claim(claim);
    if let Some(measure) = says {
        lines::progress(walk, at, measure);
    }
}

/// Whether a row has a cell that states its own progress: `100% complete`, or a progress column.
fn states_progress(view: &View<'_>, row: &Row) -> bool {
    let column = view.column("progress").and_then(|at| row.cells.get(at));
    column.is_some_and(|cell| !cell.is_empty())
        || row.cells.iter().any(|cell| {
            let lower = cell.text.to_lowercase();
            lower.contains("% complete") || lower.contains("% done")
        })
}

fn title_column(view: &View<'_>, shape: &Shape, row: &Row) -> Option<usize> {
    let named = shape.titles.iter().filter_map(|title| view.column(title));
    let mut named = named.filter(|at| row.cells.get(*at).is_some_and(|cell| !cell.is_empty()));
    named.next()
}

/// Id and title of a row.
fn name(walk: &Walk<'_>, claim: &mut Claim, view: &View<'_>, row: &Row, title: Option<usize>) {
    if let Some(cell) = id_column(view, row).and_then(|at| row.cells.get(at)) {
        let (mark, id) = marked(walk, cell);
        claim.status = mark;
        claim.id = id_of_cell(&id).or_else(|| ItemId::new(&id));
        if claim.id.is_some() {
            claim.name_span = cell.span;
        }
    }
    let Some(cell) = title.and_then(|at| row.cells.get(at)) else { return };
    let entry = entry::read(cell, None);
    if claim.id.is_none() {
        claim.id = entry.id;
        claim.through = entry.through;
        claim.title = entry.title;
        claim.name_span = if claim.id.is_some() { entry.name_span } else { cell.span };
    } else {
        claim.title = cell.text.trim().into();
    }
    claim.status = entry.status.or(claim.status.take());
    claim.measures.extend(entry.measures);
    for (remark, span) in entry.remarks {
        sections::remark_fields(claim, &remark, span);
    }
}

/// The column of ids. A column headed `#` is one where its cells are more than numbers: `R1`.
fn id_column(view: &View<'_>, row: &Row) -> Option<usize> {
    let numbered = || {
        let at = view.column("number")?;
        let text = &row.cells.get(at)?.text;
        let is_id = id_of_cell(text.trim()).is_some() && text.contains(char::is_alphabetic);
        is_id.then_some(at)
    };
    view.column("id").or_else(numbered)
}

/// A cell of ids with the mark before it, `✅ T01`.
fn marked(walk: &Walk<'_>, cell: &Inline) -> (Option<StatusClaim>, String) {
    let text = cell.text.trim();
    let Some(found) = status::leading(&cell.text).filter(|it| it.outer.end < cell.text.len())
    else {
        return (None, text.to_owned());
    };
    let rest = cell.slice(walk.text, found.outer.end..cell.text.len());
    let raw = cell.text.get(found.range.clone()).unwrap_or_default();
    (Some(status_claim(found.status, raw, cell.source(found.range))), rest.text.trim().to_owned())
}

/// What a cell beside the name says.
fn column(
    walk: &mut Walk<'_>,
    view: &View<'_>,
    claim: &mut Claim,
    at: usize,
    scanned: &Scanned<'_>,
) {
    let cell = scanned.line;
    let label = view.table.header.cells.get(at).map(|it| it.text.to_string()).unwrap_or_default();
    let name = view.columns.get(at).map(|it| it.as_str().to_owned()).unwrap_or_default();
    match name.as_str() {
        "id" => return,
        "number" if claim.id.as_ref().is_some_and(|id| id.as_str() == cell.text.trim()) => return,
        "status" => return state(walk, claim, cell),
        "evidence" | "commit" => {
            claim.evidence.extend(citation::all(cell));
            claim.evidence.extend(citation::placeholder(cell));
        }
        // What a release was cut as; anywhere else a tag is a label.
        "tag" if claim.kind == ItemKind::Release => claim.evidence.extend(citation::all(cell)),
        "range" => claim.references.extend(scanned.references().next()),
        _ => {}
    }
    if name == "owner" {
        for (owner, span) in owners(cell) {
            claim.fields.push(known_field("owner", &label, &owner, span));
        }
        return;
    }
    claim.measures.extend(measure::all(cell));
    scanned.refer(claim);
    claim.fields.push(field(&label, &cell.text, cell.span));
}

/// The people a cell names: `Ada & Bo`, `Ada, Bo and Cy`.
fn owners(cell: &Inline) -> Vec<(String, crate::text::Span)> {
    let text = cell.text.replace(" & ", ", ").replace(" and ", ", ");
    let names = text.split(", ").map(|name| name.trim().trim_matches(['[', ']']).to_owned());
    names.filter(|name| !name.is_empty()).map(|name| (name, cell.span)).collect()
}

fn state(walk: &mut Walk<'_>, claim: &mut Claim, cell: &Inline) {
    if let Some(found) = status::stated(&cell.text) {
        claim.status = Some(status_claim(found.status, &cell.text, cell.span));
    } else {
        let is_blank = cell.text.chars().all(|c| matches!(c, '-' | '–' | '—' | '?' | ' '));
        if !is_blank {
            claim.fields.push(known_field("status", "status", &cell.text, cell.span));
            walk.unread(cell.span, "this status is not a known word");
        }
    }
    claim.measures.extend(measure::all(cell));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_mark_before_an_id_is_its_state() {
        let text = "
# Tasks

| id | role | files | depends-on | verify |
|---|---|---|---|---|
| ✅ T01 | writer | src/a.rs | - | just test |
| T02 | writer | src/b.rs | T01 | just test |
";
        assert_snapshot!(shown(text), @"
        task T01 · done (✅) · role=writer · scope=src/a.rs · testing=just test
        task T02 · role=writer · scope=src/b.rs · depends=T01 · testing=just test
        ");
    }

    #[test]
    fn a_row_without_a_name_is_not_dropped_silently() {
        let text = "
| Task | Status |
|---|---|
| | Done |
| Draw the map | somewhat |
| Ink it | Done |
";
        assert_snapshot!(shown(text), @"
        task · Draw the map · status=somewhat
        task · Ink it · done (Done)
        unread `| | Done |`: this row names nothing
        unread `somewhat`: this status is not a known word
        ");
    }

    #[test]
    fn several_owners_are_several() {
        let text = "
| Task | Owner | Status |
|---|---|---|
| Draw the map | Ada & Bo, Cy | Done |
";
        assert_snapshot!(shown(text), @"task · Draw the map · done (Done) · owner=Ada · owner=Bo · owner=Cy");
    }
}
