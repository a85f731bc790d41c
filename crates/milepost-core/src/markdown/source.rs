//! The text that is being parsed, as it is and as the Markdown parser sees it.

use std::{borrow::Cow, ops::Range};

use crate::{
    markdown::{inline::trim, mask},
    text::Span,
};

/// A part of a text, with a masked twin of the same length for the Markdown parser.
pub(super) struct Source<'a> {
    /// The whole text, which all spans refer to.
    pub(super) text: &'a str,
    /// Where the part begins in the whole text.
    pub(super) base: usize,
    /// The part, masked.
    pub(super) masked: Cow<'a, str>,
}

impl<'a> Source<'a> {
    /// The part of a text that a span covers; empty where the span does not fit.
    pub(super) fn new(text: &'a str, part: Span) -> Self {
        Self { text, base: part.start as usize, masked: mask::mask(part.of(text)) }
    }

    /// The span in the whole text of a range in the part.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// The same, without white space at its ends.
    pub(super) fn trimmed(&self, range: &Range<usize>) -> Span {
        self.trim(self.span(range))
    }

    /// A span without white space at its ends, as Markdown sees it.
    pub(super) fn trim(&self, span: Span) -> Span {
        let text = span.of(self.text);
        let start = span.start as usize + (text.len() - text.trim_ascii_start().len());
        Span::new(start, start + text.trim_ascii().len())
    }

    /// What the Markdown parser sees of a span.
    pub(super) fn seen(&self, span: Span) -> Option<&str> {
        let start = (span.start as usize).checked_sub(self.base)?;
        let end = (span.end as usize).checked_sub(self.base)?;
        self.masked.get(start..end)
    }

    /// The lines of a span, without the marks of the quotations and lists around them, without
    /// white space at their ends, and without blank ones.
    pub(super) fn lines(&self, span: Span) -> Vec<Span> {
        let mut lines = Vec::new();
        let mut start = span.start as usize;
        for line in span.of(self.text).split(['\n', '\r']) {
            let marks = if lines.is_empty() { "" } else { container_marks(line) };
            let line_span = Span::new(start + marks.len(), start + line.len());
            start += line.len() + 1;
            lines.extend(Some(trim(self.text, line_span)).filter(|line| !line.is_empty()));
        }
        lines
    }
}

/// What may stand before the text of a line inside of quotations and lists.
pub(super) fn container_marks(line: &str) -> &str {
    let rest = line.trim_start_matches([' ', '\t', '>']);
    line.get(..line.len() - rest.len()).unwrap_or_default()
}
