//! From the events of the Markdown parser to blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, RefDefs, Tag, TagEnd};

use crate::{
    markdown::{
        Block, BlockKind, Inline, List, ListItem, checkbox, fragment, html_table,
        line::{Breaks, LineBuilder},
        source::Source,
        table::{self, Piece},
    },
    text::Span,
};

/// How deep quotations, lists and items nest; what is deeper reads as paragraphs.
const MAX_DEPTH: usize = 64;

/// Parses a source to blocks.
pub(super) fn blocks(source: &Source<'_>) -> Vec<Block> {
    let mut events = Parser::new_ext(&source.masked, fragment::OPTIONS).into_offset_iter();
    let mut builder = Builder::new(source);
    while let Some((event, range)) = events.next() {
        builder.event(&event, &range, events.reference_definitions());
    }
    builder.finish(events.reference_definitions())
}

/// Blocks under construction, outermost first. There is no recursion, however deep they nest.
struct Builder<'s> {
    source: &'s Source<'s>,
    open: Vec<Open>,
    /// How many containers are open beyond the deepest one that is kept.
    surplus: usize,
    text: Option<OpenText>,
    /// What the Markdown parser took apart, but is read as one: a table, HTML, code.
    opaque: Option<Opaque>,
    blocks: Vec<Block>,
}

/// A container under construction, and the blocks found in it so far.
enum Open {
    Quote { span: Span, blocks: Vec<Block> },
    List { span: Span, list: List, next_number: u64 },
    Item { item: ListItem },
}

/// Running text under construction.
struct OpenText {
    span: Span,
    lines: LineBuilder,
    heading: Option<HeadingLevel>,
}

/// A leaf whose parts are not looked at.
struct Opaque {
    span: Span,
    kind: OpaqueKind,
}

enum OpaqueKind {
    Table,
    Html,
    Code { lang: Box<str>, content: Option<Span> },
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source<'s>) -> Self {
        Self { source, open: Vec::new(), surplus: 0, text: None, opaque: None, blocks: Vec::new() }
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>, refs: &RefDefs<'_>) {
        if self.opaque.is_some() {
            self.opaque_event(event, range, refs);
            return;
        }
        match event {
            Event::Start(Tag::Paragraph) => self.open_text(range, None, refs),
            Event::Start(Tag::Heading { level, .. }) => self.open_text(range, Some(*level), refs),
            Event::Start(Tag::BlockQuote(_)) => {
                let span = self.source.trimmed(range);
                self.open(Open::Quote { span, blocks: Vec::new() }, refs);
            }
            Event::Start(Tag::List(start)) => {
                let list = List { ordered: start.is_some(), items: Vec::new() };
                let span = self.source.trimmed(range);
                self.open(Open::List { span, list, next_number: start.unwrap_or(1) }, refs);
            }
            Event::Start(Tag::Item) => self.open_item(range, refs),
            Event::Start(Tag::Table(_)) => self.open_opaque(OpaqueKind::Table, range, refs),
            Event::Start(Tag::HtmlBlock) => self.open_opaque(OpaqueKind::Html, range, refs),
            Event::Start(Tag::CodeBlock(kind)) => {
                let kind = OpaqueKind::Code { lang: lang(kind), content: None };
                self.open_opaque(kind, range, refs);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => self.flush(refs),
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                self.flush(refs);
                self.close();
            }
            Event::Rule => {
                self.flush(refs);
                self.add(Block { span: self.source.trimmed(range), kind: BlockKind::Rule });
            }
            Event::Start(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::TaskListMarker(_) => self.inline(event, range),
        }
    }

    /// Running text; in a tight list it comes without a paragraph around it.
    fn inline(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let span = self.source.span(range);
        let text = self.text.get_or_insert_with(|| OpenText {
            span,
            lines: LineBuilder::new(Breaks::Split),
            heading: None,
        });
        text.span = text.span.cover(span);
        text.lines.event(self.source, event, span);
    }

    fn open_text(
        &mut self,
        range: &Range<usize>,
        heading: Option<HeadingLevel>,
        refs: &RefDefs<'_>,
    ) {
        self.flush(refs);
        let breaks = if heading.is_some() { Breaks::Join } else { Breaks::Split };
        let span = self.source.trimmed(range);
        self.text = Some(OpenText { span, lines: LineBuilder::new(breaks), heading });
    }

    fn open_item(&mut self, range: &Range<usize>, refs: &RefDefs<'_>) {
        let span = self.source.trimmed(range);
        let mut number = None;
        if self.surplus == 0
            && let Some(Open::List { list, next_number, .. }) = self.open.last_mut()
            && list.ordered
        {
            let written = written_number(span.of(self.source.text));
            let counted = written.filter(|n| *n > *next_number).unwrap_or(*next_number);
            number = Some(counted);
            *next_number = counted.saturating_add(1);
        }
        let (lines, children) = (Vec::new(), Vec::new());
        let item = ListItem { span, number, checkbox: None, lines, children };
        self.open(Open::Item { item }, refs);
    }

    fn open(&mut self, container: Open, refs: &RefDefs<'_>) {
        self.flush(refs);
        // An item always follows its list.
        let is_item = matches!(container, Open::Item { .. });
        if self.surplus > 0 || (self.open.len() >= MAX_DEPTH && !is_item) {
            self.surplus += 1;
        } else {
            self.open.push(container);
        }
    }

    fn open_opaque(&mut self, kind: OpaqueKind, range: &Range<usize>, refs: &RefDefs<'_>) {
        self.flush(refs);
        self.opaque = Some(Opaque { span: self.source.trimmed(range), kind });
    }

    fn opaque_event(&mut self, event: &Event<'_>, range: &Range<usize>, refs: &RefDefs<'_>) {
        let Some(mut opaque) = self.opaque.take() else { return };
        if let Event::End(TagEnd::Table | TagEnd::HtmlBlock | TagEnd::CodeBlock) = event {
            self.add_opaque(opaque, refs);
            return;
        }
        if let (Event::Text(_), OpaqueKind::Code { content, .. }) = (event, &mut opaque.kind) {
            let span = self.source.span(range);
            *content = Some(content.map_or(span, |content| content.cover(span)));
        }
        self.opaque = Some(opaque);
    }

    fn add_opaque(&mut self, opaque: Opaque, refs: &RefDefs<'_>) {
        let span = opaque.span;
        match opaque.kind {
            OpaqueKind::Table => {
                let lines = self.source.lines(span);
                let pieces = table::split(self.source.text, &lines, true);
                self.add_pieces(&pieces, refs);
            }
            OpaqueKind::Html => {
                for block in html_table::split(self.source, span, refs) {
                    self.add(block);
                }
            }
            OpaqueKind::Code { lang, content } => {
                let content = content.unwrap_or_else(|| after_first_line(self.source.text, span));
                // An open fence ends with the text, white space included.
                let within = |at: u32| at.min(span.end) as usize;
                let content = Span::new(within(content.start), within(content.end));
                let span = span.cover(content);
                self.add(Block { span, kind: BlockKind::Code { lang, content } });
            }
        }
    }

    /// Ends the running text.
    fn flush(&mut self, refs: &RefDefs<'_>) {
        let Some(text) = self.text.take() else { return };
        let span = self.source.trim(text.span);
        let mut lines = text.lines.finish(self.source);
        if let Some(level) = text.heading {
            let empty = Inline { span: Span { start: span.end, ..span }, ..Inline::default() };
            let text = if lines.is_empty() { empty } else { lines.swap_remove(0) };
            self.add(Block { span, kind: BlockKind::Heading { level: level as u8, text } });
            return;
        }
        if span.of(self.source.text).contains('|') {
            let spans = self.source.lines(span);
            let pieces = table::split(self.source.text, &spans, false);
            if pieces.iter().any(|piece| matches!(piece, Piece::Table(_))) {
                self.add_pieces(&pieces, refs);
                return;
            }
        }
        self.add_lines(lines);
    }

    fn add_pieces(&mut self, pieces: &[Piece<'_>], refs: &RefDefs<'_>) {
        for piece in pieces {
            match piece {
                Piece::Text(lines) => self.add_lines(fragment::parse(self.source, lines, refs)),
                Piece::Table(rows) => {
                    if let Some(table) = table::read(self.source, rows, refs) {
                        self.add(table);
                    }
                }
            }
        }
    }

    /// Adds running text: the first of an item is its own, all other is a paragraph.
    fn add_lines(&mut self, lines: Vec<Inline>) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        match self.open.last_mut() {
            Some(Open::Item { item }) if item.lines.is_empty() && item.children.is_empty() => {
                item.lines = lines;
                checkbox::take(self.source.text, item);
            }
            Some(_) | None => {
                let span = first.span.cover(last.span);
                self.add(Block { span, kind: BlockKind::Paragraph { lines } });
            }
        }
    }

    /// Ends the innermost container.
    fn close(&mut self) {
        if self.surplus > 0 {
            self.surplus -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::Quote { span, blocks }) => {
                self.add(Block { span, kind: BlockKind::Quote { blocks } });
            }
            Some(Open::List { span, list, .. }) => {
                self.add(Block { span, kind: BlockKind::List(list) });
            }
            Some(Open::Item { item }) => {
                if let Some(Open::List { list, .. }) = self.open.last_mut() {
                    list.items.push(item);
                }
            }
            None => {}
        }
    }

    fn add(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Quote { blocks, .. }) => blocks.push(block),
            Some(Open::Item { item }) => item.children.push(block),
            Some(Open::List { .. }) | None => self.blocks.push(block),
        }
    }

    fn finish(mut self, refs: &RefDefs<'_>) -> Vec<Block> {
        self.flush(refs);
        self.surplus = 0;
        while !self.open.is_empty() {
            self.close();
        }
        self.blocks
    }
}

/// The word after an opening fence.
fn lang(kind: &CodeBlockKind<'_>) -> Box<str> {
    match kind {
        CodeBlockKind::Indented => "".into(),
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().into(),
    }
}

/// The number as it is written before an item.
fn written_number(item: &str) -> Option<u64> {
    let digits = item.find(|c: char| !c.is_ascii_digit()).unwrap_or(item.len());
    item.get(..digits)?.parse().ok()
}

/// The empty span where the first line ends.
fn after_first_line(text: &str, span: Span) -> Span {
    let line = span.of(text).find(['\n', '\r']).unwrap_or(span.range().len());
    let at = span.start as usize + line;
    Span::new(at, at)
}
