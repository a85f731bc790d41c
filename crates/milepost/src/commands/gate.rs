//! `milepost gate`.

mod audit;
mod calibrate;
mod demote;
mod list;
mod run;
mod show;

use clap::Subcommand;
use milepost_core::{
    config::Config,
    gate::{Gate, GateName},
    id::ItemId,
    suggest,
};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
};

/// Look at gates, one by one, run them, and try whether they can be believed
///
/// A gate is a named check in milepost.toml. Its verdict rests on runs that milepost recorded, never
/// on what a document says of it.
#[derive(clap::Args, Debug)]
pub(crate) struct GateArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Run(run::RunArgs),
    Calibrate(calibrate::CalibrateArgs),
    Audit(audit::AuditArgs),
    Demote(demote::DemoteArgs),
}

pub(crate) fn run(args: &GateArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    match &args.action {
        Action::List(args) => list::run(args, context, out),
        Action::Show(args) => show::run(args, context, out),
        Action::Run(args) => run::run(args, context, out),
        Action::Calibrate(args) => calibrate::run(args, context, out),
        Action::Audit(args) => audit::run(args, context, out),
        Action::Demote(args) => demote::run(args, context, out),
    }
}

/// The name of a gate that was typed.
pub(crate) fn find(config: &Config, name: &str) -> Result<GateName, Failure> {
    definition(config, name).map(|gate| gate.name.clone())
}

/// The gate of that name.
fn definition<'a>(config: &'a Config, name: &str) -> Result<&'a Gate, Failure> {
    let found = ItemId::new(name).and_then(|name| config.gates.get(&name));
    found.ok_or_else(|| {
        let known = config.gates.keys().map(ItemId::as_str);
        let near = suggest::nearest(name, known).map(ToOwned::to_owned);
        Trouble::UnknownGate { name: name.to_owned(), near, defined: config.gates.len() }.into()
    })
}
