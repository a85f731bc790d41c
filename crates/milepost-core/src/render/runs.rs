//! Runs of gates: what is to be run and why, how each ended, and what that changed.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    evidence::{Outcome, Run},
    gate::GateName,
    id::CommitId,
    judge::Report,
    plan::Plan,
    render::layout::Lines as _,
    render::{Screen, escape, gates, layout, screen::Ink, words},
    text::RepoPath,
    verdict::RunPlan,
};

/// `verifying 1a2b3c4d5e (2 paths on disk are no part of it: src/a.rs, notes.txt)`.
pub fn heading(commit: &CommitId, strange: &[RepoPath]) -> String {
    let strange = match strange {
        [] => String::new(),
        [path] => format!(" ({path} on disk is no part of it)"),
        paths => {
            let named: Vec<&str> = paths.iter().take(3).map(RepoPath::as_str).collect();
            let more = if paths.len() > named.len() { ", …" } else { "" };
            let named = named.join(", ");
            format!(" ({} paths on disk are no part of it: {named}{more})", paths.len())
        }
    };
    format!("verifying {}{}\n", commit.short(), escape::line(&strange))
}

/// What would be run, and why.
pub fn plan(plan: &RunPlan, screen: Screen) -> String {
    let mut page = String::new();
    let name = plan.runs.iter().map(|run| layout::width(run.gate.as_str())).max().unwrap_or(0);
    let name = name.clamp(4, 32);
    if plan.runs.is_empty() {
        page.line("nothing to run");
    } else {
        page.line(format!("{} to run", words::count(plan.runs.len(), "gate")));
    }
    for run in &plan.runs {
        let (mark, ink) = words::verdict_mark(run.verdict);
        let times = if run.times > 1 { format!(" ×{}", run.times) } else { String::new() };
        let after = match run.after.as_slice() {
            [] => String::new(),
            after => {
                let after: Vec<&str> = after.iter().map(GateName::as_str).collect();
                format!("; after {}", after.join(", "))
            }
        };
        let room = screen.width.saturating_sub(name + 6);
        let why = layout::cut(&escape::line(&format!("{}{times}{after}", run.why)), room);
        let gate = layout::fit(&escape::line(run.gate.as_str()), name);
        page.line(format!("  {} {gate}  {why}", screen.paint(ink, mark)));
    }
    for refused in &plan.not_planned {
        let (gate, why) = (escape::line(refused.gate.as_str()), escape::line(&refused.why));
        page.line(format!("  – {gate}  not run: {why}"));
    }
    if plan.passing > 0 {
        let verb = if plan.passing == 1 { "passes" } else { "pass" };
        page.line(format!("{} {verb} already", words::count(plan.passing, "gate")));
    }
    page
}

/// How one run ended, in a line and its reasons.
pub fn ended(run: &Run, widest: usize, screen: Screen) -> String {
    let (mark, ink) = outcome_mark(run.outcome);
    let gate = layout::fit(&escape::line(run.gate.as_str()), widest);
    let took = duration(run.finished.duration_since(run.started).unsigned_abs());
    let word = screen.paint(ink, format!("{mark} {:<7}", run.outcome.as_str()));
    format!("{word} {gate} {took:>8}\n{}", reasons(run, screen))
}

fn outcome_mark(outcome: Outcome) -> (&'static str, Ink) {
    match outcome {
        Outcome::Passed => ("✔", Ink::Good),
        Outcome::Failed => ("✗", Ink::Bad),
        Outcome::Error => ("!", Ink::Bad),
        Outcome::NotRun => ("–", Ink::Faint),
    }
}

/// Why a run is no pass, line by line.
fn reasons(run: &Run, screen: Screen) -> String {
    let mut page = String::new();
    for reason in &run.reasons {
        page.line(format!("    {}", escape::line(reason)));
    }
    for case in run.failed.iter().take(10) {
        page.line(format!("    {} {}", screen.paint(Ink::Bad, "failed:"), escape::line(case)));
    }
    page
}

/// A duration as people say it.
pub fn duration(took: Duration) -> String {
    match took.as_secs() {
        0..=59 => format!("{:.1} s", took.as_secs_f64()),
        60..=3599 => format!("{} min {} s", took.as_secs() / 60, took.as_secs() % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// The verdicts in question, and the items that stand elsewhere than before.
pub fn result(
    items: &Plan,
    (before, after): (&Report, &Report),
    asked: &BTreeSet<GateName>,
    plan: &RunPlan,
    screen: Screen,
) -> String {
    let mut page = String::new();
    if plan.runs.is_empty() {
        page.line("nothing to run: no gate that was asked for is missing or stale");
    }
    page.push_str(&verdicts(items, (before, after), asked, screen));
    for refused in &plan.not_planned {
        let (gate, why) = (escape::line(refused.gate.as_str()), escape::line(&refused.why));
        page.line(format!("– {gate}: not run: {why}"));
    }
    page.push_str(&gates::summary(after));
    page
}

/// The same without what was or was not run.
pub fn verdicts(
    items: &Plan,
    (before, after): (&Report, &Report),
    asked: &BTreeSet<GateName>,
    screen: Screen,
) -> String {
    let mut page = String::new();
    for name in asked {
        let Some(gate) = after.verdicts.gates.get(name).filter(|it| !it.verdict.satisfies()) else {
            continue;
        };
        let (mark, ink) = words::verdict_mark(gate.verdict);
        let word = screen.paint(ink, format!("{mark} {}", gate.verdict.as_str()));
        let reasons = gate.reasons.join("; ");
        page.line(format!("{word} {}: {}", escape::line(name.as_str()), escape::line(&reasons)));
        if let Some(next) = &gate.next {
            page.line(format!("    → {}", escape::line(next)));
        }
    }
    for judged in &after.items {
        let Some(old) = before.judged(&judged.key) else { continue };
        if old.standing.as_str() == judged.standing.as_str() {
            continue;
        }
        let title = items.items.get(&judged.key).map_or("", |item| items.title(item));
        let (mark, ink) = words::standing_mark(&judged.standing);
        let now = screen.paint(ink, format!("{mark} {}", judged.standing.as_str()));
        let name = escape::line(judged.key.name.as_str());
        let title = layout::cut(&escape::line(title), 48);
        page.line(format!("{name} {title}: {} → {now}", old.standing.as_str()));
    }
    page
}

/// What reports from elsewhere came to: `imported unit as passed, of 1a2b3c4d5e`, and why not.
pub fn imported(run: &Run, screen: Screen) -> String {
    let (mark, ink) = outcome_mark(run.outcome);
    let word = screen.paint(ink, format!("{mark} {}", run.outcome.as_str()));
    let gate = escape::line(run.gate.as_str());
    let mut page = format!("imported {gate} as {word}, of {}\n", run.subject.commit.short());
    page.push_str(&reasons(run, screen));
    page
}

/// That the same reports are in the ledger.
pub fn known(run: &Run) -> String {
    let (gate, commit) = (escape::line(run.gate.as_str()), run.subject.commit.short());
    format!("nothing new: the ledger has these reports of {gate}, as of {commit}\n")
}
