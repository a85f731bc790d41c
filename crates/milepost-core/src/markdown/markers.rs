//! Blocks that milepost fills: what stands between two markers in a document that people write.
//!
//! ```text
//! <!-- milepost:board -->
//! …
//! <!-- /milepost:board -->
//! ```
//!
//! A marker is an HTML comment that is a line of its own, with nothing before it but blanks, as in a list
//! item. In code it is an example. What stands between
//! two of them is derived, so it claims nothing: [`mask`] takes it out of what is read.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use crate::{markdown::fragment, text::Span};

/// How a marker begins.
const OPEN: &str = "<!-- milepost:";
/// How one that ends a block begins.
const CLOSE: &str = "<!-- /milepost:";

/// How any comment begins.
const COMMENT: &str = "<!--";
/// What makes a comment one of ours, however it is spaced and spelled.
const OURS: &str = "milepost:";
/// What the marker of a fact is called: that one stands within a line, around a value, and is no block.
const FACT: &str = "milepost:fact";

/// A block with its two markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// What fills it.
    pub name: Box<str>,
    /// What it is filled with: the item, or how many.
    pub argument: Option<Box<str>>,
    /// The line of the marker that begins it, without the end of the line.
    pub open: Span,
    /// What stands between the two lines.
    pub inside: Span,
}

impl Marked {
    /// The blanks before the marker that begins it, as before every line of the list item that it is in.
    pub fn indent<'t>(&self, text: &'t str) -> &'t str {
        before(text, self.open.range().start)
    }
}

/// A marker that begins or ends no block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct StrayMarker {
    /// Where it stands.
    pub span: Span,
    /// What is wrong with it.
    pub what: Stray,
}

/// Why a marker begins or ends no block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stray {
    /// The end of its block is missing.
    #[error("the block `{name}` is never closed")]
    NeverClosed {
        /// The block.
        name: Box<str>,
    },
    /// Another block is still open.
    #[error("the block `{name}` begins within the block `{within}`")]
    Nested {
        /// The block.
        name: Box<str>,
        /// The one around it.
        within: Box<str>,
    },
    /// Nothing was begun.
    #[error("the block `{name}` ends and was never begun")]
    NeverOpened {
        /// The block.
        name: Box<str>,
    },
    /// Something else was begun.
    #[error("the block `{open}` is ended as `{name}`")]
    Crossed {
        /// The block that was begun.
        open: Box<str>,
        /// The one that is ended.
        name: Box<str>,
    },
    /// It stands within a line of text.
    #[error("a marker must be a line of its own")]
    InText,
    /// It names nothing, or says too much.
    #[error("`{text}` is no marker; one is written `<!-- milepost:NAME -->`")]
    Malformed {
        /// What it says.
        text: Box<str>,
    },
}

/// The blocks of a document, in order, or everything that is wrong with its markers.
pub fn marked(text: &str) -> Result<Vec<Marked>, Vec<StrayMarker>> {
    let mut blocks = Vec::new();
    let mut strays = Vec::new();
    let mut open: Option<Marked> = None;
    for (span, marker) in markers(text) {
        let stray = |what| StrayMarker { span, what };
        match (marker, open.take()) {
            (Err(what), before) => {
                strays.push(stray(what));
                open = before;
            }
            (Ok(Marker::Open(name, argument)), None) => {
                let end = span.range().end;
                let rest = text.get(end..).unwrap_or_default();
                let start = end + rest.find('\n').map_or(rest.len(), |at| at + 1);
                open = Some(Marked { name, argument, open: span, inside: Span::new(start, start) });
            }
            (Ok(Marker::Open(name, _)), Some(before)) => {
                strays.push(stray(Stray::Nested { name, within: before.name.clone() }));
                open = Some(before);
            }
            (Ok(Marker::Close(name)), None) => strays.push(stray(Stray::NeverOpened { name })),
            (Ok(Marker::Close(name)), Some(mut block)) if block.name == name => {
                let line = text.get(..span.range().start).unwrap_or_default();
                let end = line.rfind('\n').map_or(0, |at| at + 1);
                block.inside = Span::new(block.inside.range().start, end);
                blocks.push(block);
            }
            (Ok(Marker::Close(name)), Some(block)) => {
                strays.push(stray(Stray::Crossed { open: block.name.clone(), name }));
            }
        }
    }
    if let Some(block) = open {
        strays
            .push(StrayMarker { span: block.open, what: Stray::NeverClosed { name: block.name } });
    }
    if strays.is_empty() { Ok(blocks) } else { Err(strays) }
}

/// Whether a text may have markers: where it has not, nobody need look.
pub fn may_be_marked(text: &str) -> bool {
    text.match_indices(COMMENT).any(|(at, _)| text.get(at..).is_some_and(is_ours))
}

/// Whether a comment means to be a marker, be it written as one or not: what looks like one and is none must
/// not go unnoticed.
fn is_ours(comment: &str) -> bool {
    let Some(body) = comment.strip_prefix(COMMENT) else { return false };
    let name = body.trim_start();
    let name = name.strip_prefix('/').unwrap_or(name);
    let is_called_so = name.get(..OURS.len()).is_some_and(|it| it.eq_ignore_ascii_case(OURS));
    let is_fact = name.strip_prefix(FACT).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    is_called_so && !is_fact
}

/// The text without what its blocks are filled with: blanks stand there, so that every other byte stays
/// where it is. A document whose markers are wrong is left as it is.
pub fn mask(text: &str) -> Cow<'_, str> {
    if !may_be_marked(text) {
        return Cow::Borrowed(text);
    }
    let Ok(blocks) = marked(text) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for block in blocks {
        let inside = block.inside.range();
        out.push_str(text.get(at..inside.start).unwrap_or_default());
        let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
        out.extend(block.inside.of(text).bytes().map(blank));
        at = inside.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

/// A marker that is one.
enum Marker {
    Open(Box<str>, Option<Box<str>>),
    Close(Box<str>),
}

/// Every marker outside of code, with the line that it is.
fn markers(text: &str) -> Vec<(Span, Result<Marker, Stray>)> {
    let mut found = Vec::new();
    if !may_be_marked(text) {
        return found;
    }
    // A byte order mark is no part of the first line.
    let body = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - body.len();
    for (event, range) in Parser::new_ext(body, fragment::OPTIONS).into_offset_iter() {
        let range = range.start + skipped..range.end + skipped;
        match event {
            Event::Html(_) => {
                let mut at = range.start;
                for line in text.get(range).unwrap_or_default().split_inclusive('\n') {
                    let start = at + (line.len() - line.trim_start().len());
                    let is_alone = before(text, start).trim().is_empty();
                    found.extend(marker(line.trim(), start).map(|(span, marker)| {
                        (span, if is_alone { marker } else { Err(Stray::InText) })
                    }));
                    at += line.len();
                }
            }
            Event::InlineHtml(_) => {
                if is_ours(text.get(range.clone()).unwrap_or_default()) {
                    found.push((Span::new(range.start, range.end), Err(Stray::InText)));
                }
            }
            Event::Start(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    found
}

/// What stands before a place, in its line.
fn before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let before = before.rfind('\n').map_or(before, |end| before.get(end + 1..).unwrap_or_default());
    before.trim_start_matches('\u{feff}')
}

fn marker(line: &str, start: usize) -> Option<(Span, Result<Marker, Stray>)> {
    if !is_ours(line) {
        return None;
    }
    let span = Span::new(start, start + line.len());
    let body = match (line.strip_prefix(OPEN), line.strip_prefix(CLOSE)) {
        (Some(rest), _) => Some((rest, true)),
        (None, Some(rest)) => Some((rest, false)),
        (None, None) => None,
    };
    let parsed = body.and_then(|(rest, is_open)| {
        let body = rest.strip_suffix("-->").filter(|body| !body.contains("-->"))?;
        parse(body.trim(), is_open)
    });
    Some((span, parsed.ok_or_else(|| Stray::Malformed { text: line.into() })))
}

fn parse(body: &str, is_open: bool) -> Option<Marker> {
    let (name, argument) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let argument = Some(argument.trim()).filter(|it| !it.is_empty());
    match (is_open, argument) {
        (true, argument) => Some(Marker::Open(name.into(), argument.map(Into::into))),
        (false, None) => Some(Marker::Close(name.into())),
        (false, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use insta::assert_snapshot;

    use super::{marked, mask};
    use crate::text::LineIndex;

    /// The blocks of a text, or what is wrong with its markers, a line each.
    fn check(text: &str) -> String {
        let lines = LineIndex::new(text);
        let mut out = String::new();
        match marked(text) {
            Ok(blocks) => {
                for block in blocks {
                    let line = lines.line(block.open.start);
                    let argument = block.argument.as_deref().unwrap_or("-");
                    let inside = block.inside.of(text);
                    writeln!(out, "{line}: {} {argument} {inside:?}", block.name).unwrap();
                }
            }
            Err(strays) => {
                for stray in strays {
                    writeln!(out, "{}: {stray}", lines.line(stray.span.start)).unwrap();
                }
            }
        }
        out
    }

    #[test]
    fn a_block_is_what_stands_between_two_lines() {
        let text = "# A\n\n<!-- milepost:board -->\nold\n<!-- /milepost:board -->\n\n\
                    <!-- milepost:milestone M2 -->\r\n<!-- /milepost:milestone -->";
        assert_snapshot!(check(text), @r#"
        3: board - "old\n"
        7: milestone M2 ""
        "#);
    }

    #[test]
    fn what_stands_in_code_is_an_example() {
        let text = "```markdown\n<!-- milepost:board -->\n<!-- /milepost:board -->\n```\n\n\
                    `<!-- milepost:board -->` and\n\n    <!-- milepost:board -->\n\n\
                    <!-- another comment -->\n";
        assert_eq!(check(text), "");
    }

    #[test]
    fn a_block_in_a_list_item_is_indented_and_none_is_in_a_quotation() {
        let text = "- a\n\n  <!-- milepost:b -->\n  <!-- /milepost:b -->\n";
        let indents: Vec<_> = marked(text).unwrap().iter().map(|it| it.indent(text)).collect();
        assert_eq!(indents, ["  "]);
        assert_snapshot!(check("> <!-- milepost:b -->\n> <!-- /milepost:b -->\n\n- <!-- milepost:c -->\n"), @"
        1: a marker must be a line of its own
        2: a marker must be a line of its own
        4: a marker must be a line of its own
        ");
    }

    #[test]
    fn what_means_to_be_a_marker_does_not_go_unnoticed() {
        let text = "<!--milepost:board-->\n\n<!--  /Milepost:board -->\n\n<!-- milepost -->\n\n\
                    <!-- a milepost: reached -->\n\n<!--milepost:fact n-->1<!-- /milepost -->\n";
        assert_snapshot!(check(text), @"
        1: `<!--milepost:board-->` is no marker; one is written `<!-- milepost:NAME -->`
        3: `<!--  /Milepost:board -->` is no marker; one is written `<!-- milepost:NAME -->`
        ");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_line() {
        let text = "\u{feff}<!-- milepost:a -->\nx\n<!-- /milepost:a -->\n";
        assert_snapshot!(check(text), @r#"1: a - "x\n""#);
        assert_eq!(marked(text).unwrap().first().map(|it| it.indent(text)), Some(""));
    }

    #[test]
    fn what_marks_a_fact_is_no_block() {
        let text = "<!-- milepost:fact n -->7<!-- /milepost --> of\n\n\
                    it has <!-- milepost:fact n -->7<!-- /milepost -->\n";
        assert_eq!(check(text), "");
    }

    #[test]
    fn markers_that_do_not_fit_are_named() {
        let text = "<!-- milepost:a -->\n<!-- milepost:a -->\n<!-- milepost:b -->\n\
                    <!-- /milepost:b -->\n\n<!-- /milepost:c -->\n\nsay <!-- milepost:d --> so\n\n\
                    <!-- milepost:Board x -->\n\n<!-- /milepost:a x -->\n\n<!-- milepost:e\n-->\n\n\
                    <!-- milepost:f -->\n";
        assert_snapshot!(check(text), @"
        2: the block `a` begins within the block `a`
        3: the block `b` begins within the block `a`
        4: the block `a` is ended as `b`
        6: the block `c` ends and was never begun
        8: a marker must be a line of its own
        10: `<!-- milepost:Board x -->` is no marker; one is written `<!-- milepost:NAME -->`
        12: `<!-- /milepost:a x -->` is no marker; one is written `<!-- milepost:NAME -->`
        14: `<!-- milepost:e` is no marker; one is written `<!-- milepost:NAME -->`
        17: the block `f` is never closed
        ");
    }

    #[test]
    fn what_fills_a_block_is_not_read() {
        let text = "a\n<!-- milepost:b -->\n| é | x |\r\n<!-- /milepost:b -->\nz\n";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, text.replace("| é | x |", "          "));
        assert_eq!(mask("a\n<!-- milepost:b -->\nx\n"), "a\n<!-- milepost:b -->\nx\n");
    }
}
