//! Documents of the other branches and working trees of a clone, for numbers that are taken there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use milepost_core::{config::Config, edit::add::Ground, plan::Document, text::RepoPath};

use crate::{
    Snapshot, Workspace,
    decode::lossy,
    documents::{self, Gathered, Reading},
    files,
    git::{
        GitDir,
        commit::Commit,
        index,
        objects::{Answer, ObjectKind, Objects},
        oid::ObjectId,
        refs, tree,
    },
    ignores::Ignores,
    workspace::LoadError,
};

/// What other branches and working trees say.
#[derive(Default)]
pub struct Elsewhere {
    /// The trackers; one that several branches have alike is there once.
    pub documents: Vec<Document>,
    /// The Markdown files of all branches, trackers or not.
    pub files: BTreeSet<RepoPath>,
    /// Whether parts could not be looked at: they are not in this clone, or cannot be read.
    pub is_partial: bool,
}

impl Elsewhere {
    /// What an edit of the documents here looks at, beside what is elsewhere.
    pub fn beside<'a>(&'a self, snapshot: &'a Snapshot) -> Ground<'a> {
        Ground {
            plan: &snapshot.plan,
            sources: &snapshot.sources,
            config: &snapshot.config,
            elsewhere: &self.documents,
            files: &self.files,
        }
    }
}

impl Workspace {
    /// Reads the documents of every branch of the clone, its own and those it knows of remotes, and of
    /// every working tree as it lies on disk. Nothing is written, and one git process is started.
    pub fn elsewhere(&self, config: &Config) -> Result<Elsewhere, LoadError> {
        let Some(git) = self.git() else { return Ok(Elsewhere::default()) };
        let reading = Reading { config, cache: None, on: &|_| () };
        let mut objects = Objects::new(git);
        let tips: Vec<String> = tips(git)?.iter().map(ObjectId::to_string).collect();
        let mut elsewhere = Elsewhere::default();
        let mut roots = BTreeSet::new();
        objects.each(&tips, |_, answer| match answer {
            Answer::Found(object) if object.kind == ObjectKind::Commit => {
                roots.extend(Commit::parse(&object.bytes).map(|commit| commit.tree));
            }
            // A branch can name nothing but a commit: anything else is damage.
            Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
                elsewhere.is_partial = true;
            }
        })?;
        let folders = roots.into_iter().map(|root| (String::new(), root)).collect();
        let listing = tree::list_all(&mut objects, folders)?;
        elsewhere.is_partial |= !listing.is_whole;
        let paths = listing.entries.iter().filter_map(tree::Entry::repo_path);
        elsewhere.files = paths.filter(is_markdown).collect();
        elsewhere.take(documents::recorded(&mut objects, &listing, &reading)?);
        let others = worktrees(git).into_iter().filter(|root| root != self.root());
        for root in others.filter(|root| root.is_dir()) {
            match on_disk(&root, &reading) {
                Some(gathered) => elsewhere.take(gathered),
                None => elsewhere.is_partial = true,
            }
        }
        Ok(elsewhere)
    }
}

impl Elsewhere {
    fn take(&mut self, gathered: Gathered) {
        self.is_partial |= !gathered.unreadable.is_empty();
        self.documents.extend(gathered.documents);
    }
}

fn is_markdown(path: &RepoPath) -> bool {
    let extension = Path::new(path.as_str()).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// The commits of all branches, and those that working trees stand on without one.
fn tips(git: &GitDir) -> Result<BTreeSet<ObjectId>, LoadError> {
    let mut tips: BTreeSet<ObjectId> = refs::branches(git)?.into_values().collect();
    for folder in folders(git) {
        let head = files::read_of_git(&folder.join("HEAD")).ok().flatten();
        tips.extend(head.and_then(|text| ObjectId::from_hex(lossy(&text).trim())));
    }
    Ok(tips)
}

/// The git folder of each working tree: that of the first one is the common one.
fn folders(git: &GitDir) -> Vec<PathBuf> {
    let linked = fs::read_dir(git.common.join("worktrees")).into_iter().flatten().flatten();
    [git.common.clone()].into_iter().chain(linked.map(|entry| entry.path())).collect()
}

/// The roots of all working trees that are known.
fn worktrees(git: &GitDir) -> BTreeSet<PathBuf> {
    let first = git.common.canonicalize().ok().filter(|path| path.ends_with(".git"));
    let first = first.and_then(|path| path.parent().map(Path::to_owned));
    let linked = folders(git).into_iter().skip(1).filter_map(|folder| {
        let named = files::read_of_git(&folder.join("gitdir")).ok().flatten()?;
        let link = folder.join(lossy(&named).trim());
        link.parent()?.canonicalize().ok()
    });
    first.into_iter().chain(linked).collect()
}

/// The documents of a working tree, whatever of them is committed; nothing where it cannot be read.
fn on_disk(root: &Path, reading: &Reading<'_>) -> Option<Gathered> {
    let other = Workspace::discover(root).ok()?;
    let git = other.git()?;
    let index = index::read(git).ok()?;
    let outside = Ignores::outside(other.root(), Some(git));
    documents::on_disk(other.root(), &index, &outside, reading).ok()
}
