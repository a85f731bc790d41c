//! Whether a gate blocks: as it is written, until a streak promotes it or a decision demotes it.

use std::collections::BTreeSet;

use crate::{
    comparison::{CONFIDENCE, ruled_out},
    config::Config,
    evidence::{Ending, Event, Outcome, Record, Run},
    gate::{Enforcement, Gate, RunCheck},
    id::ItemId,
    verdict::{Verdict, Verdicts},
};

/// What changed the enforcement of a gate last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A streak made it block.
    Promoted {
        /// Why.
        reason: Box<str>,
    },
    /// A decision made it advise.
    Demoted {
        /// The decision; nothing where an older record does not name one.
        decision: Option<ItemId>,
        /// Why.
        reason: Box<str>,
    },
}

impl Change {
    /// What an event changes, if it changes that.
    pub(super) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Promoted { reason, .. } => Some(Self::Promoted { reason: reason.clone() }),
            Event::Demoted { decision, reason, .. } => {
                let (decision, reason) = (decision.clone(), reason.clone());
                Some(Self::Demoted { decision, reason })
            }
            Event::Done { .. }
            | Event::Calibrated { .. }
            | Event::Audited { .. }
            | Event::Packet { .. }
            | Event::Handoff { .. }
            | Event::Baseline { .. }
            | Event::Decided { .. }
            | Event::Steered { .. }
            | Event::Stolen { .. } => None,
        }
    }
}

/// Whether criteria may rest on a gate, by what is written and by what changed since.
pub(super) fn enforcement(gate: &Gate, change: Option<&Change>) -> Enforcement {
    match change {
        None => gate.enforcement,
        Some(Change::Demoted { .. }) => Enforcement::Advisory,
        // Writing `advisory` again takes nothing back: only a decision does.
        Some(Change::Promoted { .. }) => Enforcement::Blocking,
    }
}

/// How many greens in a row a gate has, of those that make it block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// So many there are, on whatever content; no more than are wanted.
    pub greens: u32,
    /// So many make it block.
    pub wanted: u32,
}

/// The last runs of a gate under its definition of now, the newest first, up to the first that was
/// no pass: each run once, whatever its content.
pub(super) fn greens<'a>(
    check: &RunCheck,
    runs: &[(&'a Record, &'a Run)],
    is_enough: impl Fn(&Record, &Run) -> bool,
    is_pass: impl Fn(&Run) -> bool,
) -> Vec<&'a Run> {
    let definition = check.definition();
    let mut begun = BTreeSet::new();
    let mut greens = Vec::new();
    for (record, run) in runs.iter().rev() {
        let is_told = |other: &Run| other.started == run.started && other != *run;
        let is_orphan = run.ending == Ending::Interrupted;
        let says_nothing = run.definition != definition
            || !is_enough(record, run)
            || run.outcome == Outcome::NotRun
            || (is_orphan && runs.iter().any(|(_, other)| is_told(other)))
            || !begun.insert(run.started);
        if says_nothing {
            continue;
        }
        if !is_pass(run) {
            break;
        }
        greens.push(*run);
    }
    greens
}

/// The gates that block from now on: advisory ones that pass here, after as many greens in a row as
/// their rule asks for.
pub fn promotions(config: &Config, verdicts: &Verdicts) -> Vec<Event> {
    let Some(commit) = &verdicts.commit else { return Vec::new() };
    let due = verdicts.gates.iter().filter(|(_, gate)| {
        let is_reached = gate.streak.is_some_and(|streak| streak.greens >= streak.wanted);
        is_reached && gate.enforcement == Enforcement::Advisory && gate.verdict == Verdict::Pass
    });
    let known = due.filter(|(name, _)| config.gates.contains_key(name));
    known
        .filter_map(|(name, gate)| {
            let reason = reason(gate.streak?.greens).into();
            Some(Event::Promoted { gate: name.clone(), commit: commit.clone(), reason })
        })
        .collect()
}

/// `3 greens in a row rule out failure rates above 63 % (at 95 %)`.
pub fn reason(greens: u32) -> String {
    let (rate, sure) = (ruled_out(greens) * 100.0, CONFIDENCE * 100.0);
    let (noun, verb) = if greens == 1 { ("green", "rules") } else { ("greens", "rule") };
    format!("{greens} {noun} in a row {verb} out failure rates above {rate:.0} % (at {sure:.0} %)")
}

/// How far a gate has come, from an intention to evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Life {
    /// Documents name it, and nothing says what it does.
    Proposed,
    /// What it runs or asks is defined, and has measured nothing yet under this definition.
    Algorithmic,
    /// It has measured something.
    Runtime,
}

impl Life {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Algorithmic => "algorithmic",
            Self::Runtime => "runtime",
        }
    }

    /// How far a defined gate has come by its runs.
    pub(super) fn of(
        check: &RunCheck,
        runs: &[(&Record, &Run)],
        is_enough: impl Fn(&Record, &Run) -> bool,
    ) -> Self {
        let definition = check.definition();
        let is_measured = |record: &Record, run: &Run| {
            let is_answer = matches!(run.outcome, Outcome::Passed | Outcome::Failed);
            is_answer && run.definition == definition && is_enough(record, run)
        };
        let is_runtime = runs.iter().any(|(record, run)| is_measured(record, run));
        if is_runtime { Self::Runtime } else { Self::Algorithmic }
    }
}
