//! Loading real repositories, as git makes them.
#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

mod cache;
mod carry;
mod checkouts;
mod clones;
mod commits;
mod discovery;
mod documents;
mod facts;
mod index;
mod journal;
mod ledger;
mod named_files;
mod range;
mod runs;
mod safety;
mod sandbox;
mod tags;
mod throwaway;
