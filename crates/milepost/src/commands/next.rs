//! `milepost next`.

use std::time::Duration;

use milepost_core::{
    judge::{self, Obstacle},
    lease::key_of,
    render::{json, queue},
};
use milepost_host::LoadRequest;

use crate::{
    commands::take,
    context::{self, Context},
    failure::{Exit, Failure, WorkTrouble},
    format::Format,
    holding::{self, Terms, Worker},
    view::ViewArgs,
};

/// Show work that is ready, and why
///
/// First what is said to be finished and is not, then what has begun, then what nothing holds up;
/// in the order of the documents' own queues, where there are any. What others are at is listed
/// apart.
///
/// With `--take`, takes the first of it that is free, as `milepost take` does; who holds something
/// already gets that. Ends with 1 where nothing is free.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost next
  milepost next --take --for 2h")]
pub(crate) struct NextArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Take the first of it that nobody else is at
    #[arg(long, conflicts_with_all = ["at", "staged"])]
    take: bool,
    /// How long to hold it [default: `lease` of milepost.toml, else 4h]
    #[arg(long = "for", value_name = "TIME", value_parser = holding::length, requires = "take")]
    length: Option<Duration>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &NextArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if args.take {
        return take_first(args, context, out);
    }
    let snapshot = context.load(&args.view.request())?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(snapshot, &report);
    let page = match args.format {
        Format::Human => queue::next(&account, context.screen),
        Format::Json => json::next(&account),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}

/// Takes the first thing that is free.
fn take_first(args: &NextArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load(&LoadRequest::default())?;
    let actor = Context::worker(&workspace)?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(snapshot, &report);
    let worker = Worker { workspace: &workspace, snapshot, report: &report, actor: &actor };
    let terms = Terms { length: args.length, steal: None };
    let mut waiting: Vec<_> = queue::takable(&account).into_iter().rev().collect();
    while let Some(item) = waiting.pop() {
        let holding = match worker.take(item, &terms) {
            Ok(holding) => holding,
            Err(failure) => match failure.work() {
                Some(WorkTrouble::Full { held, .. }) => {
                    let mine = held.first().and_then(|lease| key_of(&snapshot.plan, &lease.item));
                    let mine = mine.and_then(|key| snapshot.plan.items.get(key));
                    // What is held already comes first, whatever else is ready.
                    let Some(mine) = mine else { return Err(failure) };
                    worker.take(mine, &terms)?
                }
                Some(WorkTrouble::Obstacle {
                    obstacle: Obstacle::AtWork { .. } | Obstacle::Operator { .. },
                    ..
                }) => continue,
                Some(_) | None => return Err(failure),
            },
        };
        out.push_str(&take::answer(&worker, &holding, args.format, context));
        return Ok(Exit::Fine);
    }
    match args.format {
        Format::Human => out.push_str("nothing is free: `milepost next` shows who is at what\n"),
        Format::Json => out.push_str(&json::next(&account)),
    }
    Ok(Exit::Problems)
}
