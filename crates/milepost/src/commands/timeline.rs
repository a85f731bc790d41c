//! `milepost timeline`.

use clap::ValueEnum;
use jiff::{civil::Date, tz::TimeZone};
use milepost_core::{
    judge,
    render::{
        board::Depth,
        json,
        timeline::{self, Counted, Extent, csv, svg},
    },
};
use milepost_host::{LoadRequest, PastRequest, Since, View, When};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::TimelineFormat,
    progress::Progress,
};

/// Show what became of the plan: scope over time, and what took place
///
/// The burn-up counts what is planned, what documents call finished, and what evidence has shown, for
/// each commit from the first to the last along first parents: what a merge brought, it brought at once.
/// Under it stands what took place: claims, proofs, regressions, approvals, waivers, decisions, tags, and
/// every change of the scope.
///
/// All of history is read by the milepost.toml at its end. A commit that says it was made before what it
/// stands on is put where history has it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost timeline                              all of it
  milepost timeline --since v1.0                 after a tag
  milepost timeline --since 2026-01-31 --all     with deliverables and tasks
  milepost timeline --format svg > burnup.svg    a picture
  milepost timeline --format csv                 a row for each commit that changed a count")]
pub(crate) struct TimelineArgs {
    /// Begin after a commit, or with a day in UTC, as `2026-01-31`
    #[arg(long, value_name = "REV|DAY")]
    since: Option<String>,
    /// End at a commit instead of HEAD, and look at the project as it stood there
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// What the burn-up counts; the finest of them that the plan has where nothing is said
    #[arg(long, value_name = "WHAT")]
    burnup: Option<BurnUp>,
    /// Tell of deliverables and tasks one by one, too
    #[arg(long)]
    all: bool,
    /// Tell at most so many things that took place, the last ones; json has them all
    #[arg(long, value_name = "N", default_value_t = 40)]
    limit: usize,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: TimelineFormat,
}

/// What a burn-up counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BurnUp {
    Criteria,
    Deliverables,
    Milestones,
    Tasks,
}

pub(crate) fn run(
    args: &TimelineArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let at = args.at.clone().or_else(|| workspace.is_bare().then(|| "HEAD".to_owned()));
    let view = at.clone().map_or(View::WorkingTree, View::Commit);
    let request = LoadRequest { view, when: When::AtTheTime, ..LoadRequest::default() };
    let snapshot = context.load_in(&workspace, &request)?;
    let report = judge::judge(&snapshot.scene());
    let since = args.since.as_deref().map(since);
    let progress = Progress::new(context.is_quiet());
    let past = PastRequest { to: at, since };
    let line = workspace.timeline(&past, snapshot, &|event| progress.on_past(event));
    progress.finish();
    let line = line?;
    let counted = args.burnup.map_or_else(|| Counted::usual(&line), counted);
    let depth = if args.all { Depth::All } else { Depth::Work };
    let extent = Extent { counted, depth, most: args.limit };
    out.push_str(&match args.format {
        TimelineFormat::Human => timeline::timeline(&line, &report, extent, context.screen),
        TimelineFormat::Json => json::timeline(&line, &report),
        TimelineFormat::Csv => csv::points(&line),
        TimelineFormat::Svg => svg::svg(&line, extent),
    });
    Ok(Exit::Fine)
}

/// A day is one, whatever a branch is called.
fn since(text: &str) -> Since {
    let day = text.parse::<Date>().ok();
    let begin = day.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    match begin {
        Some(begin) => Since::Moment(begin.timestamp()),
        None => Since::Revision(text.to_owned()),
    }
}

fn counted(what: BurnUp) -> Counted {
    match what {
        BurnUp::Criteria => Counted::Criteria,
        BurnUp::Deliverables => Counted::Deliverables,
        BurnUp::Milestones => Counted::Milestones,
        BurnUp::Tasks => Counted::Tasks,
    }
}
