//! `milepost render`.

mod report;

use std::{fmt::Write as _, path::PathBuf};

use milepost_core::{
    edit::diff,
    render::{
        escape,
        pages::{self, BUILTINS, Bench, Change, Outcome, State, Texts, Trouble as PageProblem},
    },
    text::{LineIndex, RepoPath},
};
use milepost_host::{LoadRequest, Snapshot, View, Workspace};

use crate::{
    context::Context,
    failure::{self, Exit, Failure, PageTrouble, Trouble},
    format::ReportFormat,
    place::Place,
};

/// Write the pages that are derived
///
/// `[[render]]` in milepost.toml names files that are derived whole, each from a template. In any other
/// document, what stands between `<!-- milepost:NAME -->` and `<!-- /milepost:NAME -->` is derived from the
/// template NAME; every other byte stays. Templates of your own are the files
/// .milepost/templates/NAME.md, in the language of Jinja.
///
/// A page tells what documents say and what was shown, with the commit it was shown on. It holds nothing that
/// a commit alone changes, so that it is current once it is committed, and rendering twice changes nothing.
///
/// With `--format html`, the whole project is told in one file that needs nothing else: the board, every piece
/// of work with what shows it, gates with their failures, the past, what holds it up, and the problems.
///
/// Ends with 0 if every page says what it should, with 1 if --check finds one that does not, and with 2 if
/// that cannot be told of a page, or one was left as it is.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost render                           writes what is out of date
  milepost render --check                   for CI: shows what is, and writes nothing
  milepost render --stdout milestone M2     prints one template
  milepost render --list                    what templates there are
  milepost render --format html -o report.html   the report, for a browser")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct RenderArgs {
    /// These files only
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write nothing, show what would change, and end with 1 if anything would
    #[arg(long)]
    check: bool,
    /// Replace files, too, that are to be derived whole and that somebody else wrote
    #[arg(long, conflicts_with = "check")]
    adopt: bool,
    /// Print what a template makes of the project, or of an item of it
    #[arg(long, num_args = 1..=2, value_names = ["TEMPLATE", "ITEM"], conflicts_with_all = ["files", "check", "adopt"])]
    stdout: Vec<String>,
    /// List the templates
    #[arg(long, conflicts_with_all = ["files", "check", "adopt", "stdout"])]
    list: bool,
    /// Print what templates are filled with, as JSON
    #[arg(long, conflicts_with_all = ["files", "check", "adopt", "stdout", "list"])]
    data: bool,
    /// Write the report on the whole project instead of pages
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["files", "check", "adopt", "stdout", "list", "data"])]
    format: Option<ReportFormat>,
    /// The file that the report is written to, in place of an older report; stdout where none is named
    #[arg(short, long, value_name = "FILE", requires = "format")]
    output: Option<PathBuf>,
    /// Tell of the project as it stood at a commit
    #[arg(long, value_name = "REV", requires = "format")]
    at: Option<String>,
}

/// So often pages are written until they settle: a box that is stamped changes what documents say.
const ROUNDS: usize = 4;

pub(crate) fn run(args: &RenderArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    if let Some(format) = args.format {
        report::write(args, format, &workspace, context, out)
    } else if args.list {
        list(&load(&workspace, context)?, out);
        Ok(Exit::Fine)
    } else if args.data || !args.stdout.is_empty() {
        print(args, &workspace, context, out)
    } else if args.check {
        let snapshot = load(&workspace, context)?;
        check(args, &workspace, context, &snapshot, out)
    } else {
        write(args, &workspace, context, out)
    }
}

/// Loads the project. A page that is derived from a part of it would tell what nobody said.
fn load(workspace: &Workspace, context: &Context) -> Result<Snapshot, Failure> {
    let snapshot = context.gather(workspace, &LoadRequest::default())?;
    for remark in failure::remarks(&snapshot) {
        context.note(&remark);
    }
    match failure::unread(&snapshot) {
        0 => Ok(snapshot),
        count => Err(Trouble::Unread { count }.into()),
    }
}

fn list(snapshot: &Snapshot, out: &mut String) {
    let own = &snapshot.pages.templates;
    let built_in = BUILTINS.iter().filter(|template| !own.contains_key(template.name));
    for template in built_in {
        let takes = template.takes.placeholder();
        let name = format!("{} {takes}", template.name);
        line(out, &format!("{name:<18}  {}", template.about));
    }
    for name in own.keys() {
        line(out, &format!("{name:<18}  {}/{name}.md", pages::TEMPLATES));
    }
}

/// Prints what one template makes, or what all are filled with.
fn print(
    args: &RenderArgs,
    workspace: &Workspace,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let snapshot = load(workspace, context)?;
    let (template, argument) = (args.stdout.first(), args.stdout.get(1));
    let is_needed =
        template.is_none_or(|name| pages::template_needs_commits(name, &snapshot.pages));
    let commits = is_needed.then(|| workspace.commits(&View::WorkingTree)).transpose()?;
    let texts = Texts { commits, ..snapshot.pages.clone() };
    let scene = snapshot.scene();
    let bench = Bench::new(&scene);
    let book = bench.book(&scene, &texts);
    match template {
        Some(template) => {
            let page = book.page(template, argument.map(String::as_str))?;
            out.push_str(page.trim_matches('\n'));
            out.push('\n');
        }
        None => out.push_str(&book.data()),
    }
    Ok(Exit::Fine)
}

/// What every file of the project should say, or those that were named.
fn outcomes(
    args: &RenderArgs,
    workspace: &Workspace,
    context: &Context,
    (snapshot, texts): (&Snapshot, &Texts),
) -> Result<Vec<Outcome>, Failure> {
    let scene = snapshot.scene();
    let mut all = Bench::new(&scene).book(&scene, texts).outcomes();
    if args.files.is_empty() {
        return Ok(all);
    }
    let mut wanted: Vec<Place> = Vec::new();
    for typed in &args.files {
        let place = Place::new(workspace.root(), context.start(), typed);
        let place = place.filter(|place| all.iter().any(|it| place.holds(&it.path)));
        wanted.push(place.ok_or_else(|| PageTrouble::NotAPage { path: typed.clone() })?);
    }
    all.retain(|outcome| wanted.iter().any(|place| place.holds(&outcome.path)));
    Ok(all)
}

fn check(
    args: &RenderArgs,
    workspace: &Workspace,
    context: &Context,
    snapshot: &Snapshot,
    out: &mut String,
) -> Result<Exit, Failure> {
    let outcomes = outcomes(args, workspace, context, (snapshot, &snapshot.pages))?;
    let (mut stale, mut foreigners, mut is_unknown) = (0_usize, 0_usize, false);
    for outcome in &outcomes {
        match &outcome.state {
            State::Same => {}
            State::Differs(change) => {
                stale += 1;
                difference(&outcome.path, change, out);
            }
            State::Foreign(_) => {
                foreigners += 1;
                foreign(&outcome.path, out);
            }
            State::Unknown(troubles) => {
                is_unknown = true;
                unknown(troubles, snapshot, out);
            }
        }
    }
    if stale > 0 {
        let is = if stale == 1 { "page is" } else { "pages are" };
        let mend = "`milepost render` writes what they should say";
        line(out, &format!("{stale} {is} out of date: {mend}"));
    }
    match (is_unknown, stale + foreigners) {
        (true, _) => Ok(Exit::CannotSay),
        (false, 0) => {
            done(&outcomes, context, out);
            Ok(Exit::Fine)
        }
        (false, _) => Ok(Exit::Problems),
    }
}

fn difference(path: &RepoPath, change: &Change, out: &mut String) {
    let Change { before, after, parts: _ } = change;
    let diff = diff::unified(path.as_str(), before.as_deref(), after);
    out.push_str(&escape::diff(&diff));
}

fn foreign(path: &RepoPath, out: &mut String) {
    line(out, &format!("{path}: is to be derived whole, and somebody else wrote it"));
    line(out, &format!("  help: `milepost render --adopt {path}` replaces it"));
}

fn unknown(troubles: &[PageProblem], snapshot: &Snapshot, out: &mut String) {
    for PageProblem { place, message, help } in troubles {
        let source = snapshot.sources.get(&place.path);
        let at = source.map_or(1, |it| LineIndex::new(&it.text).line(place.span.start));
        line(out, &format!("{}:{at}: {message}", place.path));
        line(out, &format!("  help: {help}"));
    }
}

/// Says that there is nothing to do.
fn done(outcomes: &[Outcome], context: &Context, out: &mut String) {
    match outcomes.len() {
        0 => context.note(
            "nothing is derived: `[[render]]` in milepost.toml names pages, and \
             `<!-- milepost:NAME -->` begins a block in a document",
        ),
        1 => line(out, "1 page says what it should"),
        count => line(out, &format!("{count} pages say what they should")),
    }
}

fn write(
    args: &RenderArgs,
    workspace: &Workspace,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let mut written: Vec<RepoPath> = Vec::new();
    for _ in 0..ROUNDS {
        let snapshot = load(workspace, context)?;
        let texts = to_be_committed(workspace, &snapshot)?;
        let outcomes = outcomes(args, workspace, context, (&snapshot, &texts))?;
        let before = written.len();
        for outcome in &outcomes {
            let change = match &outcome.state {
                State::Differs(change) => change,
                State::Foreign(change) if args.adopt => change,
                State::Foreign(_) | State::Same | State::Unknown(_) => continue,
            };
            put(workspace, &outcome.path, change)?;
            written.push(outcome.path.clone());
        }
        if written.len() == before {
            written.sort();
            written.dedup();
            return Ok(tell(&written, &outcomes, &snapshot, context, out));
        }
    }
    Err(PageTrouble::Restless.into())
}

/// The texts of pages that are about to be committed, where anything is: then the newest commit is no longer
/// the one that a page of commits is part of, and is told of in it.
fn to_be_committed(workspace: &Workspace, snapshot: &Snapshot) -> Result<Texts, Failure> {
    let mut texts = snapshot.pages.clone();
    if let Some(commits) = &mut texts.commits
        && !workspace.uncommitted()?.is_empty()
    {
        commits.newest.clear();
    }
    Ok(texts)
}

fn put(workspace: &Workspace, path: &RepoPath, change: &Change) -> Result<(), Failure> {
    match &change.before {
        Some(before) => workspace.replace(path, before, &change.after)?,
        None => workspace.create(path, &change.after)?,
    }
    Ok(())
}

/// Says what was written, and what was left as it is.
fn tell(
    written: &[RepoPath],
    outcomes: &[Outcome],
    snapshot: &Snapshot,
    context: &Context,
    out: &mut String,
) -> Exit {
    for path in written {
        line(out, &format!("wrote {path}"));
    }
    let mut exit = Exit::Fine;
    for outcome in outcomes {
        match &outcome.state {
            State::Same | State::Differs(_) => {}
            State::Foreign(_) => {
                exit = Exit::CannotSay;
                foreign(&outcome.path, out);
            }
            State::Unknown(troubles) => {
                exit = Exit::CannotSay;
                unknown(troubles, snapshot, out);
            }
        }
    }
    if written.is_empty() && exit == Exit::Fine {
        done(outcomes, context, out);
    }
    exit
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", escape::line(text)).expect("a string takes all text");
}
