//! The other repositories of a tuple: found on this machine and checked out at their commits. Nothing is
//! fetched.

use std::{
    collections::btree_map::Entry,
    env,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_core::{
    evidence::RunMember,
    gate::{Member, RunCheck, variable},
    globs::Globs,
    id::CommitId,
    render::queue::shell_word,
};

use crate::{
    DiscoverError, Workspace,
    checkout::{Checkout, CheckoutError, Wanted},
    git::{
        history,
        objects::{Objects, ObjectsError},
        oid::ObjectId,
    },
    verify::{
        one::{Runner, Skill},
        site::Stand,
    },
};

/// Why a repository that a gate runs with cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// Nobody said where a clone of it lies.
    #[error("no clone of `{name}` is known here")]
    Unknown {
        /// The consumer.
        name: String,
        /// Where it lives.
        repo: String,
        /// The variable that says where a clone lies.
        variable: String,
    },
    /// There is no clone of it where one should be.
    #[error("there is no clone of `{name}` in {}", place.display())]
    Absent {
        /// The consumer.
        name: String,
        /// Where it was looked for.
        place: PathBuf,
        /// The variable that says where a clone lies.
        variable: String,
    },
    /// The clone cannot be looked at.
    #[error("the clone of `{name}` in {} cannot be looked at", place.display())]
    Discover {
        /// The consumer.
        name: String,
        /// The clone.
        place: PathBuf,
        /// Why.
        #[source]
        why: DiscoverError,
    },
    /// Its objects cannot be read.
    #[error("the clone of `{name}` in {} cannot be read", place.display())]
    Objects {
        /// The consumer.
        name: String,
        /// The clone.
        place: PathBuf,
        /// Why.
        #[source]
        why: ObjectsError,
    },
    /// The clone has no such commit: only what is committed is run.
    #[error("the clone of `{name}` in {} holds no commit {commit}", place.display())]
    NoCommit {
        /// The consumer.
        name: String,
        /// The clone.
        place: PathBuf,
        /// The commit.
        commit: CommitId,
    },
    /// The commit is there, and cannot be checked out.
    #[error("could not make a clean checkout of commit {} of `{name}`", commit.short())]
    Checkout {
        /// The consumer.
        name: String,
        /// The commit.
        commit: CommitId,
        /// Why.
        #[source]
        why: CheckoutError,
    },
}

impl MemberError {
    /// What supplies it.
    pub fn help(&self) -> String {
        let git = |place: &Path| format!("git -C {}", shell_word(&place.to_string_lossy()));
        match self {
            Self::Unknown { repo, variable, .. } => {
                let clone = format!("git clone -- {} FOLDER", shell_word(repo));
                format!("`{clone}`, then `{variable}=FOLDER milepost verify`")
            }
            Self::Absent { variable, .. } => {
                format!("clone it there, or say where it is: `{variable}=FOLDER milepost verify`")
            }
            Self::Discover { place, .. } | Self::Objects { place, .. } => {
                format!("`{} status` says more", git(place))
            }
            Self::NoCommit { place, .. } => {
                format!("`{} fetch` may bring it; only what is committed can be run", git(place))
            }
            Self::Checkout { .. } => {
                "`git fetch --refetch` in its clone brings what a partial clone lacks".to_owned()
            }
        }
    }
}

/// A repository beside the site of a run.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// The variable that tells its folder.
    pub(super) variable: String,
    /// The folder.
    pub(super) folder: PathBuf,
    /// What a record says of it.
    pub(super) record: RunMember,
    /// How it differs from what people may expect.
    pub(super) remarks: Vec<Box<str>>,
    /// What keeps it from others while anything runs.
    pub(super) lent: Arc<File>,
}

impl Runner<'_> {
    /// Clean checkouts of the repositories that a gate runs with.
    pub(super) fn members(
        &mut self,
        stand: Stand,
        check: &RunCheck,
    ) -> Result<Vec<Beside>, MemberError> {
        check.with.iter().map(|member| self.member(stand, member)).collect()
    }

    fn member(&mut self, stand: Stand, member: &Member) -> Result<Beside, MemberError> {
        let skill = self.skill;
        let checkout = match self.members.entry((stand, member.clone())) {
            Entry::Occupied(leased) => leased.into_mut(),
            Entry::Vacant(free) => free.insert(lease(skill, member)?),
        };
        let wanted = Wanted { commit: member.commit.clone(), left_out: Vec::new(), only: None };
        let prepared = checkout.prepare(&wanted, &[], &Globs::default());
        let prepared = prepared.map_err(|why| unusable(member, why))?;
        let name = member.name();
        let remarks = prepared.remarks.iter().map(|remark| format!("{name}: {remark}").into());
        Ok(Beside {
            variable: variable(&member.consumer),
            folder: checkout.root().to_owned(),
            record: RunMember { member: member.clone(), tree: prepared.tree },
            remarks: remarks.collect(),
            lent: checkout.lent(),
        })
    }
}

/// A checkout of the clone of a consumer, once that is known to hold the commit.
fn lease(skill: Skill<'_>, member: &Member) -> Result<Checkout, MemberError> {
    let clone = clone_of(skill, member)?;
    let (name, place) = (member.consumer.to_string(), clone.root().to_owned());
    let id = ObjectId::from_hex(member.commit.as_str());
    let commit = match clone.git().zip(id) {
        Some((git, id)) => history::commit(&mut Objects::new(git), id),
        None => Ok(None),
    };
    match commit {
        Ok(Some(_)) => skill.pool.lease(&clone).map_err(|why| unusable(member, why)),
        Ok(None) => Err(MemberError::NoCommit { name, place, commit: member.commit.clone() }),
        Err(why) => Err(MemberError::Objects { name, place, why }),
    }
}

fn unusable(member: &Member, why: CheckoutError) -> MemberError {
    let Member { consumer, tuple: _, commit } = member;
    MemberError::Checkout { name: consumer.to_string(), commit: commit.clone(), why }
}

/// The clone of a consumer: where the variable says, else where `repo` names a folder.
fn clone_of(skill: Skill<'_>, member: &Member) -> Result<Workspace, MemberError> {
    let name = member.consumer.to_string();
    let variable = variable(&member.consumer);
    let consumer = skill.consumers.get(&member.consumer);
    let repo = consumer.map(|consumer| consumer.repo.to_string()).unwrap_or_default();
    let named = env::var_os(&variable).filter(|it| !it.is_empty()).map(PathBuf::from);
    let place = named.or_else(|| folder(&repo).map(|it| skill.workspace.root().join(it)));
    let Some(place) = place else { return Err(MemberError::Unknown { name, repo, variable }) };
    let Ok(whole) = place.canonicalize() else {
        return Err(MemberError::Absent { name, place, variable });
    };
    match Workspace::discover(&whole) {
        // A folder without a repository of its own must not be taken for the one around it.
        Ok(found) if found.root() == whole && found.git().is_some() => Ok(found),
        Ok(_) => Err(MemberError::Absent { name, place, variable }),
        Err(why) => Err(MemberError::Discover { name, place, why }),
    }
}

/// The folder that a text names; nothing where that is an address of another machine.
fn folder(repo: &str) -> Option<PathBuf> {
    let is_address =
        repo.contains("://") || repo.split('/').next().is_some_and(|first| first.contains(':'));
    if is_address || repo.is_empty() {
        return None;
    }
    match (repo.strip_prefix("~/"), env::var_os("HOME")) {
        (Some(rest), Some(home)) => Some(PathBuf::from(home).join(rest)),
        (_, _) => Some(PathBuf::from(repo)),
    }
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn an_address_is_no_folder() {
        for address in ["https://example.org/a", "git@example.org:a/b", "host:a", "file:///a", ""] {
            assert_eq!(folder(address), None, "{address}");
        }
        for path in ["../loop-agent", "/srv/a:b", "loop-agent", "./a:b"] {
            assert_eq!(folder(path).as_deref(), Some(path.as_ref()), "{path}");
        }
    }
}
