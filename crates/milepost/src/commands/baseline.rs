//! `milepost baseline`.

use milepost_core::{
    agreed,
    agreed::Change,
    evidence::{Baseline, Event, plain},
    judge::{self},
    plan::{Item, ItemKind},
    render::escape,
    verdict::{Ground, item_name},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure},
    signing, which,
};

/// Record what items mean now, to hold them against it later
///
/// The criteria with the gates behind them, the parts with what they deliver, the dependencies and the
/// target are kept in the ledger. From then on `check` reports what is less, other or more, unless an
/// accepted decision names it. A baseline is no approval and takes nothing back: what departs from an
/// earlier baseline or approval must still be decided.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost baseline M2
  milepost baseline --all --reason 'the plan of the first quarter'")]
pub(crate) struct BaselineArgs {
    /// The items, as `M2`
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<String>,
    /// Every phase, milestone and release
    #[arg(long)]
    all: bool,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER", requires = "ids")]
    within: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

pub(crate) fn run(
    args: &BaselineArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let snapshot = context.load(&LoadRequest::to_state())?;
    let ground = signing::ground(snapshot)?;
    let mut events = Vec::new();
    for item in items(args, snapshot)? {
        if let Some(baseline) = baseline(snapshot, ground, item, &args.reason, out) {
            let commit = ground.commit.clone();
            events.push(Event::Baseline { baseline: Box::new(baseline), commit });
        }
    }
    let workspace = context.workspace()?;
    workspace.record_events(snapshot, events, &context::actor(&workspace)?)?;
    Ok(Exit::Fine)
}

/// What an item means now, where that is not what was agreed last; and what is to be said of it.
fn baseline(
    snapshot: &Snapshot,
    ground: &Ground,
    item: &Item,
    reason: &str,
    out: &mut String,
) -> Option<Baseline> {
    let definition = agreed::definition(&snapshot.plan, &snapshot.config, item);
    let shown = judge::shown_gates(&snapshot.config, &snapshot.verdicts, ground, &definition);
    let scene = snapshot.scene();
    let last = agreed::last_agreed(&scene, &item_name(&item.key));
    let name = format!("{} {}", item.key.kind.as_str(), escape::line(item.key.name.as_str()));
    let is_same =
        last.as_ref().is_some_and(|it| *it.definition == definition && *it.shown == *shown);
    if is_same {
        let text = format!("{name} is what was agreed last; nothing is recorded\n");
        out.push_str(&text);
        return None;
    }
    let criteria = count(definition.criteria.len(), "criterion", "criteria");
    let parts = count(definition.parts.len(), "part", "parts");
    let gates = count(definition.gates.len(), "gate", "gates");
    let text = format!("{name} is held against this: {criteria}, {parts}, {gates}\n");
    out.push_str(&text);
    if let Some(last) = last {
        let changes = agreed::changes(last.definition, &definition);
        for change in &changes {
            differs(out, change);
        }
    }
    Some(Baseline { definition, shown, reason: plain(reason) })
}

fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

fn differs(out: &mut String, change: &Change) {
    let direction = change.direction().as_str();
    let text = format!("  {direction:9}  {}\n", escape::line(&change.to_string()));
    out.push_str(&text);
}

fn items<'a>(args: &BaselineArgs, snapshot: &'a Snapshot) -> Result<Vec<&'a Item>, Failure> {
    let plan = &snapshot.plan;
    if args.all {
        let is_agreed = |item: &&Item| {
            let kind = item.key.kind;
            matches!(kind, ItemKind::Phase | ItemKind::Milestone | ItemKind::Release) && item.has_id
        };
        return Ok(plan.items.values().filter(is_agreed).collect());
    }
    let ids = args.ids.iter();
    ids.map(|id| which::find(id, args.within.as_deref(), plan, "baseline")).collect()
}
