//! `milepost doctor`.

use milepost_core::{
    config,
    diag::Severity,
    evidence::ledger::Health,
    render::{
        doctor::{self, Checkup, Freed, Store},
        json,
    },
};
use milepost_host::{
    JournalError, View, Workspace,
    checkout::{CheckoutError, Pool},
};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
};

/// Look whether the evidence is whole, and how much room is taken
///
/// Compares every segment of the ledger with its name and with git history: what was altered, cut or
/// removed is an error. Says what is kept on this machine and how large it is; `--prune` removes the
/// checkouts that were unused the longest.
///
/// Ends with 0 if nothing is wrong, with 1 if something is, and with 2 if it could not look.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost doctor
  milepost doctor --prune                  until checkouts take no more than 4 GiB
  milepost doctor --prune --keep '500 MB'")]
pub(crate) struct DoctorArgs {
    /// Remove checkouts, the longest unused first; those in use stay
    #[arg(long)]
    prune: bool,
    /// How much room checkouts may take after that
    #[arg(long, value_name = "SIZE", requires = "prune", default_value = "4 GiB", value_parser = size)]
    keep: u64,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &DoctorArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let health = health(&workspace)?;
    let pool = Pool::of_user();
    let pruned = if args.prune { Some(prune(&pool, args.keep)?) } else { None };
    let checkup = Checkup { health, stores: stores(&workspace, &pool)?, pruned };
    out.push_str(&match args.format {
        Format::Human => doctor::doctor(&checkup, context.screen),
        Format::Json => json::doctor(&checkup),
    });
    let is_sound = checkup.health.count(Severity::Error) == 0;
    Ok(if is_sound { Exit::Fine } else { Exit::Problems })
}

/// Looks at the ledger, its history and the journal.
fn health(workspace: &Workspace) -> Result<Health, Failure> {
    let view = View::WorkingTree;
    let found = workspace.ledger(&view)?;
    let losses = workspace.ledger_losses(&view, &found.ledger)?;
    let orphans = match workspace.orphans() {
        Ok(orphans) => orphans.iter().map(|orphan| orphan.records.len()).sum(),
        // Without a repository no run was ever begun.
        Err(JournalError::NoRepository { .. }) => 0,
        Err(error) => return Err(error.into()),
    };
    Ok(Health::new(&found.ledger, losses, found.leftovers, orphans, workspace.history()))
}

fn prune(pool: &Result<Pool, CheckoutError>, most: u64) -> Result<Freed, Failure> {
    let pruned = match pool {
        Ok(pool) => pool.prune(most)?,
        Err(_) => return Err(CheckoutError::NoCache.into()),
    };
    Ok(Freed { removed: pruned.removed, freed: pruned.freed, left: pruned.left })
}

/// What is kept on this machine. Where there is no folder for caches, nothing is in it.
fn stores(
    workspace: &Workspace,
    pool: &Result<Pool, CheckoutError>,
) -> Result<Vec<Store>, Failure> {
    let local = workspace.local_stores().into_iter();
    let shown = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
    let mut stores: Vec<Store> = local
        .map(|store| Store { name: store.name, folder: shown(store.folder), bytes: store.bytes })
        .collect();
    if let Ok(pool) = pool {
        let taken = pool.taken()?;
        let folder = shown(pool.folder().join("checkouts"));
        if taken.checkouts > 0 {
            stores.push(Store { name: "checkouts", folder, bytes: taken.bytes });
        }
    }
    Ok(stores)
}

fn size(text: &str) -> Result<u64, &'static str> {
    config::size(text).ok_or("a size is a number with a unit, as in `500 MB` or `4 GiB`")
}
