//! What documents point to in support of a claim.

use crate::{id::CommitPrefix, text::Span};

/// Something that a document cites.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cited {
    /// A file or folder, as the document writes it, without a `#fragment` or `:line`.
    ///
    /// Not yet a [`crate::text::RepoPath`]: it may be absolute or point outside.
    Path(Box<str>),
    /// A glob over paths, as `src/api/**`.
    Glob(Box<str>),
    /// A commit.
    Commit(CommitPrefix),
    /// A tag or version, as `v0.1.0-alpha`.
    Tag(Box<str>),
    /// A web address.
    Url(Box<str>),
    /// An issue or pull request, as `#123` or `owner/name#123`.
    Issue(Box<str>),
    /// A word that stands where a citation should be, as `pending (this commit)` or `TBD`.
    Placeholder(Box<str>),
}

/// One citation and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What is cited.
    pub cited: Cited,
    /// Where.
    pub span: Span,
}
