//! `milepost demo`.

use std::{fmt::Write as _, path::PathBuf};

use milepost_core::{
    diag::{Problem, Severity},
    judge::{self, Report},
    plan::{Cited, Claim, Document, ItemKind, Origin},
    render::{escape, problems},
    repository::PathState,
};
use milepost_host::{LoadRequest, Snapshot, Throwaway, Workspace};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
};

/// A project that claims to be complete. See `examples/README.md`.
const LIE: &[u8] = include_bytes!("../../../../examples/headline-lie.fast-import");
/// The same project with everything there.
const TWIN: &[u8] = include_bytes!("../../../../examples/honest-twin.fast-import");

/// What the agent has on its disk and never committed.
const FORGOTTEN: &[&str] = &["src/replay", "tests/replay", "src/export", "tests/export"];
/// The document that makes the claims.
const BOARD: &str = "docs/STATUS.md";
/// How many problems are shown in full.
const SHOWN: usize = 3;

/// Show what milepost does, on a project whose agent says that it is done
///
/// Makes a small repository in the folder for temporary files, looks at it as `milepost check`
/// would, and removes it again.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost demo                       play it
  milepost demo --keep /tmp/demo      leave the repository there, to look around in")]
pub(crate) struct DemoArgs {
    /// Leave the repository in this folder, which must be new or empty
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(crate) fn run(args: &DemoArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let place = match &args.keep {
        Some(folder) => Throwaway::kept(LIE, folder)?,
        None => Throwaway::new(LIE)?,
    };
    let twin = Throwaway::new(TWIN)?;
    for folder in FORGOTTEN {
        place.copy_files(&twin, folder)?;
    }
    let (snapshot, report) = look(&place)?;
    let (_, twin) = look(&twin)?;
    out.push_str(&says_done(&snapshot));
    out.push_str(&says_no(context, &snapshot, &report));
    out.push_str(&says_fine(&twin));
    out.push_str(&what_next(args));
    Ok(Exit::Fine)
}

/// Loads and judges, on the day of the last commit.
fn look(place: &Throwaway) -> Result<(Snapshot, Report), Failure> {
    let workspace = Workspace::discover(place.root())?;
    let mut snapshot = workspace.load(&LoadRequest::default(), &|_| ())?;
    // The play is set in its own time: what is late today was not late then.
    snapshot.clock.now = snapshot.repository.committed.unwrap_or(snapshot.clock.now);
    let report = judge::judge(&snapshot.scene());
    Ok((snapshot, report))
}

/// What the board says, in its own words, and how good the evidence looks.
fn says_done(snapshot: &Snapshot) -> String {
    let mut page = format!(
        "An agent has worked for two weeks and says: done. On its disk every test passes.\n\n  \
         {BOARD}\n"
    );
    let is_board = |document: &&Document| document.path.as_str() == BOARD;
    let Some(board) = snapshot.plan.documents.iter().find(is_board) else { return page };
    for claim in board.claims.iter().filter(|claim| is_headline(claim)) {
        let Some(source) = snapshot.sources.get(&board.path) else { continue };
        page = format!("{page}    {}\n", escape::line(claim.span.of(&source.text).trim()));
    }
    let (there, cited) = evidence(snapshot, board);
    format!("{page}\n  {there} of {cited} evidence files that it cites exist.\n\n")
}

fn is_headline(claim: &Claim) -> bool {
    claim.origin == Origin::Row && matches!(claim.kind, ItemKind::Milestone | ItemKind::Release)
}

/// How many of the files that tasks cite as evidence are in the commit.
fn evidence(snapshot: &Snapshot, board: &Document) -> (usize, usize) {
    let tasks = board.claims.iter().filter(|claim| claim.kind == ItemKind::Task);
    let cited = tasks.flat_map(|claim| &claim.evidence).filter_map(|it| match &it.cited {
        Cited::Path(path) => Some(path),
        Cited::Glob(_)
        | Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    });
    let found: Vec<_> = cited.map(|path| snapshot.repository.locate(&board.path, path)).collect();
    let there = found.iter().flatten().filter(|found| found.state == PathState::File).count();
    (there, found.len())
}

/// What milepost says of it: the problems that tell most, in full.
fn says_no(context: &Context, snapshot: &Snapshot, report: &Report) -> String {
    let account = context::account(snapshot, report);
    let telling = telling(report);
    if telling.is_empty() {
        return "milepost finds no error.\n\n".to_owned();
    }
    let mut page = format!("milepost says: {}, because\n\n", context.screen.error("no"));
    for problem in &telling {
        page = format!("{page}{}\n\n", problems::one(&account, problem, context.screen));
    }
    match report.problems.len() - telling.len() {
        0 => page,
        1 => page + "and 1 more problem.\n\n",
        more => format!("{page}and {more} more problems.\n\n"),
    }
}

/// A few errors that differ: one for each item, two of each rule, missing code before all else.
fn telling(report: &Report) -> Vec<&Problem> {
    let mut telling: Vec<&Problem> = Vec::new();
    for problem in report.problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let alike = telling.iter().filter(|told| told.rule == problem.rule);
        let is_new = alike.clone().all(|told| told.item != problem.item);
        if is_new && alike.count() < 2 {
            telling.push(problem);
        }
    }
    telling.sort_by_key(|problem| problem.rule != "subject-lacks-deliverable");
    telling.truncate(SHOWN);
    telling
}

/// What milepost says of the twin.
fn says_fine(twin: &Report) -> String {
    let errors = twin.count(Severity::Error);
    format!("In a twin of this project everything is committed: {errors} errors there.\n\n")
}

fn what_next(args: &DemoArgs) -> String {
    let mut page = "Next\n".to_owned();
    let mut line = |command: &str, what: &str| {
        writeln!(page, "  {command:<28}  {what}").expect("a string takes all text");
    };
    match &args.keep {
        Some(folder) => {
            let folder = folder.display();
            line(&format!("milepost -C {folder} check"), "all problems");
            line(&format!("milepost -C {folder} status"), "the board");
            line(&format!("milepost -C {folder} why M3"), "what is missing until M3 is proven");
        }
        None => line("milepost demo --keep DIR", "look around in this project"),
    }
    line("milepost check", "look at your own: in its folder, without any set-up");
    page
}
