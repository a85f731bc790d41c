//! `milepost.toml`: what the project configures, with spans for what is wrong in it.
//!
//! This module is the configuration as rules and readers use it: names are checked and globs are
//! compiled. How it is read from text, and all that can be wrong with it, is in `parse`.

mod error;
mod parse;

use std::collections::BTreeMap;

use crate::{
    diag::{Problem, Severity},
    globs::Globs,
    id::ItemId,
    text::Span,
};

pub use error::{ConfigError, ConfigErrors, Mistake};
pub use parse::parse;

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
    /// Tables that milepost knows and this version does not use, with their names' places.
    pub unused: Vec<(Box<str>, Span)>,
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
