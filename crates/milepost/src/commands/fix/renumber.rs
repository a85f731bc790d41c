//! Numbers that two things have.

use std::fmt::Write as _;

use milepost_core::{
    edit::{
        add::{Change, Ground},
        diff,
        renumber::{self, Kept, Later, Twice},
    },
    fact::Left,
    render::escape,
    text::{LineIndex, Source},
};
use milepost_host::{LoadRequest, Snapshot, Workspace};

use crate::{context::Context, failure::Failure};

/// What became of numbers that two things have.
#[derive(Default)]
pub(super) struct Numbers {
    /// How many were given anew.
    pub(super) changed: usize,
    /// Those that a person must decide about.
    pub(super) left: Vec<Left>,
}

impl Numbers {
    pub(super) fn is_empty(&self) -> bool {
        self.changed == 0 && self.left.is_empty()
    }
}

/// Gives the later of two things a number of its own, one after the other: what is written changes what is free.
pub(super) fn all(
    workspace: &Workspace,
    snapshot: &mut Snapshot,
    is_dry: bool,
    context: &Context,
    out: &mut String,
) -> Result<Numbers, Failure> {
    let mut numbers = Numbers::default();
    if renumber::twice(&snapshot.plan).is_empty() {
        return Ok(numbers);
    }
    let elsewhere = workspace.elsewhere(&snapshot.config)?;
    loop {
        let mut written = None;
        numbers.left.clear();
        for twice in renumber::twice(&snapshot.plan) {
            let ground = elsewhere.beside(snapshot);
            match one(workspace, ground, snapshot, twice)? {
                Ok(change) if is_dry => {
                    let diff = diff::unified(
                        change.path.as_str(),
                        change.before.as_deref(),
                        &change.after,
                    );
                    out.push_str(&escape::diff(&diff));
                    numbers.changed += 1;
                }
                Ok(change) => {
                    written = Some((twice.item.key.name.clone(), change));
                    break;
                }
                Err(left) => numbers.left.push(left),
            }
        }
        let Some((old, Change { path, before, after, id })) = written else { return Ok(numbers) };
        workspace.replace(&path, before.as_deref().unwrap_or_default(), &after)?;
        numbers.changed += 1;
        let new = id.map(|id| id.to_string()).unwrap_or_default();
        let _ = writeln!(out, "renumbered {}  {old} → {new}", escape::line(path.as_str()));
        *snapshot = context.gather(workspace, &LoadRequest::default())?;
    }
}

/// The change, or why a person must decide.
fn one(
    workspace: &Workspace,
    ground: Ground<'_>,
    snapshot: &Snapshot,
    twice: Twice<'_>,
) -> Result<Result<Change, Left>, Failure> {
    let (first, other) = (twice.first, twice.other);
    let key = &twice.item.key;
    let has_first = |source: &Source| renumber::has(ground.config, key, first.1, source);
    let has_other = |source: &Source| renumber::has(ground.config, key, other.1, source);
    let later = workspace.came_later([(&first.0.path, &has_first), (&other.0.path, &has_other)])?;
    let Some(later) = later else {
        let line = ground.sources.get(&other.0.path);
        let line = line.map(|source| LineIndex::new(&source.text).line(other.1.name_span.start));
        let why = format!(
            "{} `{}` is two things, and the history does not tell which came later",
            key.kind.as_str(),
            key.name
        );
        return Ok(Err(Left { file: other.0.path.clone(), line, why }));
    };
    Ok(renumber::renumber(ground, &snapshot.ledger, twice, later)
        .map_err(|kept| left(&kept, twice, later)))
}

fn left(kept: &Kept, twice: Twice<'_>, later: Later) -> Left {
    let (document, _) = match later {
        Later::First => twice.first,
        Later::Other => twice.other,
    };
    match kept {
        Kept::Named { path, line, .. } => {
            Left { file: path.clone(), line: Some(*line), why: kept.to_string() }
        }
        Kept::Recorded { .. } | Kept::NotRead { .. } | Kept::NotUnderstood { .. } => {
            Left { file: document.path.clone(), line: None, why: kept.to_string() }
        }
    }
}
