//! A ledger that is not whole: what is gone from it may have been a run that failed.

use crate::{
    diag::Severity,
    evidence::ledger::LedgerProblem,
    verdict::{Verdict, Verdicts},
};

impl Verdicts {
    /// Takes back every pass where a file of the ledger was altered, cut short or cannot be read.
    ///
    /// Attempts count, and nobody knows which attempts such a file held.
    #[must_use]
    pub fn held_against(mut self, problems: &[LedgerProblem]) -> Self {
        let Some(problem) = problems.iter().find(|it| it.severity() == Severity::Error) else {
            return self;
        };
        for gate in self.gates.values_mut().filter(|gate| gate.verdict == Verdict::Pass) {
            gate.verdict = Verdict::Error;
            let why =
                format!("the ledger is not whole, and a failed run may be missing: {problem}");
            gate.reasons.insert(0, why);
            gate.next = Some("git restore .milepost/ledger".to_owned());
        }
        self
    }
}
