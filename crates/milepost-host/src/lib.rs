//! The effects of milepost: files and git. It decides nothing and prints nothing.

mod workspace;

pub use workspace::{LoadEvent, LoadRequest, Snapshot, View};
