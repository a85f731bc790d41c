//! The command line of milepost: parse, run, write, exit.
//!
//! Commands return text; it is written here, once. What went wrong becomes text in [`failure`]
//! alone.

mod cli;
mod commands;
mod context;
mod failure;
mod format;
mod holding;
mod machine;
mod place;
mod progress;
mod recall;
mod signing;
mod steer;
mod view;
mod waiting;
mod which;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

use crate::{
    cli::Cli,
    context::Context,
    failure::{Exit, Failure},
};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let context = Context::new(&cli.global);
    let mut page = String::new();
    let result = cli.command.run(&context, &mut page);
    let written = write(&page);
    match (result, written) {
        (Ok(exit), Ok(())) => exit.into(),
        (Ok(_), Err(failure)) | (Err(failure), _) => {
            context::tell(&failure.page(context.error_screen));
            Exit::CannotSay.into()
        }
    }
}

/// Help and version are answers; anything else is a question nobody can understand.
fn usage(error: &clap::Error) -> ExitCode {
    // Where the message cannot be written there is nobody to tell.
    let exit = if error.use_stderr() { Exit::CannotSay } else { Exit::Fine };
    match error.print() {
        Ok(()) | Err(_) => exit.into(),
    }
}

/// Writes the page. A reader who has seen enough and closes the pipe is no failure.
fn write(page: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(page.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::output(error)),
    }
}
