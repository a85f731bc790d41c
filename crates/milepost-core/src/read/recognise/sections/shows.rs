//! What the lines under a heading show of it: whether they are those of an item.

use crate::{
    markdown::{Block, BlockKind, Inline},
    plan::ItemKind,
    read::{
        atoms::status,
        labels,
        recognise::lines,
        topic::{self, Topic},
    },
};

/// Whether labels of a decision log stand in the section below.
pub(super) fn logs_decision(rest: &[Block]) -> bool {
    let labels = ["context", "decision", "rationale", "status", "consequences", "acceptance"];
    rest.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. })).any(|block| {
        match &block.kind {
            BlockKind::Paragraph { lines } => lines.iter().any(|line| has_label(line, &labels)),
            BlockKind::List(list) => list
                .items
                .iter()
                .filter_map(|item| item.lines.first())
                .any(|line| has_label(line, &labels)),
            BlockKind::Heading { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => false,
        }
    })
}

fn has_label(line: &Inline, labels: &[&str]) -> bool {
    let label = line.text.split(':').next().unwrap_or_default();
    let label = label.trim().to_lowercase();
    label.len() < line.text.len() && labels.contains(&label.as_str())
}

/// Whether a heading or the lines under it say what only items have: a state, boxes, an owner.
pub(super) fn shows_item(text: &str, rest: &[Block]) -> bool {
    status::trailing(text).is_some()
        || section_lines(rest).any(|(line, is_boxed)| is_boxed || is_item_field(line))
}

/// Whether a section says things that only items have: labelled lines, boxes, criteria, a state.
pub(super) fn shows_work(rest: &[Block]) -> bool {
    for block in rest.iter().take(4) {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                return matches!(topic::of(&text.text), Some(Topic::Criteria(_)));
            }
            BlockKind::Paragraph { lines } => {
                let shows = lines.iter().any(|line| {
                    lines::label(line, false).is_some() || status::leading(&line.text).is_some()
                });
                if shows {
                    return true;
                }
            }
            BlockKind::List(list) => {
                return list.items.iter().any(|item| {
                    item.checkbox.is_some()
                        || item.lines.first().is_some_and(|it| lines::label(it, false).is_some())
                });
            }
            BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => {}
        }
    }
    false
}

/// Whether a `**Status:** …` line with a known state stands in the section itself.
pub(super) fn says_status(rest: &[Block]) -> bool {
    section_lines(rest).any(|(line, _)| {
        lines::label(line, false).is_some_and(|labelled| {
            labelled.is_strong
                && labels::known(labelled.label) == Some("status")
                && line.text.get(labelled.value..).is_some_and(|it| status::whole(it).is_some())
        })
    })
}

/// A heading over a task table is the group of these tasks.
pub(super) fn team_ask(topic: Option<Topic>, text: &str, rest: &[Block]) -> bool {
    topic == Some(Topic::Items(ItemKind::Task))
        && topic::of(text).is_none()
        && rest
            .iter()
            .take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }))
            .any(|block| matches!(block.kind, BlockKind::Table(_)))
}

/// The lines and list items of a section up to the next heading, with whether a box is before.
fn section_lines(rest: &[Block]) -> impl Iterator<Item = (&Inline, bool)> {
    let own = rest.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }));
    own.flat_map(|block| match &block.kind {
        BlockKind::Paragraph { lines } => lines.iter().map(|line| (line, false)).collect(),
        BlockKind::List(list) => {
            let items = list.items.iter();
            items
                .filter_map(|item| Some((item.lines.first()?, item.checkbox.is_some())))
                .collect::<Vec<_>>()
        }
        BlockKind::Heading { .. }
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Html
        | BlockKind::Rule => Vec::new(),
    })
}

/// Labels that only items have.
const ITEM_FIELDS: &[&str] = &[
    "context",
    "date",
    "decision",
    "depends",
    "estimate",
    "goal",
    "impact",
    "likelihood",
    "mitigation",
    "outcome",
    "owner",
    "priority",
    "severity",
    "status",
    "target",
];

/// `Status: …`, `**Owner:** …`
fn is_item_field(line: &Inline) -> bool {
    lines::label(line, false)
        .and_then(|labelled| labels::known(labelled.label))
        .is_some_and(|name| ITEM_FIELDS.contains(&name))
}
