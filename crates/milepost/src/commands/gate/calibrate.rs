//! `milepost gate calibrate`.

use milepost_core::{evidence::ControlsEnd, render::controls, verdict::RunPlan};
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

/// Run the controls of a gate: states that it must pass or fail
///
/// A gate that has `controls` in milepost.toml counts only after it has passed every good one, and
/// failed every bad one with the signal that shows what it saw. Each control runs as the gate itself
/// does, in a clean checkout: of a commit, of the judged commit with a patch, or of that commit as it
/// is. A crash, a time limit or a report that cannot be read detects nothing.
///
/// Ends with 0 if the gate is sound, with 1 if it is blind or unsound, and with 2 if the controls
/// could not be run. What is found is recorded, and holds until the gate or its controls change.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost gate calibrate unit

In milepost.toml:
  [gates.unit]
  run = \"make test\"

  [[gates.unit.controls]]
  name = \"as it is\"
  good = \".\"

  [[gates.unit.controls]]
  name = \"totals are off by one\"
  bad = \"gates/off-by-one.patch\"
  signal = \"test totals ... FAILED\"")]
pub(super) struct CalibrateArgs {
    /// The gate, as milepost.toml names it
    #[arg(value_name = "GATE")]
    gate: String,
    #[command(flatten)]
    machine: MachineArgs,
}

pub(super) fn run(
    args: &CalibrateArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load_gates(&LoadRequest::default())?;
    let gate = gate::definition(&snapshot.config, &args.gate)?;
    let stop = verify::listen()?;
    let follow = Follow::screen(context, &snapshot, &RunPlan::default());
    context::may_run(&workspace, &snapshot, gate)?;
    let by = context::actor(&workspace)?;
    let key = args.machine.open(context, &snapshot)?;
    let scribe = Scribe { by: &by, key: key.as_ref() };
    let calibrated =
        workspace.calibrate(&snapshot, gate, scribe, &stop, &|event| follow.on(&event));
    follow.finish();
    let calibrated =
        calibrated?.map_err(|why| Trouble::Untried { gate: gate.name.to_string(), why })?;
    let (controls, end) = (calibrated.controls.as_slice(), calibrated.end);
    out.push_str(&controls::calibrated(&gate.name, controls, end, context.screen));
    Ok(match end {
        ControlsEnd::Sound => Exit::Fine,
        ControlsEnd::Blind | ControlsEnd::Unsound => Exit::Problems,
    })
}
