//! `milepost init`.

use std::fmt::Write as _;

use milepost_core::{
    config,
    edit::{
        adopt,
        begin::{self, Example, FIRST_MILESTONE},
        diff,
    },
    render::escape,
    text::{RepoPath, Source},
};
use milepost_host::{LoadRequest, Snapshot, Workspace};

use crate::{
    context::Context,
    failure::{self, Exit, Failure},
};

/// Where a project says how it is tracked.
const CONFIG: &str = "milepost.toml";
/// The files that show that there is Python.
const PYTHON: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// Write a milepost.toml, and a first milestone where no document tracks anything
///
/// The configuration explains gates by an example for each language that the root of the project
/// shows; the examples are comments until someone takes them out, or names them by --gate.
///
/// Nothing that exists is changed, and trackers are read as they are: a project that has one needs no
/// other. A second run writes nothing.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost init --dry-run            what would be written
  milepost init --gate rust-tests    with this example as a gate
  milepost init --adopt              with the gates that documents describe")]
pub(crate) struct InitArgs {
    /// Define the gates that documents describe, instead of examples
    ///
    /// A command is taken over where a document marks it as code, a pass rule where a document writes
    /// one. What else documents say of a gate becomes a comment.
    #[arg(long, conflicts_with = "gates")]
    adopt: bool,
    /// Define this example as a gate; may be given several times
    #[arg(long = "gate", value_name = "NAME")]
    gates: Vec<String>,
    /// Write nothing, and show what would be written as a diff
    #[arg(long)]
    dry_run: bool,
}

/// What there is to write, and what there is to say.
#[derive(Default)]
struct Plan {
    files: Vec<(RepoPath, String)>,
    notes: Vec<String>,
}

pub(crate) fn run(args: &InitArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &LoadRequest::default())?;
    let mut plan = Plan::default();
    configuration(args, &workspace, &snapshot, &mut plan)?;
    milestone(&workspace, &snapshot, &mut plan)?;
    for (path, text) in &plan.files {
        if args.dry_run {
            out.push_str(&escape::diff(&diff::unified(path.as_str(), None, text)));
        } else {
            workspace.create(path, text)?;
            line(out, &format!("wrote {path}"));
        }
    }
    if plan.files.is_empty() {
        line(out, "nothing to write");
    }
    for note in &plan.notes {
        context.note(note);
    }
    if !args.dry_run {
        line(out, "\nNext");
        line(out, "  milepost status    the board");
        line(out, "  milepost check     what does not hold");
    }
    Ok(Exit::Fine)
}

fn configuration(
    args: &InitArgs,
    workspace: &Workspace,
    snapshot: &Snapshot,
    plan: &mut Plan,
) -> Result<(), Failure> {
    let path = RepoPath::new(CONFIG).expect("the name of a file is a path");
    if workspace.text_of(&path)?.is_some() {
        plan.notes.push(format!("{CONFIG} is there already and stays as it is"));
        return Ok(());
    }
    let examples = examples(workspace)?;
    let text = if args.adopt {
        let source = |path: &RepoPath| snapshot.sources.get(path).map(|source| &**source);
        let adopted = adopt::configuration(&snapshot.plan, source, &examples);
        plan.notes.push(match adopted.gates {
            0 => "documents name no gate with its command; nothing was taken over".to_owned(),
            1 => "1 gate was taken over from documents".to_owned(),
            gates => format!("{gates} gates were taken over from documents"),
        });
        if !adopted.left.is_empty() {
            let names = adopted.left.join("`, `");
            let names = escape::line(&names);
            plan.notes.push(format!("no command is taken over for `{names}`: see the comments"));
        }
        adopted.text
    } else {
        begin::configuration(&examples, &args.gates)?
    };
    if let Err(errors) = config::parse(&text) {
        return Err(Failure::config(errors, Source { path, text: text.into() }));
    }
    plan.files.push((path, text));
    Ok(())
}

/// What the root of the project shows of its languages.
fn examples(workspace: &Workspace) -> Result<Vec<Example>, Failure> {
    let mut examples = Vec::new();
    let text = |name: &str| {
        let path = RepoPath::new(name).expect("the name of a file is a path");
        workspace.text_of(&path)
    };
    if text("Cargo.toml")?.is_some() {
        examples.push(Example::Rust);
    }
    examples.extend(text("package.json")?.and_then(|json| Example::of_package(&json)));
    for name in PYTHON {
        if text(name)?.is_some() {
            examples.push(Example::Python);
            break;
        }
    }
    Ok(examples)
}

/// A first milestone, where nothing is tracked yet.
fn milestone(workspace: &Workspace, snapshot: &Snapshot, plan: &mut Plan) -> Result<(), Failure> {
    match snapshot.plan.documents.as_slice() {
        [] => {}
        [one] => {
            let path = escape::line(one.path.as_str()).into_owned();
            plan.notes.push(format!("{path} is a tracker already"));
            return Ok(());
        }
        several => {
            plan.notes.push(format!("{} documents are trackers already", several.len()));
            return Ok(());
        }
    }
    let unread = failure::unread(snapshot);
    if unread > 0 {
        plan.notes.push(format!(
            "{unread} documents could not be read, so nobody knows whether a plan is needed"
        ));
        return Ok(());
    }
    let path = RepoPath::new(FIRST_MILESTONE).expect("the name of a file is a path");
    if workspace.text_of(&path)?.is_some() {
        plan.notes.push(format!(
            "{path} is there and is no tracker: `milepost read {path}` shows how it is understood"
        ));
        return Ok(());
    }
    plan.files.push((path, begin::first_milestone().to_owned()));
    Ok(())
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all text");
}
