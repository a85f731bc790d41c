//! Whether somebody whom the base trusts let an alteration pass.

use crate::{
    authority::{Unheard, Voice},
    digest::Digest,
    evidence::ItemName,
};

/// What became of the question who lets an alteration pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excuse {
    /// Somebody does.
    Excused {
        /// The decision that says so.
        decision: ItemName,
        /// Its title.
        title: Box<str>,
        /// Who signed that.
        by: Voice,
    },
    /// Nobody does.
    Lacking {
        /// Who could, as roles and principals; everyone whom the base lists where it is empty.
        who: Vec<Box<str>>,
        /// The decisions that are about it and do not count, in the order of the ledger.
        refused: Vec<Refused>,
    },
}

/// A decision about an alteration that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The decision.
    pub decision: ItemName,
    /// The record of it.
    pub record: Digest,
    /// Why not.
    pub why: WhyRefused,
}

/// Why a decision about an alteration does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyRefused {
    /// It was made for another base.
    #[error("it lets something else be altered than what the base has")]
    OtherBefore,
    /// It was made for another change.
    #[error("it lets something else take its place than what is there now")]
    OtherAfter,
    /// It has done its service.
    #[error("it is in the history of the base: what it let pass has passed")]
    Used,
    /// It is beside the branches alone, where no base ever has it.
    #[error("it is under `refs/milepost/ledger` alone: it must be committed with the change")]
    Beside,
    /// Whether it has done its service cannot be told.
    #[error(
        "this clone may lack the history in which it was used: `git fetch --unshallow` brings it"
    )]
    CutOff,
    /// It speaks for nobody whom the base lets speak.
    #[error("{0}")]
    Unheard(#[from] Unheard),
    /// Its signer came with the change.
    #[error("only the change lists the key that signed it, and the base does not")]
    OwnSigner,
    /// Whoever signed it made the alteration.
    #[error("`{principal}` wrote the alteration, and does not excuse it alone")]
    Author {
        /// Who signed.
        principal: Box<str>,
    },
    /// Nobody is named as the author of the alteration.
    #[error("nobody is named as the author of the alteration, so it may be who signed")]
    NoAuthor,
    /// Another record, which its writer did not see, says otherwise.
    #[error("the decision was {word}")]
    Withdrawn {
        /// What it says.
        word: &'static str,
    },
    /// The decision reads differently than it was signed.
    #[error("its words are other ones now")]
    Reworded,
    /// The decision is not there any more.
    #[error("it is in no document")]
    Gone,
}

/// How a record came to be in a ledger that is judged by a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// The change brought it, or it is not committed yet.
    WithTheChange,
    /// It is, or once was, in the ledger of the base.
    WithTheBase,
    /// It is under the reference beside the branches, and nowhere else.
    Beside,
    /// The history of the base is not all here.
    CutOff,
}
