//! Who works here: what the environment says, else an address from git's configuration.
//!
//! The configuration is read as data. Files that it includes are not, so an address that only such a
//! file holds is not found: `MILEPOST_ACTOR` says it then.

use std::{env, path::PathBuf};

use milepost_core::actor::Actor;

use crate::{
    Workspace,
    decode::lossy,
    files,
    git::{GitDir, config::Settings},
};

/// The variable in which workers say who they are.
const VARIABLE: &str = "MILEPOST_ACTOR";

/// Why nobody can tell who works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActorError {
    /// What the environment says is no name.
    #[error("{VARIABLE} is no name: it is too long, or holds control characters")]
    NotAName,
}

impl Workspace {
    /// Who works here: `MILEPOST_ACTOR`, else the e-mail address that git knows, and the name of the
    /// linked working tree. Nobody where neither says so.
    pub fn actor(&self) -> Result<Option<Actor>, ActorError> {
        let said = env::var_os(VARIABLE).filter(|said| !said.is_empty());
        if let Some(said) = said {
            let name = said.to_str().and_then(Actor::new);
            return name.map(Some).ok_or(ActorError::NotAName);
        }
        let Some(git) = self.git() else { return Ok(None) };
        Ok(email(git).and_then(|email| Actor::at(&email, self.worktree().as_deref())))
    }

    /// The name of this working tree; nothing for the main one.
    pub fn worktree(&self) -> Option<String> {
        let git = self.git()?;
        let is_linked = git.dir != git.common;
        is_linked.then(|| git.dir.file_name().map(|name| lossy(name.as_encoded_bytes())))?
    }
}

/// The address that git would put under a commit.
fn email(git: &GitDir) -> Option<String> {
    let own = [git.dir.join("config.worktree"), git.common.join("config")];
    own.into_iter().chain(of_user()).find_map(|path| {
        // What cannot be read says nothing: an address is no more than a name.
        let bytes = files::read_of_git(&path).ok()??;
        let settings = Settings::parse(&lossy(&bytes));
        settings.get("user.email").filter(|email| !email.trim().is_empty()).map(str::to_owned)
    })
}

/// The user's own configuration and that of the system, the nearest first.
fn of_user() -> Vec<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let home = variable("HOME").map(PathBuf::from);
    let mut files = Vec::new();
    if let Some(file) = variable("GIT_CONFIG_GLOBAL") {
        files.push(file.into());
    } else {
        files.extend(home.as_ref().map(|home| home.join(".gitconfig")));
        let xdg = variable("XDG_CONFIG_HOME").map(PathBuf::from);
        let xdg = xdg.or_else(|| home.map(|home| home.join(".config")));
        files.extend(xdg.map(|folder| folder.join("git/config")));
    }
    if variable("GIT_CONFIG_NOSYSTEM").is_none() {
        files.push("/etc/gitconfig".into());
    }
    files
}
