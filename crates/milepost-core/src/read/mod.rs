//! From blocks to claims: every tracker that people write, understood by its structure.
//!
//! Reading never fails and never drops anything silently: what looks like tracking and was not
//! understood becomes an [`Unread`](crate::plan::Unread) note.
//!
//! [`walk`] passes over the blocks once and keeps what is open; [`recognise`] holds the
//! recognisers, one file each; [`atoms`] holds the smallest things they read.

pub mod atoms;
mod columns;
mod days;
pub(crate) mod entry;
mod front_matter;
mod kinds;
mod labels;
mod recognise;
mod scanned;
mod signs;
#[cfg(test)]
mod tests;
pub(crate) mod topic;
mod walk;

pub(crate) use recognise::word_of_work;

use jiff::civil::Date;

use crate::{
    id::Scope,
    markdown::{self, Block, BlockKind},
    plan::Document,
    text::{Source, Span},
};

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
    // What milepost wrote into a document is no claim of its own.
    let text = &*markdown::markers::mask(&source.text);
    let parsed = markdown::parse(text);
    let mut walk = walk::Walk::new(text, empty(source, options));
    walk.is_decision_record = recognise::decision_record::is_one(&parsed.blocks);
    if let Some(matter) = &parsed.front_matter {
        front_matter::read(&mut walk, matter);
    }
    walk.blocks(&parsed.blocks);
    walk.close(0, u32::MAX);
    let fences = fences(&parsed.blocks);
    if options.fences == Fences::Read || is_nothing_else(text, &fences) {
        for (at, content) in fences.iter().enumerate() {
            let inner = markdown::parse_fence(text, *content);
            walk.fence(&inner.blocks, u16::try_from(at + 1).unwrap_or(u16::MAX));
        }
    }
    recognise::prose::gates(&mut walk);
    let mut document = walk.document;
    days::resolve(&mut document, options.start);
    document.signs = signs::of(&document, options);
    document
}

fn empty(source: &Source, options: &ReadOptions) -> Document {
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

/// The contents of the fences that may hold Markdown.
fn fences(blocks: &[Block]) -> Vec<Span> {
    let mut found = Vec::new();
    for block in blocks {
        if let BlockKind::Code { lang, content } = &block.kind
            && matches!(&**lang, "markdown" | "md" | "mdx")
        {
            found.push(*content);
        }
    }
    found
}

/// Whether a document is written around its Markdown fences: there are several, and they hold
/// about half of it or more.
fn is_nothing_else(text: &str, fences: &[Span]) -> bool {
    let inside: usize = fences.iter().map(|span| span.range().len()).sum();
    fences.len() >= 3 && inside * 5 >= text.len() * 2
}
