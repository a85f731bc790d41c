//! `milepost hooks`.

mod run;

use std::fmt::Write as _;

use clap::Subcommand;
use milepost_core::render::escape;
use milepost_host::{
    Workspace,
    hooks::{Hook, Hooks, Owner},
};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
};

/// Have git ask milepost before a commit and before a push
///
/// A policy is kept where something asks for it. pre-commit judges what is staged, commit-msg asks for
/// the types and pre-push for all of `[policy.commits]` over the commits that are pushed. A hook that is
/// there already stays as it is, and where a program looks after hooks, what to tell it is said instead.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost hooks install     the hooks that are not there yet
  milepost hooks status      which are there, and whose they are")]
pub(crate) struct HooksArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Write the hooks that are not there; nothing is overwritten
    Install,
    /// Remove the hooks that milepost wrote, unless someone edited them
    Uninstall,
    /// Say which hooks are there, and whose they are
    Status,
    /// What the hooks call; reads what git hands to them
    Run(run::RunHookArgs),
}

pub(crate) fn run(args: &HooksArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    match &args.action {
        Action::Install => install(&workspace, context, out),
        Action::Uninstall => uninstall(&workspace, context, out),
        Action::Status => status(&workspace, context, out),
        Action::Run(args) => run::run(args, workspace, context, out),
    }
}

fn install(workspace: &Workspace, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let hooks = workspace.hooks()?;
    if let Some(manager) = hooks.manager {
        return Err(Trouble::Managed { manager }.into());
    }
    let written = hooks.install()?;
    say(out, "wrote", &written, &hooks);
    let hooks = workspace.hooks()?;
    let mut are_all_asked = true;
    for (hook, owner) in &hooks.found {
        let name = hook.as_str();
        match owner {
            Owner::Milepost | Owner::Other { asks: true } => {}
            Owner::MilepostOnce => context.note(&format!(
                "{name} was written by milepost and edited since, or by another version; it stays"
            )),
            Owner::Nobody | Owner::Other { asks: false } => {
                are_all_asked = false;
                context.note(&format!(
                    "{name} is somebody else's and stays; to ask milepost, too, add to it:\n  \
                     {} \"$@\" || exit 1",
                    hook.command()
                ));
            }
        }
    }
    Ok(if are_all_asked { Exit::Fine } else { Exit::Problems })
}

fn uninstall(workspace: &Workspace, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let hooks = workspace.hooks()?;
    let removed = hooks.uninstall()?;
    say(out, "removed", &removed, &hooks);
    for (hook, owner) in &hooks.found {
        let why = match owner {
            Owner::MilepostOnce => "was edited since milepost wrote it, or by another version",
            Owner::Other { asks: true } => "is somebody else's, and asks milepost",
            Owner::Nobody | Owner::Milepost | Owner::Other { asks: false } => continue,
        };
        context.note(&format!("{} {why}: it stays", hook.as_str()));
    }
    Ok(Exit::Fine)
}

fn say(out: &mut String, done: &str, which: &[Hook], hooks: &Hooks) {
    let names: Vec<&str> = which.iter().map(|hook| hook.as_str()).collect();
    let folder = hooks.folder.display().to_string();
    let folder = escape::line(&folder);
    let line = match names.as_slice() {
        [] => format!("nothing to do in {folder}"),
        names => format!("{done} {} in {folder}", names.join(", ")),
    };
    writeln!(out, "{line}").expect("a string takes all text");
}

fn status(workspace: &Workspace, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let hooks = workspace.hooks()?;
    if let Some(manager) = &hooks.manager {
        let text = manager.to_string();
        writeln!(out, "looked after by {}", escape::line(&text)).expect("a string takes all text");
    }
    for (hook, owner) in &hooks.found {
        let managed = hooks.manager.as_ref().map(|it| it.asks(workspace.root(), *hook));
        let whose = match (managed, owner) {
            (Some(true), _) | (None, Owner::Other { asks: true }) => "asks milepost",
            (Some(false), _) | (None, Owner::Other { asks: false }) => "does not ask milepost",
            (None, Owner::Nobody) => "not there",
            (None, Owner::Milepost) => "written by milepost",
            (None, Owner::MilepostOnce) => "written by milepost, and edited or of another version",
        };
        writeln!(out, "{:<10}  {whose}", hook.as_str()).expect("a string takes all text");
    }
    let has_policy = workspace.config(&milepost_host::View::WorkingTree)?.policy.commits.is_some();
    if !has_policy {
        context.note(
            "milepost.toml has no [policy.commits]: commit-msg and pre-push have nothing to ask for",
        );
    }
    Ok(Exit::Fine)
}
