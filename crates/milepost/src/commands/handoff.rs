//! `milepost handoff`.

use std::collections::BTreeSet;

use milepost_core::{
    evidence::{Event, Record, ledger::Ledger},
    id::CommitId,
    judge,
    render::{
        handoff::{self, Handoff, Last, Seen, Stretch},
        json,
    },
    repository::Questions,
    text::RepoPath,
};
use milepost_host::{LoadRequest, Snapshot, View, Workspace};

use crate::{
    context::{self, Context},
    failure::{self, Exit, Failure, Trouble},
    format::HandoffFormat,
};

/// Write what one who leaves tells the one who comes
///
/// Everything is derived from documents, ledger and git: what was completed since, the gates that were
/// run with their verdicts and records, new blockers and risks, decisions, what comes next, and what is
/// in no commit. Without --since it begins with the handoff that was recorded last, and without one
/// with the first commit.
///
/// --record puts it on record that work was handed over at this commit. --read shows what was handed
/// over last, and what has changed since.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost handoff --since v0.1.0
  milepost handoff --record           for the one who comes
  milepost handoff --read             for the one who arrives")]
pub(crate) struct HandoffArgs {
    /// Tell from this commit on
    #[arg(long, value_name = "REV", conflicts_with_all = ["since_last", "read"])]
    since: Option<String>,
    /// Tell from the handoff that was recorded last on, which must be there
    #[arg(long)]
    since_last: bool,
    /// Put it on record
    #[arg(long, conflicts_with = "read")]
    record: bool,
    /// Show what was handed over last, and what has changed since
    #[arg(long)]
    read: bool,
    /// How to write the page
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: HandoffFormat,
}

pub(crate) fn run(
    args: &HandoffArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let ledger = workspace.ledger(&View::WorkingTree)?.ledger;
    let last = handoff::last(&ledger.records);
    if last.is_none() && (args.since_last || args.read) {
        return Err(Trouble::NoHandoff.into());
    }
    let before = match last.as_ref().filter(|_| args.read) {
        Some(last) => told(&workspace, context, &ledger, last)?,
        None => None,
    };
    let from = match &args.since {
        Some(revision) => Start::Revision(revision.clone()),
        None => last.clone().map_or(Start::First, Start::Last),
    };
    let (now, snapshot) = gather(&workspace, context, &from)?;
    let shown = last.as_ref().filter(|_| args.read);
    out.push_str(&match args.format {
        HandoffFormat::Markdown => handoff::markdown_pages(shown, before.as_ref(), &now),
        HandoffFormat::Human => handoff::human_pages(shown, before.as_ref(), &now, context.screen),
        HandoffFormat::Json => json::handoff(shown, before.as_ref(), &now),
    });
    if args.record {
        record(&workspace, context, &snapshot, &from)?;
    }
    Ok(Exit::Fine)
}

/// What a handoff begins with.
enum Start {
    /// With the first commit.
    First,
    /// With a commit that was named.
    Revision(String),
    /// With the handoff that was recorded last.
    Last(Last),
}

/// What there is to tell now.
fn gather(
    workspace: &Workspace,
    context: &Context,
    from: &Start,
) -> Result<(Handoff, Snapshot), Failure> {
    let since = match from {
        Start::First => None,
        Start::Revision(revision) => Some(revision.clone()),
        Start::Last(last) => Some(last.commit.to_string()),
    };
    let request = LoadRequest { since: since.clone(), ..LoadRequest::default() };
    let snapshot = context.gather(workspace, &request)?;
    for remark in failure::remarks(&snapshot) {
        context.note(&remark);
    }
    let records = match from {
        Start::First => snapshot.ledger.records.iter().collect(),
        Start::Revision(revision) => new_since(workspace, &snapshot.ledger, revision)?,
        Start::Last(last) => snapshot.ledger.records.iter().skip(last.after + 1).collect(),
    };
    let called = match from {
        Start::First => None,
        Start::Revision(revision) => Some(revision.clone()),
        Start::Last(last) => Some(format!("the last handoff, at {}", last.commit.short())),
    };
    let uncommitted = workspace.uncommitted()?;
    let handoff = page(&snapshot, called, records, uncommitted, Seen::Now);
    Ok((handoff, snapshot))
}

/// What was handed over last, as far as it can still be told.
fn told(
    workspace: &Workspace,
    context: &Context,
    ledger: &Ledger,
    last: &Last,
) -> Result<Option<Handoff>, Failure> {
    let since = last.since.as_ref().map(CommitId::to_string);
    let view = View::Commit(last.commit.to_string());
    let request = LoadRequest { view, since: since.clone(), ..LoadRequest::default() };
    let snapshot = match workspace.load(&request, &|_| ()) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            context.note(&format!("what was handed over cannot be told any more: {error}"));
            return Ok(None);
        }
    };
    let before: BTreeSet<_> = match &since {
        Some(since) => {
            let then = workspace.ledger(&View::Commit(since.clone()))?.ledger;
            then.records.into_iter().map(|record| record.id).collect()
        }
        None => BTreeSet::new(),
    };
    let until = ledger.records.iter().take(last.after);
    let records = until.filter(|record| !before.contains(&record.id)).collect();
    let called = last.since.as_ref().map(|since| since.short().to_owned());
    Ok(Some(page(&snapshot, called, records, Vec::new(), Seen::Then)))
}

fn page(
    snapshot: &Snapshot,
    since: Option<String>,
    records: Vec<&Record>,
    uncommitted: Vec<RepoPath>,
    seen: Seen,
) -> Handoff {
    let report = judge::judge(&snapshot.scene());
    let account = context::account(snapshot, &report);
    let range = snapshot.range.as_ref();
    let stretch = Stretch {
        since,
        before: range.map(|range| &range.before),
        commits: range.map(|range| range.commits.len()),
        records,
        uncommitted,
        seen,
    };
    handoff::gather(&account, stretch)
}

/// The records that the ledger of a commit has not.
fn new_since<'a>(
    workspace: &Workspace,
    ledger: &'a Ledger,
    revision: &str,
) -> Result<Vec<&'a Record>, Failure> {
    let then = workspace.ledger(&View::Commit(revision.to_owned()))?.ledger;
    let known: BTreeSet<_> = then.records.into_iter().map(|record| record.id).collect();
    Ok(ledger.records.iter().filter(|record| !known.contains(&record.id)).collect())
}

/// Puts it on record that work was handed over.
fn record(
    workspace: &Workspace,
    context: &Context,
    snapshot: &Snapshot,
    from: &Start,
) -> Result<(), Failure> {
    let Some(commit) = snapshot.repository.subject.commit().cloned() else {
        return Err(Trouble::NothingToHandOver.into());
    };
    let since = match from {
        Start::First => None,
        Start::Last(last) => Some(last.commit.clone()),
        Start::Revision(revision) => {
            let view = View::Commit(revision.clone());
            workspace.ask(&view, &Questions::default())?.subject.commit().cloned()
        }
    };
    let event = Event::Handoff { commit, since };
    workspace.record_events(snapshot, vec![event], &context::actor(workspace)?)?;
    context.note("recorded; commit .milepost/ledger, so that the next one has it");
    Ok(())
}
