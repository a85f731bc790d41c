//! What evidence shows of a loaded project: the ground that gates stand on, and their verdicts.

use jiff::Timestamp;
use milepost_core::{
    config::Config,
    plan::Plan,
    text::RepoPath,
    verdict::{self, Brought, Ground, GroundAnswers, Verdicts},
};

use crate::{
    git::objects::Objects,
    ledger::{self, FoundLedger},
    standpoint::Standpoint,
    view::{self, Known, Seen},
    workspace::LoadError,
};

/// What evidence shows, and what it was held against.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) found: FoundLedger,
    pub(super) ground: Option<Ground>,
    pub(super) verdicts: Verdicts,
}

/// Judges the gates of a project without a commit: whatever ran is about something else.
pub(super) fn nothing(
    config: &Config,
    found: FoundLedger,
    (brought, now): (Option<&Brought>, Timestamp),
) -> Shown {
    let answers = GroundAnswers::default();
    let verdicts = verdict::verdicts(config, &found.ledger.records, None, &answers, brought, now);
    Shown { found, ground: None, verdicts }
}

/// Judges the gates at the commit of a view.
///
/// Nothing is looked up where the configuration has no gates.
pub(super) fn look(
    objects: &mut Objects<'_>,
    seen: &Seen,
    plan: &Plan,
    config: &Config,
    found: FoundLedger,
    (brought, now): (Option<&Brought>, Timestamp),
) -> Result<Shown, LoadError> {
    let known = match seen {
        Seen::Commit { known, .. } => Some(known.clone()),
        Seen::WorkingTree { head, .. } | Seen::Index { head, .. } => match head {
            Some(id) if !config.gates.is_empty() => Some(view::known(objects, *id)?),
            Some(_) | None => None,
        },
    };
    match known.filter(|_| !config.gates.is_empty()) {
        Some(known) => {
            let removed = ledger::removed(seen, &found.ledger);
            let mut shown = at(objects, known, plan, config, found, (brought, now))?;
            shown.verdicts = shown.verdicts.held_against(&removed);
            Ok(shown)
        }
        None => Ok(nothing(config, found, (brought, now))),
    }
}

fn at(
    objects: &mut Objects<'_>,
    known: Known,
    plan: &Plan,
    config: &Config,
    found: FoundLedger,
    (brought, now): (Option<&Brought>, Timestamp),
) -> Result<Shown, LoadError> {
    let plans: Vec<RepoPath> =
        plan.documents.iter().map(|document| document.path.clone()).collect();
    let mut standpoint = Standpoint::new(known);
    let Some(ground) = standpoint.ground(objects, &plans, config)? else {
        return Ok(nothing(config, found, (brought, now)));
    };
    let questions = verdict::questions(config, &found.ledger.records, &ground);
    let answers = standpoint.answer(objects, &questions)?;
    let verdicts =
        verdict::verdicts(config, &found.ledger.records, Some(&ground), &answers, brought, now);
    let verdicts = verdicts.held_against(&found.ledger.problems);
    Ok(Shown { found, ground: Some(ground), verdicts })
}
