//! Parts of a line as lines of their own. Only what lies in the part is looked at, so that a
//! line can be cut into many.

use std::ops::Range;

use crate::{
    markdown::{
        CodeSpan, Inline, Link, Piece,
        inline::{to_u32, trim},
    },
    text::Span,
};

impl Inline {
    /// A part of this line as a line of its own, without white space at its ends.
    ///
    /// Markup at the edges of the part stays in its span. The range must lie on character
    /// boundaries; otherwise the part is empty.
    #[must_use]
    pub(crate) fn slice(&self, source: &str, range: Range<usize>) -> Self {
        let part = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (part.len() - part.trim_start().len());
        let text = part.trim();
        let end = start + text.len();
        let outer = Span::new(self.outer_start(range.start), self.outer_end(range.end));
        let clip = |range: &Range<u32>| clip(range, start, end);
        Self {
            span: trim(source, outer),
            text: text.into(),
            codes: (window(&self.codes, |code| &code.range, start, end).iter())
                .filter_map(|code| self.clip_code(code, start, end))
                .collect(),
            links: (window(&self.links, |link| &link.range, start, end).iter())
                .filter_map(|link| Some(Link { range: clip(&link.range)?, ..link.clone() }))
                .collect(),
            strong: window(&self.strong, |it| it, start, end).iter().filter_map(clip).collect(),
            struck: window(&self.struck, |it| it, start, end).iter().filter_map(clip).collect(),
            map: self.slice_map(start, end),
        }
        .settle()
    }

    /// The part of a code span between two offsets; white space at their ends is gone.
    fn clip_code(&self, code: &CodeSpan, start: usize, end: usize) -> Option<CodeSpan> {
        let range = clip(&code.range, start, end)?;
        if range.len() == code.range.len() {
            return Some(CodeSpan { range, span: code.span });
        }
        let span = self.source(range.start as usize + start..range.end as usize + start);
        Some(CodeSpan { range, span })
    }

    fn slice_map(&self, start: usize, end: usize) -> Vec<Piece> {
        if start >= end {
            return Vec::new();
        }
        let inner = self.map.partition_point(|piece| piece.text as usize <= start);
        let after = self.map.partition_point(|piece| (piece.text as usize) < end);
        let inner = self.map.get(inner..after).unwrap_or_default();
        let begins = || inner.iter().map(|piece| piece.text as usize);
        let starts = std::iter::once(start).chain(begins());
        let ends = begins().chain([end]);
        (starts.zip(ends))
            .map(|(from, to)| Piece { text: to_u32(from - start), source: self.source(from..to) })
            .collect()
    }

    fn outer_start(&self, offset: usize) -> usize {
        if offset == 0 { self.span.start as usize } else { self.source_end(offset) }
    }

    fn outer_end(&self, offset: usize) -> usize {
        if offset >= self.text.len() { self.span.end as usize } else { self.source_start(offset) }
    }
}

/// The items, sorted by where they lie, that may overlap a part.
fn window<T>(items: &[T], place: impl Fn(&T) -> &Range<u32>, start: usize, end: usize) -> &[T] {
    let first = items.partition_point(|item| place(item).end as usize <= start);
    let items = items.get(first..).unwrap_or_default();
    let after = items.partition_point(|item| (place(item).start as usize) < end);
    items.get(..after).unwrap_or_default()
}

/// The part of a range that lies between two offsets, counted from the first one.
fn clip(range: &Range<u32>, start: usize, end: usize) -> Option<Range<u32>> {
    let from = (range.start as usize).max(start);
    let to = (range.end as usize).min(end);
    let part = Span::new(from.checked_sub(start)?, to.checked_sub(start)?);
    (from < to).then_some(part.start..part.end)
}
