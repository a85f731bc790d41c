//! `milepost rescope`.

use milepost_core::{
    evidence::{Target, Turn},
    verdict::item_name,
};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    holding,
    steer::Helm,
    which::WhichArgs,
};

/// Take work out of the plan, or say what is left of it, and record why
///
/// Without `--to` the item is out of scope: it is not offered and cannot be taken, with all that belongs
/// to it. With `--to` it stays in the plan, and the words say what is left of it.
///
/// A record is not signed. By itself it takes nothing away from what must be proven: the milestone still
/// counts the item. `--decision` names a decision of the plan that it rests on; while the plan has that
/// decision and does not call it proposed, refused or replaced, the item no longer counts, and `status`
/// lists it as removed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost rescope M1-D3 --reason \"nobody needs it\" --decision D-007
  milepost rescope M9 --to \"the subprocess driver alone\" --reason \"the proxy is gone\"")]
pub(crate) struct RescopeArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// What is left of it
    #[arg(long, value_name = "TEXT", value_parser = holding::reason, conflicts_with = "decision")]
    to: Option<String>,
    /// The decision of the plan that it rests on
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// Why; recorded in the ledger
    #[arg(long, value_name = "TEXT", value_parser = holding::reason)]
    reason: String,
}

pub(crate) fn run(
    args: &RescopeArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let helm = Helm::new(context)?;
    let item = helm.item(args.which.id(), args.which.within(), "rescope")?;
    let decision = args.decision.as_deref().map(|id| helm.decision(id, context)).transpose()?;
    let is_unsupported = args.to.is_none() && decision.is_none();
    let turn = Turn::Rescoped { to: args.to.as_deref().map(Into::into), decision };
    helm.record(Target::Item(item_name(&item.key)), turn, &args.reason, out)?;
    if is_unsupported {
        context.note("it still counts where it belongs: --decision names what takes it out");
    }
    Ok(Exit::Fine)
}
