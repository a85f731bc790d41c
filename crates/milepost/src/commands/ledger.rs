//! `milepost ledger`.

use clap::Subcommand;
use milepost_core::render::escape;
use milepost_host::{Carried, Packed, Rehearsal};

use crate::{
    context::Context,
    failure::{Exit, Failure},
};

/// Carry the ledger to and from other clones, and pack what is old
///
/// Evidence is committed with the code, and travels with it. Where that is no road, as from CI,
/// `refs/milepost/ledger` carries the same segments beside the branches: it is read together with the
/// files, and goes to a remote or comes from there only when asked. Nothing is ever overwritten.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost ledger push             what is recorded here, to origin
  milepost ledger pull upstream    what is recorded there, into the working tree
  milepost ledger pack --dry-run   how many segments would become one file")]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Unite `refs/milepost/ledger` with the files here, and push it
    Push(Road),
    /// Fetch `refs/milepost/ledger`, and write what is missing into the working tree
    Pull(Road),
    /// Put the segments of past months into one file, verbatim
    Pack(PackArgs),
}

/// Where to, and whether in earnest.
#[derive(clap::Args, Debug)]
struct Road {
    /// The remote, by its name or address; `origin` or the only one where nothing is said
    #[arg(value_name = "REMOTE")]
    remote: Option<String>,
    /// Say what would be carried, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(clap::Args, Debug)]
struct PackArgs {
    /// Say what would be packed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &LedgerArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let page = match &args.action {
        Action::Push(Road { remote, dry_run }) => {
            let rehearsal = rehearsal(*dry_run);
            let done = workspace.push_ledger(remote.as_deref(), rehearsal)?;
            carried(
                &done,
                rehearsal,
                ["pushed", "would push", "nothing to push: all is there"],
                context,
            )
        }
        Action::Pull(Road { remote, dry_run }) => {
            let rehearsal = rehearsal(*dry_run);
            let done = workspace.pull_ledger(remote.as_deref(), rehearsal)?;
            carried(
                &done,
                rehearsal,
                ["wrote", "would write", "nothing to write: all is here"],
                context,
            )
        }
        Action::Pack(PackArgs { dry_run }) => {
            let rehearsal = rehearsal(*dry_run);
            packed(&workspace.pack_ledger(rehearsal)?, rehearsal)
        }
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}

fn rehearsal(dry_run: bool) -> Rehearsal {
    if dry_run { Rehearsal::On } else { Rehearsal::Off }
}

/// What was carried, said with the words for done, for not done, and for nothing to do.
fn carried(
    done: &Carried,
    rehearsal: Rehearsal,
    [did, would, nothing]: [&str; 3],
    context: &Context,
) -> String {
    for problem in &done.left {
        context.note(&escape::line(&format!("left where it is: {problem}")));
    }
    let remote = escape::line(&done.remote).into_owned();
    if done.files.is_empty() {
        return format!("{nothing} ({remote})\n");
    }
    let word = match rehearsal {
        Rehearsal::Off => did,
        Rehearsal::On => would,
    };
    let files = done.files.iter().map(|file| format!("  {}\n", escape::line(file)));
    format!("{word} {} ({remote}):\n{}", count(done.files.len(), "file"), files.collect::<String>())
}

fn packed(packed: &Packed, rehearsal: Rehearsal) -> String {
    if packed.packs.is_empty() {
        return "nothing to pack: fewer than two segments are of past months\n".to_owned();
    }
    let word = match rehearsal {
        Rehearsal::Off => "packed",
        Rehearsal::On => "would pack",
    };
    let packs = packed.packs.iter().map(|name| format!("  {name}\n"));
    format!(
        "{word} {} into:\n{}",
        count(packed.segments.len(), "segment"),
        packs.collect::<String>()
    )
}

fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
