//! `milepost verify`.

pub(super) mod follow;
mod lines;

use std::{collections::BTreeSet, num::NonZero, thread};

use milepost_core::{
    evidence::{Event, Outcome, Run},
    gate::GateName,
    judge::{self, Report},
    render::{escape, json, runs},
    repository::Subject,
    text::RepoPath,
    verdict::{self, RunPlan, Verdicts, Wanted},
};
use milepost_host::{
    LoadRequest, Snapshot, Workspace,
    run::Stop,
    sign::MachineKey,
    verify::{Kept, Place, Scribe, VerifyError, VerifyOrder},
};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{
    commands::{gate, verify::follow::Follow},
    context::{self, Context},
    failure::{Exit, Failure, MachineTrouble, Trouble},
    machine::MachineArgs,
    recall::{self, Open, Recalled},
    which,
};

/// Run the gates that are missing or stale, and record what they show
///
/// Gates run in clean checkouts of the commit under the working tree: what is not committed is no
/// part of it, and the first line says what that is. A gate that passed on this content, under this
/// definition, is not run again. Evidence is written to `.milepost/ledger`, to be committed with the
/// code; committing it makes nothing stale.
///
/// A gate that names `versions` in milepost.toml is run again where one of them is not the one that it
/// passed with: only verify asks for them. An advisory gate with `promote-after` blocks once it has
/// passed that often in a row.
///
/// With --key, the machine that ran the gates signs what it recorded: evidence of the grade `signed`,
/// which counts with `check --base` where the base lists the key.
///
/// Ends with 0 if every gate that was asked for passes, with 1 if one does not, and with 2 if nothing
/// could be verified.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost verify                 what is missing or stale
  milepost verify M2              what M2 rests on
  milepost verify --plan          what would be run, and why
  milepost verify --gate unit     one gate
  milepost verify --all           failed gates, too
  milepost verify --base origin/main   what a change must show by itself, as in CI
  milepost verify --base origin/main --key ci_ed25519   the same, signed by the machine
  milepost verify --here          in the working tree as it is; proves nothing")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    which: Which,
    /// Show what would be run, and run nothing
    #[arg(long)]
    plan: bool,
    /// Run again what only evidence shows that is new since this commit and unsigned
    ///
    /// Such evidence came with the change, which it therefore cannot prove: see `check --base`.
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    how: How,
}

impl VerifyArgs {
    fn request(&self) -> LoadRequest {
        LoadRequest { base: self.base.clone(), ..LoadRequest::default() }
    }
}

/// How gates are run.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct How {
    /// Use nothing that gates keep from run to run
    #[arg(long)]
    cold: bool,
    /// Run in the working tree as it is; such evidence is diagnostic and never proves
    #[arg(long, conflicts_with = "cold")]
    here: bool,
    /// How many gates run at once [default: `jobs` of milepost.toml, else one for each core]
    #[arg(long, short = 'j', value_name = "N")]
    jobs: Option<NonZero<u32>>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: VerifyFormat,
}

impl How {
    /// How the gates of a packet are run: on the commit, with what is told for people.
    pub(super) fn bundled(jobs: Option<NonZero<u32>>, kept: Kept) -> Self {
        Self { cold: kept == Kept::Removed, here: false, jobs, format: VerifyFormat::Human }
    }
}

/// Which gates are to pass.
#[derive(clap::Args, Debug)]
struct Which {
    /// The items whose gates are to pass
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Gates that are to pass
    #[arg(long = "gate", value_name = "GATE")]
    gates: Vec<String>,
    /// Every gate that does not pass, failed ones too
    #[arg(long, conflicts_with_all = ["ids", "gates", "stale"])]
    all: bool,
    /// Only gates whose evidence is about other content
    #[arg(long, conflicts_with_all = ["ids", "gates"])]
    stale: bool,
    /// Run the named gates even where they pass
    #[arg(long)]
    again: bool,
}

/// What the answer is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum VerifyFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: the verdicts at the end, versioned, with a published schema.
    Json,
    /// For programs that follow: a line for each event as it happens, the verdicts last.
    Jsonl,
}

/// Runs some gates, whatever is known of them.
pub(super) fn again(
    gates: &[String],
    (machine, how): (&MachineArgs, How),
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let which =
        Which { ids: Vec::new(), gates: gates.to_vec(), all: false, stale: false, again: true };
    let machine = machine.clone();
    run(&VerifyArgs { which, plan: false, base: None, machine, how }, context, out)
}

pub(crate) fn run(args: &VerifyArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if args.how.here && args.machine.is_named() {
        return Err(MachineTrouble::Here.into());
    }
    let workspace = context.workspace()?;
    let uncommitted = workspace.uncommitted();
    // What may run depends on who asks.
    let actor = workspace.actor()?;
    let open = match &uncommitted {
        Ok(paths) => match recall::recall(&workspace, context, (args, &(paths, &actor)), out) {
            Recalled::Said(exit) => return Ok(exit),
            Recalled::Open(open) => open,
        },
        // Whoever needs it says so.
        Err(_) => Open::never_kept(),
    };
    let snapshot = context.load_gates(&args.request())?;
    let report = judge::judge(&snapshot.scene());
    let wanted = wanted(args, &snapshot, &report)?;
    let stop = listen()?;
    let verdicts = held_against_versions(args, context, (&workspace, &snapshot), &wanted, &stop)?;
    let verdicts = verdicts.as_ref().unwrap_or(&snapshot.verdicts);
    let plan = verdict::plan(&snapshot.config, verdicts, &wanted);
    let plan = plan.fit_for(&snapshot.config, actor.as_ref());
    if args.how.format == VerifyFormat::Human {
        out.push_str(&heading(args, uncommitted, &snapshot)?);
    }
    if args.plan {
        out.push_str(&match args.how.format {
            VerifyFormat::Human => runs::plan(&plan, context.screen),
            VerifyFormat::Json | VerifyFormat::Jsonl => json::run_plan(&report, &plan),
        });
        return Ok(Exit::Fine);
    }
    let mut unrun = BTreeSet::new();
    let ran = if plan.runs.is_empty() {
        None
    } else {
        let key = key(args, context, &snapshot)?;
        if args.how.format == VerifyFormat::Human {
            context::say(&std::mem::take(out))?;
        }
        let run = (args.how, key.as_ref());
        unrun = execute(run, context, (&workspace, &snapshot), &plan, &stop)?;
        let after = context.load_gates(&args.request())?;
        let after = promote(args, context, &workspace, after)?;
        let report = judge::judge(&after.scene());
        Some((after, report))
    };
    let (after, after_report) =
        ran.as_ref().map_or((&snapshot, &report), |(after, report)| (after, report));
    let recorded = record_done(context, &workspace, after, after_report)?;
    answer(args, context, (&report, after_report), (after, &plan, &wanted), out);
    let exit = exit((after, &unrun), &plan, &wanted);
    // Where anything was run or recorded, the next answer is another one.
    if plan.runs.is_empty() && recorded == 0 && args.base.is_none() {
        open.keep(after, context, out, exit);
    }
    Ok(exit)
}

/// What the arguments ask for.
fn wanted(args: &VerifyArgs, snapshot: &Snapshot, report: &Report) -> Result<Wanted, Failure> {
    let mut named = BTreeSet::new();
    for name in &args.which.gates {
        named.insert(gate::find(&snapshot.config, name)?);
    }
    for id in &args.which.ids {
        let found = which::find(id, None, &snapshot.plan, "verify")?;
        let gates = judge::gates_of(report, &snapshot.plan, &found.key);
        if gates.is_empty() {
            return Err(Trouble::RestsOnNothing { id: id.clone() }.into());
        }
        named.extend(gates);
    }
    let is_named = !(args.which.ids.is_empty() && args.which.gates.is_empty());
    Ok(match (is_named, args.which.again) {
        (true, true) => Wanted::Again(named),
        (true, false) => Wanted::Gates(named),
        (false, _) if args.which.all => Wanted::All,
        (false, true) => Wanted::Again(snapshot.config.gates.keys().cloned().collect()),
        (false, false) if args.which.stale => Wanted::Stale,
        (false, false) => Wanted::Open,
    })
}

/// What is verified, and what is no part of it.
fn heading(
    args: &VerifyArgs,
    uncommitted: Result<Vec<RepoPath>, VerifyError>,
    snapshot: &Snapshot,
) -> Result<String, Failure> {
    let commit = match &snapshot.repository.subject {
        Subject::WorkingTree { commit }
        | Subject::Index { commit }
        | Subject::Commit { commit, stood: _ } => commit,
        Subject::Folder | Subject::Unborn => return Err(Trouble::NothingToVerify.into()),
    };
    if args.how.here {
        let page = format!("running in the working tree on {}: proves nothing\n", commit.short());
        return Ok(page);
    }
    let strange: Vec<RepoPath> = match &snapshot.ground {
        Some(ground) => ground.that_count(&uncommitted?),
        None => Vec::new(),
    };
    Ok(runs::heading(commit, &strange))
}

/// The key that signs, where one is named and there is something to sign.
fn key(
    args: &VerifyArgs,
    context: &Context,
    snapshot: &Snapshot,
) -> Result<Option<MachineKey>, Failure> {
    if args.how.here { Ok(None) } else { args.machine.open(context, snapshot) }
}

/// Runs the plan. Says which of its gates had no run, whatever is known of them from before.
pub(super) fn execute(
    (how, key): (How, Option<&MachineKey>),
    context: &Context,
    (workspace, snapshot): (&Workspace, &Snapshot),
    plan: &RunPlan,
    stop: &Stop,
) -> Result<BTreeSet<GateName>, Failure> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let cores = u32::try_from(cores).unwrap_or(1);
    let jobs = how.jobs.map(NonZero::get).or(snapshot.config.resources.jobs).unwrap_or(cores);
    let by = context::actor(workspace)?;
    let order = VerifyOrder {
        runs: &plan.runs,
        jobs,
        kept: if how.cold { Kept::Removed } else { Kept::Used },
        place: if how.here { Place::Here } else { Place::Checkout },
        scribe: Scribe { by: &by, key },
    };
    let follow = match how.format {
        VerifyFormat::Jsonl => Follow::lines(),
        VerifyFormat::Human | VerifyFormat::Json => Follow::screen(context, snapshot, plan),
    };
    let verified = workspace.verify(snapshot, &order, stop, &|event| follow.on(&event));
    follow.finish();
    let has_run = |run: &Run| run.outcome != Outcome::NotRun;
    let unrun = verified?.into_iter().filter(|one| !one.run.as_ref().is_some_and(has_run));
    Ok(unrun.map(|one| one.gate).collect())
}

/// The verdicts to plan by, where they are others than those that hold: gates that pass and name
/// versions are asked for these first. Only what runs gates anyway asks.
fn held_against_versions(
    args: &VerifyArgs,
    context: &Context,
    (workspace, snapshot): (&Workspace, &Snapshot),
    wanted: &Wanted,
    stop: &Stop,
) -> Result<Option<Verdicts>, Failure> {
    let gates = verdict::to_ask(&snapshot.config, &snapshot.verdicts, wanted);
    if gates.is_empty() || args.how.here {
        return Ok(None);
    }
    if args.plan {
        context.note("versions are asked for when gates run, not by --plan");
        return Ok(None);
    }
    let here = workspace.versions(snapshot, &gates, stop, &|_| ())?;
    Ok(Some(verdict::held_against_versions(&snapshot.verdicts, &here)))
}

/// Gates that have shown enough block from now on; that is recorded, and everything looked at anew.
fn promote(
    args: &VerifyArgs,
    context: &Context,
    workspace: &Workspace,
    snapshot: Snapshot,
) -> Result<Snapshot, Failure> {
    let events = verdict::promotions(&snapshot.config, &snapshot.verdicts);
    if events.is_empty() {
        return Ok(snapshot);
    }
    for event in &events {
        if let Event::Promoted { gate, reason, .. } = event {
            let gate = escape::line(gate.as_str());
            context.note(&format!("{gate} blocks from now on: {reason}"));
        }
    }
    workspace.record_events(&snapshot, events, &context::actor(workspace)?)?;
    context.load_gates(&args.request())
}

/// Hears Ctrl-C and its like: the first asks everything to end, the second makes it.
pub(super) fn listen() -> Result<Stop, Failure> {
    let stop = Stop::new().map_err(Trouble::Signals)?;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(Trouble::Signals)?;
    let told = stop.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            told.ask();
        }
    });
    Ok(stop)
}

/// What is proven now and was not before is recorded, to be known for ever. Says how many there were.
pub(super) fn record_done(
    context: &Context,
    workspace: &Workspace,
    snapshot: &Snapshot,
    report: &Report,
) -> Result<usize, Failure> {
    let Some(commit) = &snapshot.verdicts.commit else { return Ok(0) };
    let events = judge::newly_done(report, &snapshot.config, commit);
    let count = events.len();
    if !events.is_empty() {
        context.note(&format!("{} proven for the first time, recorded", events.len()));
    }
    workspace.record_events(snapshot, events, &context::actor(workspace)?)?;
    Ok(count)
}

fn answer(
    args: &VerifyArgs,
    context: &Context,
    (before, after): (&Report, &Report),
    (snapshot, plan, wanted): (&Snapshot, &RunPlan, &Wanted),
    out: &mut String,
) {
    match args.how.format {
        VerifyFormat::Human => {
            let gates = gates_in_question(snapshot, plan, wanted);
            out.push_str(&runs::result(
                &snapshot.plan,
                (before, after),
                &gates,
                plan,
                context.screen,
            ));
        }
        VerifyFormat::Json | VerifyFormat::Jsonl => {
            let account = context::account(snapshot, after);
            let text = json::gates(&account, &snapshot.config, None);
            out.push_str(&match args.how.format {
                VerifyFormat::Jsonl => json::one_line(&text),
                VerifyFormat::Human | VerifyFormat::Json => text,
            });
        }
    }
}

/// The gates that were asked for.
fn gates_in_question(snapshot: &Snapshot, plan: &RunPlan, wanted: &Wanted) -> BTreeSet<GateName> {
    match wanted {
        Wanted::Gates(names) | Wanted::Again(names) => names.clone(),
        Wanted::Stale => plan.runs.iter().map(|run| run.gate.clone()).collect(),
        Wanted::Open | Wanted::All => snapshot.verdicts.that_can_run(),
    }
}

fn exit(
    (snapshot, unrun): (&Snapshot, &BTreeSet<GateName>),
    plan: &RunPlan,
    wanted: &Wanted,
) -> Exit {
    let gates = gates_in_question(snapshot, plan, wanted);
    // Who asks for a run is not answered by what an earlier one showed.
    let passes = |name: &GateName| {
        !unrun.contains(name)
            && snapshot.verdicts.gates.get(name).is_some_and(|gate| gate.verdict.satisfies())
    };
    let counts = |name: &&GateName| snapshot.verdicts.must_pass(name, wanted);
    let all_pass = gates.iter().filter(counts).all(passes) && plan.not_planned.is_empty();
    if all_pass { Exit::Fine } else { Exit::Problems }
}
