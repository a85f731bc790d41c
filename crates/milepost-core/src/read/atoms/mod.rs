//! The smallest things a tracker says: status words, ids, dates, citations, counts.
//!
//! Each is one module with its tests. They look at plain text and give back offsets in it; none of
//! them knows where the text stands.

pub mod citation;
pub mod date;
pub mod estimate;
pub mod id;
pub mod measure;
mod scan;
pub mod status;
