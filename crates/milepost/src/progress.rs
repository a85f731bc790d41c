//! A progress bar for long loads: on a terminal, and only if one has to wait.

use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use milepost_host::{LoadEvent, PastEvent};

/// Shorter waits are not worth a bar.
const PATIENCE: Duration = Duration::from_millis(300);

/// How far loading is, on stderr.
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    may_show: bool,
}

impl Progress {
    /// A bar that is not shown yet.
    pub(crate) fn new(is_quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let may_show = !is_quiet && io::stderr().is_terminal();
        Self { bar, began: Instant::now(), may_show }
    }

    /// Takes note of an event.
    pub(crate) fn on(&self, event: LoadEvent) {
        if !self.may_show {
            return;
        }
        match event {
            LoadEvent::Found(documents) => {
                self.bar.set_length(u64::try_from(documents).unwrap_or(u64::MAX));
                self.bar.set_message("reading");
            }
            LoadEvent::Read => self.bar.inc(1),
            LoadEvent::Asking => self.bar.set_message("asking git"),
        }
        if self.bar.is_hidden() && self.began.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes note of an event of a walk through history.
    pub(crate) fn on_past(&self, event: PastEvent) {
        if !self.may_show {
            return;
        }
        match event {
            PastEvent::Found(commits) => {
                self.bar.set_length(u64::try_from(commits).unwrap_or(u64::MAX));
                self.bar.set_message("walking");
            }
            PastEvent::Looked(commits) => self.bar.inc(u64::try_from(commits).unwrap_or(u64::MAX)),
        }
        if self.bar.is_hidden() && self.began.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
