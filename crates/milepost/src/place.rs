//! Paths as people type them, turned into places of the project.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use milepost_core::text::RepoPath;

use crate::{
    context::Context,
    failure::{Failure, Trouble},
};

/// A file, a folder or the whole project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The project.
    Root,
    /// A file or folder in it.
    In(RepoPath),
}

impl Place {
    /// The place that a path means, typed in a folder of a project. Nothing for what lies outside.
    ///
    /// The file need not exist: it may be in a commit only.
    pub(crate) fn new(root: &Path, start: &Path, typed: &Path) -> Option<Self> {
        let start = fs::canonicalize(start).ok()?;
        let path = without_dots(&start.join(typed));
        // The folder may be named through a link; the rest of the path is taken as it is.
        let path = path.strip_prefix(root).ok()?;
        let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
        match parts?.as_slice() {
            [] => Some(Self::Root),
            parts => RepoPath::new(&parts.join("/")).map(Self::In),
        }
    }

    /// Whether a document lies there.
    pub(crate) fn holds(&self, document: &RepoPath) -> bool {
        match self {
            Self::Root => true,
            Self::In(place) => {
                let rest = document.as_str().strip_prefix(place.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }
}

/// The document that a person named.
pub(crate) fn document(typed: &Path, context: &Context) -> Result<RepoPath, Failure> {
    let workspace = context.workspace()?;
    match Place::new(workspace.root(), context.start(), typed) {
        Some(Place::In(path)) => Ok(path),
        Some(Place::Root) | None => {
            let path = typed.to_owned();
            Err(Trouble::NothingThere { is_there: path.exists(), path }.into())
        }
    }
}

/// The path without `.` and `..`, which must not depend on what lies on disk.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}
