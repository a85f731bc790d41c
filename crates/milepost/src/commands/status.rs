//! `milepost status`.

use milepost_core::render::{board, json, markdown};

use crate::{
    commands::check,
    context::{self, Context},
    failure::{Exit, Failure},
    format::PageFormat,
    recall,
    view::ViewArgs,
};

/// Show the board: what documents say, and what has been shown
///
/// Two columns stand beside each piece of work. SAYS is what the documents claim, in their own
/// words. SHOWS is what follows from git, dependencies and other claims; nothing is proven before a
/// gate has run.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost status               phases, milestones and deliverables
  milepost status --all         tasks, risks, blockers, findings and decisions, too
  milepost status --at v1.2     the board as of a tag
  milepost status --exit-code   ends with 1 where `milepost check` would")]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Show tasks and the entries of all registers, too
    #[arg(long)]
    all: bool,
    /// End with 1 if there is an error-level problem
    #[arg(long)]
    exit_code: bool,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: PageFormat,
}

pub(crate) fn run(args: &StatusArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    recall::or_else(context, args, out, |out| judge(args, context, out))
}

fn judge(args: &StatusArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let report = check::judged(snapshot);
    let account = context::account(snapshot, &report);
    let depth = if args.all { board::Depth::All } else { board::Depth::Work };
    let page = match args.format {
        PageFormat::Human => board::status(&account, depth, context.screen),
        PageFormat::Json => json::status(&account),
        PageFormat::Markdown => markdown::status(&account, depth),
    };
    out.push_str(&page);
    if args.exit_code { check::verdict(snapshot, &report) } else { Ok(Exit::Fine) }
}
