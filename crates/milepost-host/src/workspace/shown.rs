//! What evidence shows of a loaded project: the ground that gates stand on, and their verdicts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{
    agreed,
    authority::Authority,
    config::Config,
    digest::Digest,
    plan::Plan,
    signature::signers::Signers,
    text::RepoPath,
    verdict::{self, Brought, Ground, GroundAnswers, Verdicts},
};

use crate::{
    git::objects::Objects,
    ledger::{self, FoundLedger},
    standpoint::Standpoint,
    view::{self, Known, Seen},
    workspace::{Footing, LoadError},
};

/// What evidence shows, and what it was held against.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) found: FoundLedger,
    pub(super) ground: Option<Ground>,
    pub(super) verdicts: Verdicts,
}

/// What gates and statements are judged by.
pub(super) struct Bench<'a> {
    pub(super) config: &'a Config,
    pub(super) signers: &'a Signers,
    /// Which keys are those of machines: what the base lists, where there is one.
    pub(super) machines: &'a Signers,
    /// What the change that is judged brings along, where it is judged by its base.
    pub(super) brought: Option<&'a Brought>,
    pub(super) now: Timestamp,
    pub(super) footing: Footing,
}

impl<'a> Bench<'a> {
    fn authority<'b>(&'b self, entered: &'b BTreeMap<Digest, Timestamp>) -> Authority<'b>
    where
        'a: 'b,
    {
        let Config { roles, approvals, .. } = self.config;
        let (signers, machines) = (self.signers, self.machines);
        Authority { signers, machines, roles, approvals, entered, now: self.now }
    }
}

/// Judges the gates of a project without a commit: whatever ran is about something else.
pub(super) fn nothing(bench: &Bench<'_>, found: FoundLedger) -> Shown {
    let answers = GroundAnswers::default();
    let entered = BTreeMap::new();
    let authority = bench.authority(&entered);
    let verdicts =
        verdict::verdicts(bench.config, &found.ledger, None, &answers, bench.brought, &authority);
    Shown { found, ground: None, verdicts }
}

/// Judges the gates at the commit of a view.
///
/// Nothing is looked up where the configuration has no gates, nobody stated anything or is listed who
/// could, and nobody is about to.
pub(super) fn look(
    objects: &mut Objects<'_>,
    seen: &Seen,
    plan: &Plan,
    bench: &Bench<'_>,
    mut found: FoundLedger,
) -> Result<Shown, LoadError> {
    agreed::follow(&mut found.ledger, plan, bench.config);
    let is_needed = bench.footing == Footing::Always
        || !bench.config.gates.is_empty()
        || !bench.signers.is_empty()
        || found.ledger.statements().next().is_some();
    let known = match seen {
        Seen::Commit { known, .. } => Some(known.clone()),
        Seen::WorkingTree { head, .. } | Seen::Index { head, .. } => match head {
            Some(id) if is_needed => Some(view::known(objects, *id)?),
            Some(_) | None => None,
        },
    };
    match known.filter(|_| is_needed) {
        Some(known) => {
            let removed = ledger::removed(seen, &found.ledger);
            let mut shown = at(objects, known, plan, bench, found)?;
            shown.verdicts = shown.verdicts.held_against(&removed);
            Ok(shown)
        }
        None => Ok(nothing(bench, found)),
    }
}

fn at(
    objects: &mut Objects<'_>,
    known: Known,
    plan: &Plan,
    bench: &Bench<'_>,
    found: FoundLedger,
) -> Result<Shown, LoadError> {
    let plans = plan.documents.iter().map(|document| &document.path);
    let mut plans: Vec<RepoPath> = plans.chain(bench.config.owned()).cloned().collect();
    plans.sort();
    plans.dedup();
    let (config, commit) = (bench.config, known.id);
    let mut standpoint = Standpoint::new(known);
    let scopes = agreed::answered_scopes(plan);
    let Some(ground) = standpoint.ground(objects, &plans, config, &scopes)? else {
        return Ok(nothing(bench, found));
    };
    // Only keys that are valid for a time make one ask when something was signed.
    let entered = if bench.signers.know_times() || bench.machines.know_times() {
        ledger::entered(objects, commit)?
    } else {
        BTreeMap::new()
    };
    let questions = verdict::questions(config, &found.ledger.records, &ground);
    let answers = standpoint.answer(objects, &questions)?;
    let authority = bench.authority(&entered);
    let verdicts = verdict::verdicts(
        config,
        &found.ledger,
        Some(&ground),
        &answers,
        bench.brought,
        &authority,
    );
    let verdicts = verdicts.held_against(&found.ledger.problems);
    Ok(Shown { found, ground: Some(ground), verdicts })
}
