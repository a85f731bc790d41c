//! What became of the plan, in the report: the picture, and what took place as text.

use minijinja::Value;
use serde::Serialize;

use super::wire::{Mark, minute};
use crate::{
    history::Timeline,
    render::{
        board::Depth,
        timeline::{self, Counted, Extent, Phrase, is_told},
    },
};

/// So much that took place is told, the last of it.
const MOST: usize = 200;
/// So much of it is drawn.
const DRAWN: usize = 40;

/// What the report tells of the past.
#[derive(Clone, Copy, Debug)]
pub enum Past<'a> {
    /// What became of the plan.
    Told(&'a Timeline),
    /// Nothing, for a reason.
    Untold(&'a str),
}

/// The same for the templates.
#[derive(Serialize)]
pub(super) struct PastData {
    why_not: Option<String>,
    picture: Option<Value>,
    commits: usize,
    notes: Vec<String>,
    earlier: usize,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    at: String,
    mark: Mark,
    commit: String,
}

impl PastData {
    pub(super) fn new(past: Past<'_>) -> Self {
        let line = match past {
            Past::Told(line) => line,
            Past::Untold(why) => {
                let (picture, why_not) = (None, Some(why.to_owned()));
                let (lines, notes) = (Vec::new(), Vec::new());
                return Self { why_not, picture, commits: 0, notes, earlier: 0, lines };
            }
        };
        let extent = Extent { counted: Counted::usual(line), depth: Depth::Work, most: DRAWN };
        let told: Vec<_> = line.happenings.iter().filter(|it| is_told(it, Depth::Work)).collect();
        let earlier = told.len().saturating_sub(MOST);
        let lines = told.into_iter().skip(earlier).map(|happening| {
            let Phrase { mark, ink, text } = timeline::phrase(happening);
            let commit = happening.commit.as_ref().map_or("", |commit| commit.short());
            let mark = Mark::new((mark, ink), text);
            Line { at: minute(happening.at), mark, commit: commit.to_owned() }
        });
        Self {
            why_not: None,
            picture: Some(Value::from_safe_string(timeline::svg::svg(line, extent))),
            commits: line.commits,
            notes: notes(line),
            earlier,
            lines: lines.rev().collect(),
        }
    }
}

/// What limits what is told.
fn notes(line: &Timeline) -> Vec<String> {
    let mut notes = Vec::new();
    if line.is_cut_off {
        notes.push("older commits are not in this clone".to_owned());
    }
    notes.extend(line.unread.iter().map(|path| format!("{path} cannot be read at the end")));
    notes
}
