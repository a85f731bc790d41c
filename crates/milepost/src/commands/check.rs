//! `milepost check`.

use std::{path::PathBuf, slice};

use milepost_core::{
    diag::Severity,
    judge::{self, Report},
    lint::rules,
    render::{
        github, json, markdown, pages,
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
  milepost check --base origin/main       a change, by the rules of what it changes
  milepost check --format sarif > out.sarif")]
pub(crate) struct CheckArgs {
    /// Show problems in these files and folders only; all documents are read and judged
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    view: ViewArgs,
    /// Look at the commits since this one, too, with the rules over history
    #[arg(long, value_name = "REV", conflicts_with = "base")]
    since: Option<String>,
    /// Judge what is here as a change of this commit, by the rules of this commit
    ///
    /// All that judges comes from there: milepost.toml, signers, criteria and the definitions of gates.
    /// What the change does to them is reported, and it is fine only where both say so. Evidence that the
    /// change brings along is believed like a foreign report. The rules over history are asked, too.
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Show every problem in full, also where one rule has many in one document
    #[arg(long)]
    all: bool,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ProblemFormat,
}

pub(crate) fn run(args: &CheckArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if !args.paths.is_empty() || args.base.is_some() {
        // Where they lead is found out anew each time.
        return judge(args, context, out);
    }
    recall::or_else(context, args, out, |out| judge(args, context, out))
}

fn judge(args: &CheckArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let (since, base) = (args.since.clone(), args.base.clone());
    let request = LoadRequest { since, base, ..args.view.request() };
    let snapshot = context.load(&request)?;
    let mut report = judged(snapshot);
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

/// What there is to say of a state of the project: by itself, and by its base where one was asked for.
pub(super) fn judged(snapshot: &Snapshot) -> Report {
    match snapshot.scene_by_base() {
        Some(by_base) => {
            let mut report = judge::judge_by_base(&snapshot.scene(), &by_base);
            pages::report_drift(&snapshot.scene(), &snapshot.pages, &mut report);
            report
        }
        None => pages::judge_with_pages(&snapshot.scene(), &snapshot.pages),
    }
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
        let mut documents = snapshot.shown_plan().documents.iter();
        if !documents.any(|document| place.holds(&document.path)) {
            return Err(there());
        }
        wanted.push(place);
    }
    report.problems.retain(|problem| wanted.iter().any(|place| place.holds(&problem.place.path)));
    Ok(())
}
