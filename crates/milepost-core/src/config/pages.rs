//! `[[render]]`: the files that `milepost render` writes, and those that it may write into.

use crate::{
    config::Config,
    text::{RepoPath, Span},
};

/// A file that is derived, whole or in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it is configured in `milepost.toml`.
    pub span: Span,
    /// The file.
    pub path: RepoPath,
    /// What of it is derived.
    pub derived: Derived,
}

/// What of a file is derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derived {
    /// All of it: nobody else writes there.
    Whole {
        /// The template.
        template: Box<str>,
        /// What the template is filled with: the item, or how many.
        argument: Option<Box<str>>,
    },
    /// What stands between markers, also where nobody would look for them.
    Blocks,
    /// The boxes of its criteria, beside what stands between markers.
    Boxes,
}

impl Config {
    /// Whether all of a file is derived: it claims nothing, and is no part of what gates run on.
    pub fn owns(&self, path: &RepoPath) -> bool {
        self.owned().any(|owned| owned == path)
    }

    /// The files of which all is derived.
    pub fn owned(&self) -> impl Iterator<Item = &RepoPath> {
        self.pages.iter().filter_map(|page| match page.derived {
            Derived::Whole { .. } => Some(&page.path),
            Derived::Blocks | Derived::Boxes => None,
        })
    }
}
