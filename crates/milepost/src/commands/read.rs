//! `milepost read`.

use std::path::PathBuf;

use milepost_core::render::{json, read_lines};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
};

/// Show how documents were understood, line by line
///
/// Beside each line stands what it was understood to say; what looks like tracking and was not
/// understood is marked by `?`. The files may lie anywhere and need not be trackers. As JSON, this
/// is the whole plan model.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost read docs/STATUS.md
  milepost read docs/*.md --format json")]
pub(crate) struct ReadArgs {
    /// The documents
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &ReadArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let read = context.workspace()?.read_files(&context.typed(&args.files))?;
    match args.format {
        Format::Human => {
            for (at, file) in read.iter().enumerate() {
                if at > 0 {
                    out.push('\n');
                }
                out.push_str(&read_lines::read(&file.document, &file.source, context.screen));
            }
        }
        Format::Json => {
            let pairs = read.iter().map(|file| (&file.document, &*file.source));
            out.push_str(&json::plan(&pairs.collect::<Vec<_>>()));
        }
    }
    Ok(Exit::Fine)
}
