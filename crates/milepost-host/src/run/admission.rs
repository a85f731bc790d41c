//! The door for heavy work: a few slots for the whole machine, in the order of arrival, and only with
//! enough memory.
//!
//! Slots and places in the queue are files that their holders have locked. The system unlocks them
//! when a holder ends, however it ends, so nothing has to be cleaned up after a crash.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use milepost_core::evidence::Admission;

use crate::run::{
    memory::{Memory, MemoryGauge},
    stop::{Asked, Stop},
};

/// How often one looks whether it is one's turn.
const TICK: Duration = Duration::from_millis(50);

/// The door, and on what terms one wants to go through.
#[derive(Clone, Debug)]
pub struct Door {
    /// The cache folder, which all processes of a user share.
    pub cache: PathBuf,
    /// How many may be inside at a time; at least one.
    pub slots: u32,
    /// How many bytes of memory must be available, where that matters.
    pub min_available: Option<u64>,
    /// How long to wait.
    pub patience: Duration,
    /// Where the memory is read off.
    pub gauge: MemoryGauge,
}

/// Somebody who holds a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The number of the process.
    pub process: u32,
    /// What it runs, in its own words.
    pub what: Box<str>,
}

/// What one waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// For those ahead in the queue, and those who are inside.
    Slot {
        /// How many wait ahead.
        ahead: usize,
        /// Who is inside.
        holders: Vec<Holder>,
    },
    /// For memory; the slot is held already.
    Memory {
        /// What the system says.
        memory: Memory,
        /// How many bytes are wanted.
        wanted: u64,
    },
}

/// Why one was not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The slots stayed taken.
    #[error("no heavy slot of {slots} came free within {} s", waited.as_secs())]
    Slots {
        /// How many there are.
        slots: u32,
        /// How long it waited.
        waited: Duration,
        /// Who is inside.
        holders: Vec<Holder>,
    },
    /// There was too little memory.
    #[error("{} MiB of memory are available and {} MiB are wanted; waited {} s", mib(*available), mib(*wanted), waited.as_secs())]
    Memory {
        /// How many bytes are available.
        available: u64,
        /// How many are wanted.
        wanted: u64,
        /// How long it waited.
        waited: Duration,
    },
    /// The system does not say how much memory there is.
    #[error("{} MiB of memory are wanted and the system does not say how much is available", mib(*wanted))]
    MemoryUnknown {
        /// How many bytes are wanted.
        wanted: u64,
    },
    /// Somebody wants to stop.
    #[error("stopped while waiting")]
    Cancelled,
    /// The files of the door cannot be used.
    #[error("could not use {}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A slot that is held. It is free when this is dropped.
#[derive(Debug)]
pub struct Pass {
    /// The terms on which it was had.
    pub admission: Admission,
    /// Unlocked when it is dropped.
    _slot: File,
}

fn mib(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}

fn wrong(path: &Path) -> impl FnOnce(io::Error) -> Refused + use<> {
    let path = path.to_owned();
    move |source| Refused::File { path, source }
}

impl Door {
    /// Waits for a slot and for memory. Tells what it waits for, each time that changes.
    pub fn enter(&self, what: &str, stop: &Stop, on: &dyn Fn(&Waiting)) -> Result<Pass, Refused> {
        let began = Instant::now();
        let folder = self.cache.join("heavy");
        fs::create_dir_all(folder.join("queue")).map_err(wrong(&folder))?;
        let place = Place::take(&folder.join("queue"))?;
        let mut told = None;
        let mut tell = |waiting: Waiting| {
            if told.as_ref() != Some(&waiting) {
                on(&waiting);
                told = Some(waiting);
            }
        };
        let (slot, file) = loop {
            let ahead = place.ahead()?;
            // Only the first in the queue tries: so the order of arrival is kept.
            let taken = if ahead == 0 { self.slot(&folder)? } else { None };
            if let Some(taken) = taken {
                break taken;
            }
            let holders = self.holders(&folder);
            let waited = began.elapsed();
            if waited >= self.patience {
                return Err(Refused::Slots { slots: self.slots.max(1), waited, holders });
            }
            tell(Waiting::Slot { ahead, holders });
            pause(stop)?;
        };
        sign(&file, what).map_err(wrong(&folder))?;
        drop(place);
        let available = self.memory(began, stop, &mut tell)?;
        let (slots, waited) = (self.slots.max(1), began.elapsed());
        Ok(Pass { admission: Admission { slot, slots, waited, available }, _slot: file })
    }

    /// A slot, if one is free.
    fn slot(&self, folder: &Path) -> Result<Option<(u32, File)>, Refused> {
        for slot in 0..self.slots.max(1) {
            let path = folder.join(format!("heavy-{slot}"));
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file = file.map_err(wrong(&path))?;
            match file.try_lock() {
                Ok(()) => return Ok(Some((slot, file))),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(wrong(&path)(error)),
            }
        }
        Ok(None)
    }

    /// Who is inside, as far as their files say.
    fn holders(&self, folder: &Path) -> Vec<Holder> {
        let paths = (0..self.slots.max(1)).map(|slot| folder.join(format!("heavy-{slot}")));
        paths.filter_map(|path| holder(&path)).collect()
    }

    /// Waits until there is enough memory, and says how much there is.
    fn memory(
        &self,
        began: Instant,
        stop: &Stop,
        tell: &mut dyn FnMut(Waiting),
    ) -> Result<Option<u64>, Refused> {
        loop {
            let memory = self.gauge.read();
            let Some(wanted) = self.min_available else { return Ok(memory.available) };
            let Some(available) = memory.available else {
                return Err(Refused::MemoryUnknown { wanted });
            };
            if available >= wanted {
                return Ok(Some(available));
            }
            if began.elapsed() >= self.patience {
                return Err(Refused::Memory { available, wanted, waited: began.elapsed() });
            }
            tell(Waiting::Memory { memory, wanted });
            pause(stop)?;
        }
    }
}

fn pause(stop: &Stop) -> Result<(), Refused> {
    if stop.asked() != Asked::Nothing {
        return Err(Refused::Cancelled);
    }
    thread::sleep(TICK);
    Ok(())
}

/// Writes into the file of a slot who holds it.
fn sign(mut file: &File, what: &str) -> io::Result<()> {
    let what: String = what.chars().filter(|it| !it.is_control()).take(200).collect();
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(format!("{} {what}\n", process::id()).as_bytes())
}

/// Who holds a slot; nobody where that is just being written.
fn holder(path: &Path) -> Option<Holder> {
    let mut text = String::new();
    File::open(path).ok()?.take(2000).read_to_string(&mut text).ok()?;
    let (process, what) = text.lines().next()?.split_once(' ')?;
    Some(Holder { process: process.parse().ok()?, what: what.into() })
}

/// A place in the queue: a locked file whose name says when it was taken.
struct Place {
    path: PathBuf,
    name: String,
    _lock: File,
}

impl Place {
    fn take(queue: &Path) -> Result<Self, Refused> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{:020}-{}-{:?}", now.as_nanos(), process::id(), thread::current().id());
        let (made, path) = (queue.join(format!(".{name}")), queue.join(&name));
        // Locked before anybody sees it: an unlocked one is that of a process that is gone.
        let lock = File::create(&made).map_err(wrong(&made))?;
        lock.lock().map_err(wrong(&made))?;
        fs::rename(&made, &path).map_err(wrong(&path))?;
        Ok(Self { path, name, _lock: lock })
    }

    /// How many came earlier and still wait.
    fn ahead(&self) -> Result<usize, Refused> {
        let queue = self.path.parent().unwrap_or(Path::new("/"));
        let mut ahead = 0;
        for entry in fs::read_dir(queue).map_err(wrong(queue))? {
            let entry = entry.map_err(wrong(queue))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || *name >= *self.name {
                continue;
            }
            match File::open(entry.path()).map(|file| file.try_lock()) {
                // Whoever took this place is gone.
                Ok(Ok(())) => forget(&entry.path()),
                Ok(Err(_)) => ahead += 1,
                Err(_gone) => {}
            }
        }
        Ok(ahead)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

/// Removes a file of the queue; one that stays is removed by the next who looks.
fn forget(path: &Path) {
    match fs::remove_file(path) {
        Ok(()) | Err(_) => {}
    }
}
