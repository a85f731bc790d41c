//! The arguments that all commands share, and the help that leads to them.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;

/// Says what documents claim, what is shown, and what is missing
///
/// milepost reads the plans, status files and decision logs of a repository as they are, and says
/// which of their claims hold. Reading them runs nothing and changes none of the project's files;
/// `verify` runs the gates that milepost.toml defines, and records what they show.
#[derive(Parser, Debug)]
#[command(
    name = "milepost",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    subcommand_value_name = "COMMAND",
    subcommand_help_heading = "Commands",
    after_help = AFTER_HELP,
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What stands under the list of commands.
const AFTER_HELP: &str = "\
Examples:
  milepost check                what does not hold, here and now
  milepost status --at v1.2     the board as of a tag
  milepost why M2               what is missing until M2 is proven
  milepost verify M2            run what M2 rests on

Exit codes:
  0  the answer is yes: `check` found no error-level problem, `verify` nothing that does not pass;
     other commands answered
  1  the answer is no: `check` found an error-level problem, `verify` a gate that does not pass
  2  no answer: nothing could be judged, or the question was not understood

`milepost help --all` lists all commands, `milepost help COMMAND` shows a manual page.";

/// The options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Look at the project around this folder instead of the current one
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) folder: Option<PathBuf>,
    /// When to use colour; `auto` heeds `NO_COLOR` and whether stdout is a terminal
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: When,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal that can show it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn arguments_do_not_contradict_each_other() {
        Cli::command().debug_assert();
        let mut command = Cli::command();
        command.build();
        // A command's own option must not shadow one that all commands share.
        let shared: Vec<String> =
            command.get_arguments().map(|it| it.get_id().to_string()).collect();
        for sub in command.get_subcommands() {
            let mut ids: Vec<String> =
                sub.get_arguments().map(|it| it.get_id().to_string()).collect();
            ids.sort();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{}", sub.get_name());
            let typed = sub.get_arguments().filter(|it| shared.contains(&it.get_id().to_string()));
            for argument in typed {
                assert!(argument.is_global_set() || argument.get_id() == "help", "{argument}");
            }
        }
    }
}
