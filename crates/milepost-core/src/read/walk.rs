//! One pass over the blocks of a document: what is open, what was announced, what was found.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::{
    id::ItemId,
    markdown::{Block, BlockKind, Inline},
    plan::{
        Citation, Cited, Claim, ClaimAt, Document, Field, FieldName, Heading, ItemKind, Origin,
        Status, StatusClaim, Unread,
    },
    read::{columns, labels, recognise, topic::Topic},
    text::Span,
};

/// A heading whose section is not over.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) level: u8,
    pub(crate) topic: Option<Topic>,
    pub(crate) claim: Option<ClaimAt>,
    /// The phase that the heading names beside its topic (`Phase 2 deliverables`).
    pub(crate) phase: Option<Box<str>>,
    /// The state that the heading gives to what stands under it (`In progress`).
    pub(crate) column: Option<StatusClaim>,
    /// The heading in [`Document::headings`].
    heading: usize,
}

/// A line such as `**Deliverables:**` that announces the list below it.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) topic: Option<Topic>,
    pub(crate) name: FieldName,
    pub(crate) text: Box<str>,
    pub(crate) owner: Option<ClaimAt>,
    /// The state that the label gives to what stands below it.
    pub(crate) column: Option<StatusClaim>,
}

impl Label {
    /// A label that announces a topic and says nothing else.
    pub(crate) fn announcing(topic: Topic, text: &str) -> Self {
        let name = labels::field_name(text);
        Self { topic: Some(topic), name, text: text.into(), owner: None, column: None }
    }
}

/// The state of reading one document.
pub(crate) struct Walk<'t> {
    pub(crate) text: &'t str,
    pub(crate) document: Document,
    pub(crate) open: Vec<Open>,
    pub(crate) label: Option<Label>,
    pub(crate) fence: u16,
    /// Whether the headings are those of a decision record.
    pub(crate) is_decision_record: bool,
    /// The sections that only explain or show.
    pub(crate) asides: Vec<Span>,
    /// What each id was first found to name.
    kinds: IndexMap<ItemId, ItemKind>,
    /// What the document is known to point to.
    pointed: BTreeSet<Cited>,
}

impl<'t> Walk<'t> {
    pub(crate) fn new(text: &'t str, document: Document) -> Self {
        Self {
            text,
            document,
            open: Vec::new(),
            label: None,
            fence: 0,
            is_decision_record: false,
            asides: Vec::new(),
            kinds: IndexMap::new(),
            pointed: BTreeSet::new(),
        }
    }

    /// Reads blocks in order.
    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            match &block.kind {
                BlockKind::Heading { level, text } => {
                    self.label = None;
                    recognise::heading(self, block.span, *level, text, rest);
                }
                _ if self.is_aside() => {}
                BlockKind::Paragraph { lines } => recognise::paragraph(self, lines, rest),
                BlockKind::Table(table) => {
                    let before = at.checked_sub(1).and_then(|at| blocks.get(at));
                    recognise::table(self, block.span, table, before.is_some_and(leads_in));
                    self.label = None;
                }
                BlockKind::List(list) => recognise::list(self, list),
                BlockKind::Code { content, .. } => recognise::code(self, *content),
                BlockKind::Quote { blocks } => self.blocks(blocks),
                BlockKind::Html => {}
                BlockKind::Rule => self.label = None,
            }
        }
    }

    /// Reads the content of a code fence as a small document of its own.
    pub(crate) fn fence(&mut self, blocks: &[Block], fence: u16) {
        let outer = std::mem::take(&mut self.open);
        self.label = None;
        self.fence = fence;
        self.blocks(blocks);
        self.close(0, u32::MAX);
        self.fence = 0;
        self.label = None;
        self.open = outer;
    }

    /// Ends the sections of `level` and deeper ones, at an offset.
    pub(crate) fn close(&mut self, level: u8, at: u32) {
        while self.open.last().is_some_and(|open| open.level >= level) {
            let Some(open) = self.open.pop() else { break };
            if let Some(heading) = self.document.headings.get_mut(open.heading) {
                heading.section.end = at.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
                if open.topic == Some(Topic::Examples) && self.fence == 0 {
                    self.asides.push(heading.section);
                }
            }
            if let Some(claim) =
                open.claim.and_then(|at| self.document.claims.get_mut(at.0 as usize))
            {
                claim.span.end =
                    claim.span.end.max(at.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX)));
            }
        }
    }

    /// Begins the section of a heading.
    pub(crate) fn open(
        &mut self,
        level: u8,
        text: &Inline,
        topic: Option<Topic>,
        claim: Option<ClaimAt>,
        phase: Option<Box<str>>,
    ) {
        let heading = self.document.headings.len();
        if self.document.title.is_empty() && self.fence == 0 {
            self.document.title = text.text.trim().into();
        }
        self.document.headings.push(Heading {
            level,
            text: text.text.trim().into(),
            span: text.span,
            section: text.span,
            claim,
        });
        let column = columns::of(&text.text)
            .map(|column| status_claim(column.status, &text.text, text.span))
            .filter(|_| claim.is_none());
        self.open.push(Open { level, topic, claim, phase, column, heading });
    }

    /// Puts everything that follows under a claim that no heading makes.
    pub(crate) fn open_item(&mut self, at: ClaimAt) {
        let claim = Some(at);
        self.open.push(Open {
            level: 0,
            topic: None,
            claim,
            phase: None,
            column: None,
            heading: usize::MAX,
        });
    }

    /// Reads what stands inside an item of a list.
    pub(crate) fn within(&mut self, at: Option<ClaimAt>, read: impl FnOnce(&mut Self)) {
        let Some(at) = at else { return read(self) };
        let (depth, label) = (self.open.len(), self.label.take());
        self.open_item(at);
        read(self);
        self.open.truncate(depth);
        self.label = label;
    }

    /// What the nearest label or heading announces. A heading that announces nothing hands on
    /// what the one directly above it announced, unless that is the title of the document.
    pub(crate) fn topic(&self) -> Option<Topic> {
        if let Some(label) = &self.label
            && label.topic.is_some()
        {
            return label.topic;
        }
        let mut open = self.open.iter().rev();
        let inner = open.next()?;
        if inner.topic.is_some() || inner.claim.is_some() {
            return inner.topic;
        }
        open.next().filter(|outer| outer.level >= 2).and_then(|outer| outer.topic)
    }

    /// Whether a heading around announces what only explains or shows: nothing here is a claim.
    pub(crate) fn is_aside(&self) -> bool {
        self.open.iter().any(|open| open.topic == Some(Topic::Examples))
    }

    /// The state that the label or the headings around give to what stands here, up to the item
    /// whose section this is.
    pub(crate) fn column(&self) -> Option<&StatusClaim> {
        if let Some(column) = self.label.as_ref().and_then(|label| label.column.as_ref()) {
            return Some(column);
        }
        let mut inside = self.open.iter().rev().take_while(|open| open.claim.is_none());
        inside.find_map(|open| open.column.as_ref())
    }

    /// The phase that the nearest heading names.
    pub(crate) fn phase(&self) -> Option<&str> {
        self.open.iter().rev().find_map(|open| open.phase.as_deref())
    }

    /// The innermost claim whose section is open.
    pub(crate) fn owner(&self) -> Option<ClaimAt> {
        if let Some(owner) = self.label.as_ref().and_then(|label| label.owner) {
            return Some(owner);
        }
        self.open.iter().rev().find_map(|open| open.claim)
    }

    /// The innermost open claim of one of these kinds.
    pub(crate) fn owner_among(&self, kinds: &[ItemKind]) -> Option<ClaimAt> {
        let label = self.label.as_ref().and_then(|label| label.owner);
        let open = self.open.iter().rev().filter_map(|open| open.claim);
        label
            .into_iter()
            .chain(open)
            .find(|at| self.document.claim(*at).is_some_and(|claim| kinds.contains(&claim.kind)))
    }

    /// Adds a claim under the innermost open one.
    pub(crate) fn claim(&mut self, mut claim: Claim) -> ClaimAt {
        if claim.parent.is_none() {
            claim.parent = self.owner();
        }
        claim.fence = self.fence;
        if let Some(id) = &claim.id
            && !self.kinds.contains_key(id)
        {
            self.kinds.insert(id.clone(), claim.kind);
        }
        let at = ClaimAt(u32::try_from(self.document.claims.len()).unwrap_or(u32::MAX));
        self.document.claims.push(claim);
        at
    }

    /// What the document has said so far that an id names.
    pub(crate) fn kind_of(&self, id: &ItemId) -> Option<ItemKind> {
        self.kinds.get(id).copied()
    }

    /// The claim of the table row that was read last.
    pub(crate) fn last_row(&self) -> Option<ClaimAt> {
        let at = self.document.claims.iter().rposition(|claim| claim.origin == Origin::Row)?;
        u32::try_from(at).ok().map(ClaimAt)
    }

    /// A claim to add to.
    pub(crate) fn claim_mut(&mut self, at: ClaimAt) -> Option<&mut Claim> {
        self.document.claims.get_mut(at.0 as usize)
    }

    /// Notes that something looks like tracking and was not understood.
    pub(crate) fn unread(&mut self, span: Span, why: &str) {
        self.document.unread.push(Unread { span, why: why.into() });
    }

    /// Adds document pointers.
    pub(crate) fn pointers(&mut self, citations: Vec<Citation>) {
        for citation in citations {
            if self.pointed.insert(citation.cited.clone()) {
                self.document.pointers.push(citation);
            }
        }
    }
}

/// The field for a labelled value.
pub(crate) fn field(label: &str, value: &str, span: Span) -> Field {
    Field {
        name: labels::field_name(label),
        label: label.trim().trim_end_matches(':').into(),
        value: value.trim().into(),
        day: None,
        span,
    }
}

/// A field of a known name.
pub(crate) fn known_field(name: &'static str, label: &str, value: &str, span: Span) -> Field {
    let (name, label, value) = (FieldName::new(name), label.into(), value.trim().into());
    Field { name, label, value, day: None, span }
}

/// Whether a paragraph says what the block behind it is: `The response has these:`.
fn leads_in(block: &Block) -> bool {
    let BlockKind::Paragraph { lines } = &block.kind else { return false };
    lines.last().is_some_and(|line| line.text.trim_end().ends_with(':'))
}

/// A status as a claim.
pub(crate) fn status_claim(status: Status, raw: &str, span: Span) -> StatusClaim {
    StatusClaim { status, raw: raw.trim().into(), span }
}

/// The text of several lines as one, and the span that covers them.
pub(crate) fn joined(lines: &[Inline]) -> (String, Span) {
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() && !line.text.is_empty() {
            text.push(' ');
        }
        text.push_str(line.text.trim());
    }
    let span = match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => Span::default(),
    };
    (text, span)
}
