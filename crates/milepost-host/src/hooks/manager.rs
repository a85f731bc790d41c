//! Programs that look after hooks themselves: where theirs are kept, and whether they ask milepost.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::hooks::Hook;

/// What looks after the hooks of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manager {
    /// husky, by scripts in a folder.
    Husky,
    /// lefthook, by this file.
    Lefthook(PathBuf),
    /// The pre-commit framework.
    PreCommit,
    /// `core.hooksPath` names this folder, perhaps for more than this repository.
    Folder(PathBuf),
}

/// The files that lefthook reads.
const LEFTHOOK: &[&str] = &[
    "lefthook.yml",
    "lefthook.yaml",
    "lefthook.toml",
    "lefthook.json",
    ".lefthook.yml",
    ".lefthook.yaml",
    ".lefthook.toml",
    ".lefthook.json",
];

/// The file that the pre-commit framework reads.
const PRE_COMMIT: &str = ".pre-commit-config.yaml";

/// Finds out who looks after the hooks of a project, if anybody does.
pub(super) fn find(root: &Path, configured: Option<&Path>) -> Option<Manager> {
    let there = |name: &&&str| root.join(name).is_file();
    if root.join(".husky").is_dir() {
        Some(Manager::Husky)
    } else if let Some(file) = LEFTHOOK.iter().find(there) {
        Some(Manager::Lefthook(file.into()))
    } else if root.join(PRE_COMMIT).is_file() {
        Some(Manager::PreCommit)
    } else {
        configured.map(|folder| Manager::Folder(folder.to_owned()))
    }
}

impl Manager {
    /// The file in which it keeps what it runs for a hook.
    pub fn file(&self, hook: Hook) -> PathBuf {
        match self {
            Self::Husky => Path::new(".husky").join(hook.as_str()),
            Self::Lefthook(file) => file.clone(),
            Self::PreCommit => PRE_COMMIT.into(),
            Self::Folder(folder) => folder.join(hook.as_str()),
        }
    }

    /// Whether it asks milepost for a hook, as far as its file says.
    pub fn asks(&self, root: &Path, hook: Hook) -> bool {
        let text = fs::read_to_string(root.join(self.file(hook))).unwrap_or_default();
        let id = match hook {
            Hook::PreCommit => "id: milepost\n".to_owned(),
            Hook::CommitMsg | Hook::PrePush => format!("id: milepost-{}", hook.as_str()),
        };
        text.contains(&hook.command()) || (*self == Self::PreCommit && text.contains(&id))
    }

    /// What must stand in its file for a hook.
    pub fn lines(&self, hook: Hook) -> String {
        let (name, command) = (hook.as_str(), hook.command());
        match self {
            Self::Husky | Self::Folder(_) => format!("{command} \"$@\" || exit 1"),
            Self::Lefthook(_) => {
                let arguments = match hook {
                    Hook::PreCommit => "",
                    Hook::CommitMsg => " {1}",
                    Hook::PrePush => " {1} {2}\n      use_stdin: true",
                };
                format!("{name}:\n  commands:\n    milepost:\n      run: {command}{arguments}")
            }
            Self::PreCommit => {
                let files = match hook {
                    Hook::PreCommit | Hook::PrePush => "pass_filenames: false, always_run: true, ",
                    Hook::CommitMsg => "",
                };
                format!(
                    "- repo: local\n  hooks:\n  - {{ id: milepost-{name}, name: milepost, \
                     entry: {command}, language: system, {files}stages: [{name}] }}"
                )
            }
        }
    }
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Husky => f.write_str("husky (.husky)"),
            Self::Lefthook(file) => write!(f, "lefthook ({})", file.display()),
            Self::PreCommit => write!(f, "the pre-commit framework ({PRE_COMMIT})"),
            Self::Folder(folder) => write!(f, "`core.hooksPath`, which is {}", folder.display()),
        }
    }
}
