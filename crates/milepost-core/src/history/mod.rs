//! What became of a plan: two of its states compared, and all of them on one line of time.
//!
//! [`difference()`] holds two judged states against each other. A [`Recorder`] is fed one commit after
//! the other, each with the documents and records that it brought, and gives a [`Timeline`]: what took
//! place, and how much was planned, said and shown at each point. Nothing here knows git, and nothing
//! judges anew: what a commit shows in full, `status --at` says of that commit.

mod clock;
mod counts;
mod difference;
mod happening;
mod proofs;
mod recorder;
mod state;
#[cfg(test)]
mod tests;
mod told;
mod voices;

pub use clock::{Placed, placed};
pub use counts::{Counts, Point, Tally};
pub use difference::{Difference, Fate, Moved, Named, Said, Side, Voided, difference};
pub use happening::{Counted, Grown, Happening, What};
pub use recorder::{Moment, Recorder, Timeline};
pub use state::Change;
pub use told::{Told, ToldCriterion, ToldItem};
pub use voices::{Voices, voices};
