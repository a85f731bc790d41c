//! Whether a waiver still holds.

use jiff::civil::Date;

use crate::{
    evidence::WaiverExtent,
    verdict::{HeardWaiver, Verdict},
};

/// Whether a waiver still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaivedState {
    /// It holds until the end of a day.
    Until(Date),
    /// It says that there is nothing to hold.
    NotApplicable,
    /// It ended with a day.
    Ended(Date),
}

impl WaivedState {
    /// The state of a waiver on a day.
    pub fn of(heard: &HeardWaiver, today: Date) -> Self {
        match heard.waiver.extent {
            WaiverExtent::Until(day) if day < today => Self::Ended(day),
            WaiverExtent::Until(day) => Self::Until(day),
            WaiverExtent::NotApplicable => Self::NotApplicable,
        }
    }

    /// What it makes of a verdict; nothing where it has ended.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Until(_) => Some(Verdict::Waived),
            Self::NotApplicable => Some(Verdict::NotApplicable),
            Self::Ended(_) => None,
        }
    }

    /// What is to be said of it.
    pub fn phrase(self, heard: &HeardWaiver) -> String {
        let (by, reason) = (&heard.voice.principal, &heard.waiver.reason);
        match self {
            Self::Until(day) => format!("waived by `{by}` until {day}: {reason}"),
            Self::NotApplicable => format!("does not apply, says `{by}`: {reason}"),
            Self::Ended(day) => format!("the waiver by `{by}` ended on {day}"),
        }
    }
}
