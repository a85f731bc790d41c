//! What was understood of a document, as bytes.
//!
//! Every type is taken apart whole, so that a new field of the plan does not compile until it is
//! written down here, too.

use std::sync::Arc;

use milepost_core::{
    id::{CommitPrefix, ItemId},
    plan::{
        Binding, Category, Citation, Cited, Claim, ClaimAt, Criterion, Document, Field, FieldName,
        Fraction, Heading, ItemKind, Measure, Origin, Reference, Sign, Status, StatusClaim, Unread,
    },
    read::ReadOptions,
    text::{RepoPath, Source, Span},
};

use crate::cache::wire::{Taker, Wire, put_piece};

/// What a document was understood to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Understood {
    /// A tracker, with its text.
    Tracker(Box<Document>, Arc<Source>),
    /// Something else.
    Other {
        /// How many checklist boxes stand in it.
        loose_boxes: u32,
        /// Whether it may have blocks to be filled.
        is_marked: bool,
    },
}

impl Understood {
    /// As bytes. The path and the scope are left out: whoever reads it back knows them.
    pub(super) fn put(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Other { loose_boxes, is_marked } => {
                out.push(0);
                loose_boxes.put(&mut out);
                out.push(u8::from(*is_marked));
            }
            Self::Tracker(document, source) => {
                out.push(1);
                source.text.put(&mut out);
                put_document(document, &mut out);
            }
        }
        out
    }

    /// Reads it back; nothing where the bytes are not what was written.
    pub(super) fn take(bytes: &[u8], path: &RepoPath, options: &ReadOptions) -> Option<Self> {
        let from = &mut Taker::new(bytes);
        let understood = match from.byte()? {
            0 => {
                let loose_boxes = Wire::take(from)?;
                Self::Other { loose_boxes, is_marked: from.byte()? == 1 }
            }
            1 => {
                let source = Source { path: path.clone(), text: Wire::take(from)? };
                let document = take_document(path, options, from)?;
                Self::Tracker(Box::new(document), Arc::new(source))
            }
            _ => return None,
        };
        from.is_at_end().then_some(understood)
    }
}

fn put_document(document: &Document, out: &mut Vec<u8>) {
    let Document {
        path: _,
        scope: _,
        title,
        signs,
        headings,
        fields,
        pointers,
        claims,
        unread,
        loose_boxes,
    } = document;
    title.put(out);
    signs.put(out);
    headings.put(out);
    fields.put(out);
    pointers.put(out);
    claims.put(out);
    unread.put(out);
    loose_boxes.put(out);
}

fn take_document(path: &RepoPath, options: &ReadOptions, from: &mut Taker<'_>) -> Option<Document> {
    Some(Document {
        path: path.clone(),
        scope: options.scope.clone(),
        title: Wire::take(from)?,
        signs: Wire::take(from)?,
        headings: Wire::take(from)?,
        fields: Wire::take(from)?,
        pointers: Wire::take(from)?,
        claims: Wire::take(from)?,
        unread: Wire::take(from)?,
        loose_boxes: Wire::take(from)?,
    })
}

/// A struct, as its fields one behind the other.
macro_rules! record {
    ($type:ident { $($field:ident),* }) => {
        impl Wire for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }

            fn take(from: &mut Taker<'_>) -> Option<Self> {
                Some(Self { $($field: Wire::take(from)?),* })
            }
        }
    };
}

record!(Heading { level, text, span, section, claim });
record!(Unread { span, why });
record!(Citation { cited, span });
record!(Reference { id, through, span });
record!(Fraction { part, whole });
record!(Measure { label, fraction, percent, value, unit, bound, span });
record!(StatusClaim { status, raw, span });
record!(Field { name, label, value, day, span });
record!(Criterion { text, category, status, binding, measures, evidence, span });
record!(Claim {
    kind,
    id,
    through,
    title,
    status,
    fields,
    criteria,
    evidence,
    measures,
    references,
    parent,
    origin,
    fence,
    span,
    name_span
});

/// An enum without fields, as one byte.
macro_rules! choice {
    ($type:ident { $($variant:ident = $code:literal),* }) => {
        impl Wire for $type {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(match self { $(Self::$variant => $code),* });
            }

            fn take(from: &mut Taker<'_>) -> Option<Self> {
                match from.byte()? {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

choice!(Origin {
    Section = 0,
    Row = 1,
    ListItem = 2,
    Line = 3,
    Prose = 4,
    FrontMatter = 5,
    Tree = 6
});
choice!(Category { Functional = 0, Testing = 1, Documentation = 2, Quality = 3 });
choice!(Sign {
    IdsWithStatuses = 0,
    StatusColumn = 1,
    TrackerHeadings = 2,
    NativeTemplate = 3,
    DecisionRecord = 4,
    Named = 5
});

/// An enum whose values the core lists, as the place in that list.
macro_rules! listed {
    ($type:ident) => {
        impl Wire for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let at = Self::ALL.iter().position(|value| value == self);
                // One that is not listed could not be read back: what holds it is read anew.
                out.push(at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX));
            }

            fn take(from: &mut Taker<'_>) -> Option<Self> {
                Self::ALL.get(usize::from(from.byte()?)).copied()
            }
        }
    };
}

listed!(ItemKind);
listed!(Status);

impl Wire for Span {
    fn put(&self, out: &mut Vec<u8>) {
        let Self { start, end } = self;
        start.put(out);
        end.saturating_sub(*start).put(out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let start = u32::take(from)?;
        Some(Self { start, end: start.checked_add(u32::take(from)?)? })
    }
}

impl Wire for ClaimAt {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Wire::take(from).map(Self)
    }
}

impl Wire for ItemId {
    fn put(&self, out: &mut Vec<u8>) {
        put_piece(self.as_str().as_bytes(), out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Self::new(from.text()?)
    }
}

impl Wire for CommitPrefix {
    fn put(&self, out: &mut Vec<u8>) {
        put_piece(self.as_str().as_bytes(), out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Self::new(from.text()?)
    }
}

/// A known name as its place among them, counted from 1; any other as a text behind 0.
impl Wire for FieldName {
    fn put(&self, out: &mut Vec<u8>) {
        let known = Self::KNOWN.binary_search(&self.as_str()).ok();
        match (self, known.and_then(|at| u8::try_from(at + 1).ok())) {
            (Self::Known(_), Some(at)) => out.push(at),
            (Self::Known(_) | Self::Other(_), _) => {
                out.push(0);
                put_piece(self.as_str().as_bytes(), out);
            }
        }
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        match from.byte()?.checked_sub(1) {
            Some(at) => Some(Self::Known(Self::KNOWN.get(usize::from(at))?)),
            None => Some(Self::new(from.text()?)),
        }
    }
}

impl Wire for Cited {
    fn put(&self, out: &mut Vec<u8>) {
        let (code, text) = match self {
            Self::Path(text) => (0, &**text),
            Self::Glob(text) => (1, &**text),
            Self::Commit(prefix) => (2, prefix.as_str()),
            Self::Tag(text) => (3, &**text),
            Self::Url(text) => (4, &**text),
            Self::Issue(text) => (5, &**text),
            Self::Placeholder(text) => (6, &**text),
        };
        out.push(code);
        put_piece(text.as_bytes(), out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let code = from.byte()?;
        let text = from.text()?;
        Some(match code {
            0 => Self::Path(text.into()),
            1 => Self::Glob(text.into()),
            2 => Self::Commit(CommitPrefix::new(text)?),
            3 => Self::Tag(text.into()),
            4 => Self::Url(text.into()),
            5 => Self::Issue(text.into()),
            6 => Self::Placeholder(text.into()),
            _ => return None,
        })
    }
}

impl Wire for Binding {
    fn put(&self, out: &mut Vec<u8>) {
        let (code, bound) = match self {
            Self::Review => (0, None),
            Self::Gate { gate, span } => (1, Some((gate, span))),
            Self::Suggested { gate, span } => (2, Some((gate, span))),
        };
        out.push(code);
        if let Some((gate, span)) = bound {
            gate.put(out);
            span.put(out);
        }
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Review,
            1 => Self::Gate { gate: Wire::take(from)?, span: Wire::take(from)? },
            2 => Self::Suggested { gate: Wire::take(from)?, span: Wire::take(from)? },
            _ => return None,
        })
    }
}
