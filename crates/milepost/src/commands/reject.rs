//! `milepost reject`.

use milepost_core::{
    evidence::{Ruling, Says, Statement},
    judge,
    render::request,
    verdict::said_by,
};
use milepost_host::LoadRequest;

use crate::{
    context::{Context, tell},
    failure::{Exit, Failure, people::PeopleTrouble},
    signing::{self, KeyArgs},
    which::WhichArgs,
};

/// Refuse an item, over a signature with your SSH key
///
/// The answer stands for the item as it is defined now. It is lifted by a later approval whose writer
/// saw it; where two branches approve and reject the same, the rejection counts.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost reject M2 --reason 'the error messages tell a newcomer nothing'")]
pub(crate) struct RejectArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) fn run(args: &RejectArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(PeopleTrouble::NoReason.into());
    }
    let snapshot = context.load(&LoadRequest::to_state())?;
    let item = args.which.find(&snapshot.plan, "reject")?;
    signing::only_on_a_terminal("reject")?;
    let who = signing::who_may(snapshot, item);
    signing::expected(context, snapshot, &args.key, who)?;
    let workspace = context.workspace()?;
    let report = judge::judge(&snapshot.scene());
    let ground = signing::ground(snapshot)?;
    let ruling = Ruling::Rejected { reason: reason.into() };
    let plan = (&snapshot.plan, &snapshot.config);
    let approval = judge::approval(plan, &report, ground, item, ruling);
    tell(&request::statement(&approval, &report, &[], context.screen));
    signing::confirm("reject", item.key.name.as_str())?;
    let says = Says::Approval(Box::new(approval));
    let statement = Statement { subject: signing::subject(ground), says };
    let (signed, voice) =
        signing::sign(context, (&workspace, snapshot), &args.key, statement, who)?;
    signing::record((&workspace, snapshot), &signed, Vec::new())?;
    let (name, by, id) = (&item.key.name, said_by(&voice), signed.id.short());
    let text = format!("{name} is rejected by {by}: {reason}\nrecorded as {id}\n");
    out.push_str(&text);
    Ok(Exit::Fine)
}
