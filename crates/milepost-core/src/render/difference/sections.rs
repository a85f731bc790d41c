//! The parts of a difference, the weightiest first.

use crate::{
    agreed::{Change, Direction},
    diag::Severity,
    history::{Difference, Fate, Moved, Named},
    judge::Standing,
    plan::ItemKind,
    render::{
        board::Depth,
        screen::Ink,
        timeline::{Phrase, called, phrase},
        words,
    },
    verdict::Verdict,
};

/// Where not everything is told, so many lines of a part are.
const MOST: usize = 20;

/// A part of a difference.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// What is not told.
    pub(super) more: Option<String>,
}

/// One thing that is otherwise. Not escaped.
pub(super) struct Line {
    pub(super) mark: &'static str,
    pub(super) ink: Ink,
    pub(super) text: String,
    is_of_task: bool,
}

/// Everything that is otherwise.
pub(super) fn sections(difference: &Difference, depth: Depth) -> Vec<Section> {
    let mut all: Vec<(&'static str, Vec<Line>)> =
        Fate::ALL.map(|fate| (fate_title(fate), moved(difference, fate))).into();
    all.push(("Approvals that are void", voided(difference)));
    all.push(("Stated and recorded", recorded(difference)));
    all.push(("Scope", scope(difference)));
    all.push(("What is asked for", rescoped(difference)));
    all.push(("Gates", gates(difference)));
    all.push(("Documents say", said(difference)));
    let told = all.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(title, lines)| cut(title, lines, depth)).collect()
}

fn cut(title: &'static str, mut lines: Vec<Line>, depth: Depth) -> Section {
    let mut more = None;
    if depth == Depth::Work {
        let all = lines.len();
        lines.retain(|line| !line.is_of_task);
        let tasks = all - lines.len();
        let surplus = lines.len().saturating_sub(MOST);
        lines.truncate(MOST);
        let mut parts = Vec::new();
        parts.extend((surplus > 0).then(|| format!("{surplus} more")));
        parts.extend((tasks > 0).then(|| words::count(tasks, "task")));
        if !parts.is_empty() {
            more = Some(format!("and {}: `--all` tells them", parts.join(", ")));
        }
    }
    Section { title, lines, more }
}

fn line(mark: &'static str, ink: Ink, text: String) -> Line {
    Line { mark, ink, text, is_of_task: false }
}

/// A line about one item.
fn about(item: &Named, mark: &'static str, ink: Ink, text: &str) -> Line {
    let text = format!("{}{text}", name(item));
    Line { mark, ink, text, is_of_task: item.key.kind == ItemKind::Task }
}

fn name(item: &Named) -> String {
    called(&item.key, &item.title)
}

/// The word over the items of one fate.
pub(super) fn fate_title(fate: Fate) -> &'static str {
    match fate {
        Fate::Proven => "Became proven",
        Fate::Regressed => "Regressed",
        Fate::Unchecked => "Became unchecked",
        Fate::Lost => "Not shown any more",
        Fate::Contradicted => "Became contradicted",
        Fate::Claimed => "Became claimed, and nothing shows it",
        Fate::Elsewhere => "Stand elsewhere",
    }
}

fn moved(difference: &Difference, fate: Fate) -> Vec<Line> {
    let of_fate = difference.moved.iter().filter(|moved| moved.fate == fate);
    of_fate
        .map(|Moved { item, before, after, .. }| {
            let (mark, ink) = words::standing_mark(after);
            let was = before.as_ref().map_or("not there", Standing::as_str);
            let red = match after {
                Standing::Regressed { gates, .. } => {
                    let gates: Vec<String> = gates.iter().map(|it| format!("`{it}`")).collect();
                    format!(", {} is red", gates.join(", "))
                }
                Standing::Planned
                | Standing::Ready
                | Standing::InProgress
                | Standing::Blocked { .. }
                | Standing::Claimed
                | Standing::Contradicted
                | Standing::Proven
                | Standing::Waiting
                | Standing::Unanswered
                | Standing::Done { .. }
                | Standing::Unchecked { .. }
                | Standing::Suspended
                | Standing::OutOfScope
                | Standing::Superseded
                | Standing::Rejected => String::new(),
            };
            about(item, mark, ink, &format!(": {was} → {}{red}", after.as_str()))
        })
        .collect()
}

fn voided(difference: &Difference) -> Vec<Line> {
    let voided = difference.voided.iter();
    voided
        .map(|voided| {
            let by = &voided.void.by.voice.principal;
            let changes: Vec<String> =
                voided.void.changes.iter().map(ToString::to_string).collect();
            let why = if changes.is_empty() {
                String::new()
            } else {
                format!(": {}", changes.join("; "))
            };
            about(&voided.item, "◇", Ink::Bad, &format!(", approved by `{by}`{why}"))
        })
        .collect()
}

fn recorded(difference: &Difference) -> Vec<Line> {
    let told = difference.recorded.iter().map(phrase);
    let mut lines: Vec<Line> =
        told.map(|Phrase { mark, ink, text }| line(mark, ink, text)).collect();
    let [passed, failed, errors] = difference.runs;
    let all = passed.saturating_add(failed).saturating_add(errors);
    if all > 0 {
        let number = |count: u32, word: &str| (count > 0).then(|| format!("{count} {word}"));
        let parts =
            [number(passed, "passed"), number(failed, "failed"), number(errors, "not measured")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let runs = words::count(all as usize, "run");
        lines.push(line("·", Ink::Plain, format!("{runs}: {}", parts.join(", "))));
    }
    if difference.lost > 0 {
        let segments = words::count(difference.lost as usize, "segment");
        let error = Severity::Error.as_str();
        let text = format!(
            "{error}: the ledger lacks {segments} that it had: `milepost doctor` says which"
        );
        lines.push(line("!", Ink::Bad, text));
    }
    lines
}

fn scope(difference: &Difference) -> Vec<Line> {
    let mut lines: Vec<Line> =
        difference.came.iter().map(|item| about(item, "+", Ink::Plain, "")).collect();
    let left = difference.left.iter();
    lines.extend(left.map(|item| about(item, "−", Ink::Doubt, " is in no document any more")));
    lines.extend(difference.placed.iter().map(|(item, from)| {
        let from = from.scope.as_str();
        let from = if from.is_empty() { "the root folder" } else { from };
        about(item, "→", Ink::Plain, &format!(" moved here from {from}"))
    }));
    lines.extend(difference.renamed.iter().map(|(item, was)| {
        let was = words::quoted(was, 60);
        let text = format!(" is another thing: it was {was}, and nothing of the two is compared");
        about(item, "≠", Ink::Doubt, &text)
    }));
    let untold = difference.untold.iter();
    lines.extend(untold.map(|item| {
        about(item, "!", Ink::Bad, " is on one side; on the other its document cannot be read")
    }));
    lines
}

fn rescoped(difference: &Difference) -> Vec<Line> {
    let changes = difference.rescoped.iter().flat_map(|(_, changes)| changes);
    changes.map(change).collect()
}

fn gates(difference: &Difference) -> Vec<Line> {
    let mut lines: Vec<Line> = difference.gates.iter().map(change).collect();
    for (gate, was, is) in &difference.verdicts {
        let word = |verdict: &Option<Verdict>| verdict.map_or("not there", Verdict::as_str);
        let (mark, ink) = is.map_or(("–", Ink::Faint), words::verdict_mark);
        lines.push(line(mark, ink, format!("gate `{gate}`: {} → {}", word(was), word(is))));
    }
    lines
}

fn change(change: &Change) -> Line {
    let (mark, ink) = match change.direction() {
        Direction::Weaker => ("↓", Ink::Bad),
        Direction::Different => ("~", Ink::Doubt),
        Direction::Stronger => ("↑", Ink::Plain),
    };
    line(mark, ink, format!("{change} ({})", change.direction().as_str()))
}

fn said(difference: &Difference) -> Vec<Line> {
    let said = difference.said.iter();
    said.map(|said| {
        let words = |claim: &Option<crate::plan::StatusClaim>| {
            claim.as_ref().map_or("nothing".to_owned(), |claim| words::quoted(&claim.raw, 40))
        };
        let (mark, ink) = words::status_mark(said.after.as_ref().map(|claim| claim.status));
        let text = format!(": {} → {}", words(&said.before), words(&said.after));
        about(&said.item, mark, ink, &text)
    })
    .collect()
}
