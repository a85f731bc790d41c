//! `milepost resolve`.

use std::fmt::Write as _;

use milepost_core::{
    edit::{
        diff,
        resolve::{self, Order},
    },
    judge,
    render::escape,
};
use milepost_host::LoadRequest;

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
    which,
};

/// Settle a blocker, risk or finding where it stands
///
/// Where its exit condition is bound to a gate or a piece of work, by `(gate NAME)` or `(item ID)` at
/// its end, that must hold, and the record that shows it is written with it. Where it is bound to
/// nothing, --reason says why it is settled. The entry is answered in the document's register of
/// resolutions, or marked where it stands; it is never deleted, and every other byte stays.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost resolve B5
  milepost resolve F2 --reason 'the mirror was replaced' --dry-run
  milepost resolve risk:R1 --reason 'it did not rain'")]
pub(crate) struct ResolveArgs {
    /// The entry, as `B5`; with its kind where ids clash, as `risk:R1`
    #[arg(value_name = "ID")]
    id: String,
    /// The folder of the tracker, where several have such an entry
    #[arg(long = "in", value_name = "FOLDER")]
    within: Option<String>,
    /// Why it is settled, where no gate can tell
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Write nothing, and show the change as a diff
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(
    args: &ResolveArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &LoadRequest::default())?;
    let item = which::find(&args.id, args.within.as_deref(), &snapshot.plan, "resolve")?;
    let report = judge::judge(&snapshot.scene());
    let Some(entry) = report.entry(&item.key) else {
        return Err(Trouble::NoEntry { id: args.id.clone(), kind: item.key.kind }.into());
    };
    let elsewhere = workspace.elsewhere(&snapshot.config)?;
    let ground = elsewhere.beside(&snapshot);
    let today = snapshot.clock.today();
    let order = Order { item, entry, reason: args.reason.as_deref(), today };
    let change = resolve::item(ground, &order)?;
    let before = change.before.as_deref();
    if args.dry_run {
        let diff = diff::unified(change.path.as_str(), before, &change.after);
        out.push_str(&escape::diff(&diff));
        return Ok(Exit::Fine);
    }
    workspace.replace(&change.path, before.unwrap_or_default(), &change.after)?;
    let (name, path) = (item.key.name.as_str(), change.path.as_str());
    writeln!(out, "resolved {} in {}", escape::line(name), escape::line(path))
        .expect("a string takes all text");
    for exit in &entry.exits {
        writeln!(out, "  {}", escape::line(&exit.why)).expect("a string takes all text");
    }
    Ok(Exit::Fine)
}
