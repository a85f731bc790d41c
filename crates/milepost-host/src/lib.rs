//! The effects of milepost: files and git. It decides nothing and prints nothing.
//!
//! Reading is safe: nothing here writes to a project, follows a link out of it, waits for a pipe,
//! fetches anything or runs a program that the repository chooses. See [`git`] for how. Eight things
//! write, and say so by their names: the [`cache`], where it is asked for, [`Throwaway`] a repository
//! of its own, [`hooks`] hooks of ours, [`LedgerWriter`] new segments, [`Journal`] and [`Workspace::keep_output`] what is local
//! to a clone, [`Workspace::take`], [`Workspace::give_back`] and [`Workspace::renew_leases`] the same
//! for those who work in it, [`Workspace::create`], [`Workspace::replace`] and [`write_over`] a file that a person asked to
//! be written, and [`Workspace::push_ledger`], [`Workspace::pull_ledger`] and [`Workspace::pack_ledger`]
//! the ledger on its way, which alone speak to a remote.
//! [`run`] runs what it is told to, when it is told to, in a [`checkout`] of its own.

mod actor;
mod answer;
mod cache;
pub mod checkout;
mod decode;
mod discover;
mod documents;
mod edit;
mod elsewhere;
mod files;
mod git;
mod ground;
pub mod hooks;
mod ignores;
mod import;
mod later;
mod leases;
mod ledger;
mod mark;
mod named;
mod past;
pub mod run;
pub mod sign;
mod standpoint;
mod state;
mod throwaway;
mod uncommitted;
mod user_cache;
pub mod verify;
mod view;
mod walk;
mod workspace;

pub use actor::ActorError;
pub use cache::told::{Asked, Question, Told};
pub use decode::NotText;
pub use discover::DiscoverError;
pub use documents::{Unreadable, WhyUnreadable};
pub use edit::{EditError, write_over};
pub use elsewhere::Elsewhere;
pub use files::{FileError, Special};
pub use git::{
    history::HistoryError,
    index::{IndexError, Malformed},
    objects::ObjectsError,
    refs::RefsError,
};
pub use import::{HandedIn, ImportError, ImportOrder, Imported};
pub use later::Thing;
pub use leases::{Before, FromOthers, GiveBack, LeaseError, Take, TakeOrder};
pub use ledger::{
    Attempt, Carried, CarryError, FoundLedger, Journal, JournalError, KeptOutput, LedgerError,
    LedgerWriter, LocalStore, Orphan, OutputError, PackError, Packed, Rehearsal, Step, Steps,
    WriteError,
};
pub use past::{PastError, PastEvent, PastRequest, Since};
pub use state::{SignedStatement, StateError, sign_statement};
pub use throwaway::{Throwaway, ThrowawayError};
pub use view::{ViewError, WhyUnknown};
pub use walk::WalkError;
pub use workspace::{
    ByBase, Caching, Footing, LoadError, LoadEvent, LoadRequest, PlainFile, Snapshot, View, When,
    WhyNoBase, Workspace,
};
