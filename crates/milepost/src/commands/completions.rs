//! `milepost completions`.

use clap_complete::Shell;

use crate::{
    commands::help,
    context::Context,
    failure::{Exit, Failure},
};

/// Print a completion script for a shell
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  milepost completions bash > ~/.local/share/bash-completion/completions/milepost")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[expect(clippy::unnecessary_wraps, reason = "all commands run in the same way")]
pub(crate) fn run(
    args: &CompletionsArgs,
    _context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::whole(), "milepost", &mut script);
    out.push_str(&String::from_utf8_lossy(&script));
    Ok(Exit::Fine)
}
