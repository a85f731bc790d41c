//! What lies in the working tree and is no part of the commit under it.

use milepost_core::text::RepoPath;

use crate::{
    Workspace,
    decode::lossy,
    git::{command, objects::said},
    verify::VerifyError,
};

impl Workspace {
    /// The paths that differ from the commit under the working tree, new files included, ignored ones
    /// not; sorted.
    ///
    /// Attributes are not heeded, so that no filter of the repository is run.
    pub fn uncommitted(&self) -> Result<Vec<RepoPath>, VerifyError> {
        let Some(git) = self.git().filter(|git| !git.is_bare) else { return Ok(Vec::new()) };
        let tree = format!("--work-tree={}", self.root().display());
        let status = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal"];
        let arguments = [tree.as_str(), "-c", "core.attributesFile=/dev/null"];
        let mut process = command::git(git, arguments.into_iter().chain(status));
        process.env("GIT_ATTR_SOURCE", empty_tree(git.format.width()));
        process.current_dir(self.root());
        let output = process.output().map_err(VerifyError::Folder)?;
        if !output.status.success() {
            let stderr = said(&lossy(&output.stderr));
            return Err(VerifyError::Status { stderr });
        }
        let text = lossy(&output.stdout);
        let entries = text.split('\0').filter_map(|entry| entry.get(3..));
        let mut paths: Vec<RepoPath> = entries.filter_map(RepoPath::new).collect();
        paths.sort();
        Ok(paths)
    }
}

/// The name of the tree that holds nothing.
fn empty_tree(width: usize) -> &'static str {
    match width {
        20 => "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        _ => "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
    }
}
