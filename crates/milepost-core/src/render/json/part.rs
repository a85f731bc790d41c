//! The smallest shapes on the wire: spans, citations, measures, references, fields, criteria.

use serde::Serialize;

use crate::{
    plan::{self, Binding},
    render::{detail, place::Ruler},
    text::Span as Bytes,
};

/// Turns spans of one document into wire spans.
#[derive(Clone, Copy)]
pub(in crate::render) struct Writer<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub ruler: &'a Ruler,
}

impl<'a> Writer<'a> {
    pub(super) fn span(self, span: Bytes) -> Span<'a> {
        let region = self.ruler.region(self.text, span);
        Span {
            path: self.path,
            start_line: region.start_line,
            start_column: region.start_column,
            end_line: region.end_line,
            end_column: region.end_column,
            start_byte: span.start,
            end_byte: span.end,
        }
    }

    pub(super) fn field(self, field: &'a plan::Field) -> Field<'a> {
        Field {
            name: field.name.as_str(),
            label: &field.label,
            value: &field.value,
            date: field.day.map(|day| day.to_string()),
            span: self.span(field.span),
        }
    }

    pub(super) fn citation(self, citation: &'a plan::Citation) -> Citation<'a> {
        Citation {
            kind: detail::cited_kind(&citation.cited),
            text: detail::cited_text(&citation.cited),
            span: self.span(citation.span),
        }
    }

    pub(super) fn measure(self, measure: &'a plan::Measure) -> Measure<'a> {
        Measure {
            label: &measure.label,
            fraction: measure.fraction.map(Fraction::from),
            percent: measure.percent,
            value: measure.value,
            unit: &measure.unit,
            bound: measure.bound.as_deref(),
            span: self.span(measure.span),
        }
    }

    pub(super) fn reference(self, reference: &'a plan::Reference) -> Reference<'a> {
        Reference {
            id: reference.id.as_str(),
            through: reference.through.as_ref().map(crate::id::ItemId::as_str),
            span: self.span(reference.span),
        }
    }

    pub(super) fn criterion(self, criterion: &'a plan::Criterion) -> Criterion<'a> {
        let (binding, gate) = match &criterion.binding {
            Binding::Gate { gate, .. } => ("gate", Some(gate.as_str())),
            Binding::Suggested { gate, .. } => ("suggested", Some(gate.as_str())),
            Binding::Review => ("review", None),
        };
        Criterion {
            text: &criterion.text,
            category: criterion.category.map(plan::Category::as_str),
            status: criterion.status.as_ref().map(|claim| claim.status.as_str()),
            status_raw: criterion.status.as_ref().map(|claim| &*claim.raw),
            binding,
            gate,
            measures: criterion.measures.iter().map(|it| self.measure(it)).collect(),
            evidence: criterion.evidence.iter().map(|it| self.citation(it)).collect(),
            span: self.span(criterion.span),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span<'a> {
    path: &'a str,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
}

impl<'a> Span<'a> {
    /// A span of a file whose text is not at hand: its lines cannot be told.
    pub(super) fn unseen(path: &'a str, span: Bytes) -> Self {
        Self {
            path,
            start_line: 1,
            start_column: 1,
            end_line: 1,
            end_column: 1,
            start_byte: span.start,
            end_byte: span.end,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Field<'a> {
    name: &'a str,
    label: &'a str,
    value: &'a str,
    date: Option<String>,
    span: Span<'a>,
}

#[derive(Serialize)]
pub(super) struct Citation<'a> {
    kind: &'static str,
    text: &'a str,
    span: Span<'a>,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct Fraction {
    part: u64,
    whole: u64,
}

impl From<plan::Fraction> for Fraction {
    fn from(plan::Fraction { part, whole }: plan::Fraction) -> Self {
        Self { part, whole }
    }
}

#[derive(Serialize)]
pub(super) struct Measure<'a> {
    label: &'a str,
    fraction: Option<Fraction>,
    percent: Option<f64>,
    value: Option<f64>,
    unit: &'a str,
    bound: Option<&'a str>,
    span: Span<'a>,
}

#[derive(Serialize)]
pub(super) struct Reference<'a> {
    id: &'a str,
    through: Option<&'a str>,
    span: Span<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Criterion<'a> {
    text: &'a str,
    category: Option<&'static str>,
    status: Option<&'static str>,
    status_raw: Option<&'a str>,
    binding: &'static str,
    gate: Option<&'a str>,
    measures: Vec<Measure<'a>>,
    evidence: Vec<Citation<'a>>,
    span: Span<'a>,
}
