//! `milepost gate demote`.

use std::fmt::Write as _;

use milepost_core::{
    evidence::Event,
    gate::Enforcement,
    id::ItemId,
    plan::{Item, ItemKind, Plan, Status},
    render::escape,
};
use milepost_host::LoadRequest;

use crate::{
    commands::gate,
    context::{self, Context},
    failure::{Exit, Failure, Trouble},
};

/// Let a gate advise instead of block, because a decision says so
///
/// Criteria that rest on it are not satisfied from then on. The decision must stand in the documents as
/// accepted; it and the reason are recorded in the ledger. With `promote-after` in milepost.toml the gate
/// blocks again after that many greens in a row, counted from now.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost gate demote latency --decision D-014 --reason 'the runners changed'")]
pub(super) struct DemoteArgs {
    /// The gate, as milepost.toml names it
    #[arg(value_name = "GATE")]
    gate: String,
    /// The accepted decision that says so
    #[arg(long, value_name = "ID")]
    decision: String,
    /// Why, in a line
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn run(args: &DemoteArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load_gates(&LoadRequest::default())?;
    let gate = gate::find(&snapshot.config, &args.gate)?;
    let decision = accepted(&snapshot.plan, &args.decision)?;
    let reason = args.reason.trim();
    if reason.is_empty() || reason.contains(escape::is_hostile) {
        return Err(Trouble::NotAReason.into());
    }
    let verdict = snapshot.verdicts.gates.get(&gate);
    if verdict.is_none_or(|verdict| verdict.enforcement == Enforcement::Advisory) {
        return Err(Trouble::AlreadyAdvisory { gate: gate.to_string() }.into());
    }
    let Some(commit) = snapshot.verdicts.commit.clone() else {
        return Err(Trouble::NothingToVerify.into());
    };
    let event = Event::Demoted {
        gate: gate.clone(),
        commit,
        reason: reason.into(),
        decision: Some(decision.clone()),
    };
    workspace.record_events(&snapshot, vec![event], &context::actor(&workspace)?)?;
    let (gate, decision) = (escape::line(gate.as_str()), escape::line(decision.as_str()));
    writeln!(out, "{gate} advises from now on, by {decision}: what rests on it is not satisfied")
        .expect("a string takes all text");
    Ok(Exit::Fine)
}

/// The decision of that name, where documents say that it is accepted.
fn accepted(plan: &Plan, id: &str) -> Result<ItemId, Failure> {
    let found = plan.find(id);
    let decisions: Vec<&Item> =
        found.into_iter().filter(|item| item.key.kind == ItemKind::Decision).collect();
    if decisions.is_empty() {
        return Err(Trouble::NoDecision { id: id.to_owned() }.into());
    }
    let said = |item: &&Item| plan.says(item).map(|(_, claim)| (claim.status, claim.raw.clone()));
    let is_accepted =
        |item: &&&Item| said(item).is_some_and(|(status, _)| status == Status::Accepted);
    if let Some(decision) = decisions.iter().find(is_accepted) {
        return Ok(decision.key.name.clone());
    }
    let says = decisions.iter().find_map(said).map(|(_, raw)| raw.to_string());
    Err(Trouble::NotAccepted { id: id.to_owned(), says }.into())
}
