//! Reading the single files that someone named.

use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use milepost_core::{
    config::Config,
    discovery,
    plan::Document,
    read,
    text::{RepoPath, Source},
};

use crate::{
    decode::{NotText, decode},
    files,
    workspace::{LoadError, Workspace, load},
};

/// One file that was read because someone named it.
#[derive(Debug)]
pub struct PlainFile {
    /// The path as it was named.
    pub given: PathBuf,
    /// Its text; its path is that in the project where it lies there, else the one given without
    /// what leads to it.
    pub source: Arc<Source>,
    /// What it was understood to say.
    pub document: Document,
}

/// Reads files by name. The first one that cannot be read ends it.
pub(super) fn read(workspace: &Workspace, paths: &[PathBuf]) -> Result<Vec<PlainFile>, LoadError> {
    let is_bare = workspace.git.as_ref().is_some_and(|git| git.is_bare);
    let config =
        if is_bare { Config::default() } else { load::config_on_disk(&workspace.root)?.config };
    paths.iter().map(|path| read_one(workspace, path, &config)).collect()
}

fn read_one(workspace: &Workspace, given: &Path, config: &Config) -> Result<PlainFile, LoadError> {
    // Whoever names a link means what it leads to.
    let real = std::fs::canonicalize(given).unwrap_or_else(|_unreachable| given.to_owned());
    let bytes = files::read(&real).map_err(LoadError::File)?;
    let text = decode(bytes).map_err(|what| LoadError::NotText { path: given.to_owned(), what })?;
    let path = real.strip_prefix(&workspace.root).ok().and_then(named).or_else(|| named(given));
    let path =
        path.ok_or_else(|| LoadError::NotText { path: given.to_owned(), what: NotText::Binary })?;
    let options = discovery::options_for(&path, config);
    let source = Arc::new(Source { path, text: text.into() });
    let document = read::read(&source, &options);
    Ok(PlainFile { given: given.to_owned(), source, document })
}

/// The plain parts of a path.
fn named(path: &Path) -> Option<RepoPath> {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            None
        }
    });
    let parts: Vec<_> = parts.collect();
    RepoPath::new(&parts.join("/"))
}
