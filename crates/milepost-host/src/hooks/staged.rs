//! What a hook is asked about: the commit that is about to be made, or those that are pushed.

use std::path::Path;

use milepost_core::{
    config::Config, globs::Globs, id::CommitId, repository::RangeCommit, text::RepoPath,
};

use crate::{
    Workspace,
    git::{
        GitDir,
        history::{self, Until},
        objects::{Answer, ObjectKind, Objects},
        oid::ObjectId,
        tree::{self, Listing},
    },
    view::{self, Seen, ViewError},
    workspace::{LoadError, View, load},
};

/// Who makes a commit and when, as git tells its hooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `Name <address>`.
    pub author: String,
    /// When it was written, as seconds and a zone.
    pub date: String,
}

/// One reference that is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The object that it is to name.
    pub tip: String,
    /// The object that it names there; nothing where it is new.
    pub known: Option<String>,
    /// The name of the remote, or its address where it has none.
    pub remote: String,
}

impl Workspace {
    /// What a view configures.
    pub fn config(&self, view: &View) -> Result<Config, LoadError> {
        load::config(self, view)
    }

    /// The commit that is about to be made of what is staged, as far as it is known.
    ///
    /// One that keeps the date of the commit under it takes its place: git hands the date of what is
    /// amended to its hooks, and says no more of it.
    pub fn staged_commit(&self, identity: &Identity) -> Result<RangeCommit, LoadError> {
        let git = self.git().ok_or_else(|| no_repository(self.root()))?;
        let mut objects = Objects::new(git);
        let seen = Seen::take(&mut objects, &View::Index)?;
        let mut before = seen.commit().map(|id| view::known(&mut objects, id)).transpose()?;
        if let Some(head) = before.take() {
            let is_amended = *head.commit.authored == *identity.date;
            before = match (is_amended && !is_just_now(&identity.date), head.commit.parents.first())
            {
                (false, _) => Some(head),
                (true, Some(parent)) => Some(view::known(&mut objects, *parent)?),
                (true, None) => None,
            };
        }
        let old = match &before {
            Some(known) => tree::list(&mut objects, known.commit.tree)?,
            None => Listing::empty(),
        };
        let Seen::Index { listing, .. } = &seen else { return Err(no_repository(self.root())) };
        Ok(RangeCommit {
            id: CommitId::new(&"0".repeat(git.format.width() * 2)).expect("zeros are digits"),
            subject: "".into(),
            message: "".into(),
            committed: jiff::Timestamp::now(),
            is_merge: git.dir.join("MERGE_HEAD").exists(),
            paths: differing(&old, listing),
            author: identity.author.as_str().into(),
            waiting: Vec::new(),
        })
    }

    /// The commits that a push brings to a remote, newest first. Where nothing is known of what the remote
    /// has, that may be all of history: what was made before any policy for commits was is left out.
    pub fn pushed(&self, push: &Push, tracking: &Globs) -> Result<Vec<RangeCommit>, LoadError> {
        let git = self.git().ok_or_else(|| no_repository(self.root()))?;
        let mut objects = Objects::new(git);
        let tip = view::revision(&mut objects, &push.tip)?.id;
        let known = match &push.known {
            Some(known) => commit_of(&mut objects, known)?,
            None => None,
        };
        // What the remote has there and nobody here has seen says nothing of what is new.
        let until = match known {
            Some(known) => Until::Commit(known),
            None => since_a_policy(&mut objects, git, &push.remote, tip)?,
        };
        Ok(history::stretch(&mut objects, &until, tip, &[tracking])?.commits)
    }
}

/// What ends the walk back from a branch that is new to a remote: what that has, and what is behind the
/// commit that brought the first policy.
fn since_a_policy(
    objects: &mut Objects<'_>,
    git: &GitDir,
    remote: &str,
    tip: ObjectId,
) -> Result<Until, LoadError> {
    let until = |besides| Until::Remote(remote.to_owned(), besides);
    for id in history::touching(git, &until(Vec::new()), tip, &load::config_path())? {
        let Some(commit) = history::commit(objects, id)? else { continue };
        for parent in &commit.parents {
            if load::has_commit_policy(objects, *parent)? {
                return Ok(until(Vec::new()));
            }
        }
        if load::has_commit_policy(objects, id)? {
            return Ok(until(commit.parents));
        }
    }
    Ok(until(Vec::new()))
}

/// Whether a date of git is that of a commit which is made now. Programs make several within a second, and
/// each of them is asked for its own.
fn is_just_now(date: &str) -> bool {
    let seconds = date.split(' ').next().and_then(|it| it.parse::<i64>().ok());
    let now = jiff::Timestamp::now().as_second();
    seconds.is_none_or(|seconds| (now - JUST_NOW..=now + 1).contains(&seconds))
}

/// How many seconds a commit may take until its hooks run.
const JUST_NOW: i64 = 2;

fn commit_of(objects: &mut Objects<'_>, id: &str) -> Result<Option<ObjectId>, LoadError> {
    Ok(match objects.get(&format!("{id}^{{commit}}"))? {
        Answer::Found(object) if object.kind == ObjectKind::Commit => Some(object.id),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    })
}

fn no_repository(root: &Path) -> LoadError {
    ViewError::NoRepository { root: root.to_owned() }.into()
}

/// The paths that lie otherwise in two listings.
fn differing(old: &Listing, new: &Listing) -> std::collections::BTreeSet<RepoPath> {
    let other = |one: &Listing, entry: &tree::Entry| {
        one.get(&entry.path).is_none_or(|it| (it.kind, it.id) != (entry.kind, entry.id))
    };
    let gone = old.entries.iter().filter(|entry| other(new, entry));
    let fresh = new.entries.iter().filter(|entry| other(old, entry));
    gone.chain(fresh).filter_map(tree::Entry::repo_path).collect()
}
