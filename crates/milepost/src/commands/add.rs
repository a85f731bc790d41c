//! `milepost add`.

use std::{fmt::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use milepost_core::{
    edit::{
        add::{self, Change, New},
        diff,
        gate::{self, GateError, NewGate},
    },
    id::ItemId,
    plan::{Item, ItemKind, Plan},
    render::escape,
    text::{RepoPath, Source},
};
use milepost_host::{Elsewhere, LoadRequest, Snapshot, Workspace};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
    place, which,
};

/// Add an item to a document, or a gate to milepost.toml
///
/// The new line follows the shape of its neighbours: the next row of a table, the next item of a list,
/// the next section. Every other byte stays. What was made is read again before it is written: where
/// the document would not be understood to have the new item, and all that it had before, nothing is
/// written. A number that any branch or working tree of this clone speaks of counts as taken. Where no
/// place is plain, or several are, `--in` says which document.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  milepost add milestone 'Plans can be edited'
  milepost add task M2-D1 'Token validator'
  milepost add criterion M2 'All integration tests pass' --gate integration
  milepost add gate integration --run 'make test' --report junit:report.xml
  milepost add risk 'The disk may be full' --in docs/RISKS.md --dry-run")]
pub(crate) struct AddArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Add a milestone, in a file of its own where the others have one
    Milestone(Alone),
    /// Add a deliverable to a milestone
    Deliverable(Part),
    /// Add a task to a milestone or deliverable
    Task(Part),
    /// Add a criterion to a milestone, deliverable or task
    Criterion(Criterion),
    /// Add a gate that runs a command to milepost.toml
    Gate(Gate),
    /// Add a risk
    Risk(Alone),
    /// Add a blocker
    Blocker(Alone),
    /// Add a finding
    Finding(Alone),
    /// Add a decision, as a proposal
    Decision(Alone),
}

/// How everything is added.
#[derive(Args, Debug)]
struct How {
    /// The document that it goes into
    #[arg(long = "in", value_name = "FILE")]
    within: Option<PathBuf>,
    /// Write nothing, and show the change as a diff
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args, Debug)]
struct Alone {
    /// What it is called
    title: String,
    /// Its id, instead of the next free one
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Args, Debug)]
struct Part {
    /// The item that it is part of
    parent: String,
    #[command(flatten)]
    part: Alone,
}

#[derive(Args, Debug)]
struct Criterion {
    /// The item that it is a criterion of
    parent: String,
    /// What must hold
    text: String,
    /// The gate that it rests on
    #[arg(long, value_name = "NAME")]
    gate: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Args, Debug)]
struct Gate {
    /// What it is called
    name: String,
    /// What it runs, as a line for `sh -c`
    #[arg(long, value_name = "COMMAND")]
    run: String,
    /// What must hold beside the exit code, as `tests.passed >= 32`; may be given several times
    #[arg(long, value_name = "RULE")]
    require: Vec<String>,
    /// A report, as `junit:report.xml`; `-` in place of the path is stdout; may be given several times
    #[arg(long = "report", value_name = "FORMAT:PATH", value_parser = report)]
    reports: Vec<(String, String)>,
    /// How long it may take, as `15m`
    #[arg(long, value_name = "TIME")]
    timeout: Option<String>,
    /// Write nothing, and show the change as a diff
    #[arg(long)]
    dry_run: bool,
}

/// Takes `junit:report.xml` apart.
fn report(text: &str) -> Result<(String, String), String> {
    let parts =
        text.split_once(':').filter(|(format, path)| !format.is_empty() && !path.is_empty());
    let (format, path) = parts.ok_or("a format, a colon and a path, as `junit:report.xml`")?;
    Ok((format.to_owned(), path.to_owned()))
}

/// What is to be added, whatever it is.
struct Wish<'a> {
    kind: ItemKind,
    parent: Option<&'a str>,
    title: &'a str,
    id: Option<&'a str>,
    gate: Option<&'a str>,
    how: &'a How,
}

pub(crate) fn run(args: &AddArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &LoadRequest::default())?;
    let (change, is_dry) = match &args.what {
        What::Gate(args) => (add_gate(args, &workspace)?, args.dry_run),
        What::Milestone(args) => item(&alone(ItemKind::Milestone, args), context, &snapshot)?,
        What::Deliverable(args) => item(&part(ItemKind::Deliverable, args), context, &snapshot)?,
        What::Task(args) => item(&part(ItemKind::Task, args), context, &snapshot)?,
        What::Criterion(args) => item(&criterion(args), context, &snapshot)?,
        What::Risk(args) => item(&alone(ItemKind::Risk, args), context, &snapshot)?,
        What::Blocker(args) => item(&alone(ItemKind::Blocker, args), context, &snapshot)?,
        What::Finding(args) => item(&alone(ItemKind::Finding, args), context, &snapshot)?,
        What::Decision(args) => item(&alone(ItemKind::Decision, args), context, &snapshot)?,
    };
    let path = &change.path;
    if is_dry {
        let diff = diff::unified(path.as_str(), change.before.as_deref(), &change.after);
        out.push_str(&escape::diff(&diff));
        return Ok(Exit::Fine);
    }
    match &change.before {
        Some(before) => workspace.replace(path, before, &change.after)?,
        None => workspace.create(path, &change.after)?,
    }
    let shown = escape::line(path.as_str());
    match &change.id {
        Some(id) => {
            let id = escape::line(id.as_str());
            writeln!(out, "added {id} to {shown}")
        }
        None => writeln!(out, "added it to {shown}"),
    }
    .expect("a string takes all text");
    Ok(Exit::Fine)
}

fn alone(kind: ItemKind, args: &Alone) -> Wish<'_> {
    let (id, how) = (args.id.as_deref(), &args.how);
    Wish { kind, parent: None, title: &args.title, id, gate: None, how }
}

fn part(kind: ItemKind, args: &Part) -> Wish<'_> {
    Wish { parent: Some(&args.parent), ..alone(kind, &args.part) }
}

fn criterion(args: &Criterion) -> Wish<'_> {
    Wish {
        kind: ItemKind::Criterion,
        parent: Some(&args.parent),
        title: &args.text,
        id: None,
        gate: args.gate.as_deref(),
        how: &args.how,
    }
}

fn item(
    wish: &Wish<'_>,
    context: &Context,
    snapshot: &Snapshot,
) -> Result<(Change, bool), Failure> {
    let within = wish.how.within.as_ref().map(|path| place::document(path, context)).transpose()?;
    let folder = within.as_ref().map(RepoPath::folder);
    let parent = wish.parent.map(|name| parent(&snapshot.plan, name, wish.kind, folder));
    let parent = parent.transpose()?;
    let (id, gate) = (wish.id.map(name).transpose()?, wish.gate.map(name).transpose()?);
    let new = New {
        kind: wish.kind,
        id: id.as_ref(),
        title: wish.title,
        parent,
        gate: gate.as_ref(),
        within: within.as_ref(),
        details: &[],
    };
    // Criteria have no numbers, and an id that was said is not looked for.
    let is_numbered = wish.id.is_none() && wish.kind != ItemKind::Criterion;
    let elsewhere = if is_numbered {
        context.workspace()?.elsewhere(&snapshot.config)?
    } else {
        Elsewhere::default()
    };
    if elsewhere.is_partial {
        context.note("parts of other branches cannot be read here: their numbers are not known");
    }
    let ground = elsewhere.beside(snapshot);
    // A person may name a log of decisions that is not there yet.
    let root = context.workspace()?.root().to_owned();
    let is_new = wish.kind == ItemKind::Decision
        && within.as_ref().is_some_and(|path| !root.join(path.as_str()).exists());
    let change = if is_new { add::begin(ground, &new) } else { add::item(ground, &new) }?;
    if let Some(gate) = gate.filter(|gate| !snapshot.config.gates.contains_key(gate)) {
        let gate = escape::line(gate.as_str());
        context.note(&format!("`{gate}` is no gate of milepost.toml yet"));
    }
    Ok((change, wish.how.dry_run))
}

/// The item that the new one is part of; where a document was named, one of its folder.
fn parent<'a>(
    plan: &'a Plan,
    name: &str,
    kind: ItemKind,
    folder: Option<&str>,
) -> Result<&'a Item, Failure> {
    let item = which::find(name, folder, plan, &format!("add {}", kind.as_str()))?;
    let fits =
        item.key.kind.is_work() && (kind == ItemKind::Criterion || item.key.kind != ItemKind::Task);
    if fits { Ok(item) } else { Err(Trouble::NoPart { kind, of: item.key.kind }.into()) }
}

fn name(text: &str) -> Result<ItemId, Failure> {
    ItemId::new(text).ok_or_else(|| Trouble::NotAnId { text: text.to_owned() }.into())
}

fn add_gate(args: &Gate, workspace: &Workspace) -> Result<Change, Failure> {
    let path = RepoPath::new("milepost.toml").expect("the name of a file is a path");
    let before = workspace.text_of(&path)?;
    let id = name(&args.name)?;
    let new = NewGate {
        name: &id,
        run: &args.run,
        reports: &args.reports,
        require: &args.require,
        timeout: args.timeout.as_deref(),
    };
    match gate::append(before.as_deref(), &new) {
        Ok(after) => Ok(Change { path, before: before.map(Into::into), after, id: Some(id) }),
        Err(GateError::Mistaken { errors, text }) => {
            Err(Failure::config(errors, Source { path, text: text.into() }))
        }
        Err(error @ GateError::Taken { .. }) => Err(error.into()),
    }
}
