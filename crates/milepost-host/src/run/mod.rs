//! Running commands: one process and all it starts, its output, its environment, and the door that
//! heavy ones wait at.
//!
//! Nothing here knows what a gate is worth: it says how a process ended, and what it wrote.

mod admission;
mod capture;
mod environment;
mod group;
mod inherited;
mod memory;
mod process;
mod stop;
mod watch;

pub use admission::{Door, Holder, Pass, Refused, Waiting};
pub use capture::{Captured, Limits, Stored};
pub use environment::Environment;
pub use inherited::{HandOverError, Inherited};
pub use memory::{Memory, MemoryGauge};
pub use process::{Ended, NotStarted, Order, RunError, RunEvent, Stream, Why, run};
pub use stop::{Asked, Stop};
