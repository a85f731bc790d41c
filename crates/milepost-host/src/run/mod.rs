//! Running commands: one process and all it starts, its output, its environment, and the door that
//! heavy ones wait at.
//!
//! Nothing here knows what a gate is worth: it says how a process ended, and what it wrote.

mod capture;
mod environment;
mod group;
mod process;
mod stop;
mod watch;

pub use capture::{Captured, Limits, Stored};
pub use environment::Environment;
pub use process::{Ended, NotStarted, Order, RunError, RunEvent, Stream, Why, run};
pub use stop::{Asked, Stop};
