//! `milepost gate run`.

use crate::{
    commands::verify,
    context::Context,
    failure::{Exit, Failure},
    machine::MachineArgs,
};

/// Run gates again, whatever is known of them, and record what they show
///
/// The same as `milepost verify --again --gate GATE…`. Every run counts: after one that fails, the
/// gate must pass several times in a row on this content.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost gate run unit
  milepost gate run unit integration --cold")]
pub(super) struct RunArgs {
    /// The gates, as milepost.toml names them
    #[arg(value_name = "GATE", required = true)]
    gates: Vec<String>,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    how: verify::How,
}

pub(super) fn run(args: &RunArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    verify::again(&args.gates, (&args.machine, args.how), context, out)
}
