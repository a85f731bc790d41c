//! Another repository, spoken to by git with the user's own configuration.

use std::{
    path::Path,
    process::{self, Output},
};

use jiff::Timestamp;

use crate::{
    decode::lossy,
    git::{
        GitDir, command,
        objects::{Objects, said},
        oid::ObjectId,
        refs,
    },
    ledger::{carry::CarryError, read::REFERENCE},
};

/// A remote, by its name or its address.
pub(super) struct Remote<'a> {
    pub(super) name: String,
    git: &'a GitDir,
    root: &'a Path,
}

/// What a remote has, under a reference of its own that goes when this does.
pub(super) struct Fetched<'a> {
    pub(super) id: ObjectId,
    git: &'a GitDir,
    reference: String,
}

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// The remote has it now.
    Taken,
    /// The remote has something that is not in it.
    Behind,
}

impl<'a> Remote<'a> {
    /// The remote of that name or address; else `origin`, or the only one there is.
    pub(super) fn named(
        git: &'a GitDir,
        root: &'a Path,
        name: Option<&str>,
    ) -> Result<Self, CarryError> {
        let name = match name {
            Some(name) => name.to_owned(),
            None => usual(git)?,
        };
        Ok(Self { name, git, root })
    }

    /// Fetches the ledger, if the remote has one.
    pub(super) fn fetch(&self) -> Result<Option<Fetched<'a>>, CarryError> {
        let listed =
            self.run("ls-remote", &["ls-remote", "--exit-code", "--", &self.name, REFERENCE])?;
        // What the manual says for: no such reference.
        if listed.status.code() == Some(2) {
            return Ok(None);
        }
        succeeded("ls-remote", listed)?;
        let moment = Timestamp::now().as_nanosecond();
        let reference = format!("refs/milepost/fetched/{}-{moment}", process::id());
        let wanted = format!("{REFERENCE}:{reference}");
        let arguments = [
            "fetch",
            "--quiet",
            "--no-tags",
            // A partial clone would leave out the very files that are wanted.
            "--no-filter",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--refmap=",
            "--",
            &self.name,
            &wanted,
        ];
        succeeded("fetch", self.run("fetch", &arguments)?)?;
        let found = refs::named(&mut Objects::new(self.git), &reference)?;
        Ok(found.map(|id| Fetched { id, git: self.git, reference }))
    }

    /// Pushes a commit, unless the remote has something that is not in it.
    pub(super) fn push(&self, tip: ObjectId) -> Result<Pushed, CarryError> {
        let wanted = format!("{tip}:{REFERENCE}");
        let arguments = [
            "push",
            "--porcelain",
            "--no-verify",
            "--no-follow-tags",
            "--recurse-submodules=no",
            "--",
            &self.name,
            &wanted,
        ];
        let output = self.run("push", &arguments)?;
        let lines = lossy(&output.stdout);
        let mut refused = lines.lines().filter(|line| line.starts_with('!'));
        if !output.status.success() && refused.any(is_behind) {
            return Ok(Pushed::Behind);
        }
        succeeded("push", output).map(|_| Pushed::Taken)
    }

    fn run(&self, task: &'static str, arguments: &[&str]) -> Result<Output, CarryError> {
        let mut command = command::transport(self.git, self.root, arguments);
        command.output().map_err(|source| CarryError::Start { task, source })
    }
}

impl Drop for Fetched<'_> {
    fn drop(&mut self) {
        // One that stays is never looked at.
        drop(command::git(self.git, ["update-ref", "-d", &self.reference]).output());
    }
}

/// Whether a line about a reference that was refused says that somebody else was faster.
fn is_behind(line: &str) -> bool {
    let local = line.contains("[rejected]");
    let moved = ["failed to update ref", "cannot lock ref", "incorrect old value"];
    local || line.contains("[remote rejected]") && moved.iter().any(|why| line.contains(why))
}

fn usual(git: &GitDir) -> Result<String, CarryError> {
    let task = "remote";
    let asked = command::git(git, [task]).output();
    let listed = succeeded(task, asked.map_err(|source| CarryError::Start { task, source })?)?;
    let mut names: Vec<String> = lossy(&listed.stdout).lines().map(str::to_owned).collect();
    if let Some(at) = names.iter().position(|name| name == "origin") {
        return Ok(names.swap_remove(at));
    }
    match names.pop() {
        None => Err(CarryError::NoRemote),
        Some(only) if names.is_empty() => Ok(only),
        Some(last) => {
            names.push(last);
            Err(CarryError::ManyRemotes { names })
        }
    }
}

/// What git answered, unless it failed.
pub(super) fn succeeded(task: &'static str, output: Output) -> Result<Output, CarryError> {
    if output.status.success() {
        return Ok(output);
    }
    // For a push, what was refused stands on stdout.
    let lines = lossy(&output.stdout);
    let refused: Vec<&str> = lines.lines().filter(|line| line.starts_with('!')).collect();
    let told = format!("{}\n{}", lossy(&output.stderr).trim(), refused.join("\n"));
    Err(CarryError::Failed { task, said: said(&told) })
}
