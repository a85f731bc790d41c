//! Whether a gate can be believed: its controls, and its inputs.

use crate::{
    assess::{AuditEnd, Controlled},
    evidence::ControlsEnd,
    gate::{ControlKind, GateName},
    render::layout::Lines as _,
    render::{Screen, escape, layout, screen::Ink},
};

/// What a gate said of its controls, and what follows.
pub fn calibrated(
    gate: &GateName,
    controls: &[Controlled],
    end: ControlsEnd,
    screen: Screen,
) -> String {
    let widest = controls.iter().map(|it| layout::width(&it.name)).max().unwrap_or(0);
    let mut page = String::new();
    for controlled in controls {
        let (mark, ink) = mark(controlled.end);
        let kind = match controlled.kind {
            ControlKind::Good => "good",
            ControlKind::Bad { .. } => "bad ",
        };
        let name = layout::fit(&escape::line(&controlled.name), widest);
        let why = escape::line(&controlled.why);
        page.line(format!("{} {kind}  {name}  {why}", screen.paint(ink, mark)));
    }
    let can_fail = controls.iter().any(|it| matches!(it.kind, ControlKind::Bad { .. }));
    let means = match end {
        ControlsEnd::Sound => "it passes what it must and fails what it must: its verdict counts",
        ControlsEnd::Blind => "it passes what it must fail: its verdict does not count",
        ControlsEnd::Unsound if !can_fail => {
            "no control is one that it must fail: its verdict does not count"
        }
        ControlsEnd::Unsound => "a control did not end as it must: its verdict does not count",
    };
    let (mark, ink) = mark(end);
    let word = screen.paint(ink, format!("{mark} {}", end.as_str()));
    page.line(format!("{word} {}: {means}", escape::line(gate.as_str())));
    page
}

/// What the inputs of a gate showed to be.
pub fn audited(gate: &GateName, end: &AuditEnd, screen: Screen) -> String {
    let (mark, ink, says) = match end {
        AuditEnd::Agrees => {
            ("✔", Ink::Good, "it ends the same with its inputs and nothing else".to_owned())
        }
        AuditEnd::Differs { why } => ("✗", Ink::Bad, format!("its inputs are not all: {why}")),
        AuditEnd::CannotSay { why } => ("!", Ink::Bad, format!("nothing can be said: {why}")),
    };
    let (gate, says) = (escape::line(gate.as_str()), escape::line(&says));
    format!("{} {gate}: {says}\n", screen.paint(ink, mark))
}

fn mark(end: ControlsEnd) -> (&'static str, Ink) {
    match end {
        ControlsEnd::Sound => ("✔", Ink::Good),
        ControlsEnd::Blind => ("✗", Ink::Bad),
        ControlsEnd::Unsound => ("!", Ink::Bad),
    }
}
