//! The checkouts in the user's cache folder: who has which, and which go when there are too many.

use std::{
    fs,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use milepost_core::digest::Digest;

use crate::{
    Workspace,
    checkout::{
        error::{CheckoutError, file},
        prepare::Checkout,
        sweep,
    },
    user_cache,
};

/// All checkouts of a user.
#[derive(Clone, Debug)]
pub struct Pool {
    cache: PathBuf,
}

/// What pruning did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// How many checkouts were removed.
    pub removed: u32,
    /// How many bytes they took.
    pub freed: u64,
    /// How many bytes are left.
    pub left: u64,
}

/// What all checkouts take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many checkouts there are.
    pub checkouts: u32,
    /// How many bytes they take.
    pub bytes: u64,
}

/// A checkout in the folder of the pool.
struct Slot {
    folder: PathBuf,
    /// When it was last leased.
    used: SystemTime,
    bytes: u64,
}

impl Pool {
    /// How many checkouts one repository can have at a time.
    pub const SLOTS: u32 = 64;

    /// The pool in `$MILEPOST_CACHE_DIR`, `$XDG_CACHE_HOME/milepost` or `~/.cache/milepost`: the
    /// first of these that is an absolute path.
    pub fn of_user() -> Result<Self, CheckoutError> {
        Ok(Self::at(user_cache::folder().ok_or(CheckoutError::NoCache)?))
    }

    /// The pool in a cache folder.
    pub fn at(cache: PathBuf) -> Self {
        Self { cache }
    }

    /// The cache folder.
    pub fn folder(&self) -> &Path {
        &self.cache
    }

    fn checkouts(&self) -> PathBuf {
        self.cache.join("checkouts")
    }

    /// Takes a checkout of a repository that nobody else has. It is free again when the value is
    /// dropped or the process ends, however it ends, and nothing is left of the gates that ran in it.
    pub fn lease(&self, workspace: &Workspace) -> Result<Checkout, CheckoutError> {
        let source = workspace.git().ok_or(CheckoutError::NoRepository)?;
        let folder = self.checkouts();
        fs::create_dir_all(&folder).map_err(file("make", &folder))?;
        let folder = folder.canonicalize().map_err(file("find", &folder))?;
        for root in [workspace.root(), &source.common] {
            let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
            if folder.starts_with(&root) {
                return Err(CheckoutError::InsideRepository { cache: folder, root });
            }
        }
        let name = Digest::of(source.common.as_os_str().as_encoded_bytes()).short();
        for slot in 0..Self::SLOTS {
            let folder = folder.join(format!("{name}-{slot}"));
            if let Some(lock) = Lock::take(&folder)? {
                return Checkout::open(folder, source.clone(), lock);
            }
        }
        Err(CheckoutError::AllInUse { slots: Self::SLOTS })
    }

    /// Removes checkouts, the longest unused first, until all together take no more than so many
    /// bytes. Those in use stay.
    pub fn prune(&self, most: u64) -> Result<Pruned, CheckoutError> {
        let mut slots = self.slots()?;
        slots.sort_by_key(|slot| slot.used);
        let mut pruned =
            Pruned { left: slots.iter().map(|slot| slot.bytes).sum(), ..Pruned::default() };
        for slot in slots {
            if pruned.left <= most {
                break;
            }
            if let Some(_lock) = Lock::take(&slot.folder)? {
                sweep::remove(&slot.folder).map_err(file("remove", &slot.folder))?;
                pruned.removed += 1;
                pruned.freed += slot.bytes;
                pruned.left -= slot.bytes;
            }
        }
        Ok(pruned)
    }

    /// What all checkouts take, those in use too.
    pub fn taken(&self) -> Result<Taken, CheckoutError> {
        let slots = self.slots()?;
        let checkouts = u32::try_from(slots.len()).unwrap_or(u32::MAX);
        Ok(Taken { checkouts, bytes: slots.iter().map(|slot| slot.bytes).sum() })
    }

    fn slots(&self) -> Result<Vec<Slot>, CheckoutError> {
        let folder = self.checkouts();
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut slots = Vec::new();
        for entry in fs::read_dir(&folder).map_err(file("list", &folder))? {
            let entry = entry.map_err(file("list", &folder))?;
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                let folder = entry.path();
                let used = fs::metadata(lock_file(&folder)).and_then(|it| it.modified());
                let used = used.unwrap_or(SystemTime::UNIX_EPOCH);
                slots.push(Slot { bytes: sweep::size(&folder), used, folder });
            }
        }
        Ok(slots)
    }
}

fn lock_file(folder: &Path) -> PathBuf {
    folder.with_extension("lock")
}

/// That nobody else has a checkout: neither another milepost, nor a gate that outlived its own.
#[derive(Debug)]
pub(super) struct Lock {
    /// What milepost holds.
    pub(super) own: File,
    /// What is lent to the processes of gates. It stays locked until the last of them has ended, also
    /// where milepost was killed before.
    pub(super) lent: Arc<File>,
}

impl Lock {
    /// The lock of a checkout, if nobody has it. The files stay where they are: removed, they could
    /// be locked by two.
    fn take(folder: &Path) -> Result<Option<Self>, CheckoutError> {
        let Some(own) = lock(&lock_file(folder))? else { return Ok(None) };
        let Some(lent) = lock(&folder.with_extension("gates"))? else { return Ok(None) };
        let path = lock_file(folder);
        own.set_modified(SystemTime::now()).map_err(file("write", &path))?;
        Ok(Some(Self { own, lent: Arc::new(lent) }))
    }
}

fn lock(path: &Path) -> Result<Option<File>, CheckoutError> {
    let lock = File::options().create(true).truncate(false).write(true).open(path);
    let lock = lock.map_err(file("open", path))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(file("lock", path)(error)),
    }
}
