//! Decisions: what they say, what they name, which of them hold, and what those excuse.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    agreed::{
        goalposts::Change,
        occasion::{self, Need},
        statement,
    },
    authority::{self, Voice},
    config::Config,
    digest::{Digest, Framed},
    evidence::{Affected, DecisionRuling, ItemName, plain},
    gate::GateName,
    plan::{Claim, Document, Item, ItemKind, Origin, Plan},
    verdict::{HeardDecision, People, Position, item_name},
};

/// Fields that tell how a decision fares, and are no part of what was decided.
const STATE: [&str; 9] = [
    "status",
    "date",
    "created",
    "updated",
    "owner",
    "approval",
    "approved-by",
    "decision-makers",
    "superseded-by",
];

/// The claim that tells a decision, with its document: the fullest one.
pub(crate) fn told<'a>(plan: &'a Plan, item: &'a Item) -> Option<(&'a Document, &'a Claim)> {
    let claims = plan.claims(item).filter(|(_, claim)| claim.origin != Origin::Prose);
    claims.max_by_key(|(_, claim)| claim.fields.len())
}

/// The digest of what a decision says: its title and every field that is no state of it.
pub fn decision_text(plan: &Plan, item: &Item) -> Digest {
    let mut framed = Framed::new("decision/1");
    if let Some((_, claim)) = told(plan, item) {
        framed.text(&plain(&claim.title));
        let said = claim.fields.iter().filter(|field| !STATE.contains(&field.name.as_str()));
        for field in said {
            framed.text(field.name.as_str()).text(&plain(&field.value));
        }
    }
    framed.digest()
}

/// What a decision names: what stands behind *Affects*, and the items of the plan in its words.
pub fn affects(plan: &Plan, config: &Config, item: &Item) -> Vec<Affected> {
    let mut found = BTreeSet::new();
    let Some((_, claim)) = told(plan, item) else { return Vec::new() };
    for field in &claim.fields {
        let is_stated = field.name.as_str() == "affects";
        let mut follows_gate = false;
        for word in words(&field.value) {
            let named = if is_stated && follows_gate {
                GateName::new(word).map(Affected::Gate)
            } else {
                named(plan, config, word).filter(|it| is_stated || matches!(it, Affected::Item(_)))
            };
            found.extend(named);
            follows_gate = word.eq_ignore_ascii_case("gate");
        }
    }
    found.extend(words(&claim.title).filter_map(|word| work(plan, word)));
    found.into_iter().collect()
}

/// The words of a text, without the signs around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || "-_./:".contains(c);
    let words = text.split(move |c: char| !is_part(c));
    words
        .map(|word| word.trim_matches(|c| matches!(c, '.' | ':' | '/' | '-')))
        .filter(|it| !it.is_empty())
}

fn named(plan: &Plan, config: &Config, word: &str) -> Option<Affected> {
    match word.split_once(':') {
        Some(("gate", name)) => GateName::new(name).map(Affected::Gate),
        Some((_, name)) => work(plan, name),
        None => work(plan, word).or_else(|| {
            let gate = GateName::new(word).filter(|gate| config.gates.contains_key(gate));
            gate.map(Affected::Gate)
        }),
    }
}

/// An item that a word names by its id.
fn work(plan: &Plan, word: &str) -> Option<Affected> {
    let item = plan.find(word).into_iter().find(|item| item.has_id && item.key.kind.is_work())?;
    Some(Affected::Item(item.key.name.clone()))
}

/// The gate that shows whether a decision is kept: `` (gate `unit`) `` at the end of its confirmation.
pub fn confirmation(plan: &Plan, item: &Item) -> Option<GateName> {
    let claims = plan.claims(item).map(|(_, claim)| claim);
    let mut fields = claims.flat_map(|claim| claim.fields_named("confirmation"));
    fields.find_map(|field| statement::condition(&field.value).gate)
}

/// Who accepted a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// Someone who may, over a signature.
    Signed(Voice),
    /// Someone, by word.
    Plain {
        /// Who, by their own word; may be empty.
        by: Box<str>,
    },
}

/// What became of a decision, by all that counts.
#[derive(Clone, Debug, PartialEq)]
pub enum DecisionState<'a> {
    /// Nothing yet.
    Open,
    /// It was accepted.
    Accepted {
        /// The record.
        heard: &'a HeardDecision,
        /// Who accepted it.
        acceptance: Acceptance,
    },
    /// It was rejected.
    Rejected {
        /// The record.
        heard: &'a HeardDecision,
    },
    /// Another one holds in its place.
    Superseded {
        /// That one.
        by: &'a ItemName,
    },
}

/// What became of a decision. A word alone counts only where nobody's signature is asked for and none
/// says otherwise; a no needs none.
pub fn decision_state<'a>(
    plan: &Plan,
    config: &Config,
    people: &'a People,
    item: &Item,
) -> DecisionState<'a> {
    let heard = people.decisions.get(&item_name(&item.key)).map_or(&[][..], Vec::as_slice);
    let need = occasion::need(plan, config, item);
    let mut state = DecisionState::Open;
    let mut is_refused_over_a_signature = false;
    for one in heard {
        let voice = may_say(config, one, need);
        match &one.decided.ruling {
            DecisionRuling::Accepted => {
                let is_word = need == Need::None && !is_refused_over_a_signature;
                let acceptance = match voice {
                    Some(voice) => Acceptance::Signed(voice),
                    None if is_word && !repeats(&state, one) => {
                        Acceptance::Plain { by: one.by.clone() }
                    }
                    None => continue,
                };
                is_refused_over_a_signature = false;
                state = DecisionState::Accepted { heard: one, acceptance };
            }
            DecisionRuling::Rejected => {
                is_refused_over_a_signature |= voice.is_some();
                state = DecisionState::Rejected { heard: one };
            }
            DecisionRuling::Superseded { by } => {
                is_refused_over_a_signature |= voice.is_some();
                state = DecisionState::Superseded { by };
            }
        }
    }
    state
}

/// Whether a decision still waits for someone who may take it: nobody has settled it as it reads, and no
/// document gives it up.
pub(crate) fn is_undecided(plan: &Plan, config: &Config, people: &People, item: &Item) -> bool {
    let is_dropped = plan.says(item).is_some_and(|(_, says)| says.status.is_dropped());
    match decision_state(plan, config, people, item) {
        DecisionState::Open => !is_dropped,
        DecisionState::Accepted { heard, .. } => heard.decided.text != decision_text(plan, item),
        DecisionState::Rejected { .. } | DecisionState::Superseded { .. } => false,
    }
}

/// Whether a word says again what a signature said of the same text.
fn repeats(state: &DecisionState<'_>, one: &HeardDecision) -> bool {
    match state {
        DecisionState::Accepted { heard, acceptance: Acceptance::Signed(_) } => {
            heard.decided.text == one.decided.text
        }
        DecisionState::Accepted { acceptance: Acceptance::Plain { .. }, .. }
        | DecisionState::Open
        | DecisionState::Rejected { .. }
        | DecisionState::Superseded { .. } => false,
    }
}

fn may_say(config: &Config, heard: &HeardDecision, need: Need) -> Option<Voice> {
    let who = config.approvals.who(need.occasion());
    authority::among(&heard.voices, &config.roles, who).ok()
}

/// A decision that holds, with the words that were accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted<'a> {
    /// The decision.
    pub decision: &'a ItemName,
    /// What it names.
    pub affects: &'a [Affected],
    /// Where its acceptance stands.
    pub position: Position,
    /// When that was recorded.
    pub at: Timestamp,
    /// Who accepted it.
    pub acceptance: Acceptance,
}

/// The decisions that hold. One whose words are other ones now, or that is in no document any more,
/// does not.
pub fn accepted<'a>(plan: &Plan, config: &Config, people: &'a People) -> Vec<Accepted<'a>> {
    let decisions = plan.items.values().filter(|item| item.key.kind == ItemKind::Decision);
    let holding = decisions.filter_map(|item| {
        let state = decision_state(plan, config, people, item);
        let DecisionState::Accepted { heard, acceptance } = state else { return None };
        let is_same = heard.decided.text == decision_text(plan, item);
        is_same.then_some(Accepted {
            decision: &heard.decided.decision,
            affects: &heard.decided.affects,
            position: heard.position,
            at: heard.at,
            acceptance,
        })
    });
    holding.collect()
}

/// What must stand behind a decision for it to excuse something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Anyone's word.
    Word,
    /// The signature of someone who may approve.
    Signature,
}

/// What an alteration departs from.
#[derive(Clone, Copy, Debug)]
pub struct Departure<'a> {
    /// The item that means something else.
    pub item: &'a ItemName,
    /// Where it was agreed: a decision from before then does not speak of it. Nothing where every
    /// decision does.
    pub since: Option<Position>,
    /// What must stand behind a decision.
    pub demand: Demand,
}

/// The decision that excuses an alteration: one that holds, was accepted since, and names the item, the
/// part or the gate.
///
/// Decisions and people are arguments: with a trusted base they are those of the base.
pub fn excuse<'d, 'a>(
    change: &Change,
    departure: Departure<'_>,
    decisions: &'d [Accepted<'a>],
) -> Option<&'d Accepted<'a>> {
    let names = |affected: &Affected| match affected {
        Affected::Gate(gate) => change.gate() == Some(gate),
        Affected::Item(id) => {
            *id == departure.item.id || change.item().is_some_and(|item| item.id == *id)
        }
    };
    decisions.iter().find(|decision| {
        let is_enough = match decision.acceptance {
            Acceptance::Signed(_) => true,
            Acceptance::Plain { .. } => departure.demand == Demand::Word,
        };
        let is_since = departure.since.is_none_or(|since| decision.position.is_after(since));
        is_enough && is_since && decision.affects.iter().any(names)
    })
}
