//! Graphs in DOT, the language of Graphviz.

use crate::{
    graph::{Graph, Thing, Tie, TieKind},
    plan::ItemKind,
    render::{
        Account, escape,
        layout::{self, Lines as _},
        screen::Ink,
        thing::{self, Label},
    },
};

/// The longest text of one line of a box.
const WIDEST: usize = 44;

/// The page that `graph --format dot` shows.
pub fn graph(account: &Account<'_>, graph: &Graph<'_>) -> String {
    let mut page = String::new();
    page.line("digraph milepost {");
    let description = escape::dot(&thing::description(account, graph));
    page.line(format!("  graph [rankdir=LR, tooltip=\"{description}\"];"));
    page.line("  node [fontname=\"sans-serif\", fontsize=11, style=\"filled\"];");
    page.line("  edge [fontname=\"sans-serif\", fontsize=9];");
    for (at, thing) in graph.things.iter().enumerate() {
        let label = Label::of(account, *thing);
        let (shape, colours) = (shape(*thing), colours(label.ink));
        let (text, tip) = (text(&label), escape::dot(&label.line()));
        page.line(format!("  n{at} [label=\"{text}\", tooltip=\"{tip}\", {shape}, {colours}];"));
    }
    for tie in &graph.ties {
        page.line(format!("  n{} -> n{} [{}];", tie.first, tie.then, line(tie)));
    }
    page.line("}");
    page
}

fn text(label: &Label<'_>) -> String {
    let name = format!("{} {} {}", label.mark, label.name, label.title);
    let lines = [
        layout::cut(escape::line(&name).trim_end(), WIDEST),
        layout::cut(&escape::line(&label.both()), WIDEST),
    ];
    // `\n` is a line break of DOT.
    lines.map(|line| escape::dot(&line)).join("\\n")
}

fn shape(thing: Thing<'_>) -> &'static str {
    match thing {
        Thing::Work { item, .. } if item.key.kind == ItemKind::Phase => "shape=ellipse",
        Thing::Work { item, .. } if item.key.kind == ItemKind::Milestone => {
            "shape=box, style=\"filled,rounded\""
        }
        Thing::Work { .. } => "shape=box",
        Thing::Blocker { .. } => "shape=octagon",
        Thing::Gate { .. } => "shape=hexagon",
    }
}

/// The colours of boxes. The mark and the words say the same.
fn colours(ink: Ink) -> &'static str {
    match ink {
        Ink::Good => "fillcolor=\"#d9f2df\", color=\"#1a7f37\"",
        Ink::Doubt => "fillcolor=\"#fff3cd\", color=\"#9a6700\"",
        Ink::Bad => "fillcolor=\"#ffdcd9\", color=\"#cf222e\", penwidth=2",
        Ink::Alive => "fillcolor=\"#d6ebff\", color=\"#0969da\"",
        Ink::Faint => "fillcolor=\"#eeeeee\", color=\"#8c959f\", fontcolor=\"#57606a\"",
        Ink::Plain | Ink::Strong => "fillcolor=\"#ffffff\", color=\"#57606a\"",
    }
}

fn line(tie: &Tie) -> String {
    let mut said = vec![match tie.kind {
        TieKind::Waits => "style=solid",
        TieKind::Part => "style=dashed",
        TieKind::Blocks => "style=solid, arrowhead=tee, label=\"blocks\"",
        TieKind::Shows => "style=dotted, arrowhead=none",
    }];
    if tie.is_in_circle {
        said.push("label=\"circle\", color=\"#cf222e\"");
    }
    if tie.is_critical {
        said.push("penwidth=3");
    }
    said.join(", ")
}
