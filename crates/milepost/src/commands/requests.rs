//! `milepost requests`.

use milepost_core::{
    judge,
    render::{json, request},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
};

/// List what waits for whom: approvals, answers, reviews
///
/// Everything that programs can show has been shown of what is listed here; who may answer stands
/// beside it, with the command that does.
#[derive(clap::Args, Debug)]
pub(crate) struct RequestsArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(
    args: &RequestsArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let report = judge::judge(&snapshot.scene());
    let requests = judge::requests(&snapshot.plan, &snapshot.config, &report);
    out.push_str(&match args.format {
        Format::Human => request::requests(&snapshot.plan, &requests, context.screen),
        Format::Json => json::requests(&context::account(snapshot, &report), &requests),
    });
    Ok(Exit::Fine)
}
