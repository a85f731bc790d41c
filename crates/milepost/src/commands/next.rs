//! `milepost next`.

use milepost_core::{
    judge,
    render::{json, queue},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
};

/// Show work that is ready, and why
///
/// First what is said to be finished and is not, then what has begun, then what nothing holds up;
/// in the order of the documents' own queues, where there are any.
#[derive(clap::Args, Debug)]
pub(crate) struct NextArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &NextArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
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
