//! A graph on a terminal: what belongs together as trees, in the order of work, with lanes beside them
//! from what must be shown first to what waits for it.

mod lanes;
mod rows;

use std::collections::BTreeSet;

use crate::{
    graph::{Graph, Thing},
    plan::ItemKey,
    render::layout::Lines as _,
    render::{
        Account, Screen, escape,
        layout::{self, cut, fit},
        screen::Ink,
        thing::{self, Label},
        words,
    },
};
use rows::Row;

/// How many holders are shown.
const MOST_HOLDERS: usize = 8;
/// How many chains of an item are shown.
const MOST_CHAINS: usize = 12;

/// The page that `graph` shows.
pub fn graph(account: &Account<'_>, graph: &Graph<'_>, screen: Screen) -> String {
    let mut page = String::new();
    if graph.things.is_empty() {
        return "no work is tracked: there is nothing to draw\n".to_owned();
    }
    let rows = rows::of(graph);
    let lanes = lanes::draw(&rows, graph, screen.width / 8);
    let critical: BTreeSet<&ItemKey> = graph.path.items.iter().map(|item| &item.key).collect();
    let rows = rows.iter().zip(&lanes);
    let drawn = rows.map(|(row, lanes)| {
        let item = graph.things.get(row.thing).and_then(|thing| thing.item());
        let is_critical = item.is_some_and(|item| critical.contains(&item.key));
        Drawn::new(account, graph, (row, lanes), if is_critical { "*" } else { " " })
    });
    let drawn: Vec<Drawn<'_>> = drawn.collect();
    let columns = Columns::fitting(&drawn, screen);
    page.push_str(&columns.head(screen));
    for row in &drawn {
        page.push_str(&columns.row(row, screen));
    }
    if graph.beyond > 0 {
        let beyond = words::count(graph.beyond, "other thing");
        page.line(format!("\n  {}", screen.paint(Ink::Faint, format!("… and {beyond} not drawn"))));
    }
    page.push_str(&circles(account, graph, screen));
    page.push_str(&path(account, graph, screen));
    page.push_str(&held(account, graph, screen));
    page.push_str(&holders(account, graph, screen));
    page
}

/// One row, in words.
struct Drawn<'a> {
    lanes: &'a str,
    /// Marked as critical, tree, mark and name.
    name: String,
    says: String,
    shows: String,
    ink: Ink,
    /// What it waits for that no lane shows.
    note: Option<String>,
}

impl<'a> Drawn<'a> {
    fn new(
        account: &Account<'a>,
        graph: &Graph<'a>,
        (row, drawn): (&Row, &'a lanes::Drawn),
        star: &str,
    ) -> Self {
        let thing = graph.things.get(row.thing).copied();
        let label = thing.map(|thing| Label::of(account, thing));
        let Some((thing, label)) = thing.zip(label) else {
            let (name, says, shows) = (String::new(), String::new(), String::new());
            return Self { lanes: &drawn.text, name, says, shows, ink: Ink::Plain, note: None };
        };
        let kind = match thing {
            Thing::Work { .. } => String::new(),
            Thing::Blocker { .. } | Thing::Gate { .. } => format!("{} ", label.kind),
        };
        let name = escape::line(label.name).into_owned();
        let title = escape::line(label.title).into_owned();
        let name = format!("{star} {}{kind}{name} {title}", row.tree);
        Self {
            lanes: &drawn.text,
            name: name.trim_end().to_owned(),
            says: label.says.map(|says| escape::line(says.trim()).into_owned()).unwrap_or_default(),
            shows: format!("{} {}", label.mark, label.shows),
            ink: label.ink,
            note: note(account, graph, drawn),
        }
    }
}

fn note(account: &Account<'_>, graph: &Graph<'_>, drawn: &lanes::Drawn) -> Option<String> {
    if drawn.waits_too.is_empty() {
        return None;
    }
    let things = drawn.waits_too.iter().filter_map(|at| graph.things.get(*at));
    let names: Vec<&str> = things.map(|it| thing::name(account, *it)).collect();
    Some(format!("waits for {}, too", escape::line(&names.join(", "))))
}

struct Columns {
    lanes: usize,
    name: usize,
    says: usize,
    shows: usize,
}

impl Columns {
    fn fitting(rows: &[Drawn<'_>], screen: Screen) -> Self {
        let widest = |of: for<'r, 'd> fn(&'r Drawn<'d>) -> &'r str| {
            rows.iter().map(|row| layout::width(of(row))).max().unwrap_or(0)
        };
        let lanes = widest(|row| row.lanes);
        let says = widest(|row| &row.says).clamp(4, 16.min(screen.width / 6));
        let shows = widest(|row| &row.shows).clamp(5, 28.min(screen.width / 4));
        let room = screen.width.saturating_sub(lanes + says + shows + 6).max(12);
        Self { lanes, name: widest(|row| &row.name).clamp(8, room), says, shows }
    }

    fn head(&self, screen: Screen) -> String {
        let blank = " ".repeat(self.lanes + self.name + 4);
        let head = format!("{blank}{}  SHOWS", fit("SAYS", self.says));
        format!("{}\n", screen.paint(Ink::Faint, head))
    }

    fn row(&self, row: &Drawn<'_>, screen: Screen) -> String {
        let (name, says) = (fit(&row.name, self.name), fit(&row.says, self.says));
        let shows = screen.paint(row.ink, cut(&row.shows, self.shows)).into_owned();
        let mut page = String::new();
        page.line(format!("  {}{name}  {says}  {shows}", fit(row.lanes, self.lanes)));
        if let Some(note) = &row.note {
            let indent = " ".repeat(self.lanes + 6);
            let note = cut(note, screen.width.saturating_sub(indent.len()));
            page.line(format!("{indent}{}", screen.paint(Ink::Faint, note)));
        }
        page
    }
}

fn section(title: &str, note: &str, screen: Screen) -> String {
    let note = screen.paint(Ink::Faint, format!("  {note}")).into_owned();
    format!("\n{}{}\n", screen.paint(Ink::Strong, title.to_owned()), note.trim_end())
}

/// A text of ours with names in it, wrapped and indented.
fn wrapped(text: &str, indent: usize, screen: Screen) -> String {
    let text = escape::line(text);
    let lines = layout::wrap(&text, screen.width.saturating_sub(indent));
    let blank = " ".repeat(indent);
    format!("{blank}{}\n", lines.join(&format!("\n{blank}")))
}

fn circles(account: &Account<'_>, graph: &Graph<'_>, screen: Screen) -> String {
    let circles = thing::circles(account, graph);
    if circles.is_empty() {
        return String::new();
    }
    let head = section("Circles", "they wait for each other, so none can begin", screen);
    let body: String = circles.iter().map(|it| wrapped(it, 2, screen)).collect();
    head + &body
}

fn path(account: &Account<'_>, graph: &Graph<'_>, screen: Screen) -> String {
    match thing::path(account, &graph.path) {
        Some((path, measure)) => {
            let head = section("Critical path (*)", "the longest chain that is not proven", screen);
            head + &wrapped(&path, 2, screen) + &wrapped(&measure, 2, screen)
        }
        None => section("Critical path", "none: no unproven work waits for other work", screen),
    }
}

/// What holds the things back that were asked about.
fn held(account: &Account<'_>, graph: &Graph<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for held in &graph.held {
        let name = escape::line(thing::name(account, held.thing)).into_owned();
        if held.by.is_empty() {
            page.push_str(&section(&format!("Nothing holds {name} back"), "", screen));
            continue;
        }
        page.push_str(&section(&format!("What holds {name} back"), "", screen));
        for chain in held.by.iter().take(MOST_CHAINS) {
            page.push_str(&wrapped(&thing::chain(account, chain), 2, screen));
            if let Some(last) = chain.way.last().copied() {
                page.push_str(&wrapped(&thing::why(account, last, &chain.why), 4, screen));
                page.push_str(&next(thing::next(last, &chain.why), screen));
            }
        }
        page.push_str(&more(held.by.len(), MOST_CHAINS, screen));
    }
    page
}

fn holders(account: &Account<'_>, graph: &Graph<'_>, screen: Screen) -> String {
    if graph.holders.is_empty() {
        return String::new();
    }
    let mut page = section("What holds most back", "", screen);
    for holder in graph.holders.iter().take(MOST_HOLDERS) {
        let name = escape::line(thing::name(account, holder.thing)).into_owned();
        let holds = words::count(holder.holds, "piece");
        let name = cut(&name, screen.width.saturating_sub(28));
        page.line(format!("  {}  holds {holds} of work", screen.paint(Ink::Strong, name)));
        page.push_str(&wrapped(&thing::why(account, holder.thing, &holder.why), 4, screen));
        page.push_str(&next(thing::next(holder.thing, &holder.why), screen));
    }
    page.push_str(&more(graph.holders.len(), MOST_HOLDERS, screen));
    page
}

fn next(command: Option<String>, screen: Screen) -> String {
    let Some(command) = command else { return String::new() };
    let arrow = screen.paint(Ink::Faint, "→").into_owned();
    let lines = layout::wrap(&escape::line(&command), screen.width.saturating_sub(6));
    format!("    {arrow} {}\n", lines.join("\n      "))
}

fn more(all: usize, shown: usize, screen: Screen) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("  {}\n", screen.paint(Ink::Faint, format!("… and {more} more"))),
    }
}
