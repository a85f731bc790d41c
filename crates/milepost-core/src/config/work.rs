//! How work is shared out: who holds how much and for how long, who writes where, and who may do
//! what is heavy or needs an operator.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    actor::{self, Actor},
    globs::Globs,
    text::Span,
};

/// How work is shared out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// How many pieces of work one actor holds at a time; at least 1.
    pub per_actor: u32,
    /// How long a lease lasts that is not renewed.
    pub lease: Duration,
    /// How careful one is with the machine.
    pub mode: Mode,
    /// The roles that may run heavy work; everyone where nothing is said.
    pub heavy_by: Vec<Box<str>>,
    /// The role that alone changes tracker files, where there is one.
    pub tracker_owner: Option<Owner>,
    /// The roles, by name.
    pub roles: BTreeMap<Box<str>, Role>,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            per_actor: 1,
            lease: Duration::from_hours(4),
            mode: Mode::default(),
            heavy_by: Vec::new(),
            tracker_owner: None,
            roles: BTreeMap::new(),
        }
    }
}

/// How careful one is with the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// As `[resources]` says.
    #[default]
    Normal,
    /// One heavy thing at a time, whatever else is said.
    Safe,
}

impl Mode {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Safe => "safe",
        }
    }
}

/// The role that owns something, and where that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The role.
    pub role: Box<str>,
    /// Where it stands in `milepost.toml`.
    pub span: Span,
}

/// What some actors have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Patterns for the names of those who have it, in which `*` stands for any text; who is called
    /// as the role is has it, too.
    pub actors: Vec<Box<str>>,
    /// Where they write; anywhere, where nothing is said.
    pub may_write: Option<Globs>,
    /// Whether they work on their own.
    pub autonomy: Autonomy,
    /// Where its name stands in `milepost.toml`.
    pub span: Span,
}

/// Whether an actor works on its own, or with a person at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Autonomy {
    /// A person coordinates.
    #[default]
    Coordinated,
    /// Nobody does: what needs an operator is not for them.
    Autonomous,
}

impl Work {
    /// The roles of an actor.
    pub fn roles_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Role)> {
        let roles = self.roles.iter().map(|(role, of)| (&**role, of));
        roles.filter(move |(role, of)| {
            actor::fits(role, name) || of.actors.iter().any(|it| actor::fits(it, name))
        })
    }

    /// Whether an actor has a role.
    pub fn has_role(&self, name: &str, role: &str) -> bool {
        self.roles_of(name).any(|(other, _)| other == role)
    }

    /// Whether an actor may run heavy work; who does not say who they are may not where it matters.
    pub fn may_run_heavy(&self, actor: Option<&Actor>) -> bool {
        let is_of = |name: &str| self.heavy_by.iter().any(|role| self.has_role(name, role));
        self.heavy_by.is_empty() || actor.is_some_and(|actor| is_of(actor.as_str()))
    }

    /// Whether an actor works on its own. One role that does is enough.
    pub fn is_autonomous(&self, actor: &Actor) -> bool {
        self.roles_of(actor.as_str()).any(|(_, role)| role.autonomy == Autonomy::Autonomous)
    }

    /// The roles whose actors do not work on their own.
    pub fn coordinated(&self) -> impl Iterator<Item = &str> {
        let roles = self.roles.iter();
        roles.filter(|(_, it)| it.autonomy == Autonomy::Coordinated).map(|(name, _)| &**name)
    }
}
