//! Git processes that run nothing the repository chooses.

use std::{
    env,
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

use crate::git::GitDir;

/// Settings that override those of the repository, the user and the system.
///
/// `cat-file`, `rev-list` and `for-each-ref` consult none of these today; they are switched off so
/// that no version of git that does so can be led astray.
const SETTINGS: &[&str] = &[
    // Programs that git starts to look at files, or after doing something.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    // A bare repository inside a working tree is never picked up by itself.
    "safe.bareRepository=explicit",
    // Whatever would be fetched may come from nowhere.
    "protocol.allow=never",
    // Housekeeping that starts by itself.
    "gc.auto=0",
    "maintenance.auto=false",
    // A document may cite digits that are also the name of a branch.
    "core.warnAmbiguousRefs=false",
];

/// The environment for every git process, beside what the user has.
const ENVIRONMENT: &[(&str, &str)] = &[
    // Reading refreshes no file.
    ("GIT_OPTIONAL_LOCKS", "0"),
    // An object that is not here is missing, not fetched: by this, or with git before 2.45 because
    // no transport may be used.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // A commit is what its id says on every machine: local replacements and grafts do not count.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    // What it says is read by a program.
    ("LC_ALL", "C"),
];

/// A git process on one repository; `arguments` begin with the subcommand.
pub(crate) fn git(
    repository: &GitDir,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Command {
    at(&repository.dir, arguments)
}

/// What of the environment would lead git to another repository than the one it is run for.
const ASTRAY: &[&str] = &[
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// A git process that speaks to a remote, only ever because a person asked for it: with the user's
/// own configuration, since that says how to get there and who one is. Hooks are off all the same.
pub(crate) fn transport(
    repository: &GitDir,
    root: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Command {
    let mut command = Command::new("git");
    for name in ASTRAY {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C");
    command.arg("--no-pager").arg("--git-dir").arg(&repository.dir);
    for setting in ["core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0"] {
        command.args(["-c", setting]);
    }
    command.args(arguments);
    // The address of a remote may be a path, which is seen from there.
    command.current_dir(root);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// As [`git`], on a git folder that need not be there yet; its path is absolute.
pub(crate) fn at(folder: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new("git");
    let inherited = env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| name.as_encoded_bytes().starts_with(b"GIT_")) {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT.iter().copied());
    command.arg("--no-pager").arg("--git-dir").arg(folder);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    command.args(arguments);
    // Relative folders in PATH must not lead into the repository.
    command.current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
