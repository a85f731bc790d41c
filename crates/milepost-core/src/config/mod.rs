//! `milepost.toml`: what the project configures, with spans for what is wrong in it.
//!
//! This module is the configuration as rules and readers use it: names are checked and globs are
//! compiled. How it is read from text, and all that can be wrong with it, is in `parse`.

mod cadence;
mod commits;
mod consumers;
mod error;
mod pages;
mod parse;
mod releases;
mod work;

use std::collections::BTreeMap;

use crate::{
    authority::{Approvals, Roles},
    diag::{Problem, Severity},
    evidence::Grade,
    fact::{Fact, Surface},
    gate::{Gate, GateName},
    globs::Globs,
    id::ItemId,
};

pub use cadence::{Cadence, CadenceName, Rhythm};
pub use commits::{CommitPolicy, DecisionsWhen, Merges};
pub use consumers::{Consumer, Deprecation, Tier};
pub use error::{ConfigError, ConfigErrors, Mistake};
pub use pages::{Derived, Page};
pub use parse::{Stated, duration, parse, size};
pub use releases::{NoGo, ReleaseClass, Rollback};
pub use work::{Autonomy, Mode, Owner, Role, Work};

/// What a project configures. The default is a project without `milepost.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Whether there is a `milepost.toml`: without one, only contradictions are errors.
    pub is_written: bool,
    /// Which documents are trackers.
    pub documents: Documents,
    /// Rules whose severity was set, by name; nothing switches a rule off.
    pub rules: BTreeMap<&'static str, Option<Severity>>,
    /// Problems that are expected, with the reason.
    pub suppressions: Vec<Suppression>,
    /// When the project started, for `Week 4` and `Day 2`.
    pub start: Option<jiff::civil::Date>,
    /// The gates, by name.
    pub gates: BTreeMap<GateName, Gate>,
    /// How much of the machine they may take.
    pub resources: Resources,
    /// What counts as proven.
    pub policy: Policy,
    /// Who holds which role.
    pub roles: Roles,
    /// What must be approved, and by whom.
    pub approvals: Approvals,
    /// What is looked at in every period, by name.
    pub cadences: BTreeMap<CadenceName, Cadence>,
    /// The projects that depend on this one, by name.
    pub consumers: BTreeMap<ItemId, Consumer>,
    /// What will be taken away.
    pub deprecations: Vec<Deprecation>,
    /// The classes of releases, by name.
    pub release_classes: BTreeMap<ItemId, ReleaseClass>,
    /// How work is shared out.
    pub work: Work,
    /// Values that are computed, each behind those that it rests on.
    pub facts: Vec<Fact>,
    /// Places that must state them.
    pub surfaces: Vec<Surface>,
    /// The files that are derived, in the order of the file.
    pub pages: Vec<Page>,
}

/// Which documents are trackers, as globs over repository paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Named as trackers, whatever they look like; empty means discovery alone.
    pub include: Globs,
    /// Never read.
    pub exclude: Globs,
    /// Named as trackers whose tables stand in code fences.
    pub fenced: Globs,
    /// Groups of documents whose ids mean one thing, by name.
    pub groups: BTreeMap<Box<str>, Globs>,
}

/// One expected kind of problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The rule's name.
    pub rule: &'static str,
    /// The documents it holds for; all, where nothing is said.
    pub path: Option<Globs>,
    /// The item it holds for; any, where nothing is said.
    pub item: Option<ItemId>,
    /// Why it is expected; never empty.
    pub reason: Box<str>,
}

/// How much of the machine gates may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// How many run at once; as many as the machine has cores where nothing is said.
    pub jobs: Option<u32>,
    /// How many heavy ones run at once, over all processes of the machine; at least 1.
    pub heavy_slots: u32,
    /// How many bytes of memory must be available for a heavy one to start.
    pub min_available_memory: Option<u64>,
}

impl Default for Resources {
    fn default() -> Self {
        Self { jobs: None, heavy_slots: 1, min_available_memory: None }
    }
}

/// What counts as proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The least grade of evidence that proves.
    pub least_grade: Grade,
    /// Whether what was done holds others up once something it rests on has moved.
    pub recheck: Recheck,
    /// How many passes in a row are needed after a failure at the same key; at least 1.
    pub greens_after_fail: u32,
    /// What every commit must bring along, where anything is said.
    pub commits: Option<CommitPolicy>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            least_grade: Grade::Clean,
            recheck: Recheck::default(),
            greens_after_fail: 3,
            commits: None,
        }
    }
}

/// Whether an item that is done must be checked again when something it rests on has moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recheck {
    /// It is shown as unchecked, which is no error and holds nothing up.
    #[default]
    Optional,
    /// It is an error, and holds up what depends on it.
    Required,
}

impl Config {
    /// Whether a problem is expected.
    pub fn expects(&self, problem: &Problem) -> bool {
        self.suppressions.iter().any(|suppression| suppression.covers(problem))
    }
}

impl Suppression {
    fn covers(&self, problem: &Problem) -> bool {
        self.rule == problem.rule
            && self.path.as_ref().is_none_or(|globs| globs.matches(&problem.place.path))
            && self.item.as_ref().is_none_or(|item| problem.item.as_ref() == Some(item))
    }
}
