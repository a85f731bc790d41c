//! What was agreed of items, and how they depart from it without a decision.
//!
//! An item is held against its last approval, and against every baseline since. A baseline is anyone's
//! word, and takes back nothing that was agreed before it: what it departs from must be decided like any
//! other change.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    agreed::{
        approvals::may_say,
        decisions::{self, Accepted, Demand, Departure},
        definition::definition,
        goalposts::{self, Change},
        occasion::{self, Need},
    },
    evidence::{Definition, ItemName, Ruling, ShownGate},
    gate::GateName,
    plan::Item,
    report::Counts,
    scene::Scene,
    verdict::{Position, item_name},
};

/// How something was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreedBy {
    /// A baseline says so.
    Baseline,
    /// A person approved it.
    Approval,
}

/// What an item was agreed to mean.
#[derive(Clone, Debug)]
pub struct Agreed<'a> {
    /// How.
    pub kind: AgreedBy,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom; may be empty for a baseline.
    pub by: Box<str>,
    /// What it meant.
    pub definition: &'a Definition,
    /// What its gates said.
    pub shown: &'a [ShownGate],
    position: Position,
}

/// An item that departs from what was agreed, and no decision says that it may.
#[derive(Clone, Debug)]
pub struct Moved<'a> {
    /// The item.
    pub item: ItemName,
    /// In what it departs.
    pub change: Change,
    /// From what.
    pub agreed: Agreed<'a>,
    /// What a decision about it needs.
    pub demand: Demand,
}

/// Everything that departs from what was agreed, each change once.
pub fn moved<'a>(scene: &Scene<'a>) -> Vec<Moved<'a>> {
    let people = &scene.verdicts.people;
    let names: BTreeSet<&ItemName> =
        people.approvals.keys().chain(people.baselines.keys()).collect();
    let mut decisions = decisions::accepted(scene.plan, scene.config, people);
    if let Some(base) = scene.base {
        // What a change says of itself settles nothing.
        decisions.retain(|decision| !base.words.contains(&decision.position.record));
    }
    let mut found: Vec<Moved<'a>> = Vec::new();
    for name in names {
        for moved in of_item(scene, name, &decisions) {
            match found.iter_mut().find(|other| other.change == moved.change) {
                // What belongs to several is told of the one that it belongs to first.
                Some(other) if moved.change.item() == Some(&moved.item) => *other = moved,
                Some(_) => {}
                None => found.push(moved),
            }
        }
    }
    found
}

/// The last thing that was agreed of an item.
pub fn last_agreed<'a>(scene: &Scene<'a>, name: &ItemName) -> Option<Agreed<'a>> {
    agreed(scene, name, need_of(scene, name)).pop()
}

fn item<'a>(scene: &Scene<'a>, name: &ItemName) -> Option<&'a Item> {
    scene.plan.find(name.id.as_str()).into_iter().find(|item| item_name(&item.key) == *name)
}

fn need_of(scene: &Scene<'_>, name: &ItemName) -> Need {
    item(scene, name).map_or(Need::None, |it| occasion::need(scene.plan, scene.config, it))
}

/// All that was agreed of an item since its last approval, that one first.
fn agreed<'a>(scene: &Scene<'a>, name: &ItemName, need: Need) -> Vec<Agreed<'a>> {
    let people = &scene.verdicts.people;
    let approvals = people.approvals.get(name).into_iter().flatten().filter_map(|heard| {
        let voice = may_say(scene, heard, need).ok();
        let voice = voice.filter(|_| heard.approval.ruling == Ruling::Approved)?;
        Some(Agreed {
            kind: AgreedBy::Approval,
            at: voice.at,
            by: voice.principal,
            definition: &heard.approval.definition,
            shown: &heard.approval.shown,
            position: heard.position,
        })
    });
    let baselines = people.baselines.get(name).into_iter().flatten().map(|heard| Agreed {
        kind: AgreedBy::Baseline,
        at: heard.at,
        by: heard.by.clone(),
        definition: &heard.baseline.definition,
        shown: &heard.baseline.shown,
        position: heard.position,
    });
    let mut all: Vec<Agreed<'a>> = approvals.chain(baselines).collect();
    all.sort_by_key(|agreed| agreed.position.place());
    let last = all.iter().rposition(|agreed| agreed.kind == AgreedBy::Approval);
    all.split_off(last.unwrap_or(0))
}

fn of_item<'a>(scene: &Scene<'a>, name: &ItemName, decisions: &[Accepted<'_>]) -> Vec<Moved<'a>> {
    let need = need_of(scene, name);
    let all = agreed(scene, name, need);
    let now = item(scene, name).map(|item| definition(scene.plan, scene.config, item));
    let mut found: Vec<Moved<'a>> = Vec::new();
    for (at, agreed) in all.iter().enumerate() {
        let demand = match (agreed.kind, need) {
            (AgreedBy::Approval, _) | (_, Need::Asked { .. } | Need::Policy { .. }) => {
                Demand::Signature
            }
            (AgreedBy::Baseline, Need::None) => Demand::Word,
        };
        let departure = Departure { item: name, since: Some(agreed.position), demand };
        let is_last = at + 1 == all.len();
        for change in changes_since(scene, name, agreed, now.as_ref()) {
            let is_told = found.iter().any(|moved| moved.change == change);
            // A later baseline takes more work in, and lets nothing go.
            let counts = is_last || change.moves_the_goal();
            let is_open = || decisions::excuse(&change, departure, decisions).is_none();
            if counts && !is_told && is_open() {
                let (item, agreed) = (name.clone(), agreed.clone());
                found.push(Moved { item, change, agreed, demand });
            }
        }
    }
    found
}

/// What changed between an agreement and the present.
fn changes_since(
    scene: &Scene<'_>,
    name: &ItemName,
    agreed: &Agreed<'_>,
    now: Option<&Definition>,
) -> Vec<Change> {
    let Some(now) = now else { return vec![Change::ItemGone(name.clone())] };
    let mut changes = goalposts::changes(agreed.definition, now);
    changes.extend(goalposts::dropped_tests(agreed.shown, |gate| counted(scene, gate)));
    changes
}

/// How many tests the last run of a gate on the judged content counted.
fn counted(scene: &Scene<'_>, gate: &GateName) -> Option<u64> {
    let basis = scene.verdicts.gates.get(gate)?.basis.as_ref()?;
    basis.freshness.as_ref()?;
    basis.run.tests.as_ref().map(Counts::total)
}
