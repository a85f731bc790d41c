//! `milepost.toml`: what the project configures, with spans for what is wrong in it.

use std::collections::BTreeMap;

use crate::diag::Severity;

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
}

/// Which documents are trackers, as globs over repository paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Named as trackers, whatever they look like; empty means discovery alone.
    pub include: Vec<Box<str>>,
    /// Never read.
    pub exclude: Vec<Box<str>>,
    /// Trackers whose tables stand in code fences.
    pub fenced: Vec<Box<str>>,
    /// Groups of documents whose ids mean one thing, by name.
    pub groups: BTreeMap<Box<str>, Vec<Box<str>>>,
}

/// One expected kind of problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The rule's name.
    pub rule: &'static str,
    /// The documents it holds for.
    pub path: Option<Box<str>>,
    /// The item it holds for.
    pub item: Option<Box<str>>,
    /// Why it is expected; never empty.
    pub reason: Box<str>,
}

impl Config {
    /// Whether a problem is expected.
    pub fn expects(&self, problem: &crate::diag::Problem) -> bool {
        let _ = problem;
        false
    }
}
