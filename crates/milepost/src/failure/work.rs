//! What goes wrong where work is taken, given back or sent elsewhere.

use milepost_core::{judge::Obstacle, lease::Lease, plan::ItemKey, render::steering};
use milepost_host::{ActorError, LeaseError};

use super::Failure;

/// Why work was not taken, given back or sent elsewhere.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkTrouble {
    /// Nobody knows who asks.
    #[error("nobody knows who you are, so nothing can be done in your name")]
    Nobody,
    /// An item cannot be taken or moved.
    #[error("`{}` {}", key.name, steering::obstacle(obstacle))]
    Obstacle {
        /// The item.
        key: ItemKey,
        /// What is in the way.
        obstacle: Obstacle,
    },
    /// The actor holds as much as they may.
    #[error("you hold {} already, and one worker holds {most} at a time", names(held))]
    Full {
        /// What they hold.
        held: Vec<Lease>,
        /// How many they may.
        most: u32,
    },
    /// Somebody else holds what was to be given back.
    #[error("`{}` is held by {}, not by you", lease.item.id, lease.actor)]
    NotYours {
        /// Their lease.
        lease: Lease,
    },
    /// Nobody holds what was to be given back.
    #[error("nobody holds `{name}`")]
    Free {
        /// The item.
        name: String,
    },
    /// There is no commit that a record could be about.
    #[error("there is no commit yet, so nothing can be recorded")]
    NoCommit,
    /// An item was to take its own place.
    #[error("`{name}` cannot take its own place")]
    Itself {
        /// The item.
        name: String,
    },
    /// There is nothing to resume.
    #[error("{what} was not set aside by any record, so there is nothing to resume")]
    NotSetAside {
        /// The item or the project.
        what: String,
        /// Where a document says that it is.
        said: Option<String>,
    },
    /// Work on a project was to be moved that needs an operator.
    #[error("the project holds work that needs an operator, as `{name}`, and you work on your own")]
    OperatorsProject {
        /// The first such item.
        name: String,
        /// The roles that may.
        may: Vec<String>,
    },
    /// Heavy work is not for this actor.
    #[error("gate `{gate}` is heavy, and only role {} may run heavy work", roles.join(", "))]
    Heavy {
        /// The gate.
        gate: String,
        /// The roles that may.
        roles: Vec<String>,
    },
    /// A heavy command is not for this actor.
    #[error("only role {} may run heavy work in this project", roles.join(", "))]
    HeavyCommand {
        /// The roles that may.
        roles: Vec<String>,
    },
}

fn names(held: &[Lease]) -> String {
    let names: Vec<String> = held.iter().map(|lease| format!("`{}`", lease.item.id)).collect();
    names.join(", ")
}

impl From<WorkTrouble> for Failure {
    fn from(trouble: WorkTrouble) -> Self {
        let hints = match &trouble {
            WorkTrouble::Nobody => vec![
                "set MILEPOST_ACTOR to a name of your own, or `git config user.email`".to_owned(),
            ],
            WorkTrouble::Obstacle { key, obstacle } => steering::way_on(obstacle, key),
            WorkTrouble::Full { held, most: _ } => {
                let give = held
                    .first()
                    .map(|lease| format!("`milepost drop {}` gives it back", lease.item.id));
                let more = "`per-actor` under [work] in milepost.toml says how many".to_owned();
                give.into_iter().chain([more]).collect()
            }
            WorkTrouble::NotYours { lease } => vec![format!(
                "if nobody works on it any more: `milepost take {} --steal --reason \"…\"`",
                lease.item.id
            )],
            WorkTrouble::Free { name: _ } => {
                vec!["`milepost status` shows who holds what".to_owned()]
            }
            WorkTrouble::NoCommit => vec!["commit the project first".to_owned()],
            WorkTrouble::Itself { name: _ } => vec!["--by names another item".to_owned()],
            WorkTrouble::NotSetAside { what: _, said: Some(said) } => {
                vec![format!("{said}: change the words there")]
            }
            WorkTrouble::NotSetAside { what: _, said: None } => {
                vec!["`milepost log` lists what is recorded".to_owned()]
            }
            WorkTrouble::OperatorsProject { name: _, may } => match may.as_slice() {
                [] => Vec::new(),
                may => vec![format!("{} may do it", may.join(", "))],
            },
            WorkTrouble::Heavy { .. } | WorkTrouble::HeavyCommand { .. } => {
                vec![
                    "MILEPOST_ACTOR says who you are; `milepost status` shows the policy"
                        .to_owned(),
                ]
            }
        };
        Self::new(trouble, hints)
    }
}

impl From<LeaseError> for Failure {
    fn from(error: LeaseError) -> Self {
        let hints = match &error {
            LeaseError::NoRepository { .. } => {
                vec!["`git init` makes the project a repository".to_owned()]
            }
            LeaseError::Unreadable { path } => vec![format!(
                "leases can be thrown away: remove {} if nobody is at work",
                path.display()
            )],
            LeaseError::Refused { .. } | LeaseError::Refs(_) | LeaseError::History(_) => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<ActorError> for Failure {
    fn from(error: ActorError) -> Self {
        Self::new(error, vec!["a short name in one line, as `codex-worker-1`".to_owned()])
    }
}
