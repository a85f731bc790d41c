//! A document on the wire: the plan model.

use serde::Serialize;

use crate::{
    plan,
    render::{
        json::{
            item::Item,
            part::{Citation, Field, Span, Writer},
        },
        place::Ruler,
    },
};

/// One document and everything it was understood to say.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    path: &'a str,
    scope: &'a str,
    title: &'a str,
    is_tracker: bool,
    signs: Vec<&'static str>,
    headings: Vec<Heading<'a>>,
    fields: Vec<Field<'a>>,
    pointers: Vec<Citation<'a>>,
    items: Vec<Item<'a>>,
    unread: Vec<Unread<'a>>,
    loose_boxes: u32,
}

#[derive(Serialize)]
struct Heading<'a> {
    level: u8,
    text: &'a str,
    item: Option<u32>,
    span: Span<'a>,
}

#[derive(Serialize)]
struct Unread<'a> {
    why: &'a str,
    span: Span<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn new(document: &'a plan::Document, text: &'a str, ruler: &'a Ruler) -> Self {
        let writer = Writer { path: document.path.as_str(), text, ruler };
        let scope = document.scope.as_str();
        let headings = document.headings.iter().map(|heading| Heading {
            level: heading.level,
            text: &heading.text,
            item: heading.claim.map(|at| at.0),
            span: writer.span(heading.span),
        });
        let unread = document.unread.iter();
        let unread =
            unread.map(|unread| Unread { why: &unread.why, span: writer.span(unread.span) });
        Self {
            path: document.path.as_str(),
            scope,
            title: &document.title,
            is_tracker: document.is_tracker(),
            signs: document.signs.iter().map(|sign| sign.as_str()).collect(),
            headings: headings.collect(),
            fields: document.fields.iter().map(|field| writer.field(field)).collect(),
            pointers: document.pointers.iter().map(|it| writer.citation(it)).collect(),
            items: document.claims.iter().map(|it| Item::of_claim(scope, it, writer)).collect(),
            unread: unread.collect(),
            loose_boxes: document.loose_boxes,
        }
    }
}
