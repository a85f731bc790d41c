//! What whole commands answered, so that it can be said again without judging anew.
//!
//! An answer is a function of the documents, the configuration, the evidence, git and the day. All
//! that it was made from is noted with it: what is no file as one digest ([`circumstances`]), and each
//! file and folder that was read or listed with what the system notes of it ([`sight`]). It is said
//! again only where all of that is as it was, to the last file; where anything differs, is in doubt or
//! cannot be noted, it is judged anew. So no answer depends on whether there is one here.
//!
//! Not kept are answers about anything else than the working tree as it is, and those that change
//! with every moment (see [`stands_still`]).

mod circumstances;
mod sight;

use std::{path::Path, time::SystemTime};

use milepost_core::{config::Config, digest::Digest, gate::Check};

use crate::{
    Snapshot, Workspace,
    cache::{
        place::Place,
        told::{circumstances::Circumstances, sight::Sight},
        wire::{Taker, Wire as _, put_piece},
    },
    git::GitDir,
    mark::{Mark, Tick},
    workspace::Caching,
};

/// How a file begins; the number is that of its layout.
const MAGIC: &[u8] = b"milepost told 1\n";

/// What the names of files begin with.
const BEGIN: &str = "told-";

/// So many answers are kept.
const MOST: usize = 12;

/// An answer that is longer is not kept.
const LONGEST: usize = 64 << 20;

/// What a command answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it wrote to stdout.
    pub page: String,
    /// What it noted beside it.
    pub notes: Vec<String>,
    /// How it ended.
    pub exit: u8,
}

/// A question that was asked, and what is known of it.
#[derive(Debug)]
pub enum Asked<'a> {
    /// It was answered before, and the answer holds.
    Told(Told),
    /// It is new.
    New(Question<'a>),
    /// Its answer is not to be kept.
    Passing,
}

/// A question that is not answered yet.
#[derive(Debug)]
pub struct Question<'a> {
    workspace: &'a Workspace,
    git: &'a GitDir,
    words: [String; 2],
    circumstances: Circumstances,
    began: Began,
}

/// When looking began, before anything was looked at.
#[derive(Clone, Copy, Debug)]
struct Began {
    /// The disk that the cache lies on.
    device: u64,
    /// By the clock of that disk.
    tick: Tick,
    /// By the clock of this machine, in seconds.
    seconds: i64,
}

impl Workspace {
    /// Asks a question about the working tree: a command, and whatever else its answer depends on that
    /// is not looked at here. Of each command the last answer is kept.
    pub fn question(&self, command: &str, beside: &str) -> Asked<'_> {
        let Some(git) = self.git().filter(|git| self.caches() == Caching::On && !git.is_bare)
        else {
            return Asked::Passing;
        };
        let Some(circumstances) = Circumstances::of(self.root(), git, [command, beside]) else {
            return Asked::Passing;
        };
        let places = Place::of(git);
        let name = name(command);
        let told = places
            .iter()
            .find_map(|place| take(&place.read(&name)?, &circumstances.digest, self.root()));
        if let Some(told) = told {
            return Asked::Told(told);
        }
        match places.iter().find_map(Began::at) {
            Some(began) => {
                let words = [command.to_owned(), beside.to_owned()];
                Asked::New(Question { workspace: self, git, words, circumstances, began })
            }
            None => Asked::Passing,
        }
    }
}

impl Question<'_> {
    /// Keeps the answer that a snapshot gave, if it can be told when it holds no more.
    pub fn keep(self, snapshot: &Snapshot, told: &Told) {
        // Where it is not kept, the next one who asks has it judged.
        self.try_keep(snapshot, told).unwrap_or_default();
    }

    fn try_keep(&self, snapshot: &Snapshot, told: &Told) -> Option<()> {
        let looked = snapshot.looked.as_ref()?;
        let is_whole = snapshot.unreadable.is_empty() && told.page.len() <= LONGEST;
        // Leases end, and keys begin and end, at some hour of the day.
        let is_timeless = snapshot.underway.leases.is_empty()
            && snapshot.underway.unreadable.is_empty()
            && !snapshot.signers.know_times();
        if !is_whole || !is_timeless || !stands_still(&snapshot.config) {
            return None;
        }
        let root = self.workspace.root();
        let mut sight = Sight::new(root, self.began);
        sight.of_documents(looked)?;
        sight.of_citations(&snapshot.repository)?;
        sight.of_facts(&snapshot.repository.facts)?;
        sight.of_git(self.git)?;
        // What changed meanwhile may or may not have been seen.
        let [command, beside] = &self.words;
        let now = Circumstances::of(root, self.git, [command, beside])?;
        let settled = |mark: &Mark| self.began.is_after(mark);
        if now != self.circumstances || !now.marks.iter().all(settled) {
            return None;
        }
        let bytes = put(told, &self.circumstances.digest, &sight);
        let name = name(command);
        for place in Place::of(self.git) {
            if place.write(&name, &[&bytes]).is_ok() {
                place.thin(BEGIN, MOST);
                return Some(());
            }
        }
        None
    }
}

impl Began {
    fn at(place: &Place) -> Option<Self> {
        let probe = place.probe()?;
        let tick = Tick::now(&probe).ok()?;
        let device = Mark::of(&probe.metadata().ok()?).device;
        Some(Self { device, tick, seconds: seconds()? })
    }

    /// Whether something was left alone so long that its next state is told apart from this one: by
    /// the clock of its disk where that is known, else by that of this machine, and then for as long as
    /// clocks of file systems may take to tick.
    fn is_after(&self, mark: &Mark) -> bool {
        if mark.device == self.device {
            return mark.is_before(self.tick);
        }
        let latest = mark.modified.0.max(mark.changed.0);
        latest.checked_add(super::stat::SETTLED).is_some_and(|settled| settled <= self.seconds)
    }
}

/// Whether an answer is the same all day. Gates whose evidence or controls age change theirs at any
/// moment, and say how old they are. Whatever else comes to depend on the hour belongs here.
fn stands_still(config: &Config) -> bool {
    config.gates.values().all(|gate| match &gate.check {
        Check::Run(check) => {
            // Versions are asked for anew each time.
            let is_asked = !check.versions.is_empty();
            check.max_age.is_none() && check.controls.is_empty() && !is_asked
        }
        Check::Review(check) => check.max_age.is_none(),
    })
}

fn name(command: &str) -> String {
    format!("{BEGIN}{}", Digest::of(command.as_bytes()).short())
}

/// The clock of this machine, in seconds.
fn seconds() -> Option<i64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// Magic, digest of the rest; circumstances, exit code, notes, page, and what was looked at.
fn put(told: &Told, circumstances: &Digest, sight: &Sight) -> Vec<u8> {
    let mut rest = Vec::new();
    rest.extend_from_slice(circumstances.as_bytes());
    rest.push(told.exit);
    u64::try_from(told.notes.len()).unwrap_or(u64::MAX).put(&mut rest);
    for note in &told.notes {
        put_piece(note.as_bytes(), &mut rest);
    }
    put_piece(told.page.as_bytes(), &mut rest);
    sight.put(&mut rest);
    [MAGIC, Digest::of(&rest).as_bytes().as_slice(), &rest].concat()
}

/// The answer in a file, if it is whole and holds.
fn take(bytes: &[u8], circumstances: &Digest, root: &Path) -> Option<Told> {
    let from = &mut Taker::new(bytes);
    let is_ours = from.bytes(MAGIC.len())? == MAGIC;
    let digest: [u8; 32] = from.array()?;
    let rest = from.rest();
    // What was asked is compared before all is digested.
    if !is_ours || from.bytes(32)? != circumstances.as_bytes() {
        return None;
    }
    if Digest::of(rest).as_bytes() != &digest {
        return None;
    }
    let exit = from.byte()?;
    let mut notes = Vec::new();
    for _ in 0..u64::take(from)? {
        notes.push(from.text()?.to_owned());
    }
    let page = from.text()?;
    sight::holds(from, root, seconds()?).then(|| Told { page: page.to_owned(), notes, exit })
}
