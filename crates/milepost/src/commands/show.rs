//! `milepost show`.

use milepost_core::render::{detail, json};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
    which::AboutArgs,
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
    about: AboutArgs,
}

pub(crate) fn run(args: &ShowArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let page = args.about.answer(context, "show", |account, item, format| match format {
        Format::Human => detail::show(account, item, context.screen),
        Format::Json => json::show(account, item),
    })?;
    out.push_str(&page);
    Ok(Exit::Fine)
}
