//! Graphs in Mermaid, which GitHub and others draw in Markdown.

use std::fmt::Write as _;

use crate::{
    graph::{Graph, Thing, TieKind},
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

/// The page that `graph --format mermaid` shows.
pub fn graph(account: &Account<'_>, graph: &Graph<'_>) -> String {
    let mut page = String::new();
    page.line("flowchart LR");
    page.line(format!("  accTitle: {}", "What rests on what"));
    page.line(format!("  accDescr: {}", escape::mermaid(&thing::description(account, graph))));
    for (at, thing) in graph.things.iter().enumerate() {
        let label = Label::of(account, *thing);
        let (open, close) = shape(*thing);
        let class = class(label.ink);
        page.line(format!("  n{at}{open}\"{}\"{close}:::{class}", text(&label)));
    }
    let mut critical = String::new();
    for (at, tie) in graph.ties.iter().enumerate() {
        let arrow = match tie.kind {
            TieKind::Waits if tie.is_in_circle => "-- circle -->",
            TieKind::Waits => "-->",
            TieKind::Part if tie.is_in_circle => "-. circle .->",
            TieKind::Part => "-.->",
            TieKind::Blocks => "-- blocks --x",
            TieKind::Shows => "---",
        };
        page.line(format!("  n{} {arrow} n{}", tie.first, tie.then));
        if tie.is_critical {
            write!(critical, "{}{at}", if critical.is_empty() { "" } else { "," })
                .expect("writing to a string cannot fail");
        }
    }
    if !critical.is_empty() {
        page.line(format!("  linkStyle {critical} stroke-width:4px"));
    }
    for (name, style) in CLASSES {
        page.line(format!("  classDef {name} {style}"));
    }
    page
}

fn text(label: &Label<'_>) -> String {
    let name = format!("{} {} {}", label.mark, label.name, label.title);
    let lines = [
        layout::cut(escape::line(&name).trim_end(), WIDEST),
        layout::cut(&escape::line(&label.both()), WIDEST),
    ];
    lines.map(|line| escape::mermaid(&line)).join("<br/>")
}

/// The brackets of a box: work is square, phases are round, blockers and gates have shapes of their own.
fn shape(thing: Thing<'_>) -> (&'static str, &'static str) {
    match thing {
        Thing::Work { item, .. } if item.key.kind == ItemKind::Phase => ("([", "])"),
        Thing::Work { item, .. } if item.key.kind == ItemKind::Milestone => ("(", ")"),
        Thing::Work { .. } => ("[", "]"),
        Thing::Blocker { .. } => ("[[", "]]"),
        Thing::Gate { .. } => ("{{", "}}"),
    }
}

/// The colours of boxes, readable on light and dark pages alike. The mark and the words say the same.
const CLASSES: [(&str, &str); 6] = [
    ("good", "fill:#d9f2df,stroke:#1a7f37,color:#0b3d1a"),
    ("doubt", "fill:#fff3cd,stroke:#9a6700,color:#4d3300"),
    ("bad", "fill:#ffdcd9,stroke:#cf222e,color:#5c0a10,stroke-width:3px"),
    ("alive", "fill:#d6ebff,stroke:#0969da,color:#03335f"),
    ("faint", "fill:#eeeeee,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3"),
    ("plain", "fill:#ffffff,stroke:#57606a,color:#1f2328"),
];

fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Good => "good",
        Ink::Doubt => "doubt",
        Ink::Bad => "bad",
        Ink::Alive => "alive",
        Ink::Faint => "faint",
        Ink::Plain | Ink::Strong => "plain",
    }
}
