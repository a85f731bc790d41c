//! Events as lines for programs, written as they happen.

use milepost_core::render::json::{self, RunEvent};
use milepost_host::verify::VerifyEvent;

use crate::{context, waiting};

/// Writes an event. A reader who has gone is told nothing more.
pub(super) fn write(event: &VerifyEvent<'_>) {
    let line = match event {
        VerifyEvent::Waiting { gate, on } => {
            json::run_event(RunEvent::Waiting, Some(gate), None, &waiting::said(on))
        }
        VerifyEvent::CheckingOut { gate } => {
            json::run_event(RunEvent::CheckingOut, Some(gate), None, "")
        }
        VerifyEvent::Preparing { gate } => {
            json::run_event(RunEvent::Preparing, Some(gate), None, "")
        }
        VerifyEvent::Running { gate } => json::run_event(RunEvent::Running, Some(gate), None, ""),
        VerifyEvent::Finished { gate, run, tail: _, remarks: _ } => {
            json::run_event(RunEvent::Finished, Some(gate), Some(run), "")
        }
        VerifyEvent::Skipped { gate, why } => {
            json::run_event(RunEvent::Skipped, Some(gate), None, why)
        }
        VerifyEvent::Recorded { runs: _ } => json::run_event(RunEvent::Recorded, None, None, ""),
    };
    // Who does not listen any more has seen enough; the ledger has it all.
    drop(context::say(&line));
}
