//! `milepost check`.

use std::{path::PathBuf, slice};

use milepost_core::{
    diag::Severity,
    judge::{self, Report},
    lint::rules,
    render::{
        github, json, markdown,
        problems::{self, Extent},
        sarif,
    },
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{self, Context},
    failure::{self, Exit, Failure, Trouble},
    format::ProblemFormat,
    place::Place,
    recall,
    view::ViewArgs,
};

/// Look for claims that do not hold
///
/// Compares what the documents say with git, with what they cite, and with each other. Without a
/// milepost.toml, only contradictions are errors; claims that nothing supports are one line a
/// document.
///
/// Ends with 0 if there is no error-level problem, with 1 if there is one, and with 2 if nothing
/// could be judged.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost check                          the documents on disk
  milepost check docs/plan                problems in one folder only
  milepost check --staged                 what is about to be committed
  milepost check --since origin/main      the rules over history, too
  milepost check --format sarif > out.sarif")]
pub(crate) struct CheckArgs {
    /// Show problems in these files and folders only; all documents are read and judged
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    view: ViewArgs,
    /// Look at the commits since this one, too, with the rules over history
    ///
    /// `--base` means the same for now. That rules and signers come from the base, so that a change
    /// cannot weaken what judges it, arrives with approvals.
    #[arg(long, value_name = "REV", visible_alias = "base")]
    since: Option<String>,
    /// Show every problem in full, also where one rule has many in one document
    #[arg(long)]
    all: bool,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ProblemFormat,
}

pub(crate) fn run(args: &CheckArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if !args.paths.is_empty() {
        // Where they lead is found out anew each time.
        return judge(args, context, out);
    }
    recall::or_else(context, args, out, |out| judge(args, context, out))
}

fn judge(args: &CheckArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let request = LoadRequest { since: args.since.clone(), ..args.view.request() };
    let snapshot = context.load(&request)?;
    let mut report = judge::judge(&snapshot.scene());
    narrow(&mut report, args, context, snapshot)?;
    let account = context::account(snapshot, &report);
    let page = match args.format {
        ProblemFormat::Human => problems::check(&account, extent(args), context.screen),
        ProblemFormat::Json => json::check(&account),
        ProblemFormat::Markdown => markdown::check(&account),
        ProblemFormat::Sarif => sarif::check(&account, rules::ALL),
        ProblemFormat::Github => github::check(&account),
    };
    out.push_str(&page);
    verdict(snapshot, &report)
}

fn extent(args: &CheckArgs) -> Extent {
    if args.all { Extent::Whole } else { Extent::Folded }
}

/// Yes where no error-level problem is left.
pub(crate) fn verdict(snapshot: &Snapshot, report: &Report) -> Result<Exit, Failure> {
    match (failure::unread(snapshot), report.count(Severity::Error)) {
        (0, 0) => Ok(Exit::Fine),
        (0, _) => Ok(Exit::Problems),
        // What was not read may hold anything: that is no answer.
        (count, _) => Err(Trouble::Unread { count }.into()),
    }
}

/// Leaves only the problems at the given paths. A path without a tracker is no question.
fn narrow(
    report: &mut Report,
    args: &CheckArgs,
    context: &Context,
    snapshot: &Snapshot,
) -> Result<(), Failure> {
    if args.paths.is_empty() {
        return Ok(());
    }
    let root = context.workspace()?.root().to_owned();
    let mut wanted = Vec::new();
    for path in &args.paths {
        let there = || {
            let is_there = context.typed(slice::from_ref(path)).iter().any(|path| path.exists());
            Failure::from(Trouble::NothingThere { path: path.clone(), is_there })
        };
        let place = Place::new(&root, context.start(), path).ok_or_else(there)?;
        let mut documents = snapshot.plan.documents.iter();
        if !documents.any(|document| place.holds(&document.path)) {
            return Err(there());
        }
        wanted.push(place);
    }
    report.problems.retain(|problem| wanted.iter().any(|place| place.holds(&problem.place.path)));
    Ok(())
}
