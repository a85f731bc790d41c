//! Bytes turned into lines and columns, in constant time each whatever the length of a line.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use crate::text::{LineIndex, RepoPath, Source, Span};

/// A span as lines and columns, counted from 1; columns count characters.
///
/// The end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// The line of the first character.
    pub start_line: u32,
    /// Its column.
    pub start_column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column behind the last character.
    pub end_column: u32,
}

/// Finds lines and columns in all documents. Each is measured when it is first asked for.
pub(super) struct Places<'a> {
    rulers: BTreeMap<&'a RepoPath, (&'a Source, OnceCell<Ruler>)>,
}

impl<'a> Places<'a> {
    /// Places in these texts.
    pub(super) fn new(sources: &'a BTreeMap<RepoPath, Arc<Source>>) -> Self {
        let rulers = sources.iter().map(|(path, source)| (path, (&**source, OnceCell::new())));
        Self { rulers: rulers.collect() }
    }

    /// The text of a document with its ruler.
    pub(super) fn ruler(&self, path: &RepoPath) -> Option<(&'a str, &Ruler)> {
        let (source, ruler) = self.rulers.get(path)?;
        Some((&source.text, ruler.get_or_init(|| Ruler::new(&source.text))))
    }

    /// The region of a span; line 1 where the text is not at hand.
    pub(super) fn region(&self, path: &RepoPath, span: Span) -> Region {
        match self.ruler(path) {
            Some((text, ruler)) => ruler.region(text, span),
            None => Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 },
        }
    }

    /// The line of a span.
    pub(super) fn line(&self, path: &RepoPath, span: Span) -> u32 {
        self.ruler(path).map_or(1, |(_, ruler)| ruler.lines.line(span.start))
    }
}

/// The lines of one text, and how many characters stand before each stretch of it.
pub(super) struct Ruler {
    /// Where lines begin.
    pub lines: LineIndex,
    before: Vec<u32>,
}

impl Ruler {
    const STRETCH: usize = 256;

    /// Measures a text.
    pub(super) fn new(text: &str) -> Self {
        let mut characters = 0_u32;
        let mut before = vec![0];
        for stretch in text.as_bytes().chunks_exact(Self::STRETCH) {
            characters = characters.saturating_add(beginnings(stretch));
            before.push(characters);
        }
        Self { lines: LineIndex::new(text), before }
    }

    /// The region of a span of the text that was measured.
    pub(super) fn region(&self, text: &str, span: Span) -> Region {
        let (start_line, start_column) = self.position(text, span.start);
        let (end_line, end_column) = self.position(text, span.end);
        Region { start_line, start_column, end_line, end_column }
    }

    fn position(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.lines.line(offset);
        let start = self.lines.span(text, line).start;
        let column = self.characters(text, offset).saturating_sub(self.characters(text, start));
        (line, column.saturating_add(1))
    }

    /// How many characters begin before an offset.
    fn characters(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let stretch = offset / Self::STRETCH;
        let rest = text.as_bytes().get(stretch * Self::STRETCH..offset).unwrap_or_default();
        let before = self.before.get(stretch).copied();
        before.unwrap_or(0).saturating_add(beginnings(rest))
    }
}

/// How many bytes begin a character.
fn beginnings(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_end_of_a_text_may_be_the_end_of_a_stretch() {
        let text = "é".repeat(Ruler::STRETCH / 2);
        let end = u32::try_from(text.len()).unwrap();
        assert_eq!(Ruler::new(&text).position(&text, end), (1, 129));
    }

    proptest! {
        #[test]
        fn places_agree_with_counting(text in "(\\PC|\n){0,40}", times in 1_usize..60) {
            let text = text.repeat(times);
            let ruler = Ruler::new(&text);
            let last = text.char_indices().last().map_or(0, |(at, _)| at);
            for offset in [0, last, text.len()] {
                let offset = u32::try_from(offset).unwrap();
                let counted = ruler.lines.position(&text, offset);
                prop_assert_eq!(ruler.position(&text, offset), (counted.line, counted.column));
            }
        }
    }
}
