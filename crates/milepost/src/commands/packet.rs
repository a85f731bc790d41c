//! `milepost packet`.

use std::{collections::BTreeSet, num::NonZero, path::PathBuf};

use milepost_core::{
    cadence::{self, Period},
    config::{Cadence, CadenceName, Config},
    evidence::{Event, Packet, PacketGate},
    gate::GateName,
    id::ItemId,
    judge,
    render::{cadence as page, escape, json},
    suggest,
    text::RepoPath,
    verdict::{self, Wanted},
};
use milepost_host::{LoadRequest, Snapshot, Workspace, verify::Kept};

use crate::{
    commands::verify::{self, How},
    context::{self, Context},
    failure::{Exit, Failure, Trouble},
    format::PageFormat,
    machine::MachineArgs,
    place::Place,
};

/// Run the gates of a cadence, and bundle what they show
///
/// Every gate of the cadence is run again in a clean checkout of the commit under the working tree, and
/// recorded as `milepost verify` does. The verdicts are then recorded together, as the packet of the
/// present period, with the reviews and audits that are outstanding; the page of the packet goes to
/// stdout, or into a file. Packets in a row in which every gate passed, each by runs of its own, are a
/// streak, and the failure rate that it rules out is shown with it.
///
/// With --key, the runs are signed by the machine; the packet is a conclusion from them, and is not.
///
/// Ends with 0 if every gate passes, with 1 if one does not, and with 2 if nothing was bundled.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost packet weekly
  milepost packet weekly --output docs/packets/2026-11-02.md
  milepost due                     says which cadence is due")]
pub(crate) struct PacketArgs {
    /// The cadence, as milepost.toml names it
    #[arg(value_name = "CADENCE")]
    name: String,
    /// Write the page into this file of the project instead
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Use nothing that gates keep from run to run
    #[arg(long)]
    cold: bool,
    /// How many gates run at once [default: `jobs` of milepost.toml, else one for each core]
    #[arg(long, short = 'j', value_name = "N")]
    jobs: Option<NonZero<u32>>,
    #[command(flatten)]
    machine: MachineArgs,
    /// How to write the page
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: PageFormat,
}

pub(crate) fn run(args: &PacketArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let file = args.output.as_ref().map(|path| file(path, &workspace, context)).transpose()?;
    let snapshot = context.load_gates(&LoadRequest::default())?;
    let (name, cadence) = find(&snapshot.config, &args.name)?;
    let period = period(name, cadence, &snapshot)?;
    remark(&workspace, &snapshot, context)?;
    let (after, unrun) = execute(args, context, (&workspace, &snapshot), cadence)?;
    let Some(commit) = after.verdicts.commit.clone() else {
        return Err(Trouble::NothingToVerify.into());
    };
    let report = judge::judge(&after.scene());
    verify::record_done(context, &workspace, &after, &report)?;
    let packet = cadence::packet(name, cadence, period, (&after.verdicts, &unrun));
    let event = Event::Packet { commit: commit.clone(), packet: packet.clone() };
    workspace.record_events(&after, vec![event], &context::actor(&workspace)?)?;
    let page = page::Page {
        packet: &packet,
        commit: &commit,
        streak: streak(&workspace, context, name)?,
        config: &after.config,
        report: &report,
    };
    let text = match args.format {
        PageFormat::Human => page::packet_summary(&page, context.screen),
        PageFormat::Json => json::packet(&page),
        PageFormat::Markdown => page::packet(&page),
    };
    match file {
        Some(path) => {
            write(&workspace, &path, &text)?;
            out.push_str(&page::packet_summary(&page, context.screen));
        }
        None => out.push_str(&text),
    }
    Ok(exit(&packet))
}

/// A packet whose gates pass is fine; one without gates tells what is outstanding, and no more.
fn exit(packet: &Packet) -> Exit {
    let is_fine = packet.gates.iter().all(PacketGate::is_green);
    if is_fine { Exit::Fine } else { Exit::Problems }
}

/// The cadence that was named.
fn find<'a>(config: &'a Config, name: &str) -> Result<(&'a CadenceName, &'a Cadence), Failure> {
    let found = ItemId::new(name).and_then(|name| config.cadences.get_key_value(&name));
    found.ok_or_else(|| {
        let known: Vec<String> = config.cadences.keys().map(ToString::to_string).collect();
        let near = suggest::nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        Trouble::UnknownCadence { name: name.to_owned(), near, known }.into()
    })
}

/// The period that lasts.
fn period(name: &CadenceName, cadence: &Cadence, snapshot: &Snapshot) -> Result<Period, Failure> {
    let today = snapshot.clock.today();
    let begun = cadence::period(cadence.rhythm, today);
    begun.ok_or_else(|| Trouble::NotBegun { name: name.to_string() }.into())
}

/// Says what is no part of the packet.
fn remark(workspace: &Workspace, snapshot: &Snapshot, context: &Context) -> Result<(), Failure> {
    let Some(ground) = &snapshot.ground else { return Ok(()) };
    let strange = ground.that_count(&workspace.uncommitted()?);
    if let Some(first) = strange.first() {
        let first = escape::line(first.as_str());
        let more = match strange.len() {
            1 => String::new(),
            number => format!(" and {} more", number - 1),
        };
        let commit = ground.commit.short();
        context.note(&format!("not committed, and no part of {commit}: {first}{more}"));
    }
    Ok(())
}

/// Runs every gate of the cadence, whatever is known of it, and looks again. Says which had no run.
fn execute(
    args: &PacketArgs,
    context: &Context,
    (workspace, snapshot): (&Workspace, &Snapshot),
    cadence: &Cadence,
) -> Result<(Snapshot, BTreeSet<GateName>), Failure> {
    let wanted = Wanted::Again(cadence.gates.iter().cloned().collect());
    let plan = verdict::plan(&snapshot.config, &snapshot.verdicts, &wanted);
    let how = How::bundled(args.jobs, if args.cold { Kept::Removed } else { Kept::Used });
    let key = args.machine.open(context, snapshot)?;
    let unrun = verify::execute(
        (how, key.as_ref()),
        context,
        (workspace, snapshot),
        &plan,
        &verify::listen()?,
    )?;
    Ok((context.load_gates(&LoadRequest::default())?, unrun))
}

/// The greens in a row, with what was just recorded.
fn streak(
    workspace: &Workspace,
    context: &Context,
    name: &CadenceName,
) -> Result<cadence::Streak, Failure> {
    let now = context.gather(workspace, &LoadRequest::default())?;
    let today = now.clock.today();
    let outlooks = cadence::outlook(&now.config, &now.ledger, &now.verdicts, today);
    let found = outlooks.into_iter().find(|outlook| outlook.name == name);
    Ok(found.map_or(cadence::Streak { greens: 0, packets: 0 }, |outlook| outlook.streak))
}

/// A file of the project.
fn file(
    typed: &std::path::Path,
    workspace: &Workspace,
    context: &Context,
) -> Result<RepoPath, Failure> {
    match Place::new(workspace.root(), context.start(), typed) {
        Some(Place::In(path)) => Ok(path),
        Some(Place::Root) | None => Err(Trouble::NotInProject { path: typed.to_owned() }.into()),
    }
}

fn write(workspace: &Workspace, path: &RepoPath, text: &str) -> Result<(), Failure> {
    match workspace.text_of(path)? {
        Some(before) => workspace.replace(path, &before, text)?,
        None => workspace.create(path, text)?,
    }
    Ok(())
}
