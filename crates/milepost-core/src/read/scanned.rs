//! A line with the ids that it names, read once for everyone who asks.

use crate::{
    markdown::Inline,
    plan::{Claim, Reference},
    read::atoms::id,
};

/// A line, and the ids in it.
pub(crate) struct Scanned<'l> {
    pub(crate) line: &'l Inline,
    /// Every id that the line names, as offsets in its text.
    pub(crate) ids: Vec<id::Found>,
}

impl<'l> Scanned<'l> {
    /// Reads the ids of a line.
    pub(crate) fn of(line: &'l Inline) -> Self {
        Self { line, ids: id::all(&line.text) }
    }

    /// The ids that it names, as a claim refers to them.
    pub(crate) fn references(&self) -> impl Iterator<Item = Reference> {
        self.ids.iter().map(|found| Reference {
            id: found.id.clone(),
            through: found.through.clone(),
            span: self.line.source(found.range.clone()),
        })
    }

    /// Notes in a claim what it names beside itself.
    pub(crate) fn refer(&self, claim: &mut Claim) {
        let own = claim.id.clone();
        claim.references.extend(self.references().filter(|it| Some(&it.id) != own.as_ref()));
    }
}
