//! `milepost approve`.

use milepost_core::{
    agreed,
    agreed::ApprovalState,
    evidence::{Condition, Event, Holds, Ruling, Says, Statement},
    judge::{self, Judged, Report, Standing},
    plan::Item,
    render::request,
    verdict::{item_name, said_by},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{Context, tell},
    failure::{Exit, Failure, people::PeopleTrouble},
    signing::{self, KeyArgs},
    which::WhichArgs,
};

/// Accept an item, over a signature with your SSH key
///
/// Shows what is signed: the criteria with the gates behind them and what those showed, the
/// deliverables, the dependencies. Criteria that no gate measures are asked one by one. Then the
/// statement is signed by `ssh-keygen`, as git signs commits, and recorded; `ssh-keygen` alone can check
/// it. It stands for this definition: a changed criterion, gate or deliverable voids it.
///
/// Only a person at a terminal approves, and only what is shown: whoever is listed in
/// `.milepost/allowed_signers` and may by `[approvals]` in milepost.toml.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost approve M2
  milepost approve M2 --key ~/.ssh/id_ed25519
  milepost approve M2 --condition 'The load test passes (gate `load`)'

Check one with OpenSSH alone, for the record 4f2a91:
  milepost log --signature 4f2a91 > sig
  milepost log --raw 4f2a91 | ssh-keygen -Y verify -f .milepost/allowed_signers \\
      -I ada@example.org -n approval@milepost.dev -s sig")]
pub(crate) struct ApproveArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// Approve when this holds: it is judged, and when it holds the request returns to you
    #[arg(long, value_name = "TEXT")]
    condition: Vec<String>,
    /// What you want to add
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) fn run(
    args: &ApproveArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let snapshot = context.load(&LoadRequest::to_state())?;
    let item = args.which.find(&snapshot.plan, "approve")?;
    let report = judge::judge(&snapshot.scene());
    let judged = report.judged(&item.key).ok_or_else(|| nothing_to_approve(item))?;
    let conditions: Vec<Condition> =
        args.condition.iter().map(|text| agreed::condition(text)).collect();
    only_what_waits(snapshot, item, judged)?;
    signing::only_on_a_terminal("approve")?;
    let who = signing::who_may(snapshot, item);
    if let Some(principal) = signing::expected(context, snapshot, &args.key, who)? {
        independent(snapshot, &report, item, &principal)?;
    }
    let ruling =
        if conditions.is_empty() { Ruling::Approved } else { Ruling::Conditional { conditions } };
    answer(args, context, (snapshot, &report), item, ruling, out)
}

fn answer(
    args: &ApproveArgs,
    context: &Context,
    (snapshot, report): (&Snapshot, &Report),
    item: &Item,
    ruling: Ruling,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let ground = signing::ground(snapshot)?;
    let plan = (&snapshot.plan, &snapshot.config);
    let questions = judge::questions(&snapshot.plan, report, ground, item);
    let mut approval = judge::approval(plan, report, ground, item, ruling);
    tell(&request::statement(&approval, report, &questions, context.screen));
    approval.answers = signing::answers(&questions)?;
    if approval.ruling == Ruling::Approved
        && let Some(no) = approval.answers.iter().find(|answer| answer.holds == Holds::No)
    {
        return Err(PeopleTrouble::AnsweredNo { text: no.text.to_string() }.into());
    }
    approval.note = args.note.trim().into();
    let is_approved = approval.ruling == Ruling::Approved;
    let doing = if is_approved { "approve" } else { "approve under these conditions" };
    signing::confirm(doing, item.key.name.as_str())?;
    let who = signing::who_may(snapshot, item);
    let definition = approval.definition.digest();
    let subject = signing::subject(ground);
    let statement = Statement { subject, says: Says::Approval(Box::new(approval)) };
    let (signed, voice) =
        signing::sign(context, (&workspace, snapshot), &args.key, statement, who)?;
    independent(snapshot, report, item, &voice.principal)?;
    let done = is_approved.then(|| Event::Done {
        item: item_name(&item.key),
        definition,
        commit: ground.commit.clone(),
    });
    signing::record((&workspace, snapshot), &signed, done.into_iter().collect())?;
    let kind = item.key.kind.as_str().replace('-', " ");
    let (name, by, id) = (&item.key.name, said_by(&voice), signed.id.short());
    let word = if is_approved { "approved" } else { "approved under conditions" };
    let text = format!("{kind} {name} is {word} by {by}\nrecorded as {id}\n");
    out.push_str(&text);
    Ok(Exit::Fine)
}

/// Who produced the evidence does not approve it, and is told before anything is written.
fn independent(
    snapshot: &Snapshot,
    report: &Report,
    item: &Item,
    principal: &str,
) -> Result<(), Failure> {
    let gates = judge::gates_of(report, &snapshot.plan, &item.key);
    let bases = gates.iter().filter_map(|gate| report.verdicts.gates.get(gate)?.basis.as_ref());
    let producers = bases.map(|basis| &*basis.by);
    let checked = snapshot.config.approvals.independent(principal, producers);
    checked.map_err(|why| PeopleTrouble::NotIndependent { why }.into())
}

fn nothing_to_approve(item: &Item) -> PeopleTrouble {
    let (kind, id) = (item.key.kind, item.key.name.to_string());
    PeopleTrouble::NothingToApprove { kind, id }
}

/// Only what is shown can be accepted, and only once.
fn only_what_waits(snapshot: &Snapshot, item: &Item, judged: &Judged) -> Result<(), Failure> {
    let id = item.key.name.to_string();
    if matches!(judged.standing, Standing::Waiting | Standing::Unanswered) {
        return Ok(());
    }
    if let ApprovalState::Approved { by } = &judged.approval {
        let by = said_by(&by.voice);
        return Err(PeopleTrouble::ApprovedAlready { id, by }.into());
    }
    let is_mended = matches!(judged.approval, ApprovalState::Rejected { .. })
        && judged.standing == Standing::Rejected;
    if is_mended {
        return Ok(());
    }
    if !agreed::need(&snapshot.scene(), item).is_some() && judged.missing.is_empty() {
        return Err(nothing_to_approve(item).into());
    }
    let missing = judged.missing.iter().map(|missing| missing.what.clone()).collect();
    Err(PeopleTrouble::NotShown { id, missing }.into())
}
