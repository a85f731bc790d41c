//! From inline events to lines of plain text with a map back to the source.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::{
    markdown::{
        CodeSpan, Inline, Link, Piece,
        inline::{to_u32, trim},
        source::{Source, container_marks},
    },
    text::Span,
};

/// How many links and images may be open at once and still be reported.
const MAX_OPEN_LINKS: usize = 8;

/// What a line break in the source does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breaks {
    /// It ends the line.
    Split,
    /// It is a space.
    Join,
}

/// Gathers lines.
pub(super) struct LineBuilder {
    breaks: Breaks,
    lines: Vec<Inline>,
    line: Draft,
    strong: usize,
    struck: usize,
    links: Vec<(Box<str>, Span)>,
    surplus_links: usize,
}

/// The line being gathered.
#[derive(Default)]
struct Draft {
    text: String,
    span: Option<Span>,
    codes: Vec<CodeSpan>,
    links: Vec<Link>,
    strong: Vec<Range<u32>>,
    struck: Vec<Range<u32>>,
    map: Vec<Piece>,
    strong_start: usize,
    struck_start: usize,
    link_starts: Vec<usize>,
}

impl LineBuilder {
    pub(super) fn new(breaks: Breaks) -> Self {
        Self {
            breaks,
            lines: Vec::new(),
            line: Draft::default(),
            strong: 0,
            struck: 0,
            links: Vec::new(),
            surplus_links: 0,
        }
    }

    /// Takes one event of running text; others are none of its business.
    pub(super) fn event(&mut self, source: &Source<'_>, event: &Event<'_>, span: Span) {
        match event {
            Event::Text(read) => self.text(source, read, span),
            Event::Code(_) => self.code(source, span),
            Event::InlineHtml(_) => self.html(source, span),
            Event::SoftBreak | Event::HardBreak => self.line_break(source, span),
            Event::Start(Tag::Strong) => self.open_strong(span),
            Event::End(TagEnd::Strong) => self.close_strong(span),
            Event::Start(Tag::Strikethrough) => self.open_struck(span),
            Event::End(TagEnd::Strikethrough) => self.close_struck(span),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.open_link(dest_url, span);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.close_link(span),
            Event::Start(_) => self.open(span),
            Event::End(_) => self.close(span),
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }

    /// Plain text that the parser read from `span`.
    fn text(&mut self, source: &Source<'_>, read: &str, span: Span) {
        let is_as_seen = source.seen(span) == Some(read);
        self.line.push(if is_as_seen { span.of(source.text) } else { read }, span);
    }

    /// A code span, backticks included.
    fn code(&mut self, source: &Source<'_>, span: Span) {
        self.line.cover(Span { end: span.start, ..span });
        let content = code_content(source.text, span);
        let mut start = content.start as usize;
        for (index, line) in content.of(source.text).split(['\n', '\r']).enumerate() {
            let mut part = Span::new(start, start + line.len());
            start += line.len() + 1;
            if index > 0 {
                let marks = container_marks(line).len();
                let end_of_break = part.start as usize + marks;
                let newline = Span::new(part.start as usize - 1, end_of_break);
                part = Span::new(end_of_break, part.end as usize);
                if part.is_empty() {
                    continue;
                }
                self.line_break(source, newline);
            }
            self.code_line(source.text, part);
        }
        self.line.cover(Span { start: span.end, ..span });
    }

    fn code_line(&mut self, text: &str, span: Span) {
        let start = self.line.text.len();
        let mut at = span.start as usize;
        // A table row needs its pipes escaped even within code.
        for part in span.of(text).split_inclusive("\\|") {
            let plain = part.strip_suffix("\\|").unwrap_or(part);
            self.line.push(plain, Span::new(at, at + plain.len()));
            if plain.len() < part.len() {
                self.line.push("|", Span::new(at + plain.len() + 1, at + part.len()));
            }
            at += part.len();
        }
        let range = to_u32(start)..to_u32(self.line.text.len());
        if !range.is_empty() {
            self.line.codes.push(CodeSpan { range, span });
        }
    }

    /// HTML in running text: a line break is a space, known elements vanish, and what is no HTML
    /// at all, like `<change-id>`, is text.
    fn html(&mut self, source: &Source<'_>, span: Span) {
        let html = span.of(source.text);
        match html_name(html) {
            Some(name) if name.eq_ignore_ascii_case("br") => self.line.push(" ", span),
            Some(name) if !is_html_element(name) => self.line.push(html, span),
            Some(_) | None => self.line.cover(span),
        }
        if self.breaks == Breaks::Split && html.contains(['\n', '\r']) {
            self.end_line(source.text);
        }
    }

    fn open_strong(&mut self, span: Span) {
        self.open(span);
        if self.strong == 0 {
            self.line.strong_start = self.line.text.len();
        }
        self.strong += 1;
    }

    fn close_strong(&mut self, span: Span) {
        self.strong = self.strong.saturating_sub(1);
        if self.strong == 0 {
            self.line.end_strong();
        }
        self.close(span);
    }

    fn open_struck(&mut self, span: Span) {
        self.open(span);
        if self.struck == 0 {
            self.line.struck_start = self.line.text.len();
        }
        self.struck += 1;
    }

    fn close_struck(&mut self, span: Span) {
        self.struck = self.struck.saturating_sub(1);
        if self.struck == 0 {
            self.line.end_struck();
        }
        self.close(span);
    }

    fn open_link(&mut self, target: &str, span: Span) {
        self.open(span);
        if self.links.len() >= MAX_OPEN_LINKS {
            self.surplus_links += 1;
            return;
        }
        self.links.push((target.into(), span));
        self.line.link_starts.push(self.line.text.len());
    }

    fn close_link(&mut self, span: Span) {
        if self.surplus_links > 0 {
            self.surplus_links -= 1;
        } else if let Some((target, whole)) = self.links.pop() {
            self.line.end_link(target, whole);
        }
        self.close(span);
    }

    /// The beginning of an element: its first mark belongs to the line.
    fn open(&mut self, span: Span) {
        self.line.cover(Span { end: span.start, ..span });
    }

    /// The end of an element: its last mark belongs to the line.
    fn close(&mut self, span: Span) {
        self.line.cover(Span { start: span.end, ..span });
    }

    /// A line break in the source.
    fn line_break(&mut self, source: &Source<'_>, span: Span) {
        match self.breaks {
            Breaks::Split => self.end_line(source.text),
            Breaks::Join => self.line.push(" ", span),
        }
    }

    /// Everything gathered.
    pub(super) fn finish(mut self, source: &Source<'_>) -> Vec<Inline> {
        self.end_line(source.text);
        self.lines
    }

    fn end_line(&mut self, text: &str) {
        let mut line = std::mem::take(&mut self.line);
        if self.strong > 0 {
            line.end_strong();
        }
        if self.struck > 0 {
            line.end_struck();
        }
        for (target, whole) in self.links.iter().rev() {
            line.end_link(target.clone(), *whole);
            self.line.link_starts.push(0);
        }
        self.lines.extend(line.finish(text));
    }
}

impl Draft {
    /// Adds text that was read from a place in the source.
    fn push(&mut self, text: &str, source: Span) {
        self.cover(source);
        if text.is_empty() {
            return;
        }
        let is_in_step = text.len() == source.range().len();
        let length = self.text.len();
        match self.map.last_mut() {
            Some(last)
                if is_in_step
                    && last.source.end == source.start
                    && last.source.range().len() == length - last.text as usize =>
            {
                last.source.end = source.end;
            }
            Some(_) | None => self.map.push(Piece { text: to_u32(length), source }),
        }
        self.text.push_str(text);
    }

    /// Makes a place part of the line without adding text.
    fn cover(&mut self, source: Span) {
        self.span = Some(self.span.map_or(source, |span| span.cover(source)));
    }

    fn end_strong(&mut self) {
        let range = to_u32(self.strong_start)..to_u32(self.text.len());
        self.strong.extend(Some(range).filter(|range| !range.is_empty()));
    }

    fn end_struck(&mut self) {
        let range = to_u32(self.struck_start)..to_u32(self.text.len());
        self.struck.extend(Some(range).filter(|range| !range.is_empty()));
    }

    fn end_link(&mut self, target: Box<str>, span: Span) {
        let start = self.link_starts.pop().unwrap_or(0);
        self.links.push(Link { range: to_u32(start)..to_u32(self.text.len()), target, span });
    }

    fn finish(self, source: &str) -> Option<Inline> {
        let line = Inline {
            span: trim(source, self.span?),
            text: self.text.into(),
            codes: self.codes,
            links: self.links,
            strong: self.strong,
            struck: self.struck,
            map: self.map,
        };
        let is_trimmed = line.text.trim().len() == line.text.len();
        Some(if is_trimmed { line.settle() } else { line.slice(source, 0..line.text.len()) })
    }
}

/// What stands between the backticks of a code span, which may be padded by spaces.
fn code_content(text: &str, span: Span) -> Span {
    let code = span.of(text);
    let ticks = code.len() - code.trim_start_matches('`').len();
    let content = code.get(ticks..code.len() - ticks.min(code.len() / 2)).unwrap_or_default();
    let start = span.start as usize + ticks;
    let is_padded = content.starts_with([' ', '\n', '\r'])
        && content.ends_with([' ', '\n', '\r'])
        && !content.trim().is_empty();
    let padding = usize::from(is_padded);
    Span::new(start + padding, start + content.len() - padding)
}

/// The name of an HTML tag; nothing for comments and the like.
fn html_name(html: &str) -> Option<&str> {
    let inner = html.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
    inner.get(..end).filter(|name| !name.is_empty())
}

fn is_html_element(name: &str) -> bool {
    const ELEMENTS: &[&str] = &[
        "a", "abbr", "b", "big", "caption", "center", "cite", "code", "dd", "del", "details",
        "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
        "img", "input", "ins", "kbd", "label", "li", "mark", "ol", "p", "picture", "pre", "q", "s",
        "samp", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "svg",
        "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var",
        "wbr",
    ];
    ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name))
}
