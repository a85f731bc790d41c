//! Tuples: the other repositories that a gate runs with, each at a commit of its own.

use std::fmt;

use crate::id::{CommitId, ItemId};

/// One of the repositories that a gate runs with: a consumer at a commit that `milepost.toml` names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The consumer.
    pub consumer: ItemId,
    /// Which of its commits.
    pub tuple: Tuple,
    /// That commit. Only what is committed can be named.
    pub commit: CommitId,
}

/// Which commit of a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tuple {
    /// The one that goes with this project.
    Current,
    /// The one to go back to.
    Rollback,
}

impl Tuple {
    /// The word for it, as the key of `[consumers.NAME]`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Rollback => "rollback",
        }
    }

    /// The tuple of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Current, Self::Rollback].into_iter().find(|tuple| tuple.as_str() == name)
    }

    /// What stands behind the name of a consumer in `with`.
    fn suffix(self) -> &'static str {
        match self {
            Self::Current => "",
            Self::Rollback => "@rollback",
        }
    }
}

impl Member {
    /// What stands before the name of a repository in the variable that says where it lies.
    pub const VARIABLE: &'static str = "MILEPOST_REPO_";

    /// What `with` calls it: the name of the consumer, with the tuple where that is not the current
    /// one. Gives both parts.
    pub fn split(text: &str) -> (&str, Tuple) {
        match text.strip_suffix(Tuple::Rollback.suffix()) {
            Some(name) => (name, Tuple::Rollback),
            None => (text, Tuple::Current),
        }
    }

    /// The same, written again.
    pub fn name(&self) -> String {
        format!("{}{}", self.consumer, self.tuple.suffix())
    }
}

/// The variable that says where the repository of a consumer lies: to a gate, its clean checkout, and
/// to milepost, the clone that it is made from.
pub fn variable(consumer: &ItemId) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = consumer.as_str().chars().map(letter).collect();
    format!("{}{name}", Member::VARIABLE)
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.consumer, self.tuple.as_str(), self.commit.short())
    }
}
