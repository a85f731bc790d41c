//! References, read as the files they are.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use milepost_core::text::RepoPath;

use crate::{
    decode::lossy,
    files::{self, FileError, Special},
    git::{
        GitDir, RefStorage, command,
        objects::{Answer, ObjectKind, Objects, ObjectsError, said},
        oid::ObjectId,
    },
};

/// References may name references, but not without end.
const DEEPEST: usize = 8;

/// What the current branch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// No commit yet.
    Unborn,
    /// This commit.
    At(ObjectId),
}

/// Why references could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RefsError {
    /// A file that holds references could not be read.
    #[error("could not read the references of the repository")]
    File(#[from] FileError),
    /// A folder that holds references could not be listed.
    #[error("could not list the references in {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A reference names neither an object nor another reference.
    #[error("the reference `{name}` is damaged: it names no object")]
    Damaged {
        /// The reference.
        name: String,
    },
    /// Git was needed to read them and failed.
    #[error("could not ask git for references")]
    Objects(#[from] ObjectsError),
    /// Git was needed to list them and could not be started.
    #[error("could not start git, which is needed to list the references of the repository")]
    Start {
        /// What the system said.
        source: io::Error,
    },
    /// Git was needed to list them and failed.
    #[error("git for-each-ref failed{}", said(stderr))]
    Failed {
        /// What git said.
        stderr: String,
    },
}

/// The commit that the working tree stands on.
pub(crate) fn head(objects: &mut Objects<'_>) -> Result<Head, RefsError> {
    let repository = objects.repository();
    match repository.refs {
        RefStorage::Files => head_in_files(repository),
        RefStorage::Other => Ok(match objects.get("HEAD")? {
            Answer::Found(object) if object.kind == ObjectKind::Commit => Head::At(object.id),
            Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
                Head::Unborn
            }
        }),
    }
}

fn head_in_files(repository: &GitDir) -> Result<Head, RefsError> {
    let mut name = "HEAD".to_owned();
    for _ in 0..DEEPEST {
        let Some(text) = loose(repository, &name)? else {
            let packed = packed(repository)?;
            return Ok(packed.get(&name).map_or(Head::Unborn, |id| Head::At(*id)));
        };
        let Some(next) = text.strip_prefix("ref:") else {
            return match ObjectId::from_hex(text.trim()) {
                Some(id) => Ok(Head::At(id)),
                None => Err(RefsError::Damaged { name }),
            };
        };
        next.trim().clone_into(&mut name);
    }
    Err(RefsError::Damaged { name })
}

/// The object that a reference names, by its full name; nothing where there is no such reference.
pub(crate) fn named(objects: &mut Objects<'_>, name: &str) -> Result<Option<ObjectId>, RefsError> {
    let repository = objects.repository();
    match repository.refs {
        RefStorage::Files => match loose(repository, name)? {
            Some(text) => match ObjectId::from_hex(text.trim()) {
                Some(id) => Ok(Some(id)),
                None => Err(RefsError::Damaged { name: name.to_owned() }),
            },
            None => Ok(packed(repository)?.get(name).copied()),
        },
        RefStorage::Other => Ok(match objects.get(name)? {
            Answer::Found(object) => Some(object.id),
            Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
        }),
    }
}

/// The text of one reference's file.
fn loose(repository: &GitDir, name: &str) -> Result<Option<String>, RefsError> {
    let folder = if name == "HEAD" { &repository.dir } else { &repository.common };
    // A name that leads out of the repository is no reference.
    let is_inside = RepoPath::new(name).is_some_and(|path| path.as_str() == name);
    if !is_inside || !(name == "HEAD" || name.starts_with("refs/")) {
        return Err(RefsError::Damaged { name: name.to_owned() });
    }
    match files::read_of_git(&folder.join(name)) {
        Ok(bytes) => Ok(bytes.map(|bytes| lossy(&bytes))),
        // `refs/heads/a` is a folder where only `refs/heads/a/b` exists.
        Err(FileError::NotAFile { what: Special::Folder, .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The references of `packed-refs`.
fn packed(repository: &GitDir) -> Result<BTreeMap<String, ObjectId>, RefsError> {
    let bytes = files::read_of_git(&repository.common.join("packed-refs"))?;
    let text = bytes.map(|bytes| lossy(&bytes)).unwrap_or_default();
    // Comments begin with `#` and peeled ids with `^`: neither has an id before its first space.
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.filter_map(|(id, name)| Some((name.to_owned(), ObjectId::from_hex(id)?))).collect())
}

/// All tags with the object that each names, not yet peeled.
pub(crate) fn tags(repository: &GitDir) -> Result<BTreeMap<Box<str>, ObjectId>, RefsError> {
    below(repository, "refs/tags")
}

/// All branches with the commit that each names: those of the clone as `heads/NAME`, and those that it
/// knows of remotes as `remotes/NAME`.
pub(crate) fn branches(repository: &GitDir) -> Result<BTreeMap<Box<str>, ObjectId>, RefsError> {
    let mut all = BTreeMap::new();
    for kind in ["heads", "remotes"] {
        let found = below(repository, &format!("refs/{kind}"))?;
        all.extend(found.into_iter().map(|(name, id)| (format!("{kind}/{name}").into(), id)));
    }
    Ok(all)
}

/// The references in a folder, by their names in it.
fn below(repository: &GitDir, folder: &str) -> Result<BTreeMap<Box<str>, ObjectId>, RefsError> {
    let all = match repository.refs {
        RefStorage::Files => {
            let mut all = packed(repository)?;
            // A loose reference is newer than a packed one.
            all.extend(loose_below(&repository.common, folder, &|_| true)?);
            all
        }
        RefStorage::Other => listed(repository, folder)?,
    };
    let inside = |name: &str| Some(name.strip_prefix(folder)?.strip_prefix('/')?.into());
    Ok(all.iter().filter_map(|(name, id)| Some((inside(name)?, *id))).collect())
}

/// The branches whose names are wanted, with what each names.
pub(crate) fn branches_named(
    repository: &GitDir,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<Box<str>, ObjectId>, RefsError> {
    const BRANCHES: &str = "refs/heads";
    fn short(name: &str) -> Option<&str> {
        name.strip_prefix(BRANCHES)?.strip_prefix('/')
    }
    let is_wanted = |name: &str| short(name).is_some_and(is_wanted);
    let mut all = packed(repository)?;
    all.retain(|name, _| is_wanted(name));
    // A loose reference is newer than a packed one.
    all.extend(loose_below(&repository.common, BRANCHES, &is_wanted)?);
    Ok(all.into_iter().filter_map(|(name, id)| Some((short(&name)?.into(), id))).collect())
}

/// The name of the branch that is checked out; nothing where none is.
pub(crate) fn current_branch(repository: &GitDir) -> Result<Option<Box<str>>, RefsError> {
    if repository.refs != RefStorage::Files {
        // HEAD is no more than a stand-in there.
        return Ok(None);
    }
    let text = loose(repository, "HEAD")?.unwrap_or_default();
    let name = text.strip_prefix("ref:").map(str::trim);
    Ok(name.and_then(|name| name.strip_prefix("refs/heads/")).map(Into::into))
}

/// The loose references below a folder whose names are wanted. Others are not opened.
fn loose_below(
    common: &Path,
    folder: &str,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<String, ObjectId>, RefsError> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let path = common.join(&folder);
        let refused = |source| RefsError::Folder { path: path.clone(), source };
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if files::is_absence(&error) => continue,
            Err(error) => return Err(refused(error)),
        };
        for entry in entries {
            let entry = entry.map_err(refused)?;
            let name = format!("{folder}/{}", lossy(entry.file_name().as_encoded_bytes()));
            let kind = entry.file_type().map_err(refused)?;
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() && is_wanted(&name) {
                let text = files::read_of_git(&entry.path())?.unwrap_or_default();
                // A lock file, one half written or one that names another is none by itself.
                found.extend(ObjectId::from_hex(lossy(&text).trim()).map(|id| (name, id)));
            }
        }
    }
    Ok(found)
}

fn listed(repository: &GitDir, folder: &str) -> Result<BTreeMap<String, ObjectId>, RefsError> {
    let arguments = ["for-each-ref", "--format=%(objectname) %(refname)", folder];
    let output = command::git(repository, arguments)
        .output()
        .map_err(|source| RefsError::Start { source })?;
    if !output.status.success() {
        return Err(RefsError::Failed { stderr: lossy(&output.stderr) });
    }
    let text = lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.filter_map(|(id, name)| Some((name.to_owned(), ObjectId::from_hex(id)?))).collect())
}
