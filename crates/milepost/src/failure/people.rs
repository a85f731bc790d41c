//! What goes wrong when a person is asked, signs, or is not the one who may.

use jiff::civil::Date;
use milepost_core::{
    authority::Unheard, base::WhyRefused, plan::ItemKind, signature::signers::NotAllowed,
};
use milepost_host::{StateError, sign::SignError};

use crate::failure::Failure;

/// Why nobody was asked, or an answer was not recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PeopleTrouble {
    /// There is nobody to ask.
    #[error(
        "`{what}` asks on a terminal, and there is none: a program does not decide for a person"
    )]
    NoTerminal {
        /// The command.
        what: &'static str,
    },
    /// A question was left open.
    #[error("a question was not answered, so nothing is signed")]
    NotAnswered,
    /// A no to a criterion is no approval.
    #[error("“{text}” does not hold, so this is no approval; nothing is signed")]
    AnsweredNo {
        /// The criterion.
        text: String,
    },
    /// The word was not typed.
    #[error("`{word}` was not typed, so nothing is signed")]
    NotConfirmed {
        /// The word.
        word: String,
    },
    /// A reason says nothing.
    #[error("a reason and an owner must say something")]
    NoReason,
    /// The signature counts for nothing.
    #[error("the signature of {key} would count for nothing, so nothing is recorded")]
    Unheard {
        /// The key.
        key: String,
        /// Its fingerprint.
        public: String,
        /// Who may.
        who: String,
        /// Why.
        #[source]
        why: Unheard,
    },
    /// Whoever made the evidence does not approve it.
    #[error("nothing is recorded")]
    NotIndependent {
        /// Why.
        #[source]
        why: Unheard,
    },
    /// Whoever altered what judges does not let it pass.
    #[error("nothing is recorded: it would not count")]
    NotExcused {
        /// Why.
        #[source]
        why: WhyRefused,
    },
    /// Nothing of that name waits for a decision.
    #[error("`{name}` is nothing that was altered and lacks a decision")]
    NotAltered {
        /// The name.
        name: String,
        /// The names of what does.
        open: Vec<String>,
    },
    /// An item needs no approval.
    #[error("{} `{id}` asks for no approval", kind.as_str())]
    NothingToApprove {
        /// Its kind.
        kind: ItemKind,
        /// Its name.
        id: String,
    },
    /// An item is approved.
    #[error("`{id}` is approved by {by}")]
    ApprovedAlready {
        /// Its name.
        id: String,
        /// Who approved.
        by: String,
    },
    /// Something is missing that a program can show.
    #[error("`{id}` is not shown yet, and only what is shown can be approved")]
    NotShown {
        /// Its name.
        id: String,
        /// What is missing.
        missing: Vec<String>,
    },
    /// Only decisions are decided.
    #[error("`{id}` is a {}, and no decision", kind.as_str())]
    NoDecision {
        /// Its kind.
        kind: ItemKind,
        /// Its name.
        id: String,
    },
    /// There is no question.
    #[error("no question of `{name}` waits for an answer")]
    NothingToAnswer {
        /// What was asked about.
        name: String,
    },
    /// A gate is run, and answered by nobody.
    #[error("gate `{gate}` is run by a program, and answered by nobody")]
    NoReview {
        /// The gate.
        gate: String,
    },
    /// A waiver would end before it begins.
    #[error("{day} is over: a waiver that has ended waives nothing")]
    InThePast {
        /// The day.
        day: Date,
    },
    /// Not one criterion begins so.
    #[error("not exactly one criterion of `{id}` begins with “{wanted}”")]
    NotOneCriterion {
        /// The item.
        id: String,
        /// The beginning.
        wanted: String,
        /// Those it may be.
        texts: Vec<Box<str>>,
    },
}

impl From<PeopleTrouble> for Failure {
    fn from(trouble: PeopleTrouble) -> Self {
        let hints = match &trouble {
            PeopleTrouble::Unheard { public, who, why, .. } => unheard(public, who, why),
            PeopleTrouble::NotIndependent { .. } => vec![
                "somebody else approves, or `single-operator = true` under [approvals] says that \
                 there is nobody else"
                    .to_owned(),
            ],
            PeopleTrouble::NotExcused { .. } => vec![
                "somebody else signs, whom the base lets approve; `single-operator = true` under \
                 [approvals] of the base says that there is nobody else"
                    .to_owned(),
            ],
            PeopleTrouble::NotAltered { open, .. } => {
                open.iter().map(|name| format!("`{name}` does")).collect()
            }
            PeopleTrouble::NothingToApprove { id, .. } => vec![format!(
                "`**Approval required:** yes` in its section asks for one; `milepost show {id}`"
            )],
            PeopleTrouble::NotShown { id, missing } => {
                let mut hints = missing.iter().take(5).cloned().collect::<Vec<_>>();
                hints.push(format!("`milepost why {id}` says what supplies it"));
                hints
            }
            PeopleTrouble::NotOneCriterion { texts, .. } => {
                texts.iter().map(|text| format!("“{text}”")).collect()
            }
            PeopleTrouble::AnsweredNo { .. } => vec![
                "`milepost reject ID --reason TEXT` says so, `milepost approve ID --condition TEXT` \
                 asks for it"
                    .to_owned(),
            ],
            PeopleTrouble::NoDecision { .. } => {
                vec!["`milepost decide TITLE` writes a new one".to_owned()]
            }
            PeopleTrouble::NoReview { gate } => vec![format!("milepost verify --gate {gate}")],
            PeopleTrouble::NothingToAnswer { .. }
            | PeopleTrouble::ApprovedAlready { .. } => vec!["milepost requests".to_owned()],
            PeopleTrouble::NoTerminal { .. }
            | PeopleTrouble::NotAnswered
            | PeopleTrouble::NotConfirmed { .. }
            | PeopleTrouble::NoReason
            | PeopleTrouble::InThePast { .. } => Vec::new(),
        };
        Self::new(trouble, hints)
    }
}

fn unheard(public: &str, who: &str, why: &Unheard) -> Vec<String> {
    match why {
        Unheard::Key(NotAllowed::Unlisted) => vec![format!(
            "a line `someone@example.org namespaces=\"approval@milepost.dev\" KEY` in \
             .milepost/allowed_signers lists the key with the fingerprint {public}; with a trusted \
             base that is a change of its own"
        )],
        Unheard::Role { .. } => vec![format!("those who may: {who}")],
        Unheard::NoPresence { .. } => {
            vec!["`ssh-keygen -t ed25519-sk` makes a key in hardware".to_owned()]
        }
        Unheard::Unsigned
        | Unheard::Purpose
        | Unheard::Part
        | Unheard::Key(NotAllowed::Purpose | NotAllowed::TooEarly | NotAllowed::TooLate)
        | Unheard::Producer { .. }
        | Unheard::UnknownProducer => Vec::new(),
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        let hints = match &error {
            SignError::NoKey | SignError::NotSsh { .. } => vec![
                "`--key FILE` names an SSH key; `git config user.signingkey FILE` for good"
                    .to_owned(),
            ],
            SignError::Start(_) => vec!["it is part of OpenSSH".to_owned()],
            SignError::Refused { .. } => vec![
                "`ssh-add FILE` hands a key with a passphrase to the agent, where there is no \
                 terminal to ask on"
                    .to_owned(),
            ],
            SignError::Bad(_) => vec!["ed25519, ecdsa and hardware keys are read".to_owned()],
            SignError::Settings(_) | SignError::Hand(_) | SignError::OtherKey => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Sign(error) => error.into(),
            StateError::Write(_) => Self::new(error, vec!["nothing is recorded".to_owned()]),
        }
    }
}
