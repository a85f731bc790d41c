//! Graphs as SVG: one file that needs nothing else, in light and dark, for eyes and screen readers.
//!
//! What is shown stands in each box as a word and as a shape; colour only repeats it. Texts are
//! measured by the widest of the fonts that browsers take, so that they fit their boxes in all.

mod marks;
mod measure;
pub(super) mod style;

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    graph::{Graph, Thing, Tie, TieKind},
    plan::ItemKind,
    render::{
        Account, escape,
        layered::{self, Gaps, Picture, Point, Size},
        layout,
        svg::measure::{cut, width},
        thing::{self, Label},
    },
};

/// The space around everything.
const MARGIN: i32 = 20;
/// The height of a box.
const HEIGHT: i32 = 58;
/// Boxes are at least that wide.
const NARROWEST: i32 = 132;
/// And at most.
const WIDEST: i32 = 236;
/// The longest text that a box has for who points at it.
const LONGEST: usize = 200;
/// From the left edge of a box to its text.
const INDENT: i32 = 30;
/// How far boxes stand apart.
const GAPS: Gaps = Gaps { across: 52, down: 16 };
/// The height of a line of the legend.
const ROW: i32 = 22;

/// The page that `graph --format svg` shows.
pub fn graph(account: &Account<'_>, graph: &Graph<'_>) -> String {
    let labels: Vec<Label<'_>> = graph.things.iter().map(|it| Label::of(account, *it)).collect();
    let size = Size { width: box_width(&labels), height: HEIGHT };
    let ties: Vec<(usize, usize)> = graph.ties.iter().map(|tie| (tie.first, tie.then)).collect();
    let picture = layered::draw(&vec![size; labels.len()], &ties, GAPS);
    let legend = legend(graph, &labels);
    let title = title(account, graph);
    let head = MARGIN + 30;
    let inner = picture.width.max(legend.width).max(width(&title, 15));
    let (whole, high) = (inner + 2 * MARGIN, picture.height + head + legend.height + 2 * MARGIN);
    let description = escape::xml(&thing::description(account, graph));
    let title = escape::xml(&title);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {high}\" \
         width=\"{whole}\" height=\"{high}\" class=\"mp-graph\" role=\"img\" \
         aria-labelledby=\"mp-graph-title mp-graph-desc\">\n\
         <title id=\"mp-graph-title\">{title}</title>\n\
         <desc id=\"mp-graph-desc\">{description}</desc>\n"
    );
    add(&mut out, format_args!("<style>{}</style>\n", style::text()));
    out.push_str(&marks::definitions(labels.iter().map(|label| label.mark)));
    add(&mut out, format_args!("<rect class=\"paper\" width=\"{whole}\" height=\"{high}\"/>\n"));
    add(&mut out, format_args!("<text class=\"t\" x=\"{MARGIN}\" y=\"{}\">{title}</text>\n", 32));
    add(&mut out, format_args!("<g transform=\"translate({MARGIN} {head})\">\n"));
    lines(&mut out, graph, &picture, size);
    for ((thing, label), place) in graph.things.iter().zip(&labels).zip(&picture.boxes) {
        draw_box(&mut out, *thing, label, *place, size);
    }
    out.push_str("</g>\n");
    let below = head + picture.height + MARGIN;
    add(&mut out, format_args!("<g transform=\"translate({MARGIN} {below})\">\n"));
    out.push_str(&legend.body);
    out.push_str("</g>\n</svg>\n");
    out
}

fn add(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("writing to a string cannot fail");
}

fn title(account: &Account<'_>, graph: &Graph<'_>) -> String {
    let about = graph.about.iter().filter_map(|at| graph.things.get(*at));
    let about: Vec<&str> = about.map(|it| thing::name(account, *it)).collect();
    match about.as_slice() {
        [] => "What rests on what".to_owned(),
        about => cut(&format!("What {} rests on", about.join(", ")), 15, 600),
    }
}

/// As wide as the widest text needs, within limits: boxes of one width are calmer.
fn box_width(labels: &[Label<'_>]) -> i32 {
    let needed = |label: &Label<'_>| {
        let texts = [(label.name, 14), (label.title, 12), (label.shows.as_str(), 12)];
        texts.map(|(text, size)| width(text, size)).into_iter().max().unwrap_or(0)
    };
    let widest = labels.iter().map(needed).max().unwrap_or(0) + INDENT + 12;
    widest.clamp(NARROWEST, WIDEST)
}

fn draw_box(out: &mut String, thing: Thing<'_>, label: &Label<'_>, place: Point, size: Size) {
    let Point { x, y } = place;
    let (class, tip) = (style::class(label.ink), layout::cut(&label.line(), LONGEST));
    let tip = escape::xml(&tip);
    let room = size.width - INDENT - 10;
    add(out, format_args!("<g class=\"b {class}\"><title>{tip}</title>"));
    outline(out, thing, place, size);
    let mark = marks::id(label.mark);
    add(out, format_args!("<use href=\"#{mark}\" x=\"{}\" y=\"{}\"/>", x + 8, y + 9));
    let mut text = |class: &str, x: i32, down: i32, text: &str| {
        let (y, text) = (y + down, escape::xml(text));
        add(out, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    };
    let (name, rest) = two_lines(label, room);
    let standing = standing(label, room);
    text("n", x + INDENT, 20, &name);
    text("s", x + INDENT, 35, &rest);
    text("w", x + INDENT, 50, &standing);
    // The kind stands where there is room for it; the shape of the box says it, too.
    let kind = width(&label.kind, 10) + 8;
    if width(&name, 14) + kind <= room {
        text("k", x + size.width - 10, 19, &label.kind);
    } else if width(&standing, 12) + kind <= room {
        text("k", x + size.width - 10, 50, &label.kind);
    }
    out.push_str("</g>\n");
}

/// Name and title; a long name without a title takes both lines.
fn two_lines(label: &Label<'_>, room: i32) -> (String, String) {
    if !label.title.is_empty() || width(label.name, 14) <= room {
        return (cut(label.name, 14, room), cut(label.title, 12, room));
    }
    let mut breaks = label.name.match_indices(' ').map(|(at, _)| label.name.split_at(at));
    let fitting = breaks.rfind(|(first, _)| width(first, 14) <= room);
    match fitting {
        Some((first, rest)) => (first.to_owned(), cut(rest.trim_start(), 12, room)),
        None => (cut(label.name, 14, room), String::new()),
    }
}

/// What is shown, and before it what is said where both fit.
fn standing(label: &Label<'_>, room: i32) -> String {
    let both = match label.says {
        Some(says) => format!("{} | {}", says.trim(), label.shows),
        None => label.shows.clone(),
    };
    if width(&both, 12) <= room { both } else { cut(&label.shows, 12, room) }
}

/// The shape of a box says what kind of thing it is.
fn outline(
    out: &mut String,
    thing: Thing<'_>,
    Point { x, y }: Point,
    Size { width, height }: Size,
) {
    let round = match thing {
        Thing::Work { item, .. } if item.key.kind == ItemKind::Phase => 20,
        Thing::Work { item, .. } if item.key.kind == ItemKind::Milestone => 9,
        Thing::Work { .. } => 2,
        Thing::Blocker { .. } | Thing::Gate { .. } => {
            let cut = if matches!(thing, Thing::Gate { .. }) { height / 2 } else { 10 };
            let across = cut.min(12);
            let (inner, down) = (width - 2 * across, height - 2 * cut);
            let (left, right) = (-across, across);
            add(
                out,
                format_args!(
                    "<path class=\"o\" d=\"M{} {y}h{inner}l{right} {cut}v{down}l{left} {cut}\
                     h{}l{left} {}v{}z\"/>",
                    x + across,
                    -inner,
                    -cut,
                    -down
                ),
            );
            return;
        }
    };
    let size = format!("width=\"{width}\" height=\"{height}\" rx=\"{round}\"");
    add(out, format_args!("<rect class=\"o\" x=\"{x}\" y=\"{y}\" {size}/>"));
}

fn lines(out: &mut String, graph: &Graph<'_>, picture: &Picture, size: Size) {
    for (tie, points) in graph.ties.iter().zip(&picture.lines) {
        let curve = match points.as_slice() {
            [] => around(picture.boxes.get(tie.first).copied().unwrap_or_default(), size),
            points => curve(points),
        };
        let class = line_class(tie);
        add(out, format_args!("<path class=\"{class}\" d=\"{curve}\"{}/>\n", head(&class)));
    }
}

fn line_class(tie: &Tie) -> String {
    let mut class = match tie.kind {
        TieKind::Waits => "l",
        TieKind::Part => "l part",
        TieKind::Blocks => "l block",
        TieKind::Shows => "l gate",
    }
    .to_owned();
    if tie.is_in_circle {
        class.push_str(" circle");
    }
    if tie.is_critical {
        class.push_str(" critical");
    }
    class
}

/// The head of the arrow of a line.
fn head(class: &str) -> &'static str {
    match class {
        it if it.contains("critical") => " marker-end=\"url(#mp-c)\"",
        it if it.contains("block") => " marker-end=\"url(#mp-x)\"",
        it if it.contains("gate") => "",
        _ => " marker-end=\"url(#mp-a)\"",
    }
}

/// Through all points: level through them, in a bow between them.
fn curve(points: &[Point]) -> String {
    let mut path = String::new();
    for (at, Point { x, y }) in points.iter().enumerate() {
        let after = points.get(at + 1);
        let before = at.checked_sub(1).and_then(|at| points.get(at));
        match before {
            None => add(&mut path, format_args!("M{x} {y}")),
            // Further on the same level.
            Some(before) if before.y == *y && after.is_some_and(|after| after.y == *y) => {}
            Some(before) if before.y == *y => add(&mut path, format_args!("H{x}")),
            Some(before) => {
                let middle = i32::midpoint(before.x, *x);
                let from = before.y;
                add(&mut path, format_args!("C{middle} {from} {middle} {y} {x} {y}"));
            }
        }
    }
    path
}

/// From a box to itself.
fn around(place: Point, size: Size) -> String {
    let (x, y) = (place.x + size.width, place.y + size.height / 2);
    format!("M{x} {y}c26 0 26 -{0} 0 -{0}", size.height / 2 - 8)
}

/// What lines and marks mean, of those that the picture has.
struct Legend {
    width: i32,
    height: i32,
    body: String,
}

fn legend(graph: &Graph<'_>, labels: &[Label<'_>]) -> Legend {
    let mut rows: Vec<(String, &str)> = Vec::new();
    let has = |holds: fn(&Tie) -> bool| graph.ties.iter().any(holds);
    for (is_there, class, text) in [
        (
            has(|tie| tie.kind == TieKind::Waits),
            "l",
            "must be shown before what the arrow leads to",
        ),
        (has(|tie| tie.kind == TieKind::Part), "l part", "is a part of it"),
        (has(|tie| tie.kind == TieKind::Blocks), "l block", "blocks it"),
        (has(|tie| tie.kind == TieKind::Shows), "l gate", "is a gate of it"),
        (has(|tie| tie.is_critical), "l critical", "critical path: the longest unproven chain"),
        (has(|tie| tie.is_in_circle), "l circle", "circle: they wait for each other"),
    ] {
        if is_there {
            let head = head(class);
            rows.push((format!("<path class=\"{class}\" d=\"M0 0H34\"{head}/>"), text));
        }
    }
    if labels.iter().any(|label| label.says.is_some()) {
        let sample = "<text class=\"k e\" x=\"0\" y=\"4\">a | b</text>".to_owned();
        rows.push((sample, "documents say a, runs and signatures show b"));
    }
    let mut body = String::new();
    let mut y = 10;
    let mut widest = 0;
    for (line, text) in &rows {
        add(&mut body, format_args!("<g transform=\"translate(0 {y})\">{line}"));
        add(&mut body, format_args!("<text class=\"k e\" x=\"46\" y=\"4\">{text}</text></g>\n"));
        widest = widest.max(46 + width(text, 11));
        y += ROW;
    }
    let mut seen = BTreeSet::new();
    let marks = labels.iter().filter(|label| seen.insert((label.mark, word(label))));
    let mut x = 0;
    for label in marks {
        let (mark, word) = (marks::id(label.mark), word(label));
        let needed = 24 + width(word, 11) + 16;
        if x > 0 && x + needed > 900 {
            (x, y) = (0, y + ROW);
        }
        let class = style::class(label.ink);
        let place = format!("transform=\"translate({x} {})\"", y - 8);
        add(&mut body, format_args!("<g class=\"b {class}\" {place}><use href=\"#{mark}\"/>"));
        add(&mut body, format_args!("<text class=\"k e\" x=\"22\" y=\"12\">{word}</text></g>\n"));
        x += needed;
        widest = widest.max(x);
    }
    let height = if rows.is_empty() && labels.is_empty() { 0 } else { y + 14 };
    Legend { width: widest, height, body }
}

/// The first words of what is shown, without names and reasons.
fn word<'a>(label: &'a Label<'_>) -> &'a str {
    let shows = label.shows.as_str();
    let end = [" by ", ": ", " ("].iter().filter_map(|cut| shows.find(cut)).min();
    shows.get(..end.unwrap_or(shows.len())).unwrap_or(shows)
}
