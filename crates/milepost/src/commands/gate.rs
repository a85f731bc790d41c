//! `milepost gate`.

mod list;
mod show;

use clap::Subcommand;
use milepost_core::{config::Config, gate::GateName, id::ItemId, suggest};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
};

/// Look at gates, one by one
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
}

pub(crate) fn run(args: &GateArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    match &args.action {
        Action::List(args) => list::run(args, context, out),
        Action::Show(args) => show::run(args, context, out),
    }
}

/// The gate of that name.
pub(crate) fn find(config: &Config, name: &str) -> Result<GateName, Failure> {
    let found = ItemId::new(name).filter(|name| config.gates.contains_key(name));
    found.ok_or_else(|| {
        let known = config.gates.keys().map(ItemId::as_str);
        let near = suggest::nearest(name, known).map(ToOwned::to_owned);
        Trouble::UnknownGate { name: name.to_owned(), near, defined: config.gates.len() }.into()
    })
}
