//! Changes to what people write: new files, and edits that leave every other byte as it was.
//!
//! Text in, text out; whoever calls decides whether it is written. Nothing is guessed here: where a
//! place or a name is not plain, there is an error that says so.

pub mod add;
pub mod adopt;
pub mod begin;
pub mod diff;
pub mod gate;
pub mod renumber;
pub mod resolve;
mod toml;
