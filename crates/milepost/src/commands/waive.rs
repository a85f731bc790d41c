//! `milepost waive`.

use jiff::civil::Date;
use milepost_core::{
    agreed,
    evidence::{Says, Statement, Waived, Waiver, WaiverExtent, plain},
    gate::GateName,
    judge::{self, Judged},
    plan::Item,
    verdict::{item_name, said_by},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{Context, tell},
    failure::{Exit, Failure, Trouble, people::PeopleTrouble},
    signing::{self, KeyArgs},
    which,
};

/// Say, over a signature, that one criterion or gate need not hold for a while
///
/// A waiver names one thing, has a reason, an owner and an end, and is shown apart from a pass
/// everywhere. After its end nothing is satisfied by it. There is no way to waive everything.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost waive --gate latency --until 2026-12-31 --owner ada@example.org \\
      --reason 'the new disks arrive in December'
  milepost waive M2 --criterion 'The error messages' --not-applicable \\
      --owner ada@example.org --reason 'there is no user interface in this release'")]
pub(crate) struct WaiveArgs {
    /// The item whose criterion is waived
    #[arg(value_name = "ID", requires = "criterion", required_unless_present = "gate")]
    id: Option<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER", requires = "id")]
    within: Option<String>,
    /// The beginning of the criterion
    #[arg(long, value_name = "TEXT", requires = "id")]
    criterion: Option<String>,
    /// The gate that is waived, under its present definition
    #[arg(long, value_name = "GATE", conflicts_with = "id")]
    gate: Option<String>,
    /// The last day on which it holds, in UTC
    #[arg(long, value_name = "DAY", required_unless_present = "not_applicable")]
    until: Option<Date>,
    /// It has no meaning here, and leaves the count
    #[arg(long, conflicts_with = "until")]
    not_applicable: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who sees to it that it holds in the end
    #[arg(long, value_name = "WHO")]
    owner: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) fn run(args: &WaiveArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if args.reason.trim().is_empty() || args.owner.trim().is_empty() {
        return Err(PeopleTrouble::NoReason.into());
    }
    let snapshot = context.load(&LoadRequest::to_state())?;
    let extent = extent(args, snapshot)?;
    let (of, what, word) = match &args.gate {
        Some(gate) => gate_of(snapshot, gate)?,
        None => criterion_of(args, snapshot)?,
    };
    signing::only_on_a_terminal("waive")?;
    let who = snapshot.config.approvals.who_waives();
    signing::expected(context, snapshot, &args.key, who)?;
    let until = match extent {
        WaiverExtent::Until(day) => format!("until {day}"),
        WaiverExtent::NotApplicable => "as not applicable".to_owned(),
    };
    tell(&format!("{what}\n  waived {until}: {}\n  owner: {}\n", args.reason, args.owner));
    signing::confirm("waive it", &word)?;
    let workspace = context.workspace()?;
    let waiver =
        Waiver { of, extent, reason: args.reason.trim().into(), owner: args.owner.trim().into() };
    let subject = signing::subject(signing::ground(snapshot)?);
    let statement = Statement { subject, says: Says::Waiver(waiver) };
    let (signed, voice) =
        signing::sign(context, (&workspace, snapshot), &args.key, statement, who)?;
    signing::record((&workspace, snapshot), &signed, Vec::new())?;
    let (by, id) = (said_by(&voice), signed.id.short());
    let text = format!("{what} is waived {until} by {by}\nrecorded as {id}\n");
    out.push_str(&text);
    Ok(Exit::Fine)
}

fn extent(args: &WaiveArgs, snapshot: &Snapshot) -> Result<WaiverExtent, Failure> {
    let Some(day) = args.until else { return Ok(WaiverExtent::NotApplicable) };
    let today = snapshot.clock.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    if day < today {
        Err(PeopleTrouble::InThePast { day }.into())
    } else {
        Ok(WaiverExtent::Until(day))
    }
}

/// What is waived, what it is called, and the word to be typed.
type Named = (Waived, String, String);

fn gate_of(snapshot: &Snapshot, name: &str) -> Result<Named, Failure> {
    let gates = &snapshot.config.gates;
    let gate = gates.values().find(|gate| gate.name.as_str() == name).ok_or_else(|| {
        let near = milepost_core::suggest::nearest(name, gates.keys().map(GateName::as_str));
        let near = near.map(str::to_owned);
        Trouble::UnknownGate { name: name.to_owned(), near, defined: gates.len() }
    })?;
    Ok((agreed::waived_gate(gate), format!("gate `{name}`"), name.to_owned()))
}

fn criterion_of(args: &WaiveArgs, snapshot: &Snapshot) -> Result<Named, Failure> {
    let id = args.id.as_deref().unwrap_or_default();
    let item = which::find(id, args.within.as_deref(), &snapshot.plan, "waive")?;
    let report = judge::judge(&snapshot.scene());
    let wanted = plain(args.criterion.as_deref().unwrap_or_default());
    let text = report.judged(&item.key).map(|judged| the_criterion(judged, item, &wanted));
    let text = text.unwrap_or_else(|| Err(no_criterion(item, &wanted, Vec::new())))?;
    let what = format!("“{text}” of `{}`", item.key.name);
    let of = Waived::Criterion { item: item_name(&item.key), text };
    Ok((of, what, item.key.name.to_string()))
}

/// The one criterion that begins so.
fn the_criterion(judged: &Judged, item: &Item, wanted: &str) -> Result<Box<str>, Failure> {
    let texts: Vec<Box<str>> = judged.criteria.iter().map(|it| plain(&it.text)).collect();
    let wanted_lower = wanted.to_lowercase();
    let begins = |text: &str| text.to_lowercase().starts_with(&wanted_lower);
    match texts.iter().filter(|text| begins(text)).collect::<Vec<_>>().as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(no_criterion(item, wanted, texts)),
        several => {
            let several = several.iter().map(|text| (*text).clone()).collect();
            Err(no_criterion(item, wanted, several))
        }
    }
}

fn no_criterion(item: &Item, wanted: &str, texts: Vec<Box<str>>) -> Failure {
    let (id, wanted) = (item.key.name.to_string(), wanted.to_owned());
    PeopleTrouble::NotOneCriterion { id, wanted, texts }.into()
}
