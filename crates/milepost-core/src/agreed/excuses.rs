//! Who lets a change alter what judges it: decisions that it brings along, signed by somebody whom the
//! base lets decide, each bound to what was and to what is.
//!
//! Everything that judges here is that of the base: its signers, its roles, its policy. Only the words of
//! the decision are those of the change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    agreed::{decisions::decision_text, occasion},
    authority::{self, Unheard, Voice},
    base::{Altered, Base, Came, Excuse, Refused, Sayings, WhyRefused, allowed},
    digest::Digest,
    evidence::{Allowed, Decided, DecisionRuling, Event, Payload, Record, Says, ledger::Ledger},
    plan::ItemKind,
    repository::RangeCommit,
    signature::{Purpose, signers::Signers},
    verdict::{People, item_name},
};

/// What is known of the statements that a change is judged with.
#[derive(Clone, Copy)]
pub struct Heard<'a> {
    /// The whole ledger.
    pub ledger: &'a Ledger,
    /// What people stated, as the base hears them.
    pub people: &'a People,
    /// How the records that allow something came to be there.
    pub came: &'a BTreeMap<Digest, Came>,
    /// The commits of the change.
    pub commits: &'a [RangeCommit],
    /// What the clock says.
    pub now: Timestamp,
}

/// Everything that a decision says, with its record, in the order of the ledger.
pub fn decided(ledger: &Ledger) -> impl Iterator<Item = (&Record, &Decided)> {
    ledger.records.iter().filter_map(|record| match &record.payload {
        Payload::Statement(statement) => match &statement.says {
            Says::Decision(decided) => Some((record, decided)),
            Says::Approval(_) | Says::Review { .. } | Says::Waiver(_) => None,
        },
        Payload::Event(Event::Decided { decided, .. }) => Some((record, &**decided)),
        Payload::Event(_) | Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => {
            None
        }
    })
}

/// Who may let something be altered, as roles and principals of the base: those who approve the item that
/// is meant, else those who approve.
pub fn who_excuses<'a>(base: &'a Base, altered: &Altered) -> &'a [Box<str>] {
    let before = &base.definitions;
    let occasion = match altered {
        Altered::Item(key) => before
            .plan
            .items
            .get(key)
            .and_then(|item| occasion::need(&before.plan, &before.config, item).occasion()),
        Altered::File
        | Altered::Severity(_)
        | Altered::Suppression(_)
        | Altered::Documents
        | Altered::Start
        | Altered::Policy
        | Altered::Commits
        | Altered::Table(_)
        | Altered::Gate(_)
        | Altered::Signers => None,
    };
    before.config.approvals.who(occasion)
}

/// Of everything altered that may let more pass, whether somebody lets it.
pub fn excuses(base: &Base, heard: &Heard<'_>) -> BTreeMap<Altered, Excuse> {
    let (before, now) = (Sayings::new(&base.definitions), Sayings::new(&base.now));
    let own = base.now.signers.as_deref().map(Signers::parse).unwrap_or_default();
    let bench = Bench { base, heard, own: &own };
    let weighty = base.weighty().into_iter();
    let excuse = |altered: &Altered| bench.excuse(altered, &allowed(altered, &before, &now));
    weighty.map(|altered| (altered.clone(), excuse(altered))).collect()
}

/// The records of decisions that are not in the ledger of the base, as `is_new` tells of their segments,
/// and that nobody signed whom it lets decide.
pub fn mere_words(
    base: &Base,
    heard: &Heard<'_>,
    is_new: impl Fn(Digest) -> bool,
) -> BTreeSet<Digest> {
    let config = &base.definitions.config;
    let may = |voices: &[Voice]| {
        let who = config.approvals.who(None);
        authority::among(voices, &config.roles, who).is_ok()
    };
    let heard = heard.people.decisions.values().flatten();
    let words = heard.filter(|one| is_new(one.position.segment) && !may(&one.voices));
    words.map(|one| one.position.record).collect()
}

/// Whoever wrote an alteration does not excuse it, unless the base says that there is nobody else.
pub fn independent(
    base: &Base,
    commits: &[RangeCommit],
    altered: &Altered,
    principal: &str,
) -> Result<(), WhyRefused> {
    let paths = altered.paths(&base.definitions, &base.now);
    let touches = |commit: &&RangeCommit| paths.iter().any(|path| commit.paths.contains(path));
    let commits: Vec<&RangeCommit> = commits.iter().filter(touches).collect();
    // A merge takes over what others wrote; it counts where nobody else touched it.
    let own: Vec<&RangeCommit> = commits.iter().filter(|it| !it.is_merge).copied().collect();
    let authors = if own.is_empty() { commits } else { own };
    let authors = authors.into_iter().map(RangeCommit::email);
    match base.definitions.config.approvals.independent(principal, authors) {
        Ok(()) => Ok(()),
        Err(Unheard::Producer { principal }) => Err(WhyRefused::Author { principal }),
        Err(Unheard::UnknownProducer) => Err(WhyRefused::NoAuthor),
        Err(other) => Err(other.into()),
    }
}

struct Bench<'a> {
    base: &'a Base,
    heard: &'a Heard<'a>,
    /// Who may sign, as the change has it.
    own: &'a Signers,
}

impl Bench<'_> {
    fn excuse(&self, altered: &Altered, needed: &Allowed) -> Excuse {
        let who = who_excuses(self.base, altered);
        let mut refused = Vec::new();
        let accepted = decided(self.heard.ledger)
            .filter(|(_, decided)| decided.ruling == DecisionRuling::Accepted);
        for (record, decided) in accepted {
            for allows in decided.allows.iter().filter(|allows| allows.of == needed.of) {
                let (decision, record_id) = (decided.decision.clone(), record.id);
                match self.counts(altered, (needed, allows), who, (record, decided)) {
                    Ok(by) => {
                        return Excuse::Excused { decision, title: decided.title.clone(), by };
                    }
                    Err(why) => refused.push(Refused { decision, record: record_id, why }),
                }
            }
        }
        Excuse::Lacking { who: who.to_vec(), refused }
    }

    /// Whether a decision lets an alteration pass, and who says so.
    fn counts(
        &self,
        altered: &Altered,
        (needed, allows): (&Allowed, &Allowed),
        who: &[Box<str>],
        (record, decided): (&Record, &Decided),
    ) -> Result<Voice, WhyRefused> {
        match self.heard.came.get(&record.id) {
            Some(Came::WithTheChange) => {}
            Some(Came::WithTheBase) => return Err(WhyRefused::Used),
            Some(Came::CutOff) => return Err(WhyRefused::CutOff),
            Some(Came::Beside) | None => return Err(WhyRefused::Beside),
        }
        if allows.before != needed.before {
            return Err(WhyRefused::OtherBefore);
        }
        // What is the same before and afterwards was not altered, whoever says so.
        if allows.after != needed.after || allows.before == allows.after {
            return Err(WhyRefused::OtherAfter);
        }
        let voice = self.voice(record, who)?;
        independent(self.base, self.heard.commits, altered, &voice.principal)?;
        self.is_as_signed(decided)?;
        self.stands(record, decided)?;
        Ok(voice)
    }

    /// Who of those who may has signed a record.
    fn voice(&self, record: &Record, who: &[Box<str>]) -> Result<Voice, WhyRefused> {
        let people = self.heard.people;
        let heard = people.decisions.values().flatten().find(|it| it.position.record == record.id);
        let voices = heard.map(|one| one.voices.as_slice()).filter(|voices| !voices.is_empty());
        if let Some(voices) = voices {
            return Ok(authority::among(voices, &self.base.definitions.config.roles, who)?);
        }
        let why = people.unheard.iter().find(|(id, _)| *id == record.id);
        let why = why.map_or(Unheard::Unsigned, |(_, why)| why.clone());
        let is_own = record.signatures.iter().any(|signed| {
            self.own.whom(&signed.signed.key, Purpose::Approval, self.heard.now).is_ok()
        });
        Err(match why {
            Unheard::Key(_) if is_own => WhyRefused::OwnSigner,
            Unheard::Key(_)
            | Unheard::Unsigned
            | Unheard::Purpose
            | Unheard::Part
            | Unheard::Role { .. }
            | Unheard::NoPresence { .. }
            | Unheard::Producer { .. }
            | Unheard::UnknownProducer => why.into(),
        })
    }

    /// Whether a decision reads as it was signed.
    fn is_as_signed(&self, decided: &Decided) -> Result<(), WhyRefused> {
        let plan = &self.base.now.plan;
        let mut items = plan.items.values().filter(|item| item.key.kind == ItemKind::Decision);
        let item = items.find(|item| item_name(&item.key) == decided.decision);
        match item.map(|item| decision_text(plan, item) == decided.text) {
            Some(true) => Ok(()),
            Some(false) => Err(WhyRefused::Reworded),
            None => Err(WhyRefused::Gone),
        }
    }

    /// Whether nothing takes a decision back. A no needs no signature, and of records that did not see
    /// each other it counts.
    fn stands(&self, record: &Record, decided: &Decided) -> Result<(), WhyRefused> {
        let ledger = self.heard.ledger;
        let place = |id: Digest| ledger.records.iter().position(|other| other.id == id);
        let saw = |other: &Record| {
            let is_behind = if other.segment == record.segment {
                place(record.id) > place(other.id)
            } else {
                ledger.saw(record.segment, other.segment)
            };
            // What a segment says of its parents is not signed; when the record was made is.
            is_behind && other.recorded <= record.recorded
        };
        for (other, said) in self::decided(ledger).filter(|(_, it)| it.decision == decided.decision)
        {
            let word = match &said.ruling {
                DecisionRuling::Accepted => continue,
                DecisionRuling::Rejected => "rejected",
                DecisionRuling::Superseded { .. } => "superseded",
            };
            if !saw(other) {
                return Err(WhyRefused::Withdrawn { word });
            }
        }
        Ok(())
    }
}
