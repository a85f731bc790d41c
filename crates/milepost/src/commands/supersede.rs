//! `milepost supersede`.

use milepost_core::{
    evidence::{Target, Turn},
    verdict::item_name,
};

use crate::{
    context::Context,
    failure::{Exit, Failure, WorkTrouble},
    holding,
    steer::Helm,
    which::{self, WhichArgs},
};

/// Put another item in the place of one, and record why
///
/// The item is not offered any more and cannot be taken, with all that belongs to it. A record is not
/// signed: by itself it takes nothing away from what must be proven. Where `--decision` names a decision
/// of the plan that holds, the other item counts in its place, and `status` lists it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost supersede M3 --by M5 --reason \"one importer is enough\" --decision D-007")]
pub(crate) struct SupersedeArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// The item that takes its place
    #[arg(long, value_name = "ID")]
    by: String,
    /// The decision of the plan that it rests on
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// Why; recorded in the ledger
    #[arg(long, value_name = "TEXT", value_parser = holding::reason)]
    reason: String,
}

pub(crate) fn run(
    args: &SupersedeArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let helm = Helm::new(context)?;
    let item = helm.item(args.which.id(), args.which.within(), "supersede")?;
    let plan = &helm.snapshot.plan;
    let by = which::find(&args.by, args.which.within(), plan, "supersede --by")?;
    if by.key == item.key {
        return Err(WorkTrouble::Itself { name: item.key.name.to_string() }.into());
    }
    let decision = args.decision.as_deref().map(|id| helm.decision(id, context)).transpose()?;
    let is_unsupported = decision.is_none();
    let turn = Turn::Superseded { by: item_name(&by.key), decision };
    helm.record(Target::Item(item_name(&item.key)), turn, &args.reason, out)?;
    if is_unsupported {
        context.note("it still counts where it belongs: --decision names what puts another there");
    }
    Ok(Exit::Fine)
}
