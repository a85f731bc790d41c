//! `[cadence.NAME]`: what is looked at again and again, however done it is.

use jiff::civil::{Date, Weekday};

use crate::{gate::GateName, id::ItemId, text::Span};

/// The name of a cadence, as `milepost packet` is given it.
pub type CadenceName = ItemId;

/// What is due in every period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Where its name stands in `milepost.toml`.
    pub span: Span,
    /// How periods follow each other.
    pub rhythm: Rhythm,
    /// Who sees to it; anyone where nothing is said.
    pub owner: Option<Box<str>>,
    /// The gates that are run in every period.
    pub gates: Vec<GateName>,
    /// The reviews that a person answers in every period.
    pub reviews: Vec<GateName>,
    /// The gates whose inputs are audited.
    pub audits: Vec<GateName>,
}

/// How the periods of a cadence follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// So many days each, at least 1, from a day on.
    Every {
        /// How many.
        days: u32,
        /// The first day of the first period.
        starts: Date,
    },
    /// From one such day of the week to the next.
    On {
        /// The day that periods begin with.
        day: Weekday,
        /// No period begins before this day.
        starts: Date,
    },
}
