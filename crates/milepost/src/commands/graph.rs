//! `milepost graph`.

use milepost_core::{
    graph::{Asked, Extent, Graph},
    judge,
    plan::ItemKey,
    render::{dot, graph, json, mermaid, svg},
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure, Trouble},
    format::GraphFormat,
    view::ViewArgs,
    which,
};

/// Draw what rests on what, the longest unproven chain, and what holds it up
///
/// An arrow leads from what must be shown first to what waits for it: what it depends on, its parts, the
/// blockers that name it and, with `--gates`, the gates that its criteria are bound to. Each thing has
/// what documents say of it, and what is shown.
///
/// The critical path is the longest chain of work that is not proven. It is measured by estimates where
/// the work on it has any, else by the number of items, and never on the calendar. What waits for itself
/// is named as a circle.
///
/// With an ID, only what it rests on and what rests on it is drawn, and every chain that holds it back
/// is listed down to its end, with the command that comes first.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost graph                            all work, as a drawing for this terminal
  milepost graph M3                         what M3 rests on, and what holds it back
  milepost graph M3 --depth 1 --gates       its nearest neighbours, and its gates
  milepost graph --format svg > graph.svg   a picture in light and dark
  milepost graph --format mermaid           for Markdown on GitHub
  milepost graph --format dot | dot -Tpdf > graph.pdf")]
pub(crate) struct GraphArgs {
    /// What to draw the surroundings of; all work where nothing is named
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER", requires = "ids")]
    within: Option<String>,
    /// How many arrows away things may be from what is named
    #[arg(long, value_name = "NUMBER", requires = "ids")]
    depth: Option<usize>,
    /// Draw the gates that criteria are bound to, too
    #[arg(long)]
    gates: bool,
    /// Draw tasks that nothing depends on, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: GraphFormat,
}

pub(crate) fn run(args: &GraphArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let snapshot = context.load(&args.view.request())?;
    let plan = &snapshot.plan;
    let mut about = Vec::new();
    for id in &args.ids {
        let item = which::find(id, args.within.as_deref(), plan, "graph")?;
        about.push(item.key.clone());
    }
    let report = judge::judge(&snapshot.scene());
    let extent = Extent { all_tasks: args.all, gates: args.gates, ..Extent::default() };
    let asked = Asked { about, depth: args.depth, extent };
    let drawn = Graph::new(plan, &report, &asked);
    let is_drawn = |key: &ItemKey| {
        let mut things = drawn.about.iter().filter_map(|at| drawn.things.get(*at));
        things.any(|thing| thing.item().is_some_and(|item| item.key == *key))
    };
    if let Some(key) = asked.about.iter().find(|key| !is_drawn(key)) {
        return Err(Trouble::NotInGraph { name: key.name.to_string(), kind: key.kind }.into());
    }
    let account = context::account(snapshot, &report);
    out.push_str(&match args.format {
        GraphFormat::Human => graph::graph(&account, &drawn, context.screen),
        GraphFormat::Json => json::graph(&account, &drawn),
        GraphFormat::Mermaid => mermaid::graph(&account, &drawn),
        GraphFormat::Dot => dot::graph(&account, &drawn),
        GraphFormat::Svg => svg::graph(&account, &drawn),
    });
    Ok(Exit::Fine)
}
