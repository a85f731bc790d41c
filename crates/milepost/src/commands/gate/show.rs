//! `milepost gate show`.

use milepost_core::{
    judge,
    render::{gates, json},
};

use crate::{
    commands::gate,
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
};

/// Show one gate: its definition, its last run, its attempts, and what rests on it
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost gate show integration
  milepost gate show integration --at v1.2")]
pub(crate) struct ShowArgs {
    /// The gate, as milepost.toml names it
    #[arg(value_name = "GATE")]
    gate: String,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(super) fn run(args: &ShowArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load_gates(&args.view.request())?;
    let name = gate::find(&snapshot.config, &args.gate)?;
    let report = judge::judge(&snapshot.scene());
    let account = context::account(&snapshot, &report);
    let page = match args.format {
        Format::Human => gates::show(&account, &snapshot.config, &name, context.screen),
        Format::Json => json::gates(&account, &snapshot.config, Some(&name)),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}
