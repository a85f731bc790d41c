//! `milepost due`.

use milepost_core::{
    cadence, judge,
    render::{cadence as page, json},
};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
    view::ViewArgs,
};

/// List what is due or overdue, for whom, with the command that does it
///
/// Shows every cadence of milepost.toml with its period, its packets in a row that were green, and the
/// reviews and audits that are outstanding; and every deprecation with the end of its notice. Nothing
/// is run.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost due
  milepost due --format json")]
pub(crate) struct DueArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &DueArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &args.view.request())?;
    let report = judge::judge(&snapshot.scene());
    let today = snapshot.clock.today();
    let cadences = cadence::outlook(&snapshot.config, &snapshot.ledger, &snapshot.verdicts, today);
    let due = page::Due { today, cadences, config: &snapshot.config, report: &report };
    out.push_str(&match args.format {
        Format::Human => page::due(&due, context.screen),
        Format::Json => json::due(&due),
    });
    Ok(Exit::Fine)
}
