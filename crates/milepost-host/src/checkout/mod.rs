//! Clean checkouts: private clones that borrow the repository's objects, kept in the user's cache.
//!
//! A checkout has two parts. Its *store* is a git folder of milepost's own, outside of what a run
//! sees as its project: index, settings and the few objects that milepost makes are there. The
//! *tree* is what a run works in; the `.git` in it is made anew for each run, borrows the objects of
//! both, and may be broken at will.
//!
//! Nothing that a repository configures is run: no hooks, filters, templates or monitors.

mod error;
mod parked;
mod pool;
mod prepare;
mod store;
mod survey;
pub(crate) mod sweep;

pub use error::CheckoutError;
pub use pool::{Pool, Pruned, Taken};
pub use prepare::{Checkout, Prepared, Wanted};
