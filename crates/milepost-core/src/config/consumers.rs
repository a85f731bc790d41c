//! `[consumers.NAME]` and `[[deprecations]]`: who depends on the project, and what is taken from them.

use std::time::Duration;

use jiff::civil::Date;

use crate::{
    gate::{GateName, Tuple},
    id::CommitId,
    text::Span,
};

/// A project that depends on this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// Where its name stands in `milepost.toml`.
    pub span: Span,
    /// Where it lives.
    pub repo: Box<str>,
    /// How far it is looked after.
    pub tier: Tier,
    /// Its commit that goes with this project; only what is committed can be named.
    pub current: Option<CommitId>,
    /// Its commit to go back to.
    pub rollback: Option<CommitId>,
    /// The gates that show that the two go together.
    pub gates: Vec<GateName>,
}

impl Consumer {
    /// One of its commits.
    pub fn commit(&self, tuple: Tuple) -> Option<&CommitId> {
        match tuple {
            Tuple::Current => self.current.as_ref(),
            Tuple::Rollback => self.rollback.as_ref(),
        }
    }
}

/// How far a consumer is looked after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Nothing is released that breaks it.
    #[default]
    Supported,
    /// It is looked at, and holds nothing back.
    BestEffort,
    /// It is tried out.
    Experimental,
    /// It is looked after no longer.
    Unsupported,
}

impl Tier {
    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::BestEffort => "best-effort",
            Self::Experimental => "experimental",
            Self::Unsupported => "unsupported",
        }
    }
}

/// Something that will be taken away, and was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// Where it stands in `milepost.toml`.
    pub span: Span,
    /// What will be taken away.
    pub what: Box<str>,
    /// The day it was announced.
    pub announced: Date,
    /// How long people must be given; whole days.
    pub notice: Duration,
    /// The day it is or was taken away, where that is settled.
    pub removal: Option<Date>,
}
