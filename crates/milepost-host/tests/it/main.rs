//! Loading real repositories, as git makes them.
#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

mod facts;
mod sandbox;
mod throwaway;
