//! `milepost why`.

use milepost_core::render::{json, reasons};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
    which::AboutArgs,
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
    about: AboutArgs,
}

pub(crate) fn run(args: &WhyArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let page = args.about.answer(context, "why", |_, account, item, format| match format {
        Format::Human => reasons::why(account, item, context.screen),
        Format::Json => json::why(account, item),
    })?;
    out.push_str(&page);
    Ok(Exit::Fine)
}
