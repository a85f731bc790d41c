//! Lines of text out of their blocks: cells, and lines that a table swallowed.

use std::{fmt::Write as _, ops::Range};

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, RefDefs, Tag, TagEnd};

use crate::{
    markdown::{
        Inline,
        line::{Breaks, LineBuilder},
        source::Source,
    },
    text::Span,
};

/// What the Markdown parser is to understand; metadata and boxes are ours.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// What stands before a fragment, so that it cannot begin anything but a paragraph.
const LEAD: &str = "x ";

/// Parses each span as one line, whatever it contains.
pub(super) fn parse(source: &Source<'_>, spans: &[Span], refs: &RefDefs<'_>) -> Vec<Inline> {
    let mut lines: Vec<Inline> = spans.iter().map(|span| plain(source.text, *span)).collect();
    let marked: Vec<usize> = (0..lines.len())
        .filter(|at| lines.get(*at).is_some_and(|line| has_markup(&line.text)))
        .collect();
    for (at, line) in marked.iter().zip(parse_marked(source, spans, &marked, refs)) {
        if let (Some(slot), Some(line)) = (lines.get_mut(*at), line) {
            *slot = line;
        }
    }
    lines
}

/// A line without any markup.
fn plain(text: &str, span: Span) -> Inline {
    Inline { span, text: span.of(text).into(), ..Inline::default() }
}

fn has_markup(text: &str) -> bool {
    text.contains(['\\', '`', '*', '_', '~', '[', '<', '&', '\n', '\r', '\0'])
}

/// Parses the spans at the given places, all in one go: each becomes a paragraph.
fn parse_marked(
    source: &Source<'_>,
    spans: &[Span],
    places: &[usize],
    refs: &RefDefs<'_>,
) -> Vec<Option<Inline>> {
    let mut paragraphs = String::new();
    let mut starts = Vec::with_capacity(places.len());
    for span in places.iter().filter_map(|at| spans.get(*at)) {
        starts.push((paragraphs.len() + LEAD.len(), *span));
        let line = span.of(source.text).replace(['\n', '\r'], " ");
        write!(paragraphs, "{LEAD}{line}\n\n").expect("writing to a string cannot fail");
    }
    let mut resolve = |link: BrokenLink<'_>| {
        let found = refs.get(&link.reference)?;
        Some((CowStr::from(found.dest.to_string()), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(
        &paragraphs,
        Options::ENABLE_STRIKETHROUGH,
        Some(&mut resolve),
    );
    let mut lines = Vec::with_capacity(places.len());
    let mut open: Option<(usize, Span, LineBuilder)> = None;
    for (event, range) in parser.into_offset_iter() {
        match (&event, &mut open) {
            (Event::Start(Tag::Paragraph), _) => {
                open = starts
                    .get(lines.len())
                    .map(|(start, span)| (*start, *span, LineBuilder::new(Breaks::Join)));
            }
            (Event::End(TagEnd::Paragraph), _) => {
                let line = open.take().map(|(_, _, builder)| builder.finish(source));
                lines.push(line.and_then(|lines| lines.into_iter().next()));
            }
            (event, Some((start, span, builder))) => {
                if let Some((event, part)) = clip(event, &range, *start, *span) {
                    builder.event(source, &event, part);
                }
            }
            (_, None) => {}
        }
    }
    lines
}

/// An event without what was read from the lead, and where it stands in the whole text.
fn clip<'e>(
    event: &Event<'e>,
    range: &Range<usize>,
    start: usize,
    span: Span,
) -> Option<(Event<'e>, Span)> {
    let place = |at: usize| span.start as usize + at.saturating_sub(start);
    let part = Span::new(place(range.start), place(range.end));
    if let Event::Text(text) = event
        && range.start < start
    {
        let rest = text.get(start - range.start..).filter(|rest| !rest.is_empty())?;
        return Some((Event::Text(CowStr::from(rest.to_owned())), part));
    }
    Some((event.clone(), part))
}
