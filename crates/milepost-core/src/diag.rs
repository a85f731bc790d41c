//! Problems: what a rule reports, as plain data that every output format renders.

use std::fmt;

use crate::{
    id::ItemId,
    text::{RepoPath, Span},
};

/// The lasting code of a rule, as `MP0101`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MP{:04}", self.0)
    }
}

/// How much a problem weighs. Orders from the lightest to the heaviest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes an exit code.
    Note,
    /// Worth mending; never changes an exit code.
    Warning,
    /// A contradiction: `check` ends with 1.
    Error,
}

impl Severity {
    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The document.
    pub path: RepoPath,
    /// The bytes in it.
    pub span: Span,
}

/// A second place that explains a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there, as a lower-case fragment.
    pub message: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The lasting code of the rule.
    pub code: Code,
    /// The kebab-case name of the rule.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong: one lower-case fragment that stands alone.
    pub message: String,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What would resolve it honestly; names a command where there is one.
    pub help: Option<String>,
    /// The item it is about, where it is about one.
    pub item: Option<ItemId>,
}
