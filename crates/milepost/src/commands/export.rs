//! `milepost export`.

use clap::ValueEnum;
use milepost_core::{
    judge,
    render::{csv, export::Export, github, json, junit},
};

use crate::{
    context::{self, Context},
    failure::{self, Exit, Failure, Trouble},
    format::ExportFormat,
    view::ViewArgs,
    which,
};

/// Hand items, verdicts and standings to other programs
///
/// As tables for spreadsheets, as JSON, as test results in JUnit XML, or as the summary of a step on
/// GitHub. With IDs, only these items, what belongs to them, and the gates that they rest on.
///
/// What is not proven never looks so. In JUnit XML what fails or is contradicted is a failure, what is
/// stale, missing, blind, calibrating, unanswered or not begun is an error, and what was waived, does not
/// apply or was taken out of the plan is skipped, as is an advisory gate that does not pass;
/// only `pass`, `proven` and `done` are passed tests.
///
/// Ends with 2 where documents could not be read; what is written then is not all there is.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost export > items.csv                        one row for each item
  milepost export --rows criteria M2 > criteria.csv  the criteria of M2 and of what is in it
  milepost export --format junit M1 M2 > milepost.xml
  milepost export --format github >> \"$GITHUB_STEP_SUMMARY\"")]
pub(crate) struct ExportArgs {
    /// What to hand over; everything where nothing is named
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER", requires = "ids")]
    within: Option<String>,
    /// What the rows of a table are
    #[arg(long, value_name = "ROWS", default_value = "items")]
    rows: RowsOf,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: ExportFormat,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RowsOf {
    /// Work, and the entries of registers.
    Items,
    /// The criteria of work.
    Criteria,
    /// Gates.
    Gates,
}

pub(crate) fn run(args: &ExportArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let mut asked = Vec::new();
    for id in &args.ids {
        asked.push(which::find(id, args.within.as_deref(), &snapshot.plan, "export")?);
    }
    let report = judge::judge(&snapshot.scene());
    let account = context::account(snapshot, &report);
    let export = Export::new(&account, &asked);
    let rows = match args.rows {
        RowsOf::Items => csv::Rows::Items,
        RowsOf::Criteria => csv::Rows::Criteria,
        RowsOf::Gates => csv::Rows::Gates,
    };
    out.push_str(&match args.format {
        ExportFormat::Csv => csv::export(&export, rows),
        ExportFormat::Json => json::export(&export, &snapshot.config),
        ExportFormat::Junit => junit::export(&export),
        ExportFormat::Github => github::summary(&export),
    });
    match failure::unread(snapshot) {
        0 => Ok(Exit::Fine),
        // What was not read may hold anything.
        count => Err(Trouble::Unread { count }.into()),
    }
}
