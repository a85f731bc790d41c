//! `milepost help`.

use clap::CommandFactory as _;

use crate::{
    cli::Cli,
    context::Context,
    failure::{Exit, Failure, Trouble},
};

/// Show help: the common commands, all of them, or the manual page of one
#[derive(clap::Args, Debug)]
pub(crate) struct HelpArgs {
    /// List all commands
    #[arg(long, conflicts_with = "command")]
    all: bool,
    /// Show the manual page of this command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(crate) fn run(args: &HelpArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let help = match (&args.command, args.all) {
        (Some(name), _) => find(Some(name))?.render_long_help(),
        (None, true) => whole().render_help(),
        (None, false) => Cli::command().render_help(),
    };
    let is_styled = context.screen.is_styled;
    out.push_str(&if is_styled { help.ansi().to_string() } else { help.to_string() });
    Ok(Exit::Fine)
}

/// The command line with all commands shown.
pub(crate) fn whole() -> clap::Command {
    Cli::command().mut_subcommands(|command| command.hide(false))
}

/// The page of one command, or the whole command line.
pub(crate) fn find(name: Option<&str>) -> Result<clap::Command, Failure> {
    let mut whole = whole();
    // The names in the usage lines are filled in by building.
    whole.build();
    let Some(name) = name else { return Ok(whole) };
    let unknown = || Trouble::UnknownCommand { name: name.to_owned() };
    whole.find_subcommand(name).cloned().ok_or_else(|| unknown().into())
}
