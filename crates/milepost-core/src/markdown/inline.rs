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
    /// Its links and images, in order of their ends.
    pub links: Vec<Link>,
    /// The parts of `text` that are strong.
    pub strong: Vec<Range<u32>>,
    /// The parts of `text` that are struck through.
    pub struck: Vec<Range<u32>>,
    /// The pieces that `text` is made of, in order and without gaps. Empty where text and source
    /// are the same bytes.
    pub map: Vec<Piece>,
}

/// A piece of plain text and the source it came from.
///
/// Where both are equally long they run in step; otherwise the whole piece stands for the whole
/// source, as `&` does for `&amp;`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the plain text; it ends where the next one begins.
    pub text: u32,
    /// Where it stands in the source.
    pub source: Span,
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
        let start = self.source_start(range.start.min(self.text.len()));
        let end = self.source_end(range.end.min(self.text.len()));
        Span::new(start, if range.is_empty() { start } else { end })
    }

    /// Whether nothing is there to read.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Several lines as one, with a space for each line end: what a hard wrap split is whole.
    #[must_use]
    pub(crate) fn join(lines: &[Self]) -> Self {
        let Some((first, rest)) = lines.split_first() else { return Self::default() };
        if rest.is_empty() {
            return first.clone();
        }
        let mut whole = Self { span: first.span, ..Self::default() };
        let mut text = String::new();
        for line in lines {
            if !text.is_empty() {
                let gap = Span { start: whole.span.end, end: line.span.start };
                whole.map.push(Piece { text: to_u32(text.len()), source: gap });
                text.push(' ');
            }
            whole.append(to_u32(text.len()), line);
            text.push_str(&line.text);
            whole.span = whole.span.cover(line.span);
        }
        whole.text = text.into();
        whole
    }

    /// Takes over the marks of a line that begins at an offset of the text.
    fn append(&mut self, shift: u32, line: &Self) {
        let moved = |range: &Range<u32>| range.start + shift..range.end + shift;
        if line.map.is_empty() {
            self.map.push(Piece { text: shift, source: line.span });
        }
        let pieces = line.map.iter();
        self.map.extend(pieces.map(|it| Piece { text: it.text + shift, source: it.source }));
        let codes = line.codes.iter();
        self.codes.extend(codes.map(|it| CodeSpan { range: moved(&it.range), span: it.span }));
        let links = line.links.iter();
        self.links.extend(links.map(|it| Link { range: moved(&it.range), ..it.clone() }));
        self.strong.extend(line.strong.iter().map(moved));
        self.struck.extend(line.struck.iter().map(moved));
    }

    /// Keeps the map inside the span, and drops it where text and source are the same bytes.
    #[must_use]
    pub(super) fn settle(mut self) -> Self {
        let within = |at: u32| at.clamp(self.span.start, self.span.end);
        for Piece { source, .. } in &mut self.map {
            *source = Span { start: within(source.start), end: within(source.end) };
        }
        if let [only] = &*self.map
            && only.source == self.span
            && only.source.range().len() == self.text.len()
        {
            self.map.clear();
        }
        self
    }

    pub(super) fn source_start(&self, offset: usize) -> usize {
        let after = self.map.partition_point(|piece| piece.text as usize <= offset);
        match self.piece(after) {
            Some((piece, true)) => piece.source.start as usize + (offset - piece.text as usize),
            Some((piece, false)) => piece.source.start as usize,
            None => (self.span.start as usize + offset).min(self.span.end as usize),
        }
    }

    pub(super) fn source_end(&self, offset: usize) -> usize {
        let after = self.map.partition_point(|piece| (piece.text as usize) < offset);
        match self.piece(after) {
            Some((piece, true)) => piece.source.start as usize + (offset - piece.text as usize),
            Some((piece, false)) => piece.source.end as usize,
            None => (self.span.start as usize + offset).min(self.span.end as usize),
        }
    }

    /// The piece before index `after`, and whether it runs in step with the source.
    fn piece(&self, after: usize) -> Option<(Piece, bool)> {
        let piece = *self.map.get(after.checked_sub(1)?)?;
        let end = self.map.get(after).map_or(self.text.len(), |next| next.text as usize);
        Some((piece, end - piece.text as usize == piece.source.range().len()))
    }
}

/// A span without the white space at its ends; a blank one ends where it begins.
pub(super) fn trim(source: &str, span: Span) -> Span {
    let text = span.of(source);
    let trimmed = text.trim();
    let before = if trimmed.is_empty() { 0 } else { text.len() - text.trim_start().len() };
    let start = span.start as usize + before;
    Span::new(start, start + trimmed.len())
}

/// An offset as it is kept; texts are limited to 4 GiB.
pub(super) fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
