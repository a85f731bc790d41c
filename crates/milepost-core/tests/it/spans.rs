//! Every span that a reader gives out lies inside its text and on character boundaries.

use milepost_core::{
    markdown::{Block, BlockKind, Inline, ListItem, Markdown, Row},
    plan::{Binding, Citation, Claim, Criterion, Document, Field, Measure, Reference},
    text::Span,
};

/// Panics if a span of a document does not fit its text.
#[track_caller]
pub(crate) fn assert_document_fits(document: &Document, text: &str) {
    for span in document_spans(document) {
        assert_fits(span, text);
    }
}

/// Panics if a span of a block, line or cell does not fit the text.
#[track_caller]
pub(crate) fn assert_blocks_fit(markdown: &Markdown, text: &str) {
    for span in block_spans(markdown) {
        assert_fits(span, text);
    }
}

/// Panics if a span does not fit the text.
#[track_caller]
pub(crate) fn assert_fits(span: Span, text: &str) {
    assert!(text.get(span.range()).is_some(), "{span:?} does not fit a text of {}", text.len());
}

fn document_spans(document: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    for heading in &document.headings {
        spans.extend([heading.span, heading.section]);
    }
    spans.extend(fields(&document.fields));
    spans.extend(citations(&document.pointers));
    spans.extend(document.unread.iter().map(|unread| unread.span));
    for claim in &document.claims {
        claim_spans(claim, &mut spans);
    }
    spans
}

fn claim_spans(claim: &Claim, spans: &mut Vec<Span>) {
    spans.extend([claim.span, claim.name_span]);
    spans.extend(claim.status.iter().map(|status| status.span));
    spans.extend(fields(&claim.fields));
    spans.extend(citations(&claim.evidence));
    spans.extend(measures(&claim.measures));
    spans.extend(claim.references.iter().map(|Reference { span, .. }| *span));
    for criterion in &claim.criteria {
        criterion_spans(criterion, spans);
    }
}

fn criterion_spans(criterion: &Criterion, spans: &mut Vec<Span>) {
    spans.push(criterion.span);
    spans.extend(criterion.status.iter().map(|status| status.span));
    spans.extend(citations(&criterion.evidence));
    spans.extend(measures(&criterion.measures));
    match criterion.binding {
        Binding::Gate { span, .. } | Binding::Suggested { span, .. } => spans.push(span),
        Binding::Review => {}
    }
}

fn fields(fields: &[Field]) -> impl Iterator<Item = Span> {
    fields.iter().map(|field| field.span)
}

fn citations(citations: &[Citation]) -> impl Iterator<Item = Span> {
    citations.iter().map(|citation| citation.span)
}

fn measures(measures: &[Measure]) -> impl Iterator<Item = Span> {
    measures.iter().map(|measure| measure.span)
}

fn block_spans(markdown: &Markdown) -> Vec<Span> {
    let mut spans: Vec<Span> = markdown.front_matter.iter().map(|matter| matter.span).collect();
    let mut open: Vec<&Block> = markdown.blocks.iter().collect();
    while let Some(block) = open.pop() {
        spans.push(block.span);
        match &block.kind {
            BlockKind::Heading { text, .. } => line_spans(text, &mut spans),
            BlockKind::Paragraph { lines } => {
                for line in lines {
                    line_spans(line, &mut spans);
                }
            }
            BlockKind::Table(table) => {
                for row in std::iter::once(&table.header).chain(&table.rows) {
                    row_spans(row, &mut spans);
                }
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    item_spans(item, &mut spans);
                    open.extend(&item.children);
                }
            }
            BlockKind::Code { content, .. } => spans.push(*content),
            BlockKind::Quote { blocks } => open.extend(blocks),
            BlockKind::Html | BlockKind::Rule => {}
        }
    }
    spans
}

fn row_spans(row: &Row, spans: &mut Vec<Span>) {
    spans.push(row.span);
    for cell in &row.cells {
        line_spans(cell, spans);
    }
}

fn item_spans(item: &ListItem, spans: &mut Vec<Span>) {
    spans.push(item.span);
    spans.extend(item.checkbox.iter().map(|checkbox| checkbox.span));
    for line in &item.lines {
        line_spans(line, spans);
    }
}

fn line_spans(line: &Inline, spans: &mut Vec<Span>) {
    spans.push(line.span);
    spans.extend(line.codes.iter().map(|code| code.span));
    spans.extend(line.links.iter().map(|link| link.span));
    let starts = line.text.char_indices().map(|(at, _)| at);
    spans.extend(starts.map(|at| line.source(at..line.text.len())));
}
