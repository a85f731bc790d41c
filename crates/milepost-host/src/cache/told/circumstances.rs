//! What an answer depends on beside the files of the project: the program, the day, the environment,
//! and the few files of git and of the user that may or may not be there.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use ignore::gitignore::gitconfig_excludes_path;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use milepost_core::digest::{Digest, Framed};

use crate::{
    git::{GitDir, RefStorage},
    mark::Mark,
};

/// What of the environment says where configuration and programs are, and what day it is.
const VARIABLES: [&str; 6] = ["HOME", "XDG_CONFIG_HOME", "PATH", "TZ", "TZDIR", "MILEPOST_ACTOR"];

/// What lies in milepost's own folder of a clone and is no part of any answer.
const DISPOSABLE: [&str; 2] = ["cache", "outputs"];

/// All of it.
#[derive(Debug, PartialEq)]
pub(super) struct Circumstances {
    /// What all of it amounts to.
    pub(super) digest: Digest,
    /// What the system notes of the files among it.
    pub(super) marks: Vec<Mark>,
}

impl Circumstances {
    /// The circumstances of a question; nothing where they cannot be told.
    pub(super) fn of(root: &Path, git: &GitDir, words: [&str; 2]) -> Option<Self> {
        // Other ways to store references are read by git alone.
        if git.refs != RefStorage::Files {
            return None;
        }
        let mut text = Framed::new("told/1");
        for word in words {
            text.field(word.as_bytes());
        }
        text.field(root.as_os_str().as_encoded_bytes());
        text.field(format!("{git:?}").as_bytes()).field(&day());
        for name in VARIABLES {
            let value = env::var_os(name).unwrap_or_default();
            text.field(value.as_encoded_bytes());
        }
        for name in local(git) {
            text.field(name.as_bytes());
        }
        let mut marks = Vec::new();
        for path in places(root, git)? {
            // Links are followed: what is read is what they lead to.
            let mark = fs::metadata(&path).ok().map(|seen| Mark::of(&seen));
            text.field(path.as_os_str().as_encoded_bytes());
            text.field(format!("{mark:?}").as_bytes());
            marks.extend(mark);
        }
        Some(Self { digest: text.digest(), marks })
    }
}

/// The folders that milepost keeps for a clone, by name; what lies in them is looked at.
pub(super) fn local(git: &GitDir) -> Vec<String> {
    let entries = fs::read_dir(git.common.join("milepost")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !DISPOSABLE.contains(&&**name)).collect();
    names.sort();
    names
}

/// Every day that it is: here, in universal time, and where it is latest.
fn day() -> Vec<u8> {
    let (now, zone) = (Timestamp::now(), TimeZone::system());
    let ahead = now.checked_add(14.hours()).unwrap_or(now);
    let days = [
        now.to_zoned(zone.clone()).date(),
        now.to_zoned(TimeZone::UTC).date(),
        ahead.to_zoned(TimeZone::UTC).date(),
    ];
    format!("{days:?} {:?}", zone.iana_name()).into_bytes()
}

/// Files that are read where they are there.
fn places(root: &Path, git: &GitDir) -> Option<Vec<PathBuf>> {
    let mut places = vec![
        // Every build answers for itself.
        env::current_exe().ok()?,
        root.join("milepost.toml"),
        git.dir.join("HEAD"),
        git.dir.join("index"),
        git.dir.join("config.worktree"),
        "/etc/localtime".into(),
        "/etc/gitconfig".into(),
    ];
    let shared = ["config", "packed-refs", "shallow", "info/exclude", "objects/info/alternates"];
    places.extend(shared.iter().map(|name| git.common.join(name)));
    let home = env::var_os("HOME").map(PathBuf::from);
    let configuration = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let configuration = configuration.or_else(|| Some(home.as_ref()?.join(".config")));
    places.extend(home.map(|it| it.join(".gitconfig")));
    places.extend(
        configuration
            .into_iter()
            .flat_map(|it| ["git/config", "git/ignore"].map(|name| it.join(name))),
    );
    places.extend(gitconfig_excludes_path());
    Some(places)
}
