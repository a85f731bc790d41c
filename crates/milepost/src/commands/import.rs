//! `milepost import`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use milepost_core::{
    judge,
    render::{json, runs},
    report,
};
use milepost_host::{HandedIn, ImportOrder, Imported, LoadRequest, View};

use crate::{
    commands::{gate, verify},
    context::{self, Context},
    failure::{Exit, Failure},
    format::Format,
};

/// Take in reports that were produced elsewhere
///
/// The reports are read as those of the gate, and judged as a run of it would be: a report without
/// cases, with a failed one, or with numbers that break a rule, makes no pass. The run is recorded as
/// evidence of the commit, with the grade `imported`: milepost has not seen it run. Such evidence
/// proves only where milepost.toml says `least-grade = "imported"` under `[policy]`.
///
/// A gate takes no such reports if it asks for more than they tell: output, files, time, a comparison
/// or an age. A report that names another commit is refused. The gate is the one that milepost.toml
/// defines, with --commit that of the commit.
///
/// Nobody here knows how the run ended. --exit says so; without it, the exit code is taken as 0, and
/// only where every report is of tests that passed and no rule asks for `exit`. Everything else is
/// refused.
///
/// What `milepost verify` records elsewhere, in CI for one, needs no import and keeps its grade: copy
/// the new files of its `.milepost/ledger` here, or merge the commit that holds them.
///
/// Ends with 0 if the gate passes now, with 1 if it does not, and with 2 if nothing was taken in.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost import --gate unit out/junit.xml
  milepost import --gate unit --commit 1a2b3c4 --exit 0 junit.xml
  milepost import --gate cover --exit 0 lcov:out/lcov.info junit:out/a.xml junit:out/b.xml")]
pub(crate) struct ImportArgs {
    /// The gate that the reports are of
    #[arg(long, value_name = "GATE")]
    gate: String,
    /// The commit that the gate was run on [default: HEAD]
    #[arg(long, value_name = "REV")]
    commit: Option<String>,
    /// The exit code that the run ended with
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..=255))]
    exit: Option<i32>,
    /// The reports in the order of the gate's own, or each as FORMAT:PATH
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &ImportArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.load_gates(&LoadRequest::default())?;
    let before = judge::judge(&snapshot.scene());
    let at = match &args.commit {
        None => None,
        Some(revision) => {
            let view = View::Commit(revision.clone());
            Some(context.load_gates(&LoadRequest { view, ..LoadRequest::default() })?)
        }
    };
    let subject = at.as_ref().unwrap_or(&snapshot);
    let name = gate::find(&subject.config, &args.gate)?;
    let Some(gate) = subject.config.gates.get(&name) else {
        return Ok(Exit::CannotSay);
    };
    let files: Vec<HandedIn> = args.files.iter().map(|typed| handed_in(typed, context)).collect();
    let by = context::actor(&workspace)?;
    let ground = subject.ground.as_ref();
    let order = ImportOrder { gate, ground, files: &files, exit: args.exit, by: &by };
    let imported = workspace.import(&snapshot, &order)?;
    let after = context.load_gates(&LoadRequest::default())?;
    let after_report = judge::judge(&after.scene());
    verify::record_done(context, &workspace, &after, &after_report)?;
    match args.format {
        Format::Human => {
            out.push_str(&match &imported {
                Imported::Recorded(run) => runs::imported(run, context.screen),
                Imported::Known(run) => runs::known(run),
            });
            let asked = BTreeSet::from([name.clone()]);
            let reports = (&before, &after_report);
            out.push_str(&runs::verdicts(&after.plan, reports, &asked, context.screen));
        }
        Format::Json => {
            let account = context::account(&after, &after_report);
            out.push_str(&json::gates(&account, &after.config, Some(&name)));
        }
    }
    let passes = after.verdicts.gates.get(&name).is_some_and(|gate| gate.verdict.satisfies());
    Ok(if passes { Exit::Fine } else { Exit::Problems })
}

/// A report as it was typed: its path, behind its format where that is said.
fn handed_in(typed: &Path, context: &Context) -> HandedIn {
    let said = typed.to_str().and_then(|text| text.split_once(':'));
    let said = said.and_then(|(format, path)| Some((report::Format::of(format)?, path)));
    let (format, name) = match said {
        Some((format, path)) => (Some(format), PathBuf::from(path)),
        None => (None, typed.to_owned()),
    };
    let place = context.typed(std::slice::from_ref(&name)).into_iter().next();
    HandedIn { format, place: place.unwrap_or_else(|| name.clone()), name }
}
