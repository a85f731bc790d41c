//! What became of a plan, on one line of time: how much was planned, said and shown, and what took
//! place.

mod chart;
pub mod csv;
mod phrase;
pub mod svg;

use std::collections::BTreeSet;

use crate::{
    history::{Counts, Happening, Tally, Timeline, What},
    judge::{Report, Standing},
    plan::ItemKind,
    render::{Screen, board::Depth, escape, layout, layout::Lines as _, log, screen::Ink, words},
};

pub(super) use phrase::{Phrase, called, phrase, word};

/// What is drawn over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Criteria.
    Criteria,
    /// Milestones.
    Milestones,
    /// Deliverables.
    Deliverables,
    /// Tasks.
    Tasks,
}

impl Counted {
    /// What is drawn where nobody asks for anything else: the finest that evidence can show.
    pub fn usual(timeline: &Timeline) -> Self {
        let all = [Self::Criteria, Self::Deliverables, Self::Milestones, Self::Tasks];
        let has_any =
            |counted: &Self| timeline.points.iter().any(|point| counted.of(&point.counts).all > 0);
        all.into_iter().find(has_any).unwrap_or(Self::Milestones)
    }

    pub(super) fn of(self, counts: &Counts) -> Tally {
        match self {
            Self::Criteria => counts.criteria,
            Self::Milestones => counts.milestones,
            Self::Deliverables => counts.deliverables,
            Self::Tasks => counts.tasks,
        }
    }

    /// The word for several of them.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Criteria => "criteria",
            Self::Milestones => "milestones",
            Self::Deliverables => "deliverables",
            Self::Tasks => "tasks",
        }
    }
}

/// How much of a line is told.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// What is drawn.
    pub counted: Counted,
    /// Whether deliverables and tasks are told one by one, too.
    pub depth: Depth,
    /// At most so many things that took place, the last ones.
    pub most: usize,
}

/// The page that `timeline` shows. The report says how it is at its end.
pub fn timeline(line: &Timeline, report: &Report, extent: Extent, screen: Screen) -> String {
    let mut page = String::new();
    page.line(head(line, screen));
    if !line.points.is_empty() {
        page.push('\n');
        page.push_str(&chart::chart(line, extent.counted, screen));
        page.push('\n');
        page.push_str(&sums(line, screen));
    }
    page.push('\n');
    page.push_str(&happenings(line, extent, screen));
    page.push('\n');
    for (label, ink, text) in foot(line, report) {
        let room = screen.width.saturating_sub(13);
        let text = layout::wrap(&text, room).join(&format!("\n{:13}", ""));
        let label = screen.paint(Ink::Faint, format!("  {label:<10} "));
        page.line(format!("{label}{}", screen.paint(ink, text)));
    }
    page
}

/// How many commits, and from when to when.
fn head(line: &Timeline, screen: Screen) -> String {
    let commits = words::count(line.commits, "commit");
    let title = screen.paint(Ink::Strong, "Timeline").into_owned();
    let days = match (line.points.first(), line.points.last()) {
        (Some(first), Some(last)) => {
            format!(", {} to {}", log::minute(first.at), log::minute(last.at))
        }
        (Some(_) | None, Some(_) | None) => String::new(),
    };
    let after = match &line.after {
        Some(after) if line.is_cut_off => {
            format!(" after {}, where history ends here", after.short())
        }
        Some(after) => format!(" after {}", after.short()),
        None => String::new(),
    };
    format!("{title} · {}", screen.paint(Ink::Faint, format!("{commits}{after}{days}")))
}

/// The counts at both ends.
fn sums(line: &Timeline, screen: Screen) -> String {
    let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
        return String::new();
    };
    let mut page = String::new();
    let head = format!("{:14}{:>12}{:>12}{:>12}", "", "planned", "said", "shown");
    page.line(screen.paint(Ink::Faint, head));
    let ends = first.counts.each().into_iter().zip(last.counts.each());
    for ((word, from), (_, to)) in ends.filter(|((_, from), (_, to))| from.all + to.all > 0) {
        let step = |from: u32, to: u32| match (line.after.is_some(), from == to) {
            (true, false) => format!("{from} → {to}"),
            (true, true) | (false, _) => to.to_string(),
        };
        page.line(format!(
            "  {:<12}{}{}{}",
            words::count(2, word).trim_start_matches("2 "),
            layout::fit_right(&step(from.all, to.all), 12),
            layout::fit_right(&step(from.said, to.said), 12),
            layout::fit_right(&step(from.shown, to.shown), 12),
        ));
    }
    page
}

/// Whether something is told where not everything is.
pub(super) fn is_told(happening: &Happening, depth: Depth) -> bool {
    if depth == Depth::All {
        return true;
    }
    let kind = happening.item.as_ref().map(|key| key.kind);
    match &happening.what {
        What::Claimed { .. }
        | What::TakenBack { .. }
        | What::Proven
        | What::Restored
        | What::Reopened
        | What::Placed { .. } => {
            kind.is_none_or(|kind| kind != ItemKind::Deliverable && kind != ItemKind::Task)
        }
        What::Renamed { .. } | What::Regressed { .. } => kind != Some(ItemKind::Task),
        What::Scope(_)
        | What::Stated { .. }
        | What::Recorded { .. }
        | What::Released { .. }
        | What::Unread { .. }
        | What::ReadAgain { .. } => true,
    }
}

fn happenings(line: &Timeline, extent: Extent, screen: Screen) -> String {
    let told: Vec<&Happening> =
        line.happenings.iter().filter(|it| is_told(it, extent.depth)).collect();
    let mut page = String::new();
    if told.is_empty() {
        page.line("  nothing took place");
    }
    let before = told.len().saturating_sub(extent.most);
    if before > 0 {
        let more = format!("  {before} earlier; `--limit {}` shows all", told.len());
        page.line(screen.paint(Ink::Faint, more));
    }
    let shown = told.get(before..).unwrap_or_default();
    let room = screen.width.saturating_sub(33);
    for happening in shown {
        let Phrase { mark, ink, text } = phrase(happening);
        let commit = happening.commit.as_ref().map_or("", |commit| commit.short());
        let time = screen.paint(Ink::Faint, log::minute(happening.at)).into_owned();
        let mut lines = layout::wrap(&escape::line(&text), room).into_iter();
        let first = lines.next().unwrap_or_default();
        let mark = screen.paint(ink, mark).into_owned();
        let first = layout::fit(&first, room);
        page.line(format!("  {time}  {mark} {first} {}", screen.paint(Ink::Faint, commit)));
        for rest in lines {
            page.line(format!("{:23}{rest}", ""));
        }
    }
    page
}

/// How it is at the end, and what limits the answer.
fn foot(line: &Timeline, report: &Report) -> Vec<(&'static str, Ink, String)> {
    let mut lines = vec![("Now", Ink::Plain, now(report))];
    if line.points.iter().any(|point| point.counts.each().iter().any(|(_, it)| it.shown > 0)) {
        let text = "shown says that evidence was there and that nothing is red or reworded since; \
                    whether it still fits the content of a commit, `milepost status --at` says";
        lines.push(("Note", Ink::Faint, text.to_owned()));
    }
    if line.skewed > 0 {
        let commits = words::count(line.skewed, "commit");
        let text =
            format!("{commits} of other dates than history allows, put where history has them");
        lines.push(("Clocks", Ink::Doubt, text));
    }
    if line.is_cut_off {
        let text = "older commits are not in this clone; `git fetch --unshallow` brings them";
        lines.push(("Cut off", Ink::Doubt, text.to_owned()));
    }
    if let Some(first) = line.unread.first() {
        let more = match line.unread.len() {
            1 => String::new(),
            number => format!(" and {} more", number - 1),
        };
        let path = escape::line(first.as_str());
        let text = format!(
            "{path}{more} cannot be read at the end: nothing in there counts as said, and what it \
             held before counts as planned"
        );
        lines.push(("Unread", Ink::Bad, text));
    }
    lines
}

/// How milestones stand, as they are judged at the end.
pub(super) fn now(report: &Report) -> String {
    let milestones: Vec<&Standing> = report
        .items
        .iter()
        .filter(|judged| judged.key.kind == ItemKind::Milestone)
        .map(|judged| &judged.standing)
        .collect();
    if milestones.is_empty() {
        return "no milestone is planned".to_owned();
    }
    let proven = milestones.iter().filter(|standing| standing.is_shown()).count();
    let milestones_in_words = words::count(milestones.len(), "milestone");
    let mut parts = vec![format!("{proven} of {milestones_in_words} proven here and now")];
    let others: BTreeSet<&str> = milestones
        .iter()
        .filter(|standing| !standing.is_shown())
        .map(|standing| standing.as_str())
        .collect();
    for word in others {
        let number = milestones.iter().filter(|standing| standing.as_str() == word).count();
        parts.push(format!("{number} {word}"));
    }
    parts.join(", ")
}
