//! What goes wrong with the key of a machine.

use std::path::PathBuf;

use milepost_core::signature::signers::NotAllowed;
use milepost_host::sign::SignError;

use crate::failure::Failure;

/// Why nothing was run that a machine was to vouch for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MachineTrouble {
    /// There is no such file.
    #[error("there is no key in {}", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// The key does not sign.
    #[error("{key} does not sign, so nothing is run")]
    CannotSign {
        /// The key.
        key: String,
        /// Why.
        #[source]
        why: Box<SignError>,
    },
    /// The signature counts for nothing.
    #[error("a signature of {key} would count for nothing{}, so nothing is run", by(base.as_deref()))]
    Unheard {
        /// The key.
        key: String,
        /// Its fingerprint.
        public: String,
        /// The base that was asked, if one was.
        base: Option<String>,
        /// Why.
        #[source]
        why: NotAllowed,
    },
    /// What is run in the working tree proves nothing.
    #[error("--here proves nothing, whoever signs it")]
    Here,
}

fn by(base: Option<&str>) -> String {
    base.map(|base| format!(" by {base}")).unwrap_or_default()
}

impl From<MachineTrouble> for Failure {
    fn from(trouble: MachineTrouble) -> Self {
        let hints = match &trouble {
            MachineTrouble::NoFile { .. } => vec![
                "`--key FILE` takes a private key, or the public one of a key that an agent holds"
                    .to_owned(),
                "`ssh-keygen -t ed25519 -N '' -C ci -f FILE` makes one".to_owned(),
            ],
            MachineTrouble::CannotSign { why, .. } => why_not(why),
            MachineTrouble::Unheard { public, why, .. } => unheard(public, *why),
            MachineTrouble::Here => {
                vec!["leave out --key, or run in clean checkouts without --here".to_owned()]
            }
        };
        Self::new(trouble, hints)
    }
}

/// What to do where a key does not sign.
pub(super) fn why_not(why: &SignError) -> Vec<String> {
    match why {
        SignError::Start(_) => {
            vec!["it is part of OpenSSH; without --key, evidence is recorded unsigned".to_owned()]
        }
        SignError::Refused { .. } => vec![
            "nobody is asked for a passphrase: `ssh-add FILE` hands the key to an agent, and \
             `--key FILE.pub` signs with it"
                .to_owned(),
            "SSH_AUTH_SOCK says where the agent is, and `ssh-add -l` what it holds".to_owned(),
        ],
        SignError::Bad(_) => vec!["ed25519, ecdsa and hardware keys are read".to_owned()],
        SignError::NoKey
        | SignError::NotSsh { .. }
        | SignError::Settings(_)
        | SignError::Hand(_)
        | SignError::OtherKey => Vec::new(),
    }
}

fn unheard(public: &str, why: NotAllowed) -> Vec<String> {
    match why {
        NotAllowed::Unlisted | NotAllowed::Purpose => vec![
            format!(
                "a line `ci@example.org namespaces=\"evidence@milepost.dev\" KEY` in \
                 .milepost/allowed_signers lists the key with the fingerprint {public}"
            ),
            "with a trusted base that is a change of its own, which lands first".to_owned(),
        ],
        NotAllowed::TooEarly | NotAllowed::TooLate => vec![
            "`valid-after` and `valid-before` in .milepost/allowed_signers say when it is valid; \
             list a new key beside it"
                .to_owned(),
        ],
    }
}
