//! From text to blocks.

use crate::{
    markdown::{Markdown, builder, flattened, front_matter, source::Source},
    text::Span,
};

/// Parses a whole document. Never fails; any text is Markdown.
pub fn parse(text: &str) -> Markdown {
    // A byte order mark is no text, but it counts in spans.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (front_matter, start) = match front_matter::find(text, start) {
        Some((front_matter, end)) => (Some(front_matter), end),
        None => (None, start),
    };
    let blocks = builder::blocks(&Source::new(text, Span::new(start, text.len())));
    let blocks = match front_matter {
        Some(_) => blocks,
        None => flattened::restore(text, blocks),
    };
    Markdown { front_matter, blocks }
}

/// Parses the content of a code fence as a document of its own, with spans in the whole text.
pub fn parse_fence(text: &str, content: Span) -> Markdown {
    Markdown { front_matter: None, blocks: builder::blocks(&Source::new(text, content)) }
}
