//! One document, read.

use crate::{
    id::Scope,
    plan::{Citation, Claim, ClaimAt, Field},
    text::{RepoPath, Span},
};

/// Why a document counts as a tracker. Two different ones are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Ids with statuses beside them.
    IdsWithStatuses,
    /// A status column in known words.
    StatusColumn,
    /// Milestone, phase or acceptance headings.
    TrackerHeadings,
    /// The native template, which counts alone.
    NativeTemplate,
    /// The shape of a decision record (status, context, decision), which counts alone.
    DecisionRecord,
    /// The configuration names it, which counts alone.
    Named,
}

impl Sign {
    /// What to call it when a person asks why.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdsWithStatuses => "ids with statuses",
            Self::StatusColumn => "a status column",
            Self::TrackerHeadings => "milestone, phase or acceptance headings",
            Self::NativeTemplate => "the native template",
            Self::DecisionRecord => "the shape of a decision record",
            Self::Named => "named in the configuration",
        }
    }

    /// Whether it makes a tracker without a second sign.
    pub fn is_enough(self) -> bool {
        matches!(self, Self::NativeTemplate | Self::DecisionRecord | Self::Named)
    }
}

/// Something that looks like tracking but was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands.
    pub span: Span,
    /// Why it was not understood, as a lower-case fragment.
    pub why: Box<str>,
}

/// A heading and the span of all that stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 for the outermost.
    pub level: u8,
    /// Its text, markup removed.
    pub text: Box<str>,
    /// Where the heading itself stands.
    pub span: Span,
    /// From the heading to the next one of its level or an outer one.
    pub section: Span,
    /// The claim that this heading makes, if it makes one.
    pub claim: Option<ClaimAt>,
}

/// One document and everything it was understood to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it lies.
    pub path: RepoPath,
    /// The group within which its ids mean one thing.
    pub scope: Scope,
    /// Its title: the first heading.
    pub title: Box<str>,
    /// Why it counts as a tracker, sorted.
    pub signs: Vec<Sign>,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// What it says of itself: `Last updated`, `Mode`, …
    pub fields: Vec<Field>,
    /// The documents and files it points to as a whole.
    pub pointers: Vec<Citation>,
    /// What it says of items, in order.
    pub claims: Vec<Claim>,
    /// What looks like tracking and was not understood.
    pub unread: Vec<Unread>,
    /// How many plain checklist boxes stand outside anything tracked.
    pub loose_boxes: u32,
}

impl Document {
    /// Whether it shows signs enough to be judged.
    pub fn is_tracker(&self) -> bool {
        self.signs.len() >= 2 || self.signs.iter().any(|sign| sign.is_enough())
    }

    /// The claim at a place.
    pub fn claim(&self, at: ClaimAt) -> Option<&Claim> {
        self.claims.get(at.0 as usize)
    }

    /// The claims with their places.
    pub fn claims_at(&self) -> impl Iterator<Item = (ClaimAt, &Claim)> {
        self.claims
            .iter()
            .enumerate()
            .map(|(at, claim)| (ClaimAt(u32::try_from(at).unwrap_or(u32::MAX)), claim))
    }

    /// The claims that stand directly under another.
    pub fn children(&self, parent: ClaimAt) -> impl Iterator<Item = (ClaimAt, &Claim)> {
        self.claims_at().filter(move |(_, claim)| claim.parent == Some(parent))
    }

    /// The first document field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.as_str() == name)
    }
}
