//! Following runs: what runs, since when, and how long it took the last time.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use milepost_core::{
    evidence::{Outcome, Run},
    gate::GateName,
    render::{escape, runs},
    verdict::RunPlan,
};
use milepost_host::{Snapshot, verify::VerifyEvent};

use crate::{
    commands::verify::lines,
    context::{self, Context},
    waiting,
};

/// Who is told what happens.
pub(in crate::commands) enum Follow<'a> {
    /// A program, line by line on stdout.
    Lines,
    /// A person, on stderr.
    Screen(Screen<'a>),
}

/// What a person sees while gates run.
pub(in crate::commands) struct Screen<'a> {
    context: &'a Context,
    bars: MultiProgress,
    is_live: bool,
    /// How long each gate took the last time.
    before: BTreeMap<GateName, Duration>,
    running: Mutex<BTreeMap<GateName, ProgressBar>>,
    widest: usize,
}

impl<'a> Follow<'a> {
    pub(super) fn lines() -> Self {
        Self::Lines
    }

    pub(in crate::commands) fn screen(
        context: &'a Context,
        snapshot: &Snapshot,
        plan: &RunPlan,
    ) -> Self {
        let is_live = io::stderr().is_terminal() && !context.is_quiet();
        let target =
            if is_live { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let before = snapshot.verdicts.gates.iter().filter_map(|(gate, verdict)| {
            let run = &verdict.basis.as_ref()?.run;
            Some((gate.clone(), run.finished.duration_since(run.started).unsigned_abs()))
        });
        Self::Screen(Screen {
            context,
            bars: MultiProgress::with_draw_target(target),
            is_live,
            before: before.collect(),
            running: Mutex::default(),
            widest: plan.runs.iter().map(|run| run.gate.as_str().len()).max().unwrap_or(0),
        })
    }

    pub(in crate::commands) fn on(&self, event: &VerifyEvent<'_>) {
        match self {
            Self::Lines => lines::write(event),
            Self::Screen(screen) => screen.on(event),
        }
    }

    pub(in crate::commands) fn finish(&self) {
        if let Self::Screen(screen) = self {
            screen.bars.clear().unwrap_or_default();
        }
    }
}

impl Screen<'_> {
    fn on(&self, event: &VerifyEvent<'_>) {
        match event {
            VerifyEvent::Waiting { gate, on } => self.stage(gate, &waiting::said(on)),
            VerifyEvent::CheckingOut { gate } => self.stage(gate, "checking out"),
            VerifyEvent::Preparing { gate } => self.stage(gate, "preparing"),
            VerifyEvent::Running { gate } => self.stage(gate, "running"),
            VerifyEvent::Finished { gate, run, tail, remarks } => {
                self.end(gate);
                for remark in *remarks {
                    self.tell(&format!("note: {gate}: {remark}\n"));
                }
                self.tell(&runs::ended(run, self.widest, self.context.error_screen));
                self.output(run, tail);
            }
            VerifyEvent::Skipped { gate, why } => {
                self.end(gate);
                self.tell(&format!("{gate}: not run: {}\n", escape::line(why)));
            }
            VerifyEvent::Recorded { .. } => {}
        }
    }

    /// What a gate that did not pass wrote last. It is shown, and recorded nowhere.
    fn output(&self, run: &Run, tail: &str) {
        if run.outcome == Outcome::Passed || self.context.is_quiet() {
            return;
        }
        let lines: Vec<&str> = tail.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
        for line in last {
            self.tell(&format!("    │ {}\n", escape::line(line)));
        }
    }

    fn stage(&self, gate: &GateName, stage: &str) {
        if !self.is_live {
            if stage.starts_with("waiting") {
                self.tell(&format!("{gate}: {stage}\n"));
            }
            return;
        }
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = running.entry(gate.clone()).or_insert_with(|| {
            let bar = self.bars.add(ProgressBar::new_spinner());
            let style = ProgressStyle::with_template("{spinner} {prefix} {elapsed:>4} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.set_prefix(format!("{:<width$}", escape::line(gate.as_str()), width = self.widest));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let before = self.before.get(gate).filter(|_| stage == "running");
        let before = before.map(|took| format!(" ({} last time)", runs::duration(*took)));
        bar.set_message(format!("{stage}{}", before.unwrap_or_default()));
    }

    fn end(&self, gate: &GateName) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = running.remove(gate) {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
    }

    fn tell(&self, text: &str) {
        if self.context.is_quiet() {
            return;
        }
        self.bars.suspend(|| context::tell(text));
    }
}
