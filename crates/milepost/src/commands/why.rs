//! `milepost why`.

use milepost_core::{
    judge,
    render::{json, reasons},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
    which::WhichArgs,
};

/// Say what is missing until an item is proven, and what supplies it
///
/// Lists the causes in the order in which they can be removed, and ends with the one step that comes
/// first. It never names a step that only changes words.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost why M2
  milepost why M2-D1 --format json")]
pub(crate) struct WhyArgs {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &WhyArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let item = args.which.find(&snapshot.plan, "why")?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(&snapshot, &report);
    let page = match args.format {
        Format::Human => reasons::why(&account, item, context.screen),
        Format::Json => json::why(&account, item),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}
