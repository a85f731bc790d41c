//! The texts of pages: the project's own templates, the files that are derived, and those that may have
//! blocks to be filled.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use milepost_core::{
    config::Config,
    markdown::markers,
    render::pages::{self, Commits, TEMPLATES, Text, Texts},
    text::{RepoPath, Source},
};

use crate::{
    documents::Gathered,
    files::{self, FileError},
    git::{
        history,
        objects::{Answer, ObjectKind, Objects, ObjectsError},
        tree::{Kind, Listing},
    },
    ground::{Ground, OnDisk},
    view::Seen,
    workspace::LoadError,
};

/// How a template's file ends.
const ENDING: &str = ".md";

/// The texts of a project as its files lie on disk. What is looked at is noted.
pub(super) fn on_disk(root: &Path, config: &Config, gathered: &mut Gathered) -> Texts {
    let mut ground = Ground::new(root);
    let mut read = |path: &RepoPath| match ground.obstacle(path) {
        Some(OnDisk::BehindLink(folder)) => {
            Text::Unreadable(format!("`{folder}` on the way to it is a link").into())
        }
        Some(OnDisk::Missing) => Text::Absent,
        Some(OnDisk::Unknown | OnDisk::There { .. }) => {
            Text::Unreadable("a folder on the way to it cannot be looked into".into())
        }
        None => from_disk(&root.join(path.as_str()), path),
    };
    let paths = paths(config, gathered);
    let mut texts = Texts::default();
    for path in templates_on_disk(root) {
        texts.templates.extend(name(&path).map(|name| (name.into(), read(&path))));
    }
    texts.files = paths.iter().map(|path| (path.clone(), read(path))).collect();
    let looked = &mut gathered.looked.documents;
    looked.extend(paths);
    looked.sort();
    looked.dedup();
    texts
}

/// The same as a commit or the index has them.
pub(super) fn recorded(
    objects: &mut Objects<'_>,
    listing: &Listing,
    config: &Config,
    gathered: &Gathered,
) -> Result<Texts, ObjectsError> {
    let mut texts = Texts::default();
    let templates =
        listing.inside(TEMPLATES).iter().filter_map(super::super::git::tree::Entry::repo_path);
    for path in templates.collect::<Vec<_>>() {
        if let Some(name) = name(&path) {
            texts.templates.insert(name.into(), from_listing(objects, listing, &path)?);
        }
    }
    for path in paths(config, gathered) {
        let text = from_listing(objects, listing, &path)?;
        texts.files.insert(path, text);
    }
    Ok(texts)
}

/// The files that are derived, and those that may have blocks.
fn paths(config: &Config, gathered: &Gathered) -> BTreeSet<RepoPath> {
    let trackers = gathered.documents.iter().filter(|document| {
        let source = gathered.sources.get(&document.path);
        source.is_some_and(|source| markers::may_be_marked(&source.text))
    });
    let trackers = trackers.map(|document| &document.path);
    let pages = config.pages.iter().map(|page| &page.path);
    trackers.chain(&gathered.marked).chain(pages).cloned().collect()
}

/// The templates of a project, as far as its folder of them can be listed; a link leads nowhere.
fn templates_on_disk(root: &Path) -> Vec<RepoPath> {
    let folder = RepoPath::new(&format!("{TEMPLATES}/x")).expect("fixed names are a path");
    if Ground::new(root).obstacle(&folder).is_some() {
        return Vec::new();
    }
    let entries = fs::read_dir(root.join(TEMPLATES)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut paths: Vec<RepoPath> =
        names.filter_map(|name| RepoPath::new(&format!("{TEMPLATES}/{name}"))).collect();
    paths.sort();
    paths
}

/// The name of the template that a file is.
fn name(path: &RepoPath) -> Option<&str> {
    let name = path.file_name().strip_suffix(ENDING)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (path.folder() == TEMPLATES && !name.is_empty() && name.chars().all(fits)).then_some(name)
}

fn from_disk(place: &Path, path: &RepoPath) -> Text {
    match files::read(place) {
        Ok(bytes) => text(bytes, path),
        Err(FileError::Missing { .. }) => Text::Absent,
        Err(FileError::NotAFile { what, .. }) => Text::Unreadable(format!("it is {what}").into()),
        Err(error @ (FileError::TooLarge { .. } | FileError::Refused { .. })) => {
            Text::Unreadable(error.to_string().into())
        }
    }
}

fn from_listing(
    objects: &mut Objects<'_>,
    listing: &Listing,
    path: &RepoPath,
) -> Result<Text, ObjectsError> {
    let Some(entry) = listing.get(path.as_str()) else { return Ok(Text::Absent) };
    if entry.kind != Kind::File {
        return Ok(Text::Unreadable("it is no plain file".into()));
    }
    Ok(match objects.get(&entry.id.to_string())? {
        Answer::Found(object) if object.kind == ObjectKind::Blob => text(object.bytes, path),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            Text::Unreadable("its content is not in this clone".into())
        }
    })
}

/// A text that can be written back byte for byte.
fn text(bytes: Vec<u8>, path: &RepoPath) -> Text {
    match String::from_utf8(bytes) {
        Ok(text) => Text::There(Arc::new(Source { path: path.clone(), text: text.into() })),
        Err(_) => Text::Unreadable("it is not UTF-8 throughout".into()),
    }
}

/// The commits that pages are filled with, where one asks for them.
pub(super) fn with_commits(
    objects: &mut Objects<'_>,
    seen: &Seen,
    config: &Config,
    texts: &mut Texts,
) -> Result<(), LoadError> {
    if pages::needs_commits(config, texts) {
        texts.commits = Some(commits(objects, seen)?);
    }
    Ok(())
}

/// The commits that a view descends from.
pub(super) fn commits(objects: &mut Objects<'_>, seen: &Seen) -> Result<Commits, LoadError> {
    match seen.commit() {
        Some(commit) => Ok(history::log(objects, commit, Commits::MOST)?),
        None => Ok(Commits::default()),
    }
}
