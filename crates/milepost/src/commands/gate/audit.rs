//! `milepost gate audit`.

use milepost_core::{assess::AuditEnd, render::controls, verdict::RunPlan};
use milepost_host::{LoadRequest, verify::Scribe};

use crate::{
    commands::{
        gate,
        verify::{self, follow::Follow},
    },
    context::{self, Context},
    failure::{Exit, Failure, Trouble},
    machine::MachineArgs,
};

/// Run a gate with its inputs and nothing else, and see whether it ends the same
///
/// The `inputs` of a gate say what makes its evidence stale. A file that it reads and that they leave
/// out can change unseen. The gate runs with the whole project first, which is recorded like any
/// run, and then where only its inputs are; it must pass both, and count as many tests. Nothing that
/// it keeps from run to run is there.
///
/// Ends with 0 if both end the same, with 1 if they do not, and with 2 if nothing can be said. What is
/// found is recorded, and `milepost gate show` shows it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost gate audit docs")]
pub(super) struct AuditArgs {
    /// The gate, as milepost.toml names it
    #[arg(value_name = "GATE")]
    gate: String,
    #[command(flatten)]
    machine: MachineArgs,
}

pub(super) fn run(args: &AuditArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load_gates(&LoadRequest::default())?;
    let gate = gate::definition(&snapshot.config, &args.gate)?;
    let stop = verify::listen()?;
    let follow = Follow::screen(context, &snapshot, &RunPlan::default());
    context::may_run(&workspace, &snapshot, gate)?;
    let by = context::actor(&workspace)?;
    let key = args.machine.open(context, &snapshot)?;
    let scribe = Scribe { by: &by, key: key.as_ref() };
    let end = workspace.audit(&snapshot, gate, scribe, &stop, &|event| follow.on(&event));
    follow.finish();
    let end = end?.map_err(|why| Trouble::Untried { gate: gate.name.to_string(), why })?;
    out.push_str(&controls::audited(&gate.name, &end, context.screen));
    Ok(match end {
        AuditEnd::Agrees => Exit::Fine,
        AuditEnd::Differs { .. } => Exit::Problems,
        AuditEnd::CannotSay { .. } => Exit::CannotSay,
    })
}
