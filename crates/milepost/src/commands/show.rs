//! `milepost show`.

use milepost_core::{
    judge,
    render::{detail, json},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
    which::WhichArgs,
};

/// Show everything that documents say of an item, and where
///
/// Fields, criteria, parts, cited evidence and problems, from all documents that speak of it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost show M2
  milepost show risk:R1          the risk, where a resolution is called R1, too
  milepost show M2 --in api      the one of the tracker in api/")]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &ShowArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let item = args.which.find(&snapshot.plan, "show")?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(&snapshot, &report);
    let page = match args.format {
        Format::Human => detail::show(&account, item, context.screen),
        Format::Json => json::show(&account, item),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}
