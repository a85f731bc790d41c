//! Which gates must be run, and in what order: the least that supplies what is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    actor::Actor,
    config::Config,
    gate::{Check, GateName, Weight},
    verdict::{GateVerdict, Verdict, Verdicts},
};

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every gate that has no countable run here: missing, stale, in error or short of passes.
    Open,
    /// Only gates whose evidence is about other content.
    Stale,
    /// Every gate of the configuration that does not pass, failed ones too.
    All,
    /// These gates, unless they pass.
    Gates(BTreeSet<GateName>),
    /// These gates, whatever is known of them.
    Again(BTreeSet<GateName>),
}

/// A gate that must be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRun {
    /// The gate.
    pub gate: GateName,
    /// Its verdict before; the reason to run it.
    pub verdict: Verdict,
    /// Why, in words.
    pub why: String,
    /// How many runs it takes: more than one where passes in a row are asked for.
    pub times: u32,
    /// The planned gates that must pass before.
    pub after: Vec<GateName>,
}

/// A gate that was wanted and cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPlanned {
    /// The gate.
    pub gate: GateName,
    /// Why not.
    pub why: String,
}

/// What will be run, and what will not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunPlan {
    /// The runs, each after those it needs.
    pub runs: Vec<PlannedRun>,
    /// Wanted gates that only a person can answer, or that nothing defines.
    pub not_planned: Vec<NotPlanned>,
    /// How many wanted gates pass already.
    pub passing: usize,
}

impl RunPlan {
    /// The plan without what an actor may not run: heavy gates, where they are for some roles alone, and
    /// all that comes after them.
    #[must_use]
    pub fn fit_for(mut self, config: &Config, actor: Option<&Actor>) -> Self {
        if config.work.may_run_heavy(actor) {
            return self;
        }
        let heavy = |gate: &GateName| {
            config.gates.get(gate).is_some_and(|gate| gate.weight() == Weight::Heavy)
        };
        let roles = config.work.heavy_by.join(", ");
        let mut left_out: BTreeSet<GateName> = BTreeSet::new();
        for run in std::mem::take(&mut self.runs) {
            let before = run.after.iter().find(|gate| left_out.contains(*gate));
            let why = match before {
                _ if heavy(&run.gate) => format!("it is heavy, and only {roles} may run it"),
                Some(gate) => format!("it comes after `{gate}`, which is not run"),
                None => {
                    self.runs.push(run);
                    continue;
                }
            };
            left_out.insert(run.gate.clone());
            self.not_planned.push(NotPlanned { gate: run.gate, why });
        }
        self
    }
}

/// Plans the least set of runs.
pub fn plan(config: &Config, verdicts: &Verdicts, wanted: &Wanted) -> RunPlan {
    let mut planner =
        Planner { config, verdicts, wanted, plan: RunPlan::default(), seen: BTreeMap::new() };
    for gate in planner.names() {
        planner.visit(&gate, Role::Wanted);
    }
    planner.plan
}

/// Why a gate is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Wanted,
    Needed,
}

struct Planner<'a> {
    config: &'a Config,
    verdicts: &'a Verdicts,
    wanted: &'a Wanted,
    plan: RunPlan,
    /// The gates looked at, and whether each was planned.
    seen: BTreeMap<GateName, bool>,
}

impl Planner<'_> {
    fn names(&self) -> Vec<GateName> {
        match self.wanted {
            Wanted::Open | Wanted::Stale | Wanted::All => {
                self.config.gates.keys().cloned().collect()
            }
            Wanted::Gates(names) | Wanted::Again(names) => names.iter().cloned().collect(),
        }
    }

    /// Plans a gate after what it needs; tells whether it was planned. The configuration has no
    /// gates that need each other.
    fn visit(&mut self, name: &GateName, role: Role) -> bool {
        if let Some(planned) = self.seen.get(name) {
            return *planned;
        }
        self.seen.insert(name.clone(), false);
        let (Some(gate), Some(verdict)) =
            (self.config.gates.get(name), self.verdicts.gates.get(name))
        else {
            self.refuse(name, "milepost.toml does not define it");
            return false;
        };
        if !self.is_due(verdict, role) {
            self.plan.passing += usize::from(verdict.verdict.satisfies());
            return false;
        }
        let Check::Run(check) = &gate.check else {
            if role == Role::Wanted && !matches!(self.wanted, Wanted::Open | Wanted::Stale) {
                self.refuse(name, "it is a review: a person must answer it");
            }
            return false;
        };
        let needed = check.needs.iter();
        let after = needed.filter(|need| self.visit(need, Role::Needed)).cloned().collect();
        self.plan.runs.push(PlannedRun {
            gate: name.clone(),
            verdict: verdict.verdict,
            why: why(verdict),
            times: times(verdict, check.greens),
            after,
        });
        self.seen.insert(name.clone(), true);
        true
    }

    fn refuse(&mut self, gate: &GateName, why: &str) {
        self.plan.not_planned.push(NotPlanned { gate: gate.clone(), why: why.to_owned() });
    }

    fn is_due(&self, verdict: &GateVerdict, role: Role) -> bool {
        let is_short = verdict.attempts.passed > 0 && verdict.attempts.in_a_row > 0;
        match (self.wanted, role) {
            (_, Role::Needed) | (Wanted::All | Wanted::Gates(_), Role::Wanted) => {
                !verdict.verdict.satisfies()
            }
            (Wanted::Again(_), Role::Wanted) => true,
            (Wanted::Stale, Role::Wanted) => verdict.verdict == Verdict::Stale,
            (Wanted::Open, Role::Wanted) => match verdict.verdict {
                Verdict::Missing | Verdict::Stale | Verdict::Error => true,
                // A red gate stays red on the same content, unless it has begun to pass again.
                Verdict::Fail => is_short,
                Verdict::Calibrating | Verdict::Blind => verdict.attempts.total() == 0,
                Verdict::Pass | Verdict::Waived | Verdict::NotApplicable => false,
            },
        }
    }
}

fn why(verdict: &GateVerdict) -> String {
    let reason = verdict.reasons.first().map_or("", String::as_str);
    match (verdict.verdict.as_str(), reason) {
        (word, "") => word.to_owned(),
        (word, reason) => format!("{word}: {reason}"),
    }
}

/// How many more passes make a pass.
fn times(verdict: &GateVerdict, greens: u32) -> u32 {
    let attempts = verdict.attempts;
    let needed = if attempts.total() == 0 { greens } else { attempts.needed };
    needed.saturating_sub(attempts.in_a_row).max(1)
}
