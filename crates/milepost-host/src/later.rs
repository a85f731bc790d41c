//! Which of two things in documents came later: by the line of first parents, where what was merged comes after
//! what was there.

use milepost_core::{
    edit::renumber::Later,
    text::{RepoPath, Source},
};

use crate::{
    Workspace,
    decode::lossy,
    git::{history, objects::Objects},
    named, view,
    workspace::LoadError,
};

/// How far back one looks.
const MOST: usize = 1000;

/// A thing in a document: where that lies, and whether a text of it has the thing.
pub type Thing<'a> = (&'a RepoPath, &'a dyn Fn(&Source) -> bool);

impl Workspace {
    /// Which of two things came later.
    ///
    /// The newest commit that has one and not the other tells; nothing where none does, since both came with one
    /// commit, or before the end of this clone.
    pub fn came_later(&self, [first, other]: [Thing<'_>; 2]) -> Result<Option<Later>, LoadError> {
        let Some(git) = self.git() else { return Ok(None) };
        let Ok(head) = view::revision(&mut Objects::new(git), "HEAD") else { return Ok(None) };
        let mut commits = vec![head.id];
        commits.extend(history::first_parents_touching(git, head.id, &[first.0, other.0], MOST)?);
        for commit in commits {
            let has = |(path, has): Thing<'_>| {
                let bytes = named::file(self, &commit.commit(), path)?;
                let source =
                    bytes.map(|bytes| Source { path: path.clone(), text: lossy(&bytes).into() });
                Ok::<bool, LoadError>(source.is_some_and(|source| has(&source)))
            };
            match (has(first)?, has(other)?) {
                (true, true) => {}
                (true, false) => return Ok(Some(Later::Other)),
                (false, true) => return Ok(Some(Later::First)),
                (false, false) => return Ok(None),
            }
        }
        Ok(None)
    }
}
