//! What git ignores: `.gitignore` files along a path, `info/exclude` and the user's own list.

use std::{path::Path, sync::Arc};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};

use crate::{decode::lossy, files, git::GitDir};

/// The rules that hold in one folder: its own, then those of the folders around it.
#[derive(Clone, Default)]
pub(crate) struct Ignores(Option<Arc<Level>>);

struct Level {
    rules: Gitignore,
    around: Ignores,
}

impl Ignores {
    /// The rules that hold everywhere in a project, before any `.gitignore` of its own.
    pub(crate) fn outside(root: &Path, git: Option<&GitDir>) -> Self {
        // What stands in the user's home is the user's choice; mistakes in it are git's to tell.
        let (global, _mistakes) = GitignoreBuilder::new(root).build_global();
        let outermost = Self::default().with(global);
        let Some(git) = git else { return outermost };
        outermost.with(rules(root, &git.common.join("info/exclude")))
    }

    /// The rules in a folder that lies in the one that these are for.
    ///
    /// A `.gitignore` that is a link or a pipe is not read, as git does not follow it either.
    pub(crate) fn enter(&self, folder: &Path) -> Self {
        self.with(rules(folder, &folder.join(".gitignore")))
    }

    fn with(&self, rules: Gitignore) -> Self {
        if rules.is_empty() {
            return self.clone();
        }
        Self(Some(Arc::new(Level { rules, around: self.clone() })))
    }

    /// Whether a path directly in the folder is ignored. The innermost rule that says anything
    /// decides.
    pub(crate) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let mut level = &self.0;
        while let Some(at) = level {
            match at.rules.matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => level = &at.around.0,
            }
        }
        false
    }
}

/// The rules of one file, for the paths under `folder`; none where it cannot be read.
fn rules(folder: &Path, file: &Path) -> Gitignore {
    let Ok(bytes) = files::read(file) else { return Gitignore::empty() };
    let mut builder = GitignoreBuilder::new(folder);
    for line in lossy(&bytes).trim_start_matches('\u{feff}').lines() {
        // A line that is no pattern ignores nothing, in git as here.
        drop(builder.add_line(Some(file.to_owned()), line));
    }
    builder.build().unwrap_or_else(|_none_is_valid| Gitignore::empty())
}
