//! A line or cell of text with its markup taken off, and the way back to the source.

use std::ops::Range;

use crate::text::Span;

/// A line or cell: its plain text, and where each piece of it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// Where it stands, markup included, white space at the ends excluded.
    pub span: Span,
    /// The text without emphasis marks, backticks, link targets and escapes.
    pub text: Box<str>,
    /// Its code spans, in order.
    pub codes: Vec<CodeSpan>,
    /// Its links and images, in order.
    pub links: Vec<Link>,
    /// The parts of `text` that are strong.
    pub strong: Vec<Range<u32>>,
    /// The parts of `text` that are struck through.
    pub struck: Vec<Range<u32>>,
    /// Pairs of an offset in `text` and the offset in the source it came from, sorted; between
    /// two pairs text and source run in step. Empty where text and source are the same bytes.
    pub map: Vec<(u32, u32)>,
}

/// A code span in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSpan {
    /// The part of the line's `text`.
    pub range: Range<u32>,
    /// Where it stands, backticks excluded.
    pub span: Span,
}

/// A link in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The part of the line's `text`.
    pub range: Range<u32>,
    /// Where it leads.
    pub target: Box<str>,
    /// Where the whole link stands.
    pub span: Span,
}

impl Inline {
    /// Where a part of the plain text stands in the source.
    pub fn source(&self, range: Range<usize>) -> Span {
        Span::new(self.source_offset(range.start), self.source_offset(range.end))
    }

    fn source_offset(&self, offset: usize) -> usize {
        let at = self.map.partition_point(|(text, _)| *text as usize <= offset);
        match at.checked_sub(1).and_then(|at| self.map.get(at)) {
            Some((text, source)) => {
                let source = *source as usize + (offset - *text as usize);
                source.clamp(self.span.start as usize, self.span.end as usize)
            }
            None => (self.span.start as usize + offset).min(self.span.end as usize),
        }
    }

    /// Whether nothing is there to read.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}
