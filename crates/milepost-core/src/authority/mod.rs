//! Whose statement counts: the signature is right, its key is listed, and its owner may say that.
//!
//! Everything that judges is an argument, so that with a trusted base all of it comes from the base.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    digest::{Digest, Framed},
    evidence::{Covers, Endorsement, Grade, Record},
    signature::{
        Key, Presence, Purpose,
        signers::{self, NotAllowed, Signers},
    },
};

/// Who holds which role: principals, with `*` and `?`.
pub type Roles = BTreeMap<Box<str>, Vec<Box<str>>>;

/// What must be approved, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    /// Who may approve, as `role:NAME` or a principal; everyone who is listed where nothing is said.
    pub by: Vec<Box<str>>,
    /// Who may waive; those who may approve where nothing is said.
    pub waive: Vec<Box<str>>,
    /// Who may approve on an occasion, where that is someone else.
    pub on: BTreeMap<Occasion, Vec<Box<str>>>,
    /// When an approval is needed, beside items that ask for one themselves.
    pub require: BTreeSet<Occasion>,
    /// What needs none, unless it asks for one itself.
    pub exempt: BTreeSet<Exemption>,
    /// Whether who produced the evidence may approve it.
    pub producer: Producer,
    /// Whether only a touched hardware key counts.
    pub presence: PresencePolicy,
}

/// Occasions that end with a human decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// A major milestone: an MVP, a numbered version, a release.
    MajorMilestone,
    /// The end of a phase.
    PhaseTransition,
    /// A change that breaks users.
    BreakingChange,
    /// A decision about the architecture.
    ArchitectureDecision,
    /// A decision about a technology.
    TechnologyDecision,
}

impl Occasion {
    /// Every occasion, with its word.
    pub const ALL: [(&'static str, Self); 5] = [
        ("major-milestones", Self::MajorMilestone),
        ("phase-transitions", Self::PhaseTransition),
        ("breaking-changes", Self::BreakingChange),
        ("architecture-decisions", Self::ArchitectureDecision),
        ("technology-decisions", Self::TechnologyDecision),
    ];

    /// What it is, with its article.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::MajorMilestone => "a major milestone",
            Self::PhaseTransition => "a phase transition",
            Self::BreakingChange => "a breaking change",
            Self::ArchitectureDecision => "an architecture decision",
            Self::TechnologyDecision => "a technology decision",
        }
    }
}

/// Work that needs no human decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exemption {
    /// Foundation work: phase 0.
    Foundation,
    /// Bug fixes within the scope.
    BugFix,
    /// Better tests.
    Tests,
    /// Documentation.
    Documentation,
}

impl Exemption {
    /// Every exemption, with its word.
    pub const ALL: [(&'static str, Self); 4] = [
        ("foundation", Self::Foundation),
        ("bug-fixes", Self::BugFix),
        ("tests", Self::Tests),
        ("documentation", Self::Documentation),
    ];
}

/// Whether who produced the evidence may approve it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Producer {
    /// Somebody else must.
    #[default]
    MayNot,
    /// There is only one person.
    May,
}

/// Whether hardware must have seen a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PresencePolicy {
    /// It is shown where it did not.
    #[default]
    Shown,
    /// Nothing else counts.
    Required,
}

impl Default for Approvals {
    fn default() -> Self {
        Self {
            by: Vec::new(),
            waive: Vec::new(),
            on: BTreeMap::new(),
            require: Occasion::ALL.into_iter().map(|(_, occasion)| occasion).collect(),
            exempt: Exemption::ALL.into_iter().map(|(_, exemption)| exemption).collect(),
            producer: Producer::default(),
            presence: PresencePolicy::default(),
        }
    }
}

impl Approvals {
    /// Who may approve on an occasion.
    pub fn who(&self, occasion: Option<Occasion>) -> &[Box<str>] {
        occasion.and_then(|occasion| self.on.get(&occasion)).unwrap_or(&self.by)
    }

    /// Who may waive.
    pub fn who_waives(&self) -> &[Box<str>] {
        if self.waive.is_empty() { &self.by } else { &self.waive }
    }

    /// The digest of the policy, to be recorded beside what was asked for under it.
    pub fn digest(&self, roles: &Roles) -> Digest {
        let mut framed = Framed::new("approvals/1");
        let list = |framed: &mut Framed, texts: &[Box<str>]| {
            framed.list(texts.iter().map(|text| &**text));
        };
        list(&mut framed, &self.by);
        list(&mut framed, &self.waive);
        for (word, occasion) in Occasion::ALL {
            framed.text(word).text(&self.require.contains(&occasion).to_string());
            list(&mut framed, self.on.get(&occasion).map_or(&[], Vec::as_slice));
        }
        for (word, exemption) in Exemption::ALL {
            framed.text(word).text(&self.exempt.contains(&exemption).to_string());
        }
        framed.text(&format!("{:?} {:?}", self.producer, self.presence));
        for (role, members) in roles {
            list(framed.text(role), members);
        }
        framed.digest()
    }
}

/// Someone who said something and may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who.
    pub principal: Box<str>,
    /// Whether hardware saw a person.
    pub presence: Presence,
    /// The fingerprint of the key.
    pub key: Box<str>,
    /// When it was recorded, by the clock of who did.
    pub at: Timestamp,
}

/// Why a statement counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unheard {
    /// Nobody signed it.
    #[error("nobody signed it")]
    Unsigned,
    /// It was signed for something else.
    #[error("it was signed for another purpose")]
    Purpose,
    /// A machine signed a part of what it recorded.
    #[error("it was signed by itself, and a machine signs all that it records together")]
    Part,
    /// The key speaks for nobody.
    #[error(transparent)]
    Key(#[from] NotAllowed),
    /// Whoever signed has not got the role.
    #[error("`{principal}` is not among those who may: {}", needed.join(", "))]
    Role {
        /// Who signed.
        principal: Box<str>,
        /// Who may.
        needed: Vec<Box<str>>,
    },
    /// The policy wants hardware that saw a person.
    #[error("`{principal}` signed without the touch of a hardware key, which the policy asks for")]
    NoPresence {
        /// Who signed.
        principal: Box<str>,
    },
    /// Whoever signed produced the evidence.
    #[error("`{principal}` produced the evidence, and does not approve it alone")]
    Producer {
        /// Who signed.
        principal: Box<str>,
    },
    /// Nobody is named as the producer of the evidence.
    #[error("nobody is named as the producer of the evidence, so it may be who signed")]
    UnknownProducer,
}

/// All that tells whose statement counts.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// Which keys speak for whom.
    pub signers: &'a Signers,
    /// Which keys are those of machines that vouch for runs. With a trusted base, only the base says.
    pub machines: &'a Signers,
    /// Who holds which role.
    pub roles: &'a Roles,
    /// What the policy asks for.
    pub approvals: &'a Approvals,
    /// When each segment entered the history; one that is not there has not yet.
    pub entered: &'a BTreeMap<Digest, Timestamp>,
    /// The time of those.
    pub now: Timestamp,
}

impl Authority<'_> {
    /// Who says a record, if someone does who may. `who` are roles and principals; everyone who is
    /// listed where it is empty.
    pub fn hear(&self, record: &Record, who: &[Box<str>]) -> Result<Voice, Unheard> {
        among(&self.voices(record)?, self.roles, who)
    }

    /// Everyone for whom the keys behind a record speak, whatever they may say; never nobody.
    pub fn voices(&self, record: &Record) -> Result<Vec<Voice>, Unheard> {
        let mut nearest = Unheard::Unsigned;
        let mut voices = Vec::new();
        for endorsement in &record.signatures {
            match self.voices_of(record, endorsement) {
                Ok(more) => voices.extend(more),
                Err(why) => nearest = why,
            }
        }
        if voices.is_empty() { Err(nearest) } else { Ok(voices) }
    }

    /// Whom of those who may a key speaks for now, as far as that is known before anything is signed.
    pub fn speaker(&self, key: &Key, who: &[Box<str>]) -> Result<Box<str>, Unheard> {
        let principals = self.signers.whom(key, Purpose::Approval, self.now)?;
        let meant = principals.iter().find(|principal| is_among(principal, self.roles, who));
        meant.map(|principal| Box::from(*principal)).ok_or_else(|| Unheard::Role {
            principal: principals.first().copied().unwrap_or_default().into(),
            needed: who.to_vec(),
        })
    }

    /// The moment at which a key must have been valid: the record's own word would let anyone date a
    /// signature back. It is that of the segment with the signature, wherever else the record is.
    fn entered(&self, endorsement: &Endorsement) -> Timestamp {
        self.entered.get(&endorsement.segment).copied().unwrap_or(self.now)
    }

    fn voices_of(&self, record: &Record, endorsement: &Endorsement) -> Result<Vec<Voice>, Unheard> {
        let signed = &endorsement.signed;
        if signed.purpose != Purpose::Approval {
            return Err(Unheard::Purpose);
        }
        let entered = self.entered(endorsement);
        let principals = self.signers.whom(&signed.key, Purpose::Approval, entered)?;
        let must_touch = self.approvals.presence == PresencePolicy::Required;
        if must_touch && signed.presence != Presence::Touched {
            let principal = principals.first().copied().unwrap_or_default().into();
            return Err(Unheard::NoPresence { principal });
        }
        let key: Box<str> = signed.key.fingerprint().into();
        let voice = |principal: &str| Voice {
            principal: principal.into(),
            presence: signed.presence,
            key: key.clone(),
            at: record.recorded,
        };
        Ok(principals.into_iter().map(voice).collect())
    }

    /// Whether a listed machine vouches for a record, and why not.
    pub fn vouched(&self, record: &Record) -> Result<(), Unheard> {
        let mut nearest = Unheard::Unsigned;
        for endorsement in &record.signatures {
            match self.vouches(endorsement) {
                Ok(()) => return Ok(()),
                Err(why) => nearest = why,
            }
        }
        Err(nearest)
    }

    fn vouches(&self, endorsement: &Endorsement) -> Result<(), Unheard> {
        let signed = &endorsement.signed;
        if signed.purpose != Purpose::Evidence {
            return Err(Unheard::Purpose);
        }
        // One run of several could be taken out, and the others left behind.
        if endorsement.covers != Covers::Segment {
            return Err(Unheard::Part);
        }
        self.machines.whom(&signed.key, Purpose::Evidence, self.entered(endorsement))?;
        Ok(())
    }

    /// The grade that a run has: one that is clean and that a listed machine vouches for is signed.
    pub fn grade(&self, record: &Record, stated: Grade) -> Grade {
        let is_vouched = self.vouched(record).is_ok();
        match stated {
            Grade::Clean if is_vouched => Grade::Signed,
            // That it is signed is for its signature to say.
            Grade::Signed if !is_vouched => Grade::Clean,
            Grade::Claimed | Grade::Diagnostic | Grade::Imported | Grade::Clean | Grade::Signed => {
                stated
            }
        }
    }
}

/// The first of some voices that is meant by roles and principals.
pub fn among(voices: &[Voice], roles: &Roles, who: &[Box<str>]) -> Result<Voice, Unheard> {
    let found = voices.iter().find(|voice| is_among(&voice.principal, roles, who));
    found.cloned().ok_or_else(|| {
        let principal = voices.first().map(|voice| voice.principal.clone());
        Unheard::Role { principal: principal.unwrap_or_default(), needed: who.to_vec() }
    })
}

/// Whether someone is meant by roles and principals. A role without members means nobody.
pub fn is_among(principal: &str, roles: &Roles, who: &[Box<str>]) -> bool {
    let is_meant = |one: &str| match one.strip_prefix("role:") {
        Some(role) => {
            let members = roles.get(role).map_or(&[][..], Vec::as_slice);
            members.iter().any(|member| signers::is_match(member, principal))
        }
        None => signers::is_match(one, principal),
    };
    who.is_empty() || who.iter().any(|one| is_meant(one))
}

impl Approvals {
    /// Whether someone may approve what others produced; `producers` are as records name them.
    pub fn independent<'p>(
        &self,
        principal: &str,
        producers: impl IntoIterator<Item = &'p str>,
    ) -> Result<(), Unheard> {
        if self.producer == Producer::May {
            return Ok(());
        }
        for producer in producers {
            if producer.trim().is_empty() {
                return Err(Unheard::UnknownProducer);
            }
            if is_same(principal, producer) {
                return Err(Unheard::Producer { principal: principal.into() });
            }
        }
        Ok(())
    }
}

/// Whether an actor as records name it, `ada@example.org (main)`, is a principal.
fn is_same(principal: &str, actor: &str) -> bool {
    let (principal, actor) = (principal.to_lowercase(), actor.trim().to_lowercase());
    let rest = actor.strip_prefix(&principal);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || "@.-_".contains(c)))
}
