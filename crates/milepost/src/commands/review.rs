//! `milepost review`.

use milepost_core::{
    evidence::{Holds, Says, Statement},
    gate::{Check, GateName},
    judge::{self, Question},
    verdict::{Ground, said_by},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble, people::PeopleTrouble},
    signing::{self, KeyArgs},
    which,
};

/// Answer what no program can judge, over a signature with your SSH key
///
/// For a review gate its checklist is asked, item by item; for an item its criteria that are bound to no
/// gate, and those of what it consists of. An answer is about the content it was given on: when that
/// moves, it is stale like any other evidence.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost review --gate security-review
  milepost review M2-D1")]
pub(crate) struct ReviewArgs {
    /// The item whose criteria are answered
    #[arg(value_name = "ID", required_unless_present = "gate")]
    id: Option<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER", requires = "id")]
    within: Option<String>,
    /// The review gate whose checklist is answered
    #[arg(long, value_name = "GATE", conflicts_with = "id")]
    gate: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) fn run(args: &ReviewArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&LoadRequest::to_state())?;
    let ground = signing::ground(snapshot)?;
    let (questions, who, name) = match &args.gate {
        Some(gate) => of_gate(snapshot, ground, gate)?,
        None => of_item(args, snapshot, ground)?,
    };
    if questions.is_empty() {
        return Err(PeopleTrouble::NothingToAnswer { name }.into());
    }
    signing::only_on_a_terminal("review")?;
    signing::expected(context, snapshot, &args.key, &who)?;
    let answers = signing::answers(&questions)?;
    let no = answers.iter().filter(|answer| answer.holds == Holds::No).count();
    signing::confirm("sign these answers", &name)?;
    let workspace = context.workspace()?;
    let says = Says::Review { answers };
    let statement = Statement { subject: signing::subject(ground), says };
    let (signed, voice) =
        signing::sign(context, (&workspace, snapshot), &args.key, statement, &who)?;
    signing::record((&workspace, snapshot), &signed, Vec::new())?;
    let (by, id, yes) = (said_by(&voice), signed.id.short(), questions.len() - no);
    let text = format!("{name}: {yes} yes, {no} no, answered by {by}\nrecorded as {id}\n");
    out.push_str(&text);
    Ok(if no == 0 { Exit::Fine } else { Exit::Problems })
}

/// What is asked, who may answer, and what it is called.
type Asked = (Vec<Question>, Vec<Box<str>>, String);

fn of_gate(snapshot: &Snapshot, ground: &Ground, name: &str) -> Result<Asked, Failure> {
    let gates = &snapshot.config.gates;
    let found = gates.values().find(|gate| gate.name.as_str() == name);
    let Some(gate) = found else {
        let near = milepost_core::suggest::nearest(name, gates.keys().map(GateName::as_str));
        let (near, defined) = (near.map(str::to_owned), gates.len());
        return Err(Trouble::UnknownGate { name: name.to_owned(), near, defined }.into());
    };
    let Check::Review(check) = &gate.check else {
        return Err(PeopleTrouble::NoReview { gate: name.to_owned() }.into());
    };
    Ok((judge::gate_questions(gate, ground), check.by.clone(), name.to_owned()))
}

fn of_item(args: &ReviewArgs, snapshot: &Snapshot, ground: &Ground) -> Result<Asked, Failure> {
    let id = args.id.as_deref().unwrap_or_default();
    let item = which::find(id, args.within.as_deref(), &snapshot.plan, "review")?;
    let report = judge::judge(&snapshot.scene());
    let questions = judge::questions(&snapshot.plan, &report, ground, item);
    Ok((questions, snapshot.config.approvals.by.clone(), item.key.name.to_string()))
}
