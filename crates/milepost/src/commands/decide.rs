//! `milepost decide`.

mod letting;

use std::{fmt::Write as _, io::IsTerminal as _, path::PathBuf};

use milepost_core::{
    agreed,
    edit::add::{self, New},
    evidence::{Decided, DecisionRuling, Event, Says, Statement, plain},
    gate::GateName,
    plan::{Item, ItemKind},
    render::{escape, queue::shell_word},
    verdict::{item_name, said_by},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{self, Context, tell},
    failure::{Exit, Failure, Trouble, people::PeopleTrouble},
    place,
    signing::{self, KeyArgs},
    which,
};

/// Write a decision into the decision log, or record what became of one
///
/// With a title: a new entry, as a proposal, in the log that is there, in the shape of its neighbours; where
/// decisions have files of their own (ADR, MADR), another file under the next number that no branch has;
/// where nothing keeps decisions yet, `docs/DECISIONS.md` or what `--in` names. With the id of a decision and `--accept`, `--reject` or `--supersede-by`: what became of it, kept in the
/// ledger with the digest of its words, so that nobody can change them afterwards. It is signed where the
/// policy asks for a signature, where `--key` names a key, and where a person at a terminal has one that
/// is listed.
///
/// An accepted decision excuses a changed goal that it names.
///
/// With the id of a decision and `--base`: shows what is here alters of what `REV` judges by, and signs that
/// the decision lets that pass, from what it was to what it is. `check --base` takes that for an excuse where
/// somebody signed whom `REV` lets approve, and not who wrote it. It must be committed with the change.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost decide 'Two tests belong to the printer' --affects M2,gate:unit
  milepost decide 'Keep one file' --context 'Data must survive' --confirm unit
  milepost decide D-007 --accept
  milepost decide D-007 --supersede-by D-009
  milepost decide D-007 --base origin/main                    let what is altered here pass
  milepost decide D-007 --base origin/main --only gate:unit   that gate alone")]
pub(crate) struct DecideArgs {
    /// The title of a new decision, or the id of one
    #[arg(value_name = "TITLE|ID")]
    what: String,
    /// What it bears on: items, and gates as `gate:unit`
    #[arg(long, value_name = "ID,…", value_delimiter = ',', conflicts_with = "ruling")]
    affects: Vec<String>,
    /// Why something had to be decided
    #[arg(long, value_name = "TEXT", conflicts_with = "ruling")]
    context: Option<String>,
    /// The gate that shows whether it is kept
    #[arg(long, value_name = "GATE", conflicts_with = "ruling")]
    confirm: Option<String>,
    /// The document of a new decision, or the folder of the tracker that has it
    #[arg(long = "in", value_name = "PATH")]
    within: Option<PathBuf>,
    #[command(flatten)]
    ruling: RulingArgs,
    /// Accept it, and with it what is altered here of what this commit judges by
    #[arg(
        long,
        value_name = "REV",
        conflicts_with_all = ["affects", "context", "confirm", "reject", "supersede_by"]
    )]
    base: Option<String>,
    /// Let only these alterations pass, by the names that `check --base` has for them
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', requires = "base")]
    only: Vec<String>,
    #[command(flatten)]
    key: KeyArgs,
}

#[derive(clap::Args, Debug)]
#[group(id = "ruling", multiple = false)]
struct RulingArgs {
    /// It holds
    #[arg(long)]
    accept: bool,
    /// It was not taken
    #[arg(long)]
    reject: bool,
    /// Another decision holds in its place
    #[arg(long, value_name = "ID")]
    supersede_by: Option<String>,
}

pub(crate) fn run(args: &DecideArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let ruling = &args.ruling;
    if let Some(rev) = &args.base {
        letting::run(args, rev, context, out)
    } else if ruling.accept || ruling.reject || ruling.supersede_by.is_some() {
        rule(args, context, out)
    } else {
        propose(args, context, out)
    }
}

/// Writes a new decision, as a proposal.
fn propose(args: &DecideArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &LoadRequest::default())?;
    let within = args.within.as_ref().map(|path| place::document(path, context)).transpose()?;
    let details = details(args, &snapshot)?;
    let new = New {
        kind: ItemKind::Decision,
        id: None,
        title: &args.what,
        parent: None,
        gate: None,
        within: within.as_ref(),
        details: &details,
    };
    let elsewhere = context.workspace()?.elsewhere(&snapshot.config)?;
    let ground = elsewhere.beside(&snapshot);
    // A person may name a document that is not there yet.
    let is_new = within.as_ref().is_some_and(|path| !workspace.root().join(path.as_str()).exists());
    let change = if is_new { add::begin(ground, &new) } else { add::item(ground, &new) }?;
    match &change.before {
        Some(before) => workspace.replace(&change.path, before, &change.after)?,
        None => workspace.create(&change.path, &change.after)?,
    }
    let path = escape::line(change.path.as_str());
    let (called, typed) = match &change.id {
        Some(id) => (id.to_string(), id.to_string()),
        None => (format!("\u{201c}{}\u{201d}", args.what.trim()), shell_word(args.what.trim())),
    };
    let (called, typed) = (escape::line(&called), escape::line(&typed));
    writeln!(
        out,
        "added {called} to {path}, as a proposal\n`milepost decide {typed} --accept` accepts it"
    )
    .expect("a string takes all text");
    Ok(Exit::Fine)
}

/// What stands below the heading of a new decision.
fn details(args: &DecideArgs, snapshot: &Snapshot) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut details = Vec::new();
    let affects: Vec<&str> =
        args.affects.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    for name in &affects {
        match name.strip_prefix("gate:") {
            Some(gate) => drop(gate_of(snapshot, gate)?),
            None => which::find(name, None, &snapshot.plan, "show").map(|_| ())?,
        }
    }
    if !affects.is_empty() {
        details.push(("Affects", affects.join(", ")));
    }
    if let Some(text) = &args.context {
        details.push(("Context", plain(text).into()));
    }
    if let Some(gate) = &args.confirm {
        let gate = gate_of(snapshot, gate)?;
        details.push(("Confirmation", format!("It is kept (gate `{gate}`)")));
    }
    Ok(details)
}

fn gate_of(snapshot: &Snapshot, name: &str) -> Result<GateName, Failure> {
    let gates = &snapshot.config.gates;
    let found = gates.keys().find(|gate| gate.as_str() == name);
    found.cloned().ok_or_else(|| {
        let near = milepost_core::suggest::nearest(name, gates.keys().map(GateName::as_str));
        let near = near.map(str::to_owned);
        Trouble::UnknownGate { name: name.to_owned(), near, defined: gates.len() }.into()
    })
}

/// Records what became of a decision.
fn rule(args: &DecideArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&LoadRequest::to_state())?;
    let item = find(args, &args.what, snapshot)?;
    let ruling = match &args.ruling.supersede_by {
        Some(other) => {
            DecisionRuling::Superseded { by: item_name(&find(args, other, snapshot)?.key) }
        }
        None if args.ruling.accept => DecisionRuling::Accepted,
        None => DecisionRuling::Rejected,
    };
    let decided = Decided {
        decision: item_name(&item.key),
        title: snapshot.plan.title(item).into(),
        ruling,
        text: agreed::decision_text(&snapshot.plan, item),
        affects: agreed::affects(&snapshot.plan, &snapshot.config, item),
        allows: Vec::new(),
    };
    record(args, context, (snapshot, item), decided, out)
}

/// The decision of that name.
fn find<'a>(args: &DecideArgs, name: &str, snapshot: &'a Snapshot) -> Result<&'a Item, Failure> {
    let folder = args.within.as_ref().map(|path| path.to_string_lossy().into_owned());
    let typed = if name.contains(':') { name.to_owned() } else { format!("decision:{name}") };
    let item = which::find(&typed, folder.as_deref(), &snapshot.plan, "decide")?;
    if item.key.kind != ItemKind::Decision {
        let (kind, id) = (item.key.kind, item.key.name.to_string());
        return Err(PeopleTrouble::NoDecision { kind, id }.into());
    }
    Ok(item)
}

fn record(
    args: &DecideArgs,
    context: &Context,
    (snapshot, item): (&Snapshot, &Item),
    decided: Decided,
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let ground = signing::ground(snapshot)?;
    let need = agreed::need(&snapshot.scene(), item);
    let word = decided.ruling.as_str();
    // Without an id the title is the name, and reads better as it is written.
    let name = if item.has_id { item.key.name.as_str() } else { snapshot.plan.title(item) };
    let id = escape::line(name).into_owned();
    let is_accepted = decided.ruling == DecisionRuling::Accepted;
    let must_sign = args.key.is_named() || (need.is_some() && is_accepted);
    let can_sign = std::io::stdin().is_terminal()
        && !snapshot.signers.is_empty()
        && workspace.signing_key().is_ok();
    if !must_sign && !can_sign {
        let commit = ground.commit.clone();
        let event = Event::Decided { decided: Box::new(decided), commit };
        workspace.record_events(snapshot, vec![event], &context::actor(&workspace)?)?;
        let text = format!("decision {id} is {word}, by word alone\n");
        out.push_str(&text);
        return Ok(Exit::Fine);
    }
    signing::only_on_a_terminal("decide")?;
    tell(&shown(&decided));
    signing::confirm(&format!("sign that it is {word}"), item.key.name.as_str())?;
    let statement = Statement { subject: signing::subject(ground), says: Says::Decision(decided) };
    let who = snapshot.config.approvals.who(need.occasion());
    let (signed, voice) =
        signing::sign(context, (&workspace, snapshot), &args.key, statement, who)?;
    signing::record((&workspace, snapshot), &signed, Vec::new())?;
    let (by, record) = (said_by(&voice), signed.id.short());
    let text = format!("decision {id} is {word} by {by}\nrecorded as {record}\n");
    out.push_str(&text);
    Ok(Exit::Fine)
}

/// What is signed, for the person who does.
fn shown(decided: &Decided) -> String {
    let (id, title) = (&decided.decision.id, &decided.title);
    let affects: Vec<String> = decided.affects.iter().map(ToString::to_string).collect();
    let affects =
        if affects.is_empty() { "nothing by name".to_owned() } else { affects.join(", ") };
    let line = |text: String| format!("{}\n", escape::line(&text));
    [
        line(format!("decision {id} {title}")),
        line(format!("  {}", decided.ruling.as_str())),
        line(format!("  affects {affects}")),
        line(format!("  words   {}", decided.text.short())),
    ]
    .concat()
}
