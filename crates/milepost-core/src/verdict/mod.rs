//! Verdicts: what evidence says of gates at the judged commit.
//!
//! Nothing passes by being empty, unknown, old or alone: a verdict is a pass only where a run that
//! counts, on this very content, under this very definition, says so.

mod baseline;
mod brought;
mod career;
mod damage;
mod enforcement;
mod gates;
mod ground;
mod people;
mod plan;
mod review;
#[cfg(test)]
mod tests;
mod versions;
mod waived;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use crate::{
    authority::Voice,
    digest::Digest,
    evidence::{Grade, ItemName, Run},
    gate::{Enforcement, GateName},
    id::CommitId,
    plan::{ItemKey, ItemKind},
    text::RepoPath,
};

pub use baseline::{NotPinned, pinned};
pub use brought::Brought;
pub use career::{Career, careers};
pub use enforcement::{Change, Life, Streak, promotions, reason};
pub use gates::{CALIBRATION_LASTS, at_best, questions, verdicts};
pub use ground::{
    ALWAYS_LEFT_OUT, Freshness, Ground, GroundAnswers, GroundQuestions, MovedQuestion, Named,
    SubjectAnswer, SubjectQuestion,
};
pub use people::{
    HeardAnswer, HeardApproval, HeardBaseline, HeardDecision, HeardWaiver, People, Position,
};
pub use plan::{NotPlanned, PlannedRun, RunPlan, Wanted, plan};
pub use review::{Answer, checklist, said_by};
pub(crate) use review::{Content, answer};
pub use versions::{Versions, facts, held_against_versions, to_ask, version, versions_of};
pub use waived::WaivedState;

/// What evidence says of a gate or criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It could not be measured.
    Error,
    /// It held or not on other content than this.
    Stale,
    /// There is no run that counts.
    Missing,
    /// The gate has not shown yet that it can fail.
    Calibrating,
    /// The gate passed what it must fail.
    Blind,
    /// A person signed that it need not hold, until a day.
    Waived,
    /// A person signed that it does not apply.
    NotApplicable,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::Fail,
        Self::Error,
        Self::Stale,
        Self::Missing,
        Self::Calibrating,
        Self::Blind,
        Self::Waived,
        Self::NotApplicable,
    ];

    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Calibrating => "calibrating",
            Self::Blind => "blind",
            Self::Waived => "waived",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The word as the predicate of a sentence about a gate.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Pass => "passes",
            Self::Fail => "fails",
            Self::Error => "could not be measured",
            Self::Stale => "is stale",
            Self::Missing => "has no run that counts",
            Self::Calibrating => "is calibrating",
            Self::Blind => "is blind",
            Self::Waived => "is waived",
            Self::NotApplicable => "does not apply",
        }
    }

    /// Whether it satisfies. Nothing else does.
    pub fn satisfies(self) -> bool {
        match self {
            Self::Pass | Self::Waived => true,
            Self::Fail
            | Self::Error
            | Self::Stale
            | Self::Missing
            | Self::Calibrating
            | Self::Blind
            | Self::NotApplicable => false,
        }
    }

    /// How much worse it is than a pass, where several are one.
    pub(crate) fn weight(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::NotApplicable => 1,
            Self::Waived => 2,
            Self::Stale => 3,
            Self::Calibrating => 4,
            Self::Missing => 5,
            Self::Error => 6,
            Self::Blind => 7,
            Self::Fail => 8,
        }
    }

    /// Whether something is wrong here and now, not only unknown.
    pub fn is_red(self) -> bool {
        match self {
            Self::Fail | Self::Error | Self::Blind => true,
            Self::Pass
            | Self::Stale
            | Self::Missing
            | Self::Calibrating
            | Self::Waived
            | Self::NotApplicable => false,
        }
    }
}

/// How the runs at one key ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Runs that passed.
    pub passed: u32,
    /// Runs that failed.
    pub failed: u32,
    /// Runs that could not be measured.
    pub errors: u32,
    /// The passes after the last run that was none.
    pub in_a_row: u32,
    /// How many in a row make a pass here.
    pub needed: u32,
}

impl Attempts {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.passed.saturating_add(self.failed).saturating_add(self.errors)
    }
}

/// The run that a verdict rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The id of its record.
    pub record: Digest,
    /// Who recorded it, by their own word.
    pub by: Box<str>,
    /// The run, with the grade that its signatures give it.
    pub run: Run,
    /// How it is about the judged commit; nothing where it is not.
    pub freshness: Option<Freshness>,
}

/// What evidence says of one gate.
#[derive(Clone, Debug, PartialEq)]
pub struct GateVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether a program answers it; else a person does.
    pub is_run: bool,
    /// Whether criteria may rest on it, by what is written and what changed since.
    pub enforcement: Enforcement,
    /// What changed that last, if anything did.
    pub change: Option<Change>,
    /// How far it is, where greens in a row promote it.
    pub streak: Option<Streak>,
    /// How far it has come.
    pub life: Life,
    /// Why it is no pass, or what should be known of the pass; the nearest cause first.
    pub reasons: Vec<String>,
    /// The one command that would supply what is missing; nothing where there is none.
    pub next: Option<String>,
    /// The run that it rests on: the last one that counts, else the last one at all.
    pub basis: Option<Basis>,
    /// The runs at this key that count.
    pub attempts: Attempts,
    /// The paths that moved since, where it is stale; the first hundred.
    pub moved: Vec<RepoPath>,
    /// Whether its inputs were shown to be all that it looks at.
    pub audit: Audit,
    /// Who answered it, where a person does and someone has.
    pub answered: Vec<Voice>,
    /// The waiver of it, where there is one, ended or not.
    pub waiver: Option<HeardWaiver>,
    /// What a calibration must have been made with to hold here; nothing where a control is missing.
    pub calibration: Option<Digest>,
    /// The same on the content that it was measured on last, where nothing counts on this content.
    pub elsewhere: Option<Box<Self>>,
}

/// Whether a gate was shown to look at its declared inputs and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audit {
    /// It declares none: the whole project is its input.
    NotNarrowed,
    /// Nobody tried.
    Never,
    /// It ended the same with nothing else there, on these inputs.
    Agrees {
        /// Where that was seen.
        commit: CommitId,
    },
    /// The same, on other inputs than those of the judged commit.
    Outdated {
        /// Where that was seen.
        commit: CommitId,
    },
    /// It ended otherwise without the rest of the project.
    Differs {
        /// Where that was seen.
        commit: CommitId,
    },
}

/// What evidence says of all gates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts {
    /// The judged commit, where there is one.
    pub commit: Option<CommitId>,
    /// Each gate of the configuration.
    pub gates: BTreeMap<GateName, GateVerdict>,
    /// When each item was proven first; kept for ever.
    pub done: BTreeMap<ItemName, Done>,
    /// The least grade that proves.
    pub least_grade: Option<Grade>,
    /// What people stated.
    pub people: People,
    /// What gates run on, and answers are given on.
    pub ground: Option<Ground>,
    /// The day, in UTC, up to which waivers are held.
    pub today: Option<Date>,
    /// Whether this is what was measured and answered last, on whatever content.
    pub is_as_measured: bool,
}

/// What a criterion has from the gate that it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The verdict: that of the gate, where criteria may rest on it.
    pub verdict: Verdict,
    /// Why it does not satisfy, the nearest cause first; or what should be known of the pass.
    pub reasons: Vec<String>,
    /// What would supply what is missing.
    pub next: String,
}

impl Verdicts {
    /// What a criterion has from being bound to a gate; nothing where no such gate is defined.
    pub fn bound(&self, gate: &GateName) -> Option<Bound> {
        let judged = self.gates.get(gate)?;
        if judged.enforcement == Enforcement::Advisory {
            return Some(judged.advisory(gate));
        }
        let next = judged.next.clone().unwrap_or_else(|| format!("milepost gate show {gate}"));
        Some(Bound { verdict: judged.verdict, reasons: judged.reasons.clone(), next })
    }

    /// The same with every gate as it was measured last and every question as it was answered last, on whatever
    /// content; nothing where that is what they are on this content.
    ///
    /// Pages tell of that: a commit of code alone must not change what they say.
    pub fn as_measured(&self) -> Option<Self> {
        let is_open = |gate: &GateVerdict| {
            gate.is_run && matches!(gate.verdict, Verdict::Stale | Verdict::Missing)
        };
        let has_moved = |gate: &GateVerdict| is_open(gate) || gate.elsewhere.is_some();
        if !self.gates.values().any(has_moved) && !self.people.answered_of_items() {
            return None;
        }
        let mut measured = Self { is_as_measured: true, ..self.clone() };
        for gate in measured.gates.values_mut() {
            if let Some(elsewhere) = gate.elsewhere.take() {
                *gate = *elsewhere;
            } else if is_open(gate) {
                gate.verdict = Verdict::Missing;
                gate.basis = None;
            }
        }
        Some(measured)
    }

    /// The first time that an item was proven.
    pub fn done(&self, item: &ItemKey) -> Option<&Done> {
        self.done.get(&item_name(item))
    }

    /// The gates that a program can answer, and that criteria may rest on.
    pub fn that_can_run(&self) -> BTreeSet<GateName> {
        let gates = self.gates.iter().filter(|(_, gate)| gate.is_run);
        gates.map(|(name, _)| name.clone()).collect()
    }

    /// Whether a gate that was asked for has to pass: advisory ones only where they were named.
    pub fn must_pass(&self, gate: &GateName, wanted: &Wanted) -> bool {
        let is_named = match wanted {
            Wanted::Gates(_) | Wanted::Again(_) => true,
            Wanted::Open | Wanted::Stale | Wanted::All => false,
        };
        let enforcement = self.gates.get(gate).map(|gate| gate.enforcement);
        is_named || enforcement == Some(Enforcement::Blocking)
    }
}

impl GateVerdict {
    /// What a criterion has from a gate that satisfies nothing.
    fn advisory(&self, gate: &GateName) -> Bound {
        let demoted = match &self.change {
            Some(Change::Demoted { decision: Some(decision), .. }) => {
                format!("gate `{gate}` was demoted by {decision}, and satisfies nothing")
            }
            Some(Change::Demoted { decision: None, .. }) => {
                format!("gate `{gate}` was demoted, and satisfies nothing")
            }
            Some(Change::Promoted { .. }) | None => {
                format!("gate `{gate}` is advisory, and satisfies nothing")
            }
        };
        let mut reasons = vec![demoted];
        let next = match (self.streak, &self.change) {
            (Some(Streak { greens, wanted }), _) => {
                reasons.push(format!("{greens} of {wanted} greens in a row that make it block"));
                match (greens < wanted, &self.next) {
                    (false, Some(next)) => next.clone(),
                    (false, None) => "milepost verify".to_owned(),
                    (true, _) => format!("milepost gate run {gate}"),
                }
            }
            (None, Some(Change::Demoted { .. })) => format!(
                "set `promote-after = 3` for `{gate}`, so that greens in a row make it block \
                 again, or bind another gate"
            ),
            (None, Some(Change::Promoted { .. }) | None) => {
                format!("set `enforcement = \"blocking\"` for `{gate}`, or bind another gate")
            }
        };
        Bound { verdict: Verdict::Missing, reasons, next }
    }
}

/// The first time that an item was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When that was recorded.
    pub at: Timestamp,
    /// The commit it was proven at.
    pub commit: CommitId,
}

/// The item that events name, where it is of a kind that is known.
pub fn item_key(name: &ItemName) -> Option<ItemKey> {
    let kind = ItemKind::ALL.into_iter().find(|kind| kind.as_str() == &*name.kind)?;
    Some(ItemKey { scope: name.scope.clone(), kind, name: name.id.clone() })
}

/// The name of an item in events.
pub fn item_name(key: &ItemKey) -> ItemName {
    let kind = key.kind.as_str().into();
    ItemName { scope: key.scope.clone(), kind, id: key.name.clone() }
}
