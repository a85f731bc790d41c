//! `milepost log`.

use std::fmt::Write as _;

use milepost_core::{
    digest::Digest,
    evidence::ledger::{Ledger, Line},
    gate::GateName,
    render::{escape, json, log},
    suggest,
};
use milepost_host::{View, Workspace};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
    format::Format,
};

/// Of the records that an id may mean, so many are named.
const CHOICES: usize = 12;

/// Show what is recorded, the newest first
///
/// One line a record: its id, when it was recorded, what it says, the commit it is about, how much it
/// can be trusted, and who recorded it. Lines that this milepost cannot read are marked by `?`: they
/// are kept and count for nothing.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost log --gate unit        the runs of a gate, and what became of it
  milepost log --at v1.0          the ledger as a tag has it
  milepost log --raw 4f2a91       a record, byte for byte
  milepost log --output 4f2a91    what its run wrote, if this clone still has it

Check with OpenSSH alone what a machine signed, which is listed as `signature over a segment, 9c01d7`:
  milepost log --signature 9c01d7 > sig
  milepost log --raw 9c01d7 | ssh-keygen -Y verify -f .milepost/allowed_signers \\
      -I ci@example.org -n evidence@milepost.dev -s sig")]
pub(crate) struct LogArgs {
    /// Show the records of this gate only
    #[arg(long, value_name = "NAME")]
    gate: Option<String>,
    /// Show at most so many records
    #[arg(long, value_name = "N", default_value_t = 30)]
    limit: usize,
    /// Look at the ledger as a commit has it, and at what `refs/milepost/ledger` holds
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Print the line of this record as it stands in its segment; the beginning of an id will do
    ///
    /// For the digest that is shown with a signature over a segment, all lines that it covers.
    #[arg(long, value_name = "ID", conflicts_with_all = ["gate", "limit", "format"])]
    raw: Option<String>,
    /// Print the signature over this record, as `ssh-keygen -Y verify -s` takes it
    #[arg(long, value_name = "ID", conflicts_with_all = ["raw", "gate", "limit", "format"])]
    signature: Option<String>,
    /// Print what the run of this record wrote, as far as this clone still keeps it
    #[arg(long, value_name = "ID", conflicts_with_all = ["raw", "signature", "gate", "limit", "format"])]
    output: Option<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub(crate) fn run(args: &LogArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let view = match &args.at {
        Some(revision) => View::Commit(revision.clone()),
        None => View::WorkingTree,
    };
    let ledger = workspace.ledger(&view)?.ledger;
    for problem in &ledger.problems {
        context.note(&escape::line(&problem.to_string()));
    }
    if let Some(name) = &args.raw {
        let id = find_signed(&ledger, name, "--raw")?;
        let line = workspace.ledger_line(&view, id)?;
        out.push_str(&line.ok_or_else(|| Trouble::LineGone { id: id.short() })?);
        out.push('\n');
        return Ok(Exit::Fine);
    }
    if let Some(name) = &args.signature {
        let id = find_signed(&ledger, name, "--signature")?;
        let with = || ledger.signed_with(id).map(|digest| digest.short());
        let armor = ledger.signature_over(id);
        out.push_str(armor.ok_or_else(|| Trouble::NoSignature { id: id.short(), with: with() })?);
        return Ok(Exit::Fine);
    }
    if let Some(name) = &args.output {
        output(&workspace, find(&ledger, name, "--output")?, out)?;
        return Ok(Exit::Fine);
    }
    let gate = args.gate.as_deref().map(|name| gate(&ledger, name)).transpose()?;
    let log = log::Log::new(&ledger, gate.as_ref(), args.limit);
    out.push_str(&match args.format {
        Format::Human => log::log(&log, context.screen),
        Format::Json => json::log(&log),
    });
    Ok(Exit::Fine)
}

/// The one record whose id begins so, or all that a machine signed together, which is called by its
/// digest.
fn find_signed(ledger: &Ledger, name: &str, option: &str) -> Result<Digest, Failure> {
    let lines = ledger.lines_called(name);
    match (ledger.signed_called(name).as_slice(), lines.as_slice()) {
        ([only, rest @ ..], []) if rest.iter().all(|other| other == only) => Ok(*only),
        (_, _) => find(ledger, name, option),
    }
}

/// The one record whose id begins so.
fn find(ledger: &Ledger, name: &str, option: &str) -> Result<Digest, Failure> {
    let found = ledger.lines_called(name);
    match found.as_slice() {
        [only] => Ok(only.id()),
        [] => {
            let beginnings: Vec<String> = ledger.lines().iter().map(|it| it.id().short()).collect();
            let near = suggest::nearest(name, beginnings.iter().map(String::as_str));
            let near = near.map(str::to_owned);
            Err(Trouble::UnknownRecord { name: name.to_owned(), near }.into())
        }
        several => {
            let choice = |line: &Line<'_>| {
                (format!("milepost log {option} {}", line.id().short()), log::summary(*line))
            };
            let choices = several.iter().take(CHOICES).map(choice).collect();
            Err(Trouble::AmbiguousRecord { name: name.to_owned(), choices }.into())
        }
    }
}

/// The gate of that name, of which something must be recorded.
fn gate(ledger: &Ledger, name: &str) -> Result<GateName, Failure> {
    let runs = ledger.all_runs().map(|(_, run)| &run.gate);
    let known: Vec<&GateName> =
        runs.chain(ledger.events().filter_map(|(_, event)| event.gate())).collect();
    if let Some(gate) = known.iter().find(|gate| gate.as_str() == name) {
        return Ok((*gate).clone());
    }
    let near = suggest::nearest(name, known.iter().map(|gate| gate.as_str())).map(str::to_owned);
    Err(Trouble::NothingRecorded { gate: name.to_owned(), near }.into())
}

fn output(workspace: &Workspace, id: Digest, out: &mut String) -> Result<(), Failure> {
    let kept = workspace.output(id)?.ok_or_else(|| Trouble::NoOutput { id: id.short() })?;
    // A gate may have printed anything; a terminal must not obey it.
    let shown = |bytes: &[u8]| escape::block(&String::from_utf8_lossy(bytes)).into_owned();
    out.push_str(&shown(&kept.stdout));
    if !kept.stderr.is_empty() {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        writeln!(out, "------- stderr -------\n{}", shown(&kept.stderr).trim_end_matches('\n'))
            .expect("a string takes any text");
    }
    Ok(())
}
