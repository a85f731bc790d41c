//! From blocks to claims: every tracker that people write, understood by its structure.
//!
//! Reading never fails and never drops anything silently: what looks like tracking and was not
//! understood becomes an [`Unread`](crate::plan::Unread) note.

pub mod atoms;

use jiff::civil::Date;

use crate::{id::Scope, plan::Document, text::Source};

/// How a document is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The group within which its ids mean one thing.
    pub scope: Scope,
    /// Whether the configuration names it as a tracker.
    pub is_named: bool,
    /// What tables and lists in code fences are.
    pub fences: Fences,
    /// When the project started, for `Week 4` and `Day 2`.
    pub start: Option<Date>,
}

/// What stands in code fences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fences {
    /// Examples, unless the document is nothing else.
    #[default]
    Examples,
    /// Trackers, to be read like the rest.
    Read,
}

/// Reads one document. Never fails.
pub fn read(source: &Source, options: &ReadOptions) -> Document {
    Document {
        path: source.path.clone(),
        scope: options.scope.clone(),
        title: "".into(),
        signs: Vec::new(),
        headings: Vec::new(),
        fields: Vec::new(),
        pointers: Vec::new(),
        claims: Vec::new(),
        unread: Vec::new(),
        loose_boxes: 0,
    }
}
