//! Leases on disk: one file each, in the folder that all working trees of a clone share.
//!
//! Whoever changes anything holds a lock on one file of the folder, which the system takes back when
//! its holder ends, however it ends. A lease is written under another name, forced to the disk and
//! then given its own: a file is whole or not there. Readers need no lock.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use milepost_core::{
    actor::Actor,
    digest::Framed,
    evidence::ItemName,
    lease::{Lease, Underway},
    plan::Plan,
};

use crate::{
    Workspace,
    decode::lossy,
    files,
    git::{
        GitDir, RefStorage,
        history::{self, HistoryError},
        objects::Objects,
        refs::{self, RefsError},
    },
    ledger::{UNFINISHED, local},
    view::Seen,
};

/// The end of the name of a lease.
const LEASE: &str = ".lease";
/// The file that is locked while leases change. It stays; its lock does not.
const LOCK: &str = "lock";
/// No lease is larger, in bytes.
const LARGEST: u64 = 64 << 10;

/// Why leases cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// There is no repository, so nothing is shared.
    #[error("{} is not in a git repository, so nobody else could see who holds what", root.display())]
    NoRepository {
        /// The folder.
        root: PathBuf,
    },
    /// A lease cannot be read, so nobody knows who holds what it is about.
    #[error("the lease {} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("could not keep leases in {}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// References could not be read.
    #[error(transparent)]
    Refs(#[from] RefsError),
    /// History could not be walked.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// What is to be held, and on what terms.
#[derive(Clone, Copy, Debug)]
pub struct TakeOrder<'a> {
    /// What.
    pub item: &'a ItemName,
    /// By whom.
    pub actor: &'a Actor,
    /// How long it lasts, where that is said.
    pub length: Option<Duration>,
    /// How long it lasts where nothing is said and it is not one that lasts as long as before.
    pub usual: Duration,
    /// How many things the actor may hold.
    pub most: u32,
    /// Whether it may be taken from another one.
    pub from_others: FromOthers,
}

/// Whether something may be taken that somebody else still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromOthers {
    /// Only once their lease has ended.
    Expired,
    /// In any case.
    Live,
}

/// What came of taking something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Take {
    /// It is held.
    Done {
        /// The lease.
        lease: Lease,
        /// Who held it before.
        before: Before,
    },
    /// Somebody else holds it.
    Held(Lease),
    /// The actor holds as much as they may.
    Full(Vec<Lease>),
}

/// Who held a thing before it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nobody.
    Nobody,
    /// The same actor.
    Same,
    /// Another one, whose lease has ended.
    Ended(Lease),
    /// Another one, who held it still.
    Other(Lease),
}

/// What came of giving something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GiveBack {
    /// It is free.
    Done(Lease),
    /// Nobody held it.
    Free,
    /// Somebody else holds it.
    Held(Lease),
}

impl Workspace {
    /// Takes something, unless somebody else holds it or the actor holds enough.
    pub fn take(&self, order: &TakeOrder<'_>) -> Result<Take, LeaseError> {
        let desk = Desk::open(self)?;
        // Only now: whoever was there before may have held it for a while.
        let (leases, now) = (desk.all()?, Timestamp::now());
        let old = leases.iter().find(|lease| lease.item == *order.item);
        let before = match old {
            None => Before::Nobody,
            Some(old) if old.actor == *order.actor && old.is_live(now) => Before::Same,
            Some(old) if !old.is_live(now) => Before::Ended(old.clone()),
            Some(old) => match order.from_others {
                FromOthers::Live => Before::Other(old.clone()),
                FromOthers::Expired => return Ok(Take::Held(old.clone())),
            },
        };
        if before != Before::Same {
            let mine = |it: &&Lease| it.actor == *order.actor && it.is_live(now);
            let held: Vec<Lease> = leases.iter().filter(mine).cloned().collect();
            if held.len() >= usize::try_from(order.most).unwrap_or(usize::MAX) {
                return Ok(Take::Full(held));
            }
        }
        let same = old.filter(|_| before == Before::Same);
        let usual = || same.map_or_else(|| signed(order.usual), Lease::length);
        let length = order.length.map_or_else(usual, signed);
        let lease = Lease {
            item: order.item.clone(),
            actor: order.actor.clone(),
            worktree: self.worktree().unwrap_or_default().into(),
            branch: refs::current_branch(desk.git)?,
            since: same.map_or(now, |old| old.since),
            renewed: now,
            until: now,
        };
        let lease = lease.lasting(now, length);
        desk.write(&lease)?;
        Ok(Take::Done { lease, before })
    }

    /// Gives something back that an actor holds. A lease that has ended is anybody's to clear away.
    pub fn give_back(&self, item: &ItemName, actor: &Actor) -> Result<GiveBack, LeaseError> {
        let desk = Desk::open(self)?;
        let now = Timestamp::now();
        let Some(lease) = desk.all()?.into_iter().find(|lease| lease.item == *item) else {
            return Ok(GiveBack::Free);
        };
        let is_mine = lease.actor == *actor;
        if !is_mine && lease.is_live(now) {
            return Ok(GiveBack::Held(lease));
        }
        desk.remove(&lease)?;
        Ok(if is_mine { GiveBack::Done(lease) } else { GiveBack::Free })
    }

    /// Renews what the actor here holds, where it is time to. Whoever cannot now will another time.
    pub fn renew_leases(&self) {
        // A lease is disposable: that it could not be renewed must hold nothing up.
        drop(self.renew());
    }

    fn renew(&self) -> Result<(), LeaseError> {
        let Some(git) = self.git() else { return Ok(()) };
        let (leases, _) = read_all(git);
        let Some(now) = (!leases.is_empty()).then(Timestamp::now) else { return Ok(()) };
        let Ok(Some(actor)) = self.actor() else { return Ok(()) };
        let is_due = |it: &Lease| it.actor == actor && it.is_live(now) && it.is_due(now);
        if !leases.iter().any(is_due) {
            return Ok(());
        }
        let Some(desk) = Desk::open_now(self)? else { return Ok(()) };
        for lease in desk.all()?.into_iter().filter(is_due) {
            desk.write(&lease.renewed_at(now))?;
        }
        Ok(())
    }

    /// Who is at what right now, as far as the working tree is concerned.
    pub fn underway(&self, plan: &Plan) -> Result<Underway, LeaseError> {
        let Some(git) = self.git() else { return Ok(Underway::default()) };
        underway(self, git, plan)
    }
}

/// Who is at what; nothing for a view of a commit, which is about then and not about now.
pub(crate) fn of_view(
    workspace: &Workspace,
    git: &GitDir,
    seen: &Seen,
    plan: &Plan,
) -> Result<Underway, LeaseError> {
    match seen {
        Seen::WorkingTree { .. } | Seen::Index { .. } => underway(workspace, git, plan),
        Seen::Commit { .. } => Ok(Underway::default()),
    }
}

fn underway(workspace: &Workspace, git: &GitDir, plan: &Plan) -> Result<Underway, LeaseError> {
    let (leases, unreadable) = read_all(git);
    let here = refs::current_branch(git)?;
    let branches = branches(git, plan, here.as_deref())?;
    // Who asks is looked up only where it matters.
    let me = if leases.is_empty() { None } else { workspace.actor().ok().flatten() };
    let unreadable = unreadable.iter().map(|path| path.to_string_lossy().into()).collect();
    Ok(Underway { me, here, leases, branches, unreadable })
}

/// The branches that name work: the one that is checked out, and those with commits that it lacks.
fn branches(git: &GitDir, plan: &Plan, here: Option<&str>) -> Result<Vec<Box<str>>, LeaseError> {
    if git.refs != RefStorage::Files {
        // Git alone reads these; the branch that is checked out is known without it.
        let named = here.filter(|name| milepost_core::lease::named(plan, name).is_some());
        return Ok(named.map(Into::into).into_iter().collect());
    }
    let is_telling = |name: &str| milepost_core::lease::named(plan, name).is_some();
    let tips = refs::branches_named(git, &is_telling)?;
    let mut objects = Objects::new(git);
    let head = match refs::head(&mut objects)? {
        refs::Head::At(head) => head,
        refs::Head::Unborn => return Ok(Vec::new()),
    };
    let elsewhere = tips.values().copied().filter(|tip| *tip != head).collect();
    let ahead = history::ahead(git, head, &elsewhere)?;
    let counts = |name: &str, tip| Some(name) == here || ahead.contains(tip);
    let counting = tips.iter().filter(|(name, tip)| counts(name, tip));
    Ok(counting.map(|(name, _)| name.clone()).collect())
}

/// Every lease, sorted by what it holds, and the files that are none.
fn read_all(git: &GitDir) -> (Vec<Lease>, Vec<PathBuf>) {
    let (mut leases, mut unreadable) = (Vec::new(), Vec::new());
    for folder in local::places(git, "leases") {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if files::is_absence(&error) => continue,
            Err(_) => {
                unreadable.push(folder);
                continue;
            }
        };
        for entry in entries.flatten() {
            if !entry.file_name().as_encoded_bytes().ends_with(LEASE.as_bytes()) {
                continue;
            }
            match files::read_at_most(&entry.path(), LARGEST) {
                Ok(bytes) => match Lease::read(&lossy(&bytes)) {
                    Some(lease) => leases.push(lease),
                    None => unreadable.push(entry.path()),
                },
                // It was given back meanwhile.
                Err(files::FileError::Missing { .. }) => {}
                Err(_) => unreadable.push(entry.path()),
            }
        }
    }
    leases.sort_by(|a, b| (&a.item, a.since).cmp(&(&b.item, b.since)));
    unreadable.sort();
    (leases, unreadable)
}

/// The folder of leases, while this process alone changes it.
struct Desk<'a> {
    git: &'a GitDir,
    folder: PathBuf,
    /// Holds the lock.
    _lock: File,
}

impl<'a> Desk<'a> {
    fn open(workspace: &'a Workspace) -> Result<Self, LeaseError> {
        let (git, folder, lock) = Self::door(workspace)?;
        lock.lock().map_err(|source| refused(&folder, source))?;
        Ok(Self { git, folder, _lock: lock })
    }

    /// The same, where nobody else is there just now.
    fn open_now(workspace: &'a Workspace) -> Result<Option<Self>, LeaseError> {
        let (git, folder, lock) = Self::door(workspace)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { git, folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(refused(&folder, source)),
        }
    }

    fn door(workspace: &'a Workspace) -> Result<(&'a GitDir, PathBuf, File), LeaseError> {
        let no_repository = || LeaseError::NoRepository { root: workspace.root().to_owned() };
        let git = workspace.git().ok_or_else(no_repository)?;
        let folder = local::folder(git, "leases").map_err(|source| refused(&git.common, source))?;
        let path = folder.join(LOCK);
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        Ok((git, folder, lock.map_err(|source| refused(&path, source))?))
    }

    /// Every lease. One that cannot be read may be about anything, so nothing can be taken.
    fn all(&self) -> Result<Vec<Lease>, LeaseError> {
        match read_all(self.git) {
            (leases, unreadable) if unreadable.is_empty() => Ok(leases),
            (_, mut unreadable) => Err(LeaseError::Unreadable { path: unreadable.remove(0) }),
        }
    }

    fn write(&self, lease: &Lease) -> Result<(), LeaseError> {
        let path = self.folder.join(file_name(&lease.item));
        let wrong = |source| refused(&path, source);
        let mut file =
            tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder).map_err(wrong)?;
        file.write_all(lease.write().as_bytes()).map_err(wrong)?;
        file.as_file().sync_all().map_err(wrong)?;
        file.persist(&path).map_err(|error| wrong(error.error))?;
        Ok(())
    }

    /// Removes a lease, in whichever folder it lies.
    fn remove(&self, lease: &Lease) -> Result<(), LeaseError> {
        for folder in local::places(self.git, "leases") {
            let path = folder.join(file_name(&lease.item));
            match fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if files::is_absence(&error) => {}
                Err(source) => return Err(refused(&path, source)),
            }
        }
        Ok(())
    }
}

fn signed(length: Duration) -> SignedDuration {
    SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX)
}

fn refused(path: &Path, source: io::Error) -> LeaseError {
    LeaseError::Refused { path: path.to_owned(), source }
}

/// `M2-T01-4f2a91c0.lease`: one name for each item, which people can read.
fn file_name(item: &ItemName) -> String {
    let mut framed = Framed::new("lease/1");
    framed.text(item.scope.as_str()).text(&item.kind).text(item.id.as_str());
    let plain = |char: char| if char.is_ascii_alphanumeric() { char } else { '-' };
    let name: String = item.id.as_str().chars().take(40).map(plain).collect();
    format!("{name}-{}{LEASE}", framed.digest().short())
}
