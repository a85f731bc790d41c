//! Git hooks: where they lie, whose they are, and ours among them.
//!
//! A hook that is not ours is never written over or removed, nor is one of ours that someone edited.

mod manager;
mod message;
mod staged;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

pub use manager::Manager;
pub use staged::{Identity, Push};

use crate::{
    Workspace,
    decode::lossy,
    files,
    git::{GitDir, command},
};

/// A hook that milepost knows how to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    /// Before a commit: what is staged.
    PreCommit,
    /// Before a commit: its message.
    CommitMsg,
    /// Before a push: the commits that are pushed.
    PrePush,
}

impl Hook {
    /// Every hook.
    pub const ALL: [Self; 3] = [Self::PreCommit, Self::CommitMsg, Self::PrePush];

    /// What git calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::CommitMsg => "commit-msg",
            Self::PrePush => "pre-push",
        }
    }

    /// The command that answers it.
    pub fn command(self) -> String {
        format!("milepost hooks run {}", self.as_str())
    }

    /// The script that calls it, and fails where it cannot be called.
    fn script(self) -> String {
        let command = self.command();
        format!(
            "#!/bin/sh\n\
             {MARK}; `milepost hooks uninstall` removes it.\n\
             if ! command -v milepost > /dev/null 2>&1; then\n\
             \techo 'milepost is not in PATH, so nothing can be checked: install it, or remove this hook:' >&2\n\
             \techo \"  rm '$0'\" >&2\n\
             \texit 1\n\
             fi\n\
             exec {command} \"$@\"\n"
        )
    }
}

/// What is in every script of ours.
const MARK: &str = "# Written by `milepost hooks install`";

/// Whose a hook is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// There is none.
    Nobody,
    /// It is as milepost wrote it.
    Milepost,
    /// Milepost wrote it, and someone changed it since, or another version did.
    MilepostOnce,
    /// Someone else wrote it.
    Other {
        /// Whether it asks milepost, too.
        asks: bool,
    },
}

/// The hooks of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooks {
    /// The folder in which git looks for them.
    pub folder: PathBuf,
    /// What else looks after them.
    pub manager: Option<Manager>,
    /// Each with whose it is.
    pub found: Vec<(Hook, Owner)>,
}

/// Why hooks could not be looked after.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// There is no repository, so there are no hooks.
    #[error("{} is not in a git repository, so it has no hooks", root.display())]
    NoRepository {
        /// The folder.
        root: PathBuf,
    },
    /// Git could not be asked where they lie.
    #[error("could not ask git for its settings")]
    Ask(#[source] io::Error),
    /// A file could not be read, written or removed.
    #[error("could not use {}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Workspace {
    /// Looks at the hooks.
    pub fn hooks(&self) -> Result<Hooks, HookError> {
        let git = self.git().ok_or_else(|| HookError::NoRepository { root: self.root().into() })?;
        let configured = hooks_path(git)?;
        let folder = match &configured {
            Some(path) => self.root().join(path),
            None => git.common.join("hooks"),
        };
        let manager = manager::find(self.root(), configured.as_deref());
        let owner = |hook: Hook| Ok((hook, owner(&folder.join(hook.as_str()), hook)?));
        let found = Hook::ALL.into_iter().map(owner).collect::<Result<_, HookError>>()?;
        Ok(Hooks { folder, manager, found })
    }
}

impl Hooks {
    /// Writes the hooks that are not there; gives those that were written.
    pub fn install(&self) -> Result<Vec<Hook>, HookError> {
        let free = self.found.iter().filter(|(_, owner)| *owner == Owner::Nobody);
        let free: Vec<Hook> = free.map(|(hook, _)| *hook).collect();
        for hook in &free {
            write(&self.folder, *hook)?;
        }
        Ok(free)
    }

    /// Removes the hooks that are as milepost wrote them; gives those that were removed.
    pub fn uninstall(&self) -> Result<Vec<Hook>, HookError> {
        let own = self.found.iter().filter(|(_, owner)| *owner == Owner::Milepost);
        let own: Vec<Hook> = own.map(|(hook, _)| *hook).collect();
        for hook in &own {
            let path = self.folder.join(hook.as_str());
            fs::remove_file(&path).map_err(|source| HookError::Refused { path, source })?;
        }
        Ok(own)
    }
}

fn write(folder: &Path, hook: Hook) -> Result<(), HookError> {
    let path = folder.join(hook.as_str());
    let refused = |source| HookError::Refused { path: path.clone(), source };
    fs::create_dir_all(folder).map_err(refused)?;
    let mut options = OpenOptions::new();
    // Whatever came there in the meantime stays.
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o755);
    }
    let mut file = options.open(&path).map_err(refused)?;
    file.write_all(hook.script().as_bytes()).map_err(refused)
}

fn owner(path: &Path, hook: Hook) -> Result<Owner, HookError> {
    let text = match fs::symlink_metadata(path) {
        Ok(seen) if seen.is_file() => fs::read(path),
        // What a link leads to is somebody's choice.
        Ok(_) => return Ok(Owner::Other { asks: false }),
        Err(error) if files::is_absence(&error) => return Ok(Owner::Nobody),
        Err(error) => Err(error),
    };
    let text = text.map_err(|source| HookError::Refused { path: path.to_owned(), source })?;
    let text = lossy(&text);
    Ok(if text == hook.script() {
        Owner::Milepost
    } else if text.contains(MARK) {
        Owner::MilepostOnce
    } else {
        Owner::Other { asks: text.contains(&hook.command()) }
    })
}

/// Where the user, the system or the repository says that hooks lie.
fn hooks_path(git: &GitDir) -> Result<Option<PathBuf>, HookError> {
    let arguments = ["config", "--type=path", "-z", "--get-all", "core.hooksPath"];
    let output = command::git(git, arguments).output().map_err(HookError::Ask)?;
    let text = lossy(&output.stdout);
    // The last one is milepost's own, by which its git processes run no hook.
    let mut values: Vec<&str> = text.split('\0').filter(|value| !value.is_empty()).collect();
    values.pop();
    Ok(values.pop().map(PathBuf::from))
}
