//! Whose turn it is: gates wait for those they need, and are skipped where one of these did not pass.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use milepost_core::{evidence::Outcome, gate::GateName, verdict::PlannedRun};

/// The runs that are left.
pub(super) struct Board<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
}

struct State<'a> {
    waiting: VecDeque<&'a PlannedRun>,
    ended: BTreeMap<GateName, Outcome>,
}

/// What to do next.
pub(super) enum Turn<'a> {
    /// Run this gate.
    Run(&'a PlannedRun),
    /// Leave this one out.
    Skip(&'a PlannedRun, String),
}

impl<'a> Board<'a> {
    pub(super) fn new(runs: &'a [PlannedRun]) -> Self {
        let state = State { waiting: runs.iter().collect(), ended: BTreeMap::new() };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The next turn; waits while all that is left depends on what runs. Nothing when all is taken.
    pub(super) fn turn(&self) -> Option<Turn<'a>> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            if let Some(turn) = state.take() {
                return Some(turn);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Some of the runs whose turn is next, as far as that can be told now.
    pub(super) fn upcoming(&self, most: usize) -> Vec<&'a PlannedRun> {
        let state = self.lock();
        let passed = |need: &GateName| state.ended.get(need) == Some(&Outcome::Passed);
        let ready = state.waiting.iter().filter(|run| run.after.iter().all(passed));
        ready.take(most).copied().collect()
    }

    /// Tells those who wait how a gate ended.
    pub(super) fn ended(&self, gate: &GateName, outcome: Outcome) {
        self.lock().ended.insert(gate.clone(), outcome);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        // A worker that panicked has left the lists whole: they change in one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> State<'a> {
    fn take(&mut self) -> Option<Turn<'a>> {
        let ready = self
            .waiting
            .iter()
            .position(|run| run.after.iter().all(|need| self.ended.contains_key(need)))?;
        let run = self.waiting.remove(ready)?;
        let red = run.after.iter().find(|need| self.ended.get(need) != Some(&Outcome::Passed));
        Some(match red {
            Some(need) => Turn::Skip(run, format!("it needs `{need}`, which did not pass")),
            None => Turn::Run(run),
        })
    }
}

#[cfg(test)]
mod tests {
    use milepost_core::{
        evidence::Outcome,
        id::ItemId,
        verdict::{PlannedRun, Verdict},
    };

    use super::{Board, Turn};

    fn planned(gate: &str, after: &[&str]) -> PlannedRun {
        PlannedRun {
            gate: ItemId::new(gate).unwrap(),
            verdict: Verdict::Missing,
            why: String::new(),
            times: 1,
            after: after.iter().map(|name| ItemId::new(name).unwrap()).collect(),
        }
    }

    fn name(turn: Option<Turn<'_>>) -> String {
        match turn {
            Some(Turn::Run(run)) => format!("run {}", run.gate),
            Some(Turn::Skip(run, why)) => format!("skip {}: {why}", run.gate),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn what_needs_a_red_gate_is_skipped_and_so_is_what_needs_that() {
        let runs = [planned("build", &[]), planned("unit", &["build"]), planned("e2e", &["unit"])];
        let board = Board::new(&runs);
        assert_eq!(name(board.turn()), "run build");
        board.ended(&runs[0].gate, Outcome::Failed);
        assert_eq!(name(board.turn()), "skip unit: it needs `build`, which did not pass");
        board.ended(&runs[1].gate, Outcome::NotRun);
        assert_eq!(name(board.turn()), "skip e2e: it needs `unit`, which did not pass");
        assert_eq!(name(board.turn()), "nothing");
    }
}
