//! `milepost drop`.

use milepost_core::{
    render::{escape, json},
    verdict::item_name,
};
use milepost_host::{GiveBack, LoadRequest};

use crate::{
    context::Context,
    failure::{Exit, Failure, WorkTrouble},
    format::Format,
    which::WhichArgs,
};

/// Give a piece of work back, finished or not
///
/// Ends the lease of `milepost take`. What was done is on its branch and in the documents: giving
/// something back says nothing about it. What a branch names stays in progress until it is merged.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost drop M2-T01")]
pub(crate) struct DropArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &DropArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load(&LoadRequest::default())?;
    let actor = Context::worker(&workspace)?;
    let item = args.which.find(&snapshot.plan, "drop")?;
    let lease = match workspace.give_back(&item_name(&item.key), &actor)? {
        GiveBack::Done(lease) => lease,
        GiveBack::Held(lease) => return Err(WorkTrouble::NotYours { lease }.into()),
        GiveBack::Free => {
            return Err(WorkTrouble::Free { name: item.key.name.to_string() }.into());
        }
    };
    let text = match args.format {
        Format::Human => format!("{} is free again\n", escape::line(item.key.name.as_str())),
        Format::Json => json::lease("dropped", &lease),
    };
    out.push_str(&text);
    Ok(Exit::Fine)
}
