//! What evidence has shown by a commit, as far as records alone can tell.
//!
//! That an item was once proven is recorded; so is every run. From these follows whether something is
//! red since, or other than what was shown. Whether the evidence still fits the content of a commit is
//! for the judge, who looks at one commit at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Config,
    evidence::{EvidenceKey, Grade, ItemName, Outcome, Run},
    gate::{Check, Enforcement, Gate, GateName},
    history::{Counts, Tally, ToldCriterion, state::State},
    plan::ItemKey,
    verdict::item_key,
};

/// How deep parts are followed.
const DEEPEST: usize = 8;

/// What has been shown.
#[derive(Debug)]
pub(super) struct Proofs {
    least: Grade,
    greens_after_fail: u32,
    /// The gates whose passes count by themselves: they block, and need neither controls nor a baseline.
    plain: BTreeSet<GateName>,
    gates: BTreeMap<GateName, Runs>,
    proven: BTreeMap<ItemKey, Proof>,
}

/// The last runs of a gate.
#[derive(Debug)]
struct Runs {
    /// What they were about.
    key: EvidenceKey,
    has_failed: bool,
    in_a_row: u32,
}

/// An item that was proven.
#[derive(Debug)]
struct Proof {
    criteria: BTreeSet<(Box<str>, Option<GateName>)>,
    parts: BTreeSet<ItemKey>,
    stand: Stand,
}

/// How it is with an item that was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nothing speaks against it.
    Shown,
    /// Gates of it are red.
    Red(Vec<GateName>),
    /// It asks for something that was not shown.
    Reopened,
    /// No document speaks of it, or a word took it out of the plan.
    Gone,
}

/// How it was with an item, and how it is.
#[derive(Debug)]
pub(super) struct Turned {
    pub(super) key: ItemKey,
    pub(super) before: Stand,
    pub(super) after: Stand,
}

impl Proofs {
    pub(super) fn new(config: &Config) -> Self {
        let policy = &config.policy;
        let gates = config.gates.values().filter(|gate| is_plain(gate));
        Self {
            plain: gates.map(|gate| gate.name.clone()).collect(),
            // What could not prove could still show that something does not hold.
            least: policy.least_grade.min(Grade::Clean),
            greens_after_fail: policy.greens_after_fail,
            gates: BTreeMap::new(),
            proven: BTreeMap::new(),
        }
    }

    /// Takes a run. Gives whether its gate changed its colour.
    pub(super) fn run(&mut self, run: &Run) -> bool {
        let is_counted = run.grade >= self.least && run.outcome != Outcome::NotRun;
        if !is_counted {
            return false;
        }
        let was_red = self.is_red(&run.gate);
        let fresh = || Runs { key: run.key, has_failed: false, in_a_row: 0 };
        let runs = self.gates.entry(run.gate.clone()).or_insert_with(fresh);
        if runs.key != run.key {
            *runs = fresh();
        }
        match run.outcome {
            Outcome::Passed => runs.in_a_row = runs.in_a_row.saturating_add(1),
            Outcome::Failed | Outcome::Error => {
                runs.has_failed = true;
                runs.in_a_row = 0;
            }
            Outcome::NotRun => {}
        }
        was_red != self.is_red(&run.gate)
    }

    fn is_red(&self, gate: &GateName) -> bool {
        let is_red = |runs: &Runs| runs.has_failed && runs.in_a_row < self.greens_after_fail;
        self.gates.get(gate).is_some_and(is_red)
    }

    /// Whether the last runs of a gate show by themselves what is bound to it.
    fn is_green(&self, gate: &GateName) -> bool {
        let passes = |runs: &Runs| runs.in_a_row > 0;
        self.plain.contains(gate) && self.gates.get(gate).is_some_and(passes) && !self.is_red(gate)
    }

    /// Takes that an item was proven. Gives its key where it was not before.
    pub(super) fn done(&mut self, state: &State, item: &ItemName) -> Option<ItemKey> {
        let key = item_key(item)?;
        if self.proven.contains_key(&key) {
            return None;
        }
        let seen = state.seen(&key);
        let criteria = seen.iter().flat_map(|it| &it.criteria).map(name_of).collect();
        let parts = state.parts(&key).collect();
        self.proven.insert(key.clone(), Proof { criteria, parts, stand: Stand::Gone });
        let stand = self.stand(state, &key);
        if let Some(proof) = self.proven.get_mut(&key) {
            proof.stand = stand;
        }
        Some(key)
    }

    /// Forgets what was shown of an id that means something else now.
    pub(super) fn forget(&mut self, key: &ItemKey) {
        self.proven.remove(key);
    }

    /// Whether an item was proven.
    pub(super) fn has(&self, key: &ItemKey) -> bool {
        self.proven.contains_key(key)
    }

    /// Every item that was proven.
    pub(super) fn keys(&self) -> BTreeSet<ItemKey> {
        self.proven.keys().cloned().collect()
    }

    /// Looks at some items again, and gives those with which it is otherwise now.
    pub(super) fn look(&mut self, state: &State, keys: &BTreeSet<ItemKey>) -> Vec<Turned> {
        let mut turned = Vec::new();
        for key in keys {
            let Some(before) = self.proven.get(key).map(|proof| proof.stand.clone()) else {
                continue;
            };
            let after = self.stand(state, key);
            if let Some(proof) = self.proven.get_mut(key).filter(|_| before != after) {
                proof.stand = after.clone();
                turned.push(Turned { key: key.clone(), before, after });
            }
        }
        turned
    }

    /// How many criteria gates show by themselves.
    pub(super) fn green(&self, state: &State) -> Counts {
        let bound = state.bound().iter().filter(|(gate, _)| self.is_green(gate));
        let shown = bound.fold(0_u32, |sum, (_, count)| sum.saturating_add(*count));
        let criteria = Tally { all: 0, said: 0, shown };
        Counts { criteria, ..Counts::default() }
    }

    /// How much is shown of what was proven, without what gates show by themselves.
    pub(super) fn counts(&self, state: &State) -> Counts {
        let mut counts = Counts::default();
        for (key, proof) in &self.proven {
            let is_shown = proof.stand == Stand::Shown;
            if let Some(tally) = counts.of(key.kind).filter(|_| is_shown) {
                tally.shown += 1;
            }
            let seen = state.seen(key).filter(|_| proof.stand != Stand::Gone);
            let criteria = seen.iter().flat_map(|it| &it.criteria);
            let holds = criteria.filter(|it| {
                let is_told = |gate| self.is_red(gate) || self.is_green(gate);
                !it.gate.as_ref().is_some_and(is_told) && proof.criteria.contains(&name_of(it))
            });
            let shown = super::state::number(holds.count());
            counts.criteria += Tally { all: 0, said: 0, shown };
        }
        counts
    }

    fn stand(&self, state: &State, key: &ItemKey) -> Stand {
        let (Some(proof), Some(seen)) = (self.proven.get(key), state.seen(key)) else {
            return Stand::Gone;
        };
        if seen.is_dropped() {
            return Stand::Gone;
        }
        let red = self.red_gates(state, key);
        if !red.is_empty() {
            return Stand::Red(red.into_iter().collect());
        }
        let is_empty = seen.criteria.is_empty() && !proof.criteria.is_empty();
        let are_same = seen.criteria.iter().all(|it| proof.criteria.contains(&name_of(it)));
        let is_known = |part: &ItemKey| {
            let is_shown = self.proven.get(part).is_some_and(|it| it.stand == Stand::Shown);
            proof.parts.contains(part) || is_shown
        };
        let are_known = state.parts(key).all(|part| is_known(&part));
        if is_empty || !are_same || !are_known { Stand::Reopened } else { Stand::Shown }
    }

    /// The gates of an item and of what it consists of that are red.
    fn red_gates(&self, state: &State, key: &ItemKey) -> BTreeSet<GateName> {
        let mut red = BTreeSet::new();
        let mut open = vec![(key.clone(), DEEPEST)];
        while let Some((key, depth)) = open.pop() {
            let criteria = state.seen(&key).map(|seen| seen.criteria).unwrap_or_default();
            let gates = criteria.into_iter().filter_map(|criterion| criterion.gate);
            red.extend(gates.filter(|gate| self.is_red(gate)));
            if depth > 0 {
                open.extend(state.parts(&key).map(|part| (part, depth - 1)));
            }
        }
        red
    }
}

fn is_plain(gate: &Gate) -> bool {
    match &gate.check {
        Check::Run(check) => {
            gate.enforcement == Enforcement::Blocking
                && check.controls.is_empty()
                && check.compare.is_none()
        }
        Check::Review(_) => false,
    }
}

fn name_of(criterion: &ToldCriterion) -> (Box<str>, Option<GateName>) {
    (criterion.text.clone(), criterion.gate.clone())
}
