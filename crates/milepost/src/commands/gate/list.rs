//! `milepost gate list`.

use milepost_core::{
    judge,
    render::{gates, json},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
};

/// List all gates with their verdicts, and why
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(super) fn run(args: &ListArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load_gates(&args.view.request())?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(&snapshot, &report);
    let page = match args.format {
        Format::Human => gates::list(&report, context.screen),
        Format::Json => json::gates(&account, &snapshot.config, None),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}
