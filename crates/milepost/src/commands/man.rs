//! `milepost man`.

use crate::{
    commands::help,
    context::Context,
    failure::{Exit, Failure},
};

/// Print the manual page in roff
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  milepost man | man -l -")]
pub(crate) struct ManArgs {
    /// The page of one command
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(crate) fn run(args: &ManArgs, _context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let mut command = help::find(args.command.as_deref())?;
    if let Some(name) = &args.command {
        command = command.display_name(format!("milepost-{name}"));
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::output)?;
    out.push_str(&String::from_utf8_lossy(&page));
    Ok(Exit::Fine)
}
