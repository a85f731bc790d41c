//! A problem on the wire.

use serde::Serialize;

use crate::{
    diag,
    id::ItemId,
    render::{Account, json::part::Span},
};

/// One problem.
#[derive(Serialize)]
pub(super) struct Problem<'a> {
    code: String,
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    span: Option<Span<'a>>,
    labels: Vec<Label<'a>>,
    help: Option<&'a str>,
    item: Option<&'a str>,
}

/// A second place that explains it.
#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    span: Option<Span<'a>>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(account: &'a Account<'a>, problem: &'a diag::Problem) -> Self {
        let span = |place: &'a diag::Place| {
            let writer = account.writer(&place.path);
            Some(match writer {
                Some(writer) => writer.span(place.span),
                None => Span::unseen(place.path.as_str(), place.span),
            })
        };
        let labels = problem.labels.iter();
        let labels =
            labels.map(|label| Label { message: &label.message, span: span(&label.place) });
        Self {
            code: problem.code.to_string(),
            rule: problem.rule,
            severity: problem.severity.as_str(),
            message: &problem.message,
            span: span(&problem.place),
            labels: labels.collect(),
            help: problem.help.as_deref(),
            item: problem.item.as_ref().map(ItemId::as_str),
        }
    }
}
