//! `milepost take`.

use std::time::Duration;

use milepost_core::{
    judge,
    render::{json, steering},
};
use milepost_host::LoadRequest;

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
    holding::{self, Holding, Terms, Worker},
    which::WhichArgs,
};

/// Hold a piece of work for a while, so that nobody else takes it
///
/// The lease is kept in the git folder, which all working trees of a clone share, and nowhere else. It
/// ends by itself; every command of its holder renews it, at most once a minute. Who holds something
/// already renews it by taking it again. Of 100 who take at once, one gets it.
///
/// What waits for something, is said to be finished, was set aside, or is worked on in its parts cannot
/// be taken; neither can what somebody else holds, or what a branch names that is not merged here. With
/// `--steal` it can, and that is recorded in the ledger with the reason.
///
/// You are who `MILEPOST_ACTOR` says, else the e-mail address of git's configuration and the name of the
/// working tree. One worker holds one thing at a time, unless `per-actor` under `[work]` in
/// milepost.toml says otherwise.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost take M2-T01
  milepost take M2-T01 --for 30min
  milepost take M2-T01 --steal --reason \"ada is on holiday\"
  milepost next --take                  the first thing that is free")]
pub(crate) struct TakeArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// How long to hold it [default: `lease` of milepost.toml, else 4h]
    #[arg(long = "for", value_name = "TIME", value_parser = holding::length)]
    length: Option<Duration>,
    /// Take it from whoever is at it
    #[arg(long, requires = "reason")]
    steal: bool,
    /// Why it may be taken from them; recorded in the ledger
    #[arg(long, value_name = "TEXT", requires = "steal", value_parser = holding::reason)]
    reason: Option<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &TakeArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load(&LoadRequest::default())?;
    let actor = Context::worker(&workspace)?;
    let item = args.which.find(&snapshot.plan, "take")?;
    let report = judge::judge(&snapshot.scene());
    let worker = Worker { workspace: &workspace, snapshot, report: &report, actor: &actor };
    let steal = args.reason.as_deref().filter(|_| args.steal);
    let holding = worker.take(item, &Terms { length: args.length, steal })?;
    out.push_str(&answer(&worker, &holding, args.format, context));
    Ok(Exit::Fine)
}

/// That something is held, and what may be done next.
pub(super) fn answer(
    worker: &Worker<'_>,
    holding: &Holding,
    format: Format,
    context: &Context,
) -> String {
    let plan = &worker.snapshot.plan;
    match format {
        Format::Json => json::lease(holding.event(), &holding.lease),
        Format::Human => {
            let Some(key) = milepost_core::lease::key_of(plan, &holding.lease.item) else {
                return String::new();
            };
            let branch =
                plan.items.get(key).map(|item| steering::branch_for(key, plan.title(item)));
            let is_named = |branch: &str| milepost_core::lease::named(plan, branch) == Some(key);
            let here = holding.lease.branch.as_deref();
            if let Some(branch) = branch.filter(|_| !here.is_some_and(is_named)) {
                context.note(&format!("a branch for it: git switch --create {branch}"));
            }
            steering::taken(plan, key, &holding.lease, holding.how())
        }
    }
}
